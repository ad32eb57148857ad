package plan

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
		Each: g.each(), Times: r.times(&g.Clause, ref, Count{}, g.Every, span), Stock: g.Stock, Strength: g.Strength,
		Beyond: g.Every != "" && g.Every != Once && r.p.beyond(span)}
	line.Name, line.Unit = r.itemName(g.Item)
	if !line.Each.Known() {
		r.Add("quantity_missing", g.Pos, ref, "name", r.name(ref))
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
	if r.full() {
		return
	}
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
		r.Add("price_missing", g.Pos, goods.Clause, "name", r.name(goods.Clause), "item", goods.Name)
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

func goodsExplained(l *GoodsLine) Explains {
	if l.Missing {
		return Explains{explain("plan.forecast.goods_unknown", "unit", Word(l.Per), "each", thousandths(l.Each), "item_unit", l.Unit, "item", l.Name)}
	}
	return Explains{explain("plan.forecast.goods", "count", l.Count, "unit", counting(string(l.Per)), "each", thousandths(l.Each),
		"item_unit", l.Unit, "item", l.Name, "times", l.Times, "quantity", thousandths(l.Quantity), "origin", l.Count.Origin)}
}
