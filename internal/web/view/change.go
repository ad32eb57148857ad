package view

import (
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/registry"
)

// ChangeList is the list of change requests of a lane.
type ChangeList struct {
	Filter                  Form
	Lane                    registry.ChangeLane
	Tabs                    []Tab
	Kinds, States, Villages []Option
	Lines                   []app.ChangeLine
	Late                    int64
	Pager                   Pager
	CanFile                 bool
}

// ChangePage is one request.
type ChangePage struct {
	*app.ChangeView
	Form       Form // of the act that was refused
	Base       string
	Kind       *registry.ChangeKind
	Passes     bool
	Parts      []ChangePart
	Findings   []string
	Collisions []HouseholdChoice
	Whys       []string
	Ways       []ChangeWay
	PaperKinds []Option
	Lacking    []string
	Clear      []Link // label and value, after a look that is on record
	CanOpen    bool
}

// Open tells whether something may still happen to the request.
func (c ChangePage) Open() bool { return !c.State.Ended() }

func (c ChangePage) row() string { return strconv.Itoa(c.Row) }

// seen tells whether the original of a kind of paper was seen.
func (c ChangePage) seen(kind string) bool {
	return slices.Contains(c.Seen, kind)
}

// seenText lists the papers seen in the original.
func (c ChangePage) seenText(p Page) string {
	var names []string
	for _, one := range c.Seen {
		names = append(names, registry.PaperText(p.Lang, one))
	}
	return strings.Join(names, p.T("web.household.comma"))
}

// ChangePart is one file of a request before and after.
type ChangePart struct {
	Title, Number string
	Rows          []HouseholdChange
}

// ChangeWay is another request in the way.
type ChangeWay struct {
	Conflict app.ChangeConflict
	On       string
}

var changeTones = map[registry.ChangeState]string{
	registry.ChangeSubmitted: "blue", registry.ChangeChecked: "blue", registry.ChangeReturned: "amber", registry.ChangeApproved: "teal",
	registry.ChangeApplied: "green", registry.ChangeRefused: "red",
}

var effectTones = map[registry.Effect]string{registry.EffectChanges: "amber", registry.EffectEnds: "red"}

// ChangeKindChoice is a kind that may be asked for.
type ChangeKindChoice struct {
	Href, Name, Note, Effect string
	Tone                     string
}

// ChangeFormData is the form of a request.
type ChangeFormData struct {
	Form
	Action, Back          string
	Kind                  *registry.ChangeKind
	Head, Village, Number string
	Version, Row          string
	New                   bool
	Faults                []HouseholdFault
	Members               []ChangeFormMember
	Others                []ChangeFormMember // of the household that a merge takes in
	OtherFound            bool
	Added                 []int
	Categories, Causes    []int
	Options               map[string][]Option
	Occasions             []Option
	PaperList             []Link // occasion and its papers
	Whys                  []string
	Open                  []app.ChangeLine
}

// ChangeFormMember is one member on the form.
type ChangeFormMember struct {
	ID, Name, Relation string
	Fields             map[string]string // as they stand, masked
	Gone               bool
}

// input is a field of the request by its name, with what stands now.
func (f ChangeFormData) input(p Page, name, now string) Field {
	base := baseName(name)
	out := Field{Form: f.Form, Name: name, Label: p.T("web.household.field." + base), Options: f.Options[base], Most: 200}
	if out.Options != nil {
		out.Kind = "select"
	}
	if name == "new.village" || name == "new.address" {
		out.Hint = p.T("web.change.as_old")
	}
	if base == "birth" && now == "" {
		out.Hint = p.T("web.household.birth_hint")
	}
	if now != "" {
		out.Hint = p.T("web.change.now", "value", now)
	}
	return out
}

// relation is the choice of a relation for a member.
func (f ChangeFormData) relation(p Page, m ChangeFormMember) Field {
	return Field{Form: f.Form, Name: "member." + m.ID + ".relation", Label: p.T("web.change.relation_of", "name", m.Name), Kind: "select", Options: f.Options["relation"]}
}

// term is a select of categories or causes.
func (f ChangeFormData) term(p Page, group string, place int) Field {
	return Field{Form: f.Form, Name: group + "." + strconv.Itoa(place) + ".name", Label: p.T("web.household.field." + group), Kind: "select", Options: f.Options[group]}
}

func (f ChangeFormData) dated(p Page, name, label string) Field {
	return Field{Form: f.Form, Name: name, Label: label, Kind: "date"}
}

// whose is whose category it is.
func (f ChangeFormData) whose(p Page, place int) Field {
	options := []Option{{"", p.T("web.household.whole")}}
	for _, m := range f.Members {
		options = append(options, Option{m.ID, m.Name})
	}
	return Field{Form: f.Form, Name: "category." + strconv.Itoa(place) + ".member", Label: p.T("web.household.whose"), Kind: "select", Options: options}
}

// memberFields are the fields of members that stand in cards of their own; a
// relation stands in the table.
func (f ChangeFormData) memberFields() (fields []string) {
	for _, name := range f.Kind.MemberFields {
		if name != "relation" {
			fields = append(fields, name)
		}
	}
	return fields
}

// FreezesPage lists the freezes, with the form of a new one.
type FreezesPage struct {
	Rows    []app.FreezeView
	Form    Form
	Places  []Option
	Units   []Option
	Aspects []Option
	CanKeep bool
}

// HouseholdOpenChange is a request of a household that has not ended.
type HouseholdOpenChange struct{ Href, Text, Tone, State string }

// OpenChangesOf are the requests in words.
func OpenChangesOf(p Page, lines []app.ChangeLine) (open []HouseholdOpenChange) {
	for i := range lines {
		l := &lines[i]
		open = append(open, HouseholdOpenChange{Href: "/changes/" + string(l.ID), Text: changeNumber(p, l.Number) + " " + p.Show(l.Kind), Tone: changeTones[l.State], State: p.Show(l.State)})
	}
	return open
}

// now is what a field of the household says at present, as people read it.
func (f ChangeFormData) now(name string) string {
	text := f.Form.Values.Get("now." + name)
	for _, o := range f.Options[name] {
		if o.Value == text && text != "" {
			return o.Text
		}
	}
	return text
}

func freezePlace(p Page, place, unit string) string {
	switch {
	case place == "" && unit == "":
		return p.T("web.freeze.everywhere")
	case unit == "":
		return place
	case place == "":
		return unit
	}
	return place + " · " + unit
}

func aspectsText(p Page, aspects []string) string {
	if len(aspects) == 0 {
		return p.T("web.freeze.everything")
	}
	var names []string
	for _, a := range aspects {
		names = append(names, p.Show(registry.Aspect(a)))
	}
	return strings.Join(names, p.T("web.household.comma"))
}

// EffectTone is the tint of what a change may do to what a household receives.
func EffectTone(e registry.Effect) string { return effectTones[e] }
