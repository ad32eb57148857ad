package app

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// PlaceForNotice lays a case of a village that stands before its notice: a
// person checked its household at home.
func PlaceForNotice(ctx context.Context, d *Desk, where area.Code, kind casework.Kind, checked id.ID, h *registry.Household) (c *casework.Case, err error) {
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		p, digest, err := d.profileFor(ctx, tx, where, "", kind, d.clock.Today())
		if err != nil {
			return err
		}
		var at *casework.Step
		for i := range p.Steps {
			if p.Steps[i].Do == casework.StepNotice {
				at = &p.Steps[i]
			}
		}
		check, place := p.Step("check")
		of := d.ids()
		c = &casework.Case{ID: of, Number: "SL-" + string(of), Kind: kind, Channel: casework.BySelf, Profile: p.ID, Digest: digest, Area: where, Applicant: h.Head, Persons: h.Size, Covered: h.Covered,
			Category: "低保对象", Step: at.ID, Doing: casework.StepNotice, Round: 1, State: casework.Running, Received: d.clock.Today(), Began: d.clock.Today(), Opened: d.clock.Now(), Recorded: d.clock.Now(), Version: 1}
		h.Area = where
		if err := d.store.AddCase(ctx, tx, c); err != nil {
			return err
		}
		if err := d.store.AddCaseHousehold(ctx, tx, &store.CaseHousehold{Case: of, Side: casework.Found, Round: 1, Form: registry.FormOf(h, registry.Show{Personal: true}), Household: h, Applicant: 0, Recorded: d.clock.Now()}); err != nil {
			return err
		}
		return d.store.AddCaseActs(ctx, tx, &casework.Act{Case: of, Seq: 1, Step: check.ID, Place: place, Do: casework.StepCheck, Round: 1, Verb: casework.Pass, User: checked, Actor: "核查员",
			With: []casework.Person{{Name: "王核查"}}, On: d.clock.Today(), Recorded: d.clock.Now()})
	})
	return c, err
}

// CaseState is how a case stands, for tests.
func CaseState(ctx context.Context, d *Desk, of id.ID) (state casework.State, step string, err error) {
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.store.Case(ctx, tx, of, d.actor.Scope)
		if err == nil {
			state, step = c.State, c.Step
		}
		return err
	})
	return state, step, err
}
