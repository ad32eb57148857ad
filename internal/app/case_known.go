package app

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// CaseKnown is what is on record already of somebody who is about to apply, and
// the way on. Beyond the actor's scope only the village is told.
type CaseKnown struct {
	Why    *problem.Error // casework.open_already, once or has_category, which refuse, or on_file, which warns; each with _elsewhere
	Member int            // place on the form of the person, from 1; 0 is the household
	Case   string         // number or id of the case that stands in the way
	File   string         // number of the file
	Review bool           // the file can be reviewed by a procedure of its place
}

// elsewhere is what is told of a case or a file beyond the actor's scope.
var elsewhere = map[string]string{
	"casework.open_already": "casework.open_already_elsewhere", "casework.once": "casework.once_elsewhere",
	"casework.has_category": "casework.has_category_elsewhere", "casework.on_file": "casework.on_file_elsewhere",
}

// Refuses tells whether no application is taken beside it.
func (k *CaseKnown) Refuses() bool { return k.Why.Code == problem.Conflict }

// at is the field of the form where it is told.
func (k *CaseKnown) at() string {
	if k.Member == 0 {
		return ""
	}
	return "member." + strconv.Itoa(k.Member) + ".id_number"
}

// KnownApplicants looks up, while an application is still being typed, whether
// one of its persons applies for the same already, has it already, or stands in
// another open file. What is no ID number is passed over. ref is the draft that
// it is about, "" for a new one.
func (d *Desk) KnownApplicants(ctx context.Context, ref string, order CaseOrder) (known []CaseKnown, err error) {
	if err := d.actor.Must(identity.CaseFile); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, before, err := d.typedCase(ctx, tx, ref, &order)
		if err != nil {
			return err
		}
		p, err := d.chooseProfile(ctx, tx, c.Area, c.Unit, c.Kind, d.clock.Today())
		if err != nil || p == nil {
			return err
		}
		l := &acquainting{Desk: d, tx: tx, c: c, profile: p.profile}
		known, err = l.all(ctx, typedNumbers(order.Form, before))
		return err
	})
	return known, err
}

// typedCase is the case that a form is about, as far as it is typed, and its
// household as it was declared before; nil without one.
func (d *Desk) typedCase(ctx context.Context, tx *sqldb.Tx, ref string, order *CaseOrder) (*casework.Case, *store.CaseHousehold, error) {
	if ref != "" {
		c, err := d.caseOf(ctx, tx, ref)
		if err != nil {
			return nil, nil, err
		}
		before, err := d.declaredOf(ctx, tx, c)
		return c, before, err
	}
	c := &casework.Case{Kind: order.Kind, State: casework.Draft, Area: area.Code(order.Form.Fields["village"]), Unit: order.Form.Fields["unit"], Cause: order.Cause}
	file, err := d.fileOf(ctx, tx, order.Number)
	if file != nil {
		c.Household, c.Area, c.Unit = file.ID, file.Area, file.Unit
	}
	return c, nil, err
}

// typedNumbers are the ID numbers as typed, by place; what is none is empty. A
// mask that came back stands for the number before it.
func typedNumbers(f registry.Form, before *store.CaseHousehold) []personal.ID {
	if before != nil && before.Household == nil {
		f = unmaskedForm(f, before.Form)
	}
	numbers := make([]personal.ID, len(f.Members))
	for i := range f.Members {
		typed := f.Members[i].Fields["id_number"]
		if n, err := personal.ParseID(typed); err == nil {
			numbers[i] = n
		} else if before != nil && before.Household != nil && strings.Contains(typed, "*") {
			numbers[i] = heldNumber(before.Household, f.Members[i].ID)
		}
	}
	return numbers
}

func heldNumber(h *registry.Household, member id.ID) (number personal.ID) {
	for i := range h.Members {
		if h.Members[i].ID == member {
			number = h.Members[i].IDNumber
		}
	}
	return number
}

// heldNumbers are the ID numbers of a household, in the order of the form that it
// was read of.
func heldNumbers(f registry.Form, h *registry.Household) []personal.ID {
	numbers := make([]personal.ID, len(f.Members))
	for i := range numbers {
		if at := f.PlaceOf(i + 1); at >= 0 && at < len(h.Members) {
			numbers[i] = h.Members[at].IDNumber
		}
	}
	return numbers
}

// acquainting looks up the persons of an application.
type acquainting struct {
	*Desk
	tx      *sqldb.Tx
	c       *casework.Case
	profile *casework.Profile
	found   []CaseKnown
	told    map[id.ID]bool
}

// all is what is known of the household and of each of its persons, in the
// order of the form.
func (l *acquainting) all(ctx context.Context, numbers []personal.ID) ([]CaseKnown, error) {
	l.told = map[id.ID]bool{l.c.ID: true, l.c.Origin: true}
	for place := 0; place <= len(numbers); place++ {
		var number personal.ID
		if place > 0 {
			number = numbers[place-1]
		}
		if place == 0 && l.c.Household == "" || place > 0 && number.IsZero() {
			continue
		}
		if err := l.cases(ctx, place, number); err != nil {
			return nil, err
		}
		if err := l.files(ctx, place, number); err != nil {
			return nil, err
		}
	}
	return l.found, nil
}

// cases finds applications for the same that are under way, or that were granted
// within the time in which the procedure grants it once.
func (l *acquainting) cases(ctx context.Context, place int, number personal.ID) error {
	household := l.c.Household
	if place > 0 {
		household = ""
	}
	others, err := l.store.CasesOfPersons(ctx, l.tx, l.c.Kind, household, []personal.ID{number})
	if err != nil {
		return err
	}
	for _, o := range others {
		key := ""
		switch {
		case l.told[o.ID]:
		case !o.State.Ended() && o.State != casework.Draft:
			key = "casework.open_already"
		case o.State == casework.Filed && l.once(o):
			key = "casework.once"
		}
		if key == "" {
			continue
		}
		l.told[o.ID] = true
		village, err := l.villageName(ctx, l.tx, o.Area)
		if err != nil {
			return err
		}
		known := CaseKnown{Member: place}
		if l.actor.Scope.Sees(o.Area, o.Unit) {
			known.Case = cmp.Or(o.Number, string(o.ID))
		} else {
			key = elsewhere[key]
		}
		known.Why = problem.New(problem.Conflict, key, "number", known.Case, "village", village, "kind", o.Kind, "day", o.Received)
		l.found = append(l.found, known)
	}
	return nil
}

// once tells whether another case stands in the way of one more this year.
func (l *acquainting) once(o *casework.Case) bool {
	if o.Received.Year() != l.clock.Today().Year() {
		return false
	}
	return l.profile.Apply.Once == "year" || l.profile.Apply.Once == "cause_year" && o.Cause == l.c.Cause
}

// files finds open files in which a person stands already: a file that has what
// is applied for is reviewed instead, another one is what the application is to
// be about.
func (l *acquainting) files(ctx context.Context, place int, number personal.ID) error {
	if l.c.Kind.OnFile() || l.c.State != casework.Draft {
		return nil
	}
	if place == 0 {
		return l.file(ctx, place, l.c.Household, number)
	}
	same, err := l.store.SameNumbers(ctx, l.tx, []personal.ID{number}, nil, l.actor.Scope)
	for i := range same {
		if err == nil && !l.told[same[i].Household] {
			err = l.file(ctx, place, same[i].Household, number)
		}
	}
	return err
}

func (l *acquainting) file(ctx context.Context, place int, of id.ID, number personal.ID) error {
	l.told[of] = true
	h, err := l.store.Household(ctx, l.tx, of, identity.Everything)
	if err != nil {
		return err
	}
	code, key := problem.Invalid, "casework.on_file"
	if l.has(h, number) {
		code, key = problem.Conflict, "casework.has_category"
	} else if h.ID == l.c.Household {
		return nil
	}
	village, err := l.villageName(ctx, l.tx, h.Area)
	if err != nil {
		return err
	}
	known := CaseKnown{Member: place}
	if l.actor.Scope.Sees(h.Area, h.Unit) {
		known.File = h.Number
		p, err := l.chooseProfile(ctx, l.tx, h.Area, h.Unit, casework.KindReview, l.clock.Today())
		if err != nil {
			return err
		}
		known.Review = p != nil
	} else {
		key = elsewhere[key]
	}
	known.Why = problem.New(code, key, "number", known.File, "village", village, "category", l.profile.Award.Category)
	l.found = append(l.found, known)
	return nil
}

// has tells whether a file has already what the procedure gives: for the whole
// household, or for the person of a number. What is paid once is given again.
func (l *acquainting) has(h *registry.Household, number personal.ID) bool {
	award, today := &l.profile.Award, l.clock.Today()
	if award.Category == "" || award.Pay == "once" {
		return false
	}
	return slices.ContainsFunc(h.Categories, func(c registry.Category) bool {
		inForce := c.Name == award.Category && !c.From.After(today) && (c.To.IsZero() || !c.To.Before(today))
		return inForce && (c.Member == 0 || slices.ContainsFunc(h.Members, func(m registry.Member) bool {
			return m.Seq == c.Member && !number.IsZero() && m.IDNumber.Secret == number.Secret
		}))
	})
}
