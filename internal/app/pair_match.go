package app

import (
	"context"
	"slices"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
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
	gone       map[id.ID]pairing.Gone    // pairs that stand and need a hand
	listed     map[id.ID]bool            // households on the rosters of the classes, closed ones too
}

// householdsAtOnce is how many households are read in one go.
const householdsAtOnce = 300

// matching gathers the households of a clause's classes and the helpers it
// names, within the campaign and the actor's scope. What is locked or stands is
// held.
func (d *Desk) matching(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan, clause *plan.Pairing) (*matching, error) {
	scope, _ := d.scopeOf(c)
	w, err := d.pairWeights(ctx, tx)
	if err != nil {
		return nil, err
	}
	w = w.Preferred(clause.Prefer)
	m := &matching{clause: clause, households: map[id.ID]*registry.Household{}, helpers: map[id.ID]*pairing.Helper{}, names: map[id.ID]*pairing.Helper{},
		gone: map[id.ID]pairing.Gone{}, listed: map[id.ID]bool{}, Match: &pairing.Match{Weights: w, Bans: w.BansOf(clause.Recusal), PerSubject: 1, Had: map[id.ID]int{}}}
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

// pairWeights are what a pair costs in this office.
func (d *Desk) pairWeights(ctx context.Context, tx *sqldb.Tx) (*pairing.Weights, error) {
	w := pairing.DefaultWeights()
	own := w.Settings()
	settings, err := d.store.Settings(ctx, tx)
	for _, s := range settings {
		if points := own[s.Name]; points != nil {
			*points = s.Value
		}
	}
	return w, err
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
				s := subjectOf(h)
				s.Hard = m.Weights.Hard(len(h.Causes), categoryNames(h, d.clock.Today()))
				m.Subjects = append(m.Subjects, s)
			}
			m.listed[h.ID] = true
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
			if err := d.lookAfter(ctx, tx, m, p); err != nil {
				return err
			}
			if m.counts(p) && (p.State == pairing.Standing || p.Locked) {
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
		if m.counts(p) {
			whole.Held = append(whole.Held, p)
		}
	}
	return whole.Wanting(), whole.Free()
}

// counts tells whether a pair takes a household and a helper: it is proposed or
// stands, can go on, and is none that was adopted on top.
func (m *matching) counts(p *pairing.Pair) bool {
	return p.State != pairing.Ended && p.How != pairing.Adopted && !m.gone[p.ID].Over()
}

// lookAfter notes why a pair that has not ended can't go on, and finds its
// household and helper where the rosters and the clause don't name them.
func (d *Desk) lookAfter(ctx context.Context, tx *sqldb.Tx, m *matching, p *pairing.Pair) (err error) {
	if p.State == pairing.Ended {
		return nil
	}
	helper, h := m.names[p.Helper], m.households[p.Household]
	if helper == nil {
		if helper, err = d.store.Helper(ctx, tx, p.Helper, identity.Everything); err != nil && !problem.Is(err, problem.NotFound) {
			return err
		}
		if helper != nil {
			m.names[helper.ID] = helper
		}
	}
	if h == nil {
		if h, err = d.store.Household(ctx, tx, p.Household, d.actor.Scope); err != nil {
			return err
		}
		m.households[h.ID] = h
	}
	if why := m.why(p, h, helper, d.clock.Today()); why != "" {
		m.gone[p.ID] = why
	}
	return nil
}

func (m *matching) why(p *pairing.Pair, h *registry.Household, helper *pairing.Helper, today day.Date) pairing.Gone {
	switch {
	case !h.Closed.IsZero() && !h.Closed.After(today):
		return pairing.HouseholdClosed
	case !m.listed[h.ID]:
		return pairing.OffRoster
	case helper == nil || !helper.Closed.IsZero() && !helper.Closed.After(today):
		return pairing.HelperLeft
	case p.State == pairing.Standing && p.Village != "" && p.Village != h.Area:
		return pairing.Moved
	}
	return ""
}

// proposals are the pairs that wait to be confirmed.
func (m *matching) proposals() (all []*pairing.Pair) {
	for _, p := range m.pairs {
		if p.State == pairing.Proposed {
			all = append(all, p)
		}
	}
	return all
}

// standing are the pairs that stand and take a household and a helper.
func (m *matching) standing() (all []*pairing.Pair) {
	for _, p := range m.pairs {
		if p.State == pairing.Standing && m.counts(p) {
			all = append(all, p)
		}
	}
	return all
}

// like prefers pairs, where it costs nothing, to others.
func (m *matching) like(pairs []*pairing.Pair) {
	m.Liked = map[[2]id.ID]bool{}
	for _, p := range pairs {
		m.Liked[[2]id.ID{p.Household, p.Helper}] = true
	}
}

// solvePairs solves a clause anew: what is locked or stands stays. A pair that
// can't go on is followed by the one that comes in its place. before are the
// proposals until now, which the changes are told against.
func (d *Desk) solvePairs(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, m *matching, before []*pairing.Pair) (*pairing.Proposal, error) {
	m.like(before)
	found, err := m.Solve()
	if err != nil {
		return nil, err
	}
	if err := d.store.DropProposed(ctx, tx, c.ID, m.clause.ID); err != nil {
		return nil, err
	}
	for _, p := range m.pairs {
		switch {
		case !m.gone[p.ID].Over():
		case p.State == pairing.Standing:
			follow(found.Pairs, p)
		default: // locked, and past keeping
			if err := d.store.DropPair(ctx, tx, p.ID); err != nil {
				return nil, err
			}
		}
	}
	return d.putProposal(ctx, tx, c, m, found, before, nil, &pairing.Proposal{})
}

// follow says of what is proposed for the household of a pair that it comes in
// its place.
func follow(proposed []*pairing.Pair, old *pairing.Pair) {
	for _, p := range proposed {
		if p.Household == old.Household && p.Follows == "" {
			p.Follows = old.ID
			return
		}
	}
}

// putProposal writes what was found, and what the solving came to. kept are
// pairs that go on without a proposal.
func (d *Desk) putProposal(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, m *matching, found *pairing.Outcome, before, kept []*pairing.Pair, p *pairing.Proposal) (*pairing.Proposal, error) {
	now := d.clock.Now()
	after := append(slices.DeleteFunc(slices.Clone(before), func(p *pairing.Pair) bool { return !p.Locked }), kept...)
	for _, one := range found.Pairs {
		one.ID, one.Campaign, one.Clause, one.From, one.Actor, one.Recorded, one.Version = d.ids(), c.ID, m.clause.ID, d.clock.Today(), d.actor.Name, now, 1
		one.Village = m.households[one.Household].Area
		after = append(after, one)
	}
	if err := d.store.AddPairs(ctx, tx, found.Pairs); err != nil {
		return nil, err
	}
	p.Campaign, p.Clause, p.Households, p.Helpers, p.Pairs, p.Left = c.ID, m.clause.ID, found.Households, found.Helpers, len(found.Pairs), len(found.Left)
	p.Total, p.Bound, p.Reasons, p.Allowed, p.HelperSide, p.HouseholdSide = found.Total, found.Bound, found.Reasons, found.Allowed, found.HelperSide, found.Bound-found.HelperSide
	p.Actor, p.Recorded = d.actor.Name, now
	if len(before) > 0 {
		p.Changes = pairing.Changed(before, after, m.numbers(), m.called())
	}
	return p, d.store.PutProposal(ctx, tx, p)
}

// numbers are the households' numbers, called the helpers' names.
func (m *matching) numbers() map[id.ID]string {
	all := map[id.ID]string{}
	for of, h := range m.households {
		all[of] = h.Number
	}
	return all
}

func (m *matching) called() map[id.ID]string {
	all := map[id.ID]string{}
	for of, h := range m.names {
		all[of] = h.Name
	}
	return all
}
