package store

import (
	"context"
	"errors"

	"songnuan/internal/id"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// The rows of an import are the sender's, as Batch gives the import to whom it
// is due: whoever reads them asks Batch first.

// RowPlace is a row of a list: the sheet's place from 0, the row as it shows.
type RowPlace struct{ Sheet, Number int }

// AsideRows gives rows set aside in the order of the file behind a place,
// RowPlace{} from the first; those of one state, or of all when it is "".
func (s *Store) AsideRows(ctx context.Context, tx *sqldb.Tx, batch id.ID, state registry.AsideState, after RowPlace, limit int) (rows []registry.Aside, err error) {
	where, args := "", []any{string(batch), after.Sheet, after.Number}
	if state != "" {
		where, args = "AND state = ?", append(args, string(state))
	}
	err = s.eachAside(tx.Query(ctx, `SELECT `+asideColumns+` FROM import_row
		WHERE batch = ? AND (sheet, number) > (?, ?) `+where+` ORDER BY sheet, number LIMIT ?`, append(args, limit)...), collectAside(&rows))
	return rows, err
}

func collectAside(rows *[]registry.Aside) func(registry.Aside) error {
	return func(row registry.Aside) error {
		*rows = append(*rows, row)
		return nil
	}
}

// CountAside counts the rows set aside by their state.
func (s *Store) CountAside(ctx context.Context, tx *sqldb.Tx, batch id.ID) (map[registry.AsideState]int64, error) {
	counts := map[registry.AsideState]int64{}
	for row, err := range tx.Query(ctx, `SELECT state, COUNT(*) FROM import_row WHERE batch = ? GROUP BY state`, string(batch)) {
		if err != nil {
			return nil, err
		}
		var state registry.AsideState
		var n int64
		if err := row.Scan(&state, &n); err != nil {
			return nil, err
		}
		counts[state] = n
	}
	return counts, nil
}

// AsideWith gives a row set aside and the others of its household, in their
// order. problem.NotFound when it is not there.
func (s *Store) AsideWith(ctx context.Context, tx *sqldb.Tx, batch id.ID, at RowPlace) (rows []registry.Aside, err error) {
	var group string
	err = tx.Row(ctx, `SELECT group_digest FROM import_row WHERE batch = ? AND sheet = ? AND number = ?`, string(batch), at.Sheet, at.Number).Scan(&group)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "import.no_row")
	}
	if err != nil {
		return nil, err
	}
	where, args := "sheet = ? AND number = ?", []any{string(batch), at.Sheet, at.Number}
	if group != "" {
		where, args = "group_digest = ?", []any{string(batch), group}
	}
	err = s.eachAside(tx.Query(ctx, `SELECT `+asideColumns+` FROM import_row WHERE batch = ? AND `+where+` ORDER BY sheet, number`, args...), collectAside(&rows))
	return rows, err
}

// DropRows forgets some rows set aside.
func (s *Store) DropRows(ctx context.Context, tx *sqldb.Tx, batch id.ID, rows []registry.Aside) error {
	for i := range rows {
		if _, err := tx.Exec(ctx, `DELETE FROM import_row WHERE batch = ? AND sheet = ? AND number = ?`, string(batch), rows[i].Sheet, rows[i].Number); err != nil {
			return err
		}
	}
	return nil
}

// AsideSaying gives the rows set aside that a finding of the key was made of,
// in the order of the file.
func (s *Store) AsideSaying(ctx context.Context, tx *sqldb.Tx, batch id.ID, key string, limit int) (rows []registry.Aside, err error) {
	err = s.eachAside(tx.Query(ctx, `SELECT `+asideColumns+` FROM import_row
		WHERE batch = ? AND reasons LIKE ? ORDER BY sheet, number LIMIT ?`, string(batch), `%"`+key+`"%`, limit), collectAside(&rows))
	return rows, err
}
