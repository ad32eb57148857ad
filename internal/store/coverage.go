package store

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// Covered is one line of a campaign's universe.
type Covered struct {
	Subject string
	Kind    campaign.Kind
	Number  string // of the household
	Area    area.Code
	Unit    string
	Name    string
	Persons int64
	Outcome campaign.Outcome
	Reason  string // undecided, over_quota, excluded, no_class …
}

// EachCovered streams the lines of the universe that ended in an outcome, in
// the order of villages and keys, within the scope. yield must not use tx.
func (s *Store) EachCovered(ctx context.Context, tx *sqldb.Tx, of id.ID, outcome campaign.Outcome, scope identity.Scope, yield func(Covered) error) error {
	where, args := scopeWhere("v", scope)
	rows := tx.Query(ctx, `SELECT v.subject, v.kind, COALESCE(h.number, ''), v.area, v.unit, v.name, v.persons, v.state, v.reason
		FROM coverage v LEFT JOIN household h ON h.id = v.subject
		WHERE v.campaign = ? AND v.state = ? AND `+where+` ORDER BY v.area, v.subject`,
		append([]any{string(of), string(outcome)}, args...)...)
	for row, err := range rows {
		if err != nil {
			return err
		}
		var c Covered
		if err := row.Scan(&c.Subject, &c.Kind, &c.Number, &c.Area, &c.Unit, &c.Name, &c.Persons, &c.Outcome, &c.Reason); err != nil {
			return err
		}
		if err := yield(c); err != nil {
			return err
		}
	}
	return nil
}
