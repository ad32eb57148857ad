package casework

import (
	"slices"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
)

// Filter says which cases a queue shows; the zero Filter is all that are not
// ended, what is due first before the rest.
type Filter struct {
	Area  area.Code // village, town …; "" does not narrow
	Unit  string
	Text  string // a receipt number or the whole name of an applicant
	Kinds []Kind
	State State
	Doing StepKind // what is to be done next
	Step  string   // id of a step, beside Profile
	// Profile is the name of a procedure.
	Profile string

	DueBefore day.Date // the step's last day lies before it, and the clock runs
	Stopped   bool     // the clock stands still
	Objected  bool
	Kin       bool
	Ended     bool // those that are ended, the latest first

	Role string // only those whose step the role may take …
	User id.ID  // … and that the account has not judged at another step
}

// Tally is how many cases stand alike.
type Tally struct {
	State   State    `json:"state"`
	Doing   StepKind `json:"doing,omitempty"`
	Cases   int64    `json:"cases"`
	Overdue int64    `json:"overdue"` // the step should have been taken
}

// Late are overdue cases of one place, step and person.
type Late struct {
	Area   area.Code
	Unit   string
	Doing  StepKind
	Turn   string // roles that may act
	Actor  string // who acted last
	Cases  int64
	Oldest day.Date // the earliest last day
}

// TurnOf tells whether a set of roles, as a case holds it, has the role.
func TurnOf(turn, role string) bool { return slices.Contains(strings.Fields(turn), role) }
