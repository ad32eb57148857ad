package store

import (
	"context"
	"errors"

	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// AddProof attaches a file to something of a campaign.
func (s *Store) AddProof(ctx context.Context, tx *sqldb.Tx, p *campaign.Proof, file *blob.File) error {
	if err := s.AddAttachment(ctx, tx, file, p.Recorded); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO proof (id, campaign, noun, subject, area, unit, file, actor, recorded) VALUES (`+sqldb.Marks(9)+`)`,
		string(p.ID), string(p.Campaign), p.Noun, p.Subject, string(p.Area), p.Unit, p.File, p.Actor, string(p.Recorded))
	return err
}

// Proofs lists the files attached to something within the scope, oldest first.
func (s *Store) Proofs(ctx context.Context, tx *sqldb.Tx, of id.ID, noun, subject string, scope identity.Scope) ([]campaign.Proof, error) {
	where, args := scopeWhere("p", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT p.id, p.campaign, p.noun, p.subject, p.area, p.unit, p.file, f.type, f.size, p.actor, p.recorded
		FROM proof p JOIN attachment f ON f.digest = p.file WHERE p.campaign = ? AND p.noun = ? AND p.subject = ? AND `+where+` ORDER BY p.id`,
		append([]any{string(of), noun, subject}, args...)...), scanProof)
}

func scanProof(row *sqldb.Row) (p campaign.Proof, err error) {
	err = row.Scan(&p.ID, &p.Campaign, &p.Noun, &p.Subject, &p.Area, &p.Unit, &p.File, &p.Type, &p.Size, &p.Actor, &p.Recorded)
	return p, err
}

// Proof opens one attached file within the scope. problem.NotFound when there
// is none, Unreadable when it was changed.
func (s *Store) Proof(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*campaign.Proof, *blob.File, error) {
	where, args := scopeWhere("p", scope)
	var p campaign.Proof
	var sealed []byte
	err := tx.Row(ctx, `SELECT p.id, p.campaign, p.noun, p.subject, p.area, p.unit, p.file, f.type, f.size, p.actor, p.recorded, f.sealed
		FROM proof p JOIN attachment f ON f.digest = p.file WHERE p.id = ? AND `+where, append([]any{string(of)}, args...)...).Scan(
		&p.ID, &p.Campaign, &p.Noun, &p.Subject, &p.Area, &p.Unit, &p.File, &p.Type, &p.Size, &p.Actor, &p.Recorded, &sealed)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, nil, problem.New(problem.NotFound, "campaign.no_file")
	}
	if err != nil {
		return nil, nil, err
	}
	file, err := s.openAttachment(p.File, sealed)
	return &p, file, err
}
