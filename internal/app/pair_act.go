package app

import (
	"context"
	"slices"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/pairing"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// pairAct does something to a clause of a campaign that the actor runs.
func (d *Desk) pairAct(ctx context.Context, of id.ID, clause, name string, do func(tx *sqldb.Tx, c *campaign.Campaign, m *matching) (int, error)) error {
	if err := d.actor.Must(identity.PairKeep); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := d.wholeCampaign(ctx, tx, of)
		if err != nil {
			return err
		}
		if c.State == campaign.Closed {
			return problem.New(problem.Conflict, "pairing.campaign_closed")
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return err
		}
		for i := range p.Pairing {
			if p.Pairing[i].ID != clause && clause != "" {
				continue
			}
			m, err := d.matching(ctx, tx, c, p, &p.Pairing[i])
			if err != nil {
				return err
			}
			n, err := do(tx, c, m)
			if err != nil {
				return err
			}
			return d.record(ctx, tx, act{name: name, noun: "campaign", subject: c.ID, where: place{c.Area, c.Unit}, count: int64(n), detail: pairDetail{p.Pairing[i].ID}})
		}
		return problem.New(problem.NotFound, "pairing.no_clause")
	})
}

// pairDetail is what the record says of an act on pairs.
type pairDetail struct {
	Clause string `json:"clause"`
}

// ProposePairs solves a clause, the first when none is named: as many households
// as can be get helpers, at the least cost. Pairs that are locked or stand stay.
func (d *Desk) ProposePairs(ctx context.Context, of id.ID, clause string) (proposal *pairing.Proposal, err error) {
	err = d.pairAct(ctx, of, clause, "pairing.propose", func(tx *sqldb.Tx, c *campaign.Campaign, m *matching) (int, error) {
		proposal, err = d.solvePairs(ctx, tx, c, m, m.proposals())
		if err != nil {
			return 0, err
		}
		return proposal.Pairs, nil
	})
	return proposal, err
}

// ConfirmPairs makes the proposals of a clause stand from today. What they come
// in place of ends; of a yearly round, pairs that stay are marked as looked at.
// problem.Conflict when a household or a helper has gone since the solving.
func (d *Desk) ConfirmPairs(ctx context.Context, of id.ID, clause string) error {
	return d.pairAct(ctx, of, clause, "pairing.confirm", func(tx *sqldb.Tx, c *campaign.Campaign, m *matching) (n int, err error) {
		proposal, err := d.store.Proposal(ctx, tx, c.ID, m.clause.ID)
		if err != nil && !problem.Is(err, problem.NotFound) {
			return 0, err
		}
		for _, p := range m.proposals() {
			if err := d.confirmPair(ctx, tx, m, p); err != nil {
				return n, err
			}
			if err := d.settleByPair(ctx, tx, p.Campaign, p.Household); err != nil {
				return n, err
			}
			n++
		}
		if proposal != nil && proposal.Round {
			stayed, err := d.endRound(ctx, tx, m, proposal)
			if err != nil {
				return n, err
			}
			n += stayed
		}
		if n == 0 {
			return 0, problem.New(problem.Conflict, "pairing.nothing_proposed")
		}
		return n, nil
	})
}

func (d *Desk) confirmPair(ctx context.Context, tx *sqldb.Tx, m *matching, p *pairing.Pair) error {
	if m.gone[p.ID].Over() {
		return problem.New(problem.Conflict, "pairing.stale", "number", m.households[p.Household].Number)
	}
	for _, old := range m.pairs {
		if old.ID != p.Follows || old.State != pairing.Standing {
			continue
		}
		why := m.gone[old.ID]
		if why == "" {
			why = "round"
		}
		if err := old.End(d.clock.Today(), locale.Text(locale.Chinese, "pairing.because."+string(why), nil), old.Handover); err != nil {
			return err
		}
		if err := d.savePair(ctx, tx, old); err != nil {
			return err
		}
	}
	if err := p.Confirm(d.clock.Today()); err != nil {
		return err
	}
	p.Village = m.households[p.Household].Area
	return d.savePair(ctx, tx, p)
}

func (d *Desk) savePair(ctx context.Context, tx *sqldb.Tx, p *pairing.Pair) error {
	p.Actor, p.Recorded, p.Version = d.actor.Name, d.clock.Now(), p.Version+1
	return d.store.SavePair(ctx, tx, p)
}

// HandPair asks for one household to be paired with one helper.
type HandPair struct {
	Campaign  id.ID
	Clause    string
	Household string // number
	Helper    string // number or name, or the id
	Reason    string
	Follows   id.ID // the pair that it comes in place of, which ends today
	Handover  string
}

// PairByHand pairs a household with a helper whom a person chose: a proposal
// that solving keeps, or, in place of a pair that stands, one that stands from
// today. problem.Invalid for whom the rules bar.
func (d *Desk) PairByHand(ctx context.Context, order HandPair) error {
	reason, err := pairing.CheckNote(order.Reason, true)
	if err != nil {
		return err
	}
	return d.pairAct(ctx, order.Campaign, order.Clause, "pairing.by_hand", func(tx *sqldb.Tx, c *campaign.Campaign, m *matching) (int, error) {
		s, h, err := m.chosen(order.Household, order.Helper)
		if err != nil {
			return 0, err
		}
		p := m.byHand(s, h, reason)
		p.ID, p.Campaign, p.From, p.Follows, p.Actor, p.Recorded = d.ids(), c.ID, d.clock.Today(), order.Follows, d.actor.Name, d.clock.Now()
		if order.Follows != "" {
			if err := d.endFollowed(ctx, tx, m, order, reason); err != nil {
				return 0, err
			}
			p.State, p.Locked = pairing.Standing, false
		}
		before := m.proposals()
		if err := d.dropProposalsOf(ctx, tx, m, s.ID, h.ID); err != nil {
			return 0, err
		}
		if err := m.clear(s, h, order.Follows); err != nil {
			return 0, err
		}
		if err := d.store.AddPairs(ctx, tx, []*pairing.Pair{p}); err != nil {
			return 0, err
		}
		if p.State == pairing.Standing {
			if err := d.settleByPair(ctx, tx, p.Campaign, p.Household); err != nil {
				return 0, err
			}
		}
		return 1, d.solveAgain(ctx, tx, c, m, before)
	})
}

// byHand is a pair that a person chose, locked.
func (m *matching) byHand(s *pairing.Subject, h *pairing.Helper, reason string) *pairing.Pair {
	p := &pairing.Pair{Household: s.ID, Helper: h.ID, Clause: m.clause.ID, State: pairing.Proposed, How: pairing.ByHand, Locked: true, Reason: reason, Village: s.Area, Version: 1}
	p.Parts = m.Weights.Weigh(s, h, m.Had[h.ID])
	p.Cost = pairing.Total(p.Parts)
	return p
}

// solveAgain solves a clause anew after an edit where more waits to be
// confirmed: what a person has changed may make room for better, or take it.
func (d *Desk) solveAgain(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, m *matching, before []*pairing.Pair) error {
	if !slices.ContainsFunc(before, func(p *pairing.Pair) bool { return !p.Locked }) {
		return nil
	}
	p, err := d.planOf(ctx, tx, c)
	if err != nil {
		return err
	}
	now, err := d.matching(ctx, tx, c, p, m.clause)
	if err != nil {
		return err
	}
	if proposal, err := d.store.Proposal(ctx, tx, c.ID, m.clause.ID); err == nil && proposal.Round {
		_, err := d.solveRound(ctx, tx, c, now, before)
		return err
	}
	_, err = d.solvePairs(ctx, tx, c, now, before)
	return err
}

// dropProposalsOf takes away what was proposed of a household and a helper whom
// a person pairs otherwise; another's that is locked stays.
func (d *Desk) dropProposalsOf(ctx context.Context, tx *sqldb.Tx, m *matching, household, helper id.ID) error {
	for _, p := range m.proposals() {
		mine, his := p.Household == household && m.PerSubject == 1, p.Helper == helper && m.PerHelper == 1 && !p.Locked
		if !mine && !his {
			continue
		}
		if err := d.store.DropPair(ctx, tx, p.ID); err != nil {
			return err
		}
		m.Held = slices.DeleteFunc(m.Held, func(held *pairing.Pair) bool { return held.ID == p.ID })
	}
	return nil
}

func (d *Desk) endFollowed(ctx context.Context, tx *sqldb.Tx, m *matching, order HandPair, reason string) error {
	for _, p := range m.pairs {
		if p.ID == order.Follows {
			if err := p.End(d.clock.Today(), reason, order.Handover); err != nil {
				return err
			}
			return d.savePair(ctx, tx, p)
		}
	}
	return problem.New(problem.NotFound, "pairing.no_pair")
}

// chosen finds the household and the helper that a person named.
func (m *matching) chosen(number, helper string) (s *pairing.Subject, h *pairing.Helper, err error) {
	for _, one := range m.Subjects {
		if one.Number == number {
			s = one
		}
	}
	if s == nil {
		return nil, nil, problem.New(problem.Invalid, "pairing.no_subject", "number", number)
	}
	found := 0
	for _, one := range m.Helpers {
		if string(one.ID) == helper || one.Number == helper && helper != "" || one.Name == helper {
			h = one
			found++
		}
	}
	switch {
	case found == 0:
		return nil, nil, problem.New(problem.Invalid, "pairing.no_such_helper")
	case found > 1:
		return nil, nil, problem.New(problem.Invalid, "pairing.several_helpers")
	}
	return s, h, nil
}

// barred is problem.Invalid for a pair that may not be.
func (m *matching) barred(s *pairing.Subject, h *pairing.Helper) error {
	switch s.Ban(h, m.Bans) {
	case "kin":
		return problem.New(problem.Invalid, "pairing.barred_kin")
	case "own_village":
		return problem.New(problem.Invalid, "pairing.barred_village")
	case "own_unit":
		return problem.New(problem.Invalid, "pairing.barred_unit")
	}
	return nil
}

// clear is problem.Invalid for a pair that the rules bar, or for which either
// has no room.
func (m *matching) clear(s *pairing.Subject, h *pairing.Helper, follows id.ID) error {
	if err := m.barred(s, h); err != nil {
		return err
	}
	held := *m.Match
	held.Held = nil
	for _, p := range m.Held {
		if p.ID != follows {
			held.Held = append(held.Held, p)
		}
	}
	if held.Room(h) == 0 {
		return problem.New(problem.Invalid, "pairing.helper_full")
	}
	if held.Needs(s) == 0 {
		return problem.New(problem.Invalid, "pairing.household_has")
	}
	return nil
}

// LockPair keeps a proposal as it is when the clause is solved anew, or lets it
// go again, which solves it anew.
func (d *Desk) LockPair(ctx context.Context, of id.ID, locked bool) error {
	return d.onPair(ctx, of, "pairing.lock", func(tx *sqldb.Tx, c *campaign.Campaign, p *pairing.Pair) error {
		if p.State != pairing.Proposed {
			return problem.New(problem.Conflict, "pairing.not_proposed")
		}
		was := *p
		p.Locked = locked
		if err := d.savePair(ctx, tx, p); err != nil || locked || !was.Locked {
			return err
		}
		m, err := d.matchingOf(ctx, tx, c, p.Clause)
		if err != nil {
			return err
		}
		return d.solveAgain(ctx, tx, c, m, m.proposals())
	})
}

// matchingOf is the matching of a clause that a campaign's plan has by its id.
func (d *Desk) matchingOf(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, clause string) (*matching, error) {
	p, err := d.planOf(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(p.Pairing, func(one plan.Pairing) bool { return one.ID == clause })
	if at < 0 {
		return nil, problem.New(problem.NotFound, "pairing.no_clause")
	}
	return d.matching(ctx, tx, c, p, &p.Pairing[at])
}

// EndPair ends a pair that stands, with the reason and what who comes after
// should know; a proposal is taken away.
func (d *Desk) EndPair(ctx context.Context, of id.ID, reason, handover string) error {
	return d.onPair(ctx, of, "pairing.end", func(tx *sqldb.Tx, _ *campaign.Campaign, p *pairing.Pair) error {
		if p.State == pairing.Proposed {
			return d.store.DropPair(ctx, tx, p.ID)
		}
		if err := p.End(d.clock.Today(), reason, handover); err != nil {
			return err
		}
		return d.savePair(ctx, tx, p)
	})
}

// onPair does something to one pair of a campaign that the actor runs.
func (d *Desk) onPair(ctx context.Context, of id.ID, name string, do func(tx *sqldb.Tx, c *campaign.Campaign, p *pairing.Pair) error) error {
	if err := d.actor.Must(identity.PairKeep); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		p, err := d.store.Pair(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		c, err := d.wholeCampaign(ctx, tx, p.Campaign)
		if err != nil {
			return err
		}
		if err := do(tx, c, p); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: name, noun: "pair", subject: p.ID, where: place{p.Area, p.Unit}, count: 1, detail: pairDetail{p.Clause}})
	})
}

// unpaired refuses to begin while households of a pairing clause lack a helper,
// where there are helpers to choose from.
func (d *Desk) unpaired(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan) (all Refusals, err error) {
	for i := range p.Pairing {
		clause := &p.Pairing[i]
		m, err := d.matching(ctx, tx, c, p, clause)
		if err != nil {
			return nil, err
		}
		if len(m.Helpers) == 0 {
			continue
		}
		standing, err := d.store.Pairs(ctx, tx, store.PairQuery{Campaign: c.ID, Clause: clause.ID, State: pairing.Standing}, identity.Everything)
		if err != nil {
			return nil, err
		}
		m.pairs = standing
		if households, _ := m.waiting(); len(households) > 0 {
			all = append(all, campaign.Remark{Key: "pairing.unpaired", Args: problem.Pairs("clause", firstOf(clause.Name, clause.ID), "count", len(households), "helpers", len(m.Helpers))})
		}
	}
	return all, nil
}
