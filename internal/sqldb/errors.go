package sqldb

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"songnuan/internal/problem"
)

// violation is a broken constraint, put alike by both engines.
type violation struct {
	kind       kind
	constraint string // for a unique one: table(column,column)
	cause      error
}

type kind string

const (
	unique  kind = "unique"
	foreign kind = "foreign key"
	check   kind = "check"
)

func (v *violation) Error() string {
	return string(v.kind) + " " + v.constraint + ": " + v.cause.Error()
}
func (v *violation) Unwrap() error { return v.cause }

// IsUnique tells whether err says that a unique key is taken, and which:
// "household(unit,number)" on both engines. An index over expressions, or a
// PostgreSQL that keeps details from this account, gives the name of the index.
func IsUnique(err error) (constraint string, ok bool) {
	if v, ok := errors.AsType[*violation](err); ok && v.kind == unique {
		return v.constraint, true
	}
	return "", false
}

// IsForeign tells whether err says that a row is named which is not there, or
// that a row still named elsewhere was to go.
func IsForeign(err error) bool {
	v, ok := errors.AsType[*violation](err)
	return ok && v.kind == foreign
}

// IsCheck tells whether err says that a CHECK or NOT NULL was broken: a rule
// that the program should have kept.
func IsCheck(err error) bool {
	v, ok := errors.AsType[*violation](err)
	return ok && v.kind == check
}

// transient tells whether the same transaction may well succeed next time.
func transient(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "40001" || pg.Code == "40P01" // serialization_failure, deadlock_detected
	}
	lite, ok := errors.AsType[*sqlite.Error](err)
	return ok && primary(lite) == sqlite3.SQLITE_BUSY
}

// primary is the result code without SQLite's extension of it.
func primary(err *sqlite.Error) int { return err.Code() & 0xff }

// explain makes an engine's error a problem, with the statement for the log.
// Arguments are never in it.
func explain(query string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s: %w", statement(query), err)
	}
	cause := fmt.Errorf("%s: %w", statement(query), redact(err))
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return explainPostgreSQL(pg, cause)
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		return explainSQLite(lite, cause)
	}
	return cause
}

func explainPostgreSQL(pg *pgconn.PgError, cause error) error {
	switch pg.Code {
	case "23505":
		return broken(unique, uniqueColumns(pg), cause)
	case "23503":
		return broken(foreign, pg.ConstraintName, cause)
	case "23514", "23502":
		return broken(check, pg.TableName+"."+pg.ColumnName+pg.ConstraintName, cause)
	case "53100":
		return problem.Wrap(cause, problem.Internal, "sqldb.disk_full")
	case "55P03": // lock_not_available, after lock_timeout
		return problem.Wrap(cause, problem.Conflict, "sqldb.busy")
	case "25006":
		return problem.Wrap(cause, problem.Internal, "sqldb.read_only")
	}
	return cause
}

func explainSQLite(lite *sqlite.Error, cause error) error {
	switch lite.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return broken(unique, failedColumns(lite), cause)
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY, sqlite3.SQLITE_CONSTRAINT_TRIGGER:
		return broken(foreign, "", cause)
	case sqlite3.SQLITE_CONSTRAINT_CHECK, sqlite3.SQLITE_CONSTRAINT_NOTNULL:
		return broken(check, afterFailed(lite), cause)
	}
	switch primary(lite) {
	case sqlite3.SQLITE_FULL:
		return problem.Wrap(cause, problem.Internal, "sqldb.disk_full")
	case sqlite3.SQLITE_READONLY:
		return problem.Wrap(cause, problem.Internal, "sqldb.read_only")
	}
	return cause
}

// broken is the problem of a constraint. The store, which knows the noun, says
// it better where a user can cause it; these are what remains.
func broken(k kind, constraint string, cause error) error {
	v := &violation{kind: k, constraint: constraint, cause: cause}
	switch k {
	case unique:
		return problem.Wrap(v, problem.Conflict, "sqldb.duplicate")
	case foreign:
		return problem.Wrap(v, problem.Conflict, "sqldb.in_use")
	}
	return v
}

// keyColumns finds the columns in "Key (unit, number)=(…) already exists.",
// in whatever language the server writes it.
var keyColumns = regexp.MustCompile(`\(([a-z0-9_, ]+)\)=\(`)

func uniqueColumns(pg *pgconn.PgError) string {
	m := keyColumns.FindStringSubmatch(pg.Detail)
	if m == nil {
		return pg.ConstraintName
	}
	return pg.TableName + "(" + strings.ReplaceAll(m[1], ", ", ",") + ")"
}

// failedColumns reads "… UNIQUE constraint failed: household.unit,
// household.number (2067)" or "… failed: index 'name' (2067)".
func failedColumns(lite *sqlite.Error) string {
	names := afterFailed(lite)
	if index, ok := strings.CutPrefix(names, "index '"); ok {
		return strings.TrimSuffix(index, "'")
	}
	table, _, _ := strings.Cut(names, ".")
	columns := strings.ReplaceAll(strings.ReplaceAll(names, table+".", ""), ", ", ",")
	return table + "(" + columns + ")"
}

func afterFailed(lite *sqlite.Error) string {
	_, names, _ := strings.Cut(lite.Error(), "constraint failed: ")
	if i := strings.LastIndex(names, "constraint failed: "); i >= 0 {
		names = names[i+len("constraint failed: "):]
	}
	if i := strings.LastIndex(names, " ("); i >= 0 {
		names = names[:i]
	}
	return names
}

// statementMost is how much of a statement an error shows, in bytes.
const statementMost = 160

func statement(query string) string {
	short := strings.Join(strings.Fields(query), " ")
	if len(short) > statementMost {
		short = strings.ToValidUTF8(short[:statementMost], "") + "…"
	}
	return short
}

// Values that drivers put into their errors follow these words.
var valueFollows = regexp.MustCompile(`(?s)(converting driver\.Value type|unable to encode|unable to convert|converting argument) .*`)

// redact cuts values out of an error: they may be personal, and errors are
// logged.
func redact(err error) error {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && strings.HasPrefix(pg.Code, "22") { // data exception: quotes the value
		return &redacted{"data exception (SQLSTATE " + pg.Code + ")", err}
	}
	if err != nil && valueFollows.MatchString(err.Error()) {
		return errors.New(valueFollows.ReplaceAllString(err.Error(), "$1 …"))
	}
	return err
}

// redacted hides the text of its cause and keeps its kind.
type redacted struct {
	text  string
	cause error
}

func (r *redacted) Error() string { return r.text }
func (r *redacted) Unwrap() error { return r.cause }
