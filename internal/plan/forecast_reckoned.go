package plan

import (
	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// Reckoned is money that a line comes to. Amount is what totals use: the exact
// sum, the upper end of a range (budgets are prudent), or the floor when there
// is no upper end. Min ≤ Amount ≤ Max, all in fen; Open means that Max is not
// an upper end (不低于).
type Reckoned struct {
	Amount, Min, Max money.Fen
	Open             bool
	About            bool
}

// Exact tells whether the amount is one certain sum.
func (r Reckoned) Exact() bool { return r.Min == r.Max && !r.Open && !r.About }

// Text is 400.00, 200.00–500.00, 不少于200.00, 约300.00, in yuan.
func (r Reckoned) Text(lang locale.Lang) string {
	switch {
	case r.Open:
		return locale.Text(lang, "plan.word.at_least", problem.Args{"n": r.Min.Yuan()})
	case r.About:
		return locale.Text(lang, "plan.word.about", problem.Args{"n": r.Amount.Yuan()})
	case r.Min != r.Max:
		return r.Min.Yuan() + "–" + r.Max.Yuan()
	}
	return r.Amount.Yuan()
}

// stated reads an amount of the plan; ok is false when none is written or a
// range stands the wrong way round.
func (a Amount) stated() (r Reckoned, ok bool) {
	same := func(f *money.Fen) Reckoned { return Reckoned{Amount: *f, Min: *f, Max: *f} }
	switch {
	case a.Fixed != nil:
		return same(a.Fixed), true
	case a.About != nil:
		r = same(a.About)
		r.About = true
		return r, true
	case a.Min != nil && a.Max != nil:
		return Reckoned{Amount: *a.Max, Min: *a.Min, Max: *a.Max}, *a.Min <= *a.Max
	case a.Min != nil:
		r = same(a.Min)
		r.Open = true
		return r, true
	case a.Max != nil:
		return Reckoned{Amount: *a.Max, Max: *a.Max}, true
	}
	return Reckoned{}, false
}

// edges applies f to Amount, Min and Max.
func (r Reckoned) edges(f func(edge money.Fen, i int) (money.Fen, error)) (out Reckoned, err error) {
	out = r
	for i, edge := range []*money.Fen{&out.Amount, &out.Min, &out.Max} {
		if *edge, err = f(*edge, i); err != nil {
			return Reckoned{}, err
		}
	}
	return out, nil
}

// edge picks N, Min or Max in the order of Reckoned.edges.
func (f Figure) edge(i int) int64 { return [3]int64{f.N, f.Min, f.Max}[i] }

func (r Reckoned) edge(i int) money.Fen { return [3]money.Fen{r.Amount, r.Min, r.Max}[i] }

func (r Reckoned) times(f Figure) (Reckoned, error) {
	r.Open, r.About = r.Open || f.Open, r.About || f.About
	return r.edges(func(edge money.Fen, i int) (money.Fen, error) { return edge.Times(f.edge(i)) })
}

// forThousandths prices a quantity in thousandths of the unit; the whole is
// rounded once, half up to the fen.
func (r Reckoned) forThousandths(f Figure) (Reckoned, error) {
	r.Open, r.About = r.Open || f.Open, r.About || f.About
	return r.edges(func(edge money.Fen, i int) (money.Fen, error) { return edge.TimesRatio(f.edge(i), 1000) })
}

func (r Reckoned) plus(s Reckoned) (Reckoned, error) {
	r.Open, r.About = r.Open || s.Open, r.About || s.About
	return r.edges(func(edge money.Fen, i int) (money.Fen, error) { return money.Add(edge, s.edge(i)) })
}

// atMost cuts the sum at a cap.
func (r Reckoned) atMost(limit Reckoned) Reckoned {
	if r.Open && !limit.Open {
		r.Max, r.Open = limit.Max, false
	}
	return Reckoned{Amount: min(r.Amount, limit.Amount), Min: min(r.Min, limit.Min), Max: min(r.Max, limit.Max),
		Open: r.Open, About: r.About}
}
