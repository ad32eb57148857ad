package plan

import (
	"slices"
	"strings"
)

// price is what one of an item costs: its own price, else that of what a
// bundle holds when each part has one.
func (r *reckoner) price(id string) (total Reckoned, ok bool) {
	item := r.items[id]
	if item == nil {
		return Reckoned{}, false
	}
	if own, ok := item.Price.stated(); ok {
		return own, true
	}
	if len(item.Bundle) == 0 {
		return Reckoned{}, false
	}
	for _, part := range r.open(id) {
		leaf := r.items[part.item]
		if leaf == nil {
			return Reckoned{}, false
		}
		each, ok := leaf.Price.stated()
		if !ok {
			return Reckoned{}, false
		}
		cost, err := each.forThousandths(exactly(part.quantity, FromClause))
		if err != nil {
			return Reckoned{}, false
		}
		if total, err = total.plus(cost); err != nil {
			return Reckoned{}, false
		}
	}
	return total, true
}

// contents are the items that one unit of a bundle comes to.
type contents []content

type content struct {
	item     string
	quantity int64 // thousandths
}

// open lists what an item holds once all bundles in it are opened; an item
// that is no bundle holds itself. A bundle that holds itself is reported and
// left closed.
func (r *reckoner) open(id string) contents {
	if known, ok := r.contents[id]; ok {
		return known
	}
	closed := contents{{id, int64(one)}}
	r.contents[id] = closed // ends a circle
	item := r.items[id]
	if item == nil || len(item.Bundle) == 0 {
		return closed
	}
	if r.circular(id, map[string]int{}) {
		r.Add("bundle_circle", item.Pos, "items."+id, "name", r.name("items."+id))
		return closed
	}
	sums := map[string]int64{}
	for _, part := range item.Bundle {
		for _, leaf := range r.open(part.Item) {
			more, err := product64(leaf.quantity, int64(part.Quantity))
			sums[leaf.item] += more / int64(one)
			if err != nil || sums[leaf.item] > limit {
				r.fail(&item.Clause, "items."+id)
				return closed
			}
		}
	}
	all := make(contents, 0, len(sums))
	for leaf, quantity := range sums {
		all = append(all, content{leaf, quantity})
	}
	slices.SortFunc(all, func(a, b content) int { return strings.Compare(a.item, b.item) })
	r.contents[id] = all
	return all
}

// circular walks down the bundles; seen is 1 on the way down and 2 when done.
func (r *reckoner) circular(id string, seen map[string]int) bool {
	if state := seen[id]; state > 0 {
		return state == 1
	}
	seen[id] = 1
	if item := r.items[id]; item != nil {
		for _, part := range item.Bundle {
			if r.circular(part.Item, seen) {
				return true
			}
		}
	}
	seen[id] = 2
	return false
}

// stock adds the goods up by item, in the order of the plan's items.
func (r *reckoner) stock() {
	sums := map[string]Figure{}
	var order []string
	for i := range r.Goods {
		line := &r.Goods[i]
		if line.Missing {
			continue
		}
		for _, part := range r.open(line.Item) {
			more, err := line.Quantity.times(exactly(part.quantity, FromClause))
			if err != nil {
				r.Add("amount_too_large", Pos{Line: 1, Column: 1}, line.Clause, "name", r.name(line.Clause))
				continue
			}
			more.N, more.Min, more.Max = more.N/int64(one), more.Min/int64(one), more.Max/int64(one)
			sum, seen := sums[part.item]
			if !seen {
				order = append(order, part.item)
				sum = exactly(0, more.Origin)
			}
			if sum, err = sum.plus(more); err == nil {
				sums[part.item] = sum
			}
		}
	}
	for _, id := range order {
		total := GoodsTotal{Item: id, Quantity: sums[id]}
		total.Name, total.Unit = r.itemName(id)
		r.Stock = append(r.Stock, total)
	}
}
