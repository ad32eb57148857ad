package app

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/identity"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// CaseKind is something that can be applied for in a place, with the procedure
// by which it is handled there.
type CaseKind struct {
	Kind    casework.Kind
	Profile *casework.Profile // shared: nobody changes it
}

// CaseKinds are the kinds of cases that have a procedure in the actor's place,
// in the order in which they are offered.
func (d *Desk) CaseKinds(ctx context.Context) (kinds []CaseKind, err error) {
	if err := d.actor.Must(identity.CaseFile); err != nil {
		return nil, err
	}
	where, unit := area.Code(""), ""
	if s := d.actor.Scope; len(s.Areas) > 0 {
		where = s.Areas[0]
	}
	if s := d.actor.Scope; len(s.Units) > 0 {
		unit = s.Units[0]
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		kinds = nil
		for _, kind := range casework.Kinds {
			p, err := d.chooseProfile(ctx, tx, where, unit, kind, d.clock.Today())
			if err != nil {
				return err
			}
			if p != nil {
				kinds = append(kinds, CaseKind{kind, p.profile})
			}
		}
		return nil
	})
	return kinds, err
}

// GuessCase asks the procedure's tests of an application that is still being
// typed. Nothing is written, and it decides nothing. What is wrong with the
// form is told with it; the assessment is nil while the household can't be read
// or no procedure is for it.
func (d *Desk) GuessCase(ctx context.Context, order CaseOrder) (guess *casework.Assessment, faults registry.Faults, err error) {
	if err := d.actor.Must(identity.CaseFile); err != nil {
		return nil, nil, err
	}
	places, err := d.openPlaces(ctx, ImportOrder{AsOf: d.clock.Today()})
	if err != nil {
		return nil, nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		f := &caseForm{Desk: d, tx: tx, places: places, form: order.Form}
		file, err := d.fileOf(ctx, tx, order.Number)
		if err != nil {
			return err
		}
		h, err := f.read(ctx, nil, file)
		if faults = f.faults; err != nil || h == nil || !d.actor.Scope.Sees(h.Area, h.Unit) {
			return err
		}
		guess, err = d.guess(ctx, tx, order.Kind, h)
		return err
	})
	return guess, faults, err
}

func (d *Desk) guess(ctx context.Context, tx *sqldb.Tx, kind casework.Kind, h *registry.Household) (*casework.Assessment, error) {
	chosen, err := d.chooseProfile(ctx, tx, h.Area, h.Unit, kind, d.clock.Today())
	if err != nil || chosen == nil {
		return nil, err
	}
	facts, err := d.factsOf(ctx, tx, h)
	if err != nil {
		return nil, err
	}
	guess := &casework.Assessment{Side: casework.Declared, On: d.clock.Today()}
	for i := range chosen.profile.Tests {
		tested, err := testOf(&chosen.profile.Tests[i], facts)
		if err != nil {
			return nil, err
		}
		guess.Add(tested)
	}
	return guess, nil
}
