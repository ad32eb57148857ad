package store

import (
	"context"

	"songnuan/internal/day"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/term"
)

// OwnSpelling is a spelling of the office's own, with who entered it.
type OwnSpelling struct {
	term.Spelling
	Actor    string
	Recorded day.Instant
}

// AddSpelling writes a spelling; problem.Conflict when the list has it.
func (s *Store) AddSpelling(ctx context.Context, tx *sqldb.Tx, o OwnSpelling) error {
	rows, err := tx.Exec(ctx, `INSERT INTO term_spelling (list, spelling, name, actor, recorded) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		o.List, o.Text, o.Name, o.Actor, string(o.Recorded))
	if err == nil && rows == 0 {
		return problem.New(problem.Conflict, "term.spelling_taken")
	}
	return err
}

// DropSpelling takes a spelling out; problem.NotFound when there is none.
func (s *Store) DropSpelling(ctx context.Context, tx *sqldb.Tx, list, text string) error {
	rows, err := tx.Exec(ctx, `DELETE FROM term_spelling WHERE list = ? AND spelling = ?`, list, text)
	if err == nil && rows == 0 {
		return problem.New(problem.NotFound, "term.no_spelling")
	}
	return err
}

// Spellings gives the office's own spellings, by list and in order.
func (s *Store) Spellings(ctx context.Context, tx *sqldb.Tx) ([]OwnSpelling, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT list, spelling, name, actor, recorded FROM term_spelling ORDER BY list, spelling`),
		func(row *sqldb.Row) (o OwnSpelling, err error) {
			err = row.Scan(&o.List, &o.Text, &o.Name, &o.Actor, &o.Recorded)
			return o, err
		})
}
