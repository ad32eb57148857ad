package plan

import (
	"slices"
	"strings"

	"songnuan/internal/money"
)

// checkTotals is the part of the linter that adds up: stated figures against
// the lines by the plan's own numbers, purses against what they pay, goods
// against stock, helpers against households. Numbers that only a registry can
// give are not missed here.
func checkTotals(p *Plan) []Finding {
	r := reckon(p, nil)
	f := &r.Forecast
	c := totalsCheck{reckoner: r, f: f}
	c.All = slices.DeleteFunc(slices.Clone(f.Findings), func(f Finding) bool { return f.Code == "count_missing" })
	for i := range f.Stated {
		c.statedFigure(&p.Budget[c.budgetAt(f.Stated[i].Clause)], &f.Stated[i])
	}
	for i := range p.Purses {
		c.purse(&p.Purses[i])
	}
	c.stock()
	c.pairing()
	return c.Sorted()
}

// OfFigures tells whether the finding is about what the plan adds up to and
// not about how it is written. Such a plan can't run, but its budget can be
// drawn and shows where the figures part.
func OfFigures(f Finding) bool {
	switch f.Code {
	case "total_differs", "total_unreachable", "purse_overdrawn", "purse_earmarked", "stock_short", "allocation_over":
		return true
	}
	return false
}

// totalsCheck looks over a forecast.
type totalsCheck struct {
	*reckoner
	f *Forecast
}

func (c *totalsCheck) budgetAt(ref string) int {
	return slices.IndexFunc(c.p.Budget, func(b Budget) bool { return "budget."+b.ID == ref })
}

// statedFigure reports a figure that the lines miss.
func (c *totalsCheck) statedFigure(b *Budget, s *Stated) {
	code := ""
	switch s.Verdict {
	case Differs:
		code = "total_differs"
		if b.Strength.Soft() || s.Stated.About {
			code = "total_off"
		}
	case Unreachable:
		code = "total_unreachable"
		if b.Strength.Soft() {
			code = "total_off"
		}
	case Undecided:
		code = "total_undecided"
	default:
		return
	}
	c.Add(code, b.Keys.At("amount", 0, b.Pos), s.Clause, "name", c.name(s.Clause), "stated", s.Stated, "computed", s.Computed,
		"difference", overOrUnder(s.Difference))
}

// overOrUnder says by how much the lines pass or miss a figure.
func overOrUnder(f money.Fen) phrase {
	if f < 0 {
		return phraseOf("plan.word.under", "n", (-f).Yuan())
	}
	return phraseOf("plan.word.over", "n", f.Yuan())
}

// purse reports a purse that holds less than its lines take, and lines that
// its earmark does not allow.
func (c *totalsCheck) purse(purse *Purse) {
	ref := "purses." + purse.ID
	for i := range c.f.Purses {
		total := &c.f.Purses[i]
		if total.Purse != purse.ID || total.Left == nil || total.Left.Open {
			continue
		}
		switch pos := purse.Keys.At("amount", 0, purse.Pos); {
		case total.Left.Max < 0 && !total.Left.About && !purse.Strength.Soft():
			c.Add("purse_overdrawn", pos, ref, "name", c.name(ref), "paid", total.Reckoned, "short", (-total.Left.Max).Yuan())
		case total.Left.Amount < 0:
			c.Add("purse_tight", pos, ref, "name", c.name(ref), "paid", total.Reckoned, "short", (-total.Left.Amount).Yuan())
		}
	}
	if !c.checkable(purse.Earmark) {
		return
	}
	for i := range c.f.Lines {
		line := &c.f.Lines[i]
		if line.Purse == purse.ID && !earmarked(purse.Earmark, line) {
			c.Add("purse_earmarked", purse.Keys.At("earmark", 0, purse.Pos), ref, "name", c.name(ref), "clause", c.name(line.Clause))
		}
	}
}

// checkable tells whether an earmark names only clauses and classes of the
// plan; a purpose in words is for people to judge.
func (c *totalsCheck) checkable(earmark []string) bool {
	for _, id := range earmark {
		known := slices.ContainsFunc(c.f.Lines, func(l Line) bool { return refersTo(id, &l) })
		if !known && c.classes[id] == nil {
			return false
		}
	}
	return len(earmark) > 0
}

func earmarked(earmark []string, line *Line) bool {
	return slices.ContainsFunc(earmark, func(id string) bool { return id == line.Class || refersTo(id, line) })
}

// stock reports goods that production can't cover and receivers that get more
// than there is.
func (c *totalsCheck) stock() {
	for i := range c.f.Making {
		m, production := &c.f.Making[i], &c.p.Production[i]
		pos := production.Keys.At("quantity", 0, production.Pos)
		if m.Target > 0 && m.Need.Known() && m.Need.Min > m.Target {
			c.Add("stock_short", pos, m.Clause, "name", m.Name, "need", thousandths(m.Need), "target", Quantity(m.Target), "unit", m.Unit)
		}
		if m.Short > 0 {
			c.Add("making_slow", pos, m.Clause, "name", m.Name, "capacity", Quantity(m.Capacity), "target", Quantity(m.Target),
				"unit", m.Unit, "days", m.Days)
		}
		if m.Target > 0 && m.Makers > m.Target {
			c.Add("makers_sum", pos, m.Clause, "name", m.Name, "sum", Quantity(m.Makers), "target", Quantity(m.Target), "unit", m.Unit)
		}
	}
	for i := range c.f.Allocations {
		a, clause := &c.f.Allocations[i], &c.p.Allocation[i].Clause
		given := a.OnSite
		for _, share := range a.Shares {
			given = min(limit, given+share.Quantity)
		}
		if a.Total > 0 && given > a.Total {
			c.Add("allocation_over", clause.Pos, a.Clause, "name", a.Name, "given", Quantity(given), "total", Quantity(a.Total), "unit", a.Unit)
		}
	}
}

// pairing reports helpers that don't suffice, and a class that the paper
// counts in two ways.
func (c *totalsCheck) pairing() {
	for i := range c.f.Pairs {
		line, pair := &c.f.Pairs[i], &c.p.Pairing[i]
		if line.Short > 0 {
			c.Add("helpers_short", pair.Pos, line.Clause, "name", c.name(line.Clause), "needed", line.Needed, "helpers", line.Helpers)
		}
		stated := pair.Expect.Households.stated(FromStated)
		if stated.Exact() && line.Subjects.Exact() && stated.N != line.Subjects.N {
			c.Add("pairs_differ", pair.Keys.At("expect", 0, pair.Pos), line.Clause, "name", c.name(line.Clause), "stated", stated, "computed", line.Subjects)
		}
	}
}

// cutRef takes section.id apart.
func cutRef(ref string) (section, id string) {
	section, id, _ = strings.Cut(ref, ".")
	return section, id
}
