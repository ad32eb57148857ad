package view

import (
	"songnuan/internal/app"
	"songnuan/internal/plan"
)

// WizardPlans is the first step: which plan.
type WizardPlans struct {
	Rows   []app.PlanLine
	Form   Form
	Next   string
	Drafts []Link // begun and not activated
}

// WizardPlace is the second: where, as of which day, under what name.
type WizardPlace struct {
	*app.StartChoices
	Form  Form
	Areas []Option // nil: any, by its code
	Units []Option
}

// WizardSettle is the third: what the paper leaves open.
type WizardSettle struct {
	Campaign string
	Form     Form
	Asks     []WizardAsk
	Left     int
}

// WizardAsk is one question of the paper.
type WizardAsk struct {
	Param   string
	Ask     string
	Source  []string
	Assumed string // what the plan takes meanwhile, "" when it is answered
	Value   string // the answer on record
	Actor   string
	Kind    string
	Choose  []Option
}

// Field is the field of the answer.
func (a WizardAsk) Field() string { return "answer." + a.Param }

// WizardRoster is the fourth: the roster and what it comes to.
type WizardRoster struct {
	Campaign string
	Built    bool
	Large    bool
	Rosters  []app.RosterSummary
	Open     int64
	Out      int64
	Helpers  int64
	Tasks    int64
	Blocked  []string
	Findings []Finding
	Forecast *Forecast
}

// WizardConfirm is the last: what activating does.
type WizardConfirm struct {
	Campaign string
	Effects  []string
	Blocked  []string
}

// askKind is the kind of a parameter's answer.
func askKind(p *plan.Param) string {
	if p.Kind == "" {
		return "text"
	}
	return p.Kind
}

// AskOf is a parameter as a question; its answer is put in by the caller.
func AskOf(p *plan.Param) WizardAsk {
	ask := WizardAsk{Param: p.ID, Ask: p.Ask, Source: p.Source, Kind: askKind(p)}
	for _, c := range p.Choose {
		text := c.Name
		if text == "" {
			text = c.Value
		}
		ask.Choose = append(ask.Choose, Option{Value: c.Value, Text: text})
	}
	return ask
}

func wizardSteps(p Page) []string {
	return []string{p.T("web.wizard.step.choose"), p.T("web.wizard.step.place"), p.T("web.wizard.step.settle"), p.T("web.wizard.step.roster"), p.T("web.wizard.step.activate")}
}
