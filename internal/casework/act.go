package casework

import (
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/money"
)

// Verb is what somebody did to a case.
type Verb string

// The verbs.
const (
	Submit     Verb = "submit"     // hand the application in
	AskPapers  Verb = "ask_papers" // the one notice of what is missing
	Complete   Verb = "complete"   // what was missing is there
	Confirm    Verb = "confirm"    // say with one's own account that one took part in the check
	Pass       Verb = "pass"       // take the step in favour: checked, agreed, decided
	Refuse     Verb = "refuse"     // decide against, or say so in an opinion
	SendBack   Verb = "send_back"  // return for correction, with reasons
	Withdraw   Verb = "withdraw"   // by the applicant
	Transfer   Verb = "transfer"   // to another office
	Post       Verb = "post"       // the notice hangs
	NoticeOver Verb = "notice_over"
	Object     Verb = "object"    // somebody objected in the notice period
	Uphold     Verb = "uphold"    // the objection was right: looked into again
	Dismiss    Verb = "dismiss"   // it was not: the notice goes on anew
	TakeDown   Verb = "take_down" // the notice is cancelled
	Extend     Verb = "extend"    // the limit of the whole
	OpenFile   Verb = "open_file"
)

// Verbs are all.
var Verbs = []Verb{Submit, AskPapers, Complete, Confirm, Pass, Refuse, SendBack, Withdraw, Transfer, Post, NoticeOver, Object, Uphold, Dismiss, TakeDown, Extend, OpenFile}

// Text is the verb's name in the list of acts.
func (v Verb) Text(lang locale.Lang) string {
	return locale.Text(lang, "casework.verb."+string(v), nil)
}

// Act is one thing done to a case. Acts are only ever added; what is taken
// back is taken back by another act.
type Act struct {
	Case     id.ID
	Seq      int64 // 1, 2, 3 … in the case; the version of the case after it
	Step     string
	Place    int // of the step in the profile, from 0; -1 before the first
	Do       StepKind
	Round    int
	Verb     Verb
	User     id.ID // account, "" for the program itself
	Actor    string
	Role     string
	With     []Person  // who did it too: the others of a check
	Reason   string    // opinion or reasons, in the person's words
	To       string    // step it goes back to
	ToPlace  int       // its place in the profile
	Area     area.Code // office it is handed to
	Unit     string
	Category string
	Amount   money.Fen
	Covered  int
	Class    string
	Meeting  *Meeting
	// What the rules said of the household when the step was taken.
	Assessment []Assessment
	Notice     id.ID
	Until      day.Date // last day of the notice
	Late       bool     // after the last day of the step or of the whole
	On         day.Date
	Recorded   day.Instant
}

// Person is one of those who took a step together.
type Person struct {
	User      id.ID  `json:"user,omitempty"`
	Name      string `json:"name"`
	Post      string `json:"post,omitempty"`
	Confirmed bool   `json:"confirmed,omitempty"` // with an account of his own
}

// Meeting is an appraisal (民主评议).
type Meeting struct {
	On      day.Date `json:"on"`
	Place   string   `json:"place,omitempty"`
	Chair   string   `json:"chair"`
	Minutes string   `json:"minutes,omitempty"`
	Due     int      `json:"due"`     // persons who should come
	Came    int      `json:"came"`    // persons
	For     int      `json:"for"`     // votes
	Against int      `json:"against"` // votes
	Abstain int      `json:"abstain"` // votes
	Aside   int      `json:"aside"`   // came and stood aside as relatives; they do not vote
}
