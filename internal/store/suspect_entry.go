package store

import (
	"context"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// HeldEntry is a line of a campaign under way.
type HeldEntry struct {
	Campaign id.ID            `json:"campaign"`
	Title    string           `json:"title"`
	Subject  string           `json:"subject"`
	State    campaign.Outcome `json:"state"`
}

// EntriesHeld gives the lines that campaigns under way have of households and
// members within the scope.
func (s *Store) EntriesHeld(ctx context.Context, tx *sqldb.Tx, subjects []id.ID, scope identity.Scope) ([]HeldEntry, error) {
	if len(subjects) == 0 {
		return nil, nil
	}
	where, args := scopeWhere("v", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT c.id, c.title, v.subject, v.state FROM campaign c CROSS JOIN coverage v
		WHERE c.state = 'active' AND v.campaign = c.id AND v.subject IN (`+sqldb.Marks(len(subjects))+`) AND `+where+` ORDER BY c.id, v.subject`,
		append(keysOf(subjects), args...)...), func(row *sqldb.Row) (e HeldEntry, err error) {
		err = row.Scan(&e.Campaign, &e.Title, &e.Subject, &e.State)
		return e, err
	})
}
