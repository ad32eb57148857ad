package app

import (
	"context"

	"songnuan/internal/day"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// BookDay is a day in the books: what had moved by its end, as far as it was
// written down at an instant. Both together always give the same figures.
type BookDay struct {
	On    day.Date
	Known day.Instant
}

// Now tells whether the books are meant as they are.
func (b BookDay) Now() bool { return b.On.IsZero() }

// whole completes a day: the books as they were at its end. Of today it is this
// instant. problem.Invalid for a day to come.
func (d *Desk) wholeDay(at BookDay) (BookDay, error) {
	today := d.clock.Today()
	switch {
	case at.On.IsZero():
		return BookDay{today, d.clock.Now()}, nil
	case at.On.After(today):
		return at, problem.New(problem.Invalid, "fund.day_ahead")
	case at.Known == "":
		at.Known = min(at.On.End(), d.clock.Now())
	}
	return at, nil
}

// PurseOn gives a purse within the scope as it stood on a day: the figures of
// PurseOf, from the postings, and the day completed, so that a reader can ask
// for the same again.
func (d *Desk) PurseOn(ctx context.Context, of id.ID, at BookDay) (view *PurseDetail, on BookDay, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, at, err
	}
	if at, err = d.wholeDay(at); err != nil {
		return nil, at, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		p, err := d.store.Purse(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		balances, err := d.store.BalancesAt(ctx, tx, of, at.On, at.Known, d.actor.Scope)
		if err != nil {
			return err
		}
		v, _, err := d.viewPurse(ctx, tx, p)
		if err != nil {
			return err
		}
		v.Standing = balances.Standing(p.ID, "", "")
		view, err = d.purseDetail(ctx, tx, v, balances)
		return err
	})
	return view, at, err
}

// purseDetail adds the lines of a purse and what came in.
func (d *Desk) purseDetail(ctx context.Context, tx *sqldb.Tx, v *PurseView, balances fund.Balances) (*PurseDetail, error) {
	view := &PurseDetail{PurseView: v}
	lines, err := d.store.BudgetLines(ctx, tx, v.ID, "", d.actor.Scope)
	if err != nil {
		return nil, err
	}
	titles := map[id.ID]string{}
	for _, l := range lines {
		title, known := titles[l.Campaign]
		if !known {
			if title, err = d.campaignTitle(ctx, tx, l.Campaign); err != nil {
				return nil, err
			}
			titles[l.Campaign] = title
		}
		view.Lines = append(view.Lines, LineView{Line: l, Standing: balances.Standing(v.ID, l.ID, ""), Campaign: title})
	}
	if view.Incomes, err = d.store.Incomes(ctx, tx, v.ID, d.actor.Scope, incomesShown); err != nil {
		return nil, err
	}
	for _, in := range view.Incomes {
		in.Giver, in.Note = giverShown(in.Giver), personal.HideNumbers(in.Note)
	}
	return view, nil
}

// campaignTitle is "" for a campaign outside of the scope.
func (d *Desk) campaignTitle(ctx context.Context, tx *sqldb.Tx, of id.ID) (string, error) {
	c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
	if problem.Is(err, problem.NotFound) || err != nil && problem.Is(err, problem.Forbidden) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return c.Title, nil
}

// IncomePaper is what the receipt for an income says (捐赠票据, 收款凭据).
type IncomePaper struct {
	fund.Income
	Purse *fund.Purse
	Entry *fund.Entry
}

// IncomeReceipt gives an income with the giver's name in the clear, for the
// receipt that the giver is owed (慈善法 第三十八条). The look is on record.
func (d *Desk) IncomeReceipt(ctx context.Context, purse, entry id.ID) (r *IncomePaper, err error) {
	if err := d.actor.Must(identity.FundKeep); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		p, err := d.store.Purse(ctx, tx, purse, d.actor.Scope)
		if err != nil {
			return err
		}
		if !d.actor.Scope.CoversPlace(p.Area, p.Unit) {
			return problem.New(problem.Forbidden, "app.outside_scope")
		}
		e, err := d.store.FundEntry(ctx, tx, entry, d.actor.Scope)
		if err != nil {
			return err
		}
		incomes, err := d.store.Incomes(ctx, tx, purse, d.actor.Scope, 1<<20)
		if err != nil {
			return err
		}
		r = nil
		for _, in := range incomes {
			if in.Entry == entry {
				r = &IncomePaper{*in, p, e}
			}
		}
		if r == nil {
			return problem.New(problem.NotFound, "fund.no_entry")
		}
		return d.recordPurse(ctx, tx, "purse.receipt", p, purseDetail{Entry: entry})
	})
	return r, err
}

// Journal gives a page of the postings of purses within the scope, the latest
// first, with what all of them come to that fit the filter. With a purse in the
// filter the sum is the figure that the page was opened from.
func (d *Desk) Journal(ctx context.Context, f store.PostingFilter, page PageOf) (lines []store.PostingLine, sum fund.Figure, next string, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, sum, "", err
	}
	if !f.On.IsZero() {
		at, err := d.wholeDay(BookDay{f.On, f.Known})
		if err != nil {
			return nil, sum, "", err
		}
		f.Known = at.Known
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		next = ""
		if lines, err = d.store.Postings(ctx, tx, f, d.actor.Scope, page.After, page.Limit+1); err != nil {
			return err
		}
		if len(lines) > page.Limit {
			lines = lines[:page.Limit]
			next = lines[page.Limit-1].Key()
		}
		sum, err = d.store.PostingSum(ctx, tx, f, d.actor.Scope)
		return err
	})
	return lines, sum, next, err
}

// FundEntryView is an entry of the books with where its postings stand.
type FundEntryView struct {
	*fund.Entry
	Lines      []FundEntryLine
	Purse      *fund.Purse // of its first posting
	ReversedBy id.ID
	May        bool // the actor may turn it round
}

// FundEntryLine is a posting with the names of where it stands.
type FundEntryLine struct {
	fund.Posting
	PurseName string
	Line      string
}

// FundEntry gives an entry of the books of a purse within the scope.
func (d *Desk) FundEntry(ctx context.Context, of id.ID) (v *FundEntryView, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		e, err := d.store.FundEntry(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		v = &FundEntryView{Entry: e}
		if v.ReversedBy, err = d.store.ReversedBy(ctx, tx, of); err != nil {
			return err
		}
		for _, p := range e.Postings {
			l := FundEntryLine{Posting: p}
			purse, err := d.store.Purse(ctx, tx, p.Purse, d.actor.Scope)
			if err != nil && !problem.Is(err, problem.NotFound) {
				return err
			}
			if purse != nil && err == nil {
				if l.PurseName = purse.Name; v.Purse == nil {
					v.Purse = purse
				}
				if line, err := d.budgetLine(ctx, tx, purse.ID, p.Line); err == nil {
					l.Line = line.Name
				}
			}
			v.Lines = append(v.Lines, l)
		}
		v.May = reversible[e.Kind] && v.ReversedBy == "" && v.Purse != nil && v.Purse.Closed.IsZero() &&
			d.actor.Can(identity.FundKeep) && d.actor.Scope.CoversPlace(v.Purse.Area, v.Purse.Unit)
		return nil
	})
	return v, err
}

// What the store lists money by and gives back, for the floors that do not reach
// it.
type (
	// PostingFilter says which rows of the books.
	PostingFilter = store.PostingFilter
	// PostingLine is a row of the books.
	PostingLine = store.PostingLine
	// DueFilter says which dues.
	DueFilter = store.DueFilter
	// DueTotal is what dues come to.
	DueTotal = store.DueTotal
	// PaymentFilter says which batches.
	PaymentFilter = store.PaymentFilter
)
