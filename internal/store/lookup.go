package store

import (
	"context"
	"errors"
	"slices"
	"strings"

	"songnuan/internal/id"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// keysAtOnce is how many keys one statement looks up.
const keysAtOnce = 500

const existingColumns = `h.id, h.number, h.area, h.unit, h.head, h.digest, h.version, h.batch`

// FindExisting gives, for each household of a list, the open files that it may
// be: the one with its number in its unit, and those that hold a member with
// the ID number of one of its members. It looks everywhere, whatever the scope
// of who asks, since one household has one file (一户一档): what it finds serves
// registry.Decide and is not to be shown.
func (s *Store) FindExisting(ctx context.Context, tx *sqldb.Tx, households []*Prepared) ([][]registry.Known, error) {
	found := make(existing, len(households))
	if empty, err := s.Empty(ctx, tx); err != nil || empty {
		return found, err
	}
	if err := found.byNumber(ctx, tx, households); err != nil {
		return nil, err
	}
	return found, found.byMember(ctx, tx, households)
}

// Empty tells whether the registry holds no household at all.
func (s *Store) Empty(ctx context.Context, tx *sqldb.Tx) (bool, error) {
	var one int64
	err := tx.Row(ctx, `SELECT 1 FROM household LIMIT 1`).Scan(&one)
	if errors.Is(err, sqldb.ErrNoRow) {
		return true, nil
	}
	return false, err
}

// existing are the open files by the place of the household asked for.
type existing [][]registry.Known

// add notes a file and gives it to be completed.
func (e existing) add(place int, k registry.Known) *registry.Known {
	for i := range e[place] {
		if e[place][i].ID == k.ID {
			return &e[place][i]
		}
	}
	e[place] = append(e[place], k)
	return &e[place][len(e[place])-1]
}

func (e existing) byNumber(ctx context.Context, tx *sqldb.Tx, households []*Prepared) error {
	places := map[[2]string][]int{}
	for i, p := range households {
		key := [2]string{p.Household.Number, p.Household.Unit}
		places[key] = append(places[key], i)
	}
	for part := range slices.Chunk(households, keysAtOnce) {
		keys := make([]any, 0, 2*len(part))
		for _, p := range part {
			keys = append(keys, p.Household.Number, p.Household.Unit)
		}
		pairs := strings.TrimSuffix(strings.Repeat("(?, ?), ", len(part)), ", ")
		for row, err := range tx.Query(ctx, `SELECT `+existingColumns+` FROM household h
			WHERE h.closed IS NULL AND (h.number, h.unit) IN (VALUES `+pairs+`)`, keys...) {
			if err != nil {
				return err
			}
			k, err := scanKnown(row)
			if err != nil {
				return err
			}
			for _, place := range places[[2]string{k.Number, k.Unit}] {
				e.add(place, k).SameNumber = true
			}
		}
	}
	return nil
}

func (e existing) byMember(ctx context.Context, tx *sqldb.Tx, households []*Prepared) error {
	places := map[string][]int{}
	var digests []any
	for i, p := range households {
		for _, member := range p.rows[1] {
			if digest, ok := member[idDigestColumn].(string); ok && !slices.Contains(places[digest], i) {
				places[digest] = append(places[digest], i)
				digests = append(digests, digest)
			}
		}
	}
	for part := range slices.Chunk(digests, keysAtOnce) {
		for row, err := range tx.Query(ctx, `SELECT `+existingColumns+`, m.id_digest FROM member m JOIN household h ON h.id = m.household
			WHERE h.closed IS NULL AND m.id_digest IN (`+sqldb.Marks(len(part))+`)`, part...) {
			if err != nil {
				return err
			}
			var digest string
			k, err := scanKnown(row, &digest)
			if err != nil {
				return err
			}
			for _, place := range places[digest] {
				e.add(place, k).Shared++
			}
		}
	}
	return nil
}

func scanKnown(row *sqldb.Row, more ...any) (k registry.Known, err error) {
	err = row.Scan(append([]any{&k.ID, &k.Number, &k.Area, &k.Unit, &k.Head, &k.Digest, &k.Version, &k.Batch}, more...)...)
	return k, err
}

func keysOf(ids []id.ID) []any {
	keys := make([]any, len(ids))
	for i, key := range ids {
		keys[i] = string(key)
	}
	return keys
}
