package app

import (
	"context"
	"strings"

	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// PaymentView is a batch as it is shown.
type PaymentView struct {
	*fund.Batch
	Tally map[fund.RowState]fund.Figure
	Files []store.PaymentFile
	Needs int // approvals that its amount takes
	Has   int
}

// PaymentOf gives a batch within the scope, with how its rows stand.
func (d *Desk) PaymentOf(ctx context.Context, of id.ID) (v *PaymentView, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		b, err := d.store.Payment(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		rules, err := d.paymentRules(ctx, tx, b)
		if err != nil {
			return err
		}
		v = &PaymentView{Batch: b, Needs: fund.Approvals(rules.Bands, b.Fen), Has: len(b.Approvals())}
		if v.Tally, err = d.store.PaymentTally(ctx, tx, of); err != nil {
			return err
		}
		v.Files, err = d.store.PaymentFiles(ctx, tx, of)
		return err
	})
	return v, err
}

// PaymentRows gives a page of the rows of a batch within the scope, names and
// accounts as masks; state "" is any.
func (d *Desk) PaymentRows(ctx context.Context, of id.ID, state fund.RowState, after int64, limit int) (rows []fund.Row, more bool, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, false, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		if _, err := d.store.Payment(ctx, tx, of, d.actor.Scope); err != nil {
			return err
		}
		if rows, err = d.store.PaymentRows(ctx, tx, of, state, d.actor.Scope, after, limit+1); err == nil && len(rows) > limit {
			rows, more = rows[:limit], true
		}
		return err
	})
	for i := range rows {
		rows[i].Payee = maskedPayee(rows[i].Payee)
	}
	return rows, more, err
}

func maskedPayee(p *fund.Payee) *fund.Payee {
	masked := &fund.Payee{Name: personal.NewName(p.Name).String(), Bank: p.Bank}
	if card, err := personal.ParseCard(p.Account); err == nil {
		masked.Account = card.String()
	}
	return masked
}

// PayeeOrder puts right to whom a returned row goes.
type PayeeOrder struct {
	Key     string
	Batch   id.ID
	Seq     int64
	Name    string
	Account string
	Bank    string
	Reason  string
}

// CorrectPayee puts a returned row right: another account, or the holder's name
// as the bank has it. The row waits to be sent again by the cashier.
//
// Errors: Invalid for an account that is none; Conflict for a row that did not
// come back.
func (d *Desk) CorrectPayee(ctx context.Context, order PayeeOrder) (b *fund.Batch, err error) {
	if err := d.actor.Must(identity.PayMake); err != nil {
		return nil, err
	}
	card, err := personal.ParseCard(order.Account)
	if err != nil {
		return nil, err
	}
	payee := &fund.Payee{Name: strings.TrimSpace(order.Name), Account: card.Clear(), Bank: strings.TrimSpace(order.Bank)}
	if payee.Name == "" {
		return nil, problem.New(problem.Invalid, "fund.payee_name")
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if b, err = d.actOnPayment(ctx, tx, PaymentAct{Key: order.Key, Batch: order.Batch, Verb: fund.Correct, Reason: order.Reason, Rows: []int64{order.Seq}}); err != nil {
			return err
		}
		return d.store.SavePayee(ctx, tx, order.Batch, order.Seq, payee)
	})
	return b, err
}
