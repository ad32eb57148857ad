package app

import (
	"context"
	"strings"

	"songnuan/internal/id"
	"songnuan/internal/intake"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// ruling is what is to become of one lot, as the registry stands.
type ruling struct {
	decision registry.Decision
	existing id.ID                 // the file that it is, or may be; "" of none that the actor sees
	finding  intake.Finding        // why it is a Clash
	merges   bool                  // a person may have the file brought up to the list
	opens    bool                  // a person may have a file opened beside it: they have no ID number in common
	like     *ImportLike           // why the file may be it, where no number says so; nil when one does
	helper   *store.PreparedHelper // of Change: as the list has him
}

// decidedWrong marks a lot without payload: its own findings keep it out.
const decidedWrong = registry.Decision(-1)

// verdict is what a ruling means for rows that do not enter.
func (r *ruling) verdict() verdict {
	switch r.decision {
	case decidedWrong, registry.Clash:
		return verdict{wrong, r.finding}
	case registry.Unchanged:
		return verdict{state: unchanged}
	}
	return verdict{}
}

// judge decides for each household whether it is new, known, changed or in
// conflict with an open file.
func (householdList) judge(ctx context.Context, tx *sqldb.Tx, im *importing, lots []*lot) ([]ruling, error) {
	rulings := make([]ruling, len(lots))
	var asked []*store.Prepared
	var at []int
	numbers := map[[2]string]bool{}
	for i, l := range lots {
		p, ok := l.payload.(*householdPayload)
		if !ok {
			rulings[i].decision = decidedWrong
			continue
		}
		number := [2]string{p.household.Unit, p.household.Number}
		if numbers[number] {
			rulings[i] = clash(l, "registry.twice_in_list", "number", p.household.Number)
			continue
		}
		numbers[number] = true
		asked, at = append(asked, p.prepared), append(at, i)
	}
	known, err := im.store.FindExisting(ctx, tx, asked)
	if err != nil {
		return nil, err
	}
	for n, p := range asked {
		l, r := lots[at[n]], &rulings[at[n]]
		decision, file, reason := registry.Decide(p.Household, p.Digest, im.batch.ID, known[n])
		if !im.sees(known[n]) { // what lies outside the actor's scope is neither shown nor changed
			*r = clash(l, "app.known_elsewhere")
			continue
		}
		r.decision = decision
		switch {
		case decision == registry.Clash:
			r.finding = intake.Finding{Severity: intake.Wrong, Row: l.rows[0].Number, Key: reason.Key, Args: reason.Args}
			r.existing = known[n][0].ID
		case file != nil:
			r.existing = file.ID
		}
		r.offer(l, known[n], im.choice(l), im.batch.ID)
		if err := im.askLike(ctx, tx, l, r, known[n], numbers); err != nil {
			return nil, err
		}
	}
	return rulings, nil
}

// What a person has decided of a household that may be on file.
const (
	ChoiceMerge = "merge" // the file is brought up to the list
	ChoiceNew   = "new"   // a file is opened beside it, under a number of its own
)

// choice is what a person has decided of a household.
func (im *importing) choice(l *lot) string {
	choice, _, _ := strings.Cut(im.edit(l.rows[0].Sheet, l.rows[0].Number).Choice, " ")
	return choice
}

// offer says what a person may decide, and does what was decided. Where two
// files have the household's people, one of them has to be put right first.
func (r *ruling) offer(l *lot, known []registry.Known, choice string, batch id.ID) {
	if r.decision != registry.Clash && r.decision != registry.Change || len(known) != 1 || known[0].Batch == batch {
		return
	}
	r.merges, r.opens = true, known[0].Shared == 0
	if choice == ChoiceMerge && r.decision == registry.Clash {
		r.decision, r.finding = registry.Change, intake.Finding{}
	}
	if choice == ChoiceNew && !r.opens {
		r.decision = registry.Clash
		r.finding = clash(l, "registry.member_elsewhere", "number", known[0].Number, "head", intake.Masked(known[0].Head)).finding
	}
}

func (im *importing) sees(known []registry.Known) bool {
	for _, k := range known {
		if !im.actor.Scope.Sees(k.Area, k.Unit) {
			return false
		}
	}
	return true
}

func clash(l *lot, key string, pairs ...any) ruling {
	var f intake.Findings
	f.Add(intake.Wrong, l.rows[0].Number, intake.Column{}, key, pairs...)
	return ruling{decision: registry.Clash, finding: f[0]}
}

// judge decides for each helper whether it is new, known or changed.
func (helperList) judge(ctx context.Context, tx *sqldb.Tx, im *importing, lots []*lot) ([]ruling, error) {
	rulings := make([]ruling, len(lots))
	var asked []*store.PreparedHelper
	var at []int
	for i, l := range lots {
		if p, ok := l.payload.(*helperPayload); ok {
			asked, at = append(asked, p.prepared), append(at, i)
			continue
		}
		rulings[i].decision = decidedWrong
	}
	known, err := im.store.FindExistingHelpers(ctx, tx, asked)
	if err != nil {
		return nil, err
	}
	for n, p := range asked {
		l, r := lots[at[n]], &rulings[at[n]]
		old := known[n]
		switch {
		case old == nil:
			r.decision = registry.Fresh
			continue
		case !im.actor.Scope.Sees(old.Area, old.Unit): // neither shown nor changed
			*r = clash(l, "app.helper_elsewhere")
			continue
		case old.Digest == p.Digest:
			r.decision = registry.Unchanged
		case old.Batch == im.batch.ID:
			*r = clash(l, "pairing.twice_in_list")
		default:
			r.decision, r.helper = registry.Change, im.broughtUp(old, p)
			if r.helper.Digest == old.Digest {
				r.decision = registry.Unchanged
			}
		}
		r.existing = old.ID
	}
	return rulings, nil
}

// broughtUp is a helper brought up to the list; the id and the day he began
// stay.
func (im *importing) broughtUp(old *store.KnownHelper, p *store.PreparedHelper) *store.PreparedHelper {
	next := *p.Helper
	next.ID, next.Opened, next.Version = old.ID, old.Opened, old.Version+1
	return im.store.PrepareHelper(&next, im.clock.Now())
}
