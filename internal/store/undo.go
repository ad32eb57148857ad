package store

import (
	"context"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// Touched is a record that a bulk command wrote: entered when First is 1, else
// changed from version First-1, which the history keeps.
type Touched struct {
	ID      id.ID
	First   int   // the command's first version of it
	Last    int   // its last one; more than First when it wrote the record twice
	Current int   // version in force, 0 when the record was removed
	Batch   id.ID // the command that wrote the version in force
}

// Later tells whether another command has written or removed the record since.
func (t *Touched) Later() bool { return t.Current != t.Last }

// BatchHouseholds gives the households that a command entered or changed, in
// the order of their ids after one, so that undoing it can go in chunks.
func (s *Store) BatchHouseholds(ctx context.Context, tx *sqldb.Tx, batch, after id.ID, limit int, scope identity.Scope) ([]Touched, error) {
	return touched(ctx, tx, nounHousehold, batch, after, limit, scope)
}

// touched looks among the versions in force and the kept ones. Each of the two
// is cut to the limit first, so that a page costs a page.
func touched(ctx context.Context, tx *sqldb.Tx, noun string, batch, after id.ID, limit int, scope identity.Scope) ([]Touched, error) {
	live, liveArgs := scopeWhere("l", scope)
	old, oldArgs := scopeWhere("o", scope)
	args := append([]any{string(batch), string(after)}, liveArgs...)
	args = append(append(args, limit, noun, string(batch), string(after)), oldArgs...)
	args = append(args, limit, limit)
	return sqldb.Collect(tx.Query(ctx, `
		SELECT t.id, MIN(t.first), MAX(t.last), COALESCE(MAX(c.version), 0), COALESCE(MAX(c.batch), '') FROM (
			SELECT id, first, last FROM (SELECT id, version AS first, version AS last FROM `+noun+` l
				WHERE batch = ? AND id > ? AND `+live+` ORDER BY id LIMIT ?) newest
			UNION ALL
			SELECT id, first, last FROM (SELECT subject AS id, MIN(version) AS first, MAX(version) AS last FROM history o
				WHERE noun = ? AND batch = ? AND subject > ? AND `+old+` GROUP BY subject ORDER BY subject LIMIT ?) kept
		) t LEFT JOIN `+noun+` c ON c.id = t.id GROUP BY t.id ORDER BY t.id LIMIT ?`, args...),
		func(row *sqldb.Row) (t Touched, err error) {
			err = row.Scan(&t.ID, &t.First, &t.Last, &t.Current, &t.Batch)
			return t, err
		})
}

// BatchOutside counts the records of an import that are in force outside the
// scope. It is a number only, for refusing to undo half of an import.
func (s *Store) BatchOutside(ctx context.Context, tx *sqldb.Tx, kind string, batch id.ID, scope identity.Scope) (n int64, err error) {
	noun := nounHousehold
	if kind == "helpers" {
		noun = nounHelper
	}
	where, args := scopeWhere("r", scope)
	err = tx.Row(ctx, `SELECT COUNT(*) FROM `+noun+` r WHERE batch = ? AND NOT (`+where+`)`, append([]any{string(batch)}, args...)...).Scan(&n)
	return n, err
}

// DigestHouseholds feeds the households that a command wrote, in the order of
// their ids, with version and content, and counts them. It is taken at the
// command's end, before another can change them.
func (s *Store) DigestHouseholds(ctx context.Context, tx *sqldb.Tx, batch id.ID, into *identity.Digest) (int64, error) {
	return digestOf(ctx, tx, nounHousehold, batch, into)
}

func digestOf(ctx context.Context, tx *sqldb.Tx, noun string, batch id.ID, into *identity.Digest) (count int64, err error) {
	for row, err := range tx.Query(ctx, `SELECT id, CAST(version AS TEXT), digest FROM `+noun+` WHERE batch = ? ORDER BY id`, string(batch)) {
		if err != nil {
			return count, err
		}
		var key, version, digest string
		if err := row.Scan(&key, &version, &digest); err != nil {
			return count, err
		}
		into.Add(key, version, digest)
		count++
	}
	return count, nil
}
