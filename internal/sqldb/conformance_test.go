package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// The suite holds both engines to the same behaviour.

const schema = `
	CREATE TABLE unit (id TEXT PRIMARY KEY, name TEXT NOT NULL);
	CREATE TABLE helper (
		id     TEXT PRIMARY KEY,
		unit   TEXT REFERENCES unit (id),
		number TEXT NOT NULL,
		fen    BIGINT CHECK (fen >= 0),
		share  DOUBLE PRECISION,
		open   BOOLEAN NOT NULL DEFAULT TRUE,
		secret BYTEA,
		UNIQUE (unit, number)
	);
	CREATE UNIQUE INDEX helper_open_number ON helper (number) WHERE open;
	INSERT INTO unit (id, name) VALUES ('u1', '总工会'), ('u2', '社会事务办')`

func each(t *testing.T, test func(t *testing.T, db *sqldb.DB)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		write(t, db, func(tx *sqldb.Tx) error {
			for statement := range strings.SplitSeq(schema, ";") {
				if err := exec(t, tx, statement); err != nil {
					return err
				}
			}
			return nil
		})
		test(t, db)
	})
}

func TestValuesComeBack(t *testing.T) {
	type row struct {
		id     string
		fen    sql.Null[int64]
		share  sql.Null[float64]
		open   bool
		secret []byte
	}
	rows := []row{
		{id: "a", fen: sql.Null[int64]{V: 1<<62 + 1, Valid: true}, share: sql.Null[float64]{V: 0.1, Valid: true}, open: true, secret: []byte{0, 255, 10}},
		{id: "甲'乙\"丙?", open: false},
		{id: "c", secret: nil},
	}
	each(t, func(t *testing.T, db *sqldb.DB) {
		write(t, db, func(tx *sqldb.Tx) error {
			for _, r := range rows {
				if err := exec(t, tx, "INSERT INTO helper (id, number, fen, share, open, secret) VALUES (?, ?, ?, ?, ?, ?)",
					r.id, r.id, r.fen, r.share, r.open, r.secret); err != nil {
					return err
				}
			}
			return nil
		})
		for _, want := range rows {
			var got row
			read(t, db, func(tx *sqldb.Tx) error {
				return tx.Row(t.Context(), "SELECT id, fen, share, open, secret FROM helper WHERE id = ? AND open = ?", want.id, want.open).
					Scan(&got.id, &got.fen, &got.share, &got.open, &got.secret)
			})
			if fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", want) {
				t.Errorf("got %#v, want %#v", got, want)
			}
		}
	})
}

func TestTextComparesByBytes(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		fill(t, db, "b", "B", "a", "_", "é", "中", "𠮷", "1", "10", "2")
		got := strings.Join(ids(t, db, "SELECT id FROM helper ORDER BY id"), " ")
		if want := "1 10 2 B _ a b é 中 𠮷"; got != want {
			t.Errorf("order %s, want %s", got, want)
		}
		if got := ids(t, db, "SELECT id FROM helper WHERE id LIKE ?", "B%"); !slices.Equal(got, []string{"B"}) {
			t.Errorf("LIKE B%% finds %v: it must mind case", got)
		}
		if got := ids(t, db, "SELECT id FROM helper WHERE id >= ? AND id < ? ORDER BY id", "1", "2"); !slices.Equal(got, []string{"1", "10"}) {
			t.Errorf("range finds %v", got)
		}
	})
}

func TestCommonSubset(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		fill(t, db, "a", "b", "c")
		write(t, db, func(tx *sqldb.Tx) error {
			return exec(t, tx, "UPDATE helper SET fen = 5, unit = v.u FROM (SELECT id AS u FROM unit WHERE id = ?) v WHERE helper.id <> ?", "u1", "c")
		})
		for query, want := range map[string]string{
			"SELECT CAST(COALESCE(SUM(fen), 0) AS BIGINT) || '' FROM helper":    "10",
			"SELECT COUNT(*) FILTER (WHERE unit IS NULL) || '' FROM helper":     "1",
			"SELECT id FROM helper WHERE (fen, id) > (5, 'a') ORDER BY fen, id": "b",
			"SELECT id FROM helper ORDER BY fen NULLS FIRST, id LIMIT 1":        "c",
			"SELECT 7 / 2 || ''": "3",
			"SELECT string_agg(id, ',' ORDER BY id DESC) FROM helper":                                                             "c,b,a",
			"SELECT id FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id DESC) AS n FROM helper) x WHERE n = 2":                     "b",
			"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT MAX(i) || '' FROM n":             "9",
			"SELECT id FROM helper WHERE unit IS DISTINCT FROM 'u1'":                                                              "c",
			"SELECT '?' || id -- what?\n FROM helper /* ? */ WHERE \"id\" = 'b'":                                                  "?b",
			"SELECT CASE WHEN CAST(NULL AS TEXT) IS NULL THEN 'null' END":                                                         "null",
			"SELECT id FROM helper WHERE EXISTS (SELECT 1 FROM unit u WHERE u.id = helper.unit AND u.name LIKE '总%') ORDER BY id": "a",
		} {
			if got := ids(t, db, query); len(got) == 0 || got[0] != want {
				t.Errorf("%s: %v, want %s", query, got, want)
			}
			if word, _, found := sqldb.BannedSQL(query); found {
				t.Errorf("%s: %s is called banned", query, word)
			}
		}
	})
}

func TestUpsertReturns(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		fill(t, db, "a")
		var fen int64
		write(t, db, func(tx *sqldb.Tx) error {
			return tx.Row(t.Context(), `
				INSERT INTO helper (id, number, fen) VALUES (?, ?, ?)
				ON CONFLICT (id) DO UPDATE SET fen = excluded.fen + 1 RETURNING fen`, "a", "a", 41).Scan(&fen)
		})
		if fen != 42 {
			t.Errorf("fen = %d", fen)
		}
	})
}

func TestRowsAffectedAndNoRow(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		fill(t, db, "a", "b", "c")
		write(t, db, func(tx *sqldb.Tx) error {
			n, err := tx.Exec(t.Context(), "UPDATE helper SET fen = 1 WHERE id <> ?", "c")
			if n != 2 {
				t.Errorf("changed %d rows", n)
			}
			var id string
			if err := tx.Row(t.Context(), "SELECT id FROM helper WHERE id = ?", "nobody").Scan(&id); !errors.Is(err, sqldb.ErrNoRow) {
				t.Errorf("no row gives %v", err)
			}
			return err // the transaction goes on after it
		})
		if got := ids(t, db, "SELECT id FROM helper WHERE fen = 1 ORDER BY id"); !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("changed %v", got)
		}
	})
}

func TestViolations(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		write(t, db, func(tx *sqldb.Tx) error {
			return exec(t, tx, "INSERT INTO helper (id, unit, number) VALUES ('a', 'u1', '441900199001011234')")
		})
		for _, c := range []struct {
			name, statement, unique, key string
			foreign, check               bool
		}{
			{name: "primary key", statement: "INSERT INTO helper (id, number) VALUES ('a', '2')", unique: "helper(id)", key: "sqldb.duplicate"},
			{name: "unique", statement: "INSERT INTO helper (id, unit, number, open) VALUES ('b', 'u1', '441900199001011234', FALSE)", unique: "helper(unit,number)", key: "sqldb.duplicate"},
			{name: "partial unique", statement: "INSERT INTO helper (id, unit, number) VALUES ('b', 'u2', '441900199001011234')", unique: "helper(number)", key: "sqldb.duplicate"},
			{name: "unknown parent", statement: "INSERT INTO helper (id, unit, number) VALUES ('b', 'u9', '2')", foreign: true, key: "sqldb.in_use"},
			{name: "parent in use", statement: "DELETE FROM unit WHERE id = 'u1'", foreign: true, key: "sqldb.in_use"},
			{name: "check", statement: "UPDATE helper SET fen = -1", check: true, key: "problem.internal"},
			{name: "not null", statement: "UPDATE helper SET number = NULL", check: true, key: "problem.internal"},
			{name: "no such table", statement: "DELETE FROM nothing", key: "problem.internal"},
		} {
			err := db.Write(t.Context(), func(tx *sqldb.Tx) error { return exec(t, tx, c.statement) })
			if got, ok := sqldb.IsUnique(err); got != c.unique || ok != (c.unique != "") {
				t.Errorf("%s: IsUnique = %q, %v of %v", c.name, got, ok, err)
			}
			if sqldb.IsForeign(err) != c.foreign || sqldb.IsCheck(err) != c.check || problem.As(err).Key != c.key {
				t.Errorf("%s: foreign %v, check %v, %v", c.name, sqldb.IsForeign(err), sqldb.IsCheck(err), err)
			}
			if value := "441900199001011234"; strings.Contains(strings.ReplaceAll(err.Error(), c.statement, ""), value) {
				t.Errorf("%s: the error shows the value: %v", c.name, err)
			}
		}
	})
}

func TestErrorsHideValues(t *testing.T) {
	const secret = "441900199001011234x"
	each(t, func(t *testing.T, db *sqldb.DB) {
		fill(t, db, secret)
		for name, fn := range map[string]func(tx *sqldb.Tx) error{
			"argument of a wrong type": func(tx *sqldb.Tx) error {
				return exec(t, tx, "UPDATE helper SET fen = ?", struct{ s string }{secret})
			},
			"destination of a wrong type": func(tx *sqldb.Tx) error {
				var n int
				return tx.Row(t.Context(), "SELECT id FROM helper").Scan(&n)
			},
			"value of a wrong type": func(tx *sqldb.Tx) error {
				if tx.Engine() == sqldb.SQLite {
					return errors.New("SQLite reads 0")
				}
				return exec(t, tx, "UPDATE helper SET fen = CAST(id AS BIGINT)")
			},
			"argument out of range": func(tx *sqldb.Tx) error {
				return errors.Join(exec(t, tx, "UPDATE helper SET fen = ?", secret), exec(t, tx, "UPDATE helper SET fen = -1"))
			},
		} {
			err := db.Write(t.Context(), fn)
			if err == nil || strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestFailedStatementFailsTheTransaction(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		fill(t, db, "a")
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error {
			_ = exec(t, tx, "INSERT INTO helper (id, number) VALUES ('b', 'b')")
			_ = exec(t, tx, "INSERT INTO helper (id, number) VALUES ('a', 'a')") // fails
			_ = exec(t, tx, "INSERT INTO helper (id, number) VALUES ('c', 'c')")
			return nil
		})
		if got, _ := sqldb.IsUnique(err); got != "helper(id)" {
			t.Errorf("Write = %v", err)
		}
		if got := ids(t, db, "SELECT id FROM helper"); !slices.Equal(got, []string{"a"}) {
			t.Errorf("left %v", got)
		}
	})
}

func TestNoStatementWhileReading(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		fill(t, db, "a", "b")
		read(t, db, func(tx *sqldb.Tx) error {
			for _, err := range tx.Query(t.Context(), "SELECT id FROM helper") {
				if err != nil {
					return err
				}
				if err := exec(t, tx, "SELECT 1"); err == nil {
					t.Error("a statement ran while rows were being read")
				}
				break
			}
			return exec(t, tx, "SELECT 1") // broken off: the transaction is free again
		})
	})
}

func TestRollback(t *testing.T) {
	sentinel := errors.New("no")
	each(t, func(t *testing.T, db *sqldb.DB) {
		insert := func(tx *sqldb.Tx) error { return exec(t, tx, "INSERT INTO helper (id, number) VALUES ('a', 'a')") }
		err := db.Write(t.Context(), func(tx *sqldb.Tx) error { return errors.Join(insert(tx), sentinel) })
		if !errors.Is(err, sentinel) {
			t.Errorf("Write = %v", err)
		}
		func() {
			defer func() { recover() }() //nolint:errcheck // the panic is the test's own
			_ = db.Write(t.Context(), func(tx *sqldb.Tx) error { _ = insert(tx); panic("in the middle") })
		}()
		ctx, cancel := context.WithCancel(t.Context())
		err = db.Write(ctx, func(tx *sqldb.Tx) error { defer cancel(); return insert(tx) })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled Write = %v", err)
		}
		if got := ids(t, db, "SELECT id FROM helper"); len(got) != 0 {
			t.Errorf("left %v", got)
		}
	})
}

func TestReadRefusesWrites(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		err := db.Read(t.Context(), func(tx *sqldb.Tx) error { return exec(t, tx, "DELETE FROM helper") })
		if got := problem.As(err); got == nil || got.Key != "sqldb.read_only" {
			t.Errorf("Read = %v", err)
		}
	})
}

func TestReadSeesOneState(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		fill(t, db, "a")
		read(t, db, func(tx *sqldb.Tx) error {
			for range 2 {
				var n int
				if err := tx.Row(t.Context(), "SELECT COUNT(*) FROM helper").Scan(&n); err != nil || n != 1 {
					t.Errorf("count %d, %v", n, err)
				}
				fill(t, db, fmt.Sprint("b", n))
				fill(t, db, fmt.Sprint("c", n))
				write(t, db, func(tx *sqldb.Tx) error { return exec(t, tx, "DELETE FROM helper WHERE id <> 'a'") })
			}
			return nil
		})
	})
}

// TestWritesAreSerialisable has writers that each read a sum and then add to
// it: none may work on a sum that another has changed.
func TestWritesAreSerialisable(t *testing.T) {
	const writers, turns = 4, 10
	each(t, func(t *testing.T, db *sqldb.DB) {
		fill(t, db, "purse")
		write(t, db, func(tx *sqldb.Tx) error { return exec(t, tx, "UPDATE helper SET fen = 0") })
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range turns {
					if err := db.Write(t.Context(), increment(t)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if got := ids(t, db, "SELECT CAST(fen AS TEXT) FROM helper"); got[0] != fmt.Sprint(writers*turns) {
			t.Errorf("sum %s, want %d", got[0], writers*turns)
		}
	})
}

func increment(t *testing.T) func(tx *sqldb.Tx) error {
	return func(tx *sqldb.Tx) error {
		var fen int64
		if err := tx.Row(t.Context(), "SELECT fen FROM helper WHERE id = 'purse'").Scan(&fen); err != nil {
			return err
		}
		return exec(t, tx, "UPDATE helper SET fen = ? WHERE id = 'purse'", fen+1)
	}
}

func TestStatementsRepeat(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		write(t, db, func(tx *sqldb.Tx) error {
			for i := range 300 {
				if err := exec(t, tx, "INSERT INTO helper (id, number) VALUES (?, ?)", fmt.Sprint(i), fmt.Sprint(i)); err != nil {
					return err
				}
				query := fmt.Sprintf("SELECT id, %d FROM helper WHERE id = ?", i%200)
				var id string
				var n int
				if err := tx.Row(t.Context(), query, fmt.Sprint(i)).Scan(&id, &n); err != nil || id != fmt.Sprint(i) || n != i%200 {
					return fmt.Errorf("%s: %s, %d, %w", query, id, n, err)
				}
			}
			return nil
		})
	})
}

func write(t *testing.T, db *sqldb.DB, fn func(tx *sqldb.Tx) error) {
	t.Helper()
	must(t, db.Write(t.Context(), fn))
}

func read(t *testing.T, db *sqldb.DB, fn func(tx *sqldb.Tx) error) {
	t.Helper()
	must(t, db.Read(t.Context(), fn))
}

func exec(t *testing.T, tx *sqldb.Tx, query string, args ...any) error {
	_, err := tx.Exec(t.Context(), query, args...)
	return err
}

// fill adds helpers that are not open.
func fill(t *testing.T, db *sqldb.DB, names ...string) {
	t.Helper()
	write(t, db, func(tx *sqldb.Tx) error {
		for _, name := range names {
			if err := exec(t, tx, "INSERT INTO helper (id, number, open) VALUES (?, ?, FALSE)", name, name); err != nil {
				return err
			}
		}
		return nil
	})
}

func ids(t *testing.T, db *sqldb.DB, query string, args ...any) (got []string) {
	t.Helper()
	read(t, db, func(tx *sqldb.Tx) (err error) {
		got, err = sqldb.Collect(tx.Query(t.Context(), query, args...), func(row *sqldb.Row) (id string, err error) {
			return id, row.Scan(&id)
		})
		return err
	})
	return got
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
