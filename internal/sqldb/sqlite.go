package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"modernc.org/sqlite"

	"songnuan/internal/problem"
)

// Settings of every connection.
var sqlitePragmas = []string{
	"busy_timeout(10000)", // ms, against other processes; within one, the pool queues writers
	"foreign_keys(1)",
	"case_sensitive_like(1)", // as PostgreSQL
}

// The writer's cache holds the pages of the indexes that a bulk load scatters
// over. 500,000 households went in 1.3 times as fast with 64 MiB as with 16, but
// the memory it takes is twice its size, and an import has 150 MB in all.
// Its journal is folded into the database every 64 MiB (16,384 pages) instead
// of every 4, so that such a page is written once: again 1.2 times.
var writerPragmas = []string{
	"cache_size(-16384)", // KiB
	"journal_mode(WAL)",
	"wal_autocheckpoint(16384)",
}

// The readers map the file: a scan of 300,000 households took 0.03 s against
// 0.05 s. More cache beside that brought nothing.
var readerPragmas = []string{
	"cache_size(-4096)",    // KiB
	"mmap_size(268435456)", // bytes
}

func openSQLite(ctx context.Context, path string, c Config) (_ *DB, err error) {
	db := &DB{engine: SQLite, rebind: func(query string) string { return query }}
	if path == ":memory:" {
		if path, err = memoryFile(); err != nil {
			return nil, problem.Wrap(err, problem.Internal, "sqldb.no_temporary_file")
		}
		c.Throwaway = true
	} else if err := createPrivate(path); err != nil {
		return nil, problem.Wrap(err, problem.NotFound, "sqldb.cannot_create", "path", path)
	}
	if c.Throwaway {
		db.remove = func() error { return removeSQLite(path) }
	}
	if db.writer, err = sqlitePool(path, 1, writerParams(c.Throwaway)); err != nil {
		return nil, err
	}
	readers := c.Connections
	if readers == 0 {
		readers = max(4, runtime.NumCPU())
	}
	if db.reader, err = sqlitePool(path, readers, readerParams()); err != nil {
		return nil, err
	}
	// The writer goes first: it turns a new file to WAL.
	for _, pool := range []*sql.DB{db.writer, db.reader} {
		if err := pool.PingContext(ctx); err != nil {
			return nil, problem.Wrap(errors.Join(err, db.Close()), problem.Unreadable, "sqldb.cannot_open", "path", path)
		}
	}
	return db, nil
}

func writerParams(throwaway bool) url.Values {
	durable := "synchronous(FULL)" // an acknowledged write survives a power cut
	if throwaway {
		durable = "synchronous(OFF)"
	}
	return url.Values{"_pragma": slices.Concat(sqlitePragmas, writerPragmas, []string{durable}), "_txlock": {"immediate"}}
}

func readerParams() url.Values {
	return url.Values{"_pragma": slices.Concat(sqlitePragmas, readerPragmas), "_query_only": {"1"}}
}

func sqlitePool(path string, connections int, params url.Values) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, problem.Wrap(err, problem.Invalid, "sqldb.bad_url")
	}
	dsn := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: params.Encode()}
	connector, err := sqlite.NewConnector(dsn.String())
	if err != nil {
		return nil, problem.Wrap(err, problem.Invalid, "sqldb.bad_url")
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return pool, nil
}

// createPrivate makes the file if absent. SQLite gives the journal the rights
// of the database, so personal data stays closed to other accounts.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func memoryFile() (string, error) {
	f, err := os.CreateTemp("/dev/shm", "songnuan-*.db") // mode 0600
	if err != nil {
		f, err = os.CreateTemp("", "songnuan-*.db")
	}
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

func removeSQLite(path string) error {
	var failed error
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = err
		}
	}
	return failed
}
