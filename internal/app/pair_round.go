package app

import (
	"context"
	"slices"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/pairing"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// ProposeRound weighs all pairs of a clause anew (每年一轮), those that stand as
// well: that they know each other speaks for them. Pairs that stay the best need
// no proposal; others are followed by one. problem.Conflict when none stands.
func (d *Desk) ProposeRound(ctx context.Context, of id.ID, clause string) (proposal *pairing.Proposal, err error) {
	err = d.pairAct(ctx, of, clause, "pairing.round", func(tx *sqldb.Tx, c *campaign.Campaign, m *matching) (int, error) {
		if len(m.standing()) == 0 {
			return 0, problem.New(problem.Conflict, "pairing.none_stands")
		}
		proposal, err = d.solveRound(ctx, tx, c, m, m.proposals())
		if err != nil {
			return 0, err
		}
		return proposal.Pairs, nil
	})
	return proposal, err
}

// solveRound solves with the pairs that stand released.
func (d *Desk) solveRound(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, m *matching, before []*pairing.Pair) (*pairing.Proposal, error) {
	standing := m.standing()
	for _, p := range standing {
		m.release(p)
	}
	m.like(append(slices.Clone(before), standing...))
	found, err := m.Solve()
	if err != nil {
		return nil, err
	}
	if err := d.store.DropProposed(ctx, tx, c.ID, m.clause.ID); err != nil {
		return nil, err
	}
	p, kept := &pairing.Proposal{Round: true}, []*pairing.Pair(nil)
	found.Pairs = slices.DeleteFunc(found.Pairs, func(one *pairing.Pair) bool {
		at := slices.IndexFunc(standing, func(old *pairing.Pair) bool { return old.Household == one.Household && old.Helper == one.Helper })
		if at >= 0 {
			p.Stays, kept = append(p.Stays, standing[at].ID), append(kept, standing[at])
		}
		return at >= 0
	})
	for _, old := range m.pairs {
		if old.State == pairing.Standing && old.How != pairing.Adopted && !slices.Contains(p.Stays, old.ID) {
			follow(found.Pairs, old)
		}
	}
	if len(before) == 0 {
		before = standing
	}
	return d.putProposal(ctx, tx, c, m, found, before, kept, p)
}

// endRound marks the pairs that stay as looked at, and ends those that no pair
// of the round follows: their helper has another household now.
func (d *Desk) endRound(ctx context.Context, tx *sqldb.Tx, m *matching, proposal *pairing.Proposal) (stayed int, err error) {
	for _, p := range m.standing() {
		switch {
		case slices.Contains(proposal.Stays, p.ID):
			p.Reviewed = d.clock.Today()
			stayed++
		case p.Reviewed == d.clock.Today() || p.From == d.clock.Today():
			continue // of today, or confirmed just now
		default:
			if err := p.End(d.clock.Today(), locale.Text(locale.Chinese, "pairing.because.round", nil), p.Handover); err != nil {
				return stayed, err
			}
		}
		if err := d.savePair(ctx, tx, p); err != nil {
			return stayed, err
		}
	}
	proposal.Round, proposal.Stays = false, nil
	return stayed, d.store.PutProposal(ctx, tx, proposal)
}

// oldest is the day on which the pair was looked at that waits the longest.
func (m *matching) oldest() (oldest day.Date) {
	for _, p := range m.standing() {
		seen := p.From
		if p.Reviewed.After(seen) {
			seen = p.Reviewed
		}
		if oldest.IsZero() || seen.Before(oldest) {
			oldest = seen
		}
	}
	return oldest
}
