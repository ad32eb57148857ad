package registry

import (
	"fmt"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
)

// ChangeState is how far a change request (变更申请) has come.
type ChangeState string

// The states. Draft and returned are with who files it, submitted and checked
// with who decides, approved waits for the end of a freeze; the last three are
// ends.
const (
	ChangeDraft     ChangeState = "draft"
	ChangeSubmitted ChangeState = "submitted"
	ChangeChecked   ChangeState = "checked" // the first of two has agreed
	ChangeReturned  ChangeState = "returned"
	ChangeApproved  ChangeState = "approved"
	ChangeApplied   ChangeState = "applied"
	ChangeRefused   ChangeState = "refused"
	ChangeWithdrawn ChangeState = "withdrawn"
)

// ChangeStates are all, in the order they are shown.
var ChangeStates = []ChangeState{ChangeSubmitted, ChangeChecked, ChangeApproved, ChangeReturned, ChangeDraft, ChangeApplied, ChangeRefused, ChangeWithdrawn}

// Pending tells whether the request stands in the way of others: it is under
// way and may still change the file.
func (s ChangeState) Pending() bool {
	return s == ChangeSubmitted || s == ChangeChecked || s == ChangeApproved
}

// Ended tells whether nothing happens to the request any more.
func (s ChangeState) Ended() bool {
	return s == ChangeApplied || s == ChangeRefused || s == ChangeWithdrawn
}

// Editable tells whether who filed it may still change what it asks for.
func (s ChangeState) Editable() bool { return s == ChangeDraft || s == ChangeReturned }

// ChangeRequest asks for a change of one household's file, of two that become
// one, or of one that becomes two. What it asks for is sealed where it is kept.
type ChangeRequest struct {
	ID     id.ID
	Number string    // 变2026-000123; "" until it is submitted
	Town   area.Code // whose count the number is of, 9 digits filled up; "" of no town
	Year   int
	Serial int

	Kind     ChangeCode
	Occasion string // code of the kind's occasion (事由)

	Household    id.ID
	File         string // number of the household's file when it was filed
	Version      int    // of the file that the request was made on
	Other        id.ID  // the household that a merge takes in; "" is none
	OtherFile    string
	OtherVersion int
	Fresh        id.ID // the household that a split opens; "" is none
	FreshFile    string
	Area         area.Code // of the household when it was filed
	Unit         string

	State   ChangeState
	Aspects []Aspect
	Route   ChangeRoute // in force since it was submitted
	Ask     ChangeAsk

	Actor   string // account of who files
	Account id.ID  // "" at the command line
	Made    day.Instant
	Sent    day.Instant // submitted last; "" never
	Due     day.Date    // the decision is due; unset while nobody has to decide
	Holds   day.Date    // approved: the change takes effect on this day
	Applied day.Instant // "" unless it was
	Result  int         // version of the file that the change wrote

	Row  int // version of the request's own row
	Acts []ChangeAct
}

// ChangeAct is one step of a request. Acts are only ever added.
type ChangeAct struct {
	Seq     int // from 1
	Verb    ChangeVerb
	From    ChangeState
	To      ChangeState
	Actor   string
	Account id.ID
	Role    string
	Scope   string // JSON: what the actor saw then; the change is applied as him
	At      day.Instant
	Note    string // reason, sealed where it is kept
	Paper   bool   // the number was compared with the paper
	Digest  string // keyed, of what the request asked for at the time
}

// ChangeVerb is what somebody does to a request.
type ChangeVerb string

// The verbs.
const (
	VerbFile     ChangeVerb = "file" // the draft
	VerbSubmit   ChangeVerb = "submit"
	VerbApprove  ChangeVerb = "approve"
	VerbReturn   ChangeVerb = "return"
	VerbRefuse   ChangeVerb = "refuse"
	VerbWithdraw ChangeVerb = "withdraw"
	VerbSettle   ChangeVerb = "settle" // values were chosen where the file had changed meanwhile
	VerbApply    ChangeVerb = "apply"
)

// ChangeNumber is the number on the receipt: unique within a town, counted by
// year.
func ChangeNumber(year, serial int) string { return fmt.Sprintf("变%d-%06d", year, serial) }

// ChangeLane is the part of the list that a state belongs to.
type ChangeLane string

// The lanes.
const (
	LaneDecide ChangeLane = "decide" // somebody has to decide
	LaneHold   ChangeLane = "hold"   // approved, waiting for the end of a freeze
	LaneFile   ChangeLane = "file"   // with who files it
	LaneEnded  ChangeLane = "ended"
)

// ChangeLanes are all, in the order they are shown.
var ChangeLanes = []ChangeLane{LaneDecide, LaneHold, LaneFile, LaneEnded}

// Lane is where a request of the state is listed.
func (s ChangeState) Lane() ChangeLane {
	switch {
	case s == ChangeApproved:
		return LaneHold
	case s.Pending():
		return LaneDecide
	case s.Ended():
		return LaneEnded
	}
	return LaneFile
}

// ChangePaper is a document attached to a request (材料).
type ChangePaper struct {
	ID       id.ID
	Request  id.ID
	Kind     string // id_card, household_book …
	Area     area.Code
	Unit     string
	File     string // digest
	Type     string
	Size     int64 // bytes
	Actor    string
	Recorded day.Instant
}

// Text is the state's name.
func (s ChangeState) Text(lang locale.Lang) string {
	return locale.Text(lang, "registry.change.stands."+string(s), nil)
}

// Text is the verb in the record of a request: who handed it in, approved it …
func (v ChangeVerb) Text(lang locale.Lang) string {
	return locale.Text(lang, "registry.change.did."+string(v), nil)
}

// Text is the name of the kind.
func (k ChangeCode) Text(lang locale.Lang) string {
	return locale.Text(lang, "registry.change.kind."+string(k), nil)
}

// Text is the name of the aspect.
func (a Aspect) Text(lang locale.Lang) string {
	return locale.Text(lang, "registry.change.aspect."+string(a), nil)
}

// Text says what a change of the kind may do to what the household receives.
func (e Effect) Text(lang locale.Lang) string {
	return locale.Text(lang, "registry.change.effect."+string(e), nil)
}

// OccasionText is the name of an occasion.
func OccasionText(lang locale.Lang, code string) string {
	return locale.Text(lang, "registry.change.occasion."+code, nil)
}

// PaperText is the name of a kind of paper; of "a|b" both, with or between.
func PaperText(lang locale.Lang, code string) string {
	var names []string
	for one := range strings.SplitSeq(code, "|") {
		names = append(names, locale.Text(lang, "registry.change.paper."+one, nil))
	}
	return strings.Join(names, locale.Text(lang, "registry.change.or", nil))
}
