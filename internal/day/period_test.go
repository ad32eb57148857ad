package day

import (
	"testing"

	"pgregory.net/rapid"
)

func period(from, to string) Period { return Period{on(from), on(to)} }

func TestCountOfTouchedUnits(t *testing.T) {
	tests := []struct {
		unit     Unit
		from, to string
		want     int
	}{
		{Quarter, "2026-11-25", "2027-01-20", 2},
		{Quarter, "2026-11-25", "2027-11-24", 5},
		{Month, "2026-11-25", "2027-01-15", 3},
		{Month, "2027-01-31", "2027-01-31", 1},
		{Year, "2026-12-31", "2027-01-01", 2},
		{Week, "2027-01-04", "2027-01-10", 1}, // Monday to Sunday
		{Week, "2027-01-03", "2027-01-04", 2}, // Sunday, Monday
		{Term, "2026-09-01", "2027-07-10", 2},
		{Term, "2027-01-31", "2027-02-01", 2},
		{Term, "2026-08-01", "2026-08-31", 0}, // summer holidays
		{Term, "2026-07-31", "2026-09-01", 2},
		{Daily, "2027-02-05", "2027-02-08", 4},
		{Once, "2026-11-25", "2027-11-24", 1},
		{Week, "1800-01-01", "1800-01-02", 1},
		{Week, "2200-12-01", "2200-12-31", 5},
		{Term, "1800-01-01", "1800-01-31", 1},
		{Term, "2200-09-01", "2200-12-31", 1},
	}
	for _, test := range tests {
		if got := Count(test.unit, period(test.from, test.to)); got != test.want {
			t.Errorf("%s in %s..%s: %d, want %d", test.unit, test.from, test.to, got, test.want)
		}
	}
	if Count(Month, Period{From: on("2026-01-01")}) != 0 || Count(Month, period("2026-02-01", "2026-01-01")) != 0 {
		t.Error("an open or backwards period has units")
	}
}

func TestPartsAreNamedAndClipped(t *testing.T) {
	parts := Parts(Term, period("2026-11-25", "2027-03-01"))
	want := []Part{
		{"2026年秋季学期", period("2026-11-25", "2027-01-31")},
		{"2027年春季学期", period("2027-02-01", "2027-03-01")},
	}
	if len(parts) != 2 || parts[0] != want[0] || parts[1] != want[1] {
		t.Errorf("parts = %v", parts)
	}
	three := []SchoolTerm{{"秋学期", 9, 12}, {"冬学期", 1, 3}, {"夏学期", 4, 7}}
	if got := Count(Term, period("2026-09-01", "2027-07-31"), three...); got != 3 {
		t.Errorf("own terms: %d", got)
	}
}

// TestPartsTileThePeriod: apart from school holidays, parts cover each day
// once and in order.
func TestPartsTileThePeriod(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := anyDate().Draw(t, "from")
		p := Period{from, from.AddDays(rapid.IntRange(0, 800).Draw(t, "days"))}
		if p.To.IsZero() {
			p.To = from
		}
		unit := rapid.SampledFrom([]Unit{Once, Daily, Week, Month, Quarter, Year}).Draw(t, "unit")
		next := p.From
		for _, part := range Parts(unit, p) {
			if part.From != next || part.Days() < 1 {
				t.Fatalf("%s of %s: %v begins off %s", unit, p, part, next)
			}
			next = part.To.AddDays(1)
		}
		if next != p.To.AddDays(1) {
			t.Fatalf("%s of %s ends before %s", unit, p, next)
		}
	})
}

func TestIntersectAgreesWithContains(t *testing.T) {
	base := on("2026-12-01")
	edge := rapid.Custom(func(t *rapid.T) Date {
		if rapid.IntRange(0, 5).Draw(t, "open") == 0 {
			return Date{}
		}
		return base.AddDays(rapid.IntRange(0, 30).Draw(t, "offset"))
	})
	rapid.Check(t, func(t *rapid.T) {
		p := Period{edge.Draw(t, "p.From"), edge.Draw(t, "p.To")}
		q := Period{edge.Draw(t, "q.From"), edge.Draw(t, "q.To")}
		both, ok := p.Intersect(q)
		if ok != p.Overlaps(q) || ok != q.Overlaps(p) {
			t.Fatalf("%s and %s: overlap is one-sided", p, q)
		}
		for i := -5; i < 40; i++ {
			d := base.AddDays(i)
			in := p.Contains(d) && q.Contains(d)
			if in != (ok && both.Contains(d)) {
				t.Fatalf("%s in %s and %s: %v, intersection %s %v", d, p, q, in, both, ok)
			}
		}
	})
}

func TestUnitNames(t *testing.T) {
	for text, want := range map[string]Unit{"季度": Quarter, "quarter": Quarter, "学期": Term, "次": "", "每月": ""} {
		if got, ok := ParseUnit(text); got != want || ok != (want != "") {
			t.Errorf("ParseUnit(%q) = %q, %v", text, got, ok)
		}
	}
}

func TestPeriodCheck(t *testing.T) {
	if period("2026-01-01", "2026-01-01").Check() != nil || (Period{}).Check() != nil {
		t.Error("a good period is refused")
	}
	if period("2026-01-02", "2026-01-01").Check() == nil {
		t.Error("a backwards period passes")
	}
}
