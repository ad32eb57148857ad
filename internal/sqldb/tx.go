package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"iter"
)

// ErrNoRow says that the one row asked for is not there.
var ErrNoRow = sql.ErrNoRows

// errReading is a mistake in the program, found on both engines.
var errReading = errors.New("sqldb: a statement while the rows of another are being read: collect them first")

// preparedMost bounds the statements that one transaction keeps prepared.
const preparedMost = 128

// Tx is a transaction. It is for one goroutine and ends with the function that
// it was given to.
type Tx struct {
	db       *DB
	conn     *sql.Conn
	tx       *sql.Tx
	prepared map[string]*sql.Stmt // by text; nil after the first use
	copies   []*Copy              // open, in the order of their opening
	readOnly bool
	reading  bool
	failure  error // the first statement that failed: the transaction is lost
}

// Engine tells which engine the transaction runs on.
func (tx *Tx) Engine() Engine { return tx.db.engine }

// Reading tells whether the transaction only reads.
func (tx *Tx) Reading() bool { return tx.readOnly }

// Exec runs a statement and tells how many rows it changed.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (rows int64, err error) {
	stmt, err := tx.ready(ctx, query)
	if err != nil {
		return 0, err
	}
	var result sql.Result
	if stmt != nil {
		result, err = stmt.ExecContext(ctx, args...)
	} else {
		result, err = tx.tx.ExecContext(ctx, tx.db.rebind(query), args...)
	}
	if err != nil {
		return 0, tx.fail(query, err)
	}
	return result.RowsAffected()
}

// Query runs a statement and yields its rows. A row is valid until the next
// one; an error comes last, with a nil row.
//
//	for row, err := range tx.Query(ctx, "SELECT id, name FROM helper WHERE unit = ?", unit) {
//		if err != nil {
//			return err
//		}
//		if err := row.Scan(&id, &name); err != nil {
//			return err
//		}
//	}
func (tx *Tx) Query(ctx context.Context, query string, args ...any) iter.Seq2[*Row, error] {
	return func(yield func(*Row, error) bool) {
		rows, err := tx.query(ctx, query, args)
		if err != nil {
			yield(nil, err)
			return
		}
		defer tx.release(rows)
		row := &Row{rows: rows}
		for rows.Next() {
			if !yield(row, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, tx.fail(query, err))
		}
	}
}

// Row runs a statement for its first row. Its Scan must be called.
func (tx *Tx) Row(ctx context.Context, query string, args ...any) *Row {
	rows, err := tx.query(ctx, query, args)
	if err == nil && !rows.Next() {
		tx.release(rows)
		if err = rows.Err(); err != nil {
			err = tx.fail(query, err)
		} else {
			err = ErrNoRow
		}
	}
	return &Row{rows: rows, err: err, only: tx}
}

// Row is one row of a result.
type Row struct {
	rows *sql.Rows
	err  error
	only *Tx // set if the result ends with this row
}

// Scan copies the columns into dest, as database/sql does. On a Row of Tx.Row
// it returns the error of the statement, or ErrNoRow.
func (r *Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	if r.only != nil {
		defer r.only.release(r.rows)
	}
	return redact(r.rows.Scan(dest...))
}

// Collect reads all rows with scan, the function that knows the order of a
// noun's columns.
func Collect[T any](rows iter.Seq2[*Row, error], scan func(*Row) (T, error)) ([]T, error) {
	var all []T
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		one, err := scan(row)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func (tx *Tx) query(ctx context.Context, query string, args []any) (rows *sql.Rows, err error) {
	stmt, err := tx.ready(ctx, query)
	if err != nil {
		return nil, err
	}
	if stmt != nil {
		rows, err = stmt.QueryContext(ctx, args...)
	} else {
		rows, err = tx.tx.QueryContext(ctx, tx.db.rebind(query), args...)
	}
	if err != nil {
		return nil, tx.fail(query, err)
	}
	tx.reading = true
	return rows, nil
}

func (tx *Tx) release(rows *sql.Rows) {
	tx.reading = false
	rows.Close() //nolint:errcheck // its error is the one that rows.Err has told
}

// ready makes the transaction fit for a statement: rows still in a Copy go
// first, so that the statement sees them.
func (tx *Tx) ready(ctx context.Context, query string) (*sql.Stmt, error) {
	if tx.failure != nil {
		return nil, tx.failure
	}
	if tx.reading {
		return nil, errReading
	}
	if err := tx.flush(ctx); err != nil {
		return nil, err
	}
	if tx.db.engine == PostgreSQL {
		return nil, nil // pgx keeps statements prepared for each connection
	}
	return tx.prepare(ctx, query)
}

// prepare prepares a statement at its second use in the transaction; nil
// before that.
func (tx *Tx) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	stmt, again := tx.prepared[query]
	switch {
	case stmt != nil:
		return stmt, nil
	case again:
		stmt, err := tx.tx.PrepareContext(ctx, query)
		if err != nil {
			return nil, tx.fail(query, err)
		}
		tx.prepared[query] = stmt
		return stmt, nil
	case tx.prepared == nil:
		tx.prepared = map[string]*sql.Stmt{}
	}
	if len(tx.prepared) < preparedMost {
		tx.prepared[query] = nil
	}
	return nil, nil
}

func (tx *Tx) fail(query string, err error) error {
	err = explain(query, err)
	if tx.failure == nil {
		tx.failure = err
	}
	return err
}
