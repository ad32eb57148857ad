package plan

import "songnuan/internal/day"

// Making is one production: what is needed against what can be made.
type Making struct {
	Clause   string
	Item     string
	Name     string
	Unit     string
	Target   int64  // thousandths; 0 when the plan sets none
	Need     Figure // thousandths of what goods lines ask for; missing when nobody asks or a number is missing
	Makers   int64  // thousandths that the makers are to make, as stated
	Capacity int64  // thousandths that can be made in the days there are; 0 when the plan states no daily capacity
	Days     int    // days there are
	DaysNeed int64  // days that the target takes at full capacity; 0 without capacity
	Short    int64  // thousandths by which capacity misses the target
	Explain  Explains
}

// making compares production with what goods lines ask for.
func (r *reckoner) making() {
	for i := range r.p.Production {
		m := &r.p.Production[i]
		line := Making{Clause: "production." + m.ID, Item: m.Item, Target: int64(m.Quantity), Need: r.need(m)}
		line.Name, line.Unit = r.itemName(m.Item)
		span := r.p.span(m.When)
		line.Days = span.Days()
		line.Capacity, line.Makers = r.capacity(m, span)
		if line.Capacity > 0 {
			line.Short = max(0, line.Target-line.Capacity)
			line.DaysNeed = ceil(line.Target, max(1, line.Capacity/int64(max(1, line.Days))))
		}
		line.Explain = makingExplained(&line)
		r.Making = append(r.Making, line)
	}
}

// need is what the goods lines take from a production: those that name it,
// else all of its item when it is the item's only production.
func (r *reckoner) need(m *Production) Figure {
	sum, any := exactly(0, FromClause), false
	for i := range r.Goods {
		g := &r.Goods[i]
		if from := r.comesFrom(g.Stock); from != m.ID && (from != "" || g.Item != m.Item || !r.soleProduction(m)) {
			continue
		}
		any = true
		var err error
		if sum, err = sum.plus(g.Quantity); err != nil {
			return Figure{}
		}
	}
	if !any {
		return Figure{}
	}
	return sum
}

// comesFrom is the production behind a stock that may be an allocation.
func (r *reckoner) comesFrom(stock string) string {
	for i := range r.p.Allocation {
		if a := &r.p.Allocation[i]; a.ID == stock {
			return a.From
		}
	}
	return stock
}

func (r *reckoner) soleProduction(m *Production) bool {
	for i := range r.p.Production {
		if other := &r.p.Production[i]; other.Item == m.Item && other.ID != m.ID {
			return false
		}
	}
	return true
}

// capacity is what can be made in the days there are, and what the makers are
// to make together; a sum out of range counts as the limit.
func (r *reckoner) capacity(m *Production, span day.Period) (capacity, makers int64) {
	capacity = capped(int64(m.PerDay), int64(span.Days()))
	for i := range m.Makers {
		maker := &m.Makers[i]
		own := day.Period{From: maker.When.From.Day, To: maker.When.To.Day}
		if own.From.IsZero() && own.To.IsZero() {
			own = span
		}
		days, _ := own.Intersect(span)
		if m.PerDay == 0 {
			capacity = min(limit, capacity+capped(int64(maker.PerDay), int64(days.Days())))
		}
		makers = min(limit, makers+min(limit, max(0, int64(maker.Quantity))))
	}
	return capacity, makers
}

// capped multiplies and stays within limit.
func capped(a, b int64) int64 {
	n, err := product64(max(0, a), max(0, b))
	if err != nil {
		return limit
	}
	return n
}

func makingExplained(l *Making) Explains {
	all := Explains{explain("plan.forecast.making", "item", l.Name, "target", Quantity(l.Target), "unit", l.Unit, "need", thousandths(l.Need))}
	if l.Capacity > 0 {
		all = append(all, explain("plan.forecast.capacity", "days", l.Days, "capacity", Quantity(l.Capacity), "unit", l.Unit,
			"needed", l.DaysNeed, "short", Quantity(l.Short)))
	}
	return all
}
