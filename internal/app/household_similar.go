package app

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/likeness"
	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// SimilarHousehold is a file that may be of the same household, and why. Beyond
// the actor's scope only the village is told, whose office can be asked.
type SimilarHousehold struct {
	Reason  string            `json:"reason"` // number (an ID number is the same), phone, like
	Score   int               `json:"score,omitempty"`
	Verdict likeness.Verdict  `json:"verdict,omitempty"`
	Reasons []likeness.Reason `json:"reasons,omitempty"` // of like: what speaks for it, and then what against
	Village string            `json:"village"`
	Inside  bool              `json:"inside"`           // of the scope; else what follows is empty
	Number  string            `json:"number,omitempty"` // household number
	Head    string            `json:"head,omitempty"`   // masked
	Closed  bool              `json:"closed,omitempty"`
}

// SimilarPerson is what is known so far of a person being entered, as typed.
type SimilarPerson struct{ Name, Number, Birth, Phone string }

// SimilarOrder is what is known so far of a household being entered.
type SimilarOrder struct {
	Household id.ID // its own file, when it has one
	Area      area.Code
	Phone     string // as typed; what is none is passed over, as of ID numbers
	Persons   []SimilarPerson
}

// similarShown bounds the files that are told, the likest first.
const similarShown = 20

// SimilarHouseholds looks for files that may be of the same household: an ID
// number that stands in any file anywhere, the same phone within the scope, and
// within the village whoever is like one of the persons, by the rules by which
// the whole registry is looked through, with what speaks for it.
func (d *Desk) SimilarHouseholds(ctx context.Context, order SimilarOrder) (similar []SimilarHousehold, err error) {
	if err := d.actor.Must(identity.HouseholdSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		l := &looking{Desk: d, tx: tx, order: order, told: map[id.ID]bool{order.Household: true}}
		if err := l.exact(ctx); err != nil {
			return err
		}
		err := l.like(ctx)
		similar = l.found
		return err
	})
	return similar, err
}

// looking is one look for files like what is typed.
type looking struct {
	*Desk
	tx    *sqldb.Tx
	order SimilarOrder
	told  map[id.ID]bool
	found []SimilarHousehold
}

// exact tells of the same ID number and the same phone.
func (l *looking) exact(ctx context.Context) error {
	var numbers []personal.ID
	phones := phonesIn([]string{l.order.Phone})
	for _, p := range l.order.Persons {
		if number, err := personal.ParseID(p.Number); err == nil {
			numbers = append(numbers, number)
		}
	}
	all, err := l.store.SameNumbers(ctx, l.tx, numbers, phones, l.actor.Scope)
	if err != nil {
		return err
	}
	for i := range all {
		if err := l.tell(ctx, all[i], SimilarHousehold{Reason: string(all[i].Match)}); err != nil {
			return err
		}
	}
	return nil
}

// like holds each person against those of the village.
func (l *looking) like(ctx context.Context) error {
	pool := likeness.NewPool()
	for _, p := range l.order.Persons {
		if person, ok := p.person(l.order); ok {
			pool.Add(&person)
		}
	}
	typed := pool.Len()
	if typed == 0 || l.order.Area == "" {
		return nil
	}
	var at []id.ID
	err := l.store.EachPerson(ctx, l.tx, l.order.Area, l.actor.Scope, func(p *store.FilePerson) error {
		pool.Add(&p.Person)
		at = append(at, p.Household)
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	best := map[id.ID]likeness.Pair{}
	for i := range typed {
		for k, of := range at {
			if l.told[of] {
				continue
			}
			if pair, ok := pool.Compare(i, typed+k); ok && pair.Score > best[of].Score {
				best[of] = pair
			}
		}
	}
	return l.tellBest(ctx, best)
}

// tellBest tells the likest files first.
func (l *looking) tellBest(ctx context.Context, best map[id.ID]likeness.Pair) error {
	ids := make([]id.ID, 0, len(best))
	for of := range best {
		ids = append(ids, of)
	}
	slices.SortFunc(ids, func(a, b id.ID) int { return cmp.Or(cmp.Compare(best[b].Score, best[a].Score), cmp.Compare(a, b)) })
	ids = ids[:min(len(ids), similarShown)]
	files, err := l.store.HouseholdsByID(ctx, l.tx, ids, l.actor.Scope)
	if err != nil {
		return err
	}
	for _, of := range ids {
		for _, h := range files {
			if h.ID != of {
				continue
			}
			pair := best[of]
			one := SimilarHousehold{Reason: "like", Score: pair.Score, Verdict: pair.Verdict, Reasons: pair.Reasons}
			found := store.Found{Household: h.ID, Number: h.Number, Head: h.Head, Area: h.Area, Unit: h.Unit, Closed: !h.Closed.IsZero()}
			if err := l.tell(ctx, found, one); err != nil {
				return err
			}
		}
	}
	return nil
}

// tell adds a file once, no more of it than the scope allows.
func (l *looking) tell(ctx context.Context, f store.Found, one SimilarHousehold) (err error) {
	if l.told[f.Household] {
		return nil
	}
	l.told[f.Household] = true
	one.Inside = l.actor.Scope.Sees(f.Area, f.Unit)
	if one.Village, err = l.villageName(ctx, l.tx, f.Area); err != nil {
		return err
	}
	if one.Inside {
		one.Number, one.Head, one.Closed = f.Number, masked(f.Head), f.Closed
	}
	l.found = append(l.found, one)
	return nil
}

// person is what is typed of a person; false when it names nobody.
func (p *SimilarPerson) person(order SimilarOrder) (likeness.Person, bool) {
	name := personal.NormalName(p.Name)
	if utf8.RuneCountInString(name) < 2 || strings.Contains(name, "*") {
		return likeness.Person{}, false
	}
	one := likeness.Person{Name: name, Village: string(order.Area), Household: "typed", Number: likeness.ReadNumber(p.Number)}
	if born, _, err := day.ParseLoose(p.Birth); err == nil && !born.IsZero() {
		one.Birth = likeness.NewBirth(born.Year(), born.Month(), born.Day())
	}
	for _, phone := range phonesIn([]string{p.Phone, order.Phone}) {
		one.Phone = phone.Clear()
		break
	}
	return one, true
}

func phonesIn(texts []string) (phones []personal.Phone) {
	for _, text := range texts {
		if phone, err := personal.ParsePhone(text); err == nil {
			phones = append(phones, phone)
		}
	}
	return phones
}
