package store

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
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

// Square is one entry of a grid of the universe.
type Square struct {
	Subject string
	Number  string
	Area    area.Code
	Unit    string
	State   campaign.Outcome
	Day     day.Date // on which a person says that it came to the state
	Version int64
}

// Squares gives the entries of a universe in the order of villages and keys,
// within the scope, after a key of the page before; next is "" at the end.
func (s *Store) Squares(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope, after string, limit int) (page []Square, next string, err error) {
	where, args := scopeWhere("v", scope)
	args = append([]any{string(of)}, args...)
	if after != "" {
		place, subject, err := cutKey(after)
		if err != nil {
			return nil, "", err
		}
		where += ` AND (v.area > ? OR v.area = ? AND v.subject > ?)`
		args = append(args, place, place, subject)
	}
	page, err = sqldb.Collect(tx.Query(ctx, `SELECT v.subject, COALESCE(h.number, ''), v.area, v.unit, v.state, COALESCE(o.day, ''), v.version
		FROM (SELECT * FROM coverage v WHERE v.campaign = ? AND `+where+` ORDER BY v.area, v.subject LIMIT ?) v
		LEFT JOIN household h ON h.id = v.subject
		LEFT JOIN campaign_outcome o ON o.campaign = v.campaign AND o.subject = v.subject AND o.seq = v.version
		ORDER BY v.area, v.subject`, append(args, limit+1)...), func(row *sqldb.Row) (q Square, err error) {
		var on string
		err = row.Scan(&q.Subject, &q.Number, &q.Area, &q.Unit, &q.State, &on, &q.Version)
		q.Day = dateOf(&on)
		return q, err
	})
	if len(page) > limit {
		page = page[:limit]
		next = joinKey(string(page[limit-1].Area), page[limit-1].Subject)
	}
	return page, next, err
}
