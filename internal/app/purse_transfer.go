package app

import (
	"context"

	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// AskTransfer asks for money to go from one purse to another (调剂), or into the
// next year's (结转). Another person decides.
func (d *Desk) AskTransfer(ctx context.Context, t fund.Asked) (*fund.Asked, error) {
	if err := d.actor.Must(identity.FundKeep); err != nil {
		return nil, err
	}
	if t.Effective.IsZero() {
		t.Effective = d.clock.Today()
	}
	t.ID, t.State, t.Asker, t.Actor, t.At, t.Version = d.ids(), fund.Waits, d.actor.User, d.actor.Name, d.clock.Now(), 1
	t.Decider, t.Answer, t.Decided = "", "", ""
	if err := t.Check(); err != nil {
		return nil, err
	}
	return &t, d.store.Write(ctx, func(tx *sqldb.Tx) error {
		from, err := d.purseToMove(ctx, tx, t.From, "", t.Effective)
		if err != nil {
			return err
		}
		if err := d.target(ctx, tx, &t, from); err != nil {
			return err
		}
		if err := d.store.AddTransfer(ctx, tx, &t); err != nil {
			return err
		}
		return d.recordPurse(ctx, tx, "transfer.ask", from, purseDetail{Fen: t.Fen, Other: t.To})
	})
}

// target refuses a purse that the money may not go to: a carry-over goes into
// the same purse of the next year, where the purse is carried over at all.
func (d *Desk) target(ctx context.Context, tx *sqldb.Tx, t *fund.Asked, from *fund.Purse) error {
	to, err := d.store.Purse(ctx, tx, t.To, d.actor.Scope)
	switch {
	case err != nil:
		return err
	case !to.Closed.IsZero():
		return problem.New(problem.Conflict, "fund.purse_closed", "purse", to.Name, "day", to.Closed)
	case t.Kind == fund.Carry && !from.Carry:
		return problem.New(problem.Conflict, "fund.no_carry", "purse", from.Name)
	case t.Kind == fund.Carry && to.Year != from.Year+1:
		return problem.New(problem.Invalid, "fund.carry_year", "year", from.Year+1)
	case t.Kind == fund.Transfer && to.Year != from.Year:
		return problem.New(problem.Invalid, "fund.transfer_year")
	}
	return nil
}

// DecideTransfer grants or refuses a transfer that another asked for.
//
// Errors: Forbidden for who asked; Conflict when it was decided, or the purse
// has too little by now.
func (d *Desk) DecideTransfer(ctx context.Context, of id.ID, grant bool, answer string) (t *fund.Asked, err error) {
	if err := d.actor.Must(identity.FundDecide); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		asked, err := d.store.Transfer(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		next, entry, err := asked.Decide(d.actor.User, grant, answer, d.clock.Now())
		if err != nil {
			return err
		}
		from, err := d.purseToMove(ctx, tx, asked.From, "", asked.Effective)
		if err != nil {
			return err
		}
		if err := d.store.SaveTransfer(ctx, tx, next); err != nil {
			return err
		}
		t = next
		if entry != nil {
			if err := d.target(ctx, tx, asked, from); err != nil {
				return err
			}
			if _, _, err := d.post(ctx, tx, from, entry, "transfer/"+string(asked.ID), asked.Effective, ""); err != nil {
				return err
			}
		}
		return d.recordPurse(ctx, tx, "transfer."+string(next.State), from, purseDetail{Fen: t.Fen, Other: t.To})
	})
	return t, err
}

// Transfers gives a page of the transfers out of purses within the scope, the
// latest first; state "" is any.
func (d *Desk) Transfers(ctx context.Context, state fund.AskedState, page PageOf) (all []*fund.Asked, next string, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		next = ""
		if all, err = d.store.Transfers(ctx, tx, state, d.actor.Scope, page.After, page.Limit+1); err == nil && len(all) > page.Limit {
			all = all[:page.Limit]
			next = string(all[page.Limit-1].ID)
		}
		return err
	})
	return all, next, err
}
