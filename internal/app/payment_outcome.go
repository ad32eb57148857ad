package app

import (
	"context"
	"encoding/json"
	"slices"

	"songnuan/internal/campaign"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// settledAtOnce bounds the rows after which outcomes follow in the same
// transaction; of more they follow in the background.
const settledAtOnce = 300

// settleByPayment settles the entries of who was paid just now, where the plan
// counts a payment as help (helped_when).
func (d *Desk) settleByPayment(ctx context.Context, tx *sqldb.Tx, was, next *fund.Batch) error {
	var dues []id.ID
	for i := range next.Rows {
		if next.Rows[i].State == fund.Credited && was.Rows[i].State != fund.Credited {
			dues = append(dues, next.Rows[i].Due)
		}
	}
	switch {
	case len(dues) == 0:
		return nil
	case len(dues) > settledAtOnce:
		_, err := d.enqueue(ctx, tx, jobKinds()[identity.PaymentSettle], JobOrder{Kind: identity.PaymentSettle, Args: PaymentArgs{Batch: next.ID}})
		return err
	}
	_, err := d.settleDues(ctx, tx, next, dues)
	return err
}

// settleDues settles the entries that some paid dues are of. An entry that is
// settled already, or whose plan asks for more, stays as it is.
func (d *Desk) settleDues(ctx context.Context, tx *sqldb.Tx, b *fund.Batch, dues []id.ID) (settled int64, err error) {
	c, err := d.store.Campaign(ctx, tx, b.Campaign, identity.Everything)
	if err != nil || c.State != campaign.Active {
		return 0, err
	}
	p, err := d.planOf(ctx, tx, c)
	if err != nil {
		return 0, err
	}
	entries, err := d.store.PaidEntries(ctx, tx, c.ID, dues)
	if err != nil {
		return 0, err
	}
	seen := map[string]bool{}
	for i := range entries {
		e := &entries[i]
		class := classOf(p, e.Class)
		if class == nil || seen[e.Subject] || !asksPayment(class.HelpedWhen) {
			continue
		}
		helped, err := d.helpedByPayment(ctx, tx, c, class, e)
		if err != nil {
			return settled, err
		}
		if !helped {
			continue
		}
		seen[e.Subject] = true
		if err := d.noGraveHazard(ctx, tx, e.Subject); err != nil {
			if problem.Is(err, problem.Conflict) || problem.Is(err, problem.Forbidden) {
				continue
			}
			return settled, err
		}
		step, err := d.turnEntry(ctx, tx, c, e.Subject, campaign.Finding{State: campaign.Helped, Day: d.clock.Today(), Person: b.Number},
			func(s *campaign.Step) bool { return s.State == campaign.Open })
		if err != nil {
			return settled, err
		}
		if step != nil {
			settled++
		}
	}
	return settled, nil
}

// asksPayment tells whether a payment is part of what counts as help.
func asksPayment(when plan.Helped) bool {
	return slices.Contains(when.Any, plan.ByPayment) || slices.Contains(when.All, plan.ByPayment)
}

// helpedByPayment holds what was done for an entry against its class, the
// payment among it.
func (d *Desk) helpedByPayment(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, class *plan.Class, e *store.HouseholdEntry) (bool, error) {
	done, paired := store.Done{}, false
	if e.Household != "" && len(class.HelpedWhen.All) > 1 {
		var err error
		if done, err = d.store.DoneFor(ctx, tx, c.ID, e.Household); err != nil {
			return false, err
		}
		pairs, err := d.store.Pairs(ctx, tx, store.PairQuery{Campaign: c.ID, Household: e.Household, On: d.clock.Today()}, identity.Everything)
		if err != nil {
			return false, err
		}
		paired = len(pairs) > 0
	}
	return isHelped(class.HelpedWhen, done, paired, e.Paid), nil
}

// PaymentArgs are the args of work on a payment batch.
type PaymentArgs struct {
	Batch id.ID `json:"batch"`
}

// onPayment is a batch that the actor sees; outcomes of one are settled by one
// job at a time.
func onPayment(ctx context.Context, d *Desk, tx *sqldb.Tx, args json.RawMessage) (jobOn, error) {
	var a PaymentArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return jobOn{}, problem.Wrap(err, problem.Invalid, "job.no_kind")
	}
	b, err := d.store.Payment(ctx, tx, a.Batch, d.actor.Scope)
	if err != nil {
		return jobOn{}, err
	}
	return jobOn{subject: b.ID, where: place{b.Area, b.Unit}}, nil
}

// runPaymentSettle settles the outcomes that follow from what a batch has paid,
// some hundred rows a transaction. Done twice it changes nothing.
func runPaymentSettle(ctx context.Context, d *Desk, t *task) error {
	var args PaymentArgs
	if err := t.args(&args); err != nil {
		return err
	}
	var settled, rows int64
	for after := int64(0); ; {
		var lines []fund.Row
		err := d.store.Write(ctx, func(tx *sqldb.Tx) error {
			b, err := d.store.Payment(ctx, tx, args.Batch, d.actor.Scope)
			if err != nil {
				return err
			}
			if lines, err = d.store.CreditedRows(ctx, tx, b.ID, after, settledAtOnce); err != nil || len(lines) == 0 {
				return err
			}
			dues := make([]id.ID, len(lines))
			for i := range lines {
				dues[i] = lines[i].Due
			}
			n, err := d.settleDues(ctx, tx, b, dues)
			settled += n
			return err
		})
		if err != nil || len(lines) == 0 {
			t.result = map[string]int64{"entries": settled}
			return err
		}
		after = lines[len(lines)-1].Seq
		rows += int64(len(lines))
		t.tell(Progress{Rows: rows})
	}
}
