package app

import (
	"context"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/pairing"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// AdjustOrder asks for one pair to be adjusted (个别调整), or for a household
// that came to be paired.
type AdjustOrder struct {
	Campaign  id.ID
	Clause    string
	Pair      id.ID  // that needs a hand; "" for a household that waits
	Household string // number, where no pair is named
	Handover  string // what who comes after should know
}

// Adjusted is what an adjustment came to.
type Adjusted string

// What came of it.
const (
	AdjustProposed Adjusted = "proposed" // somebody is proposed, to be confirmed
	AdjustEnded    Adjusted = "ended"    // the household has gone: the pair has ended
	AdjustStays    Adjusted = "stays"    // nobody suits better than who helps now
)

// AdjustPair takes up one pair that can't go on, or one household without a
// helper, and leaves all others as they are. problem.Conflict when the pair
// needs no hand, or nobody is free who may help.
func (d *Desk) AdjustPair(ctx context.Context, order AdjustOrder) (came Adjusted, err error) {
	if order.Handover, err = pairing.CheckNote(order.Handover, false); err != nil {
		return "", err
	}
	err = d.pairAct(ctx, order.Campaign, order.Clause, "pairing.adjust", func(tx *sqldb.Tx, c *campaign.Campaign, m *matching) (int, error) {
		if order.Pair == "" {
			came = AdjustProposed
			return 1, d.proposeFor(ctx, tx, c, m, order.Household, nil)
		}
		for _, p := range m.pairs {
			if p.ID == order.Pair && m.gone[p.ID] != "" && p.State == pairing.Standing {
				came, err = d.adjust(ctx, tx, c, m, p, order.Handover)
				return 1, err
			}
		}
		return 0, problem.New(problem.Conflict, "pairing.nothing_to_adjust")
	})
	return came, err
}

func (d *Desk) adjust(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, m *matching, p *pairing.Pair, handover string) (Adjusted, error) {
	why := m.gone[p.ID]
	if why == pairing.HouseholdClosed || why == pairing.OffRoster {
		if err := p.End(d.clock.Today(), locale.Text(locale.Chinese, "pairing.because."+string(why), nil), handover); err != nil {
			return "", err
		}
		return AdjustEnded, d.savePair(ctx, tx, p)
	}
	if handover != "" {
		p.Handover = handover
		if err := d.savePair(ctx, tx, p); err != nil {
			return "", err
		}
	}
	number := m.households[p.Household].Number
	if why != pairing.Moved {
		return AdjustProposed, d.proposeFor(ctx, tx, c, m, number, p)
	}
	m.release(p)
	best, err := m.only(number).Solve()
	if err != nil {
		return "", err
	}
	if len(best.Pairs) == 0 || best.Pairs[0].Helper == p.Helper {
		p.Village, p.Reviewed = m.households[p.Household].Area, d.clock.Today()
		return AdjustStays, d.savePair(ctx, tx, p)
	}
	return AdjustProposed, d.proposeFor(ctx, tx, c, m, number, p)
}

// release takes a pair off what is held; that they know each other speaks for
// them.
func (m *matching) release(p *pairing.Pair) {
	for k := range m.Held {
		if m.Held[k].ID == p.ID {
			m.Held = append(m.Held[:k:k], m.Held[k+1:]...)
			break
		}
	}
	for _, s := range m.Subjects {
		if s.ID == p.Household {
			s.Before[p.Helper] = true
		}
	}
}

// only is the matching of one household; what is proposed for others is held.
func (m *matching) only(number string) *pairing.Match {
	one := *m.Match
	one.Subjects, one.Held = nil, append([]*pairing.Pair(nil), m.Held...)
	for _, s := range m.Subjects {
		if s.Number == number {
			one.Subjects = append(one.Subjects, s)
		}
	}
	for _, p := range m.proposals() {
		if m.counts(p) && !p.Locked {
			one.Held = append(one.Held, p)
		}
	}
	return &one
}

// proposeFor proposes a helper for one household; the pair that it comes in
// place of stands until that is confirmed.
func (d *Desk) proposeFor(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, m *matching, number string, old *pairing.Pair) error {
	one := m.only(number)
	if len(one.Subjects) == 0 {
		return problem.New(problem.Invalid, "pairing.no_subject", "number", number)
	}
	found, err := one.Solve()
	if err != nil {
		return err
	}
	if len(found.Pairs) == 0 {
		if one.Needs(one.Subjects[0]) == 0 {
			return problem.New(problem.Conflict, "pairing.household_has")
		}
		return problem.New(problem.Conflict, "pairing.nobody_for", "number", number)
	}
	for _, p := range m.pairs {
		if old == nil && p.Household == one.Subjects[0].ID && p.State == pairing.Standing && m.gone[p.ID].Over() {
			old = p
		}
	}
	if old != nil {
		follow(found.Pairs, old)
	}
	_, err = d.putProposal(ctx, tx, c, m, found, nil, nil, &pairing.Proposal{})
	return err
}

// AdoptPair lets somebody of goodwill help a household on top of its helper
// (社会热心人士认领), from today. problem.Invalid where the plan has no such
// clause, or the rules bar the pair.
func (d *Desk) AdoptPair(ctx context.Context, order HandPair) error {
	reason, err := pairing.CheckNote(order.Reason, false)
	if err != nil {
		return err
	}
	return d.pairAct(ctx, order.Campaign, order.Clause, "pairing.adopt", func(tx *sqldb.Tx, c *campaign.Campaign, m *matching) (int, error) {
		if !m.clause.Outside {
			return 0, problem.New(problem.Invalid, "pairing.no_outside")
		}
		for _, h := range m.names { // of whatever kind
			if m.helpers[h.ID] == nil {
				m.Helpers = append(m.Helpers, h)
			}
		}
		s, h, err := m.chosen(order.Household, order.Helper)
		if err != nil {
			return 0, err
		}
		if err := m.barred(s, h); err != nil {
			return 0, err
		}
		p := m.byHand(s, h, reason)
		p.ID, p.Campaign, p.From, p.Actor, p.Recorded = d.ids(), c.ID, d.clock.Today(), d.actor.Name, d.clock.Now()
		p.State, p.How, p.Locked, p.Parts, p.Cost = pairing.Standing, pairing.Adopted, false, nil, 0
		return 1, d.store.AddPairs(ctx, tx, []*pairing.Pair{p})
	})
}

// PairTodo is what the pairing of a campaign waits for.
type PairTodo struct {
	Campaign id.ID
	Title    string
	store.PairNeeds
	RoundDue bool // the yearly round
}

// adjustable are the reasons for an adjustment, by the word of the plan.
var adjustable = map[string]func(*store.PairNeeds) *int64{
	"left_poverty":  func(n *store.PairNeeds) *int64 { return &n.Gone },
	"new_household": func(n *store.PairNeeds) *int64 { return &n.Unpaired },
	"staff_change":  func(n *store.PairNeeds) *int64 { return &n.Left },
}

// benchPairs are the campaigns under way whose pairs need a hand, as far as
// their plans want single pairs adjusted.
func (d *Desk) benchPairs(ctx context.Context, w *Workbench) error {
	if !d.actor.Can(identity.PairKeep) {
		return nil
	}
	return d.store.Read(ctx, func(tx *sqldb.Tx) error {
		w.Pairs = nil
		for i := range w.Running {
			c := w.Running[i].Campaign
			if d.runs(c) != nil {
				continue
			}
			p, err := d.planOf(ctx, tx, c)
			if err != nil {
				continue // the campaign's own page says what is wrong with its plan
			}
			for k := range p.Pairing {
				todo, err := d.pairTodo(ctx, tx, c, &p.Pairing[k])
				if err != nil {
					return err
				}
				if todo.Any() || todo.RoundDue {
					w.Pairs = append(w.Pairs, todo)
				}
			}
		}
		return nil
	})
}

func (d *Desk) pairTodo(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, clause *plan.Pairing) (PairTodo, error) {
	todo := PairTodo{Campaign: c.ID, Title: c.Title}
	scope, _ := d.scopeOf(c)
	all, err := d.store.PairNeeds(ctx, tx, c.ID, clause.ID, clause.Class, d.clock.Today(), scope)
	if err != nil {
		return todo, err
	}
	todo.Proposed, todo.Oldest, todo.Moved = all.Proposed, all.Oldest, all.Moved
	for _, word := range clause.AdjustOn {
		if of := adjustable[word]; of != nil {
			*of(&todo.PairNeeds) = *of(&all)
		}
	}
	todo.RoundDue = d.roundDue(clause, all.Oldest)
	return todo, nil
}

// roundDue tells whether a clause has its pairs looked at again by now.
func (d *Desk) roundDue(clause *plan.Pairing, oldest day.Date) bool {
	months := map[plan.Every]int{plan.Monthly: 1, plan.Quarter: 3, plan.Yearly: 12}[clause.Review]
	return months > 0 && !oldest.IsZero() && !oldest.AddMonths(months).After(d.clock.Today())
}
