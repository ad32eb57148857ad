package plan

import (
	"slices"

	"songnuan/internal/money"
)

// Benefit is what a clause of cash or goods gives an entry of a class, for a list
// that says it line by line.
type Benefit struct {
	Clause   string // cash.visit_money
	Name     string
	Unit     string // of goods: 床; "" is money
	Counted  What   // what the rate is counted by
	Children Rule   // whom to count under Children; "" is a child at school
	Tiers    []BenefitTier
	Times    Figure
	Periods  []string  // when each part of a repeated sum falls due: 2027-01, or the first day of a period; nil is once
	Most     money.Fen // per household over the whole period; 0 is no cap
	Earlier  []string  // classes of the clause before this one: whoever is in one has it from there
	Shares   []Share   // of money: the purses that pay it
}

// BenefitTier is one rate. The first tier that fits counts.
type BenefitTier struct {
	When  Rule // "" is everybody left
	Money Reckoned
	Goods Figure // in thousandths of the unit
}

// Exact tells whether every entry gets one certain amount of whole units: then a
// column of figures can be summed.
func (d *Benefit) Exact() bool {
	if !d.Times.Exact() {
		return false
	}
	for i := range d.Tiers {
		t := &d.Tiers[i]
		if d.Unit == "" && !t.Money.Exact() || d.Unit != "" && (!t.Goods.Exact() || t.Goods.N%int64(one) != 0) {
			return false
		}
	}
	return true
}

// PursePart is what a purse carries of an amount.
type PursePart struct {
	Purse string // the plan's id of it
	Fen   money.Fen
}

// Parts divides what an entry is due of a tier among the purses, as the forecast
// does: to the fen, the purse named first where remainders tie.
func (d *Benefit) Parts(tier *BenefitTier, whole money.Fen) ([]PursePart, error) {
	cut, err := split(d.Shares, tier.Money, Reckoned{Amount: whole, Min: whole, Max: whole})
	if err != nil {
		return nil, err
	}
	parts := make([]PursePart, 0, len(d.Shares))
	for i := range d.Shares {
		parts = append(parts, PursePart{d.Shares[i].Purse, cut[i].Amount})
	}
	return parts, nil
}

// Benefits are what each entry of a class is due in money and goods, in the plan's
// order. Clauses counted by places, or once, are due to no entry and left out, as
// are those whose rate is not stated.
func (p *Plan) Benefits(class string) []Benefit {
	r := newReckoner(p, nil)
	var all []Benefit
	for i := range p.Cash {
		if d, ok := r.cashBenefit(&p.Cash[i], class); ok {
			all = append(all, d)
		}
	}
	for i := range p.Goods {
		if d, ok := r.goodsBenefit(&p.Goods[i], class); ok {
			all = append(all, d)
		}
	}
	return all
}

// benefit is what a clause of either kind has in common.
func (r *reckoner) benefit(ref string, classes []string, class string, per Per) (d Benefit, ok bool) {
	if !slices.Contains(classes, class) {
		return d, false
	}
	d = Benefit{Clause: ref, Name: r.name(ref), Counted: perFor(per, r.classes[class]).countedBy(), Earlier: before(classes, class, r.p.Classes)}
	return d, d.Counted != ""
}

func (r *reckoner) cashBenefit(c *Cash, class string) (Benefit, bool) {
	ref := "cash." + c.ID
	d, ok := r.benefit(ref, c.Class, class, c.Per)
	if !ok {
		return d, false
	}
	d.Times = r.times(&c.Clause, ref, c.Times, c.Every, r.p.span(c.When))
	d.Periods = r.periods(c, d.Times)
	if d.Counted == Children {
		d.Children = c.Children
	}
	if limit, capped := c.Cap.stated(); capped {
		d.Most = limit.Max
	}
	d.Shares = c.Purse
	for i := range c.Tiers {
		rate, ok := c.Tiers[i].Amount.stated()
		if !ok {
			return d, false
		}
		d.Tiers = append(d.Tiers, BenefitTier{When: c.Tiers[i].When, Money: rate})
	}
	if len(c.Tiers) > 0 {
		return d, true
	}
	rate, ok := c.Amount.stated()
	if !ok {
		rate, ok = sharesTotal(c.Purse)
	}
	d.Tiers = []BenefitTier{{Money: rate}}
	return d, ok
}

func (r *reckoner) goodsBenefit(g *Goods, class string) (Benefit, bool) {
	ref := "goods." + g.ID
	d, ok := r.benefit(ref, g.Class, class, g.Per)
	each := g.each()
	if !ok || !each.Known() {
		return d, false
	}
	d.Times = r.times(&g.Clause, ref, Count{}, g.Every, r.p.span(g.When))
	d.Name, d.Unit = r.itemName(g.Item)
	d.Tiers = []BenefitTier{{Goods: each}}
	return d, true
}

// periods name the parts of what is paid again and again, one for each time; nil
// for what is paid once, or so often as the plan counts by itself.
func (r *reckoner) periods(c *Cash, times Figure) (names []string) {
	if c.Every == "" || c.Every == Once || !times.Exact() || times.N < 2 {
		return nil
	}
	for _, period := range r.cut(c.Every, r.p.span(c.When)) {
		name := period.From.String()
		if c.Every == Monthly {
			name = name[:len("2027-01")]
		}
		names = append(names, name)
	}
	if int64(len(names)) != times.N {
		return nil
	}
	return names
}
