package store

import (
	"context"
	"errors"
	"maps"
	"slices"

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
	if err := tx.ByIndex(ctx); err != nil {
		return nil, err
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

// byNumber asks unit by unit: a list of pairs would be compared pair by pair,
// not looked up.
func (e existing) byNumber(ctx context.Context, tx *sqldb.Tx, households []*Prepared) error {
	units := map[string]map[string][]int{} // unit, number, places
	for i, p := range households {
		h := p.Household
		if units[h.Unit] == nil {
			units[h.Unit] = map[string][]int{}
		}
		units[h.Unit][h.Number] = append(units[h.Unit][h.Number], i)
	}
	for unit, places := range units {
		for part := range slices.Chunk(slices.Collect(maps.Keys(places)), keysAtOnce) {
			for row, err := range tx.Query(ctx, `SELECT `+existingColumns+` FROM household h
				WHERE h.closed IS NULL AND h.unit = ? AND h.number IN (`+sqldb.Marks(len(part))+`)`, argsOf(part, unit)...) {
				if err != nil {
					return err
				}
				k, err := scanKnown(row)
				if err != nil {
					return err
				}
				for _, place := range places[k.Number] {
					e.add(place, k).SameNumber = true
				}
			}
		}
	}
	return nil
}

// byMember looks the ID numbers up first and then the files they stand in: a
// join in one statement may begin at the wrong end.
func (e existing) byMember(ctx context.Context, tx *sqldb.Tx, households []*Prepared) error {
	places := map[string][]int{} // by digest
	for i, p := range households {
		for _, member := range p.rows[1] {
			if digest, ok := member[idDigestColumn].(string); ok && !slices.Contains(places[digest], i) {
				places[digest] = append(places[digest], i)
			}
		}
	}
	shared := map[string][]int{} // by household, a place for every member shared
	for part := range slices.Chunk(slices.Collect(maps.Keys(places)), keysAtOnce) {
		for row, err := range tx.Query(ctx, `SELECT household, id_digest FROM member WHERE id_digest IN (`+sqldb.Marks(len(part))+`)`, argsOf(part)...) {
			if err != nil {
				return err
			}
			var household, digest string
			if err := row.Scan(&household, &digest); err != nil {
				return err
			}
			shared[household] = append(shared[household], places[digest]...)
		}
	}
	for part := range slices.Chunk(slices.Collect(maps.Keys(shared)), keysAtOnce) {
		for row, err := range tx.Query(ctx, `SELECT `+existingColumns+` FROM household h
			WHERE h.closed IS NULL AND h.id IN (`+sqldb.Marks(len(part))+`)`, argsOf(part)...) {
			if err != nil {
				return err
			}
			k, err := scanKnown(row)
			if err != nil {
				return err
			}
			for _, place := range shared[string(k.ID)] {
				e.add(place, k).Shared++
			}
		}
	}
	return nil
}

// argsOf makes arguments of texts, those that come first before the list.
func argsOf(list []string, first ...any) []any {
	for _, text := range list {
		first = append(first, text)
	}
	return first
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
