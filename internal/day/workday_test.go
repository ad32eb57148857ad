package day

import (
	"slices"
	"strings"
	"testing"

	"github.com/6tail/lunar-go/HolidayUtil"
	"github.com/6tail/lunar-go/calendar"
	"pgregory.net/rapid"

	"songnuan/internal/problem"
)

// TestDefaultTableAgreesWithTheLunarLibrary compares the years that the
// library has its own holiday data for.
func TestDefaultTableAgreesWithTheLunarLibrary(t *testing.T) {
	c := DefaultCalendar()
	for d := on("2024-01-01"); d.Before(on("2026-01-01")); d = d.AddDays(1) {
		want := d.Weekday() >= 1 && d.Weekday() <= 5
		if h := HolidayUtil.GetHolidayByYmd(d.Year(), d.Month(), d.Day()); h != nil {
			want = h.IsWork()
		}
		if got := c.IsWorkday(d); got != want {
			t.Errorf("%s: working day %v, the library says %v", d, got, want)
		}
	}
}

func TestThe2026Notice(t *testing.T) {
	c := DefaultCalendar()
	off := period("2026-02-15", "2026-02-23")
	if c.Workdays(off) != 0 {
		t.Errorf("春节 2026 has %d working days", c.Workdays(off))
	}
	for _, text := range []string{"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"} {
		if !c.IsWorkday(on(text)) {
			t.Errorf("%s is worked in exchange", text)
		}
		if name, ok := c.Holiday(on(text)); ok {
			t.Errorf("%s counts as %s", text, name)
		}
	}
	if name, ok := c.Holiday(on("2026-02-20")); !ok || name != "春节" {
		t.Errorf("2026-02-20 is %q", name)
	}
}

func TestYearWithoutNotice(t *testing.T) {
	c := DefaultCalendar()
	if got := c.Missing(period("2026-11-25", "2028-01-15")); !slices.Equal(got, []int{2027, 2028}) {
		t.Errorf("Missing = %v", got)
	}
	for text, want := range map[string]string{
		"2027-01-01": "元旦", "2027-02-05": "春节", "2027-02-08": "春节", "2027-02-09": "", "2027-02-14": "", "2027-05-02": "劳动节", "2027-10-03": "国庆",
	} {
		if got, _ := c.Holiday(on(text)); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
	if c.IsWorkday(on("2027-02-08")) || !c.IsWorkday(on("2027-02-09")) || c.IsWorkday(on("2027-02-14")) {
		t.Error("the working days around 春节 2027 are wrong")
	}
}

func TestNoticePeriods(t *testing.T) {
	c := DefaultCalendar()
	if got := c.NoticeEnd(on("2026-01-20"), 7, false); got != on("2026-01-27") {
		t.Errorf("7 days from 2026-01-20 end on %s", got)
	}
	// 13 Feb is a Friday, 14 worked in exchange, 15–23 off.
	if got := c.NoticeEnd(on("2026-02-12"), 5, true); got != on("2026-02-26") {
		t.Errorf("5 working days from 2026-02-12 end on %s", got)
	}
	if name, ok := c.EndsInHoliday(on("2026-02-10"), 7, false); !ok || name != "春节" {
		t.Errorf("a notice ending on 2026-02-17 ends in %q", name)
	}
	if _, ok := c.EndsInHoliday(on("2026-02-12"), 5, true); ok {
		t.Error("a notice in working days ends in a holiday")
	}
}

func TestWorkdaysAddUp(t *testing.T) {
	c := DefaultCalendar()
	rapid.Check(t, func(t *rapid.T) {
		d := on("2024-01-01").AddDays(rapid.IntRange(0, 1500).Draw(t, "day"))
		n := rapid.IntRange(1, 60).Draw(t, "n")
		end := c.AddWorkdays(d, n)
		if !c.IsWorkday(end) || c.Workdays(Period{d.AddDays(1), end}) != n {
			t.Fatalf("%d working days after %s: %s", n, d, end)
		}
		start := c.AddWorkdays(d, -n)
		if !c.IsWorkday(start) || c.Workdays(Period{start, d.AddDays(-1)}) != n {
			t.Fatalf("%d working days before %s: %s", n, d, start)
		}
	})
	if !c.AddWorkdays(on("2200-12-30"), 10).IsZero() || c.AddWorkdays(on("2026-02-15"), 0) != on("2026-02-15") {
		t.Error("the ends of counting are wrong")
	}
}

func TestLoadCalendarNamesTheLine(t *testing.T) {
	tests := []struct {
		table, key string
		line       int
	}{
		{"- year: 2027\n  holidays:\n    - {name: 元旦, from: 2027-01-01, to: 2027-1-3}\n", "day.table_date", 3},
		{"- year: 2027\n  holidays:\n    - {name: 元旦, from: 2027-02-30, to: 2027-01-03}\n", "day.table_date", 3},
		{"- year: 2027\n  hollidays: []\n", "day.table_malformed", 2},
		{"- year: 2027\n  holidays: [\n", "day.table_malformed", 2},
		{"- year: 2027\n- year: 2027\n", "day.table_year", 0},
		{"- year: 2027\n  holidays:\n    - {name: 春节, from: 2028-02-06, to: 2028-02-08}\n", "day.table_far", 3},
		{"- year: 2027\n  holidays:\n    - {name: 春节, from: 2027-02-08, to: 2027-02-06}\n", "day.table_period", 3},
		{"- year: 2027\n  holidays:\n    - {name: 元旦, from: 2027-01-01, to: 2027-01-03, work: [2027-01-02]}\n", "day.table_twice", 3},
		{strings.Repeat("#", maxTable+1), "day.table_too_large", 0},
	}
	for _, test := range tests {
		_, err := LoadCalendar(strings.NewReader(test.table))
		if err == nil || problem.As(err).Key != test.key {
			t.Errorf("%.40q: %v; want %s", test.table, err, test.key)
			continue
		}
		if line, _ := problem.As(err).Args["line"].(int); line != test.line {
			t.Errorf("%q: line %d, want %d", test.table, line, test.line)
		}
	}
	c, err := LoadCalendar(strings.NewReader(""))
	if err != nil || !slices.Equal(c.Missing(period("2026-01-01", "2026-12-31")), []int{2026}) {
		t.Errorf("the empty table: %v", err)
	}
}

// TestCalendarsAreSafeTogether lets the race detector see lazy years being
// filled in while the library's own cache changes year.
func TestCalendarsAreSafeTogether(t *testing.T) {
	done := make(chan int)
	for i := range 4 {
		go func() {
			year := 2040 + i
			d, _ := New(year, 1, 1)
			_ = calendar.NewLunarYear(year)
			done <- DefaultCalendar().Workdays(Period{d, d.AddDays(364)})
		}()
	}
	for range 4 {
		if n := <-done; n < 240 || n > 260 {
			t.Errorf("a year of %d working days", n)
		}
	}
}

func TestAYearOfTheOfficesOwnTableReplacesTheProgramsYear(t *testing.T) {
	own, err := LoadCalendar(strings.NewReader(`
- year: 2026
  holidays: [{name: 元旦, from: 2026-01-01, to: 2026-01-01}]
- year: 2027
  holidays: [{name: 春节, from: 2027-02-05, to: 2027-02-12, work: [2027-02-14]}]
`))
	if err != nil {
		t.Fatal(err)
	}
	both := DefaultCalendar().With(own)
	for date, want := range map[string]bool{"2026-01-02": true, "2026-01-04": false, "2027-02-14": true, "2027-02-08": false, "2025-01-26": true} {
		d, err := Parse(date)
		if err != nil {
			t.Fatal(err)
		}
		if got := both.IsWorkday(d); got != want {
			t.Errorf("%s: working day %v", date, got)
		}
	}
	if missing := DefaultCalendar().Missing(Period{mustDate(t, "2027-01-01"), mustDate(t, "2027-12-31")}); len(missing) != 1 {
		t.Errorf("the program's own table was changed: %v", missing)
	}
}

func mustDate(t *testing.T, text string) Date {
	t.Helper()
	d, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
