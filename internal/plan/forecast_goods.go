package plan

import (
	"slices"
	"strings"
)

// GoodsLine is goods for one class, or for sites, units, helpers or once.
type GoodsLine struct {
	Clause   string
	Class    string
	Item     string
	Name     string
	Unit     string // of the item: 床
	Per      Per
	Count    Figure
	Each     Figure // in thousandths of the unit
	Times    Figure
	Quantity Figure // Count × Each × Times, in thousandths
	Stock    string
	Missing  bool
	Beyond   bool
	Strength Strength
	Explain  Explains
}

// GoodsTotal is what an item comes to with bundles opened.
type GoodsTotal struct {
	Item, Name, Unit string
	Quantity         Figure // in thousandths of the unit
}

// goods forecasts goods and the money for those that a purse pays.
func (r *reckoner) goods() {
	for i := range r.p.Goods {
		g := &r.p.Goods[i]
		classes := g.Class
		if perFor(g.Per, nil).countedBy() == "" || len(classes) == 0 {
			classes = []string{only(g.Class)}
		}
		for _, class := range classes {
			r.goodsLine(g, class)
		}
	}
	r.stock()
}

func (r *reckoner) goodsLine(g *Goods, class string) {
	ref := "goods." + g.ID
	per := perFor(g.Per, r.classes[class])
	if g.Per == "" && class == "" && g.Site != "" {
		per = PerSite
	}
	key := CountKey{Of: per.countedBy(), ID: class, Clause: ref}
	if per == PerSite {
		key = CountKey{Of: Sites, ID: g.Site}
	}
	span := r.p.span(g.When)
	line := GoodsLine{Clause: ref, Class: class, Item: g.Item, Per: per, Count: r.rated(&g.Clause, ref, per, key),
		Each: g.each(), Times: r.times(Count{}, g.Every, span), Stock: g.Stock, Strength: g.Strength,
		Beyond: g.Every != "" && g.Every != Once && r.p.beyond(span)}
	line.Name, line.Unit = r.itemName(g.Item)
	if !line.Times.Known() {
		r.add("period_missing", g.Pos, ref, "name", r.name(ref))
	}
	if !line.Each.Known() {
		r.add("quantity_missing", g.Pos, ref, "name", r.name(ref))
	}
	units, err := line.Count.times(line.Times)
	if err == nil {
		line.Quantity, err = units.times(line.Each)
	}
	if err != nil {
		r.fail(&g.Clause, ref)
		line.Quantity = Figure{}
	}
	line.Missing = !line.Quantity.Known()
	line.Explain = goodsExplained(&line)
	r.Goods = append(r.Goods, line)
	if len(g.Purse) > 0 {
		r.goodsMoney(g, line)
	}
}

// each is the quantity a unit, in thousandths.
func (g *Goods) each() Figure {
	if f := g.Range.stated(FromClause); f.Known() {
		all, err := f.times(exactly(int64(one), FromClause))
		if err != nil {
			return Figure{}
		}
		return all
	}
	if g.Quantity <= 0 {
		return Figure{}
	}
	return exactly(int64(g.Quantity), FromClause)
}

// itemName is what people call an item, and its unit.
func (r *reckoner) itemName(id string) (name, unit string) {
	if item := r.items[id]; item != nil {
		return r.name("items." + id), item.Unit
	}
	return id, ""
}

// goodsMoney is what the purses pay for the goods.
func (r *reckoner) goodsMoney(g *Goods, goods GoodsLine) {
	price, ok := r.price(g.Item)
	if !ok {
		r.add("price_missing", g.Pos, goods.Clause, "name", r.name(goods.Clause), "item", goods.Name)
		return
	}
	pay := payment{clause: &g.Clause, shares: g.Purse, line: Line{Clause: goods.Clause, Class: goods.Class,
		Unit: string(goods.Per), Beyond: goods.Beyond, Missing: goods.Missing, Strength: goods.Strength}}
	rate, err := price.forThousandths(goods.Each)
	if err != nil {
		r.fail(&g.Clause, goods.Clause)
		pay.line.Missing = true
	}
	addend := Addend{Count: goods.Count, Rate: rate, Times: goods.Times}
	if !pay.line.Missing {
		if addend.Sum, err = price.forThousandths(goods.Quantity); err != nil {
			r.fail(&g.Clause, goods.Clause)
			pay.line.Missing = true
		}
	}
	pay.line.Addends = []Addend{addend}
	pay.explains = Explains{explain("plan.forecast.price", "each", thousandths(goods.Each), "unit", goods.Unit, "item", goods.Name, "price", price)}
	r.pay(pay)
}

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
		r.add("bundle_circle", item.Pos, "items."+id, "name", r.name("items."+id))
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
				r.add("amount_too_large", Pos{Line: 1, Column: 1}, line.Clause, "name", r.name(line.Clause))
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

func goodsExplained(l *GoodsLine) Explains {
	if l.Missing {
		return Explains{explain("plan.forecast.goods_unknown", "unit", Word(l.Per), "each", thousandths(l.Each), "item_unit", l.Unit, "item", l.Name)}
	}
	return Explains{explain("plan.forecast.goods", "count", l.Count, "unit", counting(string(l.Per)), "each", thousandths(l.Each),
		"item_unit", l.Unit, "item", l.Name, "times", l.Times, "quantity", thousandths(l.Quantity), "origin", l.Count.Origin)}
}
