// Package visit is what is done at a household's door and at its telephone: the
// form that is filled in, the entry that a phone or a desk sends, how it is
// checked, what is owed and by when, and who fell short.
//
//	form.go, check.go   what is asked, and whether it was answered
//	entry.go, visit.go  what came in, and what is kept of it
//	receipt.go          the number that the visitor takes away
//	flag.go             what a person should look at
//	due.go              what is owed within which days
package visit

import (
	"encoding/hex"
	"encoding/json"
	"slices"

	"github.com/emmansun/gmsm/sm3"
)

// Form is what is asked, step by step, as phones and pages get it. It is a copy
// of the plan's, and never changes: what it says is known by its digest.
type Form struct {
	ID    string      `json:"id"`
	Name  string      `json:"name"`
	Unmet []Condition `json:"unmet,omitempty"` // one of these answers: nobody was met
	Steps []Step      `json:"steps"`
}

// Step is one page of a form.
type Step struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Questions []Question `json:"questions"`
}

// Question is one thing that is asked.
type Question struct {
	ID       string      `json:"id"`
	Ask      string      `json:"ask"`
	Kind     Kind        `json:"kind"`
	Choices  []Choice    `json:"choices,omitempty"`
	When     []Condition `json:"when,omitempty"` // asked if all hold
	Required bool        `json:"required,omitempty"`
	Hint     string      `json:"hint,omitempty"`
	Unit     string      `json:"unit,omitempty"`
	Least    *int64      `json:"least,omitempty"` // of a number or of money in yuan; how many photos
	Most     *int64      `json:"most,omitempty"`
}

// Kind is how a question is answered.
type Kind string

// The kinds of question.
const (
	KindChoice    Kind = "choice"
	KindMany      Kind = "many"
	KindNumber    Kind = "number"
	KindMoney     Kind = "money"
	KindText      Kind = "text"
	KindDate      Kind = "date"
	KindYesNo     Kind = "yes_no"
	KindPhoto     Kind = "photo"
	KindSignature Kind = "signature"
	KindPlace     Kind = "place"
	KindGift      Kind = "gift"
	KindHazard    Kind = "hazard"
	KindDemand    Kind = "demand"
	KindMembers   Kind = "members"
)

// Choice is one answer that can be chosen.
type Choice struct {
	Value string `json:"value"`
	Name  string `json:"name,omitempty"` // the value itself when ""
}

// Text is what people read.
func (c Choice) Text() string {
	if c.Name != "" {
		return c.Name
	}
	return c.Value
}

// Condition asks for the answer to an earlier question.
type Condition struct {
	Question string   `json:"question"`
	Is       []string `json:"is,omitempty"` // one of them; any answer when empty
}

// Digest is SM3 over the form's JSON, 64 hexadecimal digits: by what an entry
// names the form it was filled from.
func (f *Form) Digest() string {
	sum := sm3.Sum(f.JSON())
	return hex.EncodeToString(sum[:])
}

// JSON is the form as it is kept and sent.
func (f *Form) JSON() []byte {
	body, err := json.Marshal(f)
	if err != nil {
		panic(err) // texts and numbers
	}
	return body
}

// ReadForm reads what JSON gave.
func ReadForm(body []byte) (*Form, error) {
	f := &Form{}
	return f, json.Unmarshal(body, f)
}

// Question finds a question, nil for none.
func (f *Form) Question(id string) *Question {
	for i := range f.Steps {
		if at := slices.IndexFunc(f.Steps[i].Questions, func(q Question) bool { return q.ID == id }); at >= 0 {
			return &f.Steps[i].Questions[at]
		}
	}
	return nil
}

// Each visits the questions in their order.
func (f *Form) Each(visit func(step int, q *Question)) {
	for i := range f.Steps {
		for j := range f.Steps[i].Questions {
			visit(i, &f.Steps[i].Questions[j])
		}
	}
}

// Of finds the questions of a kind.
func (f *Form) Of(kind Kind) (all []*Question) {
	f.Each(func(_ int, q *Question) {
		if q.Kind == kind {
			all = append(all, q)
		}
	})
	return all
}

// has tells whether a value is among the choices.
func (q *Question) has(value string) bool {
	return slices.ContainsFunc(q.Choices, func(c Choice) bool { return c.Value == value })
}

// Asked tells whether a question is asked, given the answers so far. A question
// that is not asked itself answers nothing.
func (f *Form) Asked(q *Question, answers Answers) bool {
	for _, c := range q.When {
		before := f.Question(c.Question)
		if before == nil || !f.Asked(before, answers) || !answers[c.Question].is(c.Is) {
			return false
		}
	}
	return true
}
