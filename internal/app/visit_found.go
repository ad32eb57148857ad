package app

import (
	"context"
	"strings"

	"songnuan/internal/hazard"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/term"
	"songnuan/internal/visit"
)

// found does what follows from a visit that was taken in: the hazards and
// demands it found go their way, and the outcome of its entry follows. What a
// visitor found is never refused: a kind that the lists do not know counts as
// other. A household with a grave hazard that nobody excepted stays open.
func (d *Desk) found(ctx context.Context, tx *sqldb.Tx, v *visit.Visit) error {
	if len(v.Hazards())+len(v.Demands()) > 0 {
		if err := d.foundAtHome(ctx, tx, v); err != nil {
			return err
		}
	}
	return d.settleUnlessGrave(ctx, tx, v)
}

// settleUnlessGrave settles what a visit settles, but not of a household with a
// grave hazard that nobody excepted.
func (d *Desk) settleUnlessGrave(ctx context.Context, tx *sqldb.Tx, v *visit.Visit) error {
	switch err := d.noGraveHazard(ctx, tx, string(v.Filed)); {
	case problem.Is(err, problem.Conflict) || problem.Is(err, problem.Forbidden):
		return nil
	case err != nil:
		return err
	}
	return d.settleByVisit(ctx, tx, v)
}

func (d *Desk) foundAtHome(ctx context.Context, tx *sqldb.Tx, v *visit.Visit) error {
	h, err := d.store.Household(ctx, tx, v.Filed, identity.Everything)
	if err != nil {
		return err
	}
	for _, one := range v.Hazards() {
		if hazard.DefaultRule.Grade(one.Grade) != nil { // sound: nothing is the matter
			continue
		}
		words := firstOf(cut(strings.TrimSpace(one.Where+" "+one.Note), 500), one.Kind)
		if _, err := d.raiseHazard(ctx, tx, h, FoundHazard{Kind: kindOr(term.HazardKind, one.Kind, otherHazard), Grade: one.Grade, Words: words}); err != nil {
			return err
		}
	}
	for _, one := range v.Demands() {
		if _, err := d.raiseDemand(ctx, tx, h, HeardDemand{Visit: v.ID, Kind: kindOr(term.DemandKind, one.Kind, otherDemand), Words: firstOf(cut(one.Text, 1000), one.Kind), Sensitive: one.Sensitive}); err != nil {
			return err
		}
	}
	return nil
}

// otherDemand is the term for what the list has no name for.
const otherDemand = "其他"

// kindOr is the term that a text stands for, else another.
func kindOr(list, text, other string) string {
	if name, known := term.Canonical(list, text); known {
		return name
	}
	return other
}

// cut is the beginning of a text, of no more than some characters.
func cut(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most])
	}
	return text
}
