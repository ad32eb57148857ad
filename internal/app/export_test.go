package app

import (
	"context"

	"songnuan/internal/sqldb"
)

// VerifyIn verifies within a transaction that a test takes back.
func (d *Desk) VerifyIn(ctx context.Context, tx *sqldb.Tx) (*Verification, error) {
	return verify(ctx, tx, d.store)
}
