package app

import (
	"context"
	"slices"
	"strings"

	"songnuan/internal/area"
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

	May           []fund.Verb         // what the actor may do now
	Stopped       map[fund.Verb]error // what state and role allow and another post does not
	Frozen        bool
	Place         string
	CampaignTitle string
	Following     []*fund.Batch // that take up what was not paid
	Papers        []store.PaymentPaper
	Handers       []store.Hander
	Called        map[string]string // who acted, by account
}

// decoration is what the rows of a batch are called by.
type decoration struct {
	numbers  map[id.ID]string // of households
	villages map[area.Code]string
	purses   map[id.ID]string
}

// decorate names households, villages and purses of rows.
func (d *Desk) decorate(ctx context.Context, tx *sqldb.Tx, lines []store.PaymentLine) (*decoration, error) {
	c := &decoration{map[id.ID]string{}, map[area.Code]string{}, map[id.ID]string{}}
	var files []id.ID
	for i := range lines {
		l := &lines[i]
		if _, known := c.numbers[l.Household]; !known && l.Household != "" {
			c.numbers[l.Household] = ""
			files = append(files, l.Household)
		}
		if _, known := c.villages[l.Area]; !known {
			name, err := d.villageName(ctx, tx, l.Area)
			if err != nil {
				return nil, err
			}
			c.villages[l.Area] = name
		}
		if _, known := c.purses[l.Purse]; !known {
			p, err := d.store.Purse(ctx, tx, l.Purse, identity.Everything)
			if err != nil {
				return nil, err
			}
			c.purses[l.Purse] = p.Name
		}
	}
	for part := range slices.Chunk(files, 500) {
		all, err := d.store.HouseholdsByID(ctx, tx, part, d.actor.Scope)
		if err != nil {
			return nil, err
		}
		for _, h := range all {
			c.numbers[h.ID] = h.Number
		}
	}
	return c, nil
}

// PaymentLine is a row of a batch as it is shown: names and accounts are masks.
type PaymentLine struct {
	fund.Row
	Number  string // of the household
	Village string
	From    string // name of the purse
}

// PaymentLines gives a page of the rows of a batch within the scope, behind a
// sequence; state "" is any.
func (d *Desk) PaymentLines(ctx context.Context, of id.ID, state fund.RowState, after int64, limit int) (all []PaymentLine, more bool, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, false, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		all, more = nil, false
		if _, err := d.store.Payment(ctx, tx, of, d.actor.Scope); err != nil {
			return err
		}
		lines, err := d.store.PaymentLines(ctx, tx, of, state, d.actor.Scope, after, limit+1)
		if err != nil {
			return err
		}
		if len(lines) > limit {
			lines, more = lines[:limit], true
		}
		c, err := d.decorate(ctx, tx, lines)
		if err != nil {
			return err
		}
		for i := range lines {
			l := &lines[i]
			l.Payee = maskedPayee(l.Payee)
			all = append(all, PaymentLine{l.Row, c.numbers[l.Household], c.villages[l.Area], c.purses[l.Purse]})
		}
		return nil
	})
	return all, more, err
}

// stands fills in what the actor may do, and what is around the batch.
func (d *Desk) stands(ctx context.Context, tx *sqldb.Tx, v *PaymentView) (err error) {
	v.Stopped = map[fund.Verb]error{}
	for _, verb := range fund.Verbs {
		if d.mayPay(verb) != nil || !d.actor.Scope.CoversPlace(v.Area, v.Unit) {
			continue
		}
		switch err := v.Stops(verb, d.actor.User); {
		case err == nil:
			v.May = append(v.May, verb)
		case problem.Is(err, problem.Forbidden):
			v.Stopped[verb] = err
		}
	}
	if err := d.whoPaid(ctx, tx, v); err != nil {
		return err
	}
	c, err := d.store.Campaign(ctx, tx, v.Campaign, identity.Everything)
	if err != nil {
		return err
	}
	v.CampaignTitle = c.Title
	if v.Place, err = d.placeName(ctx, tx, v.Area, v.Unit); err != nil {
		return err
	}
	if v.Following, err = d.store.Payments(ctx, tx, store.PaymentFilter{Follows: v.ID}, d.actor.Scope, "", 20); err != nil {
		return err
	}
	if v.Papers, err = d.store.PaymentPapers(ctx, tx, v.ID); err != nil || v.Method != fund.Cash {
		return err
	}
	v.Handers, err = d.store.Handers(ctx, tx, identity.Scope{Areas: []area.Code{v.Area}})
	return err
}

// whoPaid names those who acted on a batch: whoever sees the books is to know whom
// to ask.
func (d *Desk) whoPaid(ctx context.Context, tx *sqldb.Tx, v *PaymentView) (err error) {
	names := d.colleagues(tx)
	names.known = true
	v.Called = map[string]string{}
	for i := range v.Acts {
		actor := v.Acts[i].Actor
		if v.Called[actor], err = names.called(ctx, actor); err != nil {
			return err
		}
	}
	return nil
}

// Does tells whether the actor may do something to the batch now.
func (v *PaymentView) Does(verb fund.Verb) bool { return slices.Contains(v.May, verb) }

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
		v.Frozen = rules.Frozen
		if v.Files, err = d.store.PaymentFiles(ctx, tx, of); err != nil {
			return err
		}
		return d.stands(ctx, tx, v)
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
