package demand

import (
	"fmt"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
)

// State is where a demand stands.
type State string

// The states.
const (
	Open     State = "open"     // somebody has to act
	Answered State = "answered" // the household's word is awaited
	Closed   State = "closed"
)

// States are all, in the order of the way.
var States = []State{Open, Answered, Closed}

// Text is the state's name.
func (s State) Text(lang locale.Lang) string {
	return locale.Text(lang, "demand.state."+string(s), nil)
}

// Verb is what is done to a demand.
type Verb string

// The verbs.
const (
	Take   Verb = "take"   // heard
	Note   Verb = "note"   // how far it is
	Raise  Verb = "raise"  // to the next level (上报)
	Answer Verb = "answer" // to the household
	Close  Verb = "close"  // with the household's word
	Reopen Verb = "reopen"
	Hide   Verb = "hide" // marked as sensitive
	Bare   Verb = "bare" // not sensitive any more
	Join   Verb = "join" // grouped into one matter with others
)

// Verbs are all.
var Verbs = []Verb{Take, Note, Raise, Answer, Close, Reopen, Hide, Bare, Join}

// Text is the verb's name.
func (v Verb) Text(lang locale.Lang) string {
	return locale.Text(lang, "demand.verb."+string(v), nil)
}

// Nature is whether many have the same, or it came at once.
type Nature string

// The natures: 普遍性问题, 突发性问题.
const (
	Common Nature = "common"
	Sudden Nature = "sudden"
)

// Natures are all.
var Natures = []Nature{Common, Sudden}

// Text is the nature's name.
func (n Nature) Text(lang locale.Lang) string {
	return locale.Text(lang, "demand.nature."+string(n), nil)
}

// Word is what the household says of the answer.
type Word string

// The words.
const (
	Satisfied   Word = "yes"
	Unsatisfied Word = "no"
)

// Words are all.
var Words = []Word{Satisfied, Unsatisfied}

// Text is the word in a sentence.
func (w Word) Text(lang locale.Lang) string {
	return locale.Text(lang, "demand.word."+string(w), nil)
}

// Asked is how the household was asked.
type Asked string

// The ways.
const (
	AtDoor  Asked = "door"
	ByPhone Asked = "phone"
	AtDesk  Asked = "desk"
	OnPaper Asked = "paper"
)

// Ways are all.
var Ways = []Asked{AtDoor, ByPhone, AtDesk, OnPaper}

// Text is the way in a sentence.
func (a Asked) Text(lang locale.Lang) string {
	return locale.Text(lang, "demand.asked."+string(a), nil)
}

// Demand is one thing a household asks for, or quarrels about.
type Demand struct {
	ID        id.ID
	Number    string
	Prefix    string // whose count the number is of
	Serial    int
	Campaign  id.ID
	Clause    string
	Visit     id.ID // heard on, "" at the desk
	Household id.ID
	File      string
	Area      area.Code
	Unit      string
	Kind      string // a term of list demand_kind
	Nature    Nature
	Sensitive bool
	Matter    id.ID
	State     State
	Ladder    []Rung
	Rung      int // index in Ladder
	On        day.Date
	Due       day.Instant // "" while nobody has to act
	Satisfied Word
	Account   id.ID // who took it
	Row       int
	Recorded  day.Instant

	Words string
	Acts  []Act
}

// Act is one thing done to a demand. Acts are only ever added.
type Act struct {
	Seq       int
	Verb      Verb
	From, To  State
	Level     Level
	Actor     string
	Account   id.ID
	Role      string
	On        day.Date
	Satisfied Word
	Asked     Asked
	At        day.Instant

	Who  string // who answers, who spoke for the household
	Text string
}

// Level is at which level it stands.
func (d *Demand) Level() Level {
	if d.Rung < len(d.Ladder) {
		return d.Ladder[d.Rung].Level
	}
	return Town
}

// Holder is who has it, in the ladder's words.
func (d *Demand) Holder() string {
	if d.Rung < len(d.Ladder) {
		return d.Ladder[d.Rung].To
	}
	return ""
}

// Top tells whether it can't go up any more.
func (d *Demand) Top() bool {
	return d.Rung >= len(d.Ladder)-1 || d.Ladder[d.Rung].Decides
}

// Late tells whether somebody should have acted before a moment.
func (d *Demand) Late(now day.Instant) bool {
	return d.State == Open && d.Due != "" && d.Due < now
}

// NumberOf is the number of a demand by the year and its place in the year's
// count of a town.
func NumberOf(year, serial int) string { return fmt.Sprintf("诉%d-%05d", year, serial) }
