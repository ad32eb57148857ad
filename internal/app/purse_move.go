package app

import (
	"context"
	"strings"
	"unicode/utf8"

	"songnuan/internal/day"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// post writes an entry of a purse's book. again is set for a command that was
// posted before: then nothing is written.
func (d *Desk) post(ctx context.Context, tx *sqldb.Tx, p *fund.Purse, e *fund.Entry, key string, on day.Date, text string) (posted *fund.Entry, again bool, err error) {
	e.ID, e.Book, e.Key, e.Effective, e.Text = d.ids(), fund.BookOf(p.Area, p.Unit), key, on, text
	e.Recorded, e.Actor = d.clock.Now(), d.actor.Name
	return d.store.PostEntry(ctx, tx, e)
}

// PurseMove moves money of a purse.
type PurseMove struct {
	Key   string // of the command, minted by who asks: however often it comes, it is done once
	Purse id.ID
	Fen   money.Fen
	On    day.Date // today when unset
	Text  string   // what for; numbers of persons, phones and cards are taken out
}

// keyed is the key as the ledger keeps it: a form of one account never meets
// another's.
func (d *Desk) keyed(what, key string) (string, error) {
	if n := len(key); n == 0 || n > keyMost {
		return "", problem.New(problem.Invalid, "fund.key_bad")
	}
	return what + "/" + string(d.actor.User) + "/" + key, nil
}

// move is the frame of every act that moves a purse's own money.
func (d *Desk) move(ctx context.Context, what string, order PurseMove, make func(tx *sqldb.Tx, p *fund.Purse) (*fund.Entry, error), after func(tx *sqldb.Tx, p *fund.Purse, e *fund.Entry) error) (posted *fund.Entry, err error) {
	if err := d.actor.Must(identity.FundKeep); err != nil {
		return nil, err
	}
	key, err := d.keyed(what, order.Key)
	if err != nil {
		return nil, err
	}
	if order.On.IsZero() {
		order.On = d.clock.Today()
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		p, err := d.purseToMove(ctx, tx, order.Purse, "", order.On)
		if err != nil {
			return err
		}
		e, err := make(tx, p)
		if err != nil {
			return err
		}
		var again bool
		if posted, again, err = d.post(ctx, tx, p, e, key, order.On, personal.HideNumbers(order.Text)); err != nil || again {
			return err
		}
		if after != nil {
			if err := after(tx, p, posted); err != nil {
				return err
			}
		}
		return d.recordPurse(ctx, tx, "purse."+what, p, purseDetail{Fen: order.Fen, Entry: posted.ID})
	})
	return posted, err
}

// PayIn puts money into a purse: who gave it, and the paper that shows it.
func (d *Desk) PayIn(ctx context.Context, order PurseMove, in fund.Income) (*fund.Entry, error) {
	if err := d.actor.Must(identity.FundKeep); err != nil {
		return nil, err
	}
	if err := in.Check(); err != nil {
		return nil, err
	}
	return d.move(ctx, "pay_in", order, func(_ *sqldb.Tx, p *fund.Purse) (*fund.Entry, error) { return fund.PaidIn(p.ID, order.Fen) },
		func(tx *sqldb.Tx, p *fund.Purse, e *fund.Entry) error {
			in.Entry, in.Purse = e.ID, p.ID
			return d.store.AddIncome(ctx, tx, &in)
		})
}

// PayBack gives money of a purse, that no line has, back to whoever gave it.
func (d *Desk) PayBack(ctx context.Context, order PurseMove) (*fund.Entry, error) {
	return d.move(ctx, "give_back", order, func(_ *sqldb.Tx, p *fund.Purse) (*fund.Entry, error) { return fund.GivenBack(p.ID, order.Fen) }, nil)
}

// Allot gives money of a purse to one of its budget lines; with back set it is
// taken from the line again.
func (d *Desk) Allot(ctx context.Context, order PurseMove, line id.ID, back bool) (*fund.Entry, error) {
	return d.move(ctx, "allot", order, func(tx *sqldb.Tx, p *fund.Purse) (*fund.Entry, error) {
		l, err := d.budgetLine(ctx, tx, p.ID, line)
		if err != nil {
			return nil, err
		}
		if back {
			return fund.Withdrawn(l, order.Fen)
		}
		return fund.Allotted(l, order.Fen)
	}, nil)
}

func (d *Desk) budgetLine(ctx context.Context, tx *sqldb.Tx, purse, line id.ID) (*fund.Line, error) {
	lines, err := d.store.BudgetLines(ctx, tx, purse, "", d.actor.Scope)
	for _, l := range lines {
		if l.ID == line {
			return l, nil
		}
	}
	if err == nil {
		err = problem.New(problem.NotFound, "fund.no_line")
	}
	return nil, err
}

// reversible are the entries that the keeper of a purse may turn round: what a
// batch did is turned round by the batch.
var reversible = map[fund.Kind]bool{fund.PayIn: true, fund.GiveBack: true, fund.Allot: true}

// ReverseEntry turns an entry round that was made in error. The entry itself
// stays. Errors: Conflict when it was turned round already, or its money has
// moved on; Invalid for an entry of a batch.
func (d *Desk) ReverseEntry(ctx context.Context, order PurseMove, entry id.ID, reason string) (*fund.Entry, error) {
	if err := d.actor.Must(identity.FundKeep); err != nil {
		return nil, err
	}
	switch order.Text = strings.TrimSpace(reason); {
	case order.Text == "":
		return nil, problem.New(problem.Invalid, "fund.reason_missing")
	case utf8.RuneCountInString(order.Text) > reasonLong:
		return nil, problem.New(problem.TooLarge, "fund.reason_long", "most", reasonLong)
	}
	return d.move(ctx, "reverse", order, func(tx *sqldb.Tx, p *fund.Purse) (*fund.Entry, error) {
		e, err := d.store.FundEntry(ctx, tx, entry, d.actor.Scope)
		if err != nil {
			return nil, err
		}
		if !reversible[e.Kind] || e.Postings[0].Purse != p.ID {
			return nil, problem.New(problem.Invalid, "fund.not_reversible")
		}
		return e.Reverse(), nil
	}, nil)
}

// PurseBook gives a page of what happened in a purse, the latest first.
func (d *Desk) PurseBook(ctx context.Context, purse id.ID, page PageOf) (entries []*fund.Entry, next string, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		if _, err := d.store.Purse(ctx, tx, purse, d.actor.Scope); err != nil {
			return err
		}
		next = ""
		if entries, err = d.store.PurseEntries(ctx, tx, purse, d.actor.Scope, page.After, page.Limit+1); err == nil && len(entries) > page.Limit {
			entries = entries[:page.Limit]
			last := entries[page.Limit-1]
			next = string(last.Recorded) + " " + string(last.ID)
		}
		return err
	})
	return entries, next, err
}
