// Package campaign is a plan running over a registry: the roster of each class
// with its reasons, and the closed universe in which every entry ends in
// exactly one outcome.
package campaign

import (
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
)

// Campaign is a plan put to work on an area or unit, as of a day.
type Campaign struct {
	ID       id.ID
	Plan     string // plan id
	Digest   string // of the plan's text
	Title    string
	Area     area.Code // "" is everywhere
	Unit     string    // path, "" is every unit
	AsOf     day.Date
	State    State
	Answers  []Answer
	Version  int64
	Recorded day.Instant
}

// State of a campaign.
type State string

// The states. A draft still rests on assumptions.
const (
	Draft  State = "draft"
	Active State = "active"
	Closed State = "closed"
)

// Answer settles a parameter that the plan leaves open (待明确). The question
// and the sentence of the plan stay beside it on record.
type Answer struct {
	Param    string
	Value    string
	Assumed  bool // nobody has answered yet; Value is the plan's own assumption
	Ask      string
	Source   string
	Actor    string
	Recorded day.Instant
}

// Unsettled names the parameters that nobody has answered.
func (c *Campaign) Unsettled() []string {
	var open []string
	for _, a := range c.Answers {
		if a.Assumed {
			open = append(open, a.Param)
		}
	}
	return open
}

// Activate makes a draft active. It is refused while a parameter is open.
func (c *Campaign) Activate() error {
	if c.State != Draft {
		return problem.New(problem.Conflict, "campaign.not_draft")
	}
	if open := c.Unsettled(); len(open) > 0 {
		return problem.New(problem.Invalid, "campaign.unsettled", "params", strings.Join(open, "、"))
	}
	c.State = Active
	return nil
}

// Close ends an active campaign. It is refused while an entry is open, and
// where no roster has laid a universe.
func (c *Campaign) Close(entries, open int64) error {
	switch {
	case c.State != Active:
		return problem.New(problem.Conflict, "campaign.not_active")
	case entries == 0:
		return problem.New(problem.Conflict, "campaign.no_universe")
	case open > 0:
		return problem.New(problem.Conflict, "campaign.still_open", "open", open)
	}
	c.State = Closed
	return nil
}
