package store

import (
	"context"
	"errors"

	"songnuan/internal/blob"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/visit"
)

// PutVisitPhoto keeps a photo under its visit and its own id; the same one again
// is kept once. problem.Conflict when another photo has the id.
func (s *Store) PutVisitPhoto(ctx context.Context, tx *sqldb.Tx, p *visit.Photo, file *blob.File) error {
	var known string
	err := tx.Row(ctx, `SELECT file FROM visit_photo WHERE visit = ? AND id = ?`, string(p.Visit), string(p.ID)).Scan(&known)
	switch {
	case err == nil && known == file.Digest:
		return nil
	case err == nil:
		return problem.New(problem.Conflict, "visit.photo_clash")
	case !errors.Is(err, sqldb.ErrNoRow):
		return err
	}
	if err := s.AddAttachment(ctx, tx, file, p.Recorded); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO visit_photo (visit, id, file, account, actor, recorded) VALUES (?, ?, ?, ?, ?, ?)`,
		string(p.Visit), string(p.ID), file.Digest, string(p.Account), p.Actor, string(p.Recorded))
	return err
}

// VisitPhotoIDs gives the ids of the photos that came for an entry.
func (s *Store) VisitPhotoIDs(ctx context.Context, tx *sqldb.Tx, of id.ID) ([]id.ID, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT id FROM visit_photo WHERE visit = ? ORDER BY recorded, id`, string(of)),
		func(row *sqldb.Row) (one id.ID, err error) { return one, row.Scan(&one) })
}

// VisitPhoto gives a photo of an entry within the scope. problem.NotFound when
// there is none, Unreadable when it was changed.
func (s *Store) VisitPhoto(ctx context.Context, tx *sqldb.Tx, of, photo id.ID, scope identity.Scope) (*blob.File, error) {
	where, args := scopeWhere("v", scope)
	var digest string
	var sealed []byte
	err := tx.Row(ctx, `SELECT f.digest, f.sealed FROM visit_photo p JOIN visit v ON v.id = p.visit JOIN attachment f ON f.digest = p.file
		WHERE p.visit = ? AND p.id = ? AND `+where, append([]any{string(of), string(photo)}, args...)...).Scan(&digest, &sealed)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "visit.no_photo")
	}
	if err != nil {
		return nil, err
	}
	return s.openAttachment(digest, sealed)
}
