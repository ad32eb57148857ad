package store

import (
	"context"

	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// VerifyLedger walks the books: that every entry balances and follows the one
// before it, and that every balance is what its postings come to. It gives the
// number of entries and up to most breaks.
func (s *Store) VerifyLedger(ctx context.Context, tx *sqldb.Tx, most int) (entries int64, broken []error, err error) {
	w := &ledgerWalk{most: most}
	for row, err := range tx.Query(ctx, `SELECT `+prefixed("e", fundEntryColumns)+`, x.purse, x.line, x.place, x.batch, x.fen
		FROM fund_entry e LEFT JOIN fund_posting x ON x.entry = e.id ORDER BY e.book, e.seq, x.n`) {
		if err != nil {
			return 0, nil, err
		}
		if err := w.take(row); err != nil {
			return 0, nil, err
		}
	}
	w.close()
	lost, err := brokenBalances(ctx, tx, most)
	return w.entries, append(w.broken, lost...), err
}

// ledgerWalk holds one entry while its postings come in.
type ledgerWalk struct {
	most    int
	entry   *fund.Entry
	book    string
	seq     int64
	prev    string
	entries int64
	broken  []error
}

func (w *ledgerWalk) take(row *sqldb.Row) error {
	e := &fund.Entry{}
	var effective string
	var purse, line, place, batch *string
	var fen *int64
	if err := row.Scan(&e.ID, &e.Book, &e.Seq, &e.Key, &e.Kind, &effective, &e.Recorded, &e.Actor, &e.Reverses, &e.Text, &e.Prev, &e.Hash,
		&purse, &line, &place, &batch, &fen); err != nil {
		return err
	}
	if w.entry == nil || w.entry.ID != e.ID {
		w.close()
		e.Effective = dateOf(&effective)
		w.entry = e
	}
	if purse != nil {
		w.entry.Postings = append(w.entry.Postings, fund.Posting{Account: fund.Account{Purse: id.ID(*purse), Line: id.ID(*line), Place: fund.Place(*place), Batch: id.ID(*batch)}, Fen: money.Fen(*fen)})
	}
	return nil
}

// close checks the entry that is whole now.
func (w *ledgerWalk) close() {
	e := w.entry
	if e == nil {
		return
	}
	w.entry = nil
	w.entries++
	if e.Book != w.book {
		w.book, w.seq, w.prev = e.Book, 0, ""
	}
	for _, err := range []error{e.Check(), e.CheckLink(w.seq, w.prev)} {
		if err != nil && len(w.broken) < w.most {
			w.broken = append(w.broken, err)
		}
	}
	w.seq, w.prev = e.Seq, e.Hash
}

// brokenBalances finds accounts whose balance is not what was posted to them.
func brokenBalances(ctx context.Context, tx *sqldb.Tx, most int) ([]error, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT purse, line, place, batch, CAST(SUM(kept) AS BIGINT), CAST(SUM(posted) AS BIGINT) FROM (
			SELECT purse, line, place, batch, fen AS kept, 0 AS posted FROM fund_balance
			UNION ALL SELECT purse, line, place, batch, 0, fen FROM fund_posting) both_sides
		GROUP BY purse, line, place, batch HAVING SUM(kept) <> SUM(posted) ORDER BY purse, line, place, batch LIMIT ?`, most), func(row *sqldb.Row) (error, error) {
		var a fund.Account
		var kept, posted int64
		err := row.Scan(&a.Purse, &a.Line, &a.Place, &a.Batch, &kept, &posted)
		return problem.New(problem.Conflict, "fund.balance_broken", "purse", a.Purse, "place", a.Place, "kept", money.Fen(kept), "posted", money.Fen(posted)), err
	})
}
