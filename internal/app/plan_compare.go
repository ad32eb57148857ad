package app

import (
	"context"

	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// PlanSide names one side of a comparison.
type PlanSide struct {
	Ref     string
	Version int64 // of an own plan; 0 is the latest
}

// PlanComparison is what a version of a plan says otherwise than another.
type PlanComparison struct {
	Before  *PlanView
	After   *PlanView
	Changes []plan.Change
}

// ComparePlans compares two versions of a plan, or a plan and the one it was
// copied from, clause by clause. problem.Invalid when one can't be read.
func (d *Desk) ComparePlans(ctx context.Context, before, after PlanSide) (c *PlanComparison, err error) {
	if err := d.actor.Must(identity.PlanSee); err != nil {
		return nil, err
	}
	c = &PlanComparison{}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if c.Before, err = d.planByRef(ctx, tx, before.Ref, before.Version); err != nil {
			return err
		}
		c.After, err = d.planByRef(ctx, tx, after.Ref, after.Version)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, v := range []*PlanView{c.Before, c.After} {
		if v.Plan == nil {
			return nil, problem.New(problem.Invalid, "plan.not_readable", "title", v.Title)
		}
	}
	c.Changes = plan.Compare(c.Before.Plan, c.After.Plan, locale.Chinese)
	return c, nil
}
