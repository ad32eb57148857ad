package store

import (
	"context"
	"database/sql"
	"net/url"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"

	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// chunkOf is how many households an import enters in one transaction.
const chunkOf = 2000

// benchURLs opens a database of each engine for a benchmark.
var benchURLs = map[string]func(*testing.B) string{
	"sqlite":     func(b *testing.B) string { return "sqlite:" + filepath.Join(b.TempDir(), "bench.db") },
	"postgresql": func(b *testing.B) string { return dbtest.NewPostgreSQL(b) },
}

func benchStore(b *testing.B, url string) *Store {
	b.Helper()
	s := New(dbtest.Open(b, url), testSealer(b))
	if err := s.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	return s
}

// prepareAhead makes and prepares n households on another core, a chunk ahead
// of who takes them.
func prepareAhead(s *Store, n int) <-chan []*Prepared {
	chunks := make(chan []*Prepared, 4)
	go func() {
		defer close(chunks)
		people := newPopulation()
		for left := n; left > 0; left -= chunkOf {
			chunk := make([]*Prepared, min(left, chunkOf))
			for i := range chunk {
				chunk[i] = s.Prepare(people.household(), testInstant)
			}
			chunks <- chunk
		}
	}()
	return chunks
}

// BenchmarkAddHouseholds enters prepared households in transactions of 2,000.
// Its unit is a household of 2.67 members with all its rows; run it with
// -benchtime 100000x to see the tables grow. Compare BenchmarkRawHouseholds.
func BenchmarkAddHouseholds(b *testing.B) {
	for engine, url := range benchURLs {
		b.Run(engine, func(b *testing.B) {
			s := benchStore(b, url(b))
			chunks := prepareAhead(s, b.N)
			b.ResetTimer()
			for chunk := range chunks {
				write(b, s, func(tx *sqldb.Tx) error { return s.AddHouseholds(b.Context(), tx, chunk) })
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "households/s")
		})
	}
}

// BenchmarkRawHouseholds writes the same rows into the same tables, names and
// tokens included, by the driver alone: one prepared INSERT a table on SQLite,
// COPY on PostgreSQL.
func BenchmarkRawHouseholds(b *testing.B) {
	for engine, url := range benchURLs {
		b.Run(engine, func(b *testing.B) {
			at := url(b)
			s := benchStore(b, at)
			add := rawSQLite(b, at)
			if engine == "postgresql" {
				add = rawPostgreSQL(b, at)
			}
			known := map[string]bool{}
			chunks := make(chan []rawTable, 4)
			go func() {
				defer close(chunks)
				for chunk := range prepareAhead(s, b.N) {
					chunks <- rawRows(chunk, known)
				}
			}()
			b.ResetTimer()
			for tables := range chunks {
				if err := add(b.Context(), tables); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "households/s")
		})
	}
}

type rawTable struct {
	name    string
	columns []string
	rows    [][]any
}

func rawRows(chunk []*Prepared, known map[string]bool) (tables []rawTable) {
	for i, table := range householdTables {
		t := rawTable{name: table.name, columns: columnList(table.columns)}
		for _, p := range chunk {
			t.rows = append(t.rows, p.rows[i]...)
		}
		tables = append(tables, t)
	}
	names, tokens := rawTable{name: "name", columns: []string{"name", "pinyin"}}, rawTable{name: "name_token", columns: []string{"token", "name"}}
	for _, p := range chunk {
		for _, name := range p.names {
			if known[name] {
				continue
			}
			known[name] = true
			names.rows = append(names.rows, []any{name, personal.Pinyin(name).SortKey()})
			for _, token := range personal.Tokens(name) {
				tokens.rows = append(tokens.rows, []any{token, name})
			}
		}
	}
	return append(tables, names, tokens)
}

func rawSQLite(b *testing.B, at string) func(context.Context, []rawTable) error {
	b.Helper()
	if at[:7] != "sqlite:" {
		return nil
	}
	params := url.Values{"_txlock": {"immediate"}, "_pragma": {"foreign_keys(1)", "cache_size(-16384)", "mmap_size(268435456)", "journal_mode(WAL)", "wal_autocheckpoint(16384)", "synchronous(FULL)"}}
	pool, err := sql.Open("sqlite", "file:"+at[7:]+"?"+params.Encode())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { pool.Close() })
	pool.SetMaxOpenConns(1)
	return func(ctx context.Context, tables []rawTable) error {
		tx, err := pool.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		for _, t := range tables {
			stmt, err := tx.Prepare("INSERT INTO " + t.name + " VALUES (" + sqldb.Marks(len(t.columns)) + ")")
			if err != nil {
				return err
			}
			for _, row := range t.rows {
				if _, err := stmt.Exec(row...); err != nil {
					return err
				}
			}
		}
		return tx.Commit()
	}
}

func rawPostgreSQL(b *testing.B, at string) func(context.Context, []rawTable) error {
	b.Helper()
	conn, err := pgx.Connect(b.Context(), at)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close(context.Background()) })
	return func(ctx context.Context, tables []rawTable) error {
		return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
			for _, t := range tables {
				if _, err := tx.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, pgx.CopyFromRows(t.rows)); err != nil {
					return err
				}
			}
			return nil
		})
	}
}
