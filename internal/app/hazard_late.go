package app

import (
	"context"

	"songnuan/internal/hazard"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// lateAtOnce is how many late hazards are told of in one go.
const lateAtOnce = 200

// RaiseLateHazards tells higher of every hazard whose day has passed, once for
// each order. A server does it every now and then; it gives how many.
func (a *App) RaiseLateHazards(ctx context.Context) (raised int, err error) {
	machine := a.As(identity.AtCommandLine("songnuan"))
	for after := id.ID(""); ; {
		var late []id.ID
		err := a.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
			late, err = a.store.LateHazards(ctx, tx, a.clock.Today(), after, lateAtOnce)
			return err
		})
		if err != nil || len(late) == 0 {
			return raised, err
		}
		for _, of := range late {
			after = of
			switch err := machine.raiseLateHazard(ctx, of); {
			case err == nil:
				raised++
			case !problem.Is(err, problem.Conflict): // somebody was faster
				return raised, err
			}
		}
	}
}

func (d *Desk) raiseLateHazard(ctx context.Context, of id.ID) error {
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		z, err := d.store.Hazard(ctx, tx, of, identity.Everything)
		if err != nil {
			return err
		}
		if z.Raised > 0 {
			return nil
		}
		rule, err := d.ruleFor(ctx, tx, z.Campaign, z.Clause)
		if err != nil {
			return err
		}
		return d.actOnHazard(ctx, tx, z, HazardOrder{Verb: hazard.Raise, Post: rule.Late})
	})
}
