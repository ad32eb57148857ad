// Package casework holds how help is granted fairly: an application, its
// checks, the appraisal, the public notice with its objections, the decision,
// and the file that an approval opens; who may take which step, who must stand
// aside, and by when. What differs from place to place is a Profile. It knows
// no database; a household is an id here.
package casework

import (
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/money"
)

// Case is one application, review or exit on its way through a procedure.
type Case struct {
	ID        id.ID
	Number    string // receipt number (受理编号)
	Kind      Kind
	Channel   Channel
	Profile   string    // id of the profile
	Digest    string    // of the version of it that the case began with
	Area      area.Code // village or community
	Unit      string    // path, "" for none
	Household id.ID     // file that it is about or that it opened, "" before
	Applicant string    // name in the clear
	Persons   int       // living together
	Covered   int       // who would receive
	Cause     string    // main cause, for what is granted once a cause and year; of an exit, its reason
	Category  string    // term proposed or decided
	Amount    money.Fen // proposed, then decided: fen a month or once, as the profile pays
	Class     string    // review class proposed: A, B, C

	Step     string // id in the profile where it stands, "" once ended
	Round    int    // 1, one more each time it goes back
	State    State
	Kin      bool // a relative of staff is in the household (近亲属备案)
	Objected bool // somebody objected to it in the notice

	Received day.Date // complete application
	Began    day.Date // of the present step
	Due      day.Date // of the present step; unset without limit
	DueAll   day.Date // of the whole
	Stopped  day.Date // since when the clock stands still, unset while it runs
	Lost     int      // days that the clock stood still at this step, of the step's own counting
	Extended bool     // the whole's limit was extended

	Doing StepKind // what is done at Step
	Turn  string   // codes of the roles that may take it, joined by a blank

	Agent  string // who stands in for the applicant: guardian, village, union; in the clear
	Origin id.ID  // case that it was handed over from
	Heir   id.ID  // case that it was handed over to
	Opened day.Instant
	User   id.ID // account that opened it

	Actor    string // of the last act
	Recorded day.Instant
	Version  int64
}

// State is how a case stands.
type State string

// The states.
const (
	Draft       State = "draft"       // being filled in
	Incomplete  State = "incomplete"  // told once what is missing; the clock stands still
	Running     State = "running"     // at a step
	Posted      State = "posted"      // 公示 under way
	Disputed    State = "disputed"    // an objection is looked into; the clock stands still
	Approved    State = "approved"    // decided in favour, the file not opened yet
	Filed       State = "filed"       // the file is opened or brought up to date; the end
	Refused     State = "refused"     // with reasons, told in writing
	Withdrawn   State = "withdrawn"   // by the applicant
	Transferred State = "transferred" // another office has it (转办)
)

// States are all, in the order they are shown.
var States = []State{Draft, Incomplete, Running, Posted, Disputed, Approved, Filed, Refused, Withdrawn, Transferred}

// Ended tells whether nothing more happens to the case.
func (s State) Ended() bool {
	switch s {
	case Filed, Refused, Withdrawn, Transferred:
		return true
	}
	return false
}

// Still tells whether the clock stands still.
func (s State) Still() bool { return s == Draft || s == Incomplete || s == Disputed }

// Text is the state's name.
func (s State) Text(lang locale.Lang) string {
	return locale.Text(lang, "casework.state."+string(s), nil)
}

// Overdue tells whether the present step should have been taken before today.
func (c *Case) Overdue(today day.Date) bool {
	return !c.State.Ended() && !c.State.Still() && !c.Due.IsZero() && c.Due.Before(today)
}

// OverdueAll tells whether the whole should have been decided before today.
func (c *Case) OverdueAll(today day.Date) bool {
	return !c.State.Ended() && !c.State.Still() && c.State != Approved && c.State != Posted && !c.DueAll.IsZero() && c.DueAll.Before(today)
}
