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
	Version int64  // steps so far; who records an outcome says which he saw
}

// EachCovered streams the lines of the universe that ended in an outcome, in
// the order of villages and keys, within the scope. yield must not use tx.
func (s *Store) EachCovered(ctx context.Context, tx *sqldb.Tx, of id.ID, outcome campaign.Outcome, scope identity.Scope, yield func(Covered) error) error {
	where, args := scopeWhere("v", scope)
	for row, err := range tx.Query(ctx, `SELECT `+coveredColumns+`
		FROM coverage v LEFT JOIN household h ON h.id = v.subject
		WHERE v.campaign = ? AND v.state = ? AND `+where+` ORDER BY v.area, v.subject`,
		append([]any{string(of), string(outcome)}, args...)...) {
		if err != nil {
			return err
		}
		c, err := scanCovered(row)
		if err != nil {
			return err
		}
		if err := yield(c); err != nil {
			return err
		}
	}
	return nil
}

const coveredColumns = `v.subject, v.kind, COALESCE(h.number, ''), v.area, v.unit, v.name, v.persons, v.state, v.reason, v.version`

func scanCovered(row *sqldb.Row) (c Covered, err error) {
	err = row.Scan(&c.Subject, &c.Kind, &c.Number, &c.Area, &c.Unit, &c.Name, &c.Persons, &c.Outcome, &c.Reason, &c.Version)
	return c, err
}

// CountCoverage counts the universe by outcome, within the scope.
func (s *Store) CountCoverage(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (campaign.Coverage, error) {
	where, args := scopeWhere("v", scope)
	counts := campaign.Coverage{}
	for row, err := range tx.Query(ctx, `SELECT state, COUNT(*) FROM coverage v WHERE campaign = ? AND `+where+` GROUP BY state`,
		append([]any{string(of)}, args...)...) {
		if err != nil {
			return nil, err
		}
		var state string
		var n int64
		if err := row.Scan(&state, &n); err != nil {
			return nil, err
		}
		counts[campaign.Outcome(state)] = n
	}
	return counts, nil
}
