package store

import (
	"slices"
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/money"
)

// How values of the program lie in columns, and back.

func columnList(columns string) []string {
	list := strings.Split(columns, ",")
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}

// columnsOnOneLine is a list of columns as prefixed takes it.
func columnsOnOneLine(columns string) string { return strings.Join(columnList(columns), ", ") }

// prefixed puts the alias of a table before each column.
func prefixed(alias, columns string) string {
	return alias + "." + strings.ReplaceAll(columns, ", ", ", "+alias+".")
}

// forEver and always stand for an open end and an open beginning in the
// columns, so that a period is one comparison.
const (
	forEver = "9999-12-31"
	always  = ""
)

// columnOf is the place of a column in a list.
func columnOf(columns, name string) int { return slices.Index(columnList(columns), name) }

func fen(f *money.Fen) any {
	if f == nil {
		return nil
	}
	return int64(*f)
}

func fenOf(n *int64) *money.Fen {
	if n == nil {
		return nil
	}
	f := money.Fen(*n)
	return &f
}

func date(d day.Date) any {
	if d.IsZero() {
		return nil
	}
	return d.String()
}

// dateOf reads a day from a column that the program wrote itself.
func dateOf(text *string) day.Date {
	if text == nil || *text == "" {
		return day.Date{}
	}
	d, err := day.Parse(*text)
	if err != nil {
		return day.Date{}
	}
	return d
}

func from(d day.Date) string {
	if d.IsZero() {
		return always
	}
	return d.String()
}

func until(d day.Date) string {
	if d.IsZero() {
		return forEver
	}
	return d.String()
}

func untilOf(text string) day.Date {
	if text == forEver {
		return day.Date{}
	}
	return dateOf(&text)
}

func grade(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// text gives NULL for an empty string.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// flag gives the SMALLINT of a truth value.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
