package store

import (
	"context"
	"strings"

	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
)

// The queue is found in one of two ways, as the list of files is: where the
// place has few open cases they are sorted; else the order of last days is
// walked, each case tested, until the page is full.

// fewCases is how many are sorted rather than walked to.
const fewCases = 4000

// Cases gives a page of the queue within the scope: what is due first before the
// rest; of ended cases the latest first. next goes on behind the page, "" at the
// end.
func (s *Store) Cases(ctx context.Context, tx *sqldb.Tx, f *casework.Filter, scope identity.Scope, after string, limit int) (page []*casework.Case, next string, err error) {
	place, ok := scope.Within(f.Area, f.Unit)
	if !ok {
		return nil, "", nil
	}
	tests, err := s.caseTests(ctx, tx, f)
	if err != nil {
		return nil, "", err
	}
	place1, few, err := casePlace(ctx, tx, f, place)
	if err != nil {
		return nil, "", err
	}
	tests = append(tests, place1)
	key, down := "c.due", ""
	if f.Ended {
		key, down = "c.recorded", " DESC"
	}
	if few {
		key += " || ''" // is equal, and no index holds it
	}
	if after != "" {
		last, of, err := cutKey(after)
		if err != nil {
			return nil, "", err
		}
		sign := ">"
		if f.Ended {
			sign = "<"
		}
		tests = append(tests, where(`(`+key+`, c.id) `+sign+` (?, ?)`, last, of))
	}
	all := allTests(tests)
	page, err = sqldb.Collect(tx.Query(ctx, `SELECT `+caseColumns+` FROM casework c WHERE `+all.sql+` ORDER BY `+key+down+`, c.id`+down+` LIMIT ?`,
		append(all.args, limit+1)...), s.scanCase)
	if len(page) > limit {
		page = page[:limit]
		last := page[limit-1]
		next = joinKey(until(last.Due), string(last.ID))
		if f.Ended {
			next = joinKey(string(last.Recorded), string(last.ID))
		}
	}
	return page, next, err
}

func allTests(tests []condition) (all condition) {
	var parts []string
	for _, t := range tests {
		parts, all.args = append(parts, t.sql), append(all.args, t.args...)
	}
	all.sql = strings.Join(parts, " AND ")
	return all
}

// casePlace is the condition of the place, by its index when few cases are open
// there.
func casePlace(ctx context.Context, tx *sqldb.Tx, f *casework.Filter, place identity.Scope) (c condition, few bool, err error) {
	sql, args := scopeWhere("c", place)
	c = where(sql, args...)
	if place.All || f.Text != "" { // a number or a name leaves few anyway
		return c, f.Text != "", nil
	}
	ended := `c.ended = 0`
	if f.Ended {
		ended = `c.ended = 1`
	}
	if len(place.Areas) == 0 { // the index of units holds only who has one
		ended += ` AND c.unit <> ''`
	}
	var n int64
	err = tx.Row(ctx, `SELECT COUNT(*) FROM (SELECT 1 AS one FROM casework c WHERE `+ended+` AND `+sql+` LIMIT ?) found`, append(args, fewCases+1)...).Scan(&n)
	if few = n <= fewCases; !few {
		c.sql = strings.NewReplacer("c.area ", "c.area || '' ", "c.unit ", "c.unit || '' ").Replace(c.sql)
	}
	return c, few, err
}

// caseTests are the conditions of a filter but the place.
func (s *Store) caseTests(ctx context.Context, tx *sqldb.Tx, f *casework.Filter) ([]condition, error) {
	tests := []condition{where(`c.ended = 0`)}
	if f.Ended {
		tests[0] = where(`c.ended = 1`)
	}
	equal := func(column, value string) {
		if value != "" {
			tests = append(tests, where(`c.`+column+` = ?`, value))
		}
	}
	equal("state", string(f.State))
	equal("does", string(f.Doing))
	equal("step", f.Step)
	equal("profile", f.Profile)
	if len(f.Kinds) > 0 {
		var kinds []any
		for _, k := range f.Kinds {
			kinds = append(kinds, string(k))
		}
		tests = append(tests, where(`c.kind IN (`+sqldb.Marks(len(kinds))+`)`, kinds...))
	}
	if text := strings.TrimSpace(f.Text); text != "" {
		tests = append(tests, where(`c.id IN (SELECT id FROM casework WHERE number = ? AND number <> '' UNION SELECT id FROM casework WHERE name_digest = ?)`, text, s.sealer.Digest(personal.ForCase, personal.NormalName(text))))
	}
	if !f.DueBefore.IsZero() {
		tests = append(tests, where(`c.due < ?`, f.DueBefore.String()), where(runs))
	}
	if f.Stopped {
		tests = append(tests, where(`c.stopped <> ''`))
	}
	if f.Objected {
		tests = append(tests, where(`c.objected = 1`))
	}
	if f.Kin {
		tests = append(tests, where(`c.kin = 1`))
	}
	if f.Role != "" {
		mine, err := turnTest(ctx, tx, f)
		if err != nil {
			return nil, err
		}
		tests = append(tests, mine)
	}
	return tests, nil
}

// runs: the clock runs.
const runs = `c.state IN ('running', 'posted', 'approved')`

// turnTest keeps the cases whose step the role may take, and that the account has
// not judged at another step: nobody takes two.
func turnTest(ctx context.Context, tx *sqldb.Tx, f *casework.Filter) (condition, error) {
	turns, err := sqldb.Collect(tx.Query(ctx, `SELECT turn FROM case_turn ORDER BY turn`), func(row *sqldb.Row) (turn string, err error) {
		err = row.Scan(&turn)
		return turn, err
	})
	if err != nil {
		return condition{}, err
	}
	var mine []any
	for _, turn := range turns {
		if casework.TurnOf(turn, f.Role) {
			mine = append(mine, turn)
		}
	}
	if len(mine) == 0 {
		return where(`1 = 0`), nil
	}
	c := where(`c.state IN ('running', 'incomplete', 'approved') AND c.turn IN (`+sqldb.Marks(len(mine))+`)`, mine...)
	if f.User != "" {
		c.sql += ` AND NOT EXISTS (SELECT 1 FROM case_part p JOIN case_act a ON a.casework = p.casework AND a.seq = p.seq
			WHERE p.account = ? AND p.casework = c.id AND c.does IN (` + judged + `) AND a.step <> c.step AND a.does IN (` + judged + `)
			AND a.verb IN ('confirm', 'pass', 'refuse', 'send_back'))`
		c.args = append(c.args, string(f.User))
	}
	return c, nil
}

// judged are the steps at which a case is judged, see casework.StepKind.Judges.
const judged = `'intake', 'check', 'appraisal', 'opinion', 'decision'`

// CountCases counts the cases of a filter within the scope by how they stand; on
// today's day the step of the overdue should have been taken.
func (s *Store) CountCases(ctx context.Context, tx *sqldb.Tx, f *casework.Filter, today day.Date, scope identity.Scope) ([]casework.Tally, error) {
	all, ok, err := s.caseCondition(ctx, tx, f, scope)
	if err != nil || !ok {
		return nil, err
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT c.state, c.does, COUNT(*), CAST(SUM(CASE WHEN c.due < ? AND `+runs+` THEN 1 ELSE 0 END) AS BIGINT)
		FROM casework c WHERE `+all.sql+` GROUP BY c.state, c.does ORDER BY c.state, c.does`, append([]any{today.String()}, all.args...)...),
		func(row *sqldb.Row) (n casework.Tally, err error) {
			err = row.Scan(&n.State, &n.Doing, &n.Cases, &n.Overdue)
			return n, err
		})
}

func (s *Store) caseCondition(ctx context.Context, tx *sqldb.Tx, f *casework.Filter, scope identity.Scope) (all condition, ok bool, err error) {
	place, ok := scope.Within(f.Area, f.Unit)
	if !ok {
		return all, false, nil
	}
	tests, err := s.caseTests(ctx, tx, f)
	sql, args := scopeWhere("c", place)
	return allTests(append(tests, where(sql, args...))), true, err
}

// LateCases counts the overdue cases of a filter within the scope by place, step
// and who acted last, the oldest first; at most limit lines.
func (s *Store) LateCases(ctx context.Context, tx *sqldb.Tx, f *casework.Filter, today day.Date, scope identity.Scope, limit int) ([]casework.Late, error) {
	all, ok, err := s.caseCondition(ctx, tx, f, scope)
	if err != nil || !ok {
		return nil, err
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT c.area, c.unit, c.does, c.turn, c.actor, COUNT(*), MIN(c.due) FROM casework c
		WHERE `+all.sql+` AND c.due < ? AND `+runs+` GROUP BY c.area, c.unit, c.does, c.turn, c.actor ORDER BY MIN(c.due), c.area, c.unit, c.does, c.actor LIMIT ?`,
		append(append(all.args, today.String()), limit)...), func(row *sqldb.Row) (l casework.Late, err error) {
		var oldest string
		err = row.Scan(&l.Area, &l.Unit, &l.Doing, &l.Turn, &l.Actor, &l.Cases, &oldest)
		l.Oldest = untilOf(oldest)
		return l, err
	})
}
