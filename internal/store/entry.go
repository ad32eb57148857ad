package store

import (
	"context"
	"encoding/json"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// RosterOf gives the lines of a campaign's rosters that an entry of its
// universe stands on, itself or by its members, within the scope.
func (s *Store) RosterOf(ctx context.Context, tx *sqldb.Tx, of id.ID, subject string, scope identity.Scope) ([]campaign.Entry, error) {
	where, args := scopeWhere("r", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT r.class, r.subject, r.kind, r.household, r.area, r.unit, r.name, r.persons, r.state, r.basis, r.reason
		FROM roster_entry r WHERE r.campaign = ? AND (r.household = ? OR r.household = '' AND r.subject = ?) AND `+where+` ORDER BY r.class, r.subject LIMIT 200`,
		append([]any{string(of), subject, subject}, args...)...), func(row *sqldb.Row) (e campaign.Entry, err error) {
		var reason string
		if err := row.Scan(&e.Class, &e.Subject, &e.Kind, &e.Household, &e.Area, &e.Unit, &e.Name, &e.Persons, &e.State, &e.Basis, &reason); err != nil {
			return e, err
		}
		err = json.Unmarshal([]byte(reason), &e.Reason)
		return e, err
	})
}
