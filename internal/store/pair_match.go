package store

import (
	"context"
	"errors"

	"songnuan/internal/id"
	"songnuan/internal/pairing"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// HelperAccounts gives the helper that each tied account is. It serves the rule
// that relatives are not paired, and is not shown.
func (s *Store) HelperAccounts(ctx context.Context, tx *sqldb.Tx) (map[id.ID]id.ID, error) {
	tied := map[id.ID]id.ID{}
	for row, err := range tx.Query(ctx, `SELECT id, helper FROM account WHERE helper <> ''`) {
		if err != nil {
			return nil, err
		}
		var account, helper id.ID
		if err := row.Scan(&account, &helper); err != nil {
			return nil, err
		}
		tied[account] = helper
	}
	return tied, nil
}

// PutProposal keeps what the solving of a clause came to, over the one before.
func (s *Store) PutProposal(ctx context.Context, tx *sqldb.Tx, p *pairing.Proposal) error {
	sealed, err := s.sealJSON(personal.ForPair, p)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO pair_proposal (campaign, clause, body, actor, recorded, version) VALUES (?, ?, ?, ?, ?, 1)
		ON CONFLICT (campaign, clause) DO UPDATE SET body = excluded.body, actor = excluded.actor, recorded = excluded.recorded, version = pair_proposal.version + 1`,
		string(p.Campaign), p.Clause, sealed, p.Actor, string(p.Recorded))
	return err
}

// Proposal gives what the last solving of a clause came to; problem.NotFound
// when it never was. It is read after its campaign, which is scoped.
func (s *Store) Proposal(ctx context.Context, tx *sqldb.Tx, campaign id.ID, clause string) (*pairing.Proposal, error) {
	var sealed []byte
	err := tx.Row(ctx, `SELECT body FROM pair_proposal WHERE campaign = ? AND clause = ?`, string(campaign), clause).Scan(&sealed)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "pairing.no_proposal")
	}
	if err != nil {
		return nil, err
	}
	p := &pairing.Proposal{}
	return p, s.unsealJSON(personal.ForPair, sealed, p)
}
