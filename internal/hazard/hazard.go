package hazard

import (
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
)

// State is where a hazard stands.
type State string

// The states.
const (
	Found   State = "found"   // nobody is ordered to put it right yet
	Ordered State = "ordered" // somebody has to, by a day
	Righted State = "righted" // put right, to be looked at again
	Cleared State = "cleared" // gone
)

// States are all, in the order of the way.
var States = []State{Found, Ordered, Righted, Cleared}

// Open tells whether the danger is still there as far as the record knows.
func (s State) Open() bool { return s != Cleared }

// Text is the state's name.
func (s State) Text(lang locale.Lang) string {
	return locale.Text(lang, "hazard.state."+string(s), nil)
}

// Verb is what is done to a hazard.
type Verb string

// The verbs.
const (
	Report   Verb = "report"   // found, with a first grade (初判)
	Appraise Verb = "appraise" // the formal grade, by an appraiser's paper (鉴定)
	Order    Verb = "order"    // to be put right by a person and a day (整改)
	Right    Verb = "right"    // put right
	Fail     Verb = "fail"     // looked at again, and not in order
	Clear    Verb = "clear"    // looked at again, and gone
	Raise    Verb = "raise"    // late, told a level higher
	Except   Verb = "except"   // a second person lets the household count as helped all the same
	Note     Verb = "note"
)

// Verbs are all, in the order they are offered.
var Verbs = []Verb{Report, Appraise, Order, Right, Clear, Fail, Raise, Except, Note}

// Text is the verb's name.
func (v Verb) Text(lang locale.Lang) string {
	return locale.Text(lang, "hazard.verb."+string(v), nil)
}

// Hazard is one danger of one household (隐患).
type Hazard struct {
	ID         id.ID
	Inspection id.ID
	Campaign   id.ID  // whose plan it was looked for by, "" of none
	Clause     string // id of the plan's inspection, "" of none
	Household  id.ID
	File       string // number of the household's file then
	Area       area.Code
	Unit       string
	Kind       string // a term of list hazard_kind
	First      string // grade by who found it
	Formal     string // by an appraisal, "" before one
	Grave      bool   // by the grade in force and the rule it was found under
	Reinspect  bool   // another looks before it is cleared
	State      State
	On         day.Date // found
	Due        day.Date // unset while nobody is ordered
	Raised     int      // levels it went up since the last order
	Excepted   bool
	Row        int // version, the number of the last act
	Recorded   day.Instant

	Words  string // what was seen
	Charge string // who has to put it right (责任人)
	Acts   []Act
}

// Act is one thing done to a hazard. Acts are only ever added.
type Act struct {
	Seq      int
	Verb     Verb
	From, To State
	Actor    string // who keeps the record
	Account  id.ID
	Role     string
	On       day.Date // when it was done
	Grade    string
	Due      day.Date
	File     string // digest of the appraiser's paper, "" for none
	At       day.Instant

	Who  string // who did it: appraised, has to put right, put right, looked again; told, of a raise
	Post string // the appraiser's office, or the post of who is told
	Text string
}

// Grade is the grade in force: the formal one where there is one.
func (h *Hazard) Grade() string {
	if h.Formal != "" {
		return h.Formal
	}
	return h.First
}

// Late tells whether it should have been put right before a day.
func (h *Hazard) Late(today day.Date) bool {
	return h.State == Ordered && !h.Due.IsZero() && h.Due.Before(today)
}

// Stage is when a photo was taken.
type Stage string

// The stages.
const (
	Before Stage = "before" // it was put right
	After  Stage = "after"
)

// Photo is a picture of a hazard.
type Photo struct {
	ID       id.ID
	Hazard   id.ID
	Stage    Stage
	Area     area.Code
	Unit     string
	File     string // digest
	Type     string
	Size     int64
	Actor    string
	Recorded day.Instant
}

// Inspection is one going through the check list at a household.
type Inspection struct {
	ID        id.ID
	Campaign  id.ID
	Clause    string
	Household id.ID
	Area      area.Code
	Unit      string
	On        day.Date
	Actor     string
	Account   id.ID
	Recorded  day.Instant
	Who       string // who looked
	Items     []Item
	Note      string
}

// Answer is what was found of one item of the list.
type Answer string

// The answers.
const (
	InOrder   Answer = "ok"
	Dangerous Answer = "hazard"
	Unseen    Answer = "unseen" // could not be looked at
)

// Item is one item of the check list as it was answered.
type Item struct {
	Kind   string `json:"kind"`
	Answer Answer `json:"answer"`
	Grade  string `json:"grade,omitempty"`
	Words  string `json:"words,omitempty"`
	Hazard id.ID  `json:"hazard,omitempty"`
}
