package app

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// PaymentPart takes part of a batch into one of its own.
type PaymentPart struct {
	Key      string // of the command
	Batch    id.ID
	Title    string
	Method   fund.Method
	Template string
	Reason   string
	Area     area.Code // of SplitPayment: the rows of which place
}

// SplitPayment takes the rows of a place out of a draft and makes a draft of
// them.
//
// Errors: Conflict when the draft was handed in for checking, nothing of the
// place is in it, or nothing else is.
func (d *Desk) SplitPayment(ctx context.Context, order PaymentPart) (b *fund.Batch, left []Missing, err error) {
	if err := d.actor.Must(identity.PayMake); err != nil {
		return nil, nil, err
	}
	return d.part(ctx, order, fund.TakeOut, func(r *fund.Row) bool { return r.State == fund.Waiting && order.Area.Contains(r.Area) })
}

// FollowPayment gives up what came back of a batch and makes a draft of it, by
// the accounts that are on file now, or in cash.
//
// Errors: Conflict when nothing of it came back, or none of it can be paid the
// way that is asked.
func (d *Desk) FollowPayment(ctx context.Context, order PaymentPart) (b *fund.Batch, left []Missing, err error) {
	if err := d.actor.Must(identity.PayMake); err != nil {
		return nil, nil, err
	}
	order.Area = ""
	return d.part(ctx, order, fund.GiveUp, func(r *fund.Row) bool { return r.State == fund.Returned })
}

// part ends some rows of a batch in it, with their money free again, and lays
// the same dues in a new one, all at once.
func (d *Desk) part(ctx context.Context, order PaymentPart, verb fund.Verb, wanted func(*fund.Row) bool) (b *fund.Batch, left []Missing, err error) {
	make := PaymentOrder{Title: order.Title, Method: order.Method, Template: order.Template, Area: order.Area, follows: order.Batch, only: map[id.ID]bool{}}
	if err := make.check(); err != nil {
		return nil, nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		was, err := d.paymentToMove(ctx, tx, order.Batch)
		if err != nil {
			return err
		}
		clear(make.only)
		var rows []int64
		for i := range was.Rows {
			if r := &was.Rows[i]; wanted(r) {
				rows = append(rows, r.Seq)
				make.only[r.Due] = true
			}
		}
		if len(rows) == 0 {
			return problem.New(problem.Conflict, "fund.no_rows")
		}
		if _, err := d.actOnPayment(ctx, tx, PaymentAct{Key: order.Key, Batch: was.ID, Verb: verb, Reason: order.Reason, Rows: rows}); err != nil {
			return err
		}
		make.Campaign = was.Campaign
		if make.Area == "" {
			make.Area = was.Area
		}
		if make.Title == "" {
			make.Title = was.Title
		}
		if b, left, err = d.layPayment(ctx, tx, make); err != nil {
			return err
		}
		return d.keepPayment(ctx, tx, b)
	})
	return b, left, err
}
