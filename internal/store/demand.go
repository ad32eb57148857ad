package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/demand"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const demandColumns = `id, number, prefix, counted, campaign, clause, visit, household, file, area, unit, kind, nature, sensitive, matter, state, ladder, rung, level, day, due, satisfied, account, version, recorded, sealed`

// noDue stands for no clock running, behind every instant.
const noDue = forEver

func (s *Store) demandRow(d *demand.Demand) ([]any, error) {
	ladder, err := json.Marshal(d.Ladder)
	if err != nil {
		return nil, err
	}
	due := string(d.Due)
	if due == "" {
		due = noDue
	}
	return []any{string(d.ID), d.Number, d.Prefix, d.Serial, string(d.Campaign), d.Clause, string(d.Visit), string(d.Household), d.File, string(d.Area), d.Unit, d.Kind, string(d.Nature), flag(d.Sensitive),
		string(d.Matter), string(d.State), string(ladder), d.Rung, string(d.Level()), d.On.String(), due, string(d.Satisfied), string(d.Account), d.Row, string(d.Recorded), s.seal(personal.ForDemand, d.Words)}, nil
}

// AddDemand writes a demand that was just taken, with its first act.
func (s *Store) AddDemand(ctx context.Context, tx *sqldb.Tx, d *demand.Demand) error {
	row, err := s.demandRow(d)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO demand (`+demandColumns+`) VALUES (`+sqldb.Marks(26)+`)`, row...); err != nil {
		return err
	}
	return s.addDemandAct(ctx, tx, d.ID, &d.Acts[len(d.Acts)-1])
}

// SaveDemand writes a demand after an act, with the act, over the version
// before. problem.Conflict when somebody was faster.
func (s *Store) SaveDemand(ctx context.Context, tx *sqldb.Tx, d *demand.Demand) error {
	row, err := s.demandRow(d)
	if err != nil {
		return err
	}
	var sets []string
	for _, column := range columnList(demandColumns)[1:] {
		sets = append(sets, column+" = ?")
	}
	rows, err := tx.Exec(ctx, `UPDATE demand SET `+strings.Join(sets, ", ")+` WHERE id = ? AND version = ?`, append(row[1:], string(d.ID), d.Row-1)...)
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "demand.changed", "number", d.Number)
	}
	if err != nil {
		return err
	}
	return s.addDemandAct(ctx, tx, d.ID, &d.Acts[len(d.Acts)-1])
}

func (s *Store) addDemandAct(ctx context.Context, tx *sqldb.Tx, of id.ID, a *demand.Act) error {
	_, err := tx.Exec(ctx, `INSERT INTO demand_act (demand, seq, verb, from_state, to_state, level, account, actor, role, day, satisfied, asked, recorded, sealed) VALUES (`+sqldb.Marks(14)+`)`,
		string(of), a.Seq, string(a.Verb), string(a.From), string(a.To), string(a.Level), string(a.Account), a.Actor, a.Role, a.On.String(), string(a.Satisfied), string(a.Asked), string(a.At),
		s.seal(personal.ForDemand, a.Who, a.Text))
	return err
}

// LastDemand is the last number given in a count.
func (s *Store) LastDemand(ctx context.Context, tx *sqldb.Tx, prefix string) (last int, err error) {
	err = tx.Row(ctx, `SELECT COALESCE(MAX(counted), 0) FROM demand WHERE prefix = ?`, prefix).Scan(&last)
	return last, err
}

func (s *Store) scanDemand(row *sqldb.Row, more ...any) (*demand.Demand, error) {
	var d demand.Demand
	var sensitive int64
	var ladder, level, on, due string
	var sealed []byte
	err := row.Scan(append([]any{&d.ID, &d.Number, &d.Prefix, &d.Serial, &d.Campaign, &d.Clause, &d.Visit, &d.Household, &d.File, &d.Area, &d.Unit, &d.Kind, &d.Nature, &sensitive,
		&d.Matter, &d.State, &ladder, &d.Rung, &level, &on, &due, &d.Satisfied, &d.Account, &d.Row, &d.Recorded, &sealed}, more...)...)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(ladder), &d.Ladder); err != nil {
		return nil, err
	}
	d.Sensitive, d.On = sensitive == 1, dateOf(&on)
	if due != noDue {
		d.Due = day.Instant(due)
	}
	words, err := s.unseal(personal.ForDemand, sealed, 1)
	if err != nil {
		return nil, err
	}
	d.Words = words[0]
	return &d, nil
}

func (s *Store) scanDemandAct(row *sqldb.Row) (a demand.Act, err error) {
	var on string
	var sealed []byte
	if err := row.Scan(&a.Seq, &a.Verb, &a.From, &a.To, &a.Level, &a.Account, &a.Actor, &a.Role, &on, &a.Satisfied, &a.Asked, &a.At, &sealed); err != nil {
		return a, err
	}
	words, err := s.unseal(personal.ForDemand, sealed, 2)
	if err != nil {
		return a, err
	}
	a.On, a.Who, a.Text = dateOf(&on), words[0], words[1]
	return a, nil
}

// DemandSight is whose sensitive demands are seen: all, or those that an account
// took itself.
type DemandSight struct {
	Sensitive bool
	Own       id.ID
}

func (v DemandSight) where() (string, []any) {
	if v.Sensitive {
		return "1 = 1", nil
	}
	if v.Own == "" {
		return "q.sensitive = 0", nil
	}
	return "(q.sensitive = 0 OR q.account = ?)", []any{string(v.Own)}
}

// Demand gives one within the scope and the sight, whole, with its acts.
// problem.NotFound when there is none.
func (s *Store) Demand(ctx context.Context, tx *sqldb.Tx, of id.ID, sight DemandSight, scope identity.Scope) (*demand.Demand, error) {
	where, args := scopeWhere("q", scope)
	seen, more := sight.where()
	all, err := sqldb.Collect(tx.Query(ctx, `SELECT `+demandColumns+` FROM demand q WHERE id = ? AND `+where+` AND `+seen, append(append([]any{string(of)}, args...), more...)...),
		func(row *sqldb.Row) (*demand.Demand, error) { return s.scanDemand(row) })
	if err == nil && len(all) == 0 {
		err = problem.New(problem.NotFound, "demand.none")
	}
	if err != nil {
		return nil, err
	}
	d := all[0]
	d.Acts, err = sqldb.Collect(tx.Query(ctx, `SELECT seq, verb, from_state, to_state, level, account, actor, role, day, satisfied, asked, recorded, sealed
		FROM demand_act WHERE demand = ? ORDER BY seq`, string(of)), s.scanDemandAct)
	return d, err
}

// DemandFilter asks for a part of the demands; what is not set does not narrow.
type DemandFilter struct {
	Sight     DemandSight
	State     demand.State
	Level     demand.Level
	Kinds     []string
	Household id.ID
	Matter    id.ID
	Area      area.Code
	Before    day.Instant // somebody should have acted before
}

func (f DemandFilter) where(scope identity.Scope) (where string, args []any) {
	where, args = scopeWhere("q", scope)
	add := func(condition string, more ...any) {
		where += " AND " + condition
		args = append(args, more...)
	}
	seen, more := f.Sight.where()
	add(seen, more...)
	if f.State != "" {
		add("q.state = ?", string(f.State))
	}
	if f.Level != "" {
		add("q.level = ?", string(f.Level))
	}
	if len(f.Kinds) > 0 {
		var kinds []any
		for _, k := range f.Kinds {
			kinds = append(kinds, k)
		}
		add("q.kind IN ("+sqldb.Marks(len(kinds))+")", kinds...)
	}
	if f.Household != "" {
		add("q.household = ?", string(f.Household))
	}
	if f.Matter != "" {
		add("q.matter = ?", string(f.Matter))
	}
	if f.Area != "" {
		lo, hi := f.Area.Range()
		add("q.area >= ? AND q.area < ?", string(lo), string(hi))
	}
	if f.Before != "" {
		add("q.state = 'open' AND q.due < ?", string(f.Before))
	}
	return where, args
}

// DemandLine is a demand in the queue.
type DemandLine struct {
	*demand.Demand
	Head string // of the household, as its file says now
}

// Demands gives a page of demands within the scope, what is due first before the
// rest. next is "" at the end.
func (s *Store) Demands(ctx context.Context, tx *sqldb.Tx, f DemandFilter, scope identity.Scope, after string, limit int) (page []DemandLine, next string, err error) {
	where, args := f.where(scope)
	if after != "" {
		due, last, err := cutKey(after)
		if err != nil {
			return nil, "", err
		}
		where += ` AND (q.due, q.id) > (?, ?)`
		args = append(args, due, last)
	}
	page, err = sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("q", columnsOnOneLine(demandColumns))+`, COALESCE(h.head, '') FROM demand q LEFT JOIN household h ON h.id = q.household
		WHERE `+where+` ORDER BY q.due, q.id LIMIT ?`, append(args, limit+1)...), func(row *sqldb.Row) (l DemandLine, err error) {
		l.Demand, err = s.scanDemand(row, &l.Head)
		return l, err
	})
	if len(page) > limit {
		page = page[:limit]
		last := page[limit-1]
		due := string(last.Due)
		if due == "" {
			due = noDue
		}
		next = joinKey(due, string(last.ID))
	}
	return page, next, err
}

// CountDemands counts demands within the scope, up to a bound.
func (s *Store) CountDemands(ctx context.Context, tx *sqldb.Tx, f DemandFilter, scope identity.Scope, most int) (n int64, err error) {
	where, args := f.where(scope)
	err = tx.Row(ctx, fmt.Sprintf(`SELECT COUNT(*) FROM (SELECT 1 FROM demand q WHERE %s LIMIT %d) x`, where, most), args...).Scan(&n)
	return n, err
}

// DemandsByVillage counts the open demands within the scope by village, and of
// them those that are late; Grave are those that stand at a level.
func (s *Store) DemandsByVillage(ctx context.Context, tx *sqldb.Tx, now day.Instant, level demand.Level, sight DemandSight, scope identity.Scope) ([]HazardCount, error) {
	where, args := scopeWhere("q", scope)
	seen, more := sight.where()
	args = append(append([]any{string(level), string(now)}, args...), more...)
	return sqldb.Collect(tx.Query(ctx, `SELECT q.area, COUNT(*), CAST(SUM(CASE WHEN q.level = ? THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN q.due < ? THEN 1 ELSE 0 END) AS BIGINT)
		FROM demand q WHERE q.state = 'open' AND `+where+` AND `+seen+` GROUP BY q.area ORDER BY q.area`, args...), func(row *sqldb.Row) (c HazardCount, err error) {
		err = row.Scan(&c.Area, &c.Open, &c.Grave, &c.Late)
		return c, err
	})
}

// LateDemands are the ids of open demands whose time has passed, behind one.
func (s *Store) LateDemands(ctx context.Context, tx *sqldb.Tx, now day.Instant, after id.ID, limit int) ([]id.ID, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT id FROM demand WHERE state = 'open' AND due < ? AND id > ? ORDER BY id LIMIT ?`, string(now), string(after), limit),
		func(row *sqldb.Row) (of id.ID, err error) { return of, row.Scan(&of) })
}

// Matter is what several demands have in common.
type Matter struct {
	ID       id.ID
	Area     area.Code
	Unit     string
	Nature   demand.Nature
	Title    string
	Actor    string
	Recorded day.Instant
}

// AddMatter writes a matter.
func (s *Store) AddMatter(ctx context.Context, tx *sqldb.Tx, m *Matter) error {
	_, err := tx.Exec(ctx, `INSERT INTO matter (id, area, unit, nature, actor, recorded, sealed) VALUES (`+sqldb.Marks(7)+`)`,
		string(m.ID), string(m.Area), m.Unit, string(m.Nature), m.Actor, string(m.Recorded), s.seal(personal.ForDemand, m.Title))
	return err
}

// Matter gives one within the scope. problem.NotFound when there is none.
func (s *Store) Matter(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*Matter, error) {
	where, args := scopeWhere("m", scope)
	all, err := sqldb.Collect(tx.Query(ctx, `SELECT m.id, m.area, m.unit, m.nature, m.actor, m.recorded, m.sealed FROM matter m WHERE m.id = ? AND `+where, append([]any{string(of)}, args...)...), func(row *sqldb.Row) (*Matter, error) {
		var m Matter
		var sealed []byte
		if err := row.Scan(&m.ID, &m.Area, &m.Unit, &m.Nature, &m.Actor, &m.Recorded, &sealed); err != nil {
			return nil, err
		}
		words, err := s.unseal(personal.ForDemand, sealed, 1)
		if err != nil {
			return nil, err
		}
		m.Title = words[0]
		return &m, nil
	})
	if err == nil && len(all) == 0 {
		err = problem.New(problem.NotFound, "demand.no_matter")
	}
	if err != nil {
		return nil, err
	}
	return all[0], nil
}
