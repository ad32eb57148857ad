package store

import (
	"context"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

const sessionColumns = `id, kind, account, digest, role, area, unit, label, made, seen, expires, ended`

// AddSession writes a new session.
func (s *Store) AddSession(ctx context.Context, tx *sqldb.Tx, one *identity.Session) error {
	_, err := tx.Exec(ctx, `INSERT INTO session (`+sessionColumns+`) VALUES (`+sqldb.Marks(12)+`)`,
		string(one.ID), string(one.Kind), text(string(one.User)), one.Digest, string(one.Role), string(one.Area), one.Unit, one.Label,
		string(one.Made), string(one.Seen), string(one.Expires), string(one.Ended))
	return err
}

func scanSession(row *sqldb.Row) (one *identity.Session, err error) {
	one = &identity.Session{}
	var user *string
	err = row.Scan(&one.ID, &one.Kind, &user, &one.Digest, &one.Role, &one.Area, &one.Unit, &one.Label, &one.Made, &one.Seen, &one.Expires, &one.Ended)
	if user != nil {
		one.User = id.ID(*user)
	}
	return one, err
}

// SessionByDigest finds a session by the digest of its secret, open or not;
// ok is false when there is none.
func (s *Store) SessionByDigest(ctx context.Context, tx *sqldb.Tx, digest string) (one *identity.Session, ok bool, err error) {
	found, err := sqldb.Collect(tx.Query(ctx, `SELECT `+sessionColumns+` FROM session WHERE digest = ?`, digest), scanSession)
	if err != nil || len(found) == 0 {
		return nil, false, err
	}
	return found[0], true, nil
}

// SessionsOf gives the sessions of a user who sits within the scope that have
// not ended or run out by now, the newest first.
func (s *Store) SessionsOf(ctx context.Context, tx *sqldb.Tx, user id.ID, now day.Instant, scope identity.Scope) ([]*identity.Session, error) {
	where, args := scopeWhere("u", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT s.id, s.kind, s.account, s.digest, s.role, s.area, s.unit, s.label, s.made, s.seen, s.expires, s.ended
		FROM session s JOIN account u ON u.id = s.account
		WHERE s.account = ? AND s.ended = '' AND s.expires > ? AND `+where+` ORDER BY s.made DESC, s.id DESC`,
		append([]any{string(user), string(now)}, args...)...), scanSession)
}

// TouchSession writes down when a session was used last and in which role.
func (s *Store) TouchSession(ctx context.Context, tx *sqldb.Tx, one *identity.Session) error {
	_, err := tx.Exec(ctx, `UPDATE session SET seen = ?, role = ? WHERE id = ?`, string(one.Seen), string(one.Role), string(one.ID))
	return err
}

// EndSession ends a session of a user; ended is false when it had ended, or is
// not the user's.
func (s *Store) EndSession(ctx context.Context, tx *sqldb.Tx, user, of id.ID, now day.Instant) (ended bool, err error) {
	rows, err := tx.Exec(ctx, `UPDATE session SET ended = ? WHERE id = ? AND account = ? AND ended = ''`, string(now), string(of), string(user))
	return rows == 1, err
}

// EndSessions ends all sessions of a user but one, "" for none, and tells how
// many.
func (s *Store) EndSessions(ctx context.Context, tx *sqldb.Tx, user, but id.ID, now day.Instant) (ended int64, err error) {
	return tx.Exec(ctx, `UPDATE session SET ended = ? WHERE account = ? AND id <> ? AND ended = '' AND expires > ?`,
		string(now), string(user), string(but), string(now))
}

// UseLinks uses up every one-time link of a kind.
func (s *Store) UseLinks(ctx context.Context, tx *sqldb.Tx, kind identity.Kind, now day.Instant) error {
	_, err := tx.Exec(ctx, `UPDATE session SET ended = ? WHERE kind = ? AND account IS NULL AND ended = ''`, string(now), string(kind))
	return err
}

// DropSessions deletes what ran out before a moment: that somebody signed in
// stays in the record.
func (s *Store) DropSessions(ctx context.Context, tx *sqldb.Tx, before day.Instant) (dropped int64, err error) {
	return tx.Exec(ctx, `DELETE FROM session WHERE expires < ?`, string(before))
}

// CountSessions counts the sessions of each kind that have not ended or run
// out by now.
func (s *Store) CountSessions(ctx context.Context, tx *sqldb.Tx, now day.Instant) (map[identity.Kind]int64, error) {
	type line struct {
		kind  identity.Kind
		count int64
	}
	lines, err := sqldb.Collect(tx.Query(ctx, `SELECT kind, COUNT(*) FROM session WHERE ended = '' AND expires > ? GROUP BY kind`, string(now)),
		func(row *sqldb.Row) (one line, err error) { return one, row.Scan(&one.kind, &one.count) })
	counts := map[identity.Kind]int64{}
	for _, one := range lines {
		counts[one.kind] = one.count
	}
	return counts, err
}
