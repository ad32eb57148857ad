package app

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"songnuan/banks"
	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// PaymentOrder makes up a batch of what is due and not held.
type PaymentOrder struct {
	Campaign id.ID
	Title    string
	Method   fund.Method
	Template string    // of the bank's file
	Clauses  []string  // all when empty
	Area     area.Code // of the households; the campaign's when ""

	only    map[id.ID]bool // dues; nil is all
	follows id.ID
}

// Missing is a due that no batch of the method can pay as it is.
type Missing struct {
	Due       id.ID
	Household id.ID
	Number    string // of the household
	Fen       money.Fen
	Key       string // message key of why
}

// paymentMost bounds the rows of a batch.
const paymentMost = 200_000

// MakePayment makes up a draft of a batch from every open due of a campaign
// within a place. A household without a card is left out of a bank batch and
// told.
//
// Errors: Conflict when there is nothing to pay; Forbidden for a place that does
// not lie wholly within the scope.
func (d *Desk) MakePayment(ctx context.Context, order PaymentOrder) (b *fund.Batch, left []Missing, err error) {
	if err := d.actor.Must(identity.PayMake); err != nil {
		return nil, nil, err
	}
	if err := order.check(); err != nil {
		return nil, nil, err
	}
	if order.Title == "" {
		return nil, nil, problem.New(problem.Invalid, "fund.no_title", "most", titleMost)
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if b, left, err = d.layPayment(ctx, tx, order); err != nil {
			return err
		}
		return d.keepPayment(ctx, tx, b)
	})
	return b, left, err
}

// PreviewPayment gives the batch that an order would make, and what it would
// leave out and why. Nothing is written.
func (d *Desk) PreviewPayment(ctx context.Context, order PaymentOrder) (b *fund.Batch, left []Missing, err error) {
	if err := d.actor.Must(identity.PayMake); err != nil {
		return nil, nil, err
	}
	if err := order.check(); err != nil {
		return nil, nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		if b, left, err = d.layPayment(ctx, tx, order); err != nil {
			return err
		}
		b.Count = int64(len(b.Rows))
		b.Fen, err = b.Total()
		return err
	})
	if b != nil {
		for i := range b.Rows {
			b.Rows[i].Payee = maskedPayee(b.Rows[i].Payee)
		}
	}
	return b, left, err
}

// layPayment is the draft of an order, with its rows.
func (d *Desk) layPayment(ctx context.Context, tx *sqldb.Tx, order PaymentOrder) (*fund.Batch, []Missing, error) {
	c, err := d.store.Campaign(ctx, tx, order.Campaign, d.actor.Scope)
	if err != nil {
		return nil, nil, err
	}
	where := place{c.Area, c.Unit}
	if order.Area != "" {
		where.Area = order.Area
	}
	if !d.actor.Scope.CoversPlace(where.Area, where.Unit) {
		return nil, nil, problem.New(problem.Forbidden, "app.outside_scope")
	}
	b := &fund.Batch{ID: d.ids(), Campaign: c.ID, Title: order.Title, Method: order.Method, Template: order.Template, Area: where.Area, Unit: where.Unit, Follows: order.follows,
		State: fund.Draft, Made: d.clock.Today(), Actor: d.actor.Name, Recorded: d.clock.Now(), Version: 1}
	left, err := d.layRows(ctx, tx, b, c, order)
	return b, left, err
}

// titleMost bounds the title of a batch, which stands as the purpose in the
// bank's file, in characters.
const titleMost = 40

func (o *PaymentOrder) check() error {
	o.Title = strings.TrimSpace(o.Title)
	switch {
	case utf8.RuneCountInString(o.Title) > titleMost:
		return problem.New(problem.Invalid, "fund.no_title", "most", titleMost)
	case o.Method != fund.Bank && o.Method != fund.Cash:
		return problem.New(problem.Invalid, "fund.no_method")
	case o.Method == fund.Bank && !slices.Contains(banks.List(), o.Template):
		return problem.New(problem.Invalid, "fund.no_template")
	case o.Method == fund.Cash:
		o.Template = ""
	}
	return nil
}

// keepPayment numbers a new batch, writes it, and takes its dues.
func (d *Desk) keepPayment(ctx context.Context, tx *sqldb.Tx, b *fund.Batch) (err error) {
	if len(b.Rows) == 0 {
		return problem.New(problem.Conflict, "fund.nothing_due")
	}
	if b.Fen, err = b.Total(); err != nil {
		return err
	}
	b.Count = int64(len(b.Rows))
	if b.Number, err = d.store.PaymentNumber(ctx, tx, b.Made.Year()); err != nil {
		return err
	}
	if err := d.store.AddPayment(ctx, tx, b); err != nil {
		return err
	}
	dues := make([]id.ID, len(b.Rows))
	for i := range b.Rows {
		dues[i] = b.Rows[i].Due
	}
	taken, err := d.store.TakeDues(ctx, tx, dues, fund.Open, fund.Batched, b.ID, d.actor.Scope)
	if err == nil && taken != int64(len(dues)) {
		err = problem.New(problem.Conflict, "fund.due_batched")
	}
	if err != nil {
		return err
	}
	return d.recordPayment(ctx, tx, b, "make", b.Count)
}

// paymentDetail is what the record says of an act on a batch.
type paymentDetail struct {
	Number string     `json:"number"`
	State  fund.State `json:"state"`
	Rows   int64      `json:"rows"`
	Fen    money.Fen  `json:"fen"`
}

func (d *Desk) recordPayment(ctx context.Context, tx *sqldb.Tx, b *fund.Batch, verb string, rows int64) error {
	return d.record(ctx, tx, act{name: "payment." + verb, noun: "payment", subject: b.ID, where: place{b.Area, b.Unit}, count: rows,
		detail: paymentDetail{b.Number, b.State, b.Count, b.Fen}})
}

// layRows fills a batch with the open dues of its place, in the order of the
// villages.
func (d *Desk) layRows(ctx context.Context, tx *sqldb.Tx, b *fund.Batch, c *campaign.Campaign, order PaymentOrder) (left []Missing, err error) {
	scope, ok := d.scopeOf(c)
	if !ok {
		return nil, problem.New(problem.Forbidden, "app.outside_scope")
	}
	if order.Area != "" {
		if scope, ok = scope.Within(order.Area, ""); !ok {
			return nil, problem.New(problem.Forbidden, "app.outside_scope")
		}
	}
	var dues, held []*fund.Due
	err = d.store.EachDue(ctx, tx, c.ID, scope, func(due *fund.Due) error {
		wanted := (len(order.Clauses) == 0 || slices.Contains(order.Clauses, due.Clause)) && (order.only == nil || order.only[due.ID])
		switch {
		case wanted && due.State == fund.Open && due.Begun(d.clock.Today()):
			dues = append(dues, due)
		case wanted && due.State == fund.Held && len(held) < heldTold:
			held = append(held, due)
		}
		if len(dues) > paymentMost {
			return problem.New(problem.TooLarge, "fund.batch_most", "most", paymentMost)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for part := range slices.Chunk(dues, 500) {
		more, err := d.layPart(ctx, tx, b, part, scope)
		if err != nil {
			return nil, err
		}
		left = append(left, more...)
	}
	more, err := d.tellHeld(ctx, tx, held, scope)
	return append(left, more...), err
}

// heldTold bounds the held dues that a draft names; it is the number of keys
// that one statement takes.
const heldTold = 500

// tellHeld names the dues that a guard holds.
func (d *Desk) tellHeld(ctx context.Context, tx *sqldb.Tx, held []*fund.Due, scope identity.Scope) (left []Missing, err error) {
	byID, err := d.filesDue(ctx, tx, held, scope)
	for _, due := range held {
		left = append(left, Missing{due.ID, due.Household, fileNumber(byID[due.Household]), due.Fen, "fund.left.held"})
	}
	return left, err
}

// filesDue are the files of who some dues are for.
func (d *Desk) filesDue(ctx context.Context, tx *sqldb.Tx, dues []*fund.Due, scope identity.Scope) (map[id.ID]*registry.Household, error) {
	var files []id.ID
	asked := map[id.ID]bool{}
	for _, due := range dues {
		if due.Household != "" && !asked[due.Household] {
			asked[due.Household] = true
			files = append(files, due.Household)
		}
	}
	households, err := d.store.HouseholdsByID(ctx, tx, files, scope)
	byID := make(map[id.ID]*registry.Household, len(households))
	for _, h := range households {
		byID[h.ID] = h
	}
	return byID, err
}

func (d *Desk) layPart(ctx context.Context, tx *sqldb.Tx, b *fund.Batch, dues []*fund.Due, scope identity.Scope) (left []Missing, err error) {
	byID, err := d.filesDue(ctx, tx, dues, scope)
	if err != nil {
		return nil, err
	}
	names, err := d.store.EntryNames(ctx, tx, b.Campaign, dues, scope)
	if err != nil {
		return nil, err
	}
	for _, due := range dues {
		payee, why := payeeOf(due, byID[due.Household], names[due.Subject], b.Method)
		if why != "" {
			left = append(left, Missing{due.ID, due.Household, fileNumber(byID[due.Household]), due.Fen, why})
			continue
		}
		b.Rows = append(b.Rows, fund.Row{Seq: int64(len(b.Rows)) + 1, Due: due.ID, Household: due.Household, Area: due.Area, Unit: due.Unit,
			Purse: due.Purse, Line: due.Line, Fen: due.Fen, State: fund.Waiting, Payee: payee})
	}
	return left, nil
}

func fileNumber(h *registry.Household) string {
	if h == nil {
		return ""
	}
	return h.Number
}

// payeeOf is whom a due goes to: the card of the person it is for, else the
// household's; in cash whoever the roster names. why is the message of what is
// missing.
func payeeOf(due *fund.Due, h *registry.Household, name string, method fund.Method) (payee *fund.Payee, why string) {
	payee = &fund.Payee{Name: name}
	if h != nil && !h.Closed.IsZero() {
		return nil, "fund.left.closed"
	}
	if method == fund.Cash {
		return payee, ""
	}
	if h == nil {
		return nil, "fund.left.no_file"
	}
	for i := range h.Members {
		if m := &h.Members[i]; string(m.ID) == due.Subject && !m.Card.IsZero() {
			return &fund.Payee{Name: m.Name, Account: m.Card.Clear()}, ""
		}
	}
	if h.Card.IsZero() {
		return nil, "fund.left.no_card"
	}
	if payee.Name = h.CardHolder; payee.Name == "" {
		payee.Name = h.Head
	}
	if payee.Name != h.Head && !slices.ContainsFunc(h.Members, func(m registry.Member) bool { return m.Name == payee.Name }) {
		return nil, "fund.left.holder" // the bank would pay somebody else
	}
	payee.Account, payee.Bank = h.Card.Clear(), h.CardBank
	return payee, ""
}

// Payments gives a page of the batches within the scope, the latest first.
func (d *Desk) Payments(ctx context.Context, f store.PaymentFilter, page PageOf) (all []*fund.Batch, next string, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		next = ""
		if all, err = d.store.Payments(ctx, tx, f, d.actor.Scope, page.After, page.Limit+1); err == nil && len(all) > page.Limit {
			all = all[:page.Limit]
			next = string(all[page.Limit-1].ID)
		}
		return err
	})
	return all, next, err
}
