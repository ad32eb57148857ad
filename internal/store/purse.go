package store

import (
	"context"
	"errors"
	"strings"

	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const purseColumns = `id, name, holder, kind, year, area, unit, earmark, carry, closed, version`

func scanPurse(row *sqldb.Row) (*fund.Purse, error) {
	p := &fund.Purse{}
	var year, carry, version int64
	var earmark, closed string
	err := row.Scan(&p.ID, &p.Name, &p.Holder, &p.Kind, &year, &p.Area, &p.Unit, &earmark, &carry, &closed, &version)
	p.Year, p.Carry, p.Closed, p.Version = int(year), carry == 1, dateOf(&closed), int(version)
	if earmark != "" {
		p.Earmark = strings.Split(earmark, ",")
	}
	return p, err
}

// AddPurse writes a new purse. problem.Conflict when its keeper has one of the
// name in the year.
func (s *Store) AddPurse(ctx context.Context, tx *sqldb.Tx, p *fund.Purse, by Signed) error {
	rows, err := tx.Exec(ctx, `INSERT INTO purse (`+purseColumns+`, actor, recorded) VALUES (`+sqldb.Marks(13)+`) ON CONFLICT DO NOTHING`,
		string(p.ID), p.Name, p.Holder, p.Kind, p.Year, string(p.Area), p.Unit, strings.Join(p.Earmark, ","), flag(p.Carry), p.Closed.String(), p.Version, by.Actor, string(by.At))
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "fund.purse_there", "name", p.Name, "year", p.Year)
	}
	return err
}

// SavePurse writes a purse over the version before it. problem.Conflict when
// somebody changed it since.
func (s *Store) SavePurse(ctx context.Context, tx *sqldb.Tx, p *fund.Purse, by Signed) error {
	rows, err := tx.Exec(ctx, `UPDATE purse SET name = ?, holder = ?, kind = ?, earmark = ?, carry = ?, closed = ?, version = ?, actor = ?, recorded = ? WHERE id = ? AND version = ?`,
		p.Name, p.Holder, p.Kind, strings.Join(p.Earmark, ","), flag(p.Carry), p.Closed.String(), p.Version, by.Actor, string(by.At), string(p.ID), p.Version-1)
	if name, twice := sqldb.IsUnique(err); twice && name != "" {
		return problem.New(problem.Conflict, "fund.purse_there", "name", p.Name, "year", p.Year)
	}
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "fund.purse_changed")
	}
	return err
}

// Purse gives a purse whose keeper meets the scope. problem.NotFound when there
// is none.
func (s *Store) Purse(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*fund.Purse, error) {
	meets, args := meetsWhere("p", scope)
	p, err := scanPurse(tx.Row(ctx, `SELECT `+prefixed("p", purseColumns)+` FROM purse p WHERE p.id = ? AND `+meets, append([]any{string(of)}, args...)...))
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "fund.no_purse")
	}
	return p, err
}

// Purses gives a page of the purses whose keeper meets the scope, of the latest
// years first, behind the key "year id"; year 0 is all.
func (s *Store) Purses(ctx context.Context, tx *sqldb.Tx, year int, scope identity.Scope, after string, limit int) ([]*fund.Purse, error) {
	behind, last, _ := strings.Cut(after, " ")
	if after == "" {
		behind, last = "99999", "~"
	}
	meets, args := meetsWhere("p", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("p", purseColumns)+` FROM purse p
		WHERE (? = 0 OR p.year = ?) AND (p.year < CAST(? AS BIGINT) OR p.year = CAST(? AS BIGINT) AND p.id < ?) AND `+meets+` ORDER BY p.year DESC, p.id DESC LIMIT ?`,
		append(append([]any{year, year, behind, behind, last}, args...), limit)...), scanPurse)
}

// TiePurse lets a purse stand behind one of a campaign's plan.
func (s *Store) TiePurse(ctx context.Context, tx *sqldb.Tx, campaign id.ID, name string, purse id.ID, by Signed) error {
	_, err := tx.Exec(ctx, `INSERT INTO purse_tie (campaign, name, purse, actor, recorded) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (campaign, name) DO UPDATE SET purse = excluded.purse, actor = excluded.actor, recorded = excluded.recorded`,
		string(campaign), name, string(purse), by.Actor, string(by.At))
	return err
}

// PurseTies gives the purse behind each of a campaign's plan, by the plan's id
// of it. It serves the reckoning of what is due, after Campaign, which is scoped.
func (s *Store) PurseTies(ctx context.Context, tx *sqldb.Tx, campaign id.ID) (map[string]id.ID, error) {
	ties := map[string]id.ID{}
	for row, err := range tx.Query(ctx, `SELECT name, purse FROM purse_tie WHERE campaign = ?`, string(campaign)) {
		if err != nil {
			return nil, err
		}
		var name, purse string
		if err := row.Scan(&name, &purse); err != nil {
			return nil, err
		}
		ties[name] = id.ID(purse)
	}
	return ties, nil
}

// PutBudgetLine writes a budget line, or gives the id of the one that is there.
func (s *Store) PutBudgetLine(ctx context.Context, tx *sqldb.Tx, l *fund.Line, by Signed) error {
	return tx.Row(ctx, `INSERT INTO budget_line (id, purse, campaign, clause, name, recorded) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (purse, campaign, clause) DO UPDATE SET name = excluded.name RETURNING id`,
		string(l.ID), string(l.Purse), string(l.Campaign), l.Clause, l.Name, string(by.At)).Scan(&l.ID)
}

// BudgetLines gives the lines of a purse, or of a campaign, whose purse's keeper
// meets the scope; "" is any.
func (s *Store) BudgetLines(ctx context.Context, tx *sqldb.Tx, purse, campaign id.ID, scope identity.Scope) ([]*fund.Line, error) {
	meets, args := meetsWhere("p", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT l.id, l.purse, l.campaign, l.clause, l.name FROM budget_line l JOIN purse p ON p.id = l.purse
		WHERE (? = '' OR l.purse = ?) AND (? = '' OR l.campaign = ?) AND `+meets+` ORDER BY l.campaign, l.clause, l.id`,
		append([]any{string(purse), string(purse), string(campaign), string(campaign)}, args...)...), func(row *sqldb.Row) (*fund.Line, error) {
		l := &fund.Line{}
		return l, row.Scan(&l.ID, &l.Purse, &l.Campaign, &l.Clause, &l.Name)
	})
}
