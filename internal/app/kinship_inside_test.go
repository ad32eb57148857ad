package app

import (
	"context"

	"songnuan/internal/id"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// Related is who of some accounts must stand aside, and whether the household
// has a relative of any staff, for tests.
func Related(ctx context.Context, d *Desk, users []id.ID, h *registry.Household) (who []id.ID, onRecord bool, err error) {
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		if who, err = d.related(ctx, tx, users, h); err != nil {
			return err
		}
		onRecord, err = d.kinOnRecord(ctx, tx, h)
		return err
	})
	return who, onRecord, err
}
