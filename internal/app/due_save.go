package app

import (
	"context"
	"slices"

	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/plan"
)

// save holds the dues against the guards and against what is on record, and
// writes what is new or other.
func (r *dueReckoner) save(ctx context.Context) error {
	if err := r.hold(ctx); err != nil {
		return err
	}
	var fresh []*fund.Due
	for _, due := range r.dues {
		r.sum.Fen += due.Fen
		if due.State == fund.Held {
			r.sum.Held++
		}
		was := r.before[due.Key()]
		delete(r.before, due.Key())
		if was == nil {
			due.ID, due.Recorded, due.Version = r.ids(), r.clock.Now(), 1
			fresh = append(fresh, due)
			continue
		}
		if err := r.change(ctx, was, due); err != nil {
			return err
		}
	}
	r.sum.Fresh = int64(len(fresh))
	if err := r.store.AddDues(ctx, r.tx, fresh); err != nil {
		return err
	}
	return r.drop(ctx)
}

// change writes a due that comes to something else by now. What is paid, or in a
// batch, stays as it is.
func (r *dueReckoner) change(ctx context.Context, was, due *fund.Due) error {
	same := was.Fen == due.Fen && was.Line == due.Line && was.Area == due.Area && was.How == due.How
	switch {
	case was.State == fund.PaidOut || was.State == fund.Batched:
		if !same {
			r.sum.Late++
		} else {
			r.sum.Same++
		}
		return nil
	case was.Lifted() && due.State == fund.Held && slices.Equal(was.Held, due.Held):
		due.State, due.Asker, due.Reason = was.State, was.Asker, was.Reason
	}
	if same && was.State == due.State && slices.Equal(was.Held, due.Held) {
		r.sum.Same++
		return nil
	}
	r.sum.Changed++
	due.ID, due.Recorded, due.Version = was.ID, r.clock.Now(), was.Version+1
	return r.store.SaveDue(ctx, r.tx, due)
}

// drop marks what the roster no longer gives.
func (r *dueReckoner) drop(ctx context.Context) error {
	for _, was := range r.before {
		if was.State != fund.Open && was.State != fund.Held {
			continue
		}
		r.sum.Gone++
		was.State, was.Recorded, was.Version = fund.Dropped, r.clock.Now(), was.Version+1
		if err := r.store.SaveDue(ctx, r.tx, was); err != nil {
			return err
		}
	}
	return nil
}

// hold lets the plan's guards look at what each household has had and is to have.
func (r *dueReckoner) hold(ctx context.Context) error {
	guards := r.guards()
	if len(guards) == 0 {
		return nil
	}
	of := map[id.ID][]*fund.Due{}
	for _, due := range r.dues {
		due.ID = r.ids() // a name for the guards; one on record keeps its own
		if due.Household != "" {
			of[due.Household] = append(of[due.Household], due)
		}
	}
	households := make([]id.ID, 0, len(of))
	for household := range of {
		households = append(households, household)
	}
	slices.Sort(households)
	for part := range slices.Chunk(households, 500) {
		had, err := r.store.HadBy(ctx, r.tx, r.campaign.ID, part, r.guardsSince())
		if err != nil {
			return err
		}
		for _, household := range part {
			r.holdOne(guards, of[household], had[household])
		}
	}
	return nil
}

// guardsSince is how far back another campaign's money counts as the last
// festival's: from a year before this campaign's day on.
func (r *dueReckoner) guardsSince() string { return r.campaign.AsOf.AddMonths(-12).String() }

func (r *dueReckoner) holdOne(guards []fund.Guard, dues []*fund.Due, had []fund.Had) {
	all := make([]fund.Had, 0, len(dues)+len(had))
	for _, due := range dues {
		was := r.before[due.Key()]
		all = append(all, fund.Had{Due: due.ID, Clause: due.Clause, Fen: due.Fen, Paid: was != nil && (was.State == fund.PaidOut || was.State == fund.Batched)})
	}
	for _, h := range had {
		h.Clause = fund.LastFestival
		all = append(all, h)
	}
	held := fund.Hold(guards, all)
	for _, due := range dues {
		if bans := held[due.ID]; len(bans) > 0 {
			due.State, due.Held = fund.Held, nameless(bans)
		}
	}
}

// nameless takes the passing names out of the bans: they say the clause.
func nameless(bans []fund.Ban) []fund.Ban {
	bans = slices.Clone(bans)
	for i := range bans {
		bans[i].With.Due = ""
	}
	return bans
}

// guards are those of the plan, in the ledger's terms.
func (r *dueReckoner) guards() (all []fund.Guard) {
	for i := range r.plan.Guards {
		g := &r.plan.Guards[i]
		one := fund.Guard{ID: g.ID, Kind: fund.GuardKind(g.Kind), Keep: clauseOf(r.plan, g.Keep)}
		if g.Cap.Fixed != nil {
			one.Cap = *g.Cap.Fixed
		}
		for _, against := range g.Against {
			one.Against = append(one.Against, clauseOf(r.plan, against))
		}
		all = append(all, one)
	}
	return all
}

// clauseOf is a clause as dues name it: cash.city_money for city_money.
func clauseOf(p *plan.Plan, name string) string {
	for i := range p.Cash {
		if p.Cash[i].ID == name {
			return "cash." + name
		}
	}
	return name
}
