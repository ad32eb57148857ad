package plan

import (
	"strconv"

	"songnuan/internal/money"
)

// shares: the purses of a line pay all of it, and no more.
func (l *linter) shares() {
	p := l.plan
	for i := range p.Cash {
		l.shareSum("cash", &p.Cash[i].Clause, p.Cash[i].Purse, p.Cash[i].Amount.Fixed)
	}
	for i := range p.Goods {
		l.shareSum("goods", &p.Goods[i].Clause, p.Goods[i].Purse, nil)
	}
	for i := range p.Costs {
		l.shareSum("costs", &p.Costs[i].Clause, p.Costs[i].Purse, p.Costs[i].Amount.Fixed)
	}
	for i := range p.Production {
		l.shareSum("production", &p.Production[i].Clause, p.Production[i].Purse, nil)
	}
	for i := range p.Duties {
		l.shareSum("duties", &p.Duties[i].Clause, p.Duties[i].Purse, nil)
	}
}

// shareSum reports percentages over 100, or under it when no other purse takes
// the rest, and likewise amounts that are not the rate together.
func (l *linter) shareSum(section string, c *Clause, shares []Share, rate *money.Fen) {
	var percent int64
	var fixed money.Fen
	percents, amounts := 0, 0
	for i := range shares {
		if p := shares[i].Percent.Percent; p != nil {
			percent += *p
			percents++
		}
		if f := shares[i].Amount.Fixed; f != nil {
			fixed += *f
			amounts++
		}
	}
	switch {
	case percents > 0 && (percent > 100_00 || percents == len(shares) && percent != 100_00):
		l.say("shares_percent", section, c, "purse", "sum", strconv.FormatFloat(float64(percent)/100, 'f', -1, 64))
	case rate != nil && amounts > 0 && (fixed > *rate || amounts == len(shares) && fixed != *rate):
		l.say("shares_amount", section, c, "purse", "sum", fixed.Yuan(), "rate", rate.Yuan())
	}
}
