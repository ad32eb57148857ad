package day

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"songnuan/internal/problem"
)

// Precision says how much of a date was written.
type Precision uint8

// The precisions: a full date, or a month whose Date is its first day.
const (
	ToDay Precision = iota
	ToMonth
)

// ParseLoose reads a date as Excel lists hold it: 2026-1-5, 2026/01/05,
// 2026.1.5, 20260105, 2026年1月5日, full-width forms of these, each with or
// without a weekday or a time after it, and the five-digit serial number of
// Excel's 1900 system (46027 is 2026-01-05). Birth months without a day,
// 1949年12月 or 194912, give the month's first day and ToMonth.
//
// What could be read in two ways is refused with its own message: two-digit
// years, a day before the year, a lone year, and 2026.1, which a spreadsheet
// also makes of 2026.10.
func ParseLoose(text string) (Date, Precision, error) {
	if d, err := Parse(text); err == nil { // most cells, and ten times faster
		return d, ToDay, nil
	}
	s := strings.TrimSpace(dashes.Replace(width.Fold.String(text)))
	if s == "" {
		return Date{}, ToDay, problem.New(problem.Invalid, "day.empty")
	}
	s = trailing.ReplaceAllString(s, "")
	if m := fullDate.FindStringSubmatch(s); m != nil {
		d, err := existing(number(m[1]), number(m[2]), number(m[3]), text)
		return d, ToDay, err
	}
	if m := yearMonth.FindStringSubmatch(s); m != nil {
		return month(m[1], m[2], text)
	}
	if plain.MatchString(s) {
		return parseDigits(s, text)
	}
	return Date{}, ToDay, refuseLoose(s, text)
}

var (
	dashes    = strings.NewReplacer("–", "-", "—", "-", "−", "-", "‐", "-", "‑", "-", "－", "-", "。", ".")
	trailing  = regexp.MustCompile(`(?i)\s*\(?(星期|周)[一二三四五六日天]\)?$|(T|\s+)(上午|下午|AM|PM)?\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(AM|PM|Z|[+-]\d{2}:?\d{2})?$`)
	fullDate  = regexp.MustCompile(`^(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*[日号]?$`)
	yearMonth = regexp.MustCompile(`^(\d{4})\s*[年/-]\s*(\d{1,2})\s*月?$`)
	plain     = regexp.MustCompile(`^\d+(\.\d+)?$`)
	shortYear = regexp.MustCompile(`^'?\d{2}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}`)
	dayFirst  = regexp.MustCompile(`^\d{1,2}[./-]\d{1,2}[./-]\d{4}$`)
	dotMonth  = regexp.MustCompile(`^\d{4}\.\d{1,2}$`)
)

func month(year, mon, text string) (Date, Precision, error) {
	d, err := existing(number(year), number(mon), 1, text)
	return d, ToMonth, err
}

// parseDigits reads a number without separators by its length.
func parseDigits(s, text string) (Date, Precision, error) {
	whole, fraction, dotted := strings.Cut(s, ".")
	switch {
	case len(whole) == 5 && whole[0] != '0': // a fraction is the time of day
		return FromSerial(number(whole)), ToDay, nil
	case dotMonth.MatchString(s) && fraction != "1" && number(fraction) <= 12 && number(fraction) > 0:
		return month(whole, fraction, text)
	case dotMonth.MatchString(s) && fraction == "1":
		return Date{}, ToDay, problem.New(problem.Invalid, "day.dot_month", "text", clip(text))
	case len(whole) == 8 && !dotted:
		d, err := existing(number(s[:4]), number(s[4:6]), number(s[6:]), text)
		return d, ToDay, err
	case len(whole) == 6 && !dotted:
		return month(s[:4], s[4:], text)
	case len(whole) == 4 && !dotted:
		return Date{}, ToDay, problem.New(problem.Invalid, "day.only_year", "text", clip(text))
	}
	return Date{}, ToDay, problem.New(problem.Invalid, "day.not_date", "text", clip(text))
}

func refuseLoose(s, text string) error {
	switch {
	case dayFirst.MatchString(s):
		return problem.New(problem.Invalid, "day.day_first", "text", clip(text))
	case shortYear.MatchString(s):
		return problem.New(problem.Invalid, "day.two_digit_year", "text", clip(text))
	}
	return problem.New(problem.Invalid, "day.not_date", "text", clip(text))
}

// FromSerial is the date of a day number in Excel's 1900 system: 1 is
// 1900-01-01, and all numbers from 61 on are one too high because Excel
// counts a 29 February 1900 (number 60, read as 28 February). It is unset
// below 1 and past the range.
func FromSerial(n int) Date {
	if n < 1 {
		return Date{}
	}
	if n >= 60 {
		n--
	}
	return Date{1899, 12, 31}.AddDays(n)
}

// number reads digits that a pattern has already checked.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return -1 // too long for any calendar
	}
	return n
}
