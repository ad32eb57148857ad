// Package sqldb is the technical ground under internal/store: one small layer
// over database/sql for two engines, SQLite and PostgreSQL.
//
// SQL is written once, with ? as placeholder, in the subset that both engines
// run alike. Three rules keep them alike where they would differ:
//
//   - A failed statement fails its transaction on SQLite too, as PostgreSQL
//     has it: use ON CONFLICT where a clash is expected.
//   - While the rows of a query are being read, the transaction runs no other
//     statement, as a PostgreSQL connection cannot.
//   - LIKE minds case, text sorts by its bytes, and foreign keys hold.
//
// What stays different is said in the statement itself: NULLS FIRST or LAST
// with every ORDER BY of a column that may be null; CAST(? AS BIGINT) or TEXT
// where a placeholder stands alone and its type cannot be inferred; and
// CAST(SUM(x) AS BIGINT), as PostgreSQL sums to numeric. Columns are TEXT,
// BIGINT, BOOLEAN, DOUBLE PRECISION or BYTEA, where an empty BYTEA may come back
// as nil. BannedSQL lists what only one
// engine knows.
package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"songnuan/internal/problem"
)

// Engine is the database behind a DB.
type Engine string

// The engines.
const (
	SQLite     Engine = "sqlite"
	PostgreSQL Engine = "postgresql"
)

// Config says which database to open.
type Config struct {
	// URL is sqlite:/path/file.db, sqlite::memory: or postgres://user@host/name.
	// sqlite::memory: is a throw-away file in a folder that the system keeps in
	// memory, if it has one: SQLite's own in-memory database allows no reader
	// beside its writer.
	URL string
	// Throwaway trades durability for speed and deletes the file on Close. On
	// SQLite only; PostgreSQL takes no notice.
	Throwaway bool
	// Connections bounds the connections open at once, beside SQLite's writer;
	// 0 chooses.
	Connections int
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	engine Engine
	writer *sql.DB // one connection on SQLite; the same pool as reader on PostgreSQL
	reader *sql.DB
	rebind func(query string) string
	remove func() error // deletes a throw-away file
}

// Open opens the database and checks that it can be used. An SQLite file is
// created if absent, readable by its owner only; its folder must exist.
func Open(ctx context.Context, c Config) (*DB, error) {
	switch scheme, rest, _ := strings.Cut(c.URL, ":"); scheme {
	case "sqlite":
		return openSQLite(ctx, rest, c)
	case "postgres", "postgresql":
		return openPostgreSQL(ctx, c)
	default:
		return nil, problem.New(problem.Invalid, "sqldb.bad_url")
	}
}

// Engine tells which engine is behind.
func (db *DB) Engine() Engine { return db.engine }

// Close closes all connections and deletes a throw-away file.
func (db *DB) Close() error {
	err := db.reader.Close()
	if db.writer != db.reader {
		err = errors.Join(err, db.writer.Close())
	}
	if db.remove != nil {
		err = errors.Join(err, db.remove())
	}
	return err
}

// Connections is how busy the connections to the database are.
type Connections struct {
	Open, InUse int
	Waited      time.Duration // all the time that work has waited for one
}

// Connections counts those of reader and writer.
func (db *DB) Connections() Connections {
	stats := db.reader.Stats()
	c := Connections{stats.OpenConnections, stats.InUse, stats.WaitDuration}
	if db.writer != db.reader {
		stats = db.writer.Stats()
		c.Open, c.InUse, c.Waited = c.Open+stats.OpenConnections, c.InUse+stats.InUse, c.Waited+stats.WaitDuration
	}
	return c
}

// Marks is n placeholders for a list: "?, ?, ?". SQLite takes at most 32,766
// in one statement.
func Marks(n int) string {
	return strings.TrimSuffix(strings.Repeat("?, ", n), ", ")
}
