// Package intake is how office lists are read, whatever they list: where the
// heading stands, what each column means, which rows are data, and what a cell
// holds once the dirt of spreadsheets is off. The registry reads households
// with it and pairing reads helpers.
//
// The work goes in this order: Catalogue.FindHeader over the first rows,
// Catalogue.Guess for the columns (a person may correct the Mapping), a Screen
// that tells data rows from totals, notes and blank rows, and the cell readers
// (Text, Count, Money, Date …) that report a Finding instead of guessing.
package intake

import (
	"strings"

	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// Severity is what a finding does to its row.
type Severity string

// The severities.
const (
	Wrong   Severity = "wrong"   // the row stays out and comes back to the office
	Warning Severity = "warning" // the row enters; somebody should look at it
)

// Finding is one thing noticed about a row: a message key with arguments that
// hold no personal number unmasked, and the place the office finds it at.
type Finding struct {
	Severity Severity     `json:"severity"`
	Row      int          `json:"row"`    // as the sheet shows it, from 1
	Column   string       `json:"column"` // heading as written; "" when it concerns the row
	Field    string       `json:"field"`  // Field.Name; "" when it concerns the row
	Key      string       `json:"key"`    // message key
	Args     problem.Args `json:"args,omitempty"`
}

// Text is the finding in the reader's language. It names the column, also where
// the message is of a package that knows of no list.
func (f *Finding) Text(lang locale.Lang) string {
	text := locale.Text(lang, f.Key, f.Args)
	if f.Column == "" || strings.Contains(text, f.Column) {
		return text
	}
	return locale.Text(lang, "intake.in_column", problem.Args{"column": f.Column, "message": text})
}

// Findings collects what is noticed.
type Findings []Finding

// Add notes something about a cell. The arguments get the heading as "column".
func (f *Findings) Add(severity Severity, row int, column Column, key string, pairs ...any) {
	args := problem.Pairs(pairs...)
	if column.Heading != "" {
		if args == nil {
			args = problem.Args{}
		}
		args["column"] = column.Heading
	}
	*f = append(*f, Finding{severity, row, column.Heading, column.Field, key, args})
}

// Wrong tells whether any of the findings keeps its row out.
func (f Findings) Wrong() bool {
	for i := range f {
		if f[i].Severity == Wrong {
			return true
		}
	}
	return false
}
