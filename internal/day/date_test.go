package day

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"songnuan/internal/problem"
)

// on is a date that the test's author knows to exist.
func on(text string) Date {
	d, err := Parse(text)
	if err != nil {
		panic(err)
	}
	return d
}

func anyDate() *rapid.Generator[Date] {
	first := on("1800-01-01")
	return rapid.Map(rapid.IntRange(0, on("2200-12-31").Sub(first)), first.AddDays)
}

func TestParseIsStrict(t *testing.T) {
	for text, key := range map[string]string{
		"": "day.not_iso", "2026-1-5": "day.not_iso", "2026/01/05": "day.not_iso", "+026-01-05": "day.not_iso", "2026-01-5x": "day.not_iso",
		"2026-02-29": "day.no_such_day", "2026-13-01": "day.no_such_day", "2026-00-10": "day.no_such_day",
		"1799-12-31": "day.out_of_range", "2201-01-01": "day.out_of_range",
	} {
		if _, err := Parse(text); err == nil || problem.As(err).Key != key {
			t.Errorf("Parse(%q): %v; want %s", text, err, key)
		}
	}
	if on("2024-02-29").String() != "2024-02-29" {
		t.Error("29 February 2024 is lost")
	}
}

func TestDateRoundTripsAndMoves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate().Draw(t, "date")
		n := rapid.IntRange(-200_000, 200_000).Draw(t, "days")
		if again, err := Parse(d.String()); err != nil || again != d {
			t.Fatalf("%s read back as %s, %v", d, again, err)
		}
		moved := d.AddDays(n)
		if moved.IsZero() {
			inside := on("1800-01-01").Sub(d) <= n && n <= on("2200-12-31").Sub(d)
			if inside {
				t.Fatalf("%s and %d days is lost", d, n)
			}
			return
		}
		if moved.Sub(d) != n || (n > 0) != moved.After(d) || (n < 0) != moved.Before(d) {
			t.Fatalf("%s and %d days is %s", d, n, moved)
		}
		if int(moved.Weekday()) != ((int(d.Weekday())+n)%7+7)%7 {
			t.Fatalf("%s is a %s", moved, moved.Weekday())
		}
	})
}

func TestAddMonthsClamps(t *testing.T) {
	tests := []struct {
		from string
		n    int
		want string
	}{
		{"2027-01-31", 1, "2027-02-28"}, {"2028-01-31", 1, "2028-02-29"}, {"2026-12-15", 2, "2027-02-15"},
		{"2027-03-31", -1, "2027-02-28"}, {"2027-01-15", -1, "2026-12-15"}, {"2200-12-01", 1, ""}, {"1800-01-01", -1, ""},
	}
	for _, test := range tests {
		if got := on(test.from).AddMonths(test.n).String(); got != test.want {
			t.Errorf("%s and %d months = %q, want %q", test.from, test.n, got, test.want)
		}
	}
}

func TestAge(t *testing.T) {
	tests := []struct {
		born, on string
		want     int
	}{
		{"1949-10-01", "2026-09-30", 76}, {"1949-10-01", "2026-10-01", 77},
		{"2008-02-29", "2026-02-28", 17}, {"2008-02-29", "2026-03-01", 18}, {"2026-01-01", "2025-12-31", -1},
	}
	for _, test := range tests {
		if got := on(test.born).Age(on(test.on)); got != test.want {
			t.Errorf("born %s, on %s: %d, want %d", test.born, test.on, got, test.want)
		}
	}
}

func TestTheUnsetDate(t *testing.T) {
	var unset Date
	if unset.String() != "" || unset.Chinese() != "" || !unset.AddDays(1).IsZero() || !unset.AddMonths(1).IsZero() || unset.Sub(on("2026-01-01")) != 0 {
		t.Error("the unset date turned into a day")
	}
	if !unset.Before(on("1800-01-01")) || (Period{}).Contains(unset) || DefaultCalendar().IsWorkday(unset) {
		t.Error("the unset date is out of order")
	}
}

func TestDateInJSON(t *testing.T) {
	type row struct{ Born, Died Date }
	data, err := json.Marshal(row{Born: on("1949-10-01")})
	if err != nil || string(data) != `{"Born":"1949-10-01","Died":""}` {
		t.Fatalf("%s, %v", data, err)
	}
	var back row
	if err := json.Unmarshal(data, &back); err != nil || back.Born != on("1949-10-01") || !back.Died.IsZero() {
		t.Errorf("%+v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"Born":"1949"}`), &back); !problem.Is(err, problem.Invalid) {
		t.Errorf("a bad date gave %v", err)
	}
}

func TestInstantIsFixedWidthUTC(t *testing.T) {
	clock := Clock(func() time.Time { return time.Date(2027, 1, 16, 0, 30, 0, 1500, Beijing) })
	if got := clock.Now(); got != "2027-01-15T16:30:00.000001Z" {
		t.Errorf("Now = %s", got)
	}
	if clock.Today() != on("2027-01-16") || clock.Now().Date() != clock.Today() {
		t.Errorf("Today = %s, %s", clock.Today(), clock.Now().Date())
	}
	for _, text := range []string{"", "2027-01-15", "2027-01-15T16:30:00Z", "2027-01-15T16:30:00.000001+08:00", "2027-13-15T16:30:00.000001Z"} {
		if _, err := ParseInstant(text); !problem.Is(err, problem.Invalid) {
			t.Errorf("ParseInstant(%q): %v", text, err)
		}
	}
	if i, err := ParseInstant("2027-01-15T16:30:00.000001Z"); err != nil || At(i.Time()) != i {
		t.Errorf("%s, %v", i, err)
	}
}
