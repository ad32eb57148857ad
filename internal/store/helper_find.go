package store

import (
	"context"

	"songnuan/internal/day"
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
