package store

import (
	"context"
	"encoding/json"
	"strings"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

const rosterColumns = `campaign, class, subject, kind, household, area, unit, name, persons, state, basis, reason`

// ClearRoster forgets the rosters of a campaign, before they are built anew in
// the same transaction.
func (s *Store) ClearRoster(ctx context.Context, tx *sqldb.Tx, of id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM roster_entry WHERE campaign = ?`, string(of))
	return err
}

// LineKey tells a roster's line without a file from the others.
type LineKey struct {
	Class string
	Kind  campaign.Kind
	Name  string
}

// LineIDs gives the ids of the roster's lines without a file, so that a roster
// built anew knows them again. Lines of the same key stand in the order of ids,
// which is that of the plan.
func (s *Store) LineIDs(ctx context.Context, tx *sqldb.Tx, of id.ID) (map[LineKey][]string, error) {
	ids := map[LineKey][]string{}
	for row, err := range tx.Query(ctx, `SELECT class, kind, name, subject FROM roster_entry WHERE campaign = ? AND household = '' ORDER BY subject`, string(of)) {
		if err != nil {
			return nil, err
		}
		var key LineKey
		var subject string
		if err := row.Scan(&key.Class, &key.Kind, &key.Name, &subject); err != nil {
			return nil, err
		}
		ids[key] = append(ids[key], subject)
	}
	return ids, nil
}

// RosterWriter adds entries to the rosters of one campaign.
type RosterWriter struct {
	campaign string
	copy     *sqldb.Copy
}

// AddRoster begins to add entries. Other statements of the transaction may run
// meanwhile, reads of its own rows after Close only.
func (s *Store) AddRoster(ctx context.Context, tx *sqldb.Tx, of id.ID) (*RosterWriter, error) {
	c, err := tx.Copy(ctx, "roster_entry", strings.Split(rosterColumns, ", ")...)
	return &RosterWriter{string(of), c}, err
}

// Add adds one entry.
func (w *RosterWriter) Add(ctx context.Context, e campaign.Entry) error {
	reason, err := json.Marshal(e.Reason)
	if err != nil {
		return err
	}
	return w.copy.Add(ctx, w.campaign, e.Class, e.Subject, string(e.Kind), e.Household, string(e.Area), e.Unit, e.Name,
		e.Persons, string(e.State), string(e.Basis), string(reason))
}

// Close sends what is left and tells how many entries were added.
func (w *RosterWriter) Close(ctx context.Context) (int64, error) { return w.copy.Close(ctx) }

// EachEntry streams the roster of a class in the order of villages and keys,
// within the scope.
func (s *Store) EachEntry(ctx context.Context, tx *sqldb.Tx, of id.ID, class string, scope identity.Scope, yield func(campaign.Entry) error) error {
	where, args := scopeWhere("r", scope)
	rows := tx.Query(ctx, `SELECT r.class, r.subject, r.kind, r.household, COALESCE(h.number, ''), r.area, r.unit, r.name, r.persons, r.state, r.basis, r.reason
		FROM roster_entry r LEFT JOIN household h ON h.id = r.household
		WHERE r.campaign = ? AND r.class = ? AND `+where+` ORDER BY r.area, r.subject`,
		append([]any{string(of), class}, args...)...)
	for row, err := range rows {
		if err != nil {
			return err
		}
		e, err := scanEntry(row)
		if err != nil {
			return err
		}
		if err := yield(e); err != nil {
			return err
		}
	}
	return nil
}

func scanEntry(row *sqldb.Row) (e campaign.Entry, err error) {
	var reason string
	if err = row.Scan(&e.Class, &e.Subject, &e.Kind, &e.Household, &e.Number, &e.Area, &e.Unit, &e.Name, &e.Persons, &e.State, &e.Basis, &reason); err != nil {
		return e, err
	}
	return e, json.Unmarshal([]byte(reason), &e.Reason)
}

// RosterCount is what a roster comes to.
type RosterCount struct {
	Class      string
	State      campaign.Standing
	Entries    int64
	Households int64 // with a file, each once
	Persons    int64
}

// CountRosters counts every roster of the campaign by standing, within the
// scope.
func (s *Store) CountRosters(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) ([]RosterCount, error) {
	where, args := scopeWhere("r", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT class, state, COUNT(*),
			COUNT(DISTINCT CASE WHEN household <> '' THEN household END), CAST(COALESCE(SUM(persons), 0) AS BIGINT)
		FROM roster_entry r WHERE campaign = ? AND `+where+` GROUP BY class, state ORDER BY class, state`,
		append([]any{string(of)}, args...)...), func(row *sqldb.Row) (c RosterCount, err error) {
		err = row.Scan(&c.Class, &c.State, &c.Entries, &c.Households, &c.Persons)
		return c, err
	})
}

// HouseholdsInPlay counts the open files and their persons in the scope on the
// day.
func (s *Store) HouseholdsInPlay(ctx context.Context, tx *sqldb.Tx, on day.Date, scope identity.Scope) (households, persons int64, err error) {
	where, args := scopeWhere("h", scope)
	err = tx.Row(ctx, `SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM household h
		WHERE h.opened <= ? AND (h.closed IS NULL OR h.closed > ?) AND `+where,
		append([]any{on.String(), on.String()}, args...)...).Scan(&households, &persons)
	return households, persons, err
}
