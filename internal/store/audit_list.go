package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// AuditFilter narrows the record; "" does not.
type AuditFilter struct {
	From, To day.Instant // later than From, up to To
	Actor    string
	Role     identity.Role
	Acts     []string // any of them; nil is all
	Noun     string
	Subject  string // with Noun
	Area     area.Code
}

// AuditKey is the place of a record in the list, the newest first.
type AuditKey struct {
	At day.Instant
	ID id.ID
}

// AuditSpan is a page of the list: at most Limit records, the nearest before a
// key or after one; without either the newest.
type AuditSpan struct {
	Before, After AuditKey
	Limit         int
}

// AuditRecords gives the records within the scope that pass the filter, the
// newest first.
func (s *Store) AuditRecords(ctx context.Context, tx *sqldb.Tx, f AuditFilter, span AuditSpan, scope identity.Scope) ([]identity.Record, error) {
	narrow, ok := scope.Within(f.Area, "")
	if !ok {
		return nil, nil
	}
	from, args, err := auditPlace(ctx, tx, narrow)
	if err != nil {
		return nil, err
	}
	where, more := auditWhere(f, span)
	from, args = from+" AND "+where, append(args, more...)
	if f.Acts == nil {
		return auditPage(ctx, tx, from, args, span, f.Subject != "")
	}
	var all []identity.Record // each act has its own way through the index
	for _, name := range f.Acts {
		some, err := auditPage(ctx, tx, from+" AND a.act = ?", append(slices.Clone(args), name), span, f.Subject != "")
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b identity.Record) int {
		return -cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID))
	})
	if span.After.At != "" {
		return all[max(0, len(all)-span.Limit):], nil
	}
	return all[:min(span.Limit, len(all))], nil
}

// auditPage reads a page in order of time. Of one subject there are few records:
// they are found by it and sorted, and SQLite is kept from walking along time
// through all of its noun by an order that no index has.
func auditPage(ctx context.Context, tx *sqldb.Tx, from string, args []any, span AuditSpan, sorted bool) ([]identity.Record, error) {
	at, order := "a.at", ""
	if sorted {
		at = "a.at || ''"
	}
	if order = at + " DESC, a.id DESC"; span.After.At != "" {
		order = at + ", a.id"
	}
	page, err := sqldb.Collect(tx.Query(ctx, `SELECT `+auditColumns+` FROM `+from+` ORDER BY `+order+` LIMIT ?`,
		append(slices.Clone(args), span.Limit)...), scanAudit)
	if span.After.At != "" {
		slices.Reverse(page)
	}
	return page, err
}

func auditWhere(f AuditFilter, span AuditSpan) (where string, args []any) {
	at := "a.at"
	if f.Subject != "" { // see auditPage
		at = "a.at || ''"
	}
	parts := []string{at + " > ?"}
	args = []any{string(f.From)}
	add := func(condition string, values ...any) { parts, args = append(parts, condition), append(args, values...) }
	if f.To != "" {
		add(at+" <= ?", string(f.To))
	}
	if k := span.Before; k.At != "" {
		add(at+" <= ? AND ("+at+" < ? OR a.id < ?)", string(k.At), string(k.At), string(k.ID))
	}
	if k := span.After; k.At != "" {
		add(at+" >= ? AND ("+at+" > ? OR a.id > ?)", string(k.At), string(k.At), string(k.ID))
	}
	for _, exact := range []struct{ column, value string }{{"actor", f.Actor}, {"role", string(f.Role)}, {"noun", f.Noun}, {"subject", f.Subject}} {
		if exact.value != "" {
			add("a."+exact.column+" = ?", exact.value)
		}
	}
	return strings.Join(parts, " AND "), args
}

// auditFew is up to how many records of a place are sorted rather than looked
// for along time.
const auditFew = 3000

// auditPlace is whence the records of a scope come. Neither engine knows what is
// shorter: all records of the place, sorted, or all records along time until
// enough lie in the place. So the place is counted first, up to a bound; of a
// wide one the condition is written so that no index takes it.
func auditPlace(ctx context.Context, tx *sqldb.Tx, scope identity.Scope) (from string, args []any, err error) {
	if scope.All {
		return "audit a WHERE 1 = 1", nil, nil
	}
	place, args := scopeWhere("a", scope)
	few := slices.Concat(args, []any{auditFew})
	var n int64
	if err := tx.Row(ctx, `SELECT COUNT(*) FROM (SELECT 1 AS one FROM audit a WHERE `+place+` LIMIT ?) f`, few...).Scan(&n); err != nil {
		return "", nil, err
	}
	if n < auditFew {
		return "(SELECT " + auditColumns + " FROM audit a WHERE " + place + " LIMIT ?) a WHERE 1 = 1", few, nil
	}
	return "audit a WHERE " + strings.NewReplacer("a.area", "a.area || ''", "a.unit", "a.unit || ''").Replace(place), args, nil
}

// AuditRecord gives one record within the scope; sqldb.ErrNoRow when there is
// none.
func (s *Store) AuditRecord(ctx context.Context, tx *sqldb.Tx, key AuditKey, scope identity.Scope) (identity.Record, error) {
	where, args := scopeWhere("a", scope)
	return scanAudit(tx.Row(ctx, `SELECT `+auditColumns+` FROM audit a WHERE a.at = ? AND a.id = ? AND `+where, append([]any{string(key.At), string(key.ID)}, args...)...))
}

// AuditActs are the names of all acts on record, in order. It steps from one to
// the next along the index.
func (s *Store) AuditActs(ctx context.Context, tx *sqldb.Tx) ([]string, error) {
	return sqldb.Collect(tx.Query(ctx, `WITH RECURSIVE step (act) AS (SELECT MIN(act) FROM audit
		UNION ALL SELECT (SELECT MIN(a.act) FROM audit a WHERE a.act > step.act) FROM step WHERE step.act IS NOT NULL)
		SELECT act FROM step WHERE act IS NOT NULL ORDER BY act`), func(row *sqldb.Row) (name string, err error) {
		err = row.Scan(&name)
		return name, err
	})
}
