package store

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/sqldb"
)

// BatchNumbers gives the numbers of the batches that money of a year's purses
// went into, of purses whose keepers meet the scope.
func (s *Store) BatchNumbers(ctx context.Context, tx *sqldb.Tx, year int, scope identity.Scope) (map[id.ID]string, error) {
	where, args := meetsWhere("p", scope)
	numbers := map[id.ID]string{}
	for row, err := range tx.Query(ctx, `SELECT b.id, b.number FROM payment_batch b WHERE EXISTS (SELECT 1 FROM payment_row r JOIN purse p ON p.id = r.purse WHERE r.batch = b.id AND p.year = ? AND `+where+`)`,
		append([]any{year}, args...)...) {
		if err != nil {
			return nil, err
		}
		var of, number string
		if err := row.Scan(&of, &number); err != nil {
			return nil, err
		}
		numbers[id.ID(of)] = number
	}
	return numbers, nil
}

// DueByLine gives what is due from each budget line of a year's purses whose
// keepers meet the scope, without what was dropped.
func (s *Store) DueByLine(ctx context.Context, tx *sqldb.Tx, year int, scope identity.Scope) (map[id.ID]money.Fen, error) {
	where, args := meetsWhere("p", scope)
	due := map[id.ID]money.Fen{}
	for row, err := range tx.Query(ctx, `SELECT d.line, CAST(SUM(d.fen) AS BIGINT) FROM payment_due d JOIN purse p ON p.id = d.purse WHERE p.year = ? AND d.state <> 'dropped' AND `+where+` GROUP BY d.line`,
		append([]any{year}, args...)...) {
		if err != nil {
			return nil, err
		}
		var line string
		var fen int64
		if err := row.Scan(&line, &fen); err != nil {
			return nil, err
		}
		due[id.ID(line)] = money.Fen(fen)
	}
	return due, nil
}

// PlaceDue is what the households of a place are due, and have had.
type PlaceDue struct {
	Area       area.Code
	Unit       string
	Households int64
	Due        fund.Figure // all that is or was due
	Paid       fund.Figure
	Held       fund.Figure
}

// PlaceDues sums a campaign's dues by place within the scope.
func (s *Store) PlaceDues(ctx context.Context, tx *sqldb.Tx, campaign id.ID, scope identity.Scope) ([]PlaceDue, error) {
	where, args := scopeWhere("d", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT d.area, d.unit, COUNT(DISTINCT d.household), COUNT(*), CAST(SUM(d.fen) AS BIGINT),
			SUM(CASE WHEN d.state = 'paid' THEN 1 ELSE 0 END), CAST(SUM(CASE WHEN d.state = 'paid' THEN d.fen ELSE 0 END) AS BIGINT),
			SUM(CASE WHEN d.state = 'held' THEN 1 ELSE 0 END), CAST(SUM(CASE WHEN d.state = 'held' THEN d.fen ELSE 0 END) AS BIGINT)
		FROM payment_due d WHERE d.campaign = ? AND d.state <> 'dropped' AND `+where+` GROUP BY d.area, d.unit ORDER BY d.area, d.unit`,
		append([]any{string(campaign)}, args...)...), func(row *sqldb.Row) (p PlaceDue, err error) {
		err = row.Scan(&p.Area, &p.Unit, &p.Households, &p.Due.Rows, &p.Due.Fen, &p.Paid.Rows, &p.Paid.Fen, &p.Held.Rows, &p.Held.Fen)
		return p, err
	})
}
