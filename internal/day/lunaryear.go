package day

import (
	"math"
	"sync"

	"github.com/6tail/lunar-go/calendar"
)

// lunarYear is what the library computes for a year, as dates. A date past
// the range is unset.
type lunarYear struct {
	months [12]lunarMonth // leap months left out
	terms  [24]Date       // solar terms of the civil year, from 小寒 in January
}

type lunarMonth struct {
	first float64 // Julian day of the first day
	days  int     // 29 or 30
}

// lunarYears keeps each year once computed: the library takes about a third
// of a millisecond, and there are only some 400 years.
var lunarYears sync.Map // year to *lunarYear

func lunarYearOf(year int) *lunarYear {
	if known, ok := lunarYears.Load(year); ok {
		return known.(*lunarYear)
	}
	const january = 2 // the library's list of terms begins with 大雪 and 冬至 of the year before
	source, y := calendar.NewLunarYear(year), &lunarYear{}
	for i := range y.months {
		m := source.GetMonth(i + 1)
		y.months[i] = lunarMonth{m.GetFirstJulianDay(), m.GetDayCount()}
	}
	for i := range y.terms {
		y.terms[i] = fromJulian(source.GetJieQiJulianDays()[january+i])
	}
	lunarYears.Store(year, y)
	return y
}

// fromJulian is the civil date of a Julian day reckoned in Beijing time.
func fromJulian(jd float64) Date {
	const julian2000 = 2451545 // noon of 2000-01-01
	return Date{2000, 1, 1}.AddDays(int(math.Floor(jd+0.5)) - julian2000)
}
