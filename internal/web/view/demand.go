package view

import (
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/demand"
)

// DemandQueue is the queue of demands.
type DemandQueue struct {
	Filter          Form
	State           demand.State
	Tabs            []Tab
	Kinds, Villages []Option
	Levels          []Option
	Lines           []app.DemandLine
	Counts          app.DemandCounts
	KindText        map[string]string
	Pager           Pager
	CanKeep         bool
	Batch           Form // of the batch that was refused
	Natures, Verbs  []Option
}

// DemandPage is one demand.
type DemandPage struct {
	*app.DemandView
	Form     Form   // of the act that was refused
	Doing    string // its verb
	Base     string
	KindName string
	Kinds    map[string]string
	Words    []Option
	Ways     []Option
	CanKeep  bool
}

func (d DemandPage) row() string { return strconv.Itoa(d.Demand.Row) }

// form is the form of a verb: as it was typed for the one that was refused.
func (d DemandPage) form(verb string) Form {
	if verb == d.Doing {
		return d.Form
	}
	return Form{}
}

// demandTones are the badges of the states.
var demandTones = map[demand.State]string{demand.Open: "amber", demand.Answered: "blue", demand.Closed: "green"}

// demandLeft is how long there is until somebody has to have acted.
func demandLeft(p Page, l app.DemandLine) (text, tone string) {
	const soon = 48
	switch {
	case l.Due == "":
		return "", ""
	case l.Late:
		return p.T("web.demand.over", "days", (-l.Hours+23)/24), "bad"
	case l.Hours < soon:
		return p.T("web.demand.hours_left", "hours", l.Hours), "warn"
	}
	return p.T("web.demand.days_left", "days", l.Hours/24), ""
}

// DemandTake is the form of a new demand.
type DemandTake struct {
	Form    Form
	Action  string
	Back    string
	Kinds   []Option
	Natures []Option
}
