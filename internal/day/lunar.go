package day

import (
	"strings"

	"songnuan/internal/problem"
)

// Lunar is a day of the lunar year without its year: month 1–12, day 1–30.
// Leap months are not represented: no festival falls in one, and a plan that
// means one has to give the civil date.
type Lunar struct{ Month, Day int }

// In is the civil date in a lunar year; the lunar year 2026 (丙午) runs from
// 春节 2026 to the eve of 春节 2027. A thirtieth day that the month lacks is
// an error.
func (l Lunar) In(lunarYear int) (Date, error) {
	if lunarYear < FirstYear-1 || lunarYear > LastYear || l.Month < 1 || l.Month > 12 {
		return Date{}, problem.New(problem.Invalid, "day.out_of_range", "text", l.String())
	}
	month := lunarYearOf(lunarYear).months[l.Month-1]
	if l.Day < 1 || l.Day > month.days {
		return Date{}, problem.New(problem.Invalid, "day.no_such_lunar_day", "text", l.String(), "year", lunarYear)
	}
	d := fromJulian(month.first + float64(l.Day-1))
	if d.IsZero() {
		return Date{}, problem.New(problem.Invalid, "day.out_of_range", "text", l.String())
	}
	return d, nil
}

// OfWinter is In for plans, which speak of one winter: 腊月 of the year Y is
// the one that ends in 春节 of Y, and so belongs to the lunar year before.
// It can fall in late December of Y-1.
func (l Lunar) OfWinter(year int) (Date, error) {
	if l.Month == 12 {
		year--
	}
	return l.In(year)
}

// String is 腊月廿三.
func (l Lunar) String() string {
	if l.Month < 1 || l.Month > 12 || l.Day < 1 || l.Day > 30 {
		return "?"
	}
	return lunarMonths[l.Month-1] + lunarDays[l.Day-1]
}

var (
	lunarMonths = []string{"正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月", "腊月"}
	lunarDays   = []string{
		"初一", "初二", "初三", "初四", "初五", "初六", "初七", "初八", "初九", "初十",
		"十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十",
		"廿一", "廿二", "廿三", "廿四", "廿五", "廿六", "廿七", "廿八", "廿九", "三十",
	}
	lunarSpellings = strings.NewReplacer("臘", "腊", "一月", "正月", "十一月", "冬月", "十二月", "腊月",
		"二十一", "廿一", "二十二", "廿二", "二十三", "廿三", "二十四", "廿四", "二十五", "廿五",
		"二十六", "廿六", "二十七", "廿七", "二十八", "廿八", "二十九", "廿九", "卅", "三十", "日", "")
)

// ParseLunar reads 腊月廿三, 正月十五, 农历八月十五. A month by number needs
// 农历 before it or a day that only the lunar calendar has (初五, 廿三), since
// 八月十五 alone could be 15 August.
func ParseLunar(text string) (Lunar, error) {
	s, marked := cutLunarMark(strings.TrimSpace(text))
	if strings.Contains(s, "闰") || strings.Contains(s, "閏") {
		return Lunar{}, problem.New(problem.Invalid, "day.leap_month", "text", clip(text))
	}
	l, ok := matchLunar(lunarSpellings.Replace(s))
	if !ok {
		return Lunar{}, problem.New(problem.Invalid, "day.not_lunar", "text", clip(text))
	}
	if !marked && !strings.ContainsAny(s, "正冬腊臘初廿卅") {
		return Lunar{}, problem.New(problem.Invalid, "day.lunar_or_civil", "text", clip(text))
	}
	return l, nil
}

func cutLunarMark(s string) (rest string, marked bool) {
	for _, mark := range []string{"农历", "阴历", "旧历", "農曆"} {
		if rest, ok := strings.CutPrefix(s, mark); ok {
			return rest, true
		}
	}
	return s, false
}

func matchLunar(s string) (Lunar, bool) {
	for m, month := range lunarMonths {
		rest, ok := strings.CutPrefix(s, month)
		if !ok {
			continue
		}
		for d, day := range lunarDays {
			if rest == day {
				return Lunar{m + 1, d + 1}, true
			}
		}
	}
	return Lunar{}, false
}
