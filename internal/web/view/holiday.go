package view

import (
	"songnuan/internal/app"
	"songnuan/internal/day"
)

// HolidayYear is a year laid out as twelve months.
type HolidayYear struct {
	*app.YearOff
	Months     []Month
	Years      []Tab
	Keep       bool
	Day, About Form // one day; the source
	Upload     Form
	Off, Work  int
	When       string // changed last
	Workdays   int
}

// Month is one month of a year.
type Month struct {
	Name  string
	Weeks [][7]DayCell
}

// DayCell is one day; the zero cell is of another month.
type DayCell struct {
	Day    day.Date
	Kind   string // "", off, work, weekend
	Name   string
	Picked bool
}

func dayLabel(p Page, d DayCell) string {
	switch d.Kind {
	case "off":
		return d.Day.String() + " " + d.Name + " " + p.T("web.holiday.kind_off")
	case "work":
		return d.Day.String() + " " + d.Name + " " + p.T("web.holiday.kind_work")
	}
	return d.Day.String()
}
