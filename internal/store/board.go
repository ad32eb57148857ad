package store

import (
	"context"
	"maps"
	"slices"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// PlaceCount is how the entries of one village or unit stand.
type PlaceCount struct {
	Place  string // code or path
	Counts campaign.Counts
}

// CountPlaces counts the universe by village and by unit, within the scope, each
// in the order of places. Both come of one walk along an index.
func (s *Store) CountPlaces(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (villages, units []PlaceCount, err error) {
	where, args := scopeWhere("v", scope)
	byUnit := map[string]campaign.Counts{}
	for row, err := range tx.Query(ctx, `SELECT area, unit, state, COUNT(*), CAST(SUM(persons) AS BIGINT) FROM coverage v
		WHERE campaign = ? AND `+where+` GROUP BY area, unit, state ORDER BY area, unit, state`, append([]any{string(of)}, args...)...) {
		if err != nil {
			return nil, nil, err
		}
		var village, unit string
		var state campaign.Outcome
		var entries, persons int64
		if err := row.Scan(&village, &unit, &state, &entries, &persons); err != nil {
			return nil, nil, err
		}
		if len(villages) == 0 || villages[len(villages)-1].Place != village {
			villages = append(villages, PlaceCount{village, campaign.Counts{}})
		}
		villages[len(villages)-1].Counts.Add(state, entries, persons)
		if byUnit[unit] == nil {
			byUnit[unit] = campaign.Counts{}
		}
		byUnit[unit].Add(state, entries, persons)
	}
	for _, path := range slices.Sorted(maps.Keys(byUnit)) {
		units = append(units, PlaceCount{path, byUnit[path]})
	}
	return villages, units, nil
}

// CountEntries counts the entries of a campaign and the open ones, wherever
// they are: who closes it sees the whole.
func (s *Store) CountEntries(ctx context.Context, tx *sqldb.Tx, of id.ID) (all, open int64, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*), COUNT(CASE WHEN state = 'open' THEN 1 END) FROM coverage WHERE campaign = ?`, string(of)).Scan(&all, &open)
	return all, open, err
}

// CoveredPage gives a page of the entries that stand at an outcome, in the order
// of villages and keys, within the scope. after is the key of the page before;
// next is "" at the end.
func (s *Store) CoveredPage(ctx context.Context, tx *sqldb.Tx, of id.ID, outcome campaign.Outcome, scope identity.Scope, after string, limit int) (page []Covered, next string, err error) {
	return s.CoveredOfClass(ctx, tx, of, outcome, "", scope, after, limit)
}

// CoveredOfClass is CoveredPage for the entries on the roster of a class, "" for
// all of them.
func (s *Store) CoveredOfClass(ctx context.Context, tx *sqldb.Tx, of id.ID, outcome campaign.Outcome, class string, scope identity.Scope, after string, limit int) (page []Covered, next string, err error) {
	where, args := scopeWhere("v", scope)
	args = append([]any{string(of), string(outcome)}, args...)
	if class != "" {
		where += ` AND EXISTS (SELECT 1 FROM roster_entry r WHERE r.campaign = v.campaign AND r.class = ? AND r.state IN ('in', 'undecided') AND (r.household = v.subject OR r.subject = v.subject))`
		args = append(args, class)
	}
	if after != "" {
		place, subject, err := cutKey(after)
		if err != nil {
			return nil, "", err
		}
		where += ` AND (v.area > ? OR v.area = ? AND v.subject > ?)`
		args = append(args, place, place, subject)
	}
	page, err = sqldb.Collect(tx.Query(ctx, `SELECT `+coveredColumns+`
		FROM (SELECT * FROM coverage v WHERE v.campaign = ? AND v.state = ? AND `+where+` ORDER BY v.area, v.subject LIMIT ?) v
		LEFT JOIN household h ON h.id = v.subject ORDER BY v.area, v.subject`, append(args, limit+1)...), scanCovered)
	if len(page) > limit {
		page = page[:limit]
		next = joinKey(string(page[limit-1].Area), page[limit-1].Subject)
	}
	return page, next, err
}

// CoveredOne gives one entry of a universe within the scope, nil when it has
// none.
func (s *Store) CoveredOne(ctx context.Context, tx *sqldb.Tx, of id.ID, subject string, scope identity.Scope) (*Covered, error) {
	where, args := scopeWhere("v", scope)
	all, err := sqldb.Collect(tx.Query(ctx, `SELECT `+coveredColumns+` FROM coverage v LEFT JOIN household h ON h.id = v.subject
		WHERE v.campaign = ? AND v.subject = ? AND `+where, append([]any{string(of), subject}, args...)...), scanCovered)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// FileLine is an open file on a list of files.
type FileLine struct {
	Household id.ID
	Number    string
	Area      area.Code
	Unit      string
	Head      string
	Size      int64
	Recorded  day.Instant // of the version in force
}

func scanFileLine(row *sqldb.Row) (f FileLine, err error) {
	err = row.Scan(&f.Household, &f.Number, &f.Area, &f.Unit, &f.Head, &f.Size, &f.Recorded)
	return f, err
}

// NeverHelped gives a page of the open files that no campaign has recorded as
// helped, in the order of villages and keys, within the scope.
func (s *Store) NeverHelped(ctx context.Context, tx *sqldb.Tx, scope identity.Scope, after string, limit int) ([]FileLine, string, error) {
	return s.files(ctx, tx, scope, "area", `NOT EXISTS (SELECT 1 FROM coverage v WHERE v.subject = h.id AND v.state = 'helped')`, nil, after, limit)
}

// Untouched gives a page of the open files whose version in force was recorded
// before an instant, the oldest first, within the scope.
func (s *Store) Untouched(ctx context.Context, tx *sqldb.Tx, before day.Instant, scope identity.Scope, after string, limit int) ([]FileLine, string, error) {
	return s.files(ctx, tx, scope, "recorded", `h.recorded < ?`, []any{string(before)}, after, limit)
}

// files pages open files in the order of a column and the id.
func (s *Store) files(ctx context.Context, tx *sqldb.Tx, scope identity.Scope, order, condition string, args []any, after string, limit int) (page []FileLine, next string, err error) {
	where, scoped := scopeWhere("h", scope)
	args = append(args, scoped...)
	if after != "" {
		first, last, err := cutKey(after)
		if err != nil {
			return nil, "", err
		}
		where += ` AND (h.` + order + `, h.id) > (?, ?)`
		args = append(args, first, last)
	}
	page, err = sqldb.Collect(tx.Query(ctx, `SELECT h.id, h.number, h.area, h.unit, h.head, h.size, h.recorded FROM household h
		WHERE h.closed IS NULL AND `+condition+` AND `+where+` ORDER BY h.`+order+`, h.id LIMIT ?`, append(args, limit+1)...), scanFileLine)
	if len(page) > limit {
		page = page[:limit]
		last := page[limit-1]
		if next = joinKey(string(last.Area), string(last.Household)); order == "recorded" {
			next = joinKey(string(last.Recorded), string(last.Household))
		}
	}
	return page, next, err
}

// A page's key is two columns of its last row.
func joinKey(first, second string) string { return first + "." + second }

func cutKey(key string) (first, second string, err error) {
	at := strings.LastIndexByte(key, '.')
	if at < 0 {
		return "", "", problem.New(problem.Invalid, "campaign.bad_page")
	}
	return key[:at], key[at+1:], nil
}
