package dbtest

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"songnuan/internal/sqldb"
)

func TestStartLeavesNothing(t *testing.T) {
	// The server may run under another account, which must reach the folder.
	tmp := t.TempDir()
	for dir := tmp; dir != filepath.Dir(dir) && dir != os.TempDir(); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // see above
			t.Fatal(err)
		}
	}
	t.Setenv("TMPDIR", tmp)
	at, stop, err := Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if u, err := url.Parse(at); err != nil || u.Hostname() != "127.0.0.1" {
		t.Errorf("server at %s, %v", at, err)
	}
	db, err := sqldb.Open(t.Context(), sqldb.Config{URL: at})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if _, err := sqldb.Open(t.Context(), sqldb.Config{URL: at}); err == nil {
		t.Error("the server still answers")
	}
}
