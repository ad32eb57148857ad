package view

import (
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/hazard"
)

// HazardBoard is the board of hazards.
type HazardBoard struct {
	Filter          Form
	State           hazard.State // "" is all that is open
	Tabs            []Tab
	Kinds, Villages []Option
	Lines           []app.HazardLine
	Counts          app.HazardCounts
	KindText        map[string]string
	Pager           Pager
}

// HazardPage is one hazard.
type HazardPage struct {
	*app.HazardView
	Form     Form   // of the act that was refused
	Doing    string // its verb
	Base     string
	KindName string
	Grades   []Option
	CanOpen  bool
	Today    day.Date
}

// state is where the hazard stands.
func (h HazardPage) state() hazard.State { return h.Hazard.State }

func (h HazardPage) row() string { return strconv.Itoa(h.Row) }

// form is the form of a verb: as it was typed for the one that was refused.
func (h HazardPage) form(verb string) Form {
	if verb == h.Doing {
		return h.Form
	}
	return Form{Values: map[string][]string{"on": {h.today()}, "due": {h.due()}}}
}

func (h HazardPage) today() string { return h.Today.String() }

// due is the day proposed to put it right by.
func (h HazardPage) due() string {
	if h.Proposed.IsZero() {
		return ""
	}
	return h.Proposed.String()
}

// photos are those of a stage.
func (h HazardPage) photos(stage hazard.Stage) (some []hazard.Photo) {
	for _, p := range h.Pictures {
		if p.Stage == stage {
			some = append(some, p)
		}
	}
	return some
}

// hazardTones are the badges of the states.
var hazardTones = map[hazard.State]string{hazard.Found: "red", hazard.Ordered: "amber", hazard.Righted: "blue", hazard.Cleared: "green"}

// gradeTone is the badge of a grade.
func gradeTone(grave bool) string {
	if grave {
		return "red"
	}
	return "amber"
}

// hazardLeft is how long there is until the last day ends.
func hazardLeft(p Page, l app.HazardLine) (text, tone string) {
	const soon = 48
	switch {
	case l.Due.IsZero():
		return "", ""
	case l.Late:
		return p.T("web.hazard.over", "days", (-l.Hours+23)/24, "day", l.Due), "bad"
	case l.Hours < soon:
		return p.T("web.hazard.hours_left", "hours", l.Hours, "day", l.Due), "warn"
	}
	return p.T("web.hazard.days_left", "days", l.Hours/24, "day", l.Due), ""
}

// Inspect is the check list for one household.
type Inspect struct {
	*app.InspectionForm
	Form    Form
	Base    string
	Items   []InspectItem
	Grades  []Option
	Clauses []Option
	Kinds   map[string]string
}

// InspectItem is one item of the list.
type InspectItem struct {
	Name  string // of its fields: the place in the list
	Kind  string // as it is kept
	Shown string
}

func (i Inspect) field(item InspectItem, part string) string { return part + "." + item.Name }

// UnsafeHomes is the list of households without a house or in an unsafe one.
type UnsafeHomes struct {
	Filter   Form
	Villages []Option
	Lines    []app.UnsafeHome
	Pager    Pager
	CanKeep  bool
}

// HouseholdHazard is a hazard as a household's page tells of it.
type HouseholdHazard struct {
	Href, Text, State, Tone string
}

// HazardTone is the badge of a state.
func HazardTone(s hazard.State) string { return hazardTones[s] }
