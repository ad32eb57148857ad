package app

import (
	"cmp"
	"context"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/personal"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
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
	Adopted  int               `json:"adopted"`        // of those standing, by people from outside on top
	Adjust   int               `json:"adjust"`         // of those standing, pairs that somebody must look at
	Outside  bool              `json:"outside"`        // people from outside may adopt
	Alone    []string          `json:"no_liaison"`     // villages with pairs that nobody speaks for, where the plan wants it
	Round    day.Date          `json:"round,omitzero"` // since when the oldest pair was looked at last
	RoundDue bool              `json:"round_due"`      // the plan looks at pairs again by now
}

// PairLine is a pair as a list shows it: the head's name is a mask.
type PairLine struct {
	*pairing.Pair
	Number  string       `json:"number"`
	Head    string       `json:"head"`
	Village string       `json:"village"`
	Helper  PairHelper   `json:"helper"`
	Adjust  pairing.Gone `json:"adjust,omitempty"`  // why somebody must act
	Instead string       `json:"instead,omitempty"` // of a proposal, the helper whose pair it comes in place of
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
	one = PairClause{ID: clause.ID, Name: firstOf(clause.Name, clause.ID), Outside: clause.Outside}
	m, err := d.matching(ctx, tx, c, p, clause)
	if err != nil {
		return one, err
	}
	if one.Proposal, err = d.store.Proposal(ctx, tx, c.ID, clause.ID); err != nil && !problem.Is(err, problem.NotFound) {
		return one, err
	}
	if one.Proposal != nil && d.runs(c) != nil { // it was solved over more than the actor sees
		one.Proposal.Reasons, one.Proposal.Changes, one.Proposal.Stays = nil, nil, nil
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
		if pair.How == pairing.Adopted {
			one.Adopted++
		}
		if line.Adjust != "" && pair.State == pairing.Standing {
			one.Adjust++
		}
		one.Pairs = append(one.Pairs, line)
	}
	slices.SortStableFunc(one.Pairs, func(a, b PairLine) int { return cmp.Compare(rankOf(a), rankOf(b)) })
	if one.Round = m.oldest(); !one.Round.IsZero() {
		one.RoundDue = d.roundDue(clause, one.Round)
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
	if clause.Through == "" {
		return one, nil
	}
	one.Alone, err = d.villagesAlone(ctx, tx, m)
	return one, err
}

// rankOf puts the pairs first that wait for a person.
func rankOf(l PairLine) int {
	switch {
	case l.Adjust != "":
		return 0
	case l.State == pairing.Proposed:
		return 1
	}
	return 2
}

// villagesAlone are the villages of a clause's pairs that nobody speaks for.
func (d *Desk) villagesAlone(ctx context.Context, tx *sqldb.Tx, m *matching) (names []string, err error) {
	var codes []area.Code
	for _, p := range m.pairs {
		if p.State != pairing.Ended && !slices.Contains(codes, p.Area) {
			codes = append(codes, p.Area)
		}
	}
	serving, err := d.store.LiaisonsOf(ctx, tx, codes, d.clock.Today())
	if err != nil {
		return nil, err
	}
	slices.Sort(codes)
	for _, code := range codes {
		if serving[code] == nil {
			name, err := d.villageName(ctx, tx, code)
			if err != nil {
				return nil, err
			}
			names = append(names, name)
		}
	}
	return names, nil
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
	line.Number, line.Head, line.Helper, line.Adjust = h.Number, personal.NewName(h.Head).String(), pairHelper(helper), m.gone[p.ID]
	if p.State == pairing.Proposed && p.Follows != "" {
		line.Instead = m.helperOf(p.Follows)
	}
	line.Village, err = d.villageName(ctx, tx, h.Area)
	return line, err
}

// helperOf is the name of the helper of a pair of the clause.
func (m *matching) helperOf(pair id.ID) string {
	for _, p := range m.pairs {
		if p.ID == pair && m.names[p.Helper] != nil {
			return m.names[p.Helper].Name
		}
	}
	return ""
}
