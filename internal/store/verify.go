package store

import (
	"context"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// verifyPage is how many households are in memory at a time.
const verifyPage = 500

// VerifyHouseholds reckons the keyed digest of every household's content again.
// A row that was changed past the program has another, and who has no field key
// can't make the right one. It names the first most of them.
func (s *Store) VerifyHouseholds(ctx context.Context, tx *sqldb.Tx, most int) (checked int64, broken []error, err error) {
	for after := ""; ; {
		digests := map[id.ID]string{}
		var ids []id.ID
		for row, err := range tx.Query(ctx, `SELECT id, digest FROM household WHERE id > ? ORDER BY id LIMIT ?`, after, verifyPage) {
			if err != nil {
				return checked, broken, err
			}
			var key id.ID
			var digest string
			if err := row.Scan(&key, &digest); err != nil {
				return checked, broken, err
			}
			digests[key] = digest
			ids = append(ids, key)
		}
		if len(ids) == 0 {
			return checked, broken, nil
		}
		after = string(ids[len(ids)-1])
		files, err := s.HouseholdsByID(ctx, tx, ids, identity.Everything)
		if err != nil {
			return checked, broken, err
		}
		for _, h := range files {
			checked++
			if s.ContentDigest(string(h.Canonical(nil))) != digests[h.ID] && len(broken) < most {
				broken = append(broken, problem.New(problem.Conflict, "registry.household_altered", "number", h.Number))
			}
		}
	}
}
