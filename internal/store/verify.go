package store

import (
	"context"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// verifyPage is how many households are in memory at a time.
const verifyPage = 500

// VerifyHouseholds reckons the keyed digest of every household's content again.
// A row that was changed past the program has another, and who has no field key
// can't make the right one. It names the first most of them.
func (s *Store) VerifyHouseholds(ctx context.Context, tx *sqldb.Tx, most int) (checked int64, broken []error, err error) {
	for after := ""; ; {
		digests, numbers := map[id.ID]string{}, map[id.ID]string{}
		var ids []id.ID
		for row, err := range tx.Query(ctx, `SELECT id, digest, number FROM household WHERE id > ? ORDER BY id LIMIT ?`, after, verifyPage) {
			if err != nil {
				return checked, broken, err
			}
			var key id.ID
			var digest, number string
			if err := row.Scan(&key, &digest, &number); err != nil {
				return checked, broken, err
			}
			digests[key], numbers[key] = digest, number
			ids = append(ids, key)
		}
		if len(ids) == 0 {
			return checked, broken, nil
		}
		after = string(ids[len(ids)-1])
		files, sealed, err := s.readable(ctx, tx, ids)
		if err != nil {
			return checked, broken, err
		}
		for _, of := range sealed {
			if checked++; len(broken) < most {
				broken = append(broken, problem.New(problem.Conflict, "registry.household_altered", "number", numbers[of]))
			}
		}
		for _, h := range files {
			checked++
			if s.ContentDigest(string(h.Canonical(nil))) != digests[h.ID] && len(broken) < most {
				broken = append(broken, problem.New(problem.Conflict, "registry.household_altered", "number", h.Number))
			}
		}
	}
}

// readable gives the households of a page that can be read, and the ids of
// those whose sealed numbers can't be opened any more.
func (s *Store) readable(ctx context.Context, tx *sqldb.Tx, ids []id.ID) (files []*registry.Household, sealed []id.ID, err error) {
	if files, err = s.HouseholdsByID(ctx, tx, ids, identity.Everything); err == nil {
		return files, nil, nil
	}
	var one int64
	if lost := tx.Row(ctx, `SELECT 1`).Scan(&one); lost != nil { // it was the database
		return nil, nil, err
	}
	if len(ids) == 1 {
		return nil, ids, nil
	}
	for _, half := range [][]id.ID{ids[:len(ids)/2], ids[len(ids)/2:]} {
		more, bad, err := s.readable(ctx, tx, half)
		if err != nil {
			return nil, nil, err
		}
		files, sealed = append(files, more...), append(sealed, bad...)
	}
	return files, sealed, nil
}
