package view

import (
	"strconv"
	"strings"

	"songnuan/internal/likeness"
	"songnuan/internal/registry"
)

// ImportList is the imports that a person may see.
type ImportList struct {
	Lines     []ImportLine
	Open      []ImportLine // sent in and not ended: to be carried on
	CanImport bool
	Pager     Pager
}

// ImportLine is one import in a list.
type ImportLine struct {
	ID, File, Kind, State, Tone string
	Unfinished, Begun           bool
	Who, When                   string
	Rows                        registry.Rows
}

// Upload is the form that sends a list in.
type Upload struct {
	Form
	Most int64 // bytes
}

// Wizard is what the pages of one import share.
type Wizard struct {
	ID, Kind, State string
	Step            int    // from 0
	Form            string // key of the page's form
	Begun           bool
	CanImport       bool
	CanUndo         bool
	Sent            bool // there is a file that was sent in, and the person may handle it
}

func (w Wizard) path(more string) string { return "/imports/" + w.ID + more }

// importSteps are the parts of the way.
func importSteps(p Page) []string {
	return []string{p.T("web.import.step_upload"), p.T("web.import.step_columns"), p.T("web.import.step_check"), p.T("web.import.step_enter"), p.T("web.import.step_result")}
}

// ImportColumns is how a list is understood.
type ImportColumns struct {
	Wizard
	Form   Form
	Areas  []Option
	Same   []ImportLine
	Notes  []string
	Sheets []DraftSheet
}

// DraftSheet is one sheet of it.
type DraftSheet struct {
	Place       int
	Name        string
	Read        bool
	First, Last int // rows of the heading; 0 when none was found
	Told        bool
	Top         []DraftRow
	Wide        int // columns of the widest row
	Columns     []DraftColumn
}

// found are the rows of the heading that were found and not told: those that
// come back the same need no word.
func (s DraftSheet) found(row int) string {
	if s.Told {
		return ""
	}
	return rowText(row)
}

// rowText is a row of the heading as a field shows it.
func rowText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// DraftRow is a row of the preview, masked.
type DraftRow struct {
	Number int
	Cells  []string
	Head   bool
}

// DraftColumn is a column and what it means.
type DraftColumn struct {
	Name, Heading, Why, Chosen string
	Samples                    []string
	Options                    []Option
	Doubt                      bool
}

// RowSum counts the rows of a checked list by what is to become of them.
type RowSum struct {
	In, Good, Doubt, Twin, Wrong, Left, Skipped int64
}

// ImportCheck is what a check came to.
type ImportCheck struct {
	Wizard
	Sum        RowSum
	Enter      int64
	Notes      []string
	Job        *Job
	Households bool
}

// ImportResult is what an import came to.
type ImportResult struct {
	Wizard
	Line      ImportLine
	Digest    string
	Job       *Job
	CanResume bool
}

// ImportRows is rows of one state.
type ImportRows struct {
	Wizard
	State  string
	Mend   bool // rows can be put right now
	Tabs   []Tab
	Sheets []RowSheet
	Pager  Pager
}

// RowSheet is rows under the headings of their sheet.
type RowSheet struct {
	Place    int
	Name     string
	Headings []string
	Rows     []RowLine
}

// RowLine is one row.
type RowLine struct {
	Sheet, Number int
	State         string
	Cells         []string
	Reasons       []string
}

// At names the row in a form or an address.
func (r RowLine) At() string { return strconv.Itoa(r.Sheet) + "." + strconv.Itoa(r.Number) }

// cellAt is a cell of a row that may be shorter than the heading.
func cellAt(cells []string, i int) string {
	if i < len(cells) {
		return cells[i]
	}
	return ""
}

// ImportRow is one row to be put right.
type ImportRow struct {
	Wizard
	At, State string
	Number    int
	Form      Form
	Fields    []Field
	Reasons   []string // that concern the row as a whole
	Others    []RowLine
}

// ImportTwins is households that may be on file already.
type ImportTwins struct {
	Wizard
	Open  bool // something can be decided still
	Late  bool // the list has entered: rows that came back are decided of one by one
	Twins []Twin
	Kinds []TwinKind // of those on the page, for deciding of all of a kind
	Pager Pager
}

// TwinKind is a reason why households may be on file, with what can be decided
// of all of them.
type TwinKind struct {
	Key           string
	Merges, Opens bool
}

// name is the kind in a message key; kinds that only a person can put right
// have one.
func (k TwinKind) name() string {
	switch k.Key {
	case "import.updates", "import.twin_likely", "registry.number_taken", "registry.member_elsewhere":
		return strings.ReplaceAll(k.Key, ".", "_")
	}
	return "other"
}

// Note takes a household's kind down.
func (t *ImportTwins) Note(one Twin) {
	for i := range t.Kinds {
		if k := &t.Kinds[i]; k.Key == one.Kind {
			k.Merges, k.Opens = k.Merges || one.Merges, k.Opens || one.Opens
			return
		}
	}
	t.Kinds = append(t.Kinds, TwinKind{one.Kind, one.Merges, one.Opens})
}

// Twin is a household of the list beside its file.
type Twin struct {
	At, Reason, Number, Head, Place string
	Listed, ListedHead              string
	Row, Rows                       int
	Kind, Choice                    string
	Updates, Merges, Opens          bool
	Differences                     []Difference
	Verdict                         likeness.Verdict // "" when a number says it
	Score                           int
	For, Against                    []string
}

// Difference is one field in which the two differ.
type Difference struct{ Field, Old, New string }

func rowTone(state string) string {
	switch state {
	case "wrong":
		return "red"
	case "twin":
		return "violet"
	case "doubt":
		return "amber"
	case "good":
		return "green"
	}
	return ""
}

func itoa(n int) string { return strconv.Itoa(n) }

func itoa64(n int64) string { return strconv.FormatInt(n, 10) }
