package dbtest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"songnuan/internal/sqldb"
)

// made remembers the templates by the digest of their migrations.
var made struct {
	sync.Mutex
	sqlite   map[string][]byte // the file
	postgres map[string]bool
}

func migratedSQLite(t *testing.T, migrations fs.FS) *sqldb.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, sqliteTemplate(t, migrations), 0o600); err != nil {
		t.Fatal(err)
	}
	return Open(t, "sqlite:"+path)
}

// sqliteTemplate is the content of a migrated database file.
func sqliteTemplate(t *testing.T, migrations fs.FS) []byte {
	t.Helper()
	key := digest(t, migrations)
	made.Lock()
	defer made.Unlock()
	if content, ok := made.sqlite[key]; ok {
		return content
	}
	path := filepath.Join(t.TempDir(), "template.db")
	migrate(t, "sqlite:"+path, migrations)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if made.sqlite == nil {
		made.sqlite = map[string][]byte{}
	}
	made.sqlite[key] = content
	return content
}

func migratedPostgreSQL(t *testing.T, migrations fs.FS) *sqldb.DB {
	t.Helper()
	return Open(t, newDatabase(t, postgresTemplate(t, migrations)))
}

// postgresTemplate is the name of a migrated database. The processes of one
// test run share it, so it is made under a lock of the server.
func postgresTemplate(t *testing.T, migrations fs.FS) string {
	t.Helper()
	key := digest(t, migrations)
	name := prefix + "template_" + key
	made.Lock()
	defer made.Unlock()
	if made.postgres[key] {
		return name
	}
	ctx, conn := t.Context(), connect(t)
	exec := func(statement string) {
		t.Helper()
		if _, err := conn.Exec(ctx, statement); err != nil {
			t.Fatal(err)
		}
	}
	exec(`SELECT pg_advisory_lock(72617385)`) // let go when the test ends
	var exists bool
	if err := conn.QueryRow(ctx, `SELECT count(*) > 0 FROM pg_database WHERE datname = $1`, name).Scan(&exists); err != nil {
		t.Fatal(err)
	}
	if !exists {
		half := name + "_half" // renamed when whole: its maker may be killed
		exec(`DROP DATABASE IF EXISTS "` + half + `" WITH (FORCE)`)
		if err := createDatabase(ctx, conn, half, "template0"); err != nil {
			t.Fatal(err)
		}
		migrate(t, databaseURL(t, half), migrations)
		exec(`ALTER DATABASE "` + half + `" RENAME TO "` + name + `"`)
	}
	exec(`SELECT pg_advisory_unlock(72617385)`)
	if made.postgres == nil {
		made.postgres = map[string]bool{}
	}
	made.postgres[key] = true
	return name
}

func migrate(t *testing.T, url string, migrations fs.FS) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), sqldb.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	_, err = sqldb.Migrate(t.Context(), db, migrations)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// digest identifies the content of the migrations.
func digest(t *testing.T, migrations fs.FS) string {
	t.Helper()
	h := sha256.New()
	err := fs.WalkDir(migrations, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(migrations, path)
		h.Write(fmt.Appendf(nil, "%s %d\n%s", path, len(content), content))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
