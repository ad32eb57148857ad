package store

import (
	"context"
	"errors"

	"songnuan/internal/blob"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// AddChangePaper attaches a file to a request.
func (s *Store) AddChangePaper(ctx context.Context, tx *sqldb.Tx, p *registry.ChangePaper, file *blob.File) error {
	if err := s.AddAttachment(ctx, tx, file, p.Recorded); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO change_paper (id, request, kind, area, unit, file, actor, recorded) VALUES (`+sqldb.Marks(8)+`)`,
		string(p.ID), string(p.Request), p.Kind, string(p.Area), p.Unit, p.File, p.Actor, string(p.Recorded))
	return err
}

const changePaperQuery = `SELECT p.id, p.request, p.kind, p.area, p.unit, p.file, f.type, f.size, p.actor, p.recorded`

func scanChangePaper(row *sqldb.Row, more ...any) (p registry.ChangePaper, err error) {
	err = row.Scan(append([]any{&p.ID, &p.Request, &p.Kind, &p.Area, &p.Unit, &p.File, &p.Type, &p.Size, &p.Actor, &p.Recorded}, more...)...)
	return p, err
}

// ChangePapers lists the files attached to a request within the scope, oldest
// first.
func (s *Store) ChangePapers(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) ([]registry.ChangePaper, error) {
	where, args := scopeWhere("p", scope)
	return sqldb.Collect(tx.Query(ctx, changePaperQuery+` FROM change_paper p JOIN attachment f ON f.digest = p.file WHERE p.request = ? AND `+where+` ORDER BY p.id`,
		append([]any{string(of)}, args...)...), func(row *sqldb.Row) (registry.ChangePaper, error) { return scanChangePaper(row) })
}

// ChangePaper opens one attached file within the scope. problem.NotFound when
// there is none, Unreadable when it was changed.
func (s *Store) ChangePaper(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*registry.ChangePaper, *blob.File, error) {
	where, args := scopeWhere("p", scope)
	var sealed []byte
	p, err := scanChangePaper(tx.Row(ctx, changePaperQuery+`, f.sealed FROM change_paper p JOIN attachment f ON f.digest = p.file WHERE p.id = ? AND `+where,
		append([]any{string(of)}, args...)...), &sealed)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, nil, problem.New(problem.NotFound, "campaign.no_file")
	}
	if err != nil {
		return nil, nil, err
	}
	file, err := s.openAttachment(p.File, sealed)
	return &p, file, err
}

// DropChangePaper takes a file off a request that is still being filed. The file
// itself stays: another may name it.
func (s *Store) DropChangePaper(ctx context.Context, tx *sqldb.Tx, of id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM change_paper WHERE id = ?`, string(of))
	return err
}
