package app

import (
	"context"

	"songnuan/internal/casework"
	"songnuan/internal/sqldb"
)

// ActOnCase does to a case what has no use case of its own here.
func ActOnCase(ctx context.Context, d *Desk, ref string, a casework.Act) (c *casework.Case, err error) {
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := d.caseOf(ctx, tx, ref)
		if err != nil {
			return err
		}
		c, err = d.act(ctx, tx, before, a)
		return err
	})
	return c, err
}
