package store

import (
	"context"
	"errors"
	"time"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/offline"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const uploadColumns = `o.id, o.phone, o.account, a.account, a.name, o.household, o.area, o.unit, o.digest, o.way, o.finished, o.received, o.drift, o.state, o.receipt, o.reasons, o.whole, o.settled, o.settled_by, o.version`

func scanUpload(row *sqldb.Row) (u *offline.Upload, err error) { return scanUploadAnd(row) }

func scanUploadAnd(row *sqldb.Row, more ...any) (u *offline.Upload, err error) {
	u = &offline.Upload{}
	var drift int64
	var reasons string
	err = row.Scan(append([]any{&u.ID, &u.Phone, &u.User, &u.Account, &u.Name, &u.Household, &u.Area, &u.Unit, &u.Digest, &u.Way, &u.Finished, &u.Received, &drift,
		&u.State, &u.Receipt, &reasons, &u.Whole, &u.Settled, &u.SettledBy, &u.Version}, more...)...)
	u.Drift, u.Reasons = time.Duration(drift)*time.Second, offline.ReadReasons(reasons)
	return u, err
}

// AddUpload keeps what a phone sent, as it came; added is false when something
// lies under the id already.
func (s *Store) AddUpload(ctx context.Context, tx *sqldb.Tx, u *offline.Upload) (added bool, err error) {
	rows, err := tx.Exec(ctx, `INSERT INTO upload (id, phone, account, household, area, unit, digest, envelope, way, finished, received, drift, state, reasons, version)
		VALUES (`+sqldb.Marks(15)+`) ON CONFLICT (id) DO NOTHING`, string(u.ID), string(u.Phone), string(u.User), string(u.Household), string(u.Area), u.Unit,
		u.Digest, u.Envelope, string(u.Way), string(u.Finished), string(u.Received), int64(u.Drift/time.Second), string(u.State), u.Reasons.String(), u.Version)
	return rows == 1, err
}

// AddUploadText keeps another text that came under an id.
func (s *Store) AddUploadText(ctx context.Context, tx *sqldb.Tx, of id.ID, digest string, envelope []byte, now day.Instant) (added bool, err error) {
	rows, err := tx.Exec(ctx, `INSERT INTO upload_text (upload, digest, envelope, received) VALUES (?, ?, ?, ?) ON CONFLICT (upload, digest) DO NOTHING`,
		string(of), digest, envelope, string(now))
	return rows == 1, err
}

// UploadTexts gives the other texts of an upload, the oldest first. The caller
// has found the upload within its scope.
func (s *Store) UploadTexts(ctx context.Context, tx *sqldb.Tx, of id.ID) ([][]byte, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT envelope FROM upload_text WHERE upload = ? ORDER BY received, digest`, string(of)),
		func(row *sqldb.Row) (b []byte, err error) { return b, row.Scan(&b) })
}

// SaveUpload writes an upload over the version before it. problem.Conflict when
// somebody changed it since.
func (s *Store) SaveUpload(ctx context.Context, tx *sqldb.Tx, u *offline.Upload) error {
	u.Version++
	rows, err := tx.Exec(ctx, `UPDATE upload SET state = ?, receipt = ?, reasons = ?, whole = ?, settled = ?, settled_by = ?, version = ? WHERE id = ? AND version = ?`,
		string(u.State), u.Receipt, u.Reasons.String(), string(u.Whole), string(u.Settled), u.SettledBy, u.Version, string(u.ID), u.Version-1)
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "offline.upload_changed")
	}
	return err
}

// UploadByID gives an upload with its envelope, whosever: its id is 74 random bits
// that only who sends it knows. problem.NotFound when there is none.
func (s *Store) UploadByID(ctx context.Context, tx *sqldb.Tx, of id.ID) (*offline.Upload, error) {
	return s.uploadWhere(ctx, tx, `o.id = ?`, string(of))
}

// Upload gives an upload within the scope with its envelope.
func (s *Store) Upload(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*offline.Upload, error) {
	where, args := scopeWhere("o", scope)
	return s.uploadWhere(ctx, tx, `o.id = ? AND `+where, append([]any{string(of)}, args...)...)
}

func (s *Store) uploadWhere(ctx context.Context, tx *sqldb.Tx, where string, args ...any) (*offline.Upload, error) {
	found, err := sqldb.Collect(tx.Query(ctx, `SELECT `+uploadColumns+`, o.envelope FROM upload o JOIN account a ON a.id = o.account WHERE `+where, args...),
		func(row *sqldb.Row) (*offline.Upload, error) {
			var envelope []byte
			u, err := scanUploadAnd(row, &envelope)
			if err == nil {
				u.Envelope = envelope
			}
			return u, err
		})
	if err == nil && len(found) == 0 {
		err = problem.New(problem.NotFound, "offline.no_upload")
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// Uploads gives a page of the uploads in a state within the scope, the newest
// first, without their envelopes.
func (s *Store) Uploads(ctx context.Context, tx *sqldb.Tx, state offline.UploadState, scope identity.Scope, before id.ID, limit int) ([]*offline.Upload, error) {
	where, args := scopeWhere("o", scope)
	args = append([]any{string(state)}, args...)
	if before != "" {
		where += ` AND o.id < ?`
		args = append(args, string(before))
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT `+uploadColumns+` FROM upload o JOIN account a ON a.id = o.account WHERE o.state = ? AND `+where+` ORDER BY o.id DESC LIMIT ?`,
		append(args, limit)...), scanUpload)
}

// CountUploads counts the uploads in a state within the scope.
func (s *Store) CountUploads(ctx context.Context, tx *sqldb.Tx, state offline.UploadState, scope identity.Scope) (n int64, err error) {
	where, args := scopeWhere("o", scope)
	return n, tx.Row(ctx, `SELECT COUNT(*) FROM upload o WHERE o.state = ? AND `+where, append([]any{string(state)}, args...)...).Scan(&n)
}

// UploadParts gives the photos that came for an upload. The caller has found it.
func (s *Store) UploadParts(ctx context.Context, tx *sqldb.Tx, of id.ID) (map[id.ID]*offline.Part, error) {
	parts, err := sqldb.Collect(tx.Query(ctx, `SELECT id, size, digest, have, whole FROM upload_part WHERE upload = ? ORDER BY id`, string(of)), scanPart)
	all := map[id.ID]*offline.Part{}
	for _, p := range parts {
		all[p.ID] = p
	}
	return all, err
}

func scanPart(row *sqldb.Row) (p *offline.Part, err error) {
	p = &offline.Part{}
	var whole int64
	err = row.Scan(&p.ID, &p.Size, &p.Digest, &p.Have, &whole)
	p.Whole = whole == 1
	return p, err
}

// UploadPart gives one photo on its way; a part that holds nothing when none has
// come. problem.Invalid when it belongs to another upload.
func (s *Store) UploadPart(ctx context.Context, tx *sqldb.Tx, of, upload id.ID) (*offline.Part, error) {
	p := &offline.Part{ID: of}
	var whole int64
	var with id.ID
	err := tx.Row(ctx, `SELECT size, digest, have, whole, upload FROM upload_part WHERE id = ?`, string(of)).Scan(&p.Size, &p.Digest, &p.Have, &whole, &with)
	if errors.Is(err, sqldb.ErrNoRow) {
		return p, nil
	}
	if err == nil && with != upload {
		err = problem.New(problem.Invalid, "offline.piece_wrong")
	}
	p.Whole = whole == 1
	return p, err
}

// PutPart writes down how far a photo has come.
func (s *Store) PutPart(ctx context.Context, tx *sqldb.Tx, p *offline.Part, upload, user id.ID, now day.Instant) error {
	_, err := tx.Exec(ctx, `INSERT INTO upload_part (id, upload, account, size, digest, have, whole, put, made) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)
		ON CONFLICT (id) DO UPDATE SET size = excluded.size, digest = excluded.digest, have = excluded.have, whole = excluded.whole`,
		string(p.ID), string(upload), string(user), p.Size, p.Digest, p.Have, flag(p.Whole), string(now))
	return err
}

// AddPartPiece keeps a piece of a photo.
func (s *Store) AddPartPiece(ctx context.Context, tx *sqldb.Tx, part id.ID, seq int64, body []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO upload_piece (part, seq, body) VALUES (?, ?, ?)`, string(part), seq, body)
	return err
}

// DropPartPieces forgets the pieces of a photo.
func (s *Store) DropPartPieces(ctx context.Context, tx *sqldb.Tx, part id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM upload_piece WHERE part = ?`, string(part))
	return err
}

// PartBody gives the pieces of a photo together.
func (s *Store) PartBody(ctx context.Context, tx *sqldb.Tx, part id.ID) (body []byte, err error) {
	for row, err := range tx.Query(ctx, `SELECT body FROM upload_piece WHERE part = ? ORDER BY seq`, string(part)) {
		if err != nil {
			return nil, err
		}
		var piece []byte
		if err := row.Scan(&piece); err != nil {
			return nil, err
		}
		body = append(body, piece...)
	}
	return body, nil
}

// PartsToPut gives the photos of an upload that are whole and not with their
// visit yet.
func (s *Store) PartsToPut(ctx context.Context, tx *sqldb.Tx, upload id.ID) ([]*offline.Part, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT id, size, digest, have, whole FROM upload_part WHERE upload = ? AND whole = 1 AND put = 0 ORDER BY id`, string(upload)), scanPart)
}

// PartIsPut notes that a photo is with its visit, so that its pieces can go; those
// of one that could not be put to it stay.
func (s *Store) PartIsPut(ctx context.Context, tx *sqldb.Tx, part id.ID, drop bool) error {
	if _, err := tx.Exec(ctx, `UPDATE upload_part SET put = 1 WHERE id = ?`, string(part)); err != nil || !drop {
		return err
	}
	return s.DropPartPieces(ctx, tx, part)
}
