// Package dbtest gives tests a fresh database on each engine.
//
// SQLite is a file in the test's folder. PostgreSQL is the server that
// SONGNUAN_TEST_PG names, a URL with the right to create databases, or else one
// that the test binary starts for itself from the installed programs, in a
// temporary folder, and that ends with it. Without either a test fails; it is
// never skipped.
package dbtest

import (
	"io/fs"
	"path/filepath"
	"testing"

	"songnuan/internal/sqldb"
)

// Each runs the test on an empty database of each engine.
func Each(t *testing.T, test func(t *testing.T, db *sqldb.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgresql", func(t *testing.T) { test(t, PostgreSQL(t)) })
}

// Migrated is Each on databases brought to the newest of the migrations. They
// are copies of one that is migrated once.
func Migrated(t *testing.T, migrations fs.FS, test func(t *testing.T, db *sqldb.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, migratedSQLite(t, migrations)) })
	t.Run("postgresql", func(t *testing.T) { test(t, migratedPostgreSQL(t, migrations)) })
}

// SQLite opens an empty SQLite database.
func SQLite(t testing.TB) *sqldb.DB {
	t.Helper()
	return Open(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
}

// PostgreSQL opens an empty PostgreSQL database.
func PostgreSQL(t testing.TB) *sqldb.DB {
	t.Helper()
	return Open(t, NewPostgreSQL(t))
}

// Open opens a database for the length of the test.
func Open(t testing.TB, url string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), sqldb.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}
