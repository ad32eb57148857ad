package app

import (
	"context"
	"slices"

	"songnuan/internal/blob"
	"songnuan/internal/day"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// CashOrder signs off cash that was handed out: the rows of one person, by two
// who handed it out, to whom.
type CashOrder struct {
	Key      string // of the command
	Batch    id.ID
	Rows     []int64
	Receiver fund.Receiver // empty for the payee himself
	Second   id.ID         // account of the other who handed out
	On       day.Date      // today when unset
}

// SignCash signs off rows of a cash batch.
//
// Errors: Conflict when somebody signed one of the rows off before, saying who
// and when; Invalid without a second person, or for somebody in the payee's
// place without relation and ID number; Forbidden for relatives and for people
// of another post.
func (d *Desk) SignCash(ctx context.Context, order CashOrder) (b *fund.Batch, err error) {
	if err := d.actor.Must(identity.PayHand); err != nil {
		return nil, err
	}
	if err := order.Receiver.Check(); err != nil {
		return nil, err
	}
	if len(order.Rows) == 0 {
		return nil, problem.New(problem.Invalid, "fund.no_rows")
	}
	if order.Second == "" || order.Second == d.actor.User {
		return nil, problem.New(problem.Invalid, "fund.two_hands")
	}
	if order.On.IsZero() {
		order.On = d.clock.Today()
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		b, err = d.signCash(ctx, tx, order)
		return err
	})
	return b, err
}

func (d *Desk) signCash(ctx context.Context, tx *sqldb.Tx, order CashOrder) (*fund.Batch, error) {
	b, err := d.store.Payment(ctx, tx, order.Batch, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	key, err := d.keyed("payment", order.Key)
	if err != nil {
		return nil, err
	}
	if again, err := done(b, key, fund.Credits); again || err != nil {
		return b, err
	}
	switch {
	case b.Method != fund.Cash:
		return nil, problem.New(problem.Conflict, "fund.not_cash")
	case b.State != fund.Handed:
		return nil, problem.New(problem.Conflict, "fund.not_now", "state", b.State)
	case order.On.After(d.clock.Today()):
		return nil, problem.New(problem.Invalid, "fund.day_ahead")
	}
	hands, err := d.store.PaymentHands(ctx, tx, b.ID, slices.Min(order.Rows), slices.Max(order.Rows))
	if err != nil {
		return nil, err
	}
	for _, seq := range order.Rows {
		if h := hands[seq]; h != nil {
			return nil, problem.New(problem.Conflict, "fund.signed_already", "seq", seq, "who", h.Actor, "at", h.At.Time().In(day.Beijing).Format("2006-01-02 15:04"))
		}
	}
	next, err := d.actOnPayment(ctx, tx, PaymentAct{Key: order.Key, Batch: b.ID, Verb: fund.Credits, Rows: order.Rows, Second: order.Second, On: order.On, signed: true})
	if err != nil {
		return nil, err
	}
	h := &fund.Hand{Receiver: order.Receiver, User: d.actor.User, Actor: d.actor.Name, With: order.Second, On: order.On, At: d.clock.Now()}
	with, err := d.store.User(ctx, tx, order.Second, identity.Everything)
	if err != nil {
		return nil, err
	}
	h.WithName = with.Account
	return next, d.store.AddHand(ctx, tx, b.ID, order.Rows, h)
}

// CashLine is one person of a cash batch, with the rows that the cash is of.
type CashLine struct {
	N         int64 // as the sheet numbers them
	Rows      []int64
	Number    string // of the household
	Household id.ID
	Name      string // masked unless it was asked for
	Village   string
	Fen       money.Fen
	State     fund.RowState
	Reason    string
	Hand      *fund.Hand // nil until it is signed off
}

// CashPage is a stretch of a cash batch for who hands it out.
type CashPage struct {
	*PaymentView
	Lines   []CashLine
	Next    int64 // behind which sequence the rest begins, 0 for none
	Handers []store.Hander
	before  int64 // persons on the pages before
}

// Cash gives people of a cash batch, behind a sequence. With clear set their
// names are shown, which is on record.
func (d *Desk) Cash(ctx context.Context, of id.ID, after int64, limit int, clear bool) (p *CashPage, err error) {
	if err := d.actor.Must(identity.PayHand); err != nil {
		return nil, err
	}
	view, err := d.PaymentOf(ctx, of)
	if err != nil {
		return nil, err
	}
	if view.Method != fund.Cash {
		return nil, problem.New(problem.Conflict, "fund.not_cash")
	}
	p = &CashPage{PaymentView: view}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		p.Lines = nil
		const rowsEach = 8 // that one person may have: a person's rows are never cut
		lines, err := d.store.PaymentLines(ctx, tx, of, "", d.actor.Scope, after, limit+rowsEach)
		if err != nil {
			return err
		}
		if p.Handers, err = d.store.Handers(ctx, tx, identity.Everything); err != nil {
			return err
		}
		if p.before, err = d.store.PersonsUntil(ctx, tx, of, after); err != nil {
			return err
		}
		if p.Next, err = d.cashLines(ctx, tx, p, lines, limit, clear); err != nil || !clear {
			return err
		}
		return d.recordPayment(ctx, tx, view.Batch, "names", int64(len(p.Lines)))
	})
	return p, err
}

// cashLines brings the rows of one person together: they lie side by side.
func (d *Desk) cashLines(ctx context.Context, tx *sqldb.Tx, p *CashPage, lines []store.PaymentLine, limit int, clear bool) (next int64, err error) {
	if len(lines) == 0 {
		return 0, nil
	}
	decor, err := d.decorate(ctx, tx, lines)
	if err != nil {
		return 0, err
	}
	hands, err := d.store.PaymentHands(ctx, tx, p.ID, lines[0].Seq, lines[len(lines)-1].Seq)
	if err != nil {
		return 0, err
	}
	subject := ""
	for i := range lines {
		l := &lines[i]
		if l.Subject != subject && i >= limit {
			return lines[i-1].Seq, nil
		}
		if l.State == fund.GivenUp {
			continue
		}
		if n := len(p.Lines); l.Subject == subject && n > 0 && p.Lines[n-1].State == l.State {
			p.Lines[n-1].Rows = append(p.Lines[n-1].Rows, l.Seq)
			p.Lines[n-1].Fen += l.Fen
			continue
		}
		if l.Subject != subject {
			p.before++
		}
		subject = l.Subject
		name := l.Payee.Name
		if !clear {
			name = personal.NewName(name).String()
		}
		p.Lines = append(p.Lines, CashLine{N: p.before, Rows: []int64{l.Seq}, Number: decor.numbers[l.Household], Household: l.Household, Name: name,
			Village: decor.villages[l.Area], Fen: l.Fen, State: l.State, Reason: l.Reason, Hand: hands[l.Seq]})
	}
	return 0, nil
}

// AddSheet keeps a photo or scan of the sheet that people signed.
func (d *Desk) AddSheet(ctx context.Context, of id.ID, file *blob.File) error {
	if err := d.actor.Must(identity.PayHand); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		b, err := d.store.Payment(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		if b.Method != fund.Cash || b.State != fund.Handed && b.State != fund.Settled {
			return problem.New(problem.Conflict, "fund.no_sheet_now", "state", b.State)
		}
		if err := d.store.AddPaymentPaper(ctx, tx, of, &store.PaymentPaper{Kind: "sheet", Digest: file.Digest, Type: string(file.Type), Content: file.Content, Signed: d.signed()}); err != nil {
			return err
		}
		return d.recordPayment(ctx, tx, b, "sheet", 1)
	})
}

// OpenSheet gives a photo of the signed sheet. That somebody looked is on record.
func (d *Desk) OpenSheet(ctx context.Context, of id.ID, digest string) (file *blob.File, err error) {
	if err := d.actor.Must(identity.PayHand); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		b, err := d.store.Payment(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		paper, err := d.store.PaymentPaper(ctx, tx, of, "sheet", digest)
		if err != nil {
			return err
		}
		if file, err = blob.Of(paper.Content); err != nil {
			return err
		}
		return d.recordPayment(ctx, tx, b, "open_sheet", 1)
	})
	return file, err
}
