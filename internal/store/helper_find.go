package store

import (
	"context"

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

// HelperPage gives the helpers within the scope who help on the day and whose
// name is the one given, or all for "", in the order of their ids, after one.
func (s *Store) HelperPage(ctx context.Context, tx *sqldb.Tx, name string, on day.Date, scope identity.Scope, after id.ID, limit int) ([]*pairing.Helper, error) {
	where, args := scopeWhere("h", scope)
	if name != "" {
		where += ` AND h.name = ?`
		args = append(args, name)
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT `+helperColumns+` FROM helper h WHERE h.id > ?
		AND h.opened <= ? AND (h.closed IS NULL OR h.closed > ?) AND `+where+` ORDER BY h.id LIMIT ?`,
		append(append([]any{string(after), on.String(), on.String()}, args...), limit)...), s.scanHelper)
}

// PairedVillages gives the villages within the scope whose households are
// paired, in the order of their codes.
func (s *Store) PairedVillages(ctx context.Context, tx *sqldb.Tx, scope identity.Scope) ([]area.Code, error) {
	where, args := scopeWhere("h", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT DISTINCT h.area`+pairsFrom+`p.state <> 'ended' AND `+where+` ORDER BY h.area`, args...),
		func(row *sqldb.Row) (code area.Code, err error) { return code, row.Scan(&code) })
}
