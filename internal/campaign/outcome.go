package campaign

import (
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// Outcome is how an entry of the universe ends (办理结果).
type Outcome string

// The outcomes. Each entry has exactly one.
const (
	Open        Outcome = "open"
	Helped      Outcome = "helped"
	Refused     Outcome = "refused" // by them
	NotEligible Outcome = "not_eligible"
	Moved       Outcome = "moved" // moved, died or file closed, with proof
	Exception   Outcome = "exception"
)

// Out is the state of an entry that has left the universe. It is in the record
// and on no board.
const Out Outcome = "out"

// Outcomes are all of them, in the order of every table.
var Outcomes = []Outcome{Open, Helped, Refused, NotEligible, Moved, Exception}

// ParseOutcome reads the code of an outcome.
func ParseOutcome(text string) (Outcome, error) {
	for _, o := range Outcomes {
		if string(o) == strings.TrimSpace(text) {
			return o, nil
		}
	}
	return "", problem.New(problem.Invalid, "campaign.no_outcome")
}

// Coverage counts the universe by outcome.
type Coverage map[Outcome]int64

// Step is what holds of one entry of a universe from an instant on: what a
// roster laid, or what a person recorded. Steps are never changed.
type Step struct {
	Campaign id.ID
	Subject  string
	Seq      int64 // from 1
	Act      id.ID // the command that made it, and perhaps many others
	Kind     Kind
	Area     area.Code
	Unit     string
	Name     string
	Persons  int64
	State    Outcome
	Reason   string   // of a roster: undecided, over_quota, excluded, no_class
	ByHand   bool     // a person decided the state
	Day      day.Date // on which it happened
	Person   string   // who did it
	Approver string   // of an exception
	File     string   // digest of the attached document or photo
	Note     string
	Actor    string // who recorded it
	Recorded day.Instant
}

// Settled tells whether a person has recorded how the entry ended.
func (s *Step) Settled() bool { return s.ByHand && s.State != Open }

// Finding is what a person records of an entry: how it ended, on which day, who
// did it, and what shows it.
type Finding struct {
	State    Outcome
	Day      day.Date
	Person   string // who did it
	Note     string
	Approver string // of an exception
	File     string // digest of the attachment
	Actor    string // who records it
}

// The longest texts of a finding, in characters.
const (
	noteMost = 2000
	nameMost = 60
)

// Record makes the next step of an entry, or says what is missing. What each
// state asks for:
//
//	helped                 the day and who did it
//	refused, not_eligible  a note
//	moved                  an attached proof
//	exception              a note, and an approver who is not its recorder
//	open                   a note: why it is open again
//
// An entry that a person has settled is opened again before it is settled
// otherwise, so that nothing recorded is replaced unseen: problem.Conflict.
func (s *Step) Record(f Finding, today day.Date) (*Step, error) {
	f.Note, f.Person, f.Approver = strings.TrimSpace(f.Note), strings.TrimSpace(f.Person), strings.TrimSpace(f.Approver)
	switch {
	case s.Settled() && f.State != Open, s.State == Open && f.State == Open:
		return nil, s.Taken(f.State)
	case f.Day.IsZero():
		return nil, problem.New(problem.Invalid, "campaign.day_missing")
	case f.Day.After(today):
		return nil, problem.New(problem.Invalid, "campaign.day_to_come", "day", f.Day)
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	next := *s
	next.Seq++
	next.State, next.Reason, next.ByHand = f.State, "", true
	next.Day, next.Person, next.Approver, next.Note, next.File, next.Actor = f.Day, f.Person, f.Approver, f.Note, f.File, f.Actor
	return &next, nil
}

// Taken is the conflict of a finding with what stands, naming both.
func (s *Step) Taken(wanted Outcome) error {
	return problem.New(problem.Conflict, "campaign.outcome_stands", "state", s.State, "actor", s.Actor, "day", s.Recorded.Date(), "wanted", wanted)
}

func (f *Finding) check() error {
	switch {
	case len([]rune(f.Note)) > noteMost:
		return problem.New(problem.TooLarge, "campaign.note_too_long", "most", noteMost)
	case len([]rune(f.Person)) > nameMost, len([]rune(f.Approver)) > nameMost:
		return problem.New(problem.TooLarge, "campaign.name_too_long", "most", nameMost)
	case f.Person == "":
		return problem.New(problem.Invalid, "campaign.person_missing")
	case f.Note == "" && (f.State == Refused || f.State == NotEligible || f.State == Exception || f.State == Open):
		return problem.New(problem.Invalid, "campaign.note_missing", "state", f.State)
	case f.State == Moved && f.File == "":
		return problem.New(problem.Invalid, "campaign.proof_missing")
	case f.State == Exception && f.Approver == "":
		return problem.New(problem.Invalid, "campaign.approver_missing")
	case f.State == Exception && (f.Approver == strings.TrimSpace(f.Actor) || f.Approver == f.Person):
		return problem.New(problem.Invalid, "campaign.approver_same")
	case f.State != Exception && f.Approver != "":
		return problem.New(problem.Invalid, "campaign.approver_unasked", "state", f.State)
	}
	return nil
}

// Text is the outcome's name in a sentence.
func (o Outcome) Text(lang locale.Lang) string {
	return locale.Text(lang, "campaign.state."+string(o), nil)
}

// Turn is what a roster built anew means for an entry.
type Turn string

// The turns.
const (
	CameIn  Turn = "in"       // open now, and was not before
	FellOut Turn = "fell_out" // was open, and no roster has it now
	Kept    Turn = "kept"     // no roster has it now, and what a person recorded stays
	Other   Turn = "other"    // moved within the universe, renamed, came or went without being due
)
