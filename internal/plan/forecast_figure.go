package plan

import (
	"math"
	"math/bits"
	"strconv"

	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// Origin says where a number comes from.
type Origin string

// The origins. A number without one is missing, which is a finding and never
// a zero.
const (
	FromRoster Origin = "roster" // counted in the registry, quotas applied
	FromGiven  Origin = "given"  // a person gave it (--count)
	FromList   Origin = "list"   // the plan lists the entries itself (名单)
	FromStated Origin = "stated" // the plan states it (expect, 声明的数)
	FromQuota  Origin = "quota"  // what the quota leaves
	FromRest   Origin = "rest"   // a class less its other tiers
	FromPeriod Origin = "period" // counted over the calendar
	FromClause Origin = "clause" // the clause says so itself: once, times, quantity
)

// Text names the origin for the reader.
func (o Origin) Text(lang locale.Lang) string { return Word("from_" + string(o)).Text(lang) }

// Figure is a whole number, not negative, with where it comes from. N is what
// budgets use: the number itself, the upper end of a range, the floor of an
// open figure (at least 3). Min ≤ N ≤ Max; Open means that there is no upper end.
type Figure struct {
	N, Min, Max int64
	Open        bool
	About       bool // 约
	Origin      Origin
}

// Known tells a number from a missing one.
func (f Figure) Known() bool { return f.Origin != "" }

// Exact tells whether the figure is one certain number.
func (f Figure) Exact() bool { return f.Known() && f.Min == f.Max && !f.Open && !f.About }

// Text is 269, 约100, 1–2, or 不少于3.
func (f Figure) Text(lang locale.Lang) string {
	switch {
	case !f.Known():
		return Word("unknown").Text(lang)
	case f.Open:
		return locale.Text(lang, "plan.word.at_least", problem.Args{"n": f.Min})
	case f.About:
		return locale.Text(lang, "plan.word.about", problem.Args{"n": f.N})
	case f.Min != f.Max:
		return strconv.FormatInt(f.Min, 10) + "–" + strconv.FormatInt(f.Max, 10)
	}
	return strconv.FormatInt(f.N, 10)
}

// exactly is a figure without a range; a negative number is none.
func exactly(n int64, origin Origin) Figure {
	if n < 0 {
		return Figure{}
	}
	return Figure{N: n, Min: n, Max: n, Origin: origin}
}

// stated reads a count of the plan as a figure. Shares (30 %) and "all" are no
// numbers of their own and give the missing figure.
func (c Count) stated(origin Origin) Figure {
	switch {
	case c.Fixed != nil:
		return exactly(*c.Fixed, origin)
	case c.About != nil:
		f := exactly(*c.About, origin)
		f.About = f.Known()
		return f
	case c.Min != nil && c.Max != nil && *c.Min >= 0 && *c.Min <= *c.Max:
		return Figure{N: *c.Max, Min: *c.Min, Max: *c.Max, Origin: origin}
	case c.Min != nil && c.Max == nil:
		f := exactly(*c.Min, origin)
		f.Open = f.Known()
		return f
	case c.Max != nil && c.Min == nil && *c.Max >= 0:
		return Figure{N: *c.Max, Max: *c.Max, Origin: origin}
	}
	return Figure{}
}

// times multiplies two figures; the result keeps f's origin and is missing
// when either is.
func (f Figure) times(g Figure) (Figure, error) {
	if !f.Known() || !g.Known() {
		return Figure{}, nil
	}
	product := Figure{Open: f.Open || g.Open, About: f.About || g.About, Origin: f.Origin}
	var err error
	for _, part := range []struct {
		to   *int64
		a, b int64
	}{{&product.N, f.N, g.N}, {&product.Min, f.Min, g.Min}, {&product.Max, f.Max, g.Max}} {
		if *part.to, err = product64(part.a, part.b); err != nil {
			return Figure{}, err
		}
	}
	return product, nil
}

// plus adds two figures; a missing one makes the sum missing.
func (f Figure) plus(g Figure) (Figure, error) {
	if !f.Known() || !g.Known() {
		return Figure{}, nil
	}
	if f.Max > limit-g.Max {
		return Figure{}, overLimit()
	}
	return Figure{N: f.N + g.N, Min: f.Min + g.Min, Max: f.Max + g.Max,
		Open: f.Open || g.Open, About: f.About || g.About, Origin: f.Origin}, nil
}

// atMost cuts the figure at a limit that may be a range itself.
func (f Figure) atMost(g Figure) Figure {
	if g.Open || f.Known() && !f.Open && f.Max <= g.Min {
		return f
	}
	cut := Figure{N: min(f.N, g.N), Min: min(f.Min, g.Min), Max: min(f.Max, g.Max), About: f.About || g.About, Origin: FromQuota}
	if f.Open {
		cut.Max = g.Max
	}
	return cut
}

// limit keeps every count, also one in thousandths of a unit, within the range
// that JSON readers keep exactly.
const limit = int64(money.Max)

func overLimit() error { return problem.New(problem.TooLarge, "plan.forecast.too_large") }

// product64 multiplies numbers that are not negative, refused beyond limit.
func product64(a, b int64) (int64, error) {
	if a < 0 || b < 0 {
		return 0, overLimit()
	}
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi != 0 || lo > math.MaxInt64 || int64(lo) > limit {
		return 0, overLimit()
	}
	return int64(lo), nil
}
