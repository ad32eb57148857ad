package app

import (
	"cmp"
	"context"
	"encoding/json"

	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// keyProbe is the text whose keyed digest tells one field key from another.
const keyProbe = "songnuan"

// keyDetail is what the record of a new database says of its key.
type keyDetail struct {
	Key string `json:"key"` // digest of keyProbe, never the key
}

// Migrate brings the tables to this program's version. Of a new database it
// records with which field key it is sealed; of another it checks the key.
func (d *Desk) Migrate(ctx context.Context) (fresh bool, err error) {
	if err := d.actor.Must(identity.DatabaseKeep); err != nil {
		return false, err
	}
	if err := d.store.Migrate(ctx); err != nil {
		return false, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		records, err := d.store.AuditOf(ctx, tx, "database", "key", identity.Everything)
		if fresh = len(records) == 0; err != nil || !fresh {
			return err
		}
		if err := d.neverUsed(ctx, tx); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "database.create", noun: "database", subject: "key", count: 1, detail: keyDetail{d.store.ContentDigest(keyProbe)}})
	})
	if err != nil || fresh {
		return fresh, err
	}
	return false, d.CheckKey(ctx)
}

// neverUsed is problem.Conflict where lists were imported and yet no record
// says with which key: records were deleted, and another key must not be taken
// for the database's own.
func (d *Desk) neverUsed(ctx context.Context, tx *sqldb.Tx) error {
	batches, err := d.store.Batches(ctx, tx, "", identity.Everything, "", 1)
	if err == nil && len(batches) > 0 {
		return problem.New(problem.Conflict, "app.records_gone")
	}
	return err
}

// CheckKey refuses a field key that is not the one the database was made with:
// what is sealed could not be read, and what is entered could not be found.
// NotFound when the database has no tables yet, Invalid when they are of another
// version than the program.
func (d *Desk) CheckKey(ctx context.Context) error {
	version := d.store.CheckVersion(ctx)
	if version != nil && problem.As(version).Key == "sqldb.newer_database" { // its records may look otherwise
		return version
	}
	return cmp.Or(d.checkKey(ctx), version) // a database without tables is told so
}

func (d *Desk) checkKey(ctx context.Context) error {
	return d.store.Read(ctx, func(tx *sqldb.Tx) error {
		records, err := d.store.AuditOf(ctx, tx, "database", "key", identity.Everything)
		if err != nil && problem.As(err).Key == "problem.internal" {
			return problem.Wrap(err, problem.NotFound, "app.no_tables")
		}
		if err == nil && len(records) == 0 {
			err = cmp.Or(d.neverUsed(ctx, tx), error(problem.New(problem.NotFound, "app.no_tables")))
		}
		if err != nil {
			return err
		}
		var made keyDetail
		if err := json.Unmarshal([]byte(records[0].Detail), &made); err != nil {
			return err
		}
		if made.Key != d.store.ContentDigest(keyProbe) {
			return problem.New(problem.Forbidden, "app.other_key")
		}
		return nil
	})
}
