// Package day knows the calendar of the office: civil dates and periods,
// lunar festivals, working days from an editable holiday table, and the date
// expressions of the plan format such as before(春节, 10 工作日).
package day

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a day of the civil calendar from 1800-01-01 to 2200-12-31. It is
// comparable; the zero value means unset.
type Date struct {
	year       int16
	month, day uint8
}

// The years a Date can have.
const (
	FirstYear = 1800
	LastYear  = 2200
)

// New makes a date; ok is false for a day that does not exist or lies outside
// the range.
func New(year, month, day int) (d Date, ok bool) {
	if year < FirstYear || year > LastYear || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return Date{}, false
	}
	return Date{int16(year), uint8(month), uint8(day)}, true
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// fromTime takes the civil date that t shows in its own zone; the zero Date
// outside the range.
func fromTime(t time.Time) Date {
	year, month, day := t.Date()
	d, _ := New(year, int(month), day)
	return d
}

func (d Date) time() time.Time {
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, time.UTC)
}

// Year is 1800–2200, 0 when unset.
func (d Date) Year() int { return int(d.year) }

// Month is 1–12, 0 when unset.
func (d Date) Month() int { return int(d.month) }

// Day is the day of the month, 0 when unset.
func (d Date) Day() int { return int(d.day) }

// IsZero tells whether the date is unset.
func (d Date) IsZero() bool { return d == Date{} }

// String is 2006-01-02, "" when unset.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// Chinese is 2027年1月5日, "" when unset.
func (d Date) Chinese() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", d.year, d.month, d.day)
}

// Compare orders dates in time: -1, 0 or +1. An unset date comes first.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.year, e.year), cmp.Compare(d.month, e.month), cmp.Compare(d.day, e.day))
}

// Before tells whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After tells whether d is later than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// AddDays moves by n days. It is unset when d is, or when the result leaves
// the range.
func (d Date) AddDays(n int) Date {
	if d.IsZero() || n > wholeRange || n < -wholeRange {
		return Date{}
	}
	return fromTime(d.time().AddDate(0, 0, n))
}

// wholeRange is more days than lie between any two dates.
const wholeRange = (LastYear - FirstYear + 1) * 366

// AddMonths moves by n months and clamps to the month's last day: 31 January
// and one month is 28 or 29 February. It is unset like AddDays.
func (d Date) AddMonths(n int) Date {
	if d.IsZero() || n > wholeRange || n < -wholeRange {
		return Date{}
	}
	months := int(d.year)*12 + int(d.month) - 1 + n
	year, month := months/12, months%12+1
	if year < FirstYear || year > LastYear {
		return Date{}
	}
	moved, _ := New(year, month, min(int(d.day), daysIn(year, month)))
	return moved
}

// Sub is the number of days from e to d; 0 when either is unset.
func (d Date) Sub(e Date) int {
	if d.IsZero() || e.IsZero() {
		return 0
	}
	const secondsADay = 24 * 60 * 60
	// Not time.Time.Sub: a Duration ends at 292 years.
	return int((d.time().Unix() - e.time().Unix()) / secondsADay)
}

// Weekday is the day of the week; of an unset date it has no meaning.
func (d Date) Weekday() time.Weekday { return d.time().Weekday() }

// Age is the full years (周岁) on the day `on` of somebody born on d; who was
// born on 29 February completes a year on 1 March of common years. It is
// negative before birth and 0 when either date is unset.
func (d Date) Age(on Date) int {
	if d.IsZero() || on.IsZero() {
		return 0
	}
	years := int(on.year) - int(d.year)
	if on.month < d.month || on.month == d.month && on.day < d.day {
		years--
	}
	return years
}
