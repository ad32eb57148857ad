package store

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
)

// alikeMost bounds the files that one reason gives.
const alikeMost = 20

// Alike gives files that may be of one household: by an ID number wherever they
// are, since one person has one file (一人一档) and the caller tells no more of
// what lies outside its scope than the village; by phone, and by name within the
// area, within the scope only.
func (s *Store) Alike(ctx context.Context, tx *sqldb.Tx, numbers []personal.ID, phones []personal.Phone, names []string, village area.Code, scope identity.Scope) (all []Found, err error) {
	ask := func(match Match, sql string, args ...any) error {
		for row, err := range tx.Query(ctx, `SELECT `+foundColumns+` FROM `+sql+` ORDER BY h.id LIMIT ?`, append(args, alikeMost)...) {
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
	within, args = scopeWhere("m", scope)
	for _, name := range names {
		if village == "" {
			break
		}
		if err := ask(ByName, `member m JOIN household h ON h.id = m.household WHERE m.name = ? AND m.area = ? AND `+within, append([]any{name, string(village)}, args...)...); err != nil {
			return nil, err
		}
	}
	return all, nil
}
