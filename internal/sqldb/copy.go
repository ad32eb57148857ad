package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// copyChunk is how many rows a Copy gathers for PostgreSQL; more brings
// nothing, see BenchmarkRawInsert.
const copyChunk = 1000

// Copy adds many rows to one table: by one prepared INSERT on SQLite, by COPY
// on PostgreSQL. Several may be open in a transaction, a parent's table before
// its child's: rows reach the tables in the order of opening.
//
// PostgreSQL gathers rows, so an error may come with a later Add, with another
// statement, or with Close. The transaction is then lost, on both engines.
type Copy struct {
	tx     *Tx
	insert string
	stmt   *sql.Stmt // SQLite
	table  string
	into   []string
	rows   [][]any // PostgreSQL: not yet sent
	values []any   // PostgreSQL: one allocation for the rows of a chunk
	count  int64
}

// Copy begins a Copy into the columns of the table.
func (tx *Tx) Copy(ctx context.Context, table string, columns ...string) (*Copy, error) {
	if tx.failure != nil {
		return nil, tx.failure
	}
	c := &Copy{tx: tx, table: table, into: columns}
	c.insert = "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES (" + Marks(len(columns)) + ")"
	if tx.db.engine == SQLite {
		var err error
		if c.stmt, err = tx.tx.PrepareContext(ctx, c.insert); err != nil {
			return nil, tx.fail(c.insert, err)
		}
	}
	tx.copies = append(tx.copies, c)
	return c, nil
}

// Add adds one row, the values in the order of the columns.
func (c *Copy) Add(ctx context.Context, values ...any) error {
	switch {
	case c.tx.failure != nil:
		return c.tx.failure
	case c.tx.reading:
		return errReading
	case len(values) != len(c.into):
		return fmt.Errorf("%s: %d values for %d columns", c.insert, len(values), len(c.into))
	case c.stmt != nil:
		return c.run(ctx, values)
	}
	start := len(c.values)
	c.values = append(c.values, values...)
	c.rows = append(c.rows, c.values[start:len(c.values):len(c.values)])
	if len(c.rows) < copyChunk {
		return nil
	}
	return c.tx.flush(ctx)
}

// Close sends what is left and tells how many rows were added in all.
func (c *Copy) Close(ctx context.Context) (rows int64, err error) {
	if c.tx.failure != nil {
		return 0, c.tx.failure
	}
	if err := c.tx.flush(ctx); err != nil {
		return 0, err
	}
	c.tx.copies = slices.DeleteFunc(c.tx.copies, func(other *Copy) bool { return other == c })
	if c.stmt != nil {
		err = c.stmt.Close()
	}
	return c.count, err
}

// run inserts one row. One insert is too short to be worth interrupting, and
// to watch for it would cost more than the insert.
func (c *Copy) run(ctx context.Context, values []any) error {
	if err := ctx.Err(); err != nil {
		return c.tx.fail(c.insert, err)
	}
	if _, err := c.stmt.ExecContext(context.WithoutCancel(ctx), values...); err != nil {
		return c.tx.fail(c.insert, err)
	}
	c.count++
	return nil
}

// flush sends the rows that all copies hold, parents first.
func (tx *Tx) flush(ctx context.Context) error {
	for _, c := range tx.copies {
		if len(c.rows) == 0 {
			continue
		}
		if tx.reading {
			return errReading
		}
		if err := c.send(ctx); err != nil {
			return tx.fail(c.insert, err)
		}
	}
	return nil
}

func (c *Copy) send(ctx context.Context) error {
	err := c.tx.conn.Raw(func(driver any) error {
		under, ok := driver.(*stdlib.Conn)
		if !ok {
			return errors.New("not a pgx connection")
		}
		n, err := under.Conn().CopyFrom(ctx, pgx.Identifier{c.table}, c.into, pgx.CopyFromRows(c.rows))
		c.count += n
		return err
	})
	clear(c.values) // lets go of the strings
	c.rows, c.values = c.rows[:0], c.values[:0]
	return err
}
