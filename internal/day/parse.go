package day

import (
	"strconv"

	"songnuan/internal/problem"
)

// Parse reads exactly 2006-01-02, as files and the database write it.
func Parse(text string) (Date, error) {
	if len(text) != len("2006-01-02") || text[4] != '-' || text[7] != '-' {
		return Date{}, problem.New(problem.Invalid, "day.not_iso", "text", clip(text))
	}
	year, err1 := strconv.ParseUint(text[:4], 10, 16)
	month, err2 := strconv.ParseUint(text[5:7], 10, 8)
	day, err3 := strconv.ParseUint(text[8:], 10, 8)
	if err1 != nil || err2 != nil || err3 != nil {
		return Date{}, problem.New(problem.Invalid, "day.not_iso", "text", clip(text))
	}
	return existing(int(year), int(month), int(day), text)
}

// existing is New with a message that tells a date outside the range from a
// day that no calendar has.
func existing(year, month, day int, text string) (Date, error) {
	if year < FirstYear || year > LastYear {
		return Date{}, problem.New(problem.Invalid, "day.out_of_range", "text", clip(text))
	}
	d, ok := New(year, month, day)
	if !ok {
		return Date{}, problem.New(problem.Invalid, "day.no_such_day", "text", clip(text))
	}
	return d, nil
}

// MarshalText is String, for JSON and YAML.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote; empty text is the unset date.
func (d *Date) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	*d, err = Parse(string(text))
	return err
}

// clip keeps error messages short whatever the cell held.
func clip(text string) string {
	const longest = 24
	if r := []rune(text); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return text
}
