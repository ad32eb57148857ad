package day

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"songnuan/internal/problem"
)

// rule finds a festival in a year.
type rule func(year int) (Date, error)

// fixed falls on the same civil day each year.
func fixed(month, day int) rule {
	return func(year int) (Date, error) { return existing(year, month, day, "") }
}

// lunar falls on a lunar day; those of 腊月 belong to the winter that ends in
// 春节 of the year.
func lunar(month, day int) rule {
	return func(year int) (Date, error) { return Lunar{month, day}.OfWinter(year) }
}

// eve is the last day of the lunar year, the 29th or 30th of 腊月.
func eve(year int) (Date, error) {
	d, err := Lunar{1, 1}.In(year)
	return d.AddDays(-1), err
}

// sunday is the nth Sunday of a month.
func sunday(month, nth int) rule {
	return func(year int) (Date, error) {
		first, err := existing(year, month, 1, "")
		if err != nil {
			return Date{}, err
		}
		return first.AddDays((7-int(first.Weekday()-time.Sunday))%7 + 7*(nth-1)), nil
	}
}

// solarTerm is one of the 24, counted from 小寒 in January as 0.
func solarTerm(n int) rule {
	return func(year int) (Date, error) { return lunarYearOf(year).terms[n], nil }
}

// nines is the first day of the nth nine days after 冬至 of the year; from 三九
// on that is January of the next year.
func nines(n int) rule {
	return func(year int) (Date, error) {
		solstice, err := solarTerm(23)(year)
		return solstice.AddDays(9 * (n - 1)), err
	}
}

var festivals = func() map[string]rule {
	all := map[string]rule{
		"元旦": fixed(1, 1), "妇女节": fixed(3, 8), "劳动节": fixed(5, 1), "青年节": fixed(5, 4), "儿童节": fixed(6, 1),
		"建党节": fixed(7, 1), "建军节": fixed(8, 1), "教师节": fixed(9, 10), "烈士纪念日": fixed(9, 30), "国庆": fixed(10, 1),
		"扶贫日": fixed(10, 17), "残疾人日": fixed(12, 3), "志愿者日": fixed(12, 5),
		"春节": lunar(1, 1), "元宵": lunar(1, 15), "端午": lunar(5, 5), "七夕": lunar(7, 7), "中秋": lunar(8, 15), "重阳": lunar(9, 9),
		"腊八": lunar(12, 8), "北方小年": lunar(12, 23), "小年": lunar(12, 23), "南方小年": lunar(12, 24), "除夕": eve,
		"母亲节": sunday(5, 2), "助残日": sunday(5, 3), "父亲节": sunday(6, 3),
	}
	terms := strings.Fields("小寒 大寒 立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至 小暑 大暑 立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至")
	for i, name := range terms {
		all[name] = solarTerm(i)
	}
	for i, name := range strings.Fields("一九 二九 三九 四九 五九 六九 七九 八九 九九") {
		all[name] = nines(i + 1)
	}
	return all
}()

var festivalAliases = map[string]string{
	"新年": "元旦", "三八": "妇女节", "三八妇女节": "妇女节", "五一": "劳动节", "五一劳动节": "劳动节", "五四": "青年节",
	"六一": "儿童节", "六一儿童节": "儿童节", "七一": "建党节", "八一": "建军节", "八一建军节": "建军节", "十一国庆": "国庆",
	"大年三十": "除夕", "年三十": "除夕", "大年初一": "春节", "上元": "元宵", "重九": "重阳", "老人节": "重阳",
	"全国助残日": "助残日", "国家扶贫日": "扶贫日", "国际残疾人日": "残疾人日",
}

// festivalRule finds the rule of a name, alias, or either with a final 节.
func festivalRule(name string) (rule, bool) {
	for _, try := range []string{name, strings.TrimSuffix(name, "节")} {
		if alias, ok := festivalAliases[try]; ok {
			try = alias
		}
		if r, ok := festivals[try]; ok {
			return r, true
		}
	}
	return nil, false
}

// IsFestival tells whether Festival knows the name.
func IsFestival(name string) bool {
	_, ok := festivalRule(name)
	return ok
}

// FestivalNames lists the names that Festival knows, aliases left out.
func FestivalNames() []string {
	names := make([]string, 0, len(festivals))
	for name := range festivals {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Festival is the date of a festival, solar term or 数九 in a year, as plans
// mean it:
//
//   - 腊八, 小年 (北方小年, 南方小年) and 除夕 of Y are those of the winter that
//     ends in 春节 of Y, so 腊八 of 2023 is 2022-12-30.
//   - 一九…九九 of Y follow 冬至 of Y, so 三九 of 2026 begins on 2027-01-09.
//   - everything else lies in the civil year Y.
func Festival(name string, year int) (Date, error) {
	r, ok := festivalRule(name)
	if !ok {
		return Date{}, problem.New(problem.Invalid, "day.no_festival", "name", clip(name))
	}
	if year < FirstYear || year > LastYear {
		return Date{}, problem.New(problem.Invalid, "day.out_of_range", "text", strconv.Itoa(year)+name)
	}
	d, err := r(year)
	if err == nil && d.IsZero() {
		err = problem.New(problem.Invalid, "day.out_of_range", "text", strconv.Itoa(year)+name)
	}
	return d, err
}
