package store

import (
	"context"
	"errors"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// StandardLine is a regional line with who entered it.
type StandardLine struct {
	area.Standard
	Actor    string
	Recorded day.Instant
}

// WithdrawnLine is a line that was taken back or replaced.
type WithdrawnLine struct {
	StandardLine
	Reason string
	By     string
	At     day.Instant
}

const standardColumns = `area, kind, valid_from, valid_to, amount, source, issued, actor, recorded`

func standardValues(l *StandardLine) []any {
	return []any{string(l.Area), l.Kind, l.From, text(l.To), int64(l.Amount), l.Source, l.Issued, l.Actor, string(l.Recorded)}
}

func scanStandard(row *sqldb.Row) (l StandardLine, err error) {
	var to *string
	err = row.Scan(&l.Area, &l.Kind, &l.From, &to, &l.Amount, &l.Source, &l.Issued, &l.Actor, &l.Recorded)
	if to != nil {
		l.To = *to
	}
	return l, err
}

// AddStandard writes a new line. problem.Conflict when one of the area and kind
// begins on the same day: a line on record is never written over.
func (s *Store) AddStandard(ctx context.Context, tx *sqldb.Tx, l StandardLine) error {
	rows, err := tx.Exec(ctx, `INSERT INTO standard (`+standardColumns+`) VALUES (`+sqldb.Marks(9)+`) ON CONFLICT DO NOTHING`, standardValues(&l)...)
	if err != nil || rows == 1 {
		return err
	}
	there, err := s.standard(ctx, tx, l.Area, l.Kind, l.From)
	if err != nil {
		return err
	}
	return problem.New(problem.Conflict, "area.standard_there", "amount", there.Amount, "actor", there.Actor)
}

func (s *Store) standard(ctx context.Context, tx *sqldb.Tx, where area.Code, kind, from string) (StandardLine, error) {
	return scanStandard(tx.Row(ctx, `SELECT `+standardColumns+` FROM standard WHERE area = ? AND kind = ? AND valid_from = ?`, string(where), kind, from))
}

// PutStandard adds a line, in place of one of the same area, kind and first day
// that says something else: that goes to the withdrawn ones.
func (s *Store) PutStandard(ctx context.Context, tx *sqldb.Tx, line area.Standard) error {
	return s.PutLine(ctx, tx, StandardLine{Standard: line}, "import")
}

// PutLine is PutStandard by somebody.
func (s *Store) PutLine(ctx context.Context, tx *sqldb.Tx, l StandardLine, reason string) error {
	there, err := s.standard(ctx, tx, l.Area, l.Kind, l.From)
	switch {
	case errors.Is(err, sqldb.ErrNoRow):
		return s.AddStandard(ctx, tx, l)
	case err != nil:
		return err
	case there.Standard == l.Standard:
		return nil
	}
	if err := s.withdraw(ctx, tx, WithdrawnLine{there, reason, l.Actor, l.Recorded}); err != nil {
		return err
	}
	return s.AddStandard(ctx, tx, l)
}

func (s *Store) withdraw(ctx context.Context, tx *sqldb.Tx, w WithdrawnLine) error {
	if _, err := tx.Exec(ctx, `INSERT INTO standard_withdrawn (`+standardColumns+`, reason, withdrawn_by, withdrawn) VALUES (`+sqldb.Marks(12)+`)`,
		append(standardValues(&w.StandardLine), w.Reason, w.By, string(w.At))...); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM standard WHERE area = ? AND kind = ? AND valid_from = ?`, string(w.Area), w.Kind, w.From)
	return err
}

// WithdrawStandard takes a line back that still says what the caller has seen.
// problem.Conflict when it is gone or says something else.
func (s *Store) WithdrawStandard(ctx context.Context, tx *sqldb.Tx, where area.Code, kind, from string, seen money.Fen, by WithdrawnLine) (StandardLine, error) {
	there, err := s.standard(ctx, tx, where, kind, from)
	if errors.Is(err, sqldb.ErrNoRow) || err == nil && there.Amount != seen {
		return there, problem.New(problem.Conflict, "area.standard_changed")
	}
	if err != nil {
		return there, err
	}
	by.StandardLine = there
	return there, s.withdraw(ctx, tx, by)
}

// Standards gives every regional line valid on the day.
func (s *Store) Standards(ctx context.Context, tx *sqldb.Tx, on string) ([]area.Standard, error) {
	lines, err := sqldb.Collect(tx.Query(ctx, `SELECT `+standardColumns+` FROM standard
		WHERE valid_from <= ? AND COALESCE(valid_to, '9999-12-31') >= ? ORDER BY area, kind, valid_from`, on, on), scanStandard)
	all := make([]area.Standard, len(lines))
	for i := range lines {
		all[i] = lines[i].Standard
	}
	return all, err
}

// StandardLines gives all lines of an area and below, by area, kind and first
// day; kind "" is all. At most limit.
func (s *Store) StandardLines(ctx context.Context, tx *sqldb.Tx, root area.Code, kind string, limit int) ([]StandardLine, error) {
	lo, hi := root.Range()
	return sqldb.Collect(tx.Query(ctx, `SELECT `+standardColumns+` FROM standard WHERE area >= ? AND area < ? AND (kind = ? OR ? = '')
		ORDER BY area, kind, valid_from LIMIT ?`, string(lo), string(hi), kind, kind, limit), scanStandard)
}

// WithdrawnLines gives the lines of an area and below that were taken back or
// replaced, the latest first; at most limit.
func (s *Store) WithdrawnLines(ctx context.Context, tx *sqldb.Tx, root area.Code, limit int) ([]WithdrawnLine, error) {
	lo, hi := root.Range()
	return sqldb.Collect(tx.Query(ctx, `SELECT `+standardColumns+`, reason, withdrawn_by, withdrawn FROM standard_withdrawn
		WHERE area >= ? AND area < ? ORDER BY withdrawn DESC, area, kind, valid_from LIMIT ?`, string(lo), string(hi), limit),
		func(row *sqldb.Row) (w WithdrawnLine, err error) {
			var to *string
			err = row.Scan(&w.Area, &w.Kind, &w.From, &to, &w.Amount, &w.Source, &w.Issued, &w.Actor, &w.Recorded, &w.Reason, &w.By, &w.At)
			if to != nil {
				w.To = *to
			}
			return w, err
		})
}
