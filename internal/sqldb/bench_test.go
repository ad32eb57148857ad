package sqldb_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite"

	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// The row of the benchmarks has the width and the indexes of a household.
const benchTable = `CREATE TABLE household (
	id TEXT PRIMARY KEY, unit TEXT NOT NULL, area TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, category TEXT NOT NULL,
	opened TEXT NOT NULL, closed TEXT, persons BIGINT NOT NULL, income BIGINT, phone BYTEA, version BIGINT NOT NULL)`

var benchIndexes = []string{
	"CREATE INDEX household_area ON household (area, id)",
	"CREATE UNIQUE INDEX household_number ON household (unit, number)",
	"CREATE INDEX household_name ON household (name)",
}

var benchColumns = strings.Fields("id unit area number name category opened closed persons income phone version")

var benchSerial atomic.Int64

func benchRow() []any {
	n := benchSerial.Add(1)
	return []any{
		fmt.Sprintf("0193b8a0-0000-7000-8000-%012x", n), "0193b8a0-0000-7000-8000-000000000001", fmt.Sprintf("441900%06d", n*7919%620000),
		fmt.Sprintf("%08d", n), fmt.Sprintf("户主%d", n*104729%1000003), "特困人员", "2026-11-23", nil, n%6 + 1, n % 100000, []byte("0123456789abcdef"), int64(1),
	}
}

// BenchmarkRawInsert compares Copy with what the drivers do alone: the rows of
// a household, in transactions of 10,000, indexes present. Its unit is one row.
func BenchmarkRawInsert(b *testing.B) {
	b.Run("sqlite/driver", func(b *testing.B) { rawSQLite(b) })
	b.Run("postgresql/driver", func(b *testing.B) { rawPostgreSQL(b) })
	benchEach(b, func(b *testing.B, db *sqldb.DB) {
		inTens(b, func(rows int) error {
			return db.Write(b.Context(), func(tx *sqldb.Tx) error {
				c, err := tx.Copy(b.Context(), "household", benchColumns...)
				if err != nil {
					return err
				}
				for range rows {
					if err := c.Add(b.Context(), benchRow()...); err != nil {
						return err
					}
				}
				_, err = c.Close(b.Context())
				return err
			})
		})
	})
}

// BenchmarkCommit is one insert a transaction, at one writer and at eight.
func BenchmarkCommit(b *testing.B) {
	for _, writers := range []int{1, 8} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			benchEach(b, func(b *testing.B, db *sqldb.DB) {
				insert := "INSERT INTO household (" + strings.Join(benchColumns, ", ") + ") VALUES (" + sqldb.Marks(len(benchColumns)) + ")"
				b.SetParallelism(writers) // times GOMAXPROCS
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						if err := db.Write(b.Context(), func(tx *sqldb.Tx) error {
							_, err := tx.Exec(b.Context(), insert, benchRow()...)
							return err
						}); err != nil {
							b.Error(err)
						}
					}
				})
			})
		})
	}
}

// BenchmarkPointRead is one row by its key a transaction, and a hundred.
func BenchmarkPointRead(b *testing.B) {
	for _, reads := range []int{1, 100} {
		b.Run(fmt.Sprintf("in_transaction=%d", reads), func(b *testing.B) {
			benchEach(b, func(b *testing.B, db *sqldb.DB) {
				row := benchRow()
				insertOne(b, db, row)
				b.ResetTimer()
				for n := 0; n < b.N; n += reads {
					if err := db.Read(b.Context(), func(tx *sqldb.Tx) error {
						for range reads {
							var name string
							if err := tx.Row(b.Context(), "SELECT name FROM household WHERE id = ?", row[0]).Scan(&name); err != nil {
								return err
							}
						}
						return nil
					}); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

func insertOne(b *testing.B, db *sqldb.DB, row []any) {
	b.Helper()
	if err := db.Write(b.Context(), func(tx *sqldb.Tx) error {
		c, err := tx.Copy(b.Context(), "household", benchColumns...)
		if err != nil {
			return err
		}
		return c.Add(b.Context(), row...)
	}); err != nil {
		b.Fatal(err)
	}
}

// inTens cuts b.N rows into transactions of ten thousand.
func inTens(b *testing.B, insert func(rows int) error) {
	b.Helper()
	for left := b.N; left > 0; left -= 10000 {
		if err := insert(min(left, 10000)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func benchEach(b *testing.B, bench func(b *testing.B, db *sqldb.DB)) {
	b.Helper()
	for name, open := range map[string]func(testing.TB) *sqldb.DB{"sqlite": dbtest.SQLite, "postgresql": dbtest.PostgreSQL, "throwaway": throwaway} {
		b.Run(name, func(b *testing.B) {
			db := open(b)
			if err := db.Write(b.Context(), func(tx *sqldb.Tx) error {
				for _, statement := range append([]string{benchTable}, benchIndexes...) {
					if _, err := tx.Exec(b.Context(), statement); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			bench(b, db)
		})
	}
}

func throwaway(tb testing.TB) *sqldb.DB { return dbtest.Open(tb, "sqlite::memory:") }

func rawSQLite(b *testing.B) {
	b.Helper()
	pool, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "raw.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	for _, statement := range append([]string{benchTable}, benchIndexes...) {
		if _, err := pool.Exec(statement); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	inTens(b, func(rows int) error {
		tx, err := pool.Begin()
		if err != nil {
			return err
		}
		stmt, err := tx.Prepare("INSERT INTO household VALUES (" + sqldb.Marks(len(benchColumns)) + ")")
		if err != nil {
			return err
		}
		for range rows {
			if _, err := stmt.Exec(benchRow()...); err != nil {
				return err
			}
		}
		return tx.Commit()
	})
}

func rawPostgreSQL(b *testing.B) {
	b.Helper()
	config, err := pgx.ParseConfig(dbtest.NewPostgreSQL(b))
	if err != nil {
		b.Fatal(err)
	}
	conn, err := pgx.ConnectConfig(b.Context(), config)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context())
	for _, statement := range append([]string{benchTable}, benchIndexes...) {
		if _, err := conn.Exec(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	inTens(b, func(rows int) error {
		_, err := conn.CopyFrom(b.Context(), pgx.Identifier{"household"}, benchColumns, pgx.CopyFromSlice(rows, func(int) ([]any, error) { return benchRow(), nil }))
		return err
	})
}
