package dbtest

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Env names the PostgreSQL server for tests.
const Env = "SONGNUAN_TEST_PG"

// prefix of every database that a test makes.
const prefix = "songnuan_test_"

// running is a server. Of one that this process started, stop holds the pipe
// whose end is the server's end; the process closes it by ending.
type running struct {
	url  string
	stop func() error
}

// server is the one that this process uses.
var server = sync.OnceValues(func() (running, error) {
	if url := os.Getenv(Env); url != "" {
		return running{url: url}, nil
	}
	url, stop, err := Start(context.Background())
	return running{url, stop}, err
})

// NewPostgreSQL makes an empty PostgreSQL database for the length of the test
// and gives its URL.
func NewPostgreSQL(t testing.TB) (url string) {
	t.Helper()
	return newDatabase(t, "template0")
}

func newDatabase(t testing.TB, template string) (url string) {
	t.Helper()
	admin := connect(t)
	name := prefix + rand.Text()[:12]
	if err := createDatabase(t.Context(), admin, name, template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := connect(t).Exec(context.Background(), `DROP DATABASE "`+name+`" WITH (FORCE)`); err != nil {
			t.Error(err)
		}
	})
	return databaseURL(t, name)
}

// createDatabase copies a template. Another process may be copying the same
// one at this moment, which PostgreSQL refuses for as long as it lasts.
func createDatabase(ctx context.Context, admin *pgx.Conn, name, template string) error {
	for attempt := 0; ; attempt++ {
		_, err := admin.Exec(ctx, `CREATE DATABASE "`+name+`" TEMPLATE "`+template+`" ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`)
		pg, ok := errors.AsType[*pgconn.PgError](err)
		if !ok || pg.Code != "55006" || attempt == 200 { // object_in_use
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// connect opens a connection to the server for the length of the test.
func connect(t testing.TB) *pgx.Conn {
	t.Helper()
	at, err := server()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(context.Background(), at.url)
	if err != nil {
		t.Fatalf("connecting to the PostgreSQL server for tests (%s): %v", Env, err)
	}
	t.Cleanup(func() {
		if err := conn.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return conn
}

func databaseURL(t testing.TB, name string) string {
	t.Helper()
	at, err := server()
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(at.url)
	if err != nil {
		t.Fatalf("%s: %v", Env, err)
	}
	u.Path = "/" + name
	return u.String()
}

// DropAll deletes what tests left on the server: databases of tests that were
// killed, and templates of migrated databases.
func DropAll(ctx context.Context, at string) error {
	conn, err := pgx.Connect(ctx, at)
	if err != nil {
		return err
	}
	defer conn.Close(ctx) //nolint:errcheck // everything has been answered
	rows, err := conn.Query(ctx, `SELECT datname FROM pg_database WHERE starts_with(datname, $1)`, prefix)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for _, name := range names {
		_, dropErr := conn.Exec(ctx, `DROP DATABASE IF EXISTS "`+name+`" WITH (FORCE)`)
		err = errors.Join(err, dropErr)
	}
	return err
}
