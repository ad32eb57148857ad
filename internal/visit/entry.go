package visit

import (
	"encoding/json"
	"slices"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/money"
)

// Entry is one visit, call, letter or deed as it comes in: from a page of the
// office, from a paper sheet that somebody keys in, from a phone. Its id is
// minted where it is written, so that what is sent twice arrives once.
type Entry struct {
	ID        id.ID       `json:"id"`
	Household id.ID       `json:"household"`
	Campaign  id.ID       `json:"campaign,omitempty"` // "" is outside of campaigns
	Duty      string      `json:"duty,omitempty"`     // id in the plan, "" for none
	Act       string      `json:"act"`                // visit, call, letter, deed, aid_value …; the duty's when it has one
	Form      string      `json:"form"`               // digest of the form that it was filled from
	Answers   Answers     `json:"answers"`
	Visitors  []Visitor   `json:"visitors"`
	At        day.Instant `json:"at"`              // by the clock where it was written
	Sent      day.Instant `json:"sent,omitempty"`  // by the same clock, when it was sent; "" is the server's own clock
	On        day.Date    `json:"on,omitzero"`     // the day as typed, for what is keyed in later
	Place     *Place      `json:"place,omitempty"` // where the device was
	Way       Way         `json:"way"`
	Paper     string      `json:"paper,omitempty"` // number of the paper sheet
}

// Answers are the answers by the questions' ids.
type Answers map[string]Answer

// Answer is what one question got. Which field holds it goes by the kind:
//
//	choice, text, date, yes_no, number, money    Text: the value, words, 2027-01-31, yes or no, 3.5, 400.00
//	many, photo, members                         Many: values; ids of photos; ids of members
//	signature                                    Signature
//	place                                        Place
//	gift, hazard, demand                         Gifts, Hazards, Demands
type Answer struct {
	Text      string     `json:"text,omitempty"`
	Many      []string   `json:"many,omitempty"`
	Signature *Signature `json:"signature,omitempty"`
	Place     *Place     `json:"place,omitempty"`
	Gifts     []Gift     `json:"gifts,omitempty"`
	Hazards   []Hazard   `json:"hazards,omitempty"`
	Demands   []Demand   `json:"demands,omitempty"`
}

// Signature is how a hand-over was signed for: drawn on a screen (a photo's id),
// on the paper sheet, or in words by somebody for the receiver.
type Signature struct {
	Photo    id.ID  `json:"photo,omitempty"`
	Paper    bool   `json:"paper,omitempty"`
	Name     string `json:"name,omitempty"`     // who signed, when it is not the head
	Relation string `json:"relation,omitempty"` // of who signed to the household
}

// Place is where a device was, in ten-thousandths of a degree (about 11 m).
type Place struct {
	Lat   int64 `json:"lat"`
	Lon   int64 `json:"lon"`
	Metre int64 `json:"metre,omitempty"` // of doubt
}

// Gift is one thing handed over.
type Gift struct {
	Kind     string    `json:"kind"` // one of the question's choices
	What     string    `json:"what,omitempty"`
	Quantity string    `json:"quantity,omitempty"` // 2床
	Value    money.Fen `json:"value"`              // worth, in fen
	Own      bool      `json:"own,omitempty"`      // from the visitor's own purse (帮扶人自筹)
}

// Hazard is a danger as the visitor saw it.
type Hazard struct {
	Kind  string `json:"kind"` // one of the question's choices
	Grade string `json:"grade"`
	Where string `json:"where,omitempty"`
	Note  string `json:"note,omitempty"`
	Photo id.ID  `json:"photo,omitempty"`
}

// Grades are the first grades that a visitor may give; a formal one is for who
// appraises houses.
var Grades = []string{"A", "B", "C", "D"}

// Demand is what the household asked for.
type Demand struct {
	Kind      string `json:"kind"` // one of the question's choices
	Text      string `json:"text"`
	Sensitive bool   `json:"sensitive,omitempty"`
}

// Visitor is who came.
type Visitor struct {
	Helper id.ID  `json:"helper,omitempty"` // of the register of helpers
	Name   string `json:"name"`
}

// Way is how an entry came in.
type Way string

// The ways.
const (
	ByDesk  Way = "desk"
	ByPaper Way = "paper"
	ByPhone Way = "phone"
)

// Ways are all of them.
var Ways = []Way{ByDesk, ByPaper, ByPhone}

// Content is the entry as text, for its digest: equal for what was sent twice,
// whenever.
func (e *Entry) Content() string {
	c := *e
	c.Sent = ""
	body, err := json.Marshal(&c)
	if err != nil {
		panic(err) // texts and numbers
	}
	return string(body)
}

// Photos are the ids of the photos and signatures that the entry names.
func (e *Entry) Photos(f *Form) (all []id.ID) {
	f.Each(func(_ int, q *Question) {
		a := e.Answers[q.ID]
		if q.Kind == KindPhoto {
			for _, one := range a.Many {
				all = append(all, id.ID(one))
			}
		}
		if a.Signature != nil && a.Signature.Photo != "" {
			all = append(all, a.Signature.Photo)
		}
		for _, h := range a.Hazards {
			if h.Photo != "" {
				all = append(all, h.Photo)
			}
		}
	})
	return all
}

// Gifts are all that was handed over.
func (e *Entry) Gifts() (all []Gift) {
	for _, key := range e.Answers.keys() {
		all = append(all, e.Answers[key].Gifts...)
	}
	return all
}

// Hazards are all that were found.
func (e *Entry) Hazards() (all []Hazard) {
	for _, key := range e.Answers.keys() {
		all = append(all, e.Answers[key].Hazards...)
	}
	return all
}

// Demands are all that were heard.
func (e *Entry) Demands() (all []Demand) {
	for _, key := range e.Answers.keys() {
		all = append(all, e.Answers[key].Demands...)
	}
	return all
}

// Aid is what was handed over from the visitors' own purse, and from all, in
// fen.
func (e *Entry) Aid() (own, all money.Fen, err error) {
	for _, g := range e.Gifts() {
		if all, err = money.Add(all, g.Value); err != nil {
			return 0, 0, err
		}
		if g.Own {
			own += g.Value
		}
	}
	return own, all, nil
}

// Signed tells whether somebody signed for the visit.
func (e *Entry) Signed() bool {
	for _, a := range e.Answers {
		if a.Signature != nil {
			return true
		}
	}
	return false
}

// Met tells whether somebody was met, by what the form says of it.
func (f *Form) Met(answers Answers) bool {
	return !slices.ContainsFunc(f.Unmet, func(c Condition) bool { return answers[c.Question].is(c.Is) })
}

func (a Answers) keys() []string {
	all := make([]string, 0, len(a))
	for key := range a {
		all = append(all, key)
	}
	slices.Sort(all)
	return all
}

// is tells whether the answer is one of the values, or any when there are none.
func (a Answer) is(values []string) bool {
	if len(values) == 0 {
		return !a.empty()
	}
	return slices.Contains(values, a.Text) || slices.ContainsFunc(a.Many, func(one string) bool { return slices.Contains(values, one) })
}

func (a Answer) empty() bool {
	return a.Text == "" && len(a.Many) == 0 && a.Signature == nil && a.Place == nil && len(a.Gifts) == 0 && len(a.Hazards) == 0 && len(a.Demands) == 0
}
