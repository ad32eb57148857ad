package sqldb_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

func migrations(texts ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for i, text := range texts {
		files[string(rune('1'+i))+"_step.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + text)}
	}
	return files
}

var three = migrations(
	"CREATE TABLE unit (id TEXT PRIMARY KEY, name TEXT NOT NULL);\nCREATE INDEX unit_name ON unit (name);",
	"INSERT INTO unit (id, name) SELECT CAST(COUNT(*) AS TEXT), '工会' FROM unit;", // twice would show
	"ALTER TABLE unit ADD COLUMN phone TEXT;",
)

func TestMigrate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		first := migrations("CREATE TABLE unit (id TEXT PRIMARY KEY, name TEXT NOT NULL);\nCREATE INDEX unit_name ON unit (name);")
		for i, step := range []struct {
			files   fstest.MapFS
			applied int
		}{{first, 1}, {three, 2}, {three, 0}} {
			if n, err := sqldb.Migrate(t.Context(), db, step.files); n != step.applied || err != nil {
				t.Errorf("step %d: applied %d, %v", i, n, err)
			}
		}
		_, err := sqldb.Migrate(t.Context(), db, first)
		if got := problem.As(err); got == nil || got.Key != "sqldb.newer_database" || got.Args["database"] != int64(3) || got.Args["program"] != int64(1) {
			t.Errorf("an older program gets %v", err)
		}
	})
}

// TestCheckVersion: a database that an older or newer program made is refused,
// and asking writes nothing.
func TestCheckVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		for range 2 {
			if at, newest, err := sqldb.Versions(t.Context(), db, three); at != 0 || newest != 3 || err != nil {
				t.Errorf("an empty database: %d of %d, %v", at, newest, err)
			}
		}
		one := migrations("CREATE TABLE unit (id TEXT PRIMARY KEY, name TEXT NOT NULL);")
		for _, step := range []struct {
			migrate, check fstest.MapFS
			want           string
		}{{one, one, ""}, {one, three, "sqldb.older_database"}, {three, three, ""}, {three, one, "sqldb.newer_database"}} {
			if _, err := sqldb.Migrate(t.Context(), db, step.migrate); err != nil {
				t.Fatal(err)
			}
			if err := sqldb.CheckVersion(t.Context(), db, step.check); (err != nil) != (step.want != "") || err != nil && problem.As(err).Key != step.want {
				t.Errorf("got %v, want %q", err, step.want)
			}
		}
	})
}

func TestMigrateStopsAtAnError(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		bad := migrations("CREATE TABLE unit (id TEXT PRIMARY KEY);", "CREATE TABLE helper (id TEXT PRIMARY KEY);\nINSERT INTO nothing (id) VALUES (1);")
		if n, err := sqldb.Migrate(t.Context(), db, bad); n != 1 || err == nil {
			t.Errorf("applied %d, %v", n, err)
		}
		mended := migrations("", "CREATE TABLE helper (id TEXT PRIMARY KEY);")
		if n, err := sqldb.Migrate(t.Context(), db, mended); n != 1 || err != nil {
			t.Errorf("mended: applied %d, %v", n, err)
		}
	})
}

func TestMigrateAtOnce(t *testing.T) {
	urls := map[string]string{"sqlite": "sqlite:" + t.TempDir() + "/one.db", "postgresql": dbtest.NewPostgreSQL(t)}
	for name, url := range urls {
		t.Run(name, func(t *testing.T) {
			var wg sync.WaitGroup
			var applied atomic.Int64
			for range 4 {
				db := dbtest.Open(t, url) // as another process would
				wg.Go(func() {
					n, err := sqldb.Migrate(t.Context(), db, three)
					if err != nil {
						t.Error(err)
					}
					applied.Add(int64(n))
				})
			}
			wg.Wait()
			if applied.Load() != 3 {
				t.Errorf("applied %d times", applied.Load())
			}
			if got := ids(t, dbtest.Open(t, url), "SELECT id FROM unit"); len(got) != 1 {
				t.Errorf("units %v", got)
			}
		})
	}
}

func TestMigratedCopiesAreSeparate(t *testing.T) {
	for range 2 {
		dbtest.Migrated(t, three, func(t *testing.T, db *sqldb.DB) {
			write(t, db, func(tx *sqldb.Tx) error { return exec(t, tx, "INSERT INTO unit (id, name) VALUES ('mine', 'x')") })
			if got := ids(t, db, "SELECT id FROM unit"); len(got) != 2 {
				t.Errorf("units %v", got)
			}
		})
	}
}
