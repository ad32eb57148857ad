package pairing

import (
	"slices"
	"strings"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
)

// Pair is one helper bound to one household (结对) under a pairing clause of a
// campaign's plan.
type Pair struct {
	ID        id.ID
	Household id.ID
	Helper    id.ID
	Campaign  id.ID
	Clause    string // of the plan's pairing
	From      day.Date
	To        day.Date // last day; unset while it stands
	State     State
	How       How
	Locked    bool      // solving anew leaves it as it is
	Cost      int64     // in points, see Weights; 0 of a pair made by hand or adopted
	Parts     []Part    // what the cost is made of
	Reason    string    // why it was made by hand, or ended
	Handover  string    // what who comes after should know
	Follows   id.ID     // the pair that it came in place of
	Village   area.Code // where the household lay when the pair was made
	Reviewed  day.Date
	Actor     string
	Recorded  day.Instant
	Version   int64

	Area area.Code // of the household, as it lies today
	Unit string
}

// State is how far a pair has come.
type State string

// The states of a pair. What was proposed is confirmed or thrown away; what
// stands ends and is kept.
const (
	Proposed State = "proposed"
	Standing State = "standing"
	Ended    State = "ended"
)

// How a pair came about.
type How string

// The ways.
const (
	Solved  How = "solved"  // by the program's assignment
	ByHand  How = "hand"    // a person chose
	Adopted How = "adopted" // somebody from outside joined (社会热心人士认领), on top of the clause's helpers
)

// Part is one stated share of a pair's cost.
type Part struct {
	Name   string `json:"name"`            // distance, skill, load, continuity, rank, prefer
	Points int64  `json:"points"`          // never below 0; 0 is the best
	Told   string `json:"told,omitempty"`  // what it rests on: a skill, a village
	Worst  int64  `json:"worst,omitempty"` // the most points it could have cost
}

// Gone tells why a pair that stands needs a person's hand.
type Gone string

// Why a pair has to be adjusted (个别结对关系的调整).
const (
	HouseholdClosed Gone = "household_closed" // the file is closed
	OffRoster       Gone = "off_roster"       // the household is in the campaign's classes no more
	HelperLeft      Gone = "helper_left"
	Moved           Gone = "moved" // to another village: whoever helps may still suit
)

// Over tells whether the pair can't go on.
func (g Gone) Over() bool { return g != "" && g != Moved }

// LongestNote is the most characters of a reason or a handover note.
const LongestNote = 500

// CheckNote checks a reason or a handover note; needed asks for one.
// problem.Invalid.
func CheckNote(text string, needed bool) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "" && needed:
		return "", problem.New(problem.Invalid, "pairing.reason_needed")
	case utf8.RuneCountInString(text) > LongestNote:
		return "", problem.New(problem.Invalid, "pairing.note_long", "longest", LongestNote)
	}
	return text, nil
}

// On tells whether the pair stands on a day.
func (p *Pair) On(d day.Date) bool {
	return p.State != Proposed && !p.From.After(d) && (p.To.IsZero() || !p.To.Before(d))
}

// Confirm makes a proposal stand from a day. problem.Conflict when it does
// already, or has ended.
func (p *Pair) Confirm(from day.Date) error {
	if p.State != Proposed {
		return problem.New(problem.Conflict, "pairing.not_proposed")
	}
	p.State, p.From, p.Locked = Standing, from, false
	return nil
}

// End ends a pair that stands, with its last day, the reason, and what who
// comes after should know. problem.Conflict when it does not stand.
func (p *Pair) End(last day.Date, reason, handover string) (err error) {
	if p.State != Standing {
		return problem.New(problem.Conflict, "pairing.not_standing")
	}
	if last.Before(p.From) {
		last = p.From
	}
	if p.Reason, err = CheckNote(reason, true); err != nil {
		return err
	}
	if p.Handover, err = CheckNote(handover, false); err != nil {
		return err
	}
	p.State, p.To, p.Locked = Ended, last, false
	return nil
}

// Total is what the parts come to.
func Total(parts []Part) (points int64) {
	for _, p := range parts {
		points += p.Points
	}
	return points
}

// Reasons are the parts in the order a person wants to read them: what speaks
// for the pair first.
func Reasons(parts []Part) []Part {
	sorted := slices.Clone(parts)
	slices.SortStableFunc(sorted, func(a, b Part) int { return int(min(max(a.Points-b.Points, -1), 1)) })
	return sorted
}
