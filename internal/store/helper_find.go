package store

import (
	"context"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/sqldb"
)

// HelpersNamed gives the helpers within the scope who help on the day and whose
// number or name is exactly the text, at most limit, in the order of their ids.
func (s *Store) HelpersNamed(ctx context.Context, tx *sqldb.Tx, text string, on day.Date, scope identity.Scope, limit int) ([]*pairing.Helper, error) {
	where, args := scopeWhere("h", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+helperColumns+` FROM helper h WHERE (h.number = ? OR h.name = ?)
		AND h.opened <= ? AND (h.closed IS NULL OR h.closed > ?) AND `+where+` ORDER BY h.id LIMIT ?`,
		append(append([]any{text, text, on.String(), on.String()}, args...), limit)...), s.scanHelper)
}

// HelperQuery narrows the register of helpers; what is empty does not.
type HelperQuery struct {
	Name   string // the whole name
	Kind   string
	Closed bool // who help no more, in place of who do
	Free   bool // without a pair that stands or is proposed
}

func (q HelperQuery) where(on day.Date) (where string, args []any) {
	where = ` AND h.opened <= ? AND (h.closed IS NULL OR h.closed > ?)`
	if q.Closed {
		where = ` AND h.opened <= ? AND h.closed <= ?`
	}
	args = []any{on.String(), on.String()}
	for _, one := range []struct{ column, value string }{{"h.name", q.Name}, {"h.kind", q.Kind}} {
		if one.value != "" {
			where += ` AND ` + one.column + ` = ?`
			args = append(args, one.value)
		}
	}
	if q.Free {
		where += ` AND NOT EXISTS (SELECT 1 FROM pair p WHERE p.helper = h.id AND p.state <> 'ended')`
	}
	return where, args
}

// HelperPage gives the helpers of a query within the scope, as they stand on a
// day, in the order of their ids, after one.
func (s *Store) HelperPage(ctx context.Context, tx *sqldb.Tx, q HelperQuery, on day.Date, scope identity.Scope, after id.ID, limit int) ([]*pairing.Helper, error) {
	where, place := scopeWhere("h", scope)
	more, args := q.where(on)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+helperColumns+` FROM helper h WHERE h.id > ? AND `+where+more+` ORDER BY h.id LIMIT ?`,
		append(append(append([]any{string(after)}, place...), args...), limit)...), s.scanHelper)
}

// HelperLoads counts the pairs that stand of each of some helpers, by helper:
// how much somebody has in hand, wherever the households lie.
func (s *Store) HelperLoads(ctx context.Context, tx *sqldb.Tx, helpers []id.ID) (map[id.ID]int, error) {
	loads := map[id.ID]int{}
	for part := range slices.Chunk(helpers, keysAtOnce) {
		args := make([]any, len(part))
		for i, h := range part {
			args[i] = string(h)
		}
		for row, err := range tx.Query(ctx, `SELECT p.helper, COUNT(*) FROM pair p WHERE p.state = 'standing' AND p.helper IN (`+sqldb.Marks(len(part))+`) GROUP BY p.helper`, args...) {
			if err != nil {
				return nil, err
			}
			var of id.ID
			var n int
			if err := row.Scan(&of, &n); err != nil {
				return nil, err
			}
			loads[of] = n
		}
	}
	return loads, nil
}

// PairedVillages gives the villages within the scope whose households are
// paired, in the order of their codes.
func (s *Store) PairedVillages(ctx context.Context, tx *sqldb.Tx, scope identity.Scope) ([]area.Code, error) {
	where, args := scopeWhere("h", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT DISTINCT h.area`+pairsFrom+`p.state <> 'ended' AND `+where+` ORDER BY h.area`, args...),
		func(row *sqldb.Row) (code area.Code, err error) { return code, row.Scan(&code) })
}
