package plan

import (
	_ "embed"
	"slices"
	"sync"

	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// Form is what is asked at a visit, a call or a deed, page by page (走访表).
type Form struct {
	Clause `yaml:",inline"`
	Unmet  []Condition `yaml:"unmet"` // one of these answers: nobody was met, and the visit counts toward nothing
	Steps  []FormStep  `yaml:"steps"`
}

// FormStep is one page of a form.
type FormStep struct {
	ID        string     `yaml:"id"`
	Name      string     `yaml:"name"`
	Questions []Question `yaml:"questions"`
	Keys      Keys       `yaml:"-"`
	Pos       Pos        `yaml:"-"`
}

// Question is one thing that a form asks.
type Question struct {
	ID       string      `yaml:"id"`
	Ask      string      `yaml:"ask"`
	Kind     string      `yaml:"kind" oneof:"choice many number money text date yes_no photo signature place gift hazard demand members"`
	Choices  []Choice    `yaml:"choices"`  // of choice and many; kinds of a gift, a hazard, a demand
	When     []Condition `yaml:"when"`     // asked only if all of them hold
	Required bool        `yaml:"required"` // where it is asked
	Hint     string      `yaml:"hint"`
	Unit     string      `yaml:"unit"`     // of a number: 元, 人, ℃
	AtLeast  Count       `yaml:"at_least"` // of a number, or how many photos
	AtMost   Count       `yaml:"at_most"`
	Keys     Keys        `yaml:"-"`
	Pos      Pos         `yaml:"-"`
}

// Condition asks for the answer to an earlier question of the form.
type Condition struct {
	Question string   `yaml:"question"`
	Is       []string `yaml:"is"` // one of these values; any answer when absent
	Pos      Pos      `yaml:"-"`
}

// asksWhich are the kinds of question that live by their choices.
var asksWhich = []string{"choice", "many", "gift", "hazard", "demand"}

//go:embed forms.yaml
var shippedForms []byte

// ShippedForms are the forms that serve where a plan writes none, one an act.
// They are data: internal/plan/forms.yaml.
var ShippedForms = sync.OnceValue(func() []Form {
	p, found, err := Check(shippedForms, ReadOptions{Name: "forms.yaml"})
	if err != nil {
		panic(locale.Error(locale.Chinese, err)) // a test reads the file first
	}
	for _, f := range found {
		if f.Severity == Error {
			panic(f.Text(locale.Chinese))
		}
	}
	return p.Forms
})

// shippedFor names the shipped form of an act that has none of its own name.
var shippedFor = map[string]string{"visit_on_post": "visit", "talk": "other", "patrol": "other", "check": "other", "update": "other",
	"report": "other", "escort": "other"}

// FormOf gives the form that a duty is filled by: the one it names, else the
// shipped one of its act. problem.NotFound when there is none.
func (p *Plan) FormOf(d *Duty) (*Form, error) {
	if d.Form != "" {
		if i := slices.IndexFunc(p.Forms, func(f Form) bool { return f.ID == d.Form }); i >= 0 {
			return &p.Forms[i], nil
		}
	}
	return FormFor(d.Act)
}

// FormFor gives the shipped form of an act. problem.NotFound when there is none.
func FormFor(act string) (*Form, error) {
	all := ShippedForms()
	for _, id := range []string{act, shippedFor[act]} {
		if i := slices.IndexFunc(all, func(f Form) bool { return f.ID == id && id != "" }); i >= 0 {
			return &all[i], nil
		}
	}
	return nil, problem.New(problem.NotFound, "plan.no_form", "act", Word(act))
}
