package plan

import (
	"slices"
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/money"
)

// cashLines: a benefit has an amount, somebody to get it, and a purse.
func (l *linter) cashLines() {
	for i := range l.plan.Cash {
		c := &l.plan.Cash[i]
		switch has := c.Amount != (Amount{Pos: c.Amount.Pos}); {
		case !has && len(c.Tiers) == 0 && !c.written("amount") && !c.written("tiers"):
			l.say("amount_missing", "cash", &c.Clause, "id")
		case has && len(c.Tiers) > 0:
			l.say("amount_and_tiers", "cash", &c.Clause, "tiers")
		}
		if len(c.Purse) == 0 && !c.written("purse") {
			l.say("benefit_without_purse", "cash", &c.Clause, "id")
		}
		if len(c.Class) == 0 && !c.written("class") && c.Per != PerSite && c.Per != PerUnit && c.Per != PerOnce {
			l.say("benefit_without_class", "cash", &c.Clause, "id")
		}
		l.tiers(c)
	}
	for i := range l.plan.Costs {
		if c := &l.plan.Costs[i]; len(c.Purse) == 0 && !c.written("purse") {
			l.say("benefit_without_purse", "costs", &c.Clause, "id")
		}
	}
}

// written tells whether the key stands in the file, be its value good or bad.
func (c *Clause) written(key string) bool {
	_, ok := c.Keys[key]
	return ok
}

// tiers: the first that fits pays, so nobody reaches what stands behind the
// tier for everybody left.
func (l *linter) tiers(c *Cash) {
	for i, t := range c.Tiers {
		if t.When.Text == "" && i < len(c.Tiers)-1 {
			l.Add("tier_unreachable", c.Tiers[i+1].Pos, "cash."+c.ID, "name", c.label(), "tier", t.Name)
			return
		}
	}
	var sum int64
	for _, t := range c.Tiers {
		if t.Expect.Fixed == nil {
			return
		}
		sum += *t.Expect.Fixed
	}
	if len(c.Class) != 1 || len(c.Tiers) == 0 || c.Per != "" && c.Per != PerHousehold {
		return
	}
	class := l.classes[c.Class[0]]
	if class != nil && class.Unit != "person" && class.Expect.Households.Fixed != nil && *class.Expect.Households.Fixed != sum {
		l.say("tiers_differ", "cash", &c.Clause, "tiers", "stated", *class.Expect.Households.Fixed, "sum", sum)
	}
}

// goodsLines: goods have an item, a quantity, somebody to get them, and a
// purse or a stock they come from.
func (l *linter) goodsLines() {
	for i := range l.plan.Goods {
		g := &l.plan.Goods[i]
		if g.Item == "" && !g.written("item") {
			l.say("item_missing", "goods", &g.Clause, "id")
		}
		if !g.written("quantity") && !g.written("range") {
			l.say("goods_without_quantity", "goods", &g.Clause, "id")
		}
		if len(g.Purse) == 0 && g.Stock == "" {
			l.say("goods_without_purse", "goods", &g.Clause, "id")
		}
		if len(g.Class) == 0 && !g.written("class") && g.Per != PerSite && g.Per != PerUnit && g.Per != PerOnce {
			l.say("benefit_without_class", "goods", &g.Clause, "id")
		}
		if g.Per == PerSite && g.Site == "" && len(l.plan.Sites) != 1 {
			l.say("site_unclear", "goods", &g.Clause, "per")
		}
	}
}

// twoAmounts finds two lines that give one class different amounts for the
// same thing: from the same purse, counted alike, at the same time, and with
// no guard that says how they stand together.
func (l *linter) twoAmounts() {
	first := map[string]*Cash{}
	for i := range l.plan.Cash {
		c := &l.plan.Cash[i]
		if l.plan.faulty["cash."+c.ID] {
			continue
		}
		said := false
		for _, class := range c.Class {
			key := strings.Join(append([]string{class, string(perOf(c.Per)), string(everyOf(c.Every))}, pursesOf(c.Purse)...), "/")
			other := first[key]
			if other == nil {
				first[key] = c
			} else if !said && l.rivals(other, c) {
				said = true
				l.say("two_amounts", "cash", &c.Clause, "amount", "class", l.nameOf(class), "other", other.label(), "line", other.Pos.Line)
			}
		}
	}
	l.twoQuantities()
}

// rivals are two lines that differ, fall due together, and are named by no
// guard.
func (l *linter) rivals(a, b *Cash) bool {
	return a != b && differ(a, b) && l.meets(a.When, b.When) && !l.guarded(a.ID, b.ID)
}

func pursesOf(shares []Share) []string {
	ids := make([]string, len(shares))
	for i := range shares {
		ids[i] = shares[i].Purse
	}
	return ids
}

func perOf(p Per) Per {
	if p == "" {
		return PerHousehold
	}
	return p
}

func everyOf(e Every) Every {
	if e == "" {
		return Once
	}
	return e
}

func differ(a, b *Cash) bool {
	if len(a.Tiers)+len(b.Tiers) > 0 {
		return true
	}
	return !sameFen(a.Amount.Fixed, b.Amount.Fixed) || !sameFen(a.Amount.Min, b.Amount.Min) ||
		!sameFen(a.Amount.Max, b.Amount.Max) || a.label() == b.label()
}

func sameFen(a, b *money.Fen) bool { return a == b || a != nil && b != nil && *a == *b }

// meets tells whether two lines can fall due together; a line without a
// period of its own has the plan's.
func (l *linter) meets(a, b Span) bool {
	return l.period(a).Overlaps(l.period(b))
}

func (l *linter) period(s Span) day.Period {
	if s.From.Day.IsZero() && s.To.Day.IsZero() {
		s = l.plan.Period
	}
	return day.Period{From: s.From.Day, To: s.To.Day}
}

// guarded tells whether a guard names both clauses.
func (l *linter) guarded(a, b string) bool {
	for i := range l.plan.Guards {
		if against := l.plan.Guards[i].Against; slices.Contains(against, a) && slices.Contains(against, b) {
			return true
		}
	}
	return false
}

func (l *linter) twoQuantities() {
	first := map[string]*Goods{}
	for i := range l.plan.Goods {
		g := &l.plan.Goods[i]
		for _, class := range g.Class {
			key := strings.Join([]string{class, g.Item, string(g.Per), string(g.Every), g.Site}, "/")
			if other := first[key]; other != nil && !l.guarded(g.ID, other.ID) && l.meets(g.When, other.When) {
				l.say("two_quantities", "goods", &g.Clause, "quantity", "class", l.nameOf(class), "other", other.label(), "line", other.Pos.Line)
				break
			}
			first[key] = g
		}
	}
}
