package app

import (
	"context"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/personal"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// PairingView is how far the pairing of a campaign has come.
type PairingView struct {
	Campaign id.ID          `json:"campaign"`
	Title    string         `json:"title"`
	State    campaign.State `json:"state"`
	Clauses  []PairClause   `json:"clauses"`
}

// PairClause is one pairing clause of the plan.
type PairClause struct {
	ID       string            `json:"id"`
	Name     string            `json:"name"`
	Proposal *pairing.Proposal `json:"proposal"` // nil until it was solved
	Pairs    []PairLine        `json:"pairs"`    // proposed and standing
	Past     []PairLine        `json:"past"`
	Waiting  []PairSubject     `json:"waiting"` // households without a helper
	Free     []PairHelper      `json:"free"`    // helpers who could take a household more
	Proposed int               `json:"proposed"`
	Standing int               `json:"standing"`
}

// PairLine is a pair as a list shows it: the head's name is a mask.
type PairLine struct {
	*pairing.Pair
	Number  string     `json:"number"`
	Head    string     `json:"head"`
	Village string     `json:"village"`
	Helper  PairHelper `json:"helper"`
	Adjust  string     `json:"adjust,omitempty"` // why somebody must act: household_closed, helper_left
}

// PairSubject is a household without a helper.
type PairSubject struct {
	ID      id.ID  `json:"id"`
	Number  string `json:"number"`
	Head    string `json:"head"` // a mask
	Village string `json:"village"`
}

// PairHelper is a helper as pairs name him.
type PairHelper struct {
	ID           id.ID  `json:"id"`
	Name         string `json:"name"`
	Organisation string `json:"organisation,omitempty"`
	Kind         string `json:"kind,omitempty"`
	Skills       string `json:"skills,omitempty"`
}

func pairHelper(h *pairing.Helper) PairHelper {
	if h == nil {
		return PairHelper{}
	}
	return PairHelper{h.ID, h.Name, h.Organisation, h.Kind, h.Skills}
}

// Pairing shows who is paired in a campaign, who waits, and the proof.
func (d *Desk) Pairing(ctx context.Context, of id.ID) (view *PairingView, err error) {
	if err := d.actor.Must(identity.PairSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return err
		}
		view = &PairingView{Campaign: c.ID, Title: c.Title, State: c.State}
		for i := range p.Pairing {
			one, err := d.pairClause(ctx, tx, c, p, &p.Pairing[i])
			if err != nil {
				return err
			}
			view.Clauses = append(view.Clauses, one)
		}
		return nil
	})
	return view, err
}

func (d *Desk) pairClause(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan, clause *plan.Pairing) (one PairClause, err error) {
	one = PairClause{ID: clause.ID, Name: firstOf(clause.Name, clause.ID)}
	m, err := d.matching(ctx, tx, c, p, clause)
	if err != nil {
		return one, err
	}
	if one.Proposal, err = d.store.Proposal(ctx, tx, c.ID, clause.ID); err != nil && !problem.Is(err, problem.NotFound) {
		return one, err
	}
	for _, pair := range m.pairs {
		line, err := d.pairLine(ctx, tx, m, pair)
		if err != nil {
			return one, err
		}
		switch pair.State {
		case pairing.Ended:
			one.Past = append(one.Past, line)
			continue
		case pairing.Proposed:
			one.Proposed++
		case pairing.Standing:
			one.Standing++
		}
		one.Pairs = append(one.Pairs, line)
	}
	households, helpers := m.waiting()
	for _, s := range households {
		village, err := d.villageName(ctx, tx, s.Area)
		if err != nil {
			return one, err
		}
		one.Waiting = append(one.Waiting, PairSubject{s.ID, s.Number, personal.NewName(m.households[s.ID].Head).String(), village})
	}
	for _, h := range helpers {
		one.Free = append(one.Free, pairHelper(h))
	}
	return one, nil
}

func (d *Desk) pairLine(ctx context.Context, tx *sqldb.Tx, m *matching, p *pairing.Pair) (line PairLine, err error) {
	line = PairLine{Pair: p}
	helper, h := m.names[p.Helper], m.households[p.Household]
	if helper == nil {
		if helper, err = d.store.Helper(ctx, tx, p.Helper, identity.Everything); err != nil && !problem.Is(err, problem.NotFound) {
			return line, err
		}
	}
	if h == nil {
		if h, err = d.store.Household(ctx, tx, p.Household, d.actor.Scope); err != nil {
			return line, err
		}
	}
	line.Number, line.Head, line.Helper = h.Number, personal.NewName(h.Head).String(), pairHelper(helper)
	today := d.clock.Today()
	switch {
	case p.State != pairing.Standing:
	case !h.Closed.IsZero() && !h.Closed.After(today):
		line.Adjust = "household_closed"
	case helper == nil || !helper.Closed.IsZero() && !helper.Closed.After(today):
		line.Adjust = "helper_left"
	}
	line.Village, err = d.villageName(ctx, tx, h.Area)
	return line, err
}

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
		proposal, err = d.solvePairs(ctx, tx, c, m)
		if err != nil {
			return 0, err
		}
		return proposal.Pairs, nil
	})
	return proposal, err
}

// ConfirmPairs makes the proposals of a clause stand from today.
func (d *Desk) ConfirmPairs(ctx context.Context, of id.ID, clause string) error {
	return d.pairAct(ctx, of, clause, "pairing.confirm", func(tx *sqldb.Tx, _ *campaign.Campaign, m *matching) (n int, err error) {
		for _, p := range m.pairs {
			if p.State != pairing.Proposed {
				continue
			}
			if err := p.Confirm(d.clock.Today()); err != nil {
				return n, err
			}
			if err := d.savePair(ctx, tx, p); err != nil {
				return n, err
			}
			if err := d.settleByPair(ctx, tx, p.Campaign, p.Household); err != nil {
				return n, err
			}
			n++
		}
		if n == 0 {
			return 0, problem.New(problem.Conflict, "pairing.nothing_proposed")
		}
		return n, nil
	})
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
		p := &pairing.Pair{ID: d.ids(), Household: s.ID, Helper: h.ID, Campaign: c.ID, Clause: m.clause.ID, From: d.clock.Today(), State: pairing.Proposed, How: pairing.ByHand,
			Locked: true, Reason: reason, Follows: order.Follows, Actor: d.actor.Name, Recorded: d.clock.Now(), Version: 1}
		p.Parts = m.Weights.Weigh(s, h, m.Had[h.ID])
		p.Cost = pairing.Total(p.Parts)
		if order.Follows != "" {
			if err := d.endFollowed(ctx, tx, m, order, reason); err != nil {
				return 0, err
			}
			p.State, p.Locked = pairing.Standing, false
		}
		if err := m.clear(s, h, order.Follows); err != nil {
			return 0, err
		}
		if err := d.dropProposalsOf(ctx, tx, m, s.ID, h.ID); err != nil {
			return 0, err
		}
		if err := d.store.AddPairs(ctx, tx, []*pairing.Pair{p}); err != nil || p.State != pairing.Standing {
			return 1, err
		}
		return 1, d.settleByPair(ctx, tx, p.Campaign, p.Household)
	})
}

// dropProposalsOf takes away what was proposed of a household and a helper whom
// a person pairs otherwise.
func (d *Desk) dropProposalsOf(ctx context.Context, tx *sqldb.Tx, m *matching, household, helper id.ID) error {
	for _, p := range m.pairs {
		if p.State == pairing.Proposed && !p.Locked && (p.Household == household && m.PerSubject == 1 || p.Helper == helper && m.PerHelper == 1) {
			if err := d.store.DropPair(ctx, tx, p.ID); err != nil {
				return err
			}
		}
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

// clear is problem.Invalid for a pair that the rules bar.
func (m *matching) clear(s *pairing.Subject, h *pairing.Helper, follows id.ID) error {
	switch s.Ban(h, m.Bans) {
	case "kin":
		return problem.New(problem.Invalid, "pairing.barred_kin")
	case "own_village":
		return problem.New(problem.Invalid, "pairing.barred_village")
	case "own_unit":
		return problem.New(problem.Invalid, "pairing.barred_unit")
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
// go again.
func (d *Desk) LockPair(ctx context.Context, of id.ID, locked bool) error {
	return d.onPair(ctx, of, "pairing.lock", func(tx *sqldb.Tx, p *pairing.Pair) error {
		if p.State != pairing.Proposed {
			return problem.New(problem.Conflict, "pairing.not_proposed")
		}
		p.Locked = locked
		return d.savePair(ctx, tx, p)
	})
}

// EndPair ends a pair that stands, with the reason and what who comes after
// should know; a proposal is taken away.
func (d *Desk) EndPair(ctx context.Context, of id.ID, reason, handover string) error {
	return d.onPair(ctx, of, "pairing.end", func(tx *sqldb.Tx, p *pairing.Pair) error {
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
func (d *Desk) onPair(ctx context.Context, of id.ID, name string, do func(tx *sqldb.Tx, p *pairing.Pair) error) error {
	if err := d.actor.Must(identity.PairKeep); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		p, err := d.store.Pair(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		if _, err := d.wholeCampaign(ctx, tx, p.Campaign); err != nil {
			return err
		}
		if err := do(tx, p); err != nil {
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
