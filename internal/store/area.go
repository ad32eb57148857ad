package store

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/sqldb"
)

const areaColumns = `code, name, local_level, valid_from, valid_to, successor`

func scanArea(row *sqldb.Row) (a area.Area, err error) {
	var from, to *string
	err = row.Scan(&a.Code, &a.Name, &a.LocalLevel, &from, &to, &a.Successor)
	if from != nil {
		a.ValidFrom = *from
	}
	if to != nil {
		a.ValidTo = *to
	}
	return a, err
}

// PutArea adds or renames an area and tells whether anything changed.
func (s *Store) PutArea(ctx context.Context, tx *sqldb.Tx, a area.Area) (changed bool, err error) {
	rows, err := tx.Exec(ctx, `INSERT INTO area (`+areaColumns+`) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (code) DO UPDATE SET name = excluded.name, local_level = excluded.local_level,
			valid_from = excluded.valid_from, valid_to = excluded.valid_to, successor = excluded.successor
		WHERE area.name <> excluded.name OR area.local_level <> excluded.local_level
			OR COALESCE(area.valid_to, '') <> COALESCE(excluded.valid_to, '') OR area.successor <> excluded.successor`,
		string(a.Code), a.Name, a.LocalLevel, text(a.ValidFrom), text(a.ValidTo), string(a.Successor))
	return rows > 0, err
}

// Area gives one area, sqldb.ErrNoRow when the tree has none of the code.
func (s *Store) Area(ctx context.Context, tx *sqldb.Tx, code area.Code) (area.Area, error) {
	return scanArea(tx.Row(ctx, `SELECT `+areaColumns+` FROM area WHERE code = ?`, string(code)))
}

// Villages gives the areas of the lowest level below root that are valid on the
// day, in code order. root "" is all there are, up to limit.
func (s *Store) Villages(ctx context.Context, tx *sqldb.Tx, root area.Code, on string, limit int) ([]area.Area, error) {
	lo, hi := root.Range()
	return sqldb.Collect(tx.Query(ctx, `SELECT `+areaColumns+` FROM area
		WHERE code >= ? AND code < ? AND substr(code, 10, 3) <> '000'
			AND COALESCE(valid_from, '') <= ? AND COALESCE(valid_to, '9999-12-31') >= ?
		ORDER BY code LIMIT ?`, string(lo), string(hi), on, on, limit), scanArea)
}

// PutStandard adds or corrects a regional line.
func (s *Store) PutStandard(ctx context.Context, tx *sqldb.Tx, line area.Standard) error {
	_, err := tx.Exec(ctx, `INSERT INTO standard (area, kind, valid_from, valid_to, amount, source) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (area, kind, valid_from) DO UPDATE SET valid_to = excluded.valid_to, amount = excluded.amount, source = excluded.source`,
		string(line.Area), line.Kind, line.From, text(line.To), int64(line.Amount), line.Source)
	return err
}

// Standards gives every regional line valid on the day.
func (s *Store) Standards(ctx context.Context, tx *sqldb.Tx, on string) ([]area.Standard, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT area, kind, valid_from, COALESCE(valid_to, ''), amount, source FROM standard
		WHERE valid_from <= ? AND COALESCE(valid_to, '9999-12-31') >= ? ORDER BY area, kind, valid_from`, on, on),
		func(row *sqldb.Row) (line area.Standard, err error) {
			err = row.Scan(&line.Area, &line.Kind, &line.From, &line.To, &line.Amount, &line.Source)
			return line, err
		})
}
