package store

import (
	"context"
	"errors"

	"songnuan/internal/blob"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const documentColumns = `id, casework, kind, paper, member, round, file, day, account, actor, recorded, sealed`

// AddDocument writes a paper of a case, with its file, nil when there is none.
func (s *Store) AddDocument(ctx context.Context, tx *sqldb.Tx, d *casework.Document) error {
	_, err := tx.Exec(ctx, `INSERT INTO case_paper (`+documentColumns+`) VALUES (`+sqldb.Marks(12)+`)`,
		string(d.ID), string(d.Case), string(d.Kind), d.Paper, string(d.Member), int64(d.Round), text(d.File), d.On.String(),
		string(d.User), d.Actor, string(d.Recorded), s.seal(personal.ForCase, d.Name, d.Note))
	return err
}

// DropDocument takes a paper of a case away. Its file stays, since the record of
// who put it there names it.
func (s *Store) DropDocument(ctx context.Context, tx *sqldb.Tx, of, document id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM case_paper WHERE casework = ? AND id = ?`, string(of), string(document))
	return err
}

func (s *Store) scanDocument(row *sqldb.Row) (d casework.Document, err error) {
	var file *string
	var on string
	var sealed []byte
	if err := row.Scan(&d.ID, &d.Case, &d.Kind, &d.Paper, &d.Member, &d.Round, &file, &on, &d.User, &d.Actor, &d.Recorded, &sealed); err != nil {
		return d, err
	}
	if file != nil {
		d.File = *file
	}
	d.On = dateOf(&on)
	secrets, err := s.unseal(personal.ForCase, sealed, 2)
	if err == nil {
		d.Name, d.Note = secrets[0], secrets[1]
	}
	return d, err
}

// Documents gives the papers of some cases within the scope, in the order in
// which they came.
func (s *Store) Documents(ctx context.Context, tx *sqldb.Tx, ids []id.ID, scope identity.Scope) ([]casework.Document, error) {
	where, scopeArgs := scopeWhere("c", scope)
	var all []casework.Document
	for from := 0; from < len(ids); from += idsAtOnce {
		keys := keysOf(ids[from:min(from+idsAtOnce, len(ids))])
		some, err := sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("d", documentColumns)+` FROM case_paper d JOIN casework c ON c.id = d.casework
			WHERE d.casework IN (`+sqldb.Marks(len(keys))+`) AND `+where+` ORDER BY d.casework, d.id`, append(keys, scopeArgs...)...), s.scanDocument)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// DocumentFile gives the file of a paper within the scope. problem.NotFound when
// it has none, Unreadable when it was changed.
func (s *Store) DocumentFile(ctx context.Context, tx *sqldb.Tx, of, document id.ID, scope identity.Scope) (*blob.File, error) {
	where, args := scopeWhere("c", scope)
	var digest string
	var sealed []byte
	err := tx.Row(ctx, `SELECT f.digest, f.sealed FROM case_paper d JOIN casework c ON c.id = d.casework JOIN attachment f ON f.digest = d.file
		WHERE d.casework = ? AND d.id = ? AND `+where, append([]any{string(of), string(document)}, args...)...).Scan(&digest, &sealed)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "casework.no_document")
	}
	if err != nil {
		return nil, err
	}
	return s.openAttachment(digest, sealed)
}
