package store

import (
	"context"

	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
)

// sameMost bounds the files that one reason gives.
const sameMost = 20

// SameNumbers gives files with the same ID number, wherever they are, since one
// person has one file (一人一档) and the caller tells no more of what lies outside
// its scope than the village; and with the same phone, within the scope only.
func (s *Store) SameNumbers(ctx context.Context, tx *sqldb.Tx, numbers []personal.ID, phones []personal.Phone, scope identity.Scope) (all []Found, err error) {
	ask := func(match Match, sql string, args ...any) error {
		for row, err := range tx.Query(ctx, `SELECT `+foundColumns+` FROM `+sql+` ORDER BY h.id LIMIT ?`, append(args, sameMost)...) {
			if err != nil {
				return err
			}
			f, err := scanFound(row, match)
			if err != nil {
				return err
			}
			all = append(all, f)
		}
		return nil
	}
	for _, n := range numbers {
		if err := ask(ByID, `member m JOIN household h ON h.id = m.household WHERE m.id_digest = ? AND h.closed IS NULL`, s.digest(personal.ForID, n.Clear())); err != nil {
			return nil, err
		}
	}
	within, args := scopeWhere("h", scope)
	for _, p := range phones {
		digest := s.digest(personal.ForPhone, p.Clear())
		if err := ask(ByPhone, `household h WHERE h.phone_digest = ? AND `+within, append([]any{digest}, args...)...); err != nil {
			return nil, err
		}
	}
	return all, nil
}
