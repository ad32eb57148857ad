package day

import (
	"maps"
	"sync"
	"time"
)

// Calendar tells working days from days off. It is read-only after loading
// and safe for concurrent use.
type Calendar struct {
	years map[int]bool // years whose notice is in the table
	days  map[Date]dayKind
}

type dayKind struct {
	name string
	work bool // a weekend day worked in exchange
	year int  // of the notice that sets it
}

// With is the calendar with the years of another table over its own: a year
// that both have is the other's alone.
func (c *Calendar) With(other *Calendar) *Calendar {
	both := &Calendar{years: maps.Clone(c.years), days: maps.Clone(c.days)}
	maps.DeleteFunc(both.days, func(_ Date, kind dayKind) bool { return other.years[kind.year] })
	maps.Copy(both.years, other.years)
	maps.Copy(both.days, other.days)
	return both
}

// IsWorkday follows the year's notice: its days off, its shifted working
// days, else Monday to Friday. For a year without a notice the statutory
// festival days stand in, which is too few days off; see Missing.
func (c *Calendar) IsWorkday(d Date) bool {
	if d.IsZero() {
		return false
	}
	if kind, ok := c.days[d]; ok {
		return kind.work
	}
	if _, off := c.Holiday(d); off {
		return false
	}
	return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
}

// Holiday is the name of the holiday that gives the day off; a plain weekend
// has none.
func (c *Calendar) Holiday(d Date) (name string, ok bool) {
	if kind, listed := c.days[d]; listed {
		return kind.name, !kind.work
	}
	if d.IsZero() || c.years[d.Year()] {
		return "", false
	}
	name, ok = statutory(d.Year())[d]
	return name, ok
}

// AddWorkdays is the nth working day after d, or before it when n is
// negative; d itself when n is 0. It is unset when the range ends first.
func (c *Calendar) AddWorkdays(d Date, n int) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 && !d.IsZero() {
		d = d.AddDays(step)
		if c.IsWorkday(d) {
			n--
		}
	}
	return d
}

// Workdays is the number of working days in a period, 0 for an open one.
func (c *Calendar) Workdays(p Period) int {
	count := 0
	for i := range p.Days() {
		if c.IsWorkday(p.From.AddDays(i)) {
			count++
		}
	}
	return count
}

// Missing lists the years in a period whose notice is not in the table, so
// that working days in them are an estimate.
func (c *Calendar) Missing(p Period) []int {
	if p.Days() == 0 {
		return nil
	}
	var missing []int
	for year := p.From.Year(); year <= p.To.Year(); year++ {
		if !c.years[year] {
			missing = append(missing, year)
		}
	}
	return missing
}

// NoticeEnd is the last day of a public notice (公示) of n days, counted from
// the day after it was posted, in calendar or in working days.
func (c *Calendar) NoticeEnd(posted Date, n int, working bool) Date {
	if working {
		return c.AddWorkdays(posted, n)
	}
	return posted.AddDays(n)
}

// EndsInHoliday names the holiday in which such a notice would end, when
// nobody is in the office to take an objection.
func (c *Calendar) EndsInHoliday(posted Date, n int, working bool) (name string, ok bool) {
	return c.Holiday(c.NoticeEnd(posted, n, working))
}

// statutoryDays are the festival days of 全国年节及纪念日放假办法 as amended
// 2024-11-10, article 2: how many days from which festival on.
var statutoryDays = []struct {
	name, from string
	days       int
}{
	{"元旦", "元旦", 1}, {"春节", "除夕", 4}, {"清明", "清明", 1}, {"劳动节", "劳动节", 2},
	{"端午", "端午", 1}, {"中秋", "中秋", 1}, {"国庆", "国庆", 3},
}

var statutoryYears sync.Map // year to map[Date]string; a year is always the same

func statutory(year int) map[Date]string {
	if days, ok := statutoryYears.Load(year); ok {
		return days.(map[Date]string)
	}
	days := map[Date]string{}
	for _, festival := range statutoryDays {
		first, err := Festival(festival.from, year)
		if err != nil { // the lunar year is past the range
			continue
		}
		for i := range festival.days {
			days[first.AddDays(i)] = festival.name
		}
	}
	statutoryYears.Store(year, days)
	return days
}
