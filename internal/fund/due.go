package fund

import (
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/money"
)

// DueState is where a due stands.
type DueState string

// The states of a due.
const (
	Open    DueState = "due"
	Held    DueState = "held"    // a guard holds it
	Batched DueState = "batched" // a batch is to pay it
	PaidOut DueState = "paid"
	Dropped DueState = "dropped" // the roster or the plan no longer gives it
)

// DueStates are all of them.
var DueStates = []DueState{Open, Held, Batched, PaidOut, Dropped}

// Text is the state as pages write it.
func (s DueState) Text(lang locale.Lang) string {
	return locale.Text(lang, "fund.due."+string(s), nil)
}

// Due is what one household or person is due of one clause from one purse in one
// period (应发).
type Due struct {
	ID        id.ID
	Campaign  id.ID
	Clause    string // cash.city_money
	Class     string
	Subject   string // of the roster: household, member, or the line itself
	Household id.ID  // "" when there is no file
	Area      area.Code
	Unit      string
	Purse     id.ID
	Line      id.ID
	Period    string // "2027", "2027-Q1", "2027-01"; "" is once
	Fen       money.Fen
	State     DueState
	Held      []Ban // why it may not be paid now
	How       Reckoning
	Batch     id.ID
	Asker     id.ID  // account that wants it paid in spite of a guard
	Reason    string // why
	Recorded  day.Instant
	Version   int64
}

// Reckoning says how an amount came about: rate times count times periods,
// within a cap, and which part of it this purse carries.
type Reckoning struct {
	Tier  string    `json:"tier,omitempty"`
	Rate  money.Fen `json:"rate"`
	Count int64     `json:"count"`
	Times int64     `json:"times"`
	Cap   money.Fen `json:"cap,omitempty"`
	Whole money.Fen `json:"whole"`           // from all purses
	When  string    `json:"when,omitempty"`  // the rule of the tier, as the plan has it
	Floor bool      `json:"floor,omitempty"` // the plan says no less than the rate
	Per   string    `json:"per,omitempty"`   // what the rate is counted by
	Parts int       `json:"parts,omitempty"` // purses that share it
	Size  int64     `json:"size,omitempty"`  // persons of the household then
	Cover int64     `json:"cover,omitempty"` // of them covered
	AsOf  string    `json:"as_of,omitempty"` // the day of the roster, by which the household was taken
}

// Begun tells whether the period of a due has come. What is paid once has.
func (d *Due) Begun(today day.Date) bool { return d.Period <= today.String() }

// Lifted tells whether a second person let the due pass its guards.
func (d *Due) Lifted() bool { return d.State == Open && len(d.Held) > 0 }

// Key tells dues of a campaign apart: reckoned again, the same is the same row.
func (d *Due) Key() string {
	return string(d.Campaign) + "/" + d.Clause + "/" + d.Subject + "/" + string(d.Purse) + "/" + d.Period
}
