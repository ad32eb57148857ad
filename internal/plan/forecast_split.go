package plan

import "songnuan/internal/money"

// hasAmounts tells whether a purse pays a fixed amount a unit.
func hasAmounts(shares []Share) bool {
	for i := range shares {
		if _, ok := shares[i].Amount.stated(); ok {
			return true
		}
	}
	return false
}

// sharesTotal is the rate that the purses make up together, when each of them
// states its amount a unit: 市级400元/户，县、镇200元/户.
func sharesTotal(shares []Share) (total Reckoned, ok bool) {
	for i := range shares {
		part, stated := shares[i].Amount.stated()
		if !stated {
			return Reckoned{}, false
		}
		sum, err := total.plus(part)
		if err != nil {
			return Reckoned{}, false
		}
		total = sum
	}
	return total, len(shares) > 0
}

// split divides what a line comes to among its purses. The parts add up to
// the whole to the fen: each purse gets its part rounded down, and the fen
// left over go one each to the largest remainders, the purse named first
// where they tie (money.Split). Amounts a unit go first; the others share
// what they leave of the rate.
func split(shares []Share, rate, whole Reckoned) ([]Reckoned, error) {
	if len(shares) < 2 {
		return []Reckoned{whole}, nil
	}
	parts := make([]Reckoned, len(shares))
	for i := range parts {
		parts[i] = Reckoned{Open: whole.Open, About: whole.About}
	}
	for edge := range 3 {
		weights, err := weigh(shares, rate, edge)
		if err != nil {
			return nil, err
		}
		cut, err := money.Split(whole.edge(edge), weights)
		if err != nil {
			return nil, err
		}
		for i, part := range cut {
			*parts[i].at(edge) = part
		}
	}
	for i := range parts {
		parts[i].ordered()
	}
	return parts, nil
}

// at points at Amount, Min or Max.
func (r *Reckoned) at(i int) *money.Fen { return [3]*money.Fen{&r.Amount, &r.Min, &r.Max}[i] }

// ordered keeps Min ≤ Amount ≤ Max for a purse: where one purse pays the fixed
// part and another the rest, or fen are left over, the edges of the whole need
// not be the edges of each part.
func (r *Reckoned) ordered() {
	r.Min, r.Max = min(r.Min, r.Amount, r.Max), max(r.Min, r.Amount, r.Max)
}

// weigh gives the weight of each purse at one edge of the rate.
func weigh(shares []Share, rate Reckoned, edge int) ([]int64, error) {
	weights, sum := plainWeights(shares)
	var fixed money.Fen
	var err error
	for i := range shares {
		if part, ok := shares[i].Amount.stated(); ok {
			if fixed, err = money.Add(fixed, part.edge(edge)); err != nil {
				return nil, err
			}
		}
	}
	if fixed == 0 {
		return someWeight(weights), nil
	}
	// In common terms: an amount a weighs a × sum, a share w of the rest weighs
	// rest × w.
	rest := max(0, rate.edge(edge)-fixed)
	for i := range shares {
		base, by := rest, weights[i]
		if part, ok := shares[i].Amount.stated(); ok {
			base, by = part.edge(edge), max(1, sum)
		}
		weight, err := base.Times(by)
		if err != nil {
			return nil, err
		}
		weights[i] = int64(weight)
	}
	return someWeight(weights), nil
}

// plainWeights are the weights of the purses without an amount: a percentage,
// a weight, or for those that say nothing an equal part of what is left.
func plainWeights(shares []Share) (weights []int64, sum int64) {
	weights = make([]int64, len(shares))
	var percents, silent int64
	for i := range shares {
		share, isAmount := &shares[i], false
		_, isAmount = share.Amount.stated()
		switch hundredths, ok := share.Percent.hundredths(); {
		case isAmount:
		case ok:
			percents += hundredths
		case share.Weight == 0:
			silent++
		}
	}
	for i := range shares {
		share := &shares[i]
		if _, isAmount := share.Amount.stated(); isAmount {
			continue
		}
		hundredths, ok := share.Percent.hundredths()
		switch {
		case ok:
			weights[i] = hundredths * max(1, silent)
		case share.Weight > 0:
			weights[i] = min(share.Weight, 1_000_000_000)
		case percents > 0:
			weights[i] = max(0, 10000-percents)
		default:
			weights[i] = 1
		}
		sum += weights[i]
	}
	return weights, sum
}

// someWeight lets the purse named first pay where all weigh nothing.
func someWeight(weights []int64) []int64 {
	for _, w := range weights {
		if w > 0 {
			return weights
		}
	}
	weights[0] = 1
	return weights
}

// hundredths reads a share written as 60% or as the bare number 60.
func (c Count) hundredths() (n int64, ok bool) {
	const most = 1_000_000 // 10,000 %, far above any meaning
	switch {
	case c.Percent != nil:
		return min(max(0, *c.Percent), most), true
	case c.Fixed != nil:
		return min(max(0, *c.Fixed), most/100) * 100, true
	case c.All:
		return 10000, true
	}
	return 0, false
}
