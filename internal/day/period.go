package day

import "songnuan/internal/problem"

// Period is the days from From to To, both included. An unset end is open.
type Period struct{ From, To Date }

// Check refuses a period that ends before it begins.
func (p Period) Check() error {
	if p.empty() {
		return problem.New(problem.Invalid, "day.period_backwards", "from", p.From, "to", p.To)
	}
	return nil
}

func (p Period) empty() bool { return p.closed() && p.To.Before(p.From) }

func (p Period) closed() bool { return !p.From.IsZero() && !p.To.IsZero() }

// Days is the number of days, 0 when the period is open or backwards.
func (p Period) Days() int {
	if !p.closed() || p.empty() {
		return 0
	}
	return p.To.Sub(p.From) + 1
}

// Contains tells whether the date lies in the period. An unset date lies in
// none.
func (p Period) Contains(d Date) bool {
	return !d.IsZero() && !d.Before(p.From) && (p.To.IsZero() || !d.After(p.To))
}

// Overlaps tells whether the periods share a day.
func (p Period) Overlaps(q Period) bool {
	_, ok := p.Intersect(q)
	return ok
}

// Intersect is the days in both periods; ok is false when there are none.
func (p Period) Intersect(q Period) (both Period, ok bool) {
	both = p
	if q.From.After(both.From) {
		both.From = q.From
	}
	if both.To.IsZero() || !q.To.IsZero() && q.To.Before(both.To) {
		both.To = q.To
	}
	if p.empty() || q.empty() || both.empty() {
		return Period{}, false
	}
	return both, true
}

// String is 2026-11-25..2027-01-15.
func (p Period) String() string { return p.From.String() + ".." + p.To.String() }
