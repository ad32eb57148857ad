package day

import (
	"maps"
	"slices"

	"songnuan/internal/problem"
)

// Special is a day that a year's notice sets: off (休), or a weekend day worked
// in exchange (班).
type Special struct {
	Day  Date
	Name string // of the holiday
	Work bool
}

// nameMost is how long the name of a holiday may be, in characters.
const nameMost = 20

// Year gives the days that the notice of a year sets, in order; known is false
// when the table has no notice of the year.
func (c *Calendar) Year(year int) (days []Special, known bool) {
	for d, kind := range c.days {
		if kind.year == year {
			days = append(days, Special{d, kind.name, kind.work})
		}
	}
	slices.SortFunc(days, func(a, b Special) int { return a.Day.Compare(b.Day) })
	return days, c.years[year]
}

// Years are the years whose notice is in the table, in order.
func (c *Calendar) Years() []int { return slices.Sorted(maps.Keys(c.years)) }

// NewCalendar makes a calendar of the days by the year of their notice. Errors:
// Invalid, as CheckYear says.
func NewCalendar(years map[int][]Special) (*Calendar, error) {
	c := &Calendar{years: map[int]bool{}, days: map[Date]dayKind{}}
	for _, year := range slices.Sorted(maps.Keys(years)) {
		if err := CheckYear(year, years[year]); err != nil {
			return nil, err
		}
		c.years[year] = true
		for _, d := range years[year] {
			if _, twice := c.days[d.Day]; twice {
				return nil, problem.New(problem.Invalid, "day.special_twice", "date", d.Day)
			}
			c.days[d.Day] = dayKind{name: d.Name, work: d.Work, year: year}
		}
	}
	return c, nil
}

// CheckYear refuses a year out of range, a day without a name or more than a
// month away from its year, and a day given two meanings.
func CheckYear(year int, days []Special) error {
	if year < FirstYear || year > LastYear {
		return problem.New(problem.Invalid, "day.table_year", "year", year)
	}
	near, seen := months(year, 1, 12), map[Date]bool{}
	for _, d := range days {
		switch n := len([]rune(d.Name)); {
		case n == 0 || n > nameMost:
			return problem.New(problem.Invalid, "day.special_name", "date", d.Day, "most", nameMost)
		case d.Day.IsZero() || d.Day.Before(near.From.AddMonths(-1)) || d.Day.After(near.To.AddMonths(1)):
			return problem.New(problem.Invalid, "day.special_far", "date", d.Day, "year", year)
		case seen[d.Day]:
			return problem.New(problem.Invalid, "day.special_twice", "date", d.Day)
		}
		seen[d.Day] = true
	}
	return nil
}
