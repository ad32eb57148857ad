package plan

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
	times := r.times(&c.Clause, ref, c.Times, c.Every, span)
	households := r.count(CountKey{Of: Households, ID: class, Clause: ref})
	limit, capped := c.Cap.stated()
	held := true // household by household
	for i, addend := range r.rates(c, ref, per, class) {
		addend.Times = times
		sum, err := addend.sum()
		if err == nil && capped {
			if counted, ok := r.cappedMoney(c, class, i); ok {
				sum = counted
			} else {
				sum, err = capSum(addend, sum, limit, per, households)
				held = held && per == PerHousehold
			}
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
		pay.explains = append(pay.explains, explainCap(limit, held))
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
			r.Add("rate_missing", c.Pos, ref, "name", r.name(ref))
		}
		return []Addend{{Count: r.rated(&c.Clause, ref, per, key), Rate: rate}}
	}
	counts := r.tierCounts(c, per, key)
	all := make([]Addend, len(c.Tiers))
	for i := range c.Tiers {
		rate, ok := c.Tiers[i].Amount.stated()
		if !ok {
			r.Add("rate_missing", c.Tiers[i].Pos, ref, "name", r.name(ref))
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
