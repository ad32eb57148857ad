// Package report knows the office's reports (花名册、报表): the definition of each,
// its columns and totals, how rows become lines of pages, and how those become a
// printed document, a workbook or a text table. Where rows come from is not its
// business.
package report

import (
	"iter"
	"slices"
	"strconv"

	"songnuan/internal/day"
	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// Kind says what a column holds.
type Kind string

// The kinds, each with the Go type of its values; nil is an empty cell in all.
const (
	Text    Kind = "text"    // string
	Number  Kind = "number"  // int64
	Persons Kind = "persons" // int64, 人
	Money   Kind = "money"   // money.Fen
	Date    Kind = "date"    // day.Date
	Serial  Kind = "serial"  // 序号, filled in by Write
	Sign    Kind = "sign"    // blank, for a signature or fingerprint
)

// SignWidth is the least width of a column that is signed in, in millimetres.
const SignWidth = 32

// Column is one column of a report.
type Column struct {
	Key   string // report.column.<key> is its heading
	Title string // over the message, where a plan gives the name
	Kind  Kind
	Width float64 // in millimetres, at the least
	Grow  float64 // share of what the paper leaves over; 0 keeps the width
	Total bool    // summed
}

// Definition is a report before anybody has asked for it.
type Definition struct {
	Name     Name
	Columns  []Column
	Heading  bool   // each group begins with its name
	Subtotal bool   // each group ends with its sum (小计)
	Words    string // key of the column whose total is spelled out (大写)
	Signed   bool   // ends with 制表, 审核, 日期
	Facts    bool   // facts stand above the table; there may be no rows
	NoTotal  bool   // rows are not counted up at the end
}

// Fact is a label with what it says, above a table. A wide one has a line of its
// own.
type Fact struct {
	Label, Value string
	Wide         bool
}

// Form is a report that somebody has asked for: the definition in a language
// with head and foot filled in.
type Form struct {
	Definition
	Lang    locale.Lang
	Title   string
	Under   string // the line below the title
	Filler  string // who fills the report in (填报单位)
	AsOf    string // day or instant that the rows are of
	Facts   []Fact
	Notes   []string // below the table
	Ref     string   // what the foot names beside printer and time: campaign, batch
	Printer string
	Printed day.Instant
	Clear   bool // personal data unmasked: every page says so
	Apart   bool // each group begins on a page of its own
	Paper   Size
}

// Row is one line of a report, its cells in the order of the columns; the value
// under Serial and Sign is not read.
type Row struct {
	Group string
	Cells []any
}

// Rows stream; after an error comes nothing.
type Rows = iter.Seq2[Row, error]

func (f *Form) text(key string, pairs ...any) string {
	return locale.Text(f.Lang, key, problem.Pairs(pairs...))
}

// Head is a column's heading.
func (f *Form) Head(c *Column) string {
	if c.Title != "" {
		return c.Title
	}
	return locale.Text(f.Lang, "report.column."+c.Key, nil)
}

// Spell is how a cell of a column reads.
func Spell(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case money.Fen:
		return v.Yuan()
	case day.Date:
		return v.String()
	}
	return ""
}

// Has tells whether the report has a column of a kind.
func (d *Definition) Has(kind Kind) bool {
	return slices.ContainsFunc(d.Columns, func(c Column) bool { return c.Kind == kind })
}

// Column is the place of a column among the others, -1 when there is none.
func (d *Definition) Column(key string) int {
	return slices.IndexFunc(d.Columns, func(c Column) bool { return c.Key == key })
}
