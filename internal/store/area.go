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

// PutArea adds or renames an area and tells whether anything changed. Its
// parent is the nearest area above that is there; what hung below that and lies
// in the new area hangs below it from now on.
func (s *Store) PutArea(ctx context.Context, tx *sqldb.Tx, a area.Area) (changed bool, err error) {
	above := [4]string{}
	for i, code := 0, a.Code.Parent(); code != "" && i < len(above); i, code = i+1, code.Parent() {
		above[i] = string(code)
	}
	rows, err := tx.Exec(ctx, `INSERT INTO area (`+areaColumns+`, parent) VALUES (?, ?, ?, ?, ?, ?,
			COALESCE((SELECT MAX(p.code) FROM area p WHERE p.code IN (?, ?, ?, ?)), ''))
		ON CONFLICT (code) DO UPDATE SET name = excluded.name, local_level = excluded.local_level,
			valid_from = excluded.valid_from, valid_to = excluded.valid_to, successor = excluded.successor
		WHERE area.name <> excluded.name OR area.local_level <> excluded.local_level OR COALESCE(area.valid_from, '') <> COALESCE(excluded.valid_from, '')
			OR COALESCE(area.valid_to, '') <> COALESCE(excluded.valid_to, '') OR area.successor <> excluded.successor`,
		string(a.Code), a.Name, a.LocalLevel, text(a.ValidFrom), text(a.ValidTo), string(a.Successor), above[0], above[1], above[2], above[3])
	if err != nil || rows == 0 || a.Code.Level() == area.Village {
		return rows > 0, err
	}
	lo, hi := a.Code.Range()
	_, err = tx.Exec(ctx, `UPDATE area SET parent = ? WHERE code > ? AND code < ? AND parent = (SELECT p.parent FROM area p WHERE p.code = ?)`,
		string(lo), string(lo), string(hi), string(a.Code))
	return true, err
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
