package store

import (
	"context"
	"errors"

	"songnuan/internal/day"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// Setting is a number that the office settles for itself.
type Setting struct {
	Name     string
	Value    int64
	Actor    string // "" as shipped
	Recorded day.Instant
}

// Settings gives all of them by name.
func (s *Store) Settings(ctx context.Context, tx *sqldb.Tx) ([]Setting, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT name, value, actor, recorded FROM setting ORDER BY name`), func(row *sqldb.Row) (x Setting, err error) {
		err = row.Scan(&x.Name, &x.Value, &x.Actor, &x.Recorded)
		return x, err
	})
}

// Setting gives one. problem.NotFound when there is none of the name.
func (s *Store) Setting(ctx context.Context, tx *sqldb.Tx, name string) (value int64, err error) {
	err = tx.Row(ctx, `SELECT value FROM setting WHERE name = ?`, name).Scan(&value)
	if errors.Is(err, sqldb.ErrNoRow) {
		return 0, problem.New(problem.NotFound, "setting.none")
	}
	return value, err
}

// PutSetting changes one that still has the value the caller has seen.
// problem.Conflict when it has another by now.
func (s *Store) PutSetting(ctx context.Context, tx *sqldb.Tx, x Setting, seen int64) error {
	rows, err := tx.Exec(ctx, `UPDATE setting SET value = ?, actor = ?, recorded = ? WHERE name = ? AND value = ?`, x.Value, x.Actor, string(x.Recorded), x.Name, seen)
	if err == nil && rows == 0 {
		return problem.New(problem.Conflict, "setting.changed")
	}
	return err
}
