package day

import (
	"strings"
	"testing"

	"songnuan/internal/problem"
)

// TestFestivalsOfFiveYears holds dates that two builds of the lunar library
// agree on; 三九 is that of the winter that begins in the year.
func TestFestivalsOfFiveYears(t *testing.T) {
	names := strings.Fields("腊八 除夕 春节 元宵 清明 端午 中秋 重阳 助残日 三九")
	years := map[int]string{
		2026: "2026-01-26 2026-02-16 2026-02-17 2026-03-03 2026-04-05 2026-06-19 2026-09-25 2026-10-18 2026-05-17 2027-01-09",
		2027: "2027-01-15 2027-02-05 2027-02-06 2027-02-20 2027-04-05 2027-06-09 2027-09-15 2027-10-08 2027-05-16 2028-01-09",
		2028: "2028-01-04 2028-01-25 2028-01-26 2028-02-09 2028-04-04 2028-05-28 2028-10-03 2028-10-26 2028-05-21 2029-01-08",
		2029: "2029-01-22 2029-02-12 2029-02-13 2029-02-27 2029-04-04 2029-06-16 2029-09-22 2029-10-16 2029-05-20 2030-01-08",
		2030: "2030-01-11 2030-02-02 2030-02-03 2030-02-17 2030-04-05 2030-06-05 2030-09-12 2030-10-05 2030-05-19 2031-01-09",
	}
	for year, dates := range years {
		for i, want := range strings.Fields(dates) {
			if got, err := Festival(names[i], year); err != nil || got.String() != want {
				t.Errorf("%s %d = %s, %v; want %s", names[i], year, got, err, want)
			}
		}
	}
}

func TestOtherFestivals(t *testing.T) {
	tests := []struct {
		name string
		year int
		want string
	}{
		{"春节", 2018, "2018-02-16"},
		{"腊八", 2023, "2022-12-30"}, // the winter that ends in 春节 of 2023-01-22
		{"小年", 2027, "2027-01-30"}, {"北方小年", 2027, "2027-01-30"}, {"南方小年", 2027, "2027-01-31"},
		{"冬至", 2026, "2026-12-22"}, {"立春", 2027, "2027-02-04"}, {"一九", 2026, "2026-12-22"},
		{"元旦", 2027, "2027-01-01"}, {"国庆节", 2027, "2027-10-01"}, {"三八妇女节", 2027, "2027-03-08"}, {"端午节", 2027, "2027-06-09"},
		{"五一", 2027, "2027-05-01"}, {"元宵节", 2027, "2027-02-20"}, {"大年三十", 2027, "2027-02-05"}, {"母亲节", 2027, "2027-05-09"},
	}
	for _, test := range tests {
		if got, err := Festival(test.name, test.year); err != nil || got.String() != test.want {
			t.Errorf("%s %d = %s, %v; want %s", test.name, test.year, got, err, test.want)
		}
	}
	if _, err := Festival("舂节", 2027); err == nil || problem.As(err).Key != "day.no_festival" {
		t.Errorf("a misspelt festival: %v", err)
	}
}

func TestEveryFestivalIsKnownInEveryYear(t *testing.T) {
	for _, name := range FestivalNames() {
		for year := FirstYear + 1; year < LastYear; year += 7 {
			d, err := Festival(name, year)
			if err != nil || d.Year() < year-1 || d.Year() > year+1 {
				t.Errorf("%s %d = %s, %v", name, year, d, err)
			}
		}
		for _, year := range []int{FirstYear, LastYear, FirstYear - 1, LastYear + 1} {
			if d, err := Festival(name, year); (err == nil) == d.IsZero() {
				t.Errorf("%s %d = %s, %v", name, year, d, err)
			}
		}
	}
}

func TestParseLunar(t *testing.T) {
	for text, want := range map[string]Lunar{
		"腊月廿三": {12, 23}, "腊月二十三": {12, 23}, "正月十五": {1, 15}, "农历八月十五": {8, 15}, "八月初五": {8, 5}, "农历十一月十一": {11, 11},
		"冬月初一": {11, 1}, "农历十二月三十日": {12, 30}, "臘月廿九": {12, 29}, "农历一月一日": {},
	} {
		got, err := ParseLunar(text)
		if want == (Lunar{}) {
			if err == nil {
				t.Errorf("ParseLunar(%q) = %v", text, got)
			}
			continue
		}
		if err != nil || got != want {
			t.Errorf("ParseLunar(%q) = %v, %v", text, got, err)
		}
	}
	for text, key := range map[string]string{
		"闰六月初一": "day.leap_month", "八月十五": "day.lunar_or_civil", "腊月卅一": "day.not_lunar", "月十五": "day.not_lunar", "": "day.not_lunar",
	} {
		if _, err := ParseLunar(text); err == nil || problem.As(err).Key != key {
			t.Errorf("ParseLunar(%q): %v; want %s", text, err, key)
		}
	}
}

func TestLunarDaysOfAYear(t *testing.T) {
	for m := 1; m <= 12; m++ {
		for d := 1; d <= 30; d++ {
			l := Lunar{m, d}
			if again, err := ParseLunar("农历" + l.String()); err != nil || again != l {
				t.Errorf("%s reads as %v, %v", l, again, err)
			}
		}
	}
	if d, err := (Lunar{12, 30}).OfWinter(2030); err != nil || d != on("2030-02-02") {
		t.Errorf("腊月三十 2030 = %s, %v", d, err)
	}
	if _, err := (Lunar{12, 30}).OfWinter(2027); err == nil || problem.As(err).Key != "day.no_such_lunar_day" {
		t.Errorf("腊月三十 2027: %v", err)
	}
}

func TestStemBranchAndZodiac(t *testing.T) {
	for year, want := range map[int]string{2015: "乙未羊", 2018: "戊戌狗", 2026: "丙午马", 2027: "丁未羊", 2030: "庚戌狗", 1984: "甲子鼠", 1800: "庚申猴"} {
		if got := StemBranch(year) + Zodiac(year); got != want {
			t.Errorf("%d = %s, want %s", year, got, want)
		}
	}
}

func TestFindStemBranch(t *testing.T) {
	found := FindStemBranch("写于2018年，乙未羊年新春将至；又逢狗年、丙午年，今年与往年不同")
	if len(found) != 3 {
		t.Fatalf("found %+v", found)
	}
	if want := (NamedYear{"乙未羊年", 8, "乙未", "羊"}); found[0] != want {
		t.Errorf("found %+v, want %+v", found[0], want)
	}
	if found[0].Is(2018) || !found[0].Is(2015) || !found[1].Is(2018) || !found[2].Is(2026) {
		t.Error("a named year fits the wrong one")
	}
	if year, ok := found[0].Nearest(2018); !ok || year != 2015 {
		t.Errorf("乙未 nearest 2018 = %d, %v", year, ok)
	}
	if _, ok := (NamedYear{StemBranch: "乙未", Zodiac: "狗"}).Nearest(2018); ok {
		t.Error("乙未狗年 exists")
	}
}
