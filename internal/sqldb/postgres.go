package sqldb

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"songnuan/internal/problem"
)

// Settings of every session. lock_timeout (ms) bounds the wait for a row that
// somebody else holds, as busy_timeout does on SQLite. With work_mem's default,
// 4 MB, a rule over the members of a million households is looked up row by row
// instead of hashed: 3.7 s against 0.9. Compiling such a rule (jit) takes longer
// than running it.
var postgresParams = map[string]string{
	"application_name": "songnuan",
	"timezone":         "UTC",
	"lock_timeout":     "30000",
	"work_mem":         "32MB",
	"jit":              "off",
}

const (
	postgresConnections = 16
	oldestPostgreSQL    = 150000 // server_version_num
)

func openPostgreSQL(ctx context.Context, c Config) (*DB, error) {
	config, err := pgx.ParseConfig(c.URL)
	if err != nil {
		return nil, problem.Wrap(err, problem.Invalid, "sqldb.bad_url")
	}
	for name, value := range postgresParams {
		if _, set := config.RuntimeParams[name]; !set {
			config.RuntimeParams[name] = value
		}
	}
	pool := stdlib.OpenDB(*config)
	connections := c.Connections
	if connections == 0 {
		connections = postgresConnections
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	if err := checkPostgreSQL(ctx, pool, config); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return &DB{engine: PostgreSQL, writer: pool, reader: pool, rebind: newRebinder().rebind}, nil
}

// checkPostgreSQL refuses a server or a database on which text would compare
// otherwise than on SQLite, and says how to make a right one.
func checkPostgreSQL(ctx context.Context, pool *sql.DB, config *pgx.ConnConfig) error {
	var version int
	var name, encoding, collation, provider string
	err := pool.QueryRowContext(ctx, `
		SELECT current_setting('server_version_num')::int, datname, pg_encoding_to_char(encoding), datcollate, datlocprovider::text
		FROM pg_database WHERE datname = current_database()`).Scan(&version, &name, &encoding, &collation, &provider)
	switch {
	case err != nil:
		return problem.Wrap(err, problem.Internal, "sqldb.cannot_connect", "host", config.Host, "port", config.Port, "name", config.Database)
	case version < oldestPostgreSQL:
		return problem.New(problem.Invalid, "sqldb.old_server", "version", version/10000)
	case encoding != "UTF8" || provider != "c" || collation != "C" && collation != "POSIX":
		return problem.New(problem.Invalid, "sqldb.collation", "name", name, "collation", collation, "encoding", encoding)
	}
	return nil
}

// ByIndex makes the rest of the transaction look keys up by index. PostgreSQL
// learns a table's size some time after it has grown: until then it reads a
// filling table from end to end for every look-up, and a serialisable
// transaction that does so clashes with every writer. SQLite needs no telling.
func (tx *Tx) ByIndex(ctx context.Context) error {
	if tx.db.engine != PostgreSQL {
		return nil
	}
	for _, way := range []string{"enable_seqscan", "enable_hashjoin", "enable_mergejoin"} {
		if _, err := tx.Exec(ctx, "SET LOCAL "+way+" = off"); err != nil {
			return err
		}
	}
	return nil
}

// Learn tells PostgreSQL how large the tables have become, which it would else
// find out minutes later. A bulk load that looks up what it has entered calls it
// while the tables grow. SQLite needs no telling.
func (tx *Tx) Learn(ctx context.Context, tables ...string) error {
	if tx.db.engine != PostgreSQL {
		return nil
	}
	for _, table := range tables {
		if _, err := tx.Exec(ctx, "ANALYZE "+table); err != nil {
			return err
		}
	}
	return nil
}
