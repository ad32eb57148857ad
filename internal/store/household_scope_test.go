package store

import (
	"context"

	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// householdReads are the reads of the list and of a household's chain.
func householdReads(ctx context.Context, s *Store, at placed) map[string]scopedRead {
	return map[string]scopedRead{
		"Lines": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			page, err := s.Lines(ctx, tx, &registry.Filter{Text: at.open.Number}, registry.Order{By: registry.ByHead}, registry.Cut{Limit: 9}, scope)
			return len(page.Lines), err
		},
		"CountLines": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			total, err := s.CountLines(ctx, tx, &registry.Filter{}, 9, scope)
			return int(total.Households), err
		},
		"SameNumbers": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { // ID numbers it finds anywhere, see there
			all, err := s.SameNumbers(ctx, tx, nil, []personal.Phone{at.open.Phone}, scope)
			return len(all), err
		},
		"HouseholdSteps": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.HouseholdSteps(ctx, tx, at.open.ID, scope)
			return len(all), err
		},
	}
}
