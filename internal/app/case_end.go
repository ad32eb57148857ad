package app

import (
	"context"
	"slices"

	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
	"songnuan/internal/term"
)

// renew brings the file up to what the review found, and its grants to what was
// decided. A review that decides against ends nothing by itself: an exit does.
func (f *filing) renew(ctx context.Context, found *store.CaseHousehold) error {
	c := f.caseMove.Case
	if err := f.intoFile(ctx, found, ""); err != nil {
		return err
	}
	grants, err := f.running(ctx)
	if err != nil {
		return err
	}
	for _, g := range grants {
		p, err := f.profileOf(ctx, f.tx, g.Digest)
		if err != nil {
			return err
		}
		class, err := f.classOf(ctx, p, found.Household)
		if err != nil {
			return err
		}
		decided := *c
		if decided.Amount == 0 && len(grants) > 1 || g.Pay == "none" {
			decided.Amount = g.Amount // the decision was about another of them
		}
		if decided.Covered == 0 {
			decided.Covered = g.Covered
		}
		next, err := g.Renew(p, &decided, f.clock.Today(), class)
		if err != nil {
			return err
		}
		if err := f.saveGrant(ctx, &g, next); err != nil {
			return err
		}
	}
	return nil
}

// running are the grants of the case's household that have not ended, of its
// category where the case names one.
func (f *filing) running(ctx context.Context) ([]casework.Grant, error) {
	c := f.caseMove.Case
	f.FiledCase.Household = c.Household
	all, err := f.store.Grants(ctx, f.tx, c.Household, f.actor.Scope)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(g casework.Grant) bool {
		return g.Ended != "" || g.State(f.clock.Today()) == casework.GrantOver || c.Category != "" && c.Category != g.Category
	}), nil
}

// end ends the grants and their categories for the case's reason. The file is
// closed with them, unless it runs out in its grace period or another category
// keeps it open.
func (f *filing) end(ctx context.Context) error {
	c, today := f.caseMove.Case, f.clock.Today()
	reason, ok := term.Canonical(term.CloseReason, c.Cause)
	if !ok || !slices.Contains(f.profile.Exit.Reasons, c.Cause) {
		return problem.New(problem.Invalid, "casework.no_exit_reason")
	}
	grants, err := f.running(ctx)
	if err != nil {
		return err
	}
	old, err := f.store.Household(ctx, f.tx, c.Household, f.actor.Scope)
	if err != nil {
		return err
	}
	if !old.Closed.IsZero() {
		return problem.New(problem.Conflict, "registry.file_closed", "number", old.Number)
	}
	next := *old
	next.Categories = slices.Clone(old.Categories)
	last := today
	for _, g := range grants {
		ended, err := g.End(f.profile, c, today, c.Cause, f.Calendar())
		if err != nil {
			return err
		}
		if err := f.saveGrant(ctx, &g, ended); err != nil {
			return err
		}
		endCategory(next.Categories, g.Category, ended.To)
		if ended.Grace && ended.To.After(last) {
			last = ended.To
		}
	}
	endCategory(next.Categories, c.Category, today)
	if last == today && !slices.ContainsFunc(next.Categories, func(k registry.Category) bool { return c.Category != "" && k.To.IsZero() }) {
		next.Closed, next.CloseReason, f.FiledCase.Closed = today, reason, true
	}
	return f.replace(ctx, old, &next)
}

// endCategory ends a category of the household with a day.
func endCategory(all []registry.Category, name string, last day.Date) {
	for i := range all {
		if k := &all[i]; name != "" && k.Name == name && (k.To.IsZero() || k.To.After(last)) {
			k.To = last
		}
	}
}

// replace writes a version of the file that the case ends.
func (f *filing) replace(ctx context.Context, old, next *registry.Household) error {
	next.Version, next.Batch = old.Version+1, f.ids()
	if err := f.store.ReplaceHousehold(ctx, f.tx, old, f.store.Prepare(next, f.clock.Now()), f.clock.Now()); err != nil {
		return err
	}
	f.FiledCase.Household, f.FiledCase.Number = next.ID, next.Number
	name := "household.edit"
	if f.FiledCase.Closed {
		name = "household.close"
	}
	return f.recordHousehold(ctx, f.tx, name, next, closeDetail{next.Version, next.Batch, next.CloseReason, next.Closed})
}

// GrantView is what a household was granted, with how it stands today.
type GrantView struct {
	casework.Grant
	State casework.GrantState
	Past  []casework.Grant // versions before, oldest first
}

// HouseholdGrants are what a household was granted, newest first.
func (d *Desk) HouseholdGrants(ctx context.Context, number string) (all []GrantView, err error) {
	if err := d.actor.Must(identity.CaseSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(r *sqldb.Tx) error {
		of, err := d.householdOf(ctx, r, number)
		if err != nil {
			return err
		}
		grants, err := d.store.Grants(ctx, r, of, d.actor.Scope)
		if err != nil {
			return err
		}
		for _, g := range grants {
			v := GrantView{Grant: g, State: g.State(d.clock.Today())}
			if v.Past, err = d.store.GrantVersions(ctx, r, g.ID, d.actor.Scope); err != nil {
				return err
			}
			all = append(all, v)
		}
		return nil
	})
	return all, err
}

// CaseGrant is what a case granted, nil while nothing.
func (d *Desk) CaseGrant(ctx context.Context, ref string) (g *casework.Grant, err error) {
	if err := d.actor.Must(identity.CaseSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.caseOf(ctx, tx, ref)
		if err == nil {
			g, err = d.store.GrantOfCase(ctx, tx, c.ID, d.actor.Scope)
		}
		return err
	})
	return g, err
}
