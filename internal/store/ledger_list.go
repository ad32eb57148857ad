package store

import (
	"context"
	"strconv"
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// PostingFilter says which postings are wanted; what is empty wants all. With On
// and Known it is the books as they stood at the end of a day, as far as they
// were written at an instant.
type PostingFilter struct {
	Purse id.ID
	Line  id.ID
	Batch id.ID
	Place fund.Place
	Kind  fund.Kind
	From  day.Date // effective, both ends included
	On    day.Date
	Known day.Instant
}

func (f *PostingFilter) where(scope identity.Scope) (where string, args []any) {
	where, args = meetsWhere("p", scope)
	for _, one := range []struct{ test, value string }{
		{"x.purse = ?", string(f.Purse)}, {"x.line = ?", string(f.Line)}, {"x.batch = ?", string(f.Batch)}, {"x.place = ?", string(f.Place)}, {"e.kind = ?", string(f.Kind)},
		{"e.effective >= ?", f.From.String()}, {"e.effective <= ?", f.On.String()}, {"e.recorded <= ?", string(f.Known)},
	} {
		if one.value != "" {
			where += " AND " + one.test
			args = append(args, one.value)
		}
	}
	return where, args
}

// PostingLine is a posting with the entry that it belongs to, and the names of
// where it stands.
type PostingLine struct {
	fund.Posting
	N     int64
	Entry *fund.Entry // without its postings
	Purse string      // name
	Year  int64       // of the purse
	Line  string      // name, "" for none
	Batch string      // number, "" for none
}

// Key is where a page behind the posting begins.
func (l *PostingLine) Key() string {
	return string(l.Entry.Recorded) + " " + string(l.Entry.ID) + " " + strconv.FormatInt(l.N, 10)
}

// Postings gives a page of postings of purses whose keepers meet the scope, the
// latest written first, behind a key.
func (s *Store) Postings(ctx context.Context, tx *sqldb.Tx, f PostingFilter, scope identity.Scope, after string, limit int) ([]PostingLine, error) {
	where, args := f.where(scope)
	if recorded, rest, ok := strings.Cut(after, " "); ok {
		entry, n, _ := strings.Cut(rest, " ")
		last, _ := strconv.ParseInt(n, 10, 64) // a key that is none begins at its entry
		where += ` AND (e.recorded < ? OR e.recorded = ? AND (e.id < ? OR e.id = ? AND x.n > ?))`
		args = append(args, recorded, recorded, entry, entry, last)
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("e", fundEntryColumns)+`, x.n, x.purse, x.line, x.place, x.batch, x.fen, p.name, p.year, COALESCE(l.name, ''), COALESCE(b.number, '')
		FROM fund_posting x JOIN fund_entry e ON e.id = x.entry JOIN purse p ON p.id = x.purse LEFT JOIN budget_line l ON l.id = x.line LEFT JOIN payment_batch b ON b.id = x.batch
		WHERE `+where+` ORDER BY e.recorded DESC, e.id DESC, x.n LIMIT ?`, append(args, limit)...), scanPostingLine)
}

func scanPostingLine(row *sqldb.Row) (l PostingLine, err error) {
	e := &fund.Entry{}
	l.Entry = e
	var effective string
	p := &l.Posting
	err = row.Scan(&e.ID, &e.Book, &e.Seq, &e.Key, &e.Kind, &effective, &e.Recorded, &e.Actor, &e.Reverses, &e.Text, &e.Prev, &e.Hash,
		&l.N, &p.Account.Purse, &p.Account.Line, &p.Place, &p.Account.Batch, &p.Fen, &l.Purse, &l.Year, &l.Line, &l.Batch)
	e.Effective = dateOf(&effective)
	return l, err
}

// PostingSum gives how many postings there are, and what they come to.
func (s *Store) PostingSum(ctx context.Context, tx *sqldb.Tx, f PostingFilter, scope identity.Scope) (sum fund.Figure, err error) {
	where, args := f.where(scope)
	err = tx.Row(ctx, `SELECT COUNT(*), CAST(COALESCE(SUM(x.fen), 0) AS BIGINT) FROM fund_posting x JOIN fund_entry e ON e.id = x.entry JOIN purse p ON p.id = x.purse WHERE `+where, args...).
		Scan(&sum.Rows, &sum.Fen)
	return sum, err
}

// ReversedBy gives the entry that turned one round, "" for none. It is read
// after FundEntry, which is scoped.
func (s *Store) ReversedBy(ctx context.Context, tx *sqldb.Tx, entry id.ID) (by id.ID, err error) {
	for row, err := range tx.Query(ctx, `SELECT id FROM fund_entry WHERE reverses = ? AND reverses <> ''`, string(entry)) {
		if err != nil {
			return "", err
		}
		if err := row.Scan(&by); err != nil {
			return "", err
		}
	}
	return by, nil
}

// FundFigure is what moved in one kind of entry through one place of an account.
type FundFigure struct {
	Purse, Line, Batch id.ID
	Place              fund.Place
	Kind               fund.Kind
	In                 bool // into the place, or out of it
	fund.Figure
}

// FundFigures sums the postings of the purses whose keepers meet the scope, by
// account, kind and direction, at the end of a day, as it was known at an
// instant. purse "" is all of a year.
func (s *Store) FundFigures(ctx context.Context, tx *sqldb.Tx, purse id.ID, year int, on day.Date, known day.Instant, scope identity.Scope) ([]FundFigure, error) {
	where, args := meetsWhere("p", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT x.purse, x.line, x.batch, x.place, e.kind, CASE WHEN x.fen > 0 THEN 1 ELSE 0 END, COUNT(*), CAST(SUM(x.fen) AS BIGINT)
		FROM fund_posting x JOIN fund_entry e ON e.id = x.entry JOIN purse p ON p.id = x.purse
		WHERE (? = '' OR x.purse = ?) AND (? = 0 OR p.year = ?) AND e.effective <= ? AND e.recorded <= ? AND `+where+`
		GROUP BY x.purse, x.line, x.batch, x.place, e.kind, CASE WHEN x.fen > 0 THEN 1 ELSE 0 END ORDER BY x.purse, x.line, x.batch, x.place, e.kind`,
		append([]any{string(purse), string(purse), year, year, on.String(), string(known)}, args...)...), func(row *sqldb.Row) (f FundFigure, err error) {
		var in int64
		err = row.Scan(&f.Purse, &f.Line, &f.Batch, &f.Place, &f.Kind, &in, &f.Rows, &f.Fen)
		f.In = in == 1
		return f, err
	})
}
