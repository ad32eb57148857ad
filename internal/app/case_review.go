package app

import (
	"context"

	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// ReviewLine is a periodic review that is due or will be soon.
type ReviewLine struct {
	casework.Grant
	Number  string // of the file
	Head    string // masked
	Village string
	Overdue bool
	Days    int   // left; negative when it should have been made
	Case    id.ID // review under way, "" while none is
}

// ReviewsDue are the grants whose periodic review (定期复核) stands among what is
// to do today, those due first before the rest, behind the grant of a key; next
// is the key of the page behind, "" at the end.
func (d *Desk) ReviewsDue(ctx context.Context, after id.ID, limit int) (lines []ReviewLine, next id.ID, err error) {
	if err := d.actor.Must(identity.CaseSee); err != nil {
		return nil, "", err
	}
	limit = min(max(limit, 1), pageMost)
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		today := d.clock.Today()
		grants, err := d.store.ReviewsDue(ctx, tx, today, after, d.actor.Scope, limit+1)
		if err != nil {
			return err
		}
		if len(grants) > limit {
			grants, next = grants[:limit], grants[limit-1].ID
		}
		lines, err = d.reviewLines(ctx, tx, grants, today)
		return err
	})
	return lines, next, err
}

func (d *Desk) reviewLines(ctx context.Context, tx *sqldb.Tx, grants []casework.Grant, today day.Date) ([]ReviewLine, error) {
	ids := make([]id.ID, len(grants))
	for i := range grants {
		ids[i] = grants[i].Household
	}
	files, err := d.store.HouseholdsByID(ctx, tx, ids, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	byID := map[id.ID]*registry.Household{}
	for _, h := range files {
		byID[h.ID] = h
	}
	lines := make([]ReviewLine, 0, len(grants))
	for _, g := range grants {
		line := ReviewLine{Grant: g, Overdue: g.Review.Before(today), Days: g.Review.Sub(today)}
		if h := byID[g.Household]; h != nil {
			line.Number, line.Head = h.Number, personal.NewName(h.Head).String()
		}
		if line.Village, err = d.villageName(ctx, tx, g.Area); err != nil {
			return nil, err
		}
		if line.Case, err = d.reviewOf(ctx, tx, g.Household); err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// BeginReview opens the case by which a grant is reviewed, of its household as
// the file stands.
func (d *Desk) BeginReview(ctx context.Context, of id.ID) (*SavedCase, error) {
	if err := d.actor.Must(identity.CaseFile); err != nil {
		return nil, err
	}
	var g *casework.Grant
	var number string
	err := d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if g, err = d.store.Grant(ctx, tx, of, d.actor.Scope); err != nil {
			return err
		}
		h, err := d.store.Household(ctx, tx, g.Household, d.actor.Scope)
		if err != nil {
			return err
		}
		number = string(h.ID)
		under, err := d.reviewOf(ctx, tx, h.ID)
		if err == nil && under != "" {
			err = problem.New(problem.Conflict, "casework.review_under_way")
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if g.Ended != "" {
		return nil, problem.New(problem.Conflict, "casework.grant_ended")
	}
	return d.OpenCase(ctx, CaseOrder{Kind: casework.KindReview, Channel: casework.ByOffice, Number: number, Accepted: true})
}

// reviewOf is the review of a household that is under way, "" when none is.
func (d *Desk) reviewOf(ctx context.Context, tx *sqldb.Tx, household id.ID) (id.ID, error) {
	all, err := d.store.CasesOfPersons(ctx, tx, casework.KindReview, household, nil)
	for _, c := range all {
		if !c.State.Ended() {
			return c.ID, err
		}
	}
	return "", err
}
