package sqldb_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

func TestOpenRefuses(t *testing.T) {
	notADatabase := filepath.Join(t.TempDir(), "notes.db")
	if err := os.WriteFile(notADatabase, []byte(strings.Repeat("minutes of a meeting\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for url, key := range map[string]string{
		"":                          "sqldb.bad_url",
		"mysql://root@localhost/x":  "sqldb.bad_url",
		"postgres://%zz":            "sqldb.bad_url",
		"sqlite:/nowhere/at/all.db": "sqldb.cannot_create",
		"sqlite:" + notADatabase:    "sqldb.cannot_open",
		"postgres://x@127.0.0.1:1/": "sqldb.cannot_connect",
	} {
		_, err := sqldb.Open(t.Context(), sqldb.Config{URL: url})
		if got := problem.As(err); got == nil || got.Key != key {
			t.Errorf("Open(%q) = %v, want %s", url, err, key)
		}
	}
}

func TestOpenRefusesAnotherCollation(t *testing.T) {
	url := dbtest.NewPostgreSQL(t)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	other := conn.Config().Database + "_other"
	if _, err := conn.Exec(t.Context(), `CREATE DATABASE "`+other+`" TEMPLATE template0 LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'`); err != nil {
		t.Fatal(err)
	}
	_, err = sqldb.Open(t.Context(), sqldb.Config{URL: strings.Replace(url, conn.Config().Database, other, 1)})
	if got := problem.As(err); got == nil || got.Key != "sqldb.collation" || got.Args["collation"] != "C.UTF-8" {
		t.Errorf("Open = %v", err)
	}
	if _, err := conn.Exec(t.Context(), `DROP DATABASE "`+other+`" WITH (FORCE)`); err != nil {
		t.Error(err)
	}
}

func TestSQLiteFileIsPrivate(t *testing.T) {
	// A name with everything that means something in a URL.
	path := filepath.Join(t.TempDir(), "送温暖 100%?a=b#c&d.db")
	db := dbtest.Open(t, "sqlite:"+path)
	must(t, db.Write(t.Context(), func(tx *sqldb.Tx) error { return exec(t, tx, "CREATE TABLE helper (id TEXT)") }))
	for _, suffix := range []string{"", "-wal"} {
		info, err := os.Stat(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s%s has mode %v", path, suffix, info.Mode())
		}
	}
}

func TestThrowawayLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	db, err := sqldb.Open(t.Context(), sqldb.Config{URL: "sqlite:" + dir + "/run.db", Throwaway: true})
	if err != nil {
		t.Fatal(err)
	}
	must(t, db.Write(t.Context(), func(tx *sqldb.Tx) error { return exec(t, tx, "CREATE TABLE helper (id TEXT)") }))
	must(t, db.Close())
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestMemoryIsOneDatabase(t *testing.T) {
	db := dbtest.Open(t, "sqlite::memory:")
	must(t, db.Write(t.Context(), func(tx *sqldb.Tx) error { return exec(t, tx, "CREATE TABLE helper (id TEXT)") }))
	must(t, db.Read(t.Context(), func(tx *sqldb.Tx) error {
		return exec(t, tx, "SELECT id FROM helper")
	}))
}
