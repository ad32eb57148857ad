package store

import (
	"context"
	"errors"
	"fmt"

	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// PutUnit gives the unit of the name, making it below parent when there is
// none. parent is a path, "" the root.
func (s *Store) PutUnit(ctx context.Context, tx *sqldb.Tx, parent string, u identity.Unit) (path string, made bool, err error) {
	err = tx.Row(ctx, `SELECT path FROM unit WHERE name = ?`, u.Name).Scan(&path)
	if err == nil || !errors.Is(err, sqldb.ErrNoRow) {
		return path, false, err
	}
	var last *string
	if err := tx.Row(ctx, `SELECT MAX(path) FROM unit WHERE path >= ? AND path < ? AND length(path) = ?`,
		parent, parent+"~", len(parent)+identity.PathStep).Scan(&last); err != nil {
		return "", false, err
	}
	if path, err = identity.NextPath(parent, last); err != nil {
		return "", false, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO unit (path, name, kind, area) VALUES (?, ?, ?, ?)`, path, u.Name, u.Kind, string(u.Area))
	return path, true, err
}

// Units gives the tree below a path, parents first.
func (s *Store) Units(ctx context.Context, tx *sqldb.Tx, root string) ([]identity.Unit, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT path, name, kind, area FROM unit WHERE path >= ? AND path < ? ORDER BY path`, root, root+"~"),
		func(row *sqldb.Row) (u identity.Unit, err error) {
			err = row.Scan(&u.Path, &u.Name, &u.Kind, &u.Area)
			return u, err
		})
}

// UnitByName finds a unit; ok is false when there is none.
func (s *Store) UnitByName(ctx context.Context, tx *sqldb.Tx, name string) (u identity.Unit, ok bool, err error) {
	err = tx.Row(ctx, `SELECT path, name, kind, area FROM unit WHERE name = ?`, name).Scan(&u.Path, &u.Name, &u.Kind, &u.Area)
	if errors.Is(err, sqldb.ErrNoRow) {
		return u, false, nil
	}
	if err != nil {
		return u, false, fmt.Errorf("unit by name: %w", err)
	}
	return u, true, nil
}
