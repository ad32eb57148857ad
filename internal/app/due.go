package app

import (
	"context"
	"strings"
	"unicode/utf8"

	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// TiePurse lets a purse of the books stand behind one of a campaign's plan.
// Dues that were reckoned before keep theirs.
func (d *Desk) TiePurse(ctx context.Context, campaign id.ID, name string, purse id.ID) error {
	if err := d.actor.Must(identity.PayMake); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := d.wholeCampaign(ctx, tx, campaign)
		if err != nil {
			return err
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return err
		}
		known := false
		for i := range p.Purses {
			known = known || p.Purses[i].ID == name && !p.Purses[i].Own
		}
		if !known {
			return problem.New(problem.NotFound, "fund.no_plan_purse")
		}
		behind, err := d.store.Purse(ctx, tx, purse, d.actor.Scope)
		if err != nil {
			return err
		}
		if err := behind.May("cash", d.clock.Today()); err != nil {
			return err
		}
		if err := d.store.TiePurse(ctx, tx, campaign, name, purse, d.signed()); err != nil {
			return err
		}
		return d.recordPurse(ctx, tx, "purse.tie", behind, purseDetail{Name: name, Other: campaign})
	})
}

// PlanPurse is a purse of a campaign's plan with the one behind it.
type PlanPurse struct {
	Name  string // the plan's id of it
	Title string
	Purse *fund.Purse // nil while none is tied
}

// PlanPurses gives the purses that a campaign's plan pays from.
func (d *Desk) PlanPurses(ctx context.Context, campaign id.ID) (all []PlanPurse, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		all = nil
		c, err := d.store.Campaign(ctx, tx, campaign, d.actor.Scope)
		if err != nil {
			return err
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return err
		}
		ties, err := d.store.PurseTies(ctx, tx, campaign)
		if err != nil {
			return err
		}
		for i := range p.Purses {
			if p.Purses[i].Own {
				continue
			}
			one := PlanPurse{Name: p.Purses[i].ID, Title: p.Purses[i].Name}
			if behind := ties[one.Name]; behind != "" {
				if one.Purse, err = d.store.Purse(ctx, tx, behind, d.actor.Scope); err != nil && !problem.Is(err, problem.NotFound) {
					return err
				}
			}
			all = append(all, one)
		}
		return nil
	})
	return all, err
}

// Dues gives a page of what is due within the scope.
func (d *Desk) Dues(ctx context.Context, f store.DueFilter, page PageOf) (all []*fund.Due, next string, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		next = ""
		if all, err = d.store.Dues(ctx, tx, f, d.actor.Scope, page.After, page.Limit+1); err == nil && len(all) > page.Limit {
			all = all[:page.Limit]
			next = string(all[page.Limit-1].ID)
		}
		return err
	})
	return all, next, err
}

// DueTotals sums what is due in a campaign within the scope, by clause, purse
// and state.
func (d *Desk) DueTotals(ctx context.Context, campaign id.ID) (all []store.DueTotal, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		if _, err := d.store.Campaign(ctx, tx, campaign, d.actor.Scope); err != nil {
			return err
		}
		all, err = d.store.DueTotals(ctx, tx, campaign, d.actor.Scope)
		return err
	})
	return all, err
}

// AskDue asks that a due which a guard holds be paid all the same. Another
// person decides.
func (d *Desk) AskDue(ctx context.Context, of id.ID, reason string) (due *fund.Due, err error) {
	if err := d.actor.Must(identity.PayMake); err != nil {
		return nil, err
	}
	return d.changeDue(ctx, of, "due.ask", func(due *fund.Due) error {
		reason = strings.TrimSpace(reason)
		switch {
		case due.State != fund.Held:
			return problem.New(problem.Conflict, "fund.due_not_held")
		case reason == "":
			return problem.New(problem.Invalid, "fund.reason_missing")
		case utf8.RuneCountInString(reason) > reasonLong:
			return problem.New(problem.TooLarge, "fund.reason_long", "most", reasonLong)
		}
		due.Asker, due.Reason = d.actor.User, reason
		return nil
	})
}

// reasonLong bounds the reasons of an exception, in characters.
const reasonLong = 500

// LiftDue lets a due pass its guards that another person asked for, or refuses.
// Errors: Forbidden for who asked; Conflict when nobody asked.
func (d *Desk) LiftDue(ctx context.Context, of id.ID, lift bool) (due *fund.Due, err error) {
	if err := d.actor.Must(identity.PayApprove); err != nil {
		return nil, err
	}
	return d.changeDue(ctx, of, "due.lift", func(due *fund.Due) error {
		switch {
		case due.State != fund.Held || due.Asker == "":
			return problem.New(problem.Conflict, "fund.due_not_asked")
		case due.Asker == d.actor.User:
			return problem.New(problem.Forbidden, "fund.own_due")
		case lift:
			due.State = fund.Open
		default:
			due.Asker = ""
		}
		return nil
	})
}

func (d *Desk) changeDue(ctx context.Context, of id.ID, name string, change func(*fund.Due) error) (due *fund.Due, err error) {
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if due, err = d.store.PaymentDue(ctx, tx, of, d.actor.Scope); err != nil {
			return err
		}
		if err := change(due); err != nil {
			return err
		}
		due.Recorded, due.Version = d.clock.Now(), due.Version+1
		if err := d.store.SaveDue(ctx, tx, due); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: name, noun: "due", subject: due.ID, where: place{due.Area, due.Unit}, count: 1})
	})
	return due, err
}
