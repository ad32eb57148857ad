package app

import (
	"context"
	"slices"

	"songnuan/internal/campaign"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/rule"
	"songnuan/internal/sqldb"
)

// Reckoned is what a reckoning of dues came to.
type Reckoned struct {
	Fresh   int64 // dues that are new
	Changed int64 // that come to something else than before
	Gone    int64 // that the roster no longer gives
	Same    int64
	Held    int64 // of all, those that a guard holds
	Late    int64 // paid or in a batch already, and would come to something else now: a difference is a new due
	Unknown int64 // entries of which a value is missing, so that no tier can be told
	Fen     money.Fen
}

// ReckonDues reckons what each entry of an active campaign's rosters is due of
// money, from which purse, and what a guard holds. Done again it changes only
// what has changed; what is paid, or in a batch, stays.
//
// Errors: Conflict for a campaign that is not active; Invalid when a purse of
// the plan has no purse of the books behind it.
func (d *Desk) ReckonDues(ctx context.Context, of id.ID, tell func(Progress)) (sum *Reckoned, err error) {
	if err := d.actor.Must(identity.PayMake); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		r, err := d.newDueReckoner(ctx, tx, of, tell)
		if err != nil {
			return err
		}
		if err := r.classes(ctx); err != nil {
			return err
		}
		if err := r.save(ctx); err != nil {
			return err
		}
		sum = &r.sum
		return d.record(ctx, tx, act{name: "due.reckon", noun: "campaign", subject: of, where: place{r.campaign.Area, r.campaign.Unit},
			count: sum.Fresh + sum.Changed + sum.Gone, detail: sum})
	})
	return sum, err
}

// dueReckoner is one reckoning.
type dueReckoner struct {
	*Desk
	tx       *sqldb.Tx
	campaign *campaign.Campaign
	plan     *plan.Plan
	ties     map[string]id.ID // purse by the plan's id of it
	lines    map[string]id.ID // budget line by purse and clause
	before   map[string]*fund.Due
	dues     []*fund.Due
	tell     func(Progress)
	sum      Reckoned
}

func (d *Desk) newDueReckoner(ctx context.Context, tx *sqldb.Tx, of id.ID, tell func(Progress)) (*dueReckoner, error) {
	c, err := d.wholeCampaign(ctx, tx, of)
	if err != nil {
		return nil, err
	}
	if err := d.runs(c); err != nil {
		return nil, err
	}
	r := &dueReckoner{Desk: d, tx: tx, campaign: c, lines: map[string]id.ID{}, before: map[string]*fund.Due{}, tell: tell}
	if r.plan, err = d.planOf(ctx, tx, c); err != nil {
		return nil, err
	}
	if r.ties, err = d.store.PurseTies(ctx, tx, of); err != nil {
		return nil, err
	}
	return r, d.store.EachDue(ctx, tx, of, identity.Everything, func(due *fund.Due) error {
		r.before[due.Key()] = due
		return nil
	})
}

// entriesAtOnce is how many entries are reckoned together.
const entriesAtOnce = 2000

func (r *dueReckoner) classes(ctx context.Context) error {
	for i := range r.plan.Classes {
		class := r.plan.Classes[i].ID
		b, err := r.benefitsOf(ctx, r.tx, r.campaign, r.plan, class, identity.Everything)
		if err != nil {
			return err
		}
		b.all = slices.DeleteFunc(b.all, func(one plan.Benefit) bool { return one.Unit != "" || len(one.Shares) == 0 })
		if len(b.all) == 0 {
			continue
		}
		if err := r.class(ctx, b, class); err != nil {
			return err
		}
	}
	return nil
}

func (r *dueReckoner) class(ctx context.Context, b *benefits, class string) error {
	var in []campaign.Entry // read to the end first: a transaction has one reading at a time
	err := r.store.EachEntry(ctx, r.tx, r.campaign.ID, class, identity.Everything, func(e campaign.Entry) error {
		if e.State == campaign.In {
			in = append(in, e)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for part := range slices.Chunk(in, entriesAtOnce) {
		if err := r.entries(ctx, b, class, part); err != nil {
			return err
		}
	}
	return nil
}

func (r *dueReckoner) entries(ctx context.Context, b *benefits, class string, entries []campaign.Entry) error {
	known, err := b.readIn(ctx, r.Desk, r.tx, entries)
	if err != nil {
		return err
	}
	for i := range entries {
		for j := range b.all {
			if err := r.entry(ctx, b, &b.all[j], class, &entries[i], known); err != nil {
				return err
			}
		}
	}
	if r.tell != nil {
		r.tell(Progress{Done: int64(len(r.dues))})
	}
	return nil
}

// entry reckons what one entry is due of one clause, a due for each purse.
func (r *dueReckoner) entry(ctx context.Context, b *benefits, benefit *plan.Benefit, class string, e *campaign.Entry, known *entryFacts) error {
	got, err := b.of(benefit, e, known)
	if err != nil {
		return err
	}
	if got.open {
		r.sum.Unknown++
	}
	if got.tier == nil || got.sum <= 0 {
		return nil
	}
	periods := benefit.Periods
	if len(periods) == 0 {
		periods = []string{""}
	}
	each, err := money.Split(got.sum, evenly(len(periods)))
	if err != nil {
		return err
	}
	for i, period := range periods {
		if err := r.shared(ctx, benefit, class, e, &got, partDue{period, each[i]}, known.facts[e.Subject]); err != nil {
			return err
		}
	}
	return nil
}

// partDue is what is due in one period, from all purses.
type partDue struct {
	period string
	whole  money.Fen
}

func evenly(n int) []int64 {
	weights := make([]int64, n)
	for i := range weights {
		weights[i] = 1
	}
	return weights
}

// shared lays a due for each purse that carries a part.
func (r *dueReckoner) shared(ctx context.Context, benefit *plan.Benefit, class string, e *campaign.Entry, got *gets, of partDue, facts *rule.Facts) error {
	if of.whole == 0 {
		return nil
	}
	parts, err := benefit.Parts(got.tier, of.whole)
	if err != nil {
		return err
	}
	how := fund.Reckoning{Rate: got.tier.Money.Amount, Count: got.count, Times: benefit.Times.N, Cap: benefit.Most, Whole: of.whole,
		When: got.tier.When.Text, Floor: got.tier.Money.Open, Per: string(benefit.Counted), Parts: len(parts), AsOf: r.campaign.AsOf.String()}
	if how.Times > 1 && len(benefit.Periods) > 0 {
		how.Times = 1
	}
	if facts != nil {
		how.Size, how.Cover = facts.Household.Size, facts.Household.Covered
	}
	for _, p := range parts {
		if p.Fen == 0 {
			continue
		}
		line, purse, err := r.line(ctx, p.Purse, benefit)
		if err != nil {
			return err
		}
		r.dues = append(r.dues, &fund.Due{Campaign: r.campaign.ID, Clause: benefit.Clause, Class: class, Subject: e.Subject, Household: id.ID(e.Household), Area: e.Area, Unit: e.Unit,
			Purse: purse, Line: line, Period: of.period, Fen: p.Fen, State: fund.Open, How: how})
	}
	return nil
}

// line is the budget line that a purse pays a clause from.
func (r *dueReckoner) line(ctx context.Context, name string, benefit *plan.Benefit) (line, purse id.ID, err error) {
	purse, tied := r.ties[name]
	if !tied {
		return "", "", problem.New(problem.Invalid, "fund.purse_untied", "purse", r.purseName(name), "clause", benefit.Name)
	}
	key := string(purse) + "/" + benefit.Clause
	if line, there := r.lines[key]; there {
		return line, purse, nil
	}
	l := &fund.Line{ID: r.ids(), Purse: purse, Campaign: r.campaign.ID, Clause: benefit.Clause, Name: benefit.Name}
	err = r.store.PutBudgetLine(ctx, r.tx, l, r.signed())
	r.lines[key] = l.ID
	return l.ID, purse, err
}

func (r *dueReckoner) purseName(name string) string {
	for i := range r.plan.Purses {
		if r.plan.Purses[i].ID == name {
			return r.plan.Purses[i].Name
		}
	}
	return name
}
