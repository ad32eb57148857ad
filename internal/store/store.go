// Package store is where the SQL is: every statement of the program, written
// once for SQLite and PostgreSQL. One noun, one file. Reads take the scope of
// the actor; writes take the transaction of the use case.
package store

import (
	"context"
	"embed"
	"io/fs"

	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
)

//go:embed migration/*.sql
var migrations embed.FS

// Store reads and writes all records. It is safe for concurrent use.
type Store struct {
	db     *sqldb.DB
	sealer *personal.Sealer
}

// New gives the store over an open database. The sealer holds the field key;
// records sealed under another key can't be read.
func New(db *sqldb.DB, sealer *personal.Sealer) *Store {
	return &Store{db: db, sealer: sealer}
}

// Migrate brings the tables to this program's version.
func (s *Store) Migrate(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migration")
	if err != nil {
		return err
	}
	at, _, err := sqldb.Versions(ctx, s.db, files)
	if err != nil {
		return err
	}
	if _, err = sqldb.Migrate(ctx, s.db, files); err != nil || at >= campaignsSealed {
		return err
	}
	return s.Write(ctx, func(tx *sqldb.Tx) error { return s.sealCampaigns(ctx, tx) })
}

// campaignsSealed is the version from which campaigns lie digested.
const campaignsSealed = 8

// CheckVersion refuses a database whose tables are of another version of the
// program, older or newer: problem.Invalid.
func (s *Store) CheckVersion(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migration")
	if err != nil {
		return err
	}
	return sqldb.CheckVersion(ctx, s.db, files)
}

// NoTables tells whether no version of the program has made tables yet.
func (s *Store) NoTables(ctx context.Context) (bool, error) {
	files, err := fs.Sub(migrations, "migration")
	if err != nil {
		return false, err
	}
	at, _, err := sqldb.Versions(ctx, s.db, files)
	return at == 0, err
}

// Connections tells how many connections to the database are open and in use,
// and how long was waited for one so far.
func (s *Store) Connections() sqldb.Connections { return s.db.Connections() }

// Read runs fn over one state of the database.
func (s *Store) Read(ctx context.Context, fn func(*sqldb.Tx) error) error {
	return s.db.Read(ctx, fn)
}

// Write runs fn in one serialisable transaction; it may run more than once.
func (s *Store) Write(ctx context.Context, fn func(*sqldb.Tx) error) error {
	return s.db.Write(ctx, fn)
}
