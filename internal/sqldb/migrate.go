package sqldb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"

	"songnuan/internal/problem"
)

// versionTable is where the applied migrations stand.
const versionTable = "schema_version"

// Migrate brings the database to the newest of the migrations, the files
// <number>_<name>.sql at the root of files, and tells how many it applied.
// Each is one transaction and begins with "-- +goose Up"; there is no way down.
//
// It refuses a database that is newer than the program (problem.Invalid,
// "sqldb.newer_database"). Several processes may migrate at once: each
// migration is applied once.
func Migrate(ctx context.Context, db *DB, files fs.FS) (applied int, err error) {
	provider, err := db.migrations(files)
	if err != nil {
		return 0, err
	}
	for {
		before, newest, err := provider.GetVersions(ctx)
		if err != nil {
			return applied, fmt.Errorf("reading the database's version: %w", err)
		}
		if before > newest {
			return applied, problem.New(problem.Invalid, "sqldb.newer_database", "database", before, "program", newest)
		}
		done, err := provider.Up(ctx)
		if partial, ok := errors.AsType[*goose.PartialError](err); ok {
			done = partial.Applied
		}
		applied += len(done)
		if err == nil {
			return applied, nil
		}
		// Another process applied the same migration in between, if the
		// database has moved on beyond what was applied here: look again.
		after, _, lookErr := provider.GetVersions(ctx)
		if lookErr != nil || after == before || len(done) > 0 && done[len(done)-1].Source.Version == after {
			return applied, fmt.Errorf("migrating: %w", err)
		}
	}
}

// Versions gives the number of the newest migration that the database has had,
// 0 when it has no tables, and the newest of the migrations. It writes nothing.
func Versions(ctx context.Context, db *DB, files fs.FS) (at, newest int64, err error) {
	provider, err := db.migrations(files)
	if err != nil {
		return 0, 0, err
	}
	for _, source := range provider.ListSources() {
		newest = max(newest, source.Version)
	}
	look := `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '` + versionTable + `'`
	if db.engine == PostgreSQL {
		look = `SELECT COUNT(to_regclass('` + versionTable + `'))`
	}
	var there int
	if err = db.reader.QueryRowContext(ctx, look).Scan(&there); err == nil && there == 1 {
		err = db.reader.QueryRowContext(ctx, `SELECT MAX(version_id) FROM `+versionTable).Scan(&at)
	}
	if err != nil {
		return 0, newest, fmt.Errorf("reading the database's version: %w", err)
	}
	return at, newest, nil
}

// CheckVersion refuses a database that has had other migrations than the
// program knows: sqldb.newer_database or sqldb.older_database, problem.Invalid.
func CheckVersion(ctx context.Context, db *DB, files fs.FS) error {
	at, newest, err := Versions(ctx, db, files)
	switch {
	case err != nil:
		return err
	case at > newest:
		return problem.New(problem.Invalid, "sqldb.newer_database", "database", at, "program", newest)
	case at < newest:
		return problem.New(problem.Invalid, "sqldb.older_database", "database", at, "program", newest)
	}
	return nil
}

func (db *DB) migrations(files fs.FS) (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	if db.engine == PostgreSQL {
		dialect = goose.DialectPostgres
	}
	store, err := database.NewStore(dialect, versionTable)
	if err != nil {
		return nil, err
	}
	provider, err := goose.NewProvider("", db.writer, files,
		goose.WithStore(onceStore{store}), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("reading the migrations: %w", err)
	}
	return provider, nil
}

// onceStore keeps each version unique. A migration and its version are one
// transaction, so of two processes that apply the same one, the second fails
// and leaves nothing.
type onceStore struct{ database.Store }

// CreateVersionTable adds the unique index to the table that goose makes.
func (s onceStore) CreateVersionTable(ctx context.Context, db database.DBTxConn) error {
	if err := s.Store.CreateVersionTable(ctx, db); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, "CREATE UNIQUE INDEX "+versionTable+"_once ON "+versionTable+" (version_id)")
	return err
}

// TableExists saves goose the failing query by which it would look otherwise.
func (s onceStore) TableExists(ctx context.Context, db database.DBTxConn) (bool, error) {
	if extended, ok := s.Store.(database.StoreExtender); ok {
		return extended.TableExists(ctx, db)
	}
	return false, errors.ErrUnsupported
}
