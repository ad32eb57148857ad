package store

import (
	"context"
	"errors"
	"fmt"

	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// PutUnit gives the unit of the name, making it below parent when there is
// none. parent is a path, "" the root.
func (s *Store) PutUnit(ctx context.Context, tx *sqldb.Tx, parent string, u identity.Unit) (path string, made bool, err error) {
	there, ok, err := s.UnitByName(ctx, tx, u.Name)
	switch {
	case err != nil:
		return "", false, err
	case ok && there.Closed != "":
		return "", false, problem.New(problem.Conflict, "identity.unit_closed", "unit", u.Name)
	case ok:
		return there.Path, false, nil
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
	return sqldb.Collect(tx.Query(ctx, `SELECT path, name, kind, area, closed FROM unit WHERE path >= ? AND path < ? ORDER BY path`, root, root+"~"),
		func(row *sqldb.Row) (u identity.Unit, err error) {
			err = row.Scan(&u.Path, &u.Name, &u.Kind, &u.Area, &u.Closed)
			return u, err
		})
}

// UnitByName finds a unit; ok is false when there is none.
func (s *Store) UnitByName(ctx context.Context, tx *sqldb.Tx, name string) (u identity.Unit, ok bool, err error) {
	err = tx.Row(ctx, `SELECT path, name, kind, area, closed FROM unit WHERE name = ?`, name).Scan(&u.Path, &u.Name, &u.Kind, &u.Area, &u.Closed)
	if errors.Is(err, sqldb.ErrNoRow) {
		return u, false, nil
	}
	if err != nil {
		return u, false, fmt.Errorf("unit by name: %w", err)
	}
	return u, true, nil
}

// Unit gives the unit of a path; ok is false when there is none.
func (s *Store) Unit(ctx context.Context, tx *sqldb.Tx, path string) (u identity.Unit, ok bool, err error) {
	err = tx.Row(ctx, `SELECT path, name, kind, area, closed FROM unit WHERE path = ?`, path).Scan(&u.Path, &u.Name, &u.Kind, &u.Area, &u.Closed)
	if errors.Is(err, sqldb.ErrNoRow) {
		return u, false, nil
	}
	return u, err == nil, err
}

// SaveUnit writes a unit over what the caller has seen. problem.Conflict when
// somebody changed it since, or another has the name.
func (s *Store) SaveUnit(ctx context.Context, tx *sqldb.Tx, seen, u identity.Unit) error {
	rows, err := tx.Exec(ctx, `UPDATE unit SET name = ?, kind = ?, area = ?, closed = ? WHERE path = ? AND name = ? AND kind = ? AND area = ? AND closed = ?`,
		u.Name, u.Kind, string(u.Area), u.Closed, seen.Path, seen.Name, seen.Kind, string(seen.Area), seen.Closed)
	if _, taken := sqldb.IsUnique(err); taken {
		return problem.Wrap(err, problem.Conflict, "identity.unit_taken", "unit", u.Name)
	}
	if err == nil && rows == 0 {
		return problem.New(problem.Conflict, "identity.unit_changed")
	}
	return err
}
