package app

import (
	"context"
	"slices"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// PaymentAct does something to a batch.
type PaymentAct struct {
	Key    string // of the command, minted by who asks: it is done once
	Batch  id.ID
	Seen   int64 // version that the actor saw; 0 is whatever it is
	Verb   fund.Verb
	Second id.ID // account of the other who hands out cash
	Reason string
	Rows   []int64  // by sequence; all that fit when empty
	On     day.Date // on which the money moved; today when unset

	signed bool // cash, by SignCash
}

// paymentRights name the permission of each verb.
var paymentRights = map[fund.Verb]identity.Permission{
	fund.Make: identity.PayMake, fund.Abort: identity.PayMake, fund.Correct: identity.PayMake, fund.GiveUp: identity.PayMake, fund.TakeOut: identity.PayMake,
	fund.Check: identity.PayCheck, fund.Approve: identity.PayApprove,
	fund.Lock: identity.PayHand, fund.HandOver: identity.PayHand, fund.Credits: identity.PayHand, fund.Returns: identity.PayHand, fund.Resend: identity.PayHand,
}

// mayPay asks the permission of a verb. Who checks may send back, and who
// approves.
func (d *Desk) mayPay(verb fund.Verb) error {
	if verb == fund.SendBack {
		if d.actor.Can(identity.PayApprove) {
			return nil
		}
		return d.actor.Must(identity.PayCheck)
	}
	right, known := paymentRights[verb]
	if !known {
		return problem.New(problem.Invalid, "fund.no_verb")
	}
	return d.actor.Must(right)
}

// ActOnPayment does something to a batch: the state, the posts that must be in
// different hands and kinship are asked, the money moves in the ledger, and it
// goes on record, all at once. The same command again changes nothing.
//
// Errors: Forbidden for a person who acted in another post, a relative of a
// household in the batch, and outside the scope; Conflict when the state does
// not allow it, the purse has too little, or somebody acted since.
func (d *Desk) ActOnPayment(ctx context.Context, order PaymentAct) (b *fund.Batch, err error) {
	if err := d.mayPay(order.Verb); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		b, err = d.actOnPayment(ctx, tx, order)
		return err
	})
	return b, err
}

func (d *Desk) actOnPayment(ctx context.Context, tx *sqldb.Tx, order PaymentAct) (*fund.Batch, error) {
	key, err := d.keyed("payment", order.Key)
	if err != nil {
		return nil, err
	}
	b, err := d.paymentToMove(ctx, tx, order.Batch)
	if err != nil {
		return nil, err
	}
	if again, err := done(b, key, order.Verb); again || err != nil {
		return b, err
	}
	if order.Seen != 0 && order.Seen != b.Version {
		return nil, problem.New(problem.Conflict, "fund.batch_changed")
	}
	if order.On.IsZero() {
		order.On = d.clock.Today()
	}
	if b.Method == fund.Cash && order.Verb == fund.Credits && !order.signed {
		return nil, problem.New(problem.Invalid, "fund.sign_each")
	}
	if err := d.asideOfPayment(ctx, tx, b, order); err != nil {
		return nil, err
	}
	if order.Second != "" {
		if err := d.secondHand(ctx, tx, b, order.Second); err != nil {
			return nil, err
		}
	}
	rules, err := d.paymentRules(ctx, tx, b)
	if err != nil {
		return nil, err
	}
	next, entry, err := b.Do(fund.Act{Key: key, Verb: order.Verb, User: d.actor.User, Actor: d.actor.Name, With: order.Second, Reason: order.Reason,
		Rows: order.Rows, On: order.On, At: d.clock.Now()}, rules)
	if err != nil {
		return nil, err
	}
	return next, d.keepPaymentAct(ctx, tx, b, next, entry)
}

// done tells whether a command was carried out before.
func done(b *fund.Batch, key string, verb fund.Verb) (again bool, err error) {
	for i := range b.Acts {
		if b.Acts[i].Key == key {
			if b.Acts[i].Verb != verb {
				return false, problem.New(problem.Conflict, "fund.key_differs")
			}
			return true, nil
		}
	}
	return false, nil
}

// paymentToMove reads a batch that lies wholly within the scope, with its rows.
func (d *Desk) paymentToMove(ctx context.Context, tx *sqldb.Tx, of id.ID) (*fund.Batch, error) {
	b, err := d.store.Payment(ctx, tx, of, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	if !d.actor.Scope.CoversPlace(b.Area, b.Unit) {
		return nil, problem.New(problem.Forbidden, "app.outside_scope")
	}
	b.Rows, err = d.store.PaymentRowsToMove(ctx, tx, b.ID)
	return b, err
}

// asideOfPayment refuses who has a relative among the households (回避), the
// second of two who hand out cash too.
func (d *Desk) asideOfPayment(ctx context.Context, tx *sqldb.Tx, b *fund.Batch, order PaymentAct) error {
	for _, user := range []id.ID{d.actor.User, order.Second} {
		if user == "" {
			continue
		}
		seq, err := d.store.RelatedRow(ctx, tx, b.ID, user, d.clock.Today())
		if err != nil {
			return err
		}
		if seq > 0 {
			return problem.New(problem.Forbidden, "fund.kin", "seq", seq)
		}
	}
	return nil
}

// secondHand refuses a second person who is nobody that may hand out cash here,
// or who acted on the batch in another post.
func (d *Desk) secondHand(ctx context.Context, tx *sqldb.Tx, b *fund.Batch, second id.ID) error {
	hands, err := d.store.Handers(ctx, tx, identity.Scope{Areas: []area.Code{b.Area}})
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(hands, func(u store.Hander) bool { return u.ID == second }) {
		return problem.New(problem.Invalid, "fund.no_hander")
	}
	for i := range b.Acts {
		if b.Acts[i].User == second && b.Acts[i].Verb.Post() != fund.Cashier && b.Acts[i].Verb.Post() != "" {
			return problem.New(problem.Forbidden, "fund.second_posts", "post", b.Acts[i].Verb.Post())
		}
	}
	return nil
}

// paymentRules are what the office has set.
func (d *Desk) paymentRules(ctx context.Context, tx *sqldb.Tx, b *fund.Batch) (fund.Rules, error) {
	today := d.clock.Today()
	bands, err := d.store.PaymentBands(ctx, tx, b.Area, today)
	if err != nil {
		return fund.Rules{}, err
	}
	freezes, err := d.store.FreezesFrom(ctx, tx, today)
	rules := fund.Rules{Bands: bands, Two: true}
	for i := range freezes {
		rules.Frozen = rules.Frozen || holdsPayment(&freezes[i], b, today)
	}
	return rules, err
}

// holdsPayment tells whether a freeze holds a batch back: only one that names
// payments does. The others keep files still so that they can be paid.
func holdsPayment(f *registry.Freeze, b *fund.Batch, today day.Date) bool {
	return f.In(today) && slices.Contains(f.Aspects, registry.AspectPayment) && (f.Area.Contains(b.Area) || b.Area.Contains(f.Area)) &&
		(strings.HasPrefix(b.Unit, f.Unit) || strings.HasPrefix(f.Unit, b.Unit))
}

// keepPaymentAct writes what an act made of a batch, and moves its money.
func (d *Desk) keepPaymentAct(ctx context.Context, tx *sqldb.Tx, was, next *fund.Batch, entry *fund.Entry) (err error) {
	a := &next.Acts[len(next.Acts)-1]
	next.Recorded, next.Count = d.clock.Now(), int64(len(next.Rows))
	if next.Fen, err = next.Total(); err != nil {
		return err
	}
	if err := d.store.SavePayment(ctx, tx, next); err != nil {
		return err
	}
	if err := d.store.SavePaymentRows(ctx, tx, next.ID, was.Rows, next.Rows); err != nil {
		return err
	}
	if err := d.store.AddPaymentAct(ctx, tx, next.ID, a); err != nil {
		return err
	}
	if entry != nil {
		purse, err := d.store.Purse(ctx, tx, entry.Postings[0].Purse, identity.Everything)
		if err != nil {
			return err
		}
		if _, _, err := d.post(ctx, tx, purse, entry, a.Key, a.On, next.Number); err != nil {
			return err
		}
	}
	if err := d.turnDues(ctx, tx, was, next); err != nil {
		return err
	}
	if err := d.settleByPayment(ctx, tx, was, next); err != nil {
		return err
	}
	return d.recordPayment(ctx, tx, next, string(a.Verb), int64(len(a.Rows)))
}

// turnDues lets the dues follow their rows: paid with a credit, open again when
// the row is given up.
func (d *Desk) turnDues(ctx context.Context, tx *sqldb.Tx, was, next *fund.Batch) error {
	var paid, open []id.ID
	for i := range next.Rows {
		r := &next.Rows[i]
		switch {
		case r.State == was.Rows[i].State:
		case r.State == fund.Credited:
			paid = append(paid, r.Due)
		case r.State == fund.GivenUp:
			open = append(open, r.Due)
		}
	}
	if _, err := d.store.TakeDues(ctx, tx, paid, fund.Batched, fund.PaidOut, next.ID, identity.Everything); err != nil {
		return err
	}
	_, err := d.store.TakeDues(ctx, tx, open, fund.Batched, fund.Open, "", identity.Everything)
	return err
}
