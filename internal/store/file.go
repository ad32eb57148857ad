package store

import (
	"context"
	"errors"

	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
)

// FileRef is an open file as a named entry of a plan refers to it.
type FileRef struct {
	ID   id.ID
	Area area.Code
	Unit string
	Size int
}

// FileOf finds the open file of a household number, or of a person's ID
// number, within the scope; nil when there is none.
func (s *Store) FileOf(ctx context.Context, tx *sqldb.Tx, number, idNumber string, scope identity.Scope) (*FileRef, error) {
	where, args := scopeWhere("h", scope)
	if number == "" && idNumber == "" {
		return nil, nil
	}
	match, key := `h.number = ?`, any(number)
	if number == "" {
		checked, err := personal.ParseID(idNumber)
		if err != nil {
			return nil, err
		}
		match, key = `h.id IN (SELECT household FROM member WHERE id_digest = ?)`, s.digest(personal.ForID, checked.Clear())
	}
	var f FileRef
	err := tx.Row(ctx, `SELECT h.id, h.area, h.unit, h.size FROM household h WHERE `+match+` AND h.closed IS NULL AND `+where+` ORDER BY h.id LIMIT 1`,
		append([]any{key}, args...)...).Scan(&f.ID, &f.Area, &f.Unit, &f.Size)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, nil
	}
	return &f, err
}

// CountAreas counts the areas of a level below root that are valid on the day.
func (s *Store) CountAreas(ctx context.Context, tx *sqldb.Tx, root area.Code, level area.Level, on string) (n int64, err error) {
	lo, hi := root.Range()
	for row, err := range tx.Query(ctx, `SELECT code FROM area WHERE code >= ? AND code < ?
		AND COALESCE(valid_from, '') <= ? AND COALESCE(valid_to, '9999-12-31') >= ?`, string(lo), string(hi), on, on) {
		if err != nil {
			return n, err
		}
		var code area.Code
		if err := row.Scan(&code); err != nil {
			return n, err
		}
		if code.Level() == level {
			n++
		}
	}
	return n, nil
}
