package plan

import (
	"slices"

	"songnuan/internal/money"
)

// Stated is a figure that the paper states, against what the lines come to.
type Stated struct {
	Clause     string
	Stated     Reckoned  // as written, in fen
	Computed   Reckoned  // the lines that the figure covers
	Difference money.Fen // computed less stated: above zero the lines cost more; to the nearer edge of a range, 0 within it
	Verdict    Verdict
	Missing    bool // a line that the figure covers has no number: Computed is too small
	Explain    Explain
}

// Verdict is how a stated figure and the lines agree.
type Verdict string

// The verdicts.
const (
	Agrees      Verdict = "agrees"
	Near        Verdict = "near"        // 约: within aboutTolerance
	Differs     Verdict = "differs"     // an exact figure, or 约, that the lines miss
	Unreachable Verdict = "unreachable" // a range, floor or cap that the lines can't come to
	Undecided   Verdict = "undecided"   // a number is missing
)

// aboutTolerance is how far 约 may be off: a tenth of the stated figure.
const aboutTolerance = 10

// compare sets each stated figure beside its lines.
func (r *reckoner) compare() {
	for i := range r.p.Budget {
		b := &r.p.Budget[i]
		stated, ok := b.Amount.stated()
		if !ok {
			continue
		}
		s := Stated{Clause: "budget." + b.ID, Stated: stated}
		s.Computed = r.sum(func(l *Line) bool { return b.covers(l) })
		s.Missing = slices.ContainsFunc(r.Lines, func(l Line) bool { return l.Missing && b.covers(&l) })
		s.Difference, s.Verdict = b.judge(s.Computed, stated)
		if s.Missing && s.Verdict != Agrees {
			s.Verdict = Undecided
		}
		s.Explain = explain("plan.forecast.stated", "stated", stated, "computed", s.Computed, "difference", s.Difference.Yuan())
		r.Stated = append(r.Stated, s)
	}
}

// covers tells whether a line belongs to the figure: named clauses, one purse,
// or the plan's total. Helpers' own money counts only when its purse or its
// clause is named, the organiser's costs when they are named or inside.
func (b *Budget) covers(l *Line) bool {
	named := slices.ContainsFunc(b.Of, func(id string) bool { return refersTo(id, l) })
	switch {
	case len(b.Of) > 0 && !named, b.Purse != "" && b.Purse != l.Purse:
		return false
	case l.Own:
		return named || b.Purse != ""
	case l.Cost:
		return named || b.Costs && !l.Outside
	}
	return named || !l.Outside
}

// refersTo matches a clause by section.id, by its id alone, or by its section.
func refersTo(id string, l *Line) bool {
	section, own := cutRef(l.Clause)
	return id == l.Clause || id == own || id == section
}

// judge compares by the kind of figure: an exact one with the sum, a range, a
// floor or a cap with what the lines can come to.
func (b *Budget) judge(computed, stated Reckoned) (money.Fen, Verdict) {
	difference := computed.Amount - stated.Amount
	switch {
	case stated.About:
		if magnitude(difference) <= magnitude(stated.Amount)/aboutTolerance {
			return difference, Near
		}
		return difference, Differs
	case stated.Exact():
		reached := computed.Min <= stated.Max && (computed.Open || computed.Max >= stated.Min)
		if !reached || computed.Exact() && difference != 0 {
			return difference, Differs
		}
		return difference, Agrees
	case !stated.Open && computed.Min > stated.Max:
		return computed.Min - stated.Max, Unreachable
	case !computed.Open && computed.Max < stated.Min:
		return computed.Max - stated.Min, Unreachable
	}
	return 0, Agrees
}

func magnitude(f money.Fen) money.Fen { return max(f, -f) }
