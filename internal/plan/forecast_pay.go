package plan

// payment is a line before it is split among purses.
type payment struct {
	line     Line
	clause   *Clause
	shares   []Share
	explains Explains // what is to be said after the sum
}

// costs forecasts what the organiser spends himself.
func (r *reckoner) costs() {
	for i := range r.p.Costs {
		c := &r.p.Costs[i]
		ref := "costs." + c.ID
		rate, ok := c.Amount.stated()
		if !ok {
			rate, ok = sharesTotal(c.Purse)
		}
		if !ok {
			r.Add("rate_missing", c.Pos, ref, "name", r.name(ref))
		}
		quantity := c.Quantity
		if quantity == 0 {
			quantity = one
		}
		r.payQuantity(payment{clause: &c.Clause, shares: c.Purse,
			line: Line{Clause: ref, Unit: string(PerOnce), Outside: c.Outside, Cost: true, Strength: c.Strength}}, rate, quantity)
	}
}

// production forecasts what is bought or made for money.
func (r *reckoner) production() {
	for i := range r.p.Production {
		m := &r.p.Production[i]
		price, ok := m.Price.stated()
		if !ok {
			continue // donated, or made from what there is
		}
		unit := ""
		if item := r.items[m.Item]; item != nil {
			unit = item.Unit
		}
		ref := "production." + m.ID
		r.payQuantity(payment{clause: &m.Clause, shares: m.Purse,
			line: Line{Clause: ref, Unit: unit, Strength: m.Strength}}, price, m.Quantity)
	}
}

// one unit of goods, in thousandths.
const one Quantity = 1000

// payQuantity pays a price for a quantity, which need not be whole (2.5 吨).
func (r *reckoner) payQuantity(pay payment, price Reckoned, quantity Quantity) {
	sum, err := price.forThousandths(exactly(int64(quantity), FromClause))
	if err != nil {
		r.fail(pay.clause, pay.line.Clause)
		pay.line.Missing = true
	}
	addend := Addend{Count: exactly(int64(quantity/one), FromClause), Rate: price, Times: exactly(1, FromClause), Sum: sum}
	if quantity%one != 0 {
		addend.Count, addend.Rate = exactly(1, FromClause), sum
	}
	pay.line.Addends = []Addend{addend}
	r.pay(pay)
}

// pay splits a line among its purses and adds one line each.
func (r *reckoner) pay(pay payment) {
	line := &pay.line
	parts, err := line.total(pay.shares)
	if err != nil {
		r.fail(pay.clause, line.Clause)
		line.Missing = true
		parts = make([]Reckoned, max(1, len(pay.shares)))
	}
	if line.Missing {
		line.Whole = Reckoned{}
	}
	for i, part := range parts {
		l := *line
		if !line.Missing {
			l.Reckoned = part
		}
		if i < len(pay.shares) {
			l.Purse = pay.shares[i].Purse
		}
		l.Explain = append(r.sumExplained(&l), pay.explains...)
		if len(parts) > 1 && !l.Missing {
			l.Explain = append(l.Explain, explain("plan.forecast.split", "purse", r.name("purses."+l.Purse), "amount", l.Reckoned))
		}
		r.line(l)
	}
}

// total adds the addends up into Count and Whole and gives each purse's part.
// Purses that pay an amount a unit are split tier by tier.
func (l *Line) total(shares []Share) ([]Reckoned, error) {
	parts := make([]Reckoned, max(1, len(shares)))
	byTier := hasAmounts(shares)
	var err error
	for i := range l.Addends {
		a := &l.Addends[i]
		if !a.Count.Known() || !a.Times.Known() {
			l.Missing = true
		}
		if i == 0 {
			l.Count = a.Count
		} else if l.Count, err = l.Count.plus(a.Count); err != nil {
			return nil, err
		}
		if l.Whole, err = l.Whole.plus(a.Sum); err != nil {
			return nil, err
		}
		if !byTier {
			continue
		}
		if err := addParts(parts, shares, a.Rate, a.Sum); err != nil {
			return nil, err
		}
	}
	if !byTier {
		err = addParts(parts, shares, Reckoned{}, l.Whole)
	}
	return parts, err
}

func addParts(parts []Reckoned, shares []Share, rate, whole Reckoned) error {
	cut, err := split(shares, rate, whole)
	if err != nil {
		return err
	}
	for i := range parts {
		if parts[i], err = parts[i].plus(cut[i]); err != nil {
			return err
		}
	}
	return nil
}

// sumExplained says how a line comes about and where its numbers come from.
func (r *reckoner) sumExplained(l *Line) Explains {
	var all Explains
	for i := range l.Addends {
		a := &l.Addends[i]
		if l.Missing && (!a.Count.Known() || !a.Times.Known()) {
			all = append(all, explain("plan.forecast.unknown", "tier", a.Tier, "unit", Word(l.Unit), "rate", a.Rate))
			continue
		}
		all = append(all, explain("plan.forecast.sum", "tier", a.Tier, "count", a.Count, "unit", counting(l.Unit),
			"rate", a.Rate, "times", a.Times, "amount", a.Sum, "origin", a.Count.Origin))
	}
	if len(l.Addends) > 1 && !l.Missing {
		all = append(all, explain("plan.forecast.together", "amount", l.Whole))
	}
	if l.Beyond {
		all = append(all, explain("plan.forecast.beyond", "closes", r.p.ClosesOn.Day))
	}
	if l.Own {
		all = append(all, explain("plan.forecast.own"))
	}
	if l.Outside {
		all = append(all, explain("plan.forecast.outside"))
	}
	return all
}

// counting is the measure word of a unit: 户, 人; a unit of goods is its own.
func counting(unit string) Word {
	if w := Word("count_" + unit); w.known() {
		return w
	}
	return Word(unit)
}
