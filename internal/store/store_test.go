package store

import (
	"io/fs"
	"testing"

	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

func testSealer(t testing.TB) *personal.Sealer {
	t.Helper()
	sealer, err := personal.NewSealer(personal.NewKey(), personal.AES)
	if err != nil {
		t.Fatal(err)
	}
	return sealer
}

// each runs the test on an empty store on each engine.
func each(t *testing.T, test func(t *testing.T, s *Store)) {
	t.Helper()
	files, err := fs.Sub(migrations, "migration")
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Migrated(t, files, func(t *testing.T, db *sqldb.DB) { test(t, New(db, testSealer(t))) })
}

func read(t testing.TB, s *Store, fn func(*sqldb.Tx) error) {
	t.Helper()
	if err := s.Read(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func write(t testing.TB, s *Store, fn func(*sqldb.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func TestMigrateFromEmpty(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		s := New(db, testSealer(t))
		for range 2 { // the second time there is nothing to do
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		read(t, s, func(tx *sqldb.Tx) error {
			empty, err := s.Empty(t.Context(), tx)
			if err == nil && !empty {
				t.Error("a new registry is not empty")
			}
			return err
		})
	})
}

func TestSQLIsPortable(t *testing.T) { dbtest.Portable(t, ".") }

// dbSQLite is a migrated SQLite database, where the engine does not matter.
func dbSQLite(t *testing.T) *sqldb.DB {
	t.Helper()
	db := dbtest.SQLite(t)
	if err := New(db, testSealer(t)).Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}
