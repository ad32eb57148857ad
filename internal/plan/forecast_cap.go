package plan

import "songnuan/internal/money"

// A cap (每户封顶) holds for each household. A rate by household meets it by
// itself. Of a rate by person or child it matters how many live in each
// household: the registry adds up what each one gets (Money); without it only
// the sum over all households can be held to the cap, which may be too much.

// cappedMeasure asks the registry for the money of the entries that m counts.
// None when the clause has no cap, when the entries are no households, or when
// the rate, the times or the cap is not one certain number.
func (r *reckoner) cappedMeasure(c *Cash, m Measure, amount Amount) []Measure {
	class := r.classes[m.ID]
	most, capped := c.Cap.stated()
	if !capped || !most.Exact() || class == nil || class.unit() != PerHousehold || m.Of == Households {
		return nil
	}
	rate, ok := amount.stated()
	if !ok && len(c.Tiers) == 0 {
		rate, ok = sharesTotal(c.Purse)
	}
	times := r.times(&c.Clause, "cash."+c.ID, c.Times, c.Every, r.p.span(c.When))
	each, err := rate.times(times)
	if !ok || !rate.Exact() || !times.Exact() || err != nil {
		return nil
	}
	m.Counted, m.Of, m.Each, m.Most = m.Of, Money, each.Amount, most.Amount
	return []Measure{m}
}

// cappedMoney is what the registry added up for a rate of the clause: its only
// one, or the tier at the index.
func (r *reckoner) cappedMoney(c *Cash, class string, tier int) (Reckoned, bool) {
	key := CountKey{Of: Money, ID: class, Clause: "cash." + c.ID}
	if len(c.Tiers) > 0 {
		key.Tier = tier + 1
	}
	fen := r.given[key]
	if !fen.Known() {
		return Reckoned{}, false
	}
	amount := money.Fen(fen.N)
	return Reckoned{Amount: amount, Min: amount, Max: amount}, true
}

// capSum keeps what a household gets, all told, within the cap. Of rates by
// person or child it can only hold the sum over all households to it.
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

func explainCap(limit Reckoned, held bool) Explain {
	if held {
		return explain("plan.forecast.capped", "cap", limit)
	}
	return explain("plan.forecast.capped_whole", "cap", limit)
}
