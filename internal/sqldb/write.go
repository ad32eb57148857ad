package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"

	"songnuan/internal/problem"
)

const (
	attempts    = 12
	firstPause  = 2 * time.Millisecond // doubled at each attempt
	longestWait = 250 * time.Millisecond
	// turnTimeout ends a wait for a connection: a write started inside another
	// write would else wait on SQLite for ever.
	turnTimeout = time.Minute
)

// Read runs fn in a read-only transaction that sees one state of the database,
// the one at its first statement.
func (db *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	return db.transact(ctx, db.reader, &sql.TxOptions{Isolation: db.isolation(sql.LevelRepeatableRead), ReadOnly: true}, fn)
}

// Write runs fn in a transaction and commits it if fn returns nil. Writes are
// serialisable on both engines: each sees the database as if it ran alone.
//
// Where PostgreSQL refuses a transaction for that reason, or SQLite's file is
// held by another process, fn runs again, so it must have no effect outside
// tx. After the last attempt the error is problem.Conflict, "sqldb.busy".
// A Write inside a Write fails in the same way.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	options := &sql.TxOptions{Isolation: db.isolation(sql.LevelSerializable)}
	for attempt := range attempts {
		err := db.transact(ctx, db.writer, options, fn)
		if !transient(err) {
			return err
		}
		if attempt == attempts-1 {
			return problem.Wrap(err, problem.Conflict, "sqldb.busy")
		}
		if err := pause(ctx, attempt); err != nil {
			return err
		}
	}
	panic("unreachable")
}

// isolation is the level to ask for; SQLite has only the strictest.
func (db *DB) isolation(level sql.IsolationLevel) sql.IsolationLevel {
	if db.engine == SQLite {
		return sql.LevelDefault
	}
	return level
}

// pause waits a growing and random time, so that two writers that clashed do
// not clash again.
func pause(ctx context.Context, attempt int) error {
	most := min(firstPause<<attempt, longestWait)
	select {
	case <-time.After(most/2 + rand.N(most/2)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (db *DB) transact(ctx context.Context, pool *sql.DB, options *sql.TxOptions, fn func(*Tx) error) (err error) {
	conn, err := connect(ctx, pool)
	if err != nil {
		return err
	}
	defer conn.Close()
	under, err := conn.BeginTx(ctx, options)
	if err != nil {
		return explain("BEGIN", err)
	}
	defer under.Rollback() // after a commit it does nothing
	tx := &Tx{db: db, conn: conn, tx: under, readOnly: options.ReadOnly}
	if err := errors.Join(fn(tx), tx.failure); err != nil {
		return err
	}
	if err := tx.flush(ctx); err != nil {
		return err
	}
	err = under.Commit()
	if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil { // called off before the commit began: it has been rolled back
		return ctx.Err()
	}
	if err != nil {
		return explain("COMMIT", err)
	}
	return nil
}

func connect(ctx context.Context, pool *sql.DB) (*sql.Conn, error) {
	turn, cancel := context.WithTimeout(ctx, turnTimeout)
	defer cancel()
	conn, err := pool.Conn(turn)
	switch {
	case ctx.Err() != nil:
		if err == nil { // its turn came as it was called off: SQLite's one writer must not be lost
			_ = conn.Close() // it gives the connection back
		}
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return nil, problem.Wrap(err, problem.Conflict, "sqldb.busy")
	case err != nil:
		return nil, problem.Wrap(err, problem.Internal, "sqldb.lost_connection")
	}
	return conn, nil
}
