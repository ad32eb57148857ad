package store

import (
	"context"
	"errors"

	"songnuan/internal/blob"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// AddAttachment keeps a file under its digest; the same file twice is kept
// once.
func (s *Store) AddAttachment(ctx context.Context, tx *sqldb.Tx, file *blob.File, at day.Instant) error {
	var known int64
	err := tx.Row(ctx, `SELECT size FROM attachment WHERE digest = ?`, file.Digest).Scan(&known)
	if !errors.Is(err, sqldb.ErrNoRow) {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO attachment (digest, type, size, sealed, recorded) VALUES (?, ?, ?, ?, ?)`,
		file.Digest, string(file.Type), len(file.Content), s.sealer.Seal(personal.ForAttachment, string(file.Content)), string(at))
	return err
}

// Attachment gives the file of one step of an entry within the scope.
// problem.NotFound when there is none, Unreadable when it was changed.
func (s *Store) Attachment(ctx context.Context, tx *sqldb.Tx, of id.ID, subject string, seq int64, scope identity.Scope) (*blob.File, error) {
	where, args := scopeWhere("o", scope)
	var digest string
	var sealed []byte
	err := tx.Row(ctx, `SELECT f.digest, f.sealed FROM campaign_outcome o JOIN attachment f ON f.digest = o.file
		WHERE o.campaign = ? AND o.subject = ? AND o.seq = ? AND `+where, append([]any{string(of), subject, seq}, args...)...).Scan(&digest, &sealed)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "campaign.no_file")
	}
	if err != nil {
		return nil, err
	}
	return s.openAttachment(digest, sealed)
}

// openAttachment decrypts a file and checks that it is still the same.
func (s *Store) openAttachment(digest string, sealed []byte) (*blob.File, error) {
	content, err := s.sealer.Open(personal.ForAttachment, sealed)
	if err != nil {
		return nil, problem.Wrap(err, problem.Unreadable, "campaign.file_broken", "digest", digest)
	}
	file, err := blob.Of([]byte(content))
	if err != nil || file.Digest != digest {
		return nil, problem.Wrap(err, problem.Unreadable, "campaign.file_broken", "digest", digest)
	}
	return file, nil
}

// VerifyAttachments opens every file that a step, a proof, a case, a change request, a hazard, a notice or a visit names. It gives their number
// and up to most breaks.
func (s *Store) VerifyAttachments(ctx context.Context, tx *sqldb.Tx, most int) (files int64, broken []error, err error) {
	for row, err := range tx.Query(ctx, `SELECT o.file, f.type, f.size, f.sealed FROM (SELECT file FROM campaign_outcome WHERE file <> '' UNION SELECT file FROM proof UNION SELECT file FROM case_paper WHERE file IS NOT NULL UNION SELECT file FROM change_paper UNION SELECT file FROM hazard_photo UNION SELECT file FROM hazard_act WHERE file IS NOT NULL UNION SELECT photo FROM notice WHERE photo IS NOT NULL UNION SELECT file FROM visit_photo) o
		LEFT JOIN attachment f ON f.digest = o.file ORDER BY o.file`) {
		if err != nil {
			return files, broken, err
		}
		var digest string
		var kind *string
		var size *int64
		var sealed []byte
		if err := row.Scan(&digest, &kind, &size, &sealed); err != nil {
			return files, broken, err
		}
		file, err := s.openAttachment(digest, sealed)
		if err == nil && (kind == nil || size == nil || string(file.Type) != *kind || int64(len(file.Content)) != *size) {
			err = problem.New(problem.Unreadable, "campaign.file_broken", "digest", digest)
		}
		if err != nil && len(broken) < most {
			broken = append(broken, err)
		}
		files++
	}
	return files, broken, nil
}
