package store

import (
	"context"
	"fmt"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// ChangeFilter asks for a part of the requests; what is not set does not narrow.
type ChangeFilter struct {
	ID    id.ID
	Lane  registry.ChangeLane
	State registry.ChangeState
	Kind  registry.ChangeCode
	Area  area.Code
	File  id.ID    // a household, in whatever part of the request
	Filer id.ID    // an account
	By    day.Date // due before this day
}

// ChangeLine is a request on a list, without what it asks for.
type ChangeLine struct {
	registry.ChangeRequest        // without Ask and Acts
	Head                   string // of the household, as its file says now
}

const changeLineColumns = `c.id, c.year, c.counted, c.kind, c.occasion, c.household, c.file, c.other, c.other_file, c.fresh, c.fresh_file, c.area, c.unit, c.state, c.aspects,
	c.approvers, c.actor, c.account, c.made, c.sent, c.due, c.holds, c.applied, c.result, COALESCE(h.head, '')`

func scanChangeLine(row *sqldb.Row) (l ChangeLine, err error) {
	var aspects, due, holds string
	err = row.Scan(&l.ID, &l.Year, &l.Serial, &l.Kind, &l.Occasion, &l.Household, &l.File, &l.Other, &l.OtherFile, &l.Fresh, &l.FreshFile, &l.Area, &l.Unit, &l.State, &aspects,
		&l.Route.Approvers, &l.Actor, &l.Account, &l.Made, &l.Sent, &due, &holds, &l.Applied, &l.Result, &l.Head)
	l.Aspects, l.Due, l.Holds = aspectsOf(aspects), untilOf(due), dateOf(&holds)
	if l.Serial > 0 {
		l.Number = registry.ChangeNumber(l.Year, l.Serial)
	}
	return l, err
}

// where is the condition of the filter within a scope.
func (f ChangeFilter) where(scope identity.Scope) (where string, args []any) {
	where, args = scopeWhere("c", scope)
	add := func(condition string, more ...any) {
		where += " AND " + condition
		args = append(args, more...)
	}
	if f.ID != "" {
		add("c.id = ?", string(f.ID))
	}
	if f.Lane != "" {
		add("c.lane = ?", string(f.Lane))
	}
	if f.State != "" {
		add("c.state = ?", string(f.State))
	}
	if f.Kind != "" {
		add("c.kind = ?", string(f.Kind))
	}
	if f.Area != "" {
		lo, hi := f.Area.Range()
		add("c.area >= ? AND c.area < ?", string(lo), string(hi))
	}
	if f.File != "" {
		add("(c.household = ? OR c.other = ? OR c.fresh = ?)", string(f.File), string(f.File), string(f.File))
	}
	if f.Filer != "" {
		add("c.account = ?", string(f.Filer))
	}
	if !f.By.IsZero() {
		add("c.due < ?", f.By.String())
	}
	return where, args
}

// Changes gives a page of requests within the scope: those somebody has to
// decide of by the day that is due, the others with the newest first. next is ""
// at the end.
func (s *Store) Changes(ctx context.Context, tx *sqldb.Tx, f ChangeFilter, scope identity.Scope, after string, limit int) (page []ChangeLine, next string, err error) {
	where, args := f.where(scope)
	byDue := f.Lane == registry.LaneDecide
	order := "c.id DESC"
	if byDue {
		order = "c.due, c.id"
	}
	if after != "" {
		due, last, err := cutKey(after)
		if err != nil {
			return nil, "", err
		}
		if byDue {
			where += ` AND (c.due, c.id) > (?, ?)`
			args = append(args, due, last)
		} else {
			where += ` AND c.id < ?`
			args = append(args, last)
		}
	}
	page, err = sqldb.Collect(tx.Query(ctx, `SELECT `+changeLineColumns+` FROM change_request c LEFT JOIN household h ON h.id = c.household
		WHERE `+where+` ORDER BY `+order+` LIMIT ?`, append(args, limit+1)...), scanChangeLine)
	if len(page) > limit {
		page = page[:limit]
		next = joinKey(until(page[limit-1].Due), string(page[limit-1].ID))
	}
	return page, next, err
}

// CountChanges counts requests within the scope, up to a bound.
func (s *Store) CountChanges(ctx context.Context, tx *sqldb.Tx, f ChangeFilter, scope identity.Scope, most int) (n int64, err error) {
	where, args := f.where(scope)
	err = tx.Row(ctx, fmt.Sprintf(`SELECT COUNT(*) FROM (SELECT 1 FROM change_request c WHERE %s LIMIT %d) x`, where, most), args...).Scan(&n)
	return n, err
}
