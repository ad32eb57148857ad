package sheet

import (
	"fmt"
	"strings"

	"songnuan/internal/problem"
)

// Column is one column of a table that is written.
type Column struct {
	Title string
	Width float64 // in characters; 0 lets the title decide. Text tables have no width
	Kind  Kind    // Text, Number, Date or Money; ID, card and phone numbers are Text
}

// Table takes rows; a Sheet and a CSV are tables. Values stand in the order of
// the columns: string for Text and for Date (2026-01-05), int, int64 or
// float64 for Number, int64 fen for Money; nil and "" leave the cell empty. A
// string in a Number, Date or Money column is written as the text it is, as
// when a wrong row goes back to its sender.
type Table interface {
	Write(values ...any) error
}

// clean strips what no cell may hold: control characters, and characters that
// are no Unicode. Line breaks and tabs stay.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < 0x20, r >= 0x7F && r < 0xA0, r == 0xFFFE, r == 0xFFFF, r == 0xFFFD:
			return -1
		}
		return r
	}, s)
}

// yuan writes fen with two decimals: -1234 is -12.34.
func yuan(fen int64) string {
	sign, rest := "", uint64(fen)
	if fen < 0 {
		sign, rest = "-", -rest
	}
	return fmt.Sprintf("%s%d.%02d", sign, rest/100, rest%100)
}

func checkWidth(columns []Column, values []any) error {
	if len(values) > len(columns) {
		return fmt.Errorf("sheet: %d values for %d columns", len(values), len(columns))
	}
	return nil
}

func writeFailed(err error) error {
	if err == nil {
		return nil
	}
	return problem.Wrap(err, problem.Internal, "sheet.write_failed")
}
