package store

import (
	"context"
	"encoding/json"
	"errors"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/likeness"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const suspectColumns = `id, a, b, score, verdict, pairs, state, version, found, seen, actor, decided, note, deed, kept, gone, kept_version, gone_version, moved`

func (s *Store) scanSuspect(row *sqldb.Row) (*likeness.Suspect, error) {
	var x likeness.Suspect
	var pairs, moved string
	var note []byte
	err := row.Scan(&x.ID, &x.A, &x.B, &x.Score, &x.Verdict, &pairs, &x.State, &x.Version, &x.Found, &x.Seen, &x.Actor, &x.Decided, &note,
		&x.Deed, &x.Kept, &x.Gone, &x.KeptVersion, &x.GoneVersion, &moved)
	if err != nil {
		return nil, err
	}
	if moved != "" {
		if err := json.Unmarshal([]byte(moved), &x.Moved); err != nil {
			return nil, err
		}
	}
	secrets, err := s.unseal(personal.ForTask, note, 1)
	if err != nil {
		return nil, err
	}
	x.Note = secrets[0]
	return &x, json.Unmarshal([]byte(pairs), &x.Pairs)
}

// bothWhere keeps suspects to those of which both files lie in the scope.
func bothWhere(scope identity.Scope) (where string, args []any) {
	wa, aa := scopeWhere("ha", scope)
	wb, ab := scopeWhere("hb", scope)
	return wa + " AND " + wb, append(aa, ab...)
}

const suspectJoin = ` FROM suspect x JOIN household ha ON ha.id = x.a JOIN household hb ON hb.id = x.b WHERE `

// Suspect gives one, of which both files lie in the scope. problem.NotFound
// when there is none.
func (s *Store) Suspect(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*likeness.Suspect, error) {
	where, args := bothWhere(scope)
	all, err := sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("x", suspectColumns)+suspectJoin+`x.id = ? AND `+where, append([]any{string(of)}, args...)...), s.scanSuspect)
	if err == nil && len(all) == 0 {
		return nil, problem.New(problem.NotFound, "duplicate.none")
	}
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// SuspectFilter narrows the list of suspects.
type SuspectFilter struct {
	State   likeness.SuspectState
	Verdict likeness.Verdict // "" is all
	Area    area.Code        // of both files, with all below it
}

func (f *SuspectFilter) where(scope identity.Scope) (where string, args []any) {
	where, args = bothWhere(scope)
	where, args = `x.state = ? AND `+where, append([]any{string(f.State)}, args...)
	if f.Verdict != "" {
		where, args = where+` AND x.verdict = ?`, append(args, string(f.Verdict))
	}
	if f.Area != "" {
		lo, hi := f.Area.Range()
		where += ` AND ha.area >= ? AND ha.area < ? AND hb.area >= ? AND hb.area < ?`
		args = append(args, string(lo), string(hi), string(lo), string(hi))
	}
	return where, args
}

// SuspectKey is behind which a page begins: the score and the id of the last of
// the page before. The zero key is the beginning.
type SuspectKey struct {
	Score int
	ID    id.ID
}

// Suspects gives those that a filter leaves within the scope, the highest score
// first, behind a key.
func (s *Store) Suspects(ctx context.Context, tx *sqldb.Tx, f SuspectFilter, after SuspectKey, limit int, scope identity.Scope) ([]*likeness.Suspect, error) {
	where, args := f.where(scope)
	if after.ID != "" {
		where += ` AND (x.score < ? OR x.score = ? AND x.id > ?)`
		args = append(args, after.Score, after.Score, string(after.ID))
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("x", suspectColumns)+suspectJoin+where+` ORDER BY x.score DESC, x.id LIMIT ?`, append(args, limit)...), s.scanSuspect)
}

// CountSuspects counts what a filter leaves within the scope, by verdict, up to
// so many.
func (s *Store) CountSuspects(ctx context.Context, tx *sqldb.Tx, f SuspectFilter, most int, scope identity.Scope) (n int64, err error) {
	where, args := f.where(scope)
	err = tx.Row(ctx, `SELECT COUNT(*) FROM (SELECT x.id`+suspectJoin+where+` LIMIT ?) counted`, append(args, most)...).Scan(&n)
	return n, err
}

// SuspectsOf gives the suspects of a file, within the scope.
func (s *Store) SuspectsOf(ctx context.Context, tx *sqldb.Tx, household id.ID, scope identity.Scope) ([]*likeness.Suspect, error) {
	where, args := bothWhere(scope)
	args = append([]any{string(household), string(household)}, args...)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("x", suspectColumns)+suspectJoin+`(x.a = ? OR x.b = ?) AND `+where+` ORDER BY x.score DESC, x.id LIMIT 20`, args...), s.scanSuspect)
}

// MergedInto gives the file that a closed one was merged into, "" when it was
// not, or when the other lies outside the scope.
func (s *Store) MergedInto(ctx context.Context, tx *sqldb.Tx, household id.ID, scope identity.Scope) (kept id.ID, number string, err error) {
	where, args := scopeWhere("h", scope)
	err = tx.Row(ctx, `SELECT h.id, h.number FROM suspect x JOIN household h ON h.id = x.kept
		WHERE x.gone = ? AND x.state = 'merged' AND x.deed = 'households' AND `+where+` ORDER BY x.decided DESC LIMIT 1`, append([]any{string(household)}, args...)...).Scan(&kept, &number)
	if errors.Is(err, sqldb.ErrNoRow) {
		return "", "", nil
	}
	return kept, number, err
}

// SaveSuspect writes a decision over the version before. problem.Conflict when
// somebody decided meanwhile.
func (s *Store) SaveSuspect(ctx context.Context, tx *sqldb.Tx, x *likeness.Suspect) error {
	moved, err := x.Moved.JSON()
	if err != nil {
		return err
	}
	rows, err := tx.Exec(ctx, `UPDATE suspect SET state = ?, version = ?, actor = ?, decided = ?, note = ?, deed = ?, kept = ?, gone = ?, kept_version = ?, gone_version = ?, moved = ?
		WHERE id = ? AND version = ?`, string(x.State), x.Version, x.Actor, string(x.Decided), s.seal(personal.ForTask, x.Note), string(x.Deed), string(x.Kept), string(x.Gone),
		x.KeptVersion, x.GoneVersion, moved, string(x.ID), x.Version-1)
	if err == nil && rows == 0 {
		return problem.New(problem.Conflict, "duplicate.decided")
	}
	return err
}

// PutSuspects writes what a search found at an instant. One that is there keeps
// its id, and its decision unless what speaks for it has changed; then it is
// open again, but for a merge. fresh counts those that are new or open again.
func (s *Store) PutSuspects(ctx context.Context, tx *sqldb.Tx, found []*likeness.Suspect, ids id.Source, at day.Instant) (fresh int64, err error) {
	for _, x := range found {
		pairs, err := x.PairsJSON()
		if err != nil {
			return fresh, err
		}
		evidence := s.ContentDigest(x.Evidence())
		known, err := tx.Exec(ctx, `UPDATE suspect SET seen = ?, score = ?, verdict = ?, pairs = ? WHERE a = ? AND b = ? AND (evidence = ? OR state = 'merged' AND deed = 'households')`,
			string(at), x.Score, string(x.Verdict), pairs, string(x.A), string(x.B), evidence)
		if err != nil {
			return fresh, err
		}
		if known > 0 {
			continue
		}
		fresh++
		if _, err = tx.Exec(ctx, `INSERT INTO suspect (id, a, b, score, verdict, pairs, evidence, state, version, found, seen) VALUES (`+sqldb.Marks(11)+`)
			ON CONFLICT (a, b) DO UPDATE SET score = excluded.score, verdict = excluded.verdict, pairs = excluded.pairs, evidence = excluded.evidence,
			state = excluded.state, version = suspect.version + 1, seen = excluded.seen`,
			string(ids()), string(x.A), string(x.B), x.Score, string(x.Verdict), pairs, evidence, string(likeness.Open), 1, string(at), string(at)); err != nil {
			return fresh, err
		}
	}
	return fresh, nil
}

// DropSuspects takes away those nobody has decided on that a search over an area,
// begun at an instant, did not find again: what made them alike was put right.
func (s *Store) DropSuspects(ctx context.Context, tx *sqldb.Tx, within area.Code, before day.Instant, scope identity.Scope) (int64, error) {
	f := SuspectFilter{State: likeness.Open, Area: within}
	where, args := f.where(scope)
	return tx.Exec(ctx, `DELETE FROM suspect WHERE id IN (SELECT x.id`+suspectJoin+where+` AND x.seen < ?)`, append(args, string(before))...)
}
