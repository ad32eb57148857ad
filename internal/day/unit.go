package day

import (
	"fmt"
	"time"
)

// Unit is a stretch of the calendar that duties and payments repeat by
// ("at least once a quarter").
type Unit string

// The units. Once is the whole period, however long.
const (
	Once    Unit = "once"
	Daily   Unit = "day"
	Week    Unit = "week" // Monday to Sunday
	Month   Unit = "month"
	Quarter Unit = "quarter"
	Term    Unit = "term" // school term, see SchoolTerm
	Year    Unit = "year"
)

// ParseUnit reads a unit by its English or Chinese name.
func ParseUnit(text string) (Unit, bool) {
	unit, ok := unitNames[text]
	return unit, ok
}

var unitNames = map[string]Unit{
	"once": Once, "一次": Once, "一次性": Once,
	"day": Daily, "天": Daily, "日": Daily, "week": Week, "周": Week, "星期": Week,
	"month": Month, "月": Month, "quarter": Quarter, "季": Quarter, "季度": Quarter,
	"term": Term, "学期": Term, "year": Year, "年": Year, "年度": Year,
}

// SchoolTerm is a term of the school year by its months; when Last is before
// First it runs into the next year.
type SchoolTerm struct {
	Name        string
	First, Last int // months, 1–12
}

// DefaultTerms is the school year of most places: the spring term from
// February to July and the autumn term from September to January. August
// belongs to no term.
var DefaultTerms = []SchoolTerm{{"春季学期", 2, 7}, {"秋季学期", 9, 1}}

// Part is one unit's share of a period.
type Part struct {
	Name string // 2026年第4季度
	Period
}

// Count is the number of units that a period touches: each calendar week,
// month, quarter, term or year counts once, even when a single day of it lies
// in the period. So a visit "once a quarter" in 2026-11-25..2027-01-20 is due
// twice. Terms, when given, replace DefaultTerms. An open or backwards period
// counts 0.
func Count(unit Unit, p Period, terms ...SchoolTerm) int { return len(Parts(unit, p, terms...)) }

// Parts cuts a period at the borders of the unit, in order; days that belong
// to no school term are left out.
func Parts(unit Unit, p Period, terms ...SchoolTerm) []Part {
	if p.Days() == 0 {
		return nil
	}
	if len(terms) == 0 {
		terms = DefaultTerms
	}
	var parts []Part
	for at := p.From; !at.IsZero() && !at.After(p.To); {
		part, ok := partAt(unit, at, p, terms)
		if !ok { // a month between terms
			at = monthStart(at).AddMonths(1)
			continue
		}
		next := part.To.AddDays(1)
		part.Period, _ = part.Intersect(p)
		parts = append(parts, part)
		at = next
	}
	return parts
}

// partAt is the whole unit around a day.
func partAt(unit Unit, d Date, p Period, terms []SchoolTerm) (Part, bool) {
	switch unit {
	case Daily:
		return Part{d.String(), Period{d, d}}, true
	case Week:
		monday := d.AddDays(-(int(d.Weekday()+6) % 7))
		year, week := d.time().ISOWeek()
		return Part{fmt.Sprintf("%d年第%d周", year, week), Period{monday, d.AddDays(int(7-d.Weekday()) % 7)}}, true
	case Month:
		return Part{fmt.Sprintf("%d年%d月", d.year, d.month), months(d.Year(), d.Month(), 1)}, true
	case Quarter:
		q := (d.Month() - 1) / 3
		return Part{fmt.Sprintf("%d年第%d季度", d.year, q+1), months(d.Year(), q*3+1, 3)}, true
	case Term:
		return termAt(d, terms)
	case Year:
		return Part{fmt.Sprintf("%d年", d.year), months(d.Year(), 1, 12)}, true
	}
	return Part{p.String(), p}, true
}

// termAt finds the term of a day; a term that runs over New Year is named by
// the year it begins in.
func termAt(d Date, terms []SchoolTerm) (Part, bool) {
	for _, term := range terms {
		length := (term.Last-term.First+12)%12 + 1
		since := (d.Month() - term.First + 12) % 12
		if since < length {
			begun := monthStart(d).AddMonths(-since)
			if begun.IsZero() { // begun before the calendar's first year
				begun = monthStart(d)
				length -= since
			}
			return Part{fmt.Sprintf("%d年%s", begun.year, term.Name), months(begun.Year(), begun.Month(), length)}, true
		}
	}
	return Part{}, false
}

// months is n whole months, cut at the end of the calendar.
func months(year, month, n int) Period {
	first, _ := New(year, month, 1)
	next := first.AddMonths(n)
	if next.IsZero() {
		return Period{first, Date{LastYear, uint8(time.December), 31}}
	}
	return Period{first, next.AddDays(-1)}
}

func monthStart(d Date) Date {
	d.day = 1
	return d
}
