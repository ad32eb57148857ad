package day

import (
	"testing"

	"songnuan/internal/problem"
)

func TestParseLooseReadsWhatListsHold(t *testing.T) {
	for _, text := range []string{
		"2026-01-05", "2026-1-5", "2026/01/05", "2026/1/5", "2026.1.5", "2026．01．05", "20260105", "２０２６０１０５",
		"2026年1月5日", "2026年01月05日", "2026 年 1 月 5 日", "2026年1月5号", "2026年1月5", "２０２６年１月５日", "2026－1－5", "2026—1—5",
		"46027", "46027.5", " 2026-01-05 ", "2026-01-05 00:00:00", "2026-01-05T08:30:00.000Z", "2026/1/5 8:30", "2026/1/5 上午 8:30",
		"2026-01-05 08:30 PM", "2026年1月5日 星期一", "2026年1月5日（周一）",
	} {
		if d, precision, err := ParseLoose(text); err != nil || d != on("2026-01-05") || precision != ToDay {
			t.Errorf("ParseLoose(%q) = %s, %v, %v", text, d, precision, err)
		}
	}
	for _, text := range []string{"1949年12月", "194912", "1949-12", "1949/12", "1949.12", "１９４９年１２月"} {
		if d, precision, err := ParseLoose(text); err != nil || d != on("1949-12-01") || precision != ToMonth {
			t.Errorf("ParseLoose(%q) = %s, %v, %v", text, d, precision, err)
		}
	}
}

func TestParseLooseRefusesWhatIsUnclear(t *testing.T) {
	for text, key := range map[string]string{
		"": "day.empty", "　": "day.empty", "不详": "day.not_date", "2026-01-05-06": "day.not_date", "1234567": "day.not_date", "00000": "day.not_date",
		"2026.1": "day.dot_month", "1949": "day.only_year", "05/01/2026": "day.day_first", "26-1-5": "day.two_digit_year", "01-05-26": "day.two_digit_year",
		"2026-02-30": "day.no_such_day", "20261301": "day.no_such_day", "194913": "day.no_such_day", "9999-01-01": "day.out_of_range", "490101": "day.out_of_range",
		"20260105123456789012345": "day.not_date",
	} {
		if _, _, err := ParseLoose(text); err == nil || problem.As(err).Key != key {
			t.Errorf("ParseLoose(%q): %v; want %s", text, err, key)
		}
	}
}

func TestSerialNumbersOfExcel(t *testing.T) {
	for n, want := range map[int]string{
		1: "1900-01-01", 59: "1900-02-28", 60: "1900-02-28", 61: "1900-03-01", 18264: "1950-01-01", 46027: "2026-01-05", 0: "", -5: "", 1 << 40: "",
	} {
		if got := FromSerial(n).String(); got != want {
			t.Errorf("serial %d = %q, want %q", n, got, want)
		}
	}
}

func FuzzParseLoose(f *testing.F) {
	for _, seed := range []string{"2026-1-5", "２０２６年１月５日", "46027.25", "194912", "2026.1", "2026/1/5 8:30", "01-05-26", "00000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, precision, err := ParseLoose(text)
		if err != nil {
			if problem.CodeOf(err) != problem.Invalid || !d.IsZero() {
				t.Fatalf("%q: %s, %v", text, d, err)
			}
			return
		}
		if again, err := Parse(d.String()); err != nil || again != d {
			t.Fatalf("%q gave %s, which reads as %s, %v", text, d, again, err)
		}
		if precision == ToMonth && d.Day() != 1 {
			t.Fatalf("%q gave %s for a month", text, d)
		}
	})
}
