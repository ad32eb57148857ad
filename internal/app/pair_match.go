package app

import (
	"context"
	"slices"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/plan"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// matching is one clause of a campaign with all that pairing looks at.
type matching struct {
	*pairing.Match
	clause     *plan.Pairing
	pairs      []*pairing.Pair // of the clause, ended ones too
	households map[id.ID]*registry.Household
	helpers    map[id.ID]*pairing.Helper // who may help under the clause
	names      map[id.ID]*pairing.Helper // of the pairs as well, wherever they lie
}

// householdsAtOnce is how many households are read in one go.
const householdsAtOnce = 300

// matching gathers the households of a clause's classes and the helpers it
// names, within the campaign and the actor's scope. What is locked or stands is
// held.
func (d *Desk) matching(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan, clause *plan.Pairing) (*matching, error) {
	scope, _ := d.scopeOf(c)
	w := pairing.DefaultWeights().Preferred(clause.Prefer)
	m := &matching{clause: clause, households: map[id.ID]*registry.Household{}, helpers: map[id.ID]*pairing.Helper{}, names: map[id.ID]*pairing.Helper{},
		Match: &pairing.Match{Weights: w, Bans: w.BansOf(clause.Recusal), PerSubject: 1, Had: map[id.ID]int{}}}
	if n, ok := mostOf(clause.PerHelper); ok {
		m.PerHelper = n
	}
	if n, ok := mostOf(clause.PerSubject); ok {
		m.PerSubject = max(n, 1)
	}
	for _, step := range []func() error{
		func() error { return d.matchHelpers(ctx, tx, c, p, scope, m) },
		func() error { return d.matchSubjects(ctx, tx, c, scope, m) },
		func() error { return d.matchKin(ctx, tx, m) },
		func() error { return d.matchPairs(ctx, tx, c, scope, m) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// mostOf is the number that a plan's count allows at the most.
func mostOf(c plan.Count) (int, bool) {
	for _, n := range []*int64{c.Fixed, c.Max, c.About, c.Min} {
		if n != nil {
			return int(*n), true
		}
	}
	return 0, false
}

// kindsOf are the kinds of helper that hold the roles a clause names; any when
// it names all, or a role without kinds.
func kindsOf(p *plan.Plan, roles []string) (kinds []string, any bool) {
	for _, name := range roles {
		at := slices.IndexFunc(p.Roles, func(r plan.Role) bool { return r.ID == name })
		if at < 0 || len(p.Roles[at].Kinds) == 0 {
			return nil, true
		}
		kinds = append(kinds, p.Roles[at].Kinds...)
	}
	return kinds, len(roles) == 0
}

func (d *Desk) matchHelpers(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan, scope identity.Scope, m *matching) error {
	kinds, any := kindsOf(p, m.clause.Helpers)
	on := d.clock.Today()
	if c.AsOf.After(on) {
		on = c.AsOf
	}
	return d.store.EachHelper(ctx, tx, on, scope, func(h *pairing.Helper) error {
		m.names[h.ID] = h
		if any || h.Kind == "" || slices.Contains(kinds, h.Kind) {
			m.Helpers = append(m.Helpers, h)
			m.helpers[h.ID] = h
		}
		return nil
	})
}

// matchSubjects reads the households on the rosters of the clause's classes.
func (d *Desk) matchSubjects(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, scope identity.Scope, m *matching) error {
	var ids []id.ID
	for _, class := range m.clause.Class {
		if err := d.store.EachEntry(ctx, tx, c.ID, class, scope, func(e campaign.Entry) error {
			if of := id.ID(e.Household); e.State == campaign.In && of != "" && !slices.Contains(ids[max(0, len(ids)-1):], of) {
				ids = append(ids, of)
			}
			return nil
		}); err != nil {
			return err
		}
	}
	slices.Sort(ids)
	for part := range slices.Chunk(slices.Compact(ids), householdsAtOnce) {
		all, err := d.store.HouseholdsByID(ctx, tx, part, scope)
		if err != nil {
			return err
		}
		for _, h := range all {
			if h.Closed.IsZero() || h.Closed.After(d.clock.Today()) {
				m.Subjects = append(m.Subjects, subjectOf(h))
			}
			m.households[h.ID] = h
		}
	}
	return nil
}

func subjectOf(h *registry.Household) *pairing.Subject {
	s := &pairing.Subject{ID: h.ID, Number: h.Number, Area: h.Area, Unit: h.Unit, Kin: map[id.ID]bool{}, Before: map[id.ID]bool{}}
	for i := range h.Causes {
		s.Causes = append(s.Causes, h.Causes[i].Name)
	}
	for i := range h.Members {
		if n := h.Members[i].IDNumber; !n.IsZero() {
			s.Numbers = append(s.Numbers, n.Clear())
		}
	}
	return s
}

// matchKin marks the helpers whose accounts have a member of a household on
// record as their relative.
func (d *Desk) matchKin(ctx context.Context, tx *sqldb.Tx, m *matching) error {
	tied, err := d.store.HelperAccounts(ctx, tx)
	if err != nil || len(tied) == 0 {
		return err
	}
	for _, s := range m.Subjects {
		staff, err := d.store.RelatedStaff(ctx, tx, m.households[s.ID], d.clock.Today())
		if err != nil {
			return err
		}
		for _, account := range staff {
			if helper, ok := tied[account]; ok {
				s.Kin[helper] = true
			}
		}
	}
	return nil
}

// matchPairs reads the pairs there are: those of the clause, and of other
// campaigns what they say of last year and of load.
func (d *Desk) matchPairs(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, scope identity.Scope, m *matching) error {
	all, err := d.store.Pairs(ctx, tx, store.PairQuery{}, scope)
	if err != nil {
		return err
	}
	subjects := map[id.ID]*pairing.Subject{}
	for _, s := range m.Subjects {
		subjects[s.ID] = s
	}
	for _, p := range all {
		switch s := subjects[p.Household]; {
		case p.Campaign == c.ID && p.Clause == m.clause.ID:
			m.pairs = append(m.pairs, p)
			if p.How != pairing.Adopted && (p.State == pairing.Standing || p.State == pairing.Proposed && p.Locked) {
				m.Held = append(m.Held, p)
			}
		case p.State != pairing.Proposed && s != nil:
			s.Before[p.Helper] = true
			fallthrough
		default:
			if p.State == pairing.Standing && p.Campaign != c.ID {
				m.Had[p.Helper]++
			}
		}
	}
	return nil
}

// waiting are the households that lack a helper when every proposal stood, as
// often as they lack one, and the helpers who could take a household more.
func (m *matching) waiting() (households []*pairing.Subject, helpers []*pairing.Helper) {
	whole := *m.Match
	whole.Held = nil
	for _, p := range m.pairs {
		if p.State != pairing.Ended && p.How != pairing.Adopted {
			whole.Held = append(whole.Held, p)
		}
	}
	return whole.Wanting(), whole.Free()
}

// solvePairs solves a clause anew: what is locked or stands stays.
func (d *Desk) solvePairs(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, m *matching) (*pairing.Proposal, error) {
	found, err := m.Solve()
	if err != nil {
		return nil, err
	}
	if err := d.store.DropProposed(ctx, tx, c.ID, m.clause.ID); err != nil {
		return nil, err
	}
	now := d.clock.Now()
	for _, p := range found.Pairs {
		p.ID, p.Campaign, p.Clause, p.From, p.Actor, p.Recorded, p.Version = d.ids(), c.ID, m.clause.ID, d.clock.Today(), d.actor.Name, now, 1
	}
	if err := d.store.AddPairs(ctx, tx, found.Pairs); err != nil {
		return nil, err
	}
	proposal := &pairing.Proposal{Campaign: c.ID, Clause: m.clause.ID, Households: found.Households, Helpers: found.Helpers, Pairs: len(found.Pairs), Left: len(found.Left),
		Total: found.Total, Bound: found.Bound, Reasons: found.Reasons, Actor: d.actor.Name, Recorded: now}
	return proposal, d.store.PutProposal(ctx, tx, proposal)
}
