package view

import (
	"strconv"
	"strings"
)

// ImportFix is the wrong cells of some rows, to be put right in place.
type ImportFix struct {
	Wizard
	State, After, Count string
	Tabs                []Tab
	Rows                []FixRow
	Pager               Pager
}

// FixRow is one row of them.
type FixRow struct {
	At, Sheet, Label string
	Number, Version  int
	Sent             bool   // it was just sent and is wrong still
	Clash            string // somebody else changed it meanwhile
	Reasons          []Found
	Cells            []FixCell
}

// FixCell is one cell.
type FixCell struct {
	Name, Heading, Value string
	Theirs               string // what somebody else put there meanwhile
	Column               int
	Found                []Found
	Words                []string
	Focus                bool
}

func (c FixCell) was() string { return "was" + c.Name[len("cell"):] }

func (c FixCell) list() string { return "words-" + c.Name }

func (r FixRow) version() string { return strconv.Itoa(r.Version) }

// Settle puts the focus on the first cell to be put right: of the rows that
// were just sent, if any is wrong still.
func (f *ImportFix) Settle(sent bool) {
	for pass := range 2 {
		for i := range f.Rows {
			if len(f.Rows[i].Cells) > 0 && (pass == 1 || sent && f.Rows[i].Sent) {
				f.Rows[i].Cells[0].Focus = true
				return
			}
		}
	}
}

// ImportFixes is what can be put right at once as proposed.
type ImportFixes struct {
	Wizard
	Kinds []FixKind
	Total int64
}

// FixKind is one kind of mistake in one column.
type FixKind struct {
	Key, Column, Title string
	Count, Taken       int64
	Examples           []FixExample
}

// FixExample is one of them, masked.
type FixExample struct {
	Number   int
	Old, New string
}

// several tells whether a kind stands in more than one column.
func (f ImportFixes) several(key string) (count int64, several bool) {
	columns := 0
	for _, k := range f.Kinds {
		if k.Key == key && k.Count > 0 {
			count += k.Count
			columns++
		}
	}
	return count, columns > 1
}

// first tells whether a kind is the first of its key in the list.
func (f ImportFixes) first(at int) bool {
	for i := range at {
		if f.Kinds[i].Key == f.Kinds[at].Key {
			return false
		}
	}
	return true
}

// shown is what the page says stands in the cell: what is typed beside it is
// sent as a change.
func (c FixCell) shown() string {
	text := c.Value
	if c.Theirs != "" {
		text = c.Theirs
	}
	return strings.NewReplacer("\r", "", "\n", "").Replace(text) // as an input of one line sends it
}

// Found is one thing noticed of a row or a cell.
type Found struct {
	Text  string
	Wrong bool // it keeps the row out
}

func (f Found) tone() string {
	if f.Wrong {
		return "bad"
	}
	return "warn"
}

func joined(words []string) string { return strings.Join(words, "、") }

func orBlank(p Page, text string) string {
	if text == "" {
		return p.T("web.import.blank")
	}
	return text
}
