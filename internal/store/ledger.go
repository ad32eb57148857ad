package store

import (
	"context"
	"errors"
	"iter"
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// Signed says who writes a row, and when.
type Signed struct {
	Actor string
	At    day.Instant
}

const fundEntryColumns = `id, book, seq, key, kind, effective, recorded, actor, reverses, text, prev, hash`

func scanFundEntry(row *sqldb.Row) (*fund.Entry, error) {
	e := &fund.Entry{}
	var effective string
	err := row.Scan(&e.ID, &e.Book, &e.Seq, &e.Key, &e.Kind, &effective, &e.Recorded, &e.Actor, &e.Reverses, &e.Text, &e.Prev, &e.Hash)
	e.Effective = dateOf(&effective)
	return e, err
}

// PostEntry writes an entry at the end of its book and moves the balances. The
// entry of a command that came before is given back in its place, with again
// set, and nothing is written.
//
// Errors: Conflict when an account would be overdrawn, when the command said
// something else before, or when the entry was turned round already.
func (s *Store) PostEntry(ctx context.Context, tx *sqldb.Tx, e *fund.Entry) (posted *fund.Entry, again bool, err error) {
	if err := e.Check(); err != nil {
		return nil, false, err
	}
	before, err := s.entryByKey(ctx, tx, e.Key)
	if err != nil || before != nil {
		if err == nil && !before.Same(e) {
			err = problem.New(problem.Conflict, "fund.key_differs")
		}
		return before, true, err
	}
	if err := s.linkEntry(ctx, tx, e); err != nil {
		return nil, false, err
	}
	if _, err = tx.Exec(ctx, `INSERT INTO fund_entry (`+fundEntryColumns+`) VALUES (`+sqldb.Marks(12)+`)`,
		string(e.ID), e.Book, e.Seq, e.Key, string(e.Kind), e.Effective.String(), string(e.Recorded), e.Actor, string(e.Reverses), e.Text, e.Prev, e.Hash); err != nil {
		if name, twice := sqldb.IsUnique(err); twice && e.Reverses != "" && name != "" {
			return nil, false, problem.New(problem.Conflict, "fund.reversed_already")
		}
		return nil, false, err
	}
	for n, p := range e.Postings {
		if err := s.post(ctx, tx, e.ID, n, p); err != nil {
			return nil, false, err
		}
	}
	return e, false, nil
}

func (s *Store) linkEntry(ctx context.Context, tx *sqldb.Tx, e *fund.Entry) error {
	var seq int64
	var prev string
	err := tx.Row(ctx, `SELECT seq, hash FROM fund_entry WHERE book = ? ORDER BY seq DESC LIMIT 1`, e.Book).Scan(&seq, &prev)
	if err != nil && !errors.Is(err, sqldb.ErrNoRow) {
		return err
	}
	e.Link(seq, prev)
	return nil
}

// post writes a posting and moves its balance. What leaves an account must be
// in it: the update finds no row otherwise.
func (s *Store) post(ctx context.Context, tx *sqldb.Tx, entry id.ID, n int, p fund.Posting) error {
	if _, err := tx.Exec(ctx, `INSERT INTO fund_posting (entry, n, purse, line, place, batch, fen) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		string(entry), n, string(p.Purse), string(p.Line), string(p.Place), string(p.Batch), int64(p.Fen)); err != nil {
		return err
	}
	if p.Fen > 0 == (p.Place != fund.Outside) {
		_, err := tx.Exec(ctx, `INSERT INTO fund_balance (purse, line, place, batch, fen) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (purse, line, place, batch) DO UPDATE SET fen = fund_balance.fen + excluded.fen`,
			string(p.Purse), string(p.Line), string(p.Place), string(p.Batch), int64(p.Fen))
		return err
	}
	rows, err := tx.Exec(ctx, `UPDATE fund_balance SET fen = fen + ? WHERE purse = ? AND line = ? AND place = ? AND batch = ?
		AND (place <> 'outside' AND fen + ? >= 0 OR place = 'outside' AND fen + ? <= 0)`,
		int64(p.Fen), string(p.Purse), string(p.Line), string(p.Place), string(p.Batch), int64(p.Fen), int64(p.Fen))
	if err == nil && rows == 0 {
		return problem.New(problem.Conflict, "fund.overdrawn", "place", p.Place, "short", max(p.Fen, -p.Fen))
	}
	return err
}

func (s *Store) entryByKey(ctx context.Context, tx *sqldb.Tx, key string) (*fund.Entry, error) {
	e, err := scanFundEntry(tx.Row(ctx, `SELECT `+fundEntryColumns+` FROM fund_entry WHERE key = ?`, key))
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	e.Postings, err = s.postings(ctx, tx, e.ID)
	return e, err
}

func (s *Store) postings(ctx context.Context, tx *sqldb.Tx, entry id.ID) ([]fund.Posting, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT purse, line, place, batch, fen FROM fund_posting WHERE entry = ? ORDER BY n`, string(entry)), scanPosting)
}

func scanPosting(row *sqldb.Row) (p fund.Posting, err error) {
	err = row.Scan(&p.Purse, &p.Line, &p.Place, &p.Batch, &p.Fen)
	return p, err
}

// FundEntry gives an entry that touches a purse whose keeper meets the scope.
// problem.NotFound when there is none.
func (s *Store) FundEntry(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*fund.Entry, error) {
	meets, args := meetsWhere("p", scope)
	e, err := scanFundEntry(tx.Row(ctx, `SELECT `+fundEntryColumns+` FROM fund_entry WHERE id = ?
		AND EXISTS (SELECT 1 FROM fund_posting x JOIN purse p ON p.id = x.purse WHERE x.entry = fund_entry.id AND `+meets+`)`, append([]any{string(of)}, args...)...))
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "fund.no_entry")
	}
	if err != nil {
		return nil, err
	}
	e.Postings, err = s.postings(ctx, tx, e.ID)
	return e, err
}

// PurseEntries gives a page of what happened in a purse whose keeper meets the
// scope, the latest first, below a key (recorded + " " + id).
func (s *Store) PurseEntries(ctx context.Context, tx *sqldb.Tx, purse id.ID, scope identity.Scope, after string, limit int) ([]*fund.Entry, error) {
	recorded, last, _ := strings.Cut(after, " ")
	if after == "" {
		recorded = "~"
	}
	meets, args := meetsWhere("p", scope)
	all, err := sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("e", fundEntryColumns)+` FROM fund_entry e
		WHERE e.id IN (SELECT x.entry FROM fund_posting x JOIN purse p ON p.id = x.purse WHERE x.purse = ? AND `+meets+`)
		AND (e.recorded < ? OR e.recorded = ? AND e.id < ?) ORDER BY e.recorded DESC, e.id DESC LIMIT ?`,
		append(append([]any{string(purse)}, args...), recorded, recorded, last, limit)...), scanFundEntry)
	for _, e := range all {
		if e.Postings, err = s.postings(ctx, tx, e.ID); err != nil {
			return nil, err
		}
	}
	return all, err
}

// Balances gives what stands in each account of a purse whose keeper meets the
// scope.
func (s *Store) Balances(ctx context.Context, tx *sqldb.Tx, purse id.ID, scope identity.Scope) (fund.Balances, error) {
	meets, args := meetsWhere("p", scope)
	return balances(tx.Query(ctx, `SELECT b.purse, b.line, b.place, b.batch, b.fen FROM fund_balance b JOIN purse p ON p.id = b.purse
		WHERE b.purse = ? AND `+meets, append([]any{string(purse)}, args...)...))
}

// BalancesAt gives what stood in each account at the end of a day, as it was
// known at an instant: asked again, it is the same.
func (s *Store) BalancesAt(ctx context.Context, tx *sqldb.Tx, purse id.ID, on day.Date, known day.Instant, scope identity.Scope) (fund.Balances, error) {
	meets, args := meetsWhere("p", scope)
	return balances(tx.Query(ctx, `SELECT x.purse, x.line, x.place, x.batch, CAST(SUM(x.fen) AS BIGINT) FROM fund_posting x JOIN fund_entry e ON e.id = x.entry JOIN purse p ON p.id = x.purse
		WHERE x.purse = ? AND e.effective <= ? AND e.recorded <= ? AND `+meets+` GROUP BY x.purse, x.line, x.place, x.batch`,
		append([]any{string(purse), on.String(), string(known)}, args...)...))
}

func balances(rows iter.Seq2[*sqldb.Row, error]) (fund.Balances, error) {
	all := fund.Balances{}
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		p, err := scanPosting(row)
		if err != nil {
			return nil, err
		}
		all[p.Account] = p.Fen
	}
	return all, nil
}
