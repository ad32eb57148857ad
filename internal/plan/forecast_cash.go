package plan

// payment is a line before it is split among purses.
type payment struct {
	line     Line
	clause   *Clause
	shares   []Share
	explains Explains // what is to be said after the sum
}

// cash forecasts the money for classes.
func (r *reckoner) cash() {
	for i := range r.p.Cash {
		c := &r.p.Cash[i]
		for _, class := range r.cashClasses(c) {
			r.cashLine(c, class)
		}
	}
}

// cashClasses are the classes that get a line each. One line stands for all of
// them when the rate is not counted by class, or when the plan states its
// tiers for all of them together.
func (r *reckoner) cashClasses(c *Cash) []string {
	if perFor(c.Per, nil).countedBy() == "" || len(c.Class) == 0 {
		return []string{only(c.Class)}
	}
	if len(c.Class) > 1 && len(c.Tiers) > 0 && r.tiersTogether(c) {
		return []string{""}
	}
	return c.Class
}

// only is the single class of a list, "" for none or several.
func only(classes []string) string {
	if len(classes) == 1 {
		return classes[0]
	}
	return ""
}

// tiersTogether tells whether the plan's own figures are all there is.
func (r *reckoner) tiersTogether(c *Cash) bool {
	for key := range r.given {
		if key.Clause == "cash."+c.ID && key.Tier > 0 {
			return false
		}
	}
	return true
}

func (r *reckoner) cashLine(c *Cash, class string) {
	ref := "cash." + c.ID
	per := perFor(c.Per, r.classes[class])
	span := r.p.span(c.When)
	pay := payment{clause: &c.Clause, shares: c.Purse, line: Line{Clause: ref, Class: class, Unit: string(per),
		Strength: c.Strength, Beyond: c.Every != "" && c.Every != Once && r.p.beyond(span)}}
	times := r.times(c.Times, c.Every, span)
	if !times.Known() {
		r.add("period_missing", c.Pos, ref, "name", r.name(ref))
	}
	households := r.count(CountKey{Of: Households, ID: class, Clause: ref})
	limit, capped := c.Cap.stated()
	for _, addend := range r.rates(c, ref, per, class) {
		addend.Times = times
		sum, err := addend.sum()
		if err == nil && capped {
			sum, err = capSum(addend, sum, limit, per, households)
		}
		if err != nil {
			r.fail(&c.Clause, ref)
			pay.line.Missing = true
			continue
		}
		addend.Sum = sum
		pay.line.Addends = append(pay.line.Addends, addend)
	}
	if capped {
		pay.explains = append(pay.explains, explain("plan.forecast.capped", "cap", limit))
	}
	r.pay(pay)
}

// rates are the tiers of a cash clause with how many fall into each, or its
// one rate.
func (r *reckoner) rates(c *Cash, ref string, per Per, class string) []Addend {
	key := CountKey{Of: per.countedBy(), ID: class, Clause: ref}
	if len(c.Tiers) == 0 {
		rate, ok := c.Amount.stated()
		if !ok {
			rate, ok = sharesTotal(c.Purse)
		}
		if !ok {
			r.add("rate_missing", c.Pos, ref, "name", r.name(ref))
		}
		return []Addend{{Count: r.rated(&c.Clause, ref, per, key), Rate: rate}}
	}
	counts := r.tierCounts(c, per, key)
	all := make([]Addend, len(c.Tiers))
	for i := range c.Tiers {
		rate, ok := c.Tiers[i].Amount.stated()
		if !ok {
			r.add("rate_missing", c.Tiers[i].Pos, ref, "name", r.name(ref))
		}
		if !counts[i].Known() {
			r.miss(&c.Clause, ref, key.Of, class)
		}
		all[i] = Addend{Tier: c.Tiers[i].Name, Count: counts[i], Rate: rate}
	}
	return all
}

// tierCounts fills in the one tier without a number from the class as a whole.
func (r *reckoner) tierCounts(c *Cash, per Per, key CountKey) []Figure {
	counts := make([]Figure, len(c.Tiers))
	var known int64
	open, unknown := -1, 0
	for i := range c.Tiers {
		key.Tier = i + 1
		counts[i] = r.raw(key)
		if !counts[i].Known() {
			open = i
			unknown++
		}
		known += counts[i].Max
	}
	key.Tier = 0
	whole := r.count(key)
	if key.ID == "" || per.countedBy() == "" || unknown != 1 || !whole.Exact() || known > whole.N {
		return counts
	}
	counts[open] = exactly(whole.N-known, FromRest)
	return counts
}

// sum is count × rate × times; zero while a number is missing.
func (a *Addend) sum() (Reckoned, error) {
	units, err := a.Count.times(a.Times)
	if err != nil || !units.Known() {
		return Reckoned{}, err
	}
	return a.Rate.times(units)
}

// capSum keeps what a household gets, all told, within the cap. Of rates by
// person or child only the sum over all households can be held to it.
func capSum(a Addend, sum, limit Reckoned, per Per, households Figure) (Reckoned, error) {
	if per == PerHousehold {
		each, err := a.Rate.times(a.Times)
		if err != nil {
			return Reckoned{}, err
		}
		return each.atMost(limit).times(a.Count)
	}
	if !households.Known() || per.countedBy() == "" {
		return sum, nil
	}
	all, err := limit.times(households)
	return sum.atMost(all), err
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
			r.add("rate_missing", c.Pos, ref, "name", r.name(ref))
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
