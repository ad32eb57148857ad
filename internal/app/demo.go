package app

import (
	"context"

	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// MarkDemo puts on record that the people in this database are made up. There is
// no way back: what is made up never becomes an office's own record.
func (d *Desk) MarkDemo(ctx context.Context) error {
	if err := d.actor.Must(identity.DatabaseKeep); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		return d.record(ctx, tx, act{name: "database.demo", noun: "database", subject: "demo", count: 1})
	})
}

// IsDemo tells whether the people in this database are made up.
func (a *App) IsDemo(ctx context.Context) (demo bool, err error) {
	err = a.store.Read(ctx, func(tx *sqldb.Tx) error {
		records, err := a.store.AuditOf(ctx, tx, "database", "demo", identity.Everything)
		demo = len(records) > 0
		return err
	})
	return demo, err
}
