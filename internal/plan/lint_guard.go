package plan

import "slices"

// guards: a guard is whole, and no other says the opposite of the same pair.
func (l *linter) guards() {
	seen := map[string]*Guard{}
	for i := range l.plan.Guards {
		g := &l.plan.Guards[i]
		if g.Kind == "" && !g.written("kind") {
			l.say("guard_without_kind", "guards", &g.Clause, "id")
		}
		if len(g.Against) == 0 && g.Who.Text == "" {
			l.say("guard_against_nothing", "guards", &g.Clause, "id")
		}
		if g.Kind == "cap" && g.Cap == (Amount{}) {
			l.say("guard_without_cap", "guards", &g.Clause, "kind")
		} else if (g.Kind == "cap" || g.Kind == "exclude") && slices.ContainsFunc(g.Against, l.pays) {
			l.say("guard_not_reckoned", "guards", &g.Clause, "kind")
		}
		for _, class := range g.Class {
			for _, against := range g.Against {
				key := class + "/" + against
				if other := seen[key]; other != nil && opposite(other, g) {
					l.say("guard_conflict", "guards", &g.Clause, "kind", "other", other.label(), "line", other.Pos.Line, "class", l.nameOf(class))
				}
				seen[key] = g
			}
		}
	}
}

// pays tells whether the id is a clause of money or goods of this plan.
func (l *linter) pays(id string) bool {
	return slices.ContainsFunc(l.plan.Cash, func(c Cash) bool { return c.ID == id }) ||
		slices.ContainsFunc(l.plan.Goods, func(g Goods) bool { return g.ID == id })
}

// opposite: one lets together what the other keeps apart.
func opposite(a, b *Guard) bool {
	return (a.Kind == "stack") != (b.Kind == "stack") && slices.Equal(a.Against, b.Against) ||
		a.Kind == "stack" && b.Kind == "exclude" && overlap(a.Against, b.Against) > 1 ||
		a.Kind == "exclude" && b.Kind == "stack" && overlap(a.Against, b.Against) > 1
}

func overlap(a, b []string) int {
	n := 0
	for _, x := range a {
		if slices.Contains(b, x) {
			n++
		}
	}
	return n
}

// bans: no clause does what a hard ban forbids.
func (l *linter) bans() {
	for i := range l.plan.Bans {
		b := &l.plan.Bans[i]
		if b.Strength.Soft() {
			continue
		}
		switch b.What {
		case "splitting":
			l.banOnCash(b, func(c *Cash) string {
				if everyOf(c.Every) != Once || c.Times.Fixed != nil && *c.Times.Fixed > 1 {
					return "every"
				}
				return ""
			})
		case "reduced_amount":
			l.banOnCash(b, func(c *Cash) string {
				if c.Amount.Max != nil && c.Amount.Min == nil || c.Amount.About != nil {
					return "amount"
				}
				return ""
			})
		case "delay":
			l.banOnCash(b, l.undated)
		case "agent":
			l.banOnAgent(b)
		}
	}
}

func (l *linter) banOnCash(b *Ban, breaks func(*Cash) string) {
	for i := range l.plan.Cash {
		c := &l.plan.Cash[i]
		if len(b.For) > 0 && !slices.Contains(b.For, c.ID) {
			continue
		}
		if key := breaks(c); key != "" {
			l.say("ban_contradicted", "cash", &c.Clause, key, "ban", b.label(), "line", b.Pos.Line)
		}
	}
}

// undated: money that may not be late needs a day by which it is paid, its own
// or its payment's.
func (l *linter) undated(c *Cash) string {
	if c.By.Text != "" || c.written("by") {
		return ""
	}
	for i := range l.plan.Payments {
		if p := &l.plan.Payments[i]; p.Due.Text != "" && (len(p.For) == 0 || slices.Contains(p.For, c.ID)) {
			return ""
		}
	}
	return "id"
}

func (l *linter) banOnAgent(b *Ban) {
	for i := range l.plan.Payments {
		p := &l.plan.Payments[i]
		if p.Proxy != "" && p.Proxy != "none" && (len(b.For) == 0 || len(p.For) == 0 || overlap(b.For, p.For) > 0) {
			l.say("ban_contradicted", "payments", &p.Clause, "proxy", "ban", b.label(), "line", b.Pos.Line)
		}
	}
}
