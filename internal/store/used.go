package store

import (
	"context"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/sqldb"
)

// Use is what a record was used for: it stays, whatever brought it.
type Use string

// The uses.
const (
	UseLater   Use = "later"   // somebody changed or removed it
	UseOutcome Use = "outcome" // an outcome of a campaign was recorded of it
	UseCase    Use = "case"    // an application, review or exit is about it
)

// UsedHouseholds tells which of some households were used from an instant on,
// and for what. It serves the undoing of an import, which asks for those that
// are within the scope.
func (s *Store) UsedHouseholds(ctx context.Context, tx *sqldb.Tx, of []id.ID, since day.Instant) (map[id.ID]Use, error) {
	used := map[id.ID]Use{}
	if len(of) == 0 {
		return used, nil
	}
	args := make([]any, 0, len(of)+1)
	for _, one := range of {
		args = append(args, string(one))
	}
	for _, one := range []struct {
		use   Use
		query string
	}{
		{UseCase, `SELECT DISTINCT household FROM casework WHERE household IN (` + sqldb.Marks(len(of)) + `) AND recorded >= ?`},
		{UseOutcome, `SELECT DISTINCT subject FROM campaign_outcome WHERE subject IN (` + sqldb.Marks(len(of)) + `) AND by_hand = 1 AND recorded >= ?`},
	} {
		for row, err := range tx.Query(ctx, one.query, append(args[:len(of):len(of)], string(since))...) {
			if err != nil {
				return nil, err
			}
			var subject id.ID
			if err := row.Scan(&subject); err != nil {
				return nil, err
			}
			used[subject] = one.use
		}
	}
	return used, nil
}
