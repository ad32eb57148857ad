package registry

import (
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/intake"
	"songnuan/internal/sheet"
)

// Batch is one import: a command that can be continued after a stop and undone
// as a whole.
type Batch struct {
	ID         id.ID
	Kind       string // households, helpers
	File       string // its name without the folder
	Digest     string // SM3 of the file, to know it again
	Mapping    map[string]string
	State      BatchState
	Runner     id.ID // the run that carries it on; a run that finds another's here stops
	Actor      string
	Account    id.ID // of who sent the list; "" at the command line
	Upload     id.ID // the kept file; "" of a list read from disk
	Area       area.Code
	Unit       string
	Rows       Rows
	Checkpoint int64 // data rows of the file that are dealt with for good
	Detail     string
	Checked    string // JSON: what the check came to, "" before
	Started    day.Instant
	Ended      day.Instant // "" while unfinished
}

// BatchState is how far an import is.
type BatchState string

// The states of an import.
const (
	Draft    BatchState = "draft"   // sent in; what it means is being settled
	Checked  BatchState = "checked" // every row was looked at, nothing is entered
	Checking BatchState = "checking"
	Entering BatchState = "entering"
	Entered  BatchState = "entered"
	Undone   BatchState = "undone"
)

// Begun tells whether anything may have been entered.
func (s BatchState) Begun() bool { return s != Draft && s != Checked }

// Rows accounts for every data row of a list:
// In = Entered + Unchanged + Skipped + Wrong once the import has ended.
type Rows struct {
	In        int64 `json:"in"`
	Entered   int64 `json:"entered"`
	Unchanged int64 `json:"unchanged"` // already so in the registry
	Skipped   int64 `json:"skipped"`   // subtotals, repeated headings, notes, a row given twice
	Wrong     int64 `json:"wrong"`     // given back with the reason
}

// Aside is a row of an import that is not entered with the stream.
type Aside struct {
	Sheet   int
	Number  int // as the sheet shows it, from 1
	State   AsideState
	Group   string
	Cells   []string // all digits of numbers
	Kinds   []sheet.Kind
	Above   string // the village that a blank cell took from the row above
	Reasons intake.Findings
}

// AsideState says why a row was set aside.
type AsideState string

// The reasons to set a row aside.
const (
	Wrong AsideState = "wrong" // to be corrected by the sender
	Good  AsideState = "good"  // of a check: would enter
	Doubt AsideState = "doubt" // of a check: would enter; somebody should look at it
	Twin  AsideState = "twin"  // of a check: there is a file already that it may be
	Left  AsideState = "left"  // of a check: a person leaves it out
	Held  AsideState = "held"  // good so far; other rows of its household stand elsewhere in the file
)
