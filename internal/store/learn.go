package store

import (
	"context"

	"songnuan/internal/sqldb"
)

// Learn makes the database take note of how large the registry has become. An
// import calls it while the tables grow.
func (s *Store) Learn(ctx context.Context) error {
	return s.Write(ctx, func(tx *sqldb.Tx) error {
		return tx.Learn(ctx, "household", "member", "category", "cause", "name", "name_token", "helper")
	})
}
