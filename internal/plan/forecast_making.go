package plan

import (
	"songnuan/internal/day"
	"songnuan/internal/money"
)

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

// Allotment is how one allocation shares its stock out.
type Allotment struct {
	Clause  string
	Item    string
	Name    string
	Unit    string
	Total   int64 // thousandths to share; 0 when unknown
	OnSite  int64 // thousandths given out on the spot
	Shares  []Allotted
	Left    int64 // thousandths that stay in store
	Known   bool  // false: the plan or its counts don't say how
	Explain Explains
}

// Allotted is one receiver's part in thousandths.
type Allotted struct {
	Name     string
	Quantity int64
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

// allocations shares stock out among its receivers.
func (r *reckoner) allocations() {
	for i := range r.p.Allocation {
		a := &r.p.Allocation[i]
		line := Allotment{Clause: "allocations." + a.ID, Item: a.Item, OnSite: int64(a.OnSite), Total: r.toShare(a)}
		line.Name, line.Unit = r.itemName(a.Item)
		r.allot(a, &line)
		line.Explain = allotExplained(&line)
		r.Allocations = append(r.Allocations, line)
	}
}

// toShare is what the production it comes from makes, or all productions of
// the item.
func (r *reckoner) toShare(a *Allocation) int64 {
	var total int64
	for i := range r.p.Production {
		m := &r.p.Production[i]
		if a.From == m.ID || a.From == "" && m.Item == a.Item {
			total = min(limit, total+int64(m.Quantity))
		}
	}
	return total
}

// allot gives stated quantities first and shares the rest by the clause's rule
// in whole units.
func (r *reckoner) allot(a *Allocation, line *Allotment) {
	rest := line.Total - line.OnSite
	weights := make([]int64, len(a.To))
	line.Shares = make([]Allotted, len(a.To))
	known := line.Total > 0
	for i := range a.To {
		to := &a.To[i]
		line.Shares[i] = Allotted{Name: r.receiver(to), Quantity: int64(to.Quantity)}
		rest -= int64(to.Quantity)
		if to.Quantity == 0 && a.By != "table" {
			var ok bool
			weights[i], ok = r.weight(a, to)
			known = known && ok
		}
	}
	if !known || rest < 0 {
		return
	}
	line.Known = true
	parts, left := share(rest/int64(one), weights, a.Remainder)
	for i, part := range parts {
		line.Shares[i].Quantity += part * int64(one)
	}
	line.Left = left*int64(one) + rest%int64(one)
}

// share divides whole units by weight. The remainder goes one each to the
// largest remainders, all to the first, or stays in store.
func share(units int64, weights []int64, remainder string) (parts []int64, left int64) {
	parts = make([]int64, len(weights))
	split, err := money.Split(money.Fen(units), weights) // exact for any counted unit
	if err != nil {
		return parts, units
	}
	if remainder == "" || remainder == "largest" {
		for i := range split {
			parts[i] = int64(split[i])
		}
		return parts, 0
	}
	var sum int64
	for _, w := range weights {
		sum += w
	}
	left = units
	for i, w := range weights {
		parts[i] = scaled(units, w, sum)
		left -= parts[i]
	}
	if remainder == "first" {
		for i, w := range weights {
			if w > 0 {
				parts[i] += left
				return parts, 0
			}
		}
	}
	return parts, left
}

// receiver names who receives.
func (r *reckoner) receiver(to *AllocatedTo) string {
	if to.Name == "" && to.Site != "" {
		return r.name("sites." + to.Site)
	}
	return to.Name
}

// weight is how much a receiver weighs under the clause's rule; false when the
// rule needs a number that is missing.
func (r *reckoner) weight(a *Allocation, to *AllocatedTo) (int64, bool) {
	if a.By != "weights" {
		return r.weightBy(a.By, to)
	}
	return r.blend(a, to)
}

func (r *reckoner) weightBy(by string, to *AllocatedTo) (int64, bool) {
	switch by {
	case "ratio":
		return to.Ratio, to.Ratio > 0
	case "head":
		return r.heads(Persons, to)
	case "household":
		return r.heads(Households, to)
	case "equal":
		if to.Site != "" {
			n := r.raw(CountKey{Of: Sites, ID: to.Site})
			return n.N, n.Known()
		}
		return 1, true
	}
	return 0, false
}

func (r *reckoner) heads(of What, to *AllocatedTo) (int64, bool) {
	var sum int64
	for _, id := range to.Class {
		n := r.count(CountKey{Of: of, ID: id})
		if !n.Known() {
			return 0, false
		}
		sum = min(limit, sum+n.N)
	}
	return sum, len(to.Class) > 0
}

// blend mixes several weights: each receiver's part of the whole by each
// measure, in millionths, times the measure's weight.
func (r *reckoner) blend(a *Allocation, to *AllocatedTo) (int64, bool) {
	const fine = 1_000_000
	var mixed int64
	for _, w := range a.Weights {
		own, ok := r.weightBy(w.By, to)
		var all int64
		for i := range a.To {
			part, known := r.weightBy(w.By, &a.To[i])
			ok = ok && known
			all = min(limit, all+part)
		}
		if !ok || all == 0 {
			return 0, false
		}
		mixed = min(limit, mixed+capped(scaled(own, fine, all), w.Weight))
	}
	return mixed, len(a.Weights) > 0
}

func makingExplained(l *Making) Explains {
	all := Explains{explain("plan.forecast.making", "item", l.Name, "target", Quantity(l.Target), "unit", l.Unit, "need", thousandths(l.Need))}
	if l.Capacity > 0 {
		all = append(all, explain("plan.forecast.capacity", "days", l.Days, "capacity", Quantity(l.Capacity), "unit", l.Unit,
			"needed", l.DaysNeed, "short", Quantity(l.Short)))
	}
	return all
}

func allotExplained(l *Allotment) Explains {
	if !l.Known {
		return Explains{explain("plan.forecast.allot_unknown", "item", l.Name, "total", Quantity(l.Total), "unit", l.Unit)}
	}
	return Explains{explain("plan.forecast.allot", "item", l.Name, "total", Quantity(l.Total), "unit", l.Unit,
		"on_site", Quantity(l.OnSite), "receivers", len(l.Shares), "left", Quantity(l.Left))}
}
