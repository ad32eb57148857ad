package app

import (
	"context"
	"slices"

	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/personal"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// Reconciliation are the books of a year at a day, held against themselves and,
// of today, against the rows of the batches.
type Reconciliation struct {
	Year    int
	At      BookDay // completed: asked for again it gives the same
	Purses  []ReconcileLine
	Lines   []ReconcileLine
	Batches []ReconcileLine
	Sum     fund.Reconciled
	Due     money.Fen
	Gifts   []GiftLine
	Off     []RowsOff // batches whose rows do not come to what their books say; only of the books as they are
}

// ReconcileLine is a purse, a line or a batch, reconciled.
type ReconcileLine struct {
	fund.ReconciledRow
	Name  string // of the line, or number of the batch
	Purse string
	Due   money.Fen // of a line or purse, now: what the roster and the plan give
}

// GiftLine is money that came in, and how far its purse is used: what a donor is
// told.
type GiftLine struct {
	*fund.Income
	Purse string
	fund.Standing
}

// RowsOff is a batch whose rows do not come to what is in the books.
type RowsOff struct {
	Batch       string
	Books, Rows money.Fen // paid
}

// Reconcile reconciles the purses of a year within the scope, as they stood on a
// day.
func (d *Desk) Reconcile(ctx context.Context, year int, at BookDay) (r *Reconciliation, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, err
	}
	now := at.Now()
	if at, err = d.wholeDay(at); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		r = &Reconciliation{Year: year, At: at}
		figures, err := d.store.FundFigures(ctx, tx, "", year, at.On, at.Known, d.actor.Scope)
		if err != nil {
			return err
		}
		flows := make([]fund.Flow, len(figures))
		for i, f := range figures {
			flows[i] = fund.Flow{Purse: f.Purse, Line: f.Line, Batch: f.Batch, Place: f.Place, Kind: f.Kind, Fen: f.Fen}
		}
		n, err := d.reconcileNames(ctx, tx, year)
		if err != nil {
			return err
		}
		r.fill(fund.Reconcile(flows), n)
		for _, p := range n.purses {
			gifts, err := d.gifts(ctx, tx, p, at)
			if err != nil {
				return err
			}
			r.Gifts = append(r.Gifts, gifts...)
		}
		if now {
			r.Off, err = d.rowsOff(ctx, tx, r.Batches)
		}
		return err
	})
	return r, err
}

// reconcileNames are the names of what is reconciled, and what is due from each.
type reconcileNames struct {
	purses  []*fund.Purse
	purse   map[id.ID]string
	line    map[id.ID]string
	batch   map[id.ID]string
	dueLine map[id.ID]money.Fen
	purseOf map[id.ID]id.ID // by line
}

func (d *Desk) reconcileNames(ctx context.Context, tx *sqldb.Tx, year int) (*reconcileNames, error) {
	n := &reconcileNames{purse: map[id.ID]string{}, line: map[id.ID]string{}, batch: map[id.ID]string{}, purseOf: map[id.ID]id.ID{}}
	all, err := d.store.Purses(ctx, tx, year, d.actor.Scope, "", pursesAtOnce)
	if err != nil {
		return nil, err
	}
	n.purses = all
	slices.Reverse(n.purses) // in the order in which they were opened
	for _, p := range all {
		n.purse[p.ID] = p.Name
		lines, err := d.store.BudgetLines(ctx, tx, p.ID, "", d.actor.Scope)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			n.line[l.ID], n.purseOf[l.ID] = l.Name, p.ID
		}
	}
	if n.batch, err = d.store.BatchNumbers(ctx, tx, year, d.actor.Scope); err != nil {
		return nil, err
	}
	n.dueLine, err = d.store.DueByLine(ctx, tx, year, d.actor.Scope)
	return n, err
}

// pursesAtOnce bounds the purses of a year that are reconciled together.
const pursesAtOnce = 1000

func (r *Reconciliation) fill(rows []fund.ReconciledRow, n *reconcileNames) {
	named := func(key func(fund.ReconciledRow) id.ID, name map[id.ID]string) (lines []ReconcileLine) {
		for _, row := range fund.By(rows, key) {
			if k := key(row); k != "" {
				lines = append(lines, ReconcileLine{ReconciledRow: row, Name: name[k], Purse: n.purse[row.Purse]})
			}
		}
		return lines
	}
	r.Lines = named(func(row fund.ReconciledRow) id.ID { return row.Line }, n.line)
	r.Batches = named(func(row fund.ReconciledRow) id.ID { return row.Batch }, n.batch)
	byPurse := map[id.ID]fund.ReconciledRow{}
	for _, row := range fund.By(rows, func(row fund.ReconciledRow) id.ID { return row.Purse }) {
		byPurse[row.Purse] = row
	}
	due := map[id.ID]money.Fen{}
	for i := range r.Lines {
		r.Lines[i].Due = n.dueLine[r.Lines[i].Line]
	}
	for line, fen := range n.dueLine {
		r.Due += fen
		due[n.purseOf[line]] += fen
	}
	for _, p := range n.purses {
		row := fund.ReconciledRow{Purse: p.ID, Reconciled: byPurse[p.ID].Reconciled}
		r.Purses = append(r.Purses, ReconcileLine{ReconciledRow: row, Name: p.Name, Purse: p.Name, Due: due[p.ID]})
		r.Sum.Add(row.Reconciled)
	}
}

// gifts are what came into a purse by a day, with how far the purse is used.
func (d *Desk) gifts(ctx context.Context, tx *sqldb.Tx, p *fund.Purse, at BookDay) (all []GiftLine, err error) {
	incomes, err := d.store.Incomes(ctx, tx, p.ID, d.actor.Scope, incomesShown)
	if err != nil || len(incomes) == 0 {
		return nil, err
	}
	balances, err := d.store.BalancesAt(ctx, tx, p.ID, at.On, at.Known, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	for _, in := range incomes {
		if in.On.After(at.On) {
			continue
		}
		in.Giver, in.Note = giverShown(in.Giver), personal.HideNumbers(in.Note)
		all = append(all, GiftLine{in, p.Name, balances.Standing(p.ID, "", "")})
	}
	return all, nil
}

// rowsOff holds the rows of the batches against the books.
func (d *Desk) rowsOff(ctx context.Context, tx *sqldb.Tx, batches []ReconcileLine) (off []RowsOff, err error) {
	for _, b := range batches {
		tally, err := d.store.PaymentTally(ctx, tx, b.Batch)
		if err != nil {
			return nil, err
		}
		if paid := tally[fund.Credited].Fen; paid != b.Credited+b.Recovered {
			off = append(off, RowsOff{b.Name, b.Credited + b.Recovered, paid})
		}
	}
	return off, nil
}

// PlaceLine is what the households of a place are due and have had.
type PlaceLine struct {
	store.PlaceDue
	Place string
}

// PlaceSummary sums a campaign's dues by place within the scope (汇总表).
func (d *Desk) PlaceSummary(ctx context.Context, campaign id.ID) (all []PlaceLine, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		all = nil
		if _, err := d.store.Campaign(ctx, tx, campaign, d.actor.Scope); err != nil {
			return err
		}
		places, err := d.store.PlaceDues(ctx, tx, campaign, d.actor.Scope)
		for _, p := range places {
			name, err := d.placeName(ctx, tx, p.Area, p.Unit)
			if err != nil {
				return err
			}
			all = append(all, PlaceLine{p, name})
		}
		return err
	})
	return all, err
}

var yuanColumn = sheet.Column{Kind: sheet.Money}

// ExportReconciliation writes the reconciliation of a year as a workbook: purses,
// lines, batches, what came in. That it was taken is on record.
func (d *Desk) ExportReconciliation(ctx context.Context, year int, at BookDay, lang locale.Lang, path string) error {
	r, err := d.Reconcile(ctx, year, at)
	if err != nil {
		return err
	}
	if err := d.store.Write(ctx, func(tx *sqldb.Tx) error {
		return d.record(ctx, tx, act{name: "reconcile.export", noun: "reconciliation", subject: "year", count: int64(len(r.Purses)), detail: purseDetail{Year: year}})
	}); err != nil {
		return err
	}
	return book(path, func(b *sheet.Book) error { return r.write(b, lang) })
}

func book(path string, write func(b *sheet.Book) error) error {
	b, err := sheet.NewXLSX(path)
	if err != nil {
		return err
	}
	if err := write(b); err != nil {
		b.Abort()
		return err
	}
	return b.Close()
}

func (r *Reconciliation) write(b *sheet.Book, lang locale.Lang) error {
	title := text(lang, "app.reconcile.title", "year", r.Year, "day", r.At.On)
	for _, part := range []struct {
		key   string
		lines []ReconcileLine
	}{{"app.reconcile.purses", r.Purses}, {"app.reconcile.lines", r.Lines}, {"app.reconcile.batches", r.Batches}} {
		s, err := b.Sheet(text(lang, part.key), columns(lang, "app.reconcile.purse", words, "app.reconcile.name", words, "app.reconcile.due", yuanColumn, "app.reconcile.budget", yuanColumn, "app.reconcile.approved", yuanColumn,
			"app.reconcile.credited", yuanColumn, "app.reconcile.returned", yuanColumn, "app.reconcile.pending", yuanColumn, "app.reconcile.given_up", yuanColumn, "app.reconcile.recovered", yuanColumn, "app.reconcile.off", yuanColumn), title)
		if err != nil {
			return err
		}
		for _, l := range part.lines {
			if err := s.Write(l.Purse, l.Name, l.Due, l.Budget, l.Approved, l.Credited, l.Returned, l.Pending, l.GivenUp, l.Recovered, l.Off()); err != nil {
				return err
			}
		}
	}
	s, err := b.Sheet(text(lang, "app.reconcile.gifts"), columns(lang, "app.reconcile.purse", words, "app.reconcile.giver", words, "app.reconcile.receipt", words, "app.reconcile.day", words, "app.reconcile.amount", yuanColumn, "app.reconcile.paid", yuanColumn, "app.reconcile.left", yuanColumn), title)
	if err != nil {
		return err
	}
	for _, g := range r.Gifts {
		if err := s.Write(g.Purse, g.Giver, g.Receipt, g.Income.On.String(), g.Fen, g.Paid, g.Free); err != nil {
			return err
		}
	}
	return nil
}
