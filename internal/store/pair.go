package store

import (
	"context"
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

const pairColumns = `id, household, helper, campaign, clause, starts, ends, state, how, locked, cost, follows, reviewed, sealed, actor, recorded, version, village`

// pairBody is what of a pair lies sealed: the parts tell of causes of hardship.
type pairBody struct {
	Parts    []pairing.Part `json:"parts,omitempty"`
	Reason   string         `json:"reason,omitempty"`
	Handover string         `json:"handover,omitempty"`
}

func (s *Store) pairValues(p *pairing.Pair) ([]any, error) {
	sealed, err := s.sealJSON(personal.ForPair, pairBody{p.Parts, p.Reason, p.Handover})
	return []any{string(p.ID), string(p.Household), string(p.Helper), string(p.Campaign), p.Clause, from(p.From), until(p.To), string(p.State), string(p.How),
		flag(p.Locked), p.Cost, string(p.Follows), from(p.Reviewed), sealed, p.Actor, string(p.Recorded), p.Version, string(p.Village)}, err
}

// scanPair reads a pair with the place of its household behind it.
func (s *Store) scanPair(row *sqldb.Row) (*pairing.Pair, error) { return s.scanPairAnd(row) }

func (s *Store) scanPairAnd(row *sqldb.Row, more ...any) (*pairing.Pair, error) {
	p := &pairing.Pair{}
	var first, last, reviewed string
	var locked int64
	var sealed []byte
	if err := row.Scan(append([]any{&p.ID, &p.Household, &p.Helper, &p.Campaign, &p.Clause, &first, &last, &p.State, &p.How, &locked, &p.Cost, &p.Follows, &reviewed,
		&sealed, &p.Actor, &p.Recorded, &p.Version, &p.Village, &p.Area, &p.Unit}, more...)...); err != nil {
		return nil, err
	}
	p.From, p.To, p.Reviewed, p.Locked = dateOf(&first), untilOf(last), dateOf(&reviewed), locked == 1
	var body pairBody
	if err := s.unsealJSON(personal.ForPair, sealed, &body); err != nil {
		return nil, err
	}
	p.Parts, p.Reason, p.Handover = body.Parts, body.Reason, body.Handover
	return p, nil
}

// AddPairs writes new pairs.
func (s *Store) AddPairs(ctx context.Context, tx *sqldb.Tx, pairs []*pairing.Pair) error {
	c, err := tx.Copy(ctx, "pair", columnList(pairColumns)...)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		values, err := s.pairValues(p)
		if err != nil {
			return err
		}
		if err := c.Add(ctx, values...); err != nil {
			return pairTwice(err)
		}
	}
	_, err = c.Close(ctx)
	return pairTwice(err)
}

// pairTwice tells a person that a household has the helper already.
func pairTwice(err error) error {
	if _, twice := sqldb.IsUnique(err); twice {
		return problem.Wrap(err, problem.Conflict, "pairing.pair_twice")
	}
	return err
}

// SavePair writes a pair over the version before it. problem.Conflict when
// somebody changed it since.
func (s *Store) SavePair(ctx context.Context, tx *sqldb.Tx, p *pairing.Pair) error {
	values, err := s.pairValues(p)
	if err != nil {
		return err
	}
	columns := columnList(pairColumns)[1:]
	rows, err := tx.Exec(ctx, `UPDATE pair SET `+strings.Join(columns, ` = ?, `)+` = ? WHERE id = ? AND version = ?`,
		append(values[1:], string(p.ID), p.Version-1)...)
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "pairing.pair_changed")
	}
	return err
}

// DropProposed takes the proposals of a clause away that nobody locked.
func (s *Store) DropProposed(ctx context.Context, tx *sqldb.Tx, campaign id.ID, clause string) error {
	_, err := tx.Exec(ctx, `DELETE FROM pair WHERE campaign = ? AND clause = ? AND state = 'proposed' AND locked = 0`, string(campaign), clause)
	return err
}

// DropPair takes one proposal away.
func (s *Store) DropPair(ctx context.Context, tx *sqldb.Tx, of id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM pair WHERE id = ? AND state = 'proposed'`, string(of))
	return err
}

const pairsFrom = ` FROM pair p JOIN household h ON h.id = p.household WHERE `

func pairsSelected() string { return `SELECT ` + prefixed("p", pairColumns) + `, h.area, h.unit` }

// Pair gives a pair whose household lies within the scope. problem.NotFound
// when there is none.
func (s *Store) Pair(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*pairing.Pair, error) {
	where, args := scopeWhere("h", scope)
	found, err := sqldb.Collect(tx.Query(ctx, pairsSelected()+pairsFrom+`p.id = ? AND `+where, append([]any{string(of)}, args...)...), s.scanPair)
	if err == nil && len(found) == 0 {
		err = problem.New(problem.NotFound, "pairing.no_pair")
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// PairQuery narrows a reading of pairs; what is unset does not.
type PairQuery struct {
	Campaign  id.ID
	Clause    string
	Household id.ID
	Helper    id.ID
	State     pairing.State
	On        day.Date // pairs that stood, or stand, on the day
}

func (q PairQuery) where() (where string, args []any) {
	where = `1 = 1`
	for _, one := range []struct{ column, value string }{{"p.campaign", string(q.Campaign)}, {"p.clause", q.Clause}, {"p.household", string(q.Household)},
		{"p.helper", string(q.Helper)}, {"p.state", string(q.State)}} {
		if one.value != "" {
			where += ` AND ` + one.column + ` = ?`
			args = append(args, one.value)
		}
	}
	if !q.On.IsZero() {
		where += ` AND p.state <> 'proposed' AND p.starts <= ? AND p.ends >= ?`
		args = append(args, q.On.String(), q.On.String())
	}
	return where, args
}

// Pairs gives the pairs of a query whose households lie within the scope, in
// the order of their ids.
func (s *Store) Pairs(ctx context.Context, tx *sqldb.Tx, q PairQuery, scope identity.Scope) ([]*pairing.Pair, error) {
	where, args := q.where()
	place, more := scopeWhere("h", scope)
	return sqldb.Collect(tx.Query(ctx, pairsSelected()+pairsFrom+where+` AND `+place+` ORDER BY p.id`, append(args, more...)...), s.scanPair)
}

// PairsOfHelper gives the pairs of one helper that stand on a day: what he is
// shown rests on them, and on no scope.
func (s *Store) PairsOfHelper(ctx context.Context, tx *sqldb.Tx, helper id.ID, on day.Date) ([]*pairing.Pair, error) {
	return sqldb.Collect(tx.Query(ctx, pairsSelected()+pairsFrom+`p.helper = ? AND p.state <> 'proposed' AND p.starts <= ? AND p.ends >= ? ORDER BY p.id`,
		string(helper), on.String(), on.String()), s.scanPair)
}

// HouseholdsOfHelper gives the households that a helper is paired with on a
// day, whole, in the order of their ids. The helper's id stands in place of a
// scope: nobody is shown what another is paired with.
func (s *Store) HouseholdsOfHelper(ctx context.Context, tx *sqldb.Tx, helper id.ID, on day.Date) ([]*registry.Household, error) {
	ids, err := sqldb.Collect(tx.Query(ctx, `SELECT DISTINCT p.household FROM pair p WHERE p.helper = ? AND p.state <> 'proposed' AND p.starts <= ? AND p.ends >= ?
		ORDER BY p.household`, string(helper), on.String(), on.String()), func(row *sqldb.Row) (of id.ID, err error) { return of, row.Scan(&of) })
	if err != nil {
		return nil, err
	}
	return s.HouseholdsByID(ctx, tx, ids, identity.Everything)
}

// IsPaired tells whether a helper is paired with a household on a day.
func (s *Store) IsPaired(ctx context.Context, tx *sqldb.Tx, helper, household id.ID, on day.Date) (bool, error) {
	var n int64
	err := tx.Row(ctx, `SELECT COUNT(*) FROM pair p WHERE p.helper = ? AND p.household = ? AND p.state <> 'proposed' AND p.starts <= ? AND p.ends >= ?`,
		string(helper), string(household), on.String(), on.String()).Scan(&n)
	return n > 0, err
}
