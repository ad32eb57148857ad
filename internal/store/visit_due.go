package store

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// DueQuery is one window of one duty: what each household of a class is owed
// between two days.
type DueQuery struct {
	Campaign id.ID
	Class    string
	Duty     string
	Act      string
	Span     day.Period
	Least    int64     // times, or fen of worth
	Worth    bool      // Least is worth from the visitors' own purse
	Area     area.Code // owed in this place only, "" everywhere
	Clauses  []string  // pairing clauses whose helpers owe it, each pair for itself; nil is owed by no helper, whoever did it
	On       day.Date  // pairs of this day owe it
	Helper   id.ID     // what this helper owes only, "" everybody
	All      bool      // also those to whom nothing is owed any more
}

// DueLine is a household that is owed something, by the pair where one owes it.
type DueLine struct {
	Subject   string
	Household id.ID
	Number    string
	Head      string
	Area      area.Code
	Unit      string
	Pair      id.ID  // "" where no pair owes it
	Helper    id.ID  // of the pair
	Name      string // of who owes it, or is paired with it; "" for nobody
	Done      int64  // times, or fen
}

// byPair holds that who was paired came himself, or who was paired before him;
// of a household that nobody is paired with, whoever came counts.
const byPair = ` AND (p.id IS NULL OR EXISTS (SELECT 1 FROM visit_helper x WHERE x.visit = n.id
	AND (x.helper = p.helper OR x.helper IN (SELECT f.helper FROM pair f WHERE f.id = p.follows AND f.household = p.household))))`

// dueFrom is every household of the class with what was done in the window, once
// for each pair that owes it. What was entered without a duty counts toward each
// of its act.
func (q DueQuery) dueFrom(scope identity.Scope, more string, moreArgs ...any) (from string, args []any) {
	sum, pair, join, came := `COUNT(*)`, `'' AS pair, '' AS helper`, ``, ``
	if q.Worth {
		sum = `COALESCE(SUM(n.own), 0)`
	}
	args = []any{q.Act, q.Duty, q.Span.From.String(), q.Span.To.String()}
	if len(q.Clauses) > 0 {
		pair, came = `COALESCE(p.id, '') AS pair, COALESCE(p.helper, '') AS helper`, byPair
		join = ` LEFT JOIN pair p ON p.household = r.household AND p.campaign = r.campaign AND p.state <> 'proposed' AND p.starts <= ? AND p.ends >= ? AND p.clause IN (` + sqldb.Marks(len(q.Clauses)) + `)`
		args = append(args, q.On.String(), q.On.String())
		for _, clause := range q.Clauses {
			args = append(args, clause)
		}
	}
	where, scopeArgs := scopeWhere("r", scope)
	args = append(append(args, string(q.Campaign), q.Class), scopeArgs...)
	if q.Area != "" {
		lo, hi := q.Area.Range()
		where += ` AND r.area >= ? AND r.area < ?`
		args = append(args, string(lo), string(hi))
	}
	if q.Helper != "" && join != "" {
		where += ` AND p.helper = ?`
		args = append(args, string(q.Helper))
	}
	from = ` FROM (SELECT r.subject, r.household, r.area, r.unit, ` + pair + `, (SELECT ` + sum + ` FROM visit n WHERE n.campaign = r.campaign AND n.household = r.household AND n.act = ?
			AND (n.duty = ? OR n.duty = '') AND n.counts = 1 AND n.day >= ? AND n.day <= ?` + came + `) AS done
		FROM roster_entry r` + join + ` WHERE r.campaign = ? AND r.class = ? AND r.household <> '' AND r.state = 'in' AND ` + where + more + `) d `
	return from, append(args, moreArgs...)
}

// after is where a page begins behind a key.
func (q DueQuery) after(key string) (more string, args []any, err error) {
	rest, pair, err := cutKey(key)
	if err != nil {
		return "", nil, err
	}
	place, subject, err := cutKey(rest)
	if err != nil {
		return "", nil, err
	}
	more, args = ` AND (r.area > ? OR r.area = ? AND (r.subject > ?`, []any{place, place, subject}
	if len(q.Clauses) > 0 {
		more += ` OR r.subject = ? AND COALESCE(p.id, '') > ?`
		args = append(args, subject, pair)
	}
	return more + `))`, args, nil
}

// helperOf names who owes a line, or who is paired with its household.
const helperOf = `COALESCE((SELECT w.name FROM helper w WHERE w.id = d.helper), (SELECT MIN(w.name) FROM pair p JOIN helper w ON w.id = p.helper WHERE p.campaign = ? AND p.household = d.household AND p.state = 'standing'), '')`

// DutiesDue gives a page of the households that are owed something in the window, by
// village and key, within the scope; next is "" at the end.
func (s *Store) DutiesDue(ctx context.Context, tx *sqldb.Tx, q DueQuery, scope identity.Scope, after string, limit int) (page []DueLine, next string, err error) {
	more, moreArgs := "", []any{}
	if after != "" {
		if more, moreArgs, err = q.after(after); err != nil {
			return nil, "", err
		}
	}
	from, args := q.dueFrom(scope, more, moreArgs...)
	args = append([]any{string(q.Campaign)}, args...)
	open := ``
	if !q.All {
		open = ` WHERE d.done < ?`
		args = append(args, q.Least)
	}
	page, err = sqldb.Collect(tx.Query(ctx, `SELECT d.subject, h.id, h.number, h.head, d.area, d.unit, d.pair, d.helper, d.done, `+helperOf+from+`
		JOIN household h ON h.id = d.household`+open+` ORDER BY d.area, d.subject, d.pair LIMIT ?`, append(args, limit+1)...),
		func(row *sqldb.Row) (l DueLine, err error) {
			return l, row.Scan(&l.Subject, &l.Household, &l.Number, &l.Head, &l.Area, &l.Unit, &l.Pair, &l.Helper, &l.Done, &l.Name)
		})
	if len(page) > limit {
		page = page[:limit]
		last := page[limit-1]
		next = joinKey(joinKey(string(last.Area), last.Subject), string(last.Pair))
	}
	return page, next, err
}

// DueCount is how far a village, or a helper, is in one window.
type DueCount struct {
	Area   area.Code
	Helper id.ID
	Name   string // of the helper
	Owed   int64  // households, once for each pair that owes it
	Met    int64  // of them, with all that the window asks for
}

// DueByArea counts a window by village within the scope.
func (s *Store) DueByArea(ctx context.Context, tx *sqldb.Tx, q DueQuery, scope identity.Scope) ([]DueCount, error) {
	from, args := q.dueFrom(scope, "")
	return sqldb.Collect(tx.Query(ctx, `SELECT d.area, COUNT(*), CAST(SUM(CASE WHEN d.done >= ? THEN 1 ELSE 0 END) AS BIGINT)`+from+`GROUP BY d.area ORDER BY d.area`, append([]any{q.Least}, args...)...),
		func(row *sqldb.Row) (c DueCount, err error) { return c, row.Scan(&c.Area, &c.Owed, &c.Met) })
}

// DueByHelper counts a window that helpers owe by helper, within the scope.
func (s *Store) DueByHelper(ctx context.Context, tx *sqldb.Tx, q DueQuery, scope identity.Scope) ([]DueCount, error) {
	from, args := q.dueFrom(scope, "")
	args = append([]any{q.Least}, args...)
	return sqldb.Collect(tx.Query(ctx, `SELECT d.helper, w.name, COUNT(*), CAST(SUM(CASE WHEN d.done >= ? THEN 1 ELSE 0 END) AS BIGINT)`+from+`
		JOIN helper w ON w.id = d.helper GROUP BY d.helper, w.name ORDER BY d.helper`, args...),
		func(row *sqldb.Row) (c DueCount, err error) { return c, row.Scan(&c.Helper, &c.Name, &c.Owed, &c.Met) })
}

// VisitFilter narrows a list of visits; "" does not.
type VisitFilter struct {
	Household id.ID
	Campaign  id.ID
	Helper    id.ID // who came
	Flagged   bool  // with something open to look at
}

// Visits gives a page of entries within the scope, the newest first; next is ""
// at the end. Flags come with them.
func (s *Store) Visits(ctx context.Context, tx *sqldb.Tx, f VisitFilter, scope identity.Scope, after string, limit int) (page []VisitLine, next string, err error) {
	where, args := scopeWhere("v", scope)
	more := func(clause string, values ...any) {
		where += clause
		args = append(args, values...)
	}
	if f.Household != "" {
		more(` AND v.household = ?`, string(f.Household))
	}
	if f.Campaign != "" {
		more(` AND v.campaign = ?`, string(f.Campaign))
	}
	if f.Helper != "" {
		more(` AND v.id IN (SELECT x.visit FROM visit_helper x WHERE x.helper = ?)`, string(f.Helper))
	}
	if f.Flagged {
		more(` AND EXISTS (SELECT 1 FROM visit_flag g WHERE g.visit = v.id AND g.settled = '')`)
	}
	if after != "" {
		on, last, err := cutKey(after)
		if err != nil {
			return nil, "", err
		}
		more(` AND (v.day < ? OR v.day = ? AND v.id < ?)`, on, on, last)
	}
	page, err = sqldb.Collect(tx.Query(ctx, `SELECT v.id, v.number, v.household, COALESCE(h.number, ''), COALESCE(h.head, ''), v.area, v.unit, v.day, v.act, v.way, v.own, v.aid, v.met, v.signed, v.state,
			(SELECT COUNT(*) FROM visit_flag g WHERE g.visit = v.id AND g.settled = ''), (SELECT COUNT(*) FROM visit_photo p WHERE p.visit = v.id)
		FROM visit v LEFT JOIN household h ON h.id = v.household WHERE `+where+` ORDER BY v.day DESC, v.id DESC LIMIT ?`, append(args, limit+1)...), scanVisitLine)
	if len(page) > limit {
		page = page[:limit]
		next = joinKey(page[limit-1].Day.String(), string(page[limit-1].ID))
	}
	return page, next, err
}
