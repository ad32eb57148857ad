package store

import (
	"context"
	"encoding/json"
	"errors"

	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const dueColumns = `id, campaign, clause, class, subject, household, area, unit, purse, line, period, fen, state, held, explained, batch, asked_by, recorded, version, sealed`

func (s *Store) dueValues(d *fund.Due) ([]any, error) {
	held, err := json.Marshal(d.Held)
	if err != nil {
		return nil, err
	}
	how, err := json.Marshal(d.How)
	if err != nil {
		return nil, err
	}
	var sealed any
	if d.Reason != "" {
		sealed = s.seal(personal.ForFund, d.Reason)
	}
	return []any{string(d.ID), string(d.Campaign), d.Clause, d.Class, d.Subject, string(d.Household), string(d.Area), d.Unit, string(d.Purse), string(d.Line), d.Period,
		int64(d.Fen), string(d.State), string(held), string(how), string(d.Batch), string(d.Asker), string(d.Recorded), d.Version, sealed}, nil
}

func (s *Store) scanDue(row *sqldb.Row) (*fund.Due, error) {
	d := &fund.Due{}
	var held, how string
	var sealed []byte
	if err := row.Scan(&d.ID, &d.Campaign, &d.Clause, &d.Class, &d.Subject, &d.Household, &d.Area, &d.Unit, &d.Purse, &d.Line, &d.Period,
		&d.Fen, &d.State, &held, &how, &d.Batch, &d.Asker, &d.Recorded, &d.Version, &sealed); err != nil {
		return nil, err
	}
	reason, err := s.unseal(personal.ForFund, sealed, 1)
	if err != nil {
		return nil, err
	}
	d.Reason = reason[0]
	return d, errors.Join(json.Unmarshal([]byte(held), &d.Held), json.Unmarshal([]byte(how), &d.How))
}

// AddDues writes new dues. problem.Conflict when one of them is there already.
func (s *Store) AddDues(ctx context.Context, tx *sqldb.Tx, dues []*fund.Due) error {
	rows, err := tx.Copy(ctx, "payment_due", columnList(dueColumns)...)
	if err != nil {
		return err
	}
	for _, d := range dues {
		values, err := s.dueValues(d)
		if err == nil {
			err = rows.Add(ctx, values...)
		}
		if err != nil {
			return dueTwice(err)
		}
	}
	_, err = rows.Close(ctx)
	return dueTwice(err)
}

func dueTwice(err error) error {
	if _, twice := sqldb.IsUnique(err); twice {
		return problem.New(problem.Conflict, "fund.due_there")
	}
	return err
}

// SaveDue writes a due over the version before it. problem.Conflict when it was
// changed since.
func (s *Store) SaveDue(ctx context.Context, tx *sqldb.Tx, d *fund.Due) error {
	values, err := s.dueValues(d)
	if err != nil {
		return err
	}
	rows, err := tx.Exec(ctx, `UPDATE payment_due SET class = ?, household = ?, area = ?, unit = ?, line = ?, fen = ?, state = ?, held = ?, explained = ?, batch = ?, asked_by = ?, recorded = ?, version = ?, sealed = ?
		WHERE id = ? AND version = ?`, values[3], values[5], values[6], values[7], values[9], values[11], values[12], values[13], values[14], values[15], values[16], values[17], values[18], values[19], string(d.ID), d.Version-1)
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "fund.due_changed")
	}
	return err
}

// EachDue gives every due of a campaign within the scope, in the order of the
// roster.
func (s *Store) EachDue(ctx context.Context, tx *sqldb.Tx, campaign id.ID, scope identity.Scope, yield func(*fund.Due) error) error {
	where, args := scopeWhere("d", scope)
	for row, err := range tx.Query(ctx, `SELECT `+prefixed("d", dueColumns)+` FROM payment_due d WHERE d.campaign = ? AND `+where+` ORDER BY d.area, d.subject, d.clause, d.id`,
		append([]any{string(campaign)}, args...)...) {
		if err != nil {
			return err
		}
		d, err := s.scanDue(row)
		if err != nil {
			return err
		}
		if err := yield(d); err != nil {
			return err
		}
	}
	return nil
}

// DueFilter says which dues are wanted; what is empty wants all.
type DueFilter struct {
	Campaign  id.ID
	State     fund.DueState
	Clause    string
	Household id.ID
	Batch     id.ID
}

// Dues gives a page of dues within the scope, by id behind a key.
func (s *Store) Dues(ctx context.Context, tx *sqldb.Tx, f DueFilter, scope identity.Scope, after string, limit int) ([]*fund.Due, error) {
	where, args := scopeWhere("d", scope)
	asked := []any{}
	for _, one := range []struct{ column, value string }{{"campaign", string(f.Campaign)}, {"state", string(f.State)}, {"clause", f.Clause}, {"household", string(f.Household)}, {"batch", string(f.Batch)}} {
		if one.value != "" {
			where += ` AND d.` + one.column + ` = ?`
			asked = append(asked, one.value)
		}
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("d", dueColumns)+` FROM payment_due d WHERE `+where+` AND d.id > ? ORDER BY d.id LIMIT ?`,
		append(append(args, asked...), after, limit)...), s.scanDue)
}

// PaymentDue gives a due within the scope. problem.NotFound when there is none.
func (s *Store) PaymentDue(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*fund.Due, error) {
	where, args := scopeWhere("d", scope)
	d, err := s.scanDue(tx.Row(ctx, `SELECT `+prefixed("d", dueColumns)+` FROM payment_due d WHERE d.id = ? AND `+where, append([]any{string(of)}, args...)...))
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "fund.no_due")
	}
	return d, err
}

// DueTotal is what the dues of a clause from a purse in a state come to.
type DueTotal struct {
	Clause string
	Purse  id.ID
	Line   id.ID
	State  fund.DueState
	fund.Figure
}

// DueTotals sums the dues of a campaign within the scope.
func (s *Store) DueTotals(ctx context.Context, tx *sqldb.Tx, campaign id.ID, scope identity.Scope) ([]DueTotal, error) {
	where, args := scopeWhere("d", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT d.clause, d.purse, d.line, d.state, COUNT(*), CAST(SUM(d.fen) AS BIGINT) FROM payment_due d
		WHERE d.campaign = ? AND `+where+` GROUP BY d.clause, d.purse, d.line, d.state ORDER BY d.clause, d.purse, d.state`,
		append([]any{string(campaign)}, args...)...), func(row *sqldb.Row) (t DueTotal, err error) {
		err = row.Scan(&t.Clause, &t.Purse, &t.Line, &t.State, &t.Rows, &t.Fen)
		return t, err
	})
}

// HadBy gives what some households had of other campaigns, or have coming, since
// a day: it serves the double-help guard and is not shown as it is.
func (s *Store) HadBy(ctx context.Context, tx *sqldb.Tx, except id.ID, households []id.ID, since string) (map[id.ID][]fund.Had, error) {
	had := map[id.ID][]fund.Had{}
	if len(households) == 0 {
		return had, nil
	}
	for row, err := range tx.Query(ctx, `SELECT d.household, d.clause, d.fen, d.state, d.recorded, c.title FROM payment_due d JOIN campaign c ON c.id = d.campaign
		WHERE d.household IN (`+sqldb.Marks(len(households))+`) AND d.campaign <> ? AND d.state IN ('batched', 'paid') AND d.recorded >= ? ORDER BY d.household, d.id`,
		append(keysOf(households), string(except), since)...) {
		if err != nil {
			return nil, err
		}
		var household, state, recorded string
		var h fund.Had
		var fen money.Fen
		if err := row.Scan(&household, &h.Clause, &fen, &state, &recorded, &h.Source); err != nil {
			return nil, err
		}
		h.Fen, h.Paid = fen, state == "paid"
		had[id.ID(household)] = append(had[id.ID(household)], h)
	}
	return had, nil
}
