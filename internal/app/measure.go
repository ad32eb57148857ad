package app

import (
	"context"

	"songnuan/internal/campaign"
	"songnuan/internal/plan"
	"songnuan/internal/rule"
	"songnuan/internal/store"
)

// measure is a number that the forecast asks for, counted while the roster is
// built.
type measure struct {
	plan.Measure
	n int64
}

// tally adds what an entry of the household stands for. In a class of persons
// several may live together: what counts households takes theirs once.
func (c *classBuilder) tally(household string, parts []int64) {
	for i, n := range parts {
		m := c.measures[i]
		if n > 0 && m.Of == plan.Households && c.unit == rule.UnitPerson {
			once := household + " " + m.Clause
			if c.counted[once] {
				continue
			}
			c.counted[once] = true
		}
		m.n += n
	}
}

// contribution is what an entry adds to each measure of its class.
func (c *classBuilder) contribution(candidate store.Candidate) ([]int64, error) {
	parts := make([]int64, len(c.measures))
	for i, m := range c.measures {
		counts, err := c.countsFor(m, candidate)
		if err != nil {
			return nil, err
		}
		if !counts {
			continue
		}
		if parts[i], err = c.amount(m, candidate.Facts); err != nil {
			return nil, err
		}
	}
	return parts, nil
}

// countsFor tells whether the measure takes the entry: no class before it has
// it, and of the tiers this is the first that fits.
func (c *classBuilder) countsFor(m *measure, candidate store.Candidate) (bool, error) {
	for _, earlier := range m.Earlier {
		if class := c.b.classes[earlier]; class != nil && class.unit == c.unit {
			if has, err := class.has(candidate); err != nil || has {
				return false, err
			}
		}
	}
	facts := candidate.Facts
	for _, before := range m.Before {
		if before.Compiled == nil {
			continue
		}
		if verdict, _, err := before.Compiled.Eval(facts); err != nil || verdict == rule.Yes {
			return false, err
		}
	}
	if m.When.Compiled == nil {
		return true, nil
	}
	verdict, _, err := m.When.Compiled.Eval(facts)
	return verdict == rule.Yes, err
}

// has tells whether the class, built already, has a candidate of another one
// on its roster: listed, or taken by the rule, not excluded, and with a place.
func (c *classBuilder) has(candidate store.Candidate) (bool, error) {
	switch {
	case c.written[candidate.ID]:
		return true, nil
	case c.takes == nil:
		return false, nil
	case c.quota != nil:
		return c.placed[candidate.ID], nil
	}
	verdict, missing, err := c.takes.Eval(candidate.Facts)
	if err != nil || verdict != rule.Yes {
		return false, err
	}
	candidate.Verdict, candidate.Missing = verdict, missing
	e, err := c.judge(candidate)
	return err == nil && e.State == campaign.In, err
}

// amount is how many of what is counted the entry stands for, or the fen that
// it gets within the cap.
func (c *classBuilder) amount(m *measure, facts *rule.Facts) (int64, error) {
	if m.Of != plan.Money {
		return c.number(m, m.Of, facts)
	}
	n, err := c.number(m, m.Counted, facts)
	if err != nil {
		return 0, err
	}
	sum, err := m.Each.Times(n)
	if err != nil { // more than any cap
		return int64(m.Most), nil
	}
	return int64(min(sum, m.Most)), nil
}

func (c *classBuilder) number(m *measure, of plan.What, facts *rule.Facts) (int64, error) {
	switch of {
	case plan.Persons:
		if c.unit == rule.UnitPerson {
			return 1, nil
		}
		return facts.Household.Size, nil
	case plan.Covered:
		return facts.Household.Covered, nil
	case plan.Children:
		return children(m.Children.Compiled, facts)
	}
	return 1, nil
}

// children counts the members whom the clause names, else those at school.
func children(who *rule.Rule, facts *rule.Facts) (n int64, err error) {
	one := *facts
	for i := range facts.Household.Members {
		member := &facts.Household.Members[i]
		if who == nil {
			if member.School != "" {
				n++
			}
			continue
		}
		one.Person = member
		verdict, _, err := who.Eval(&one)
		if err != nil {
			return 0, err
		}
		if verdict == rule.Yes {
			n++
		}
	}
	return n, nil
}

// count hands the class's numbers to the forecast. Named and bulk entries have
// no facts: they count for the class as a whole.
func (c *classBuilder) count() {
	listed := c.takes == nil
	for _, m := range c.measures {
		switch {
		case !listed:
		case m.Clause != "":
			continue
		case m.Of == plan.Households:
			m.n = c.in.entries
		case m.Of == plan.Persons:
			m.n = c.in.persons
		}
		c.b.counts.Set(m.CountKey, m.n)
	}
}

// countPlaces counts sites, helpers, holders of roles and units.
func (b *rosterBuilder) countPlaces(ctx context.Context) error {
	scope := b.selection.Scope
	helpers, err := b.store.CountHelpers(ctx, b.tx, b.campaign.AsOf, scope)
	if err != nil {
		return err
	}
	var all int64
	for _, n := range helpers {
		all += n
	}
	if all > 0 {
		b.counts.Set(plan.CountKey{Of: plan.Helpers}, all)
	}
	for i := range b.plan.Roles {
		var holders int64
		for _, kind := range b.plan.Roles[i].Kinds {
			holders += helpers[kind]
		}
		if holders > 0 {
			b.counts.Set(plan.CountKey{Of: plan.Holders, ID: b.plan.Roles[i].ID}, holders)
		}
	}
	for i := range b.plan.Sites {
		site := &b.plan.Sites[i]
		if site.Level == "" {
			continue
		}
		n, err := b.store.CountAreas(ctx, b.tx, b.campaign.Area, levels[site.Level], b.campaign.AsOf.String())
		if err != nil {
			return err
		}
		if n > 0 {
			b.counts.Set(plan.CountKey{Of: plan.Sites, ID: site.ID}, n)
		}
	}
	return b.countUnits(ctx)
}

func (b *rosterBuilder) countUnits(ctx context.Context) error {
	units, err := b.store.Units(ctx, b.tx, b.campaign.Unit)
	if err != nil || len(units) == 0 {
		return err
	}
	below := int64(0)
	for _, u := range units {
		if u.Path != b.campaign.Unit {
			below++
		}
	}
	if below > 0 {
		b.counts.Set(plan.CountKey{Of: plan.Units}, below)
	}
	return nil
}
