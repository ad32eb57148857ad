package plan

import (
	"songnuan/internal/money"
)

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

func allotExplained(l *Allotment) Explains {
	if !l.Known {
		return Explains{explain("plan.forecast.allot_unknown", "item", l.Name, "total", Quantity(l.Total), "unit", l.Unit)}
	}
	return Explains{explain("plan.forecast.allot", "item", l.Name, "total", Quantity(l.Total), "unit", l.Unit,
		"on_site", Quantity(l.OnSite), "receivers", len(l.Shares), "left", Quantity(l.Left))}
}
