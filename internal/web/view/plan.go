package view

import (
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/plan"
)

// PlanList is the library.
type PlanList struct {
	app.PlanPage
	Keep  bool // the person may upload and copy
	Start bool // and put a plan to work
	Pager Pager
}

// Finding is what the check of a plan says at one place.
type Finding struct {
	Severity plan.Severity
	Text     string
	Line     int    // of the text, 0 is no place in it
	File     string // when it stands in a plan that this one extends
	Clause   string // section and id, "" is the plan as a whole
}

// Tone is the colour of a finding's badge.
func (f Finding) Tone() string { return toneOf(f.Severity) }

func toneOf(s plan.Severity) string {
	switch s {
	case plan.Error:
		return "red"
	case plan.Warning:
		return "amber"
	}
	return "blue"
}

// PlanDoc is a plan as a readable document, beside what the check found and
// what it comes to.
type PlanDoc struct {
	*app.PlanView
	Doc      *plan.Document    // nil when it can't be read
	Findings []Finding         // the worst first
	Forecast *Forecast         // nil when there is nothing to reckon with
	Asks     map[string]string // question of each parameter
	Open     map[string]bool   // parameters that nobody has answered
	Start    bool
	Copy     bool
	Tabs     []Tab
	Why      string // why it can't be read
}

// Of are the findings about a clause.
func (d *PlanDoc) Of(ref string) (all []Finding) {
	for _, f := range d.Findings {
		if f.Clause == ref {
			all = append(all, f)
		}
	}
	return all
}

// Anchor is where a finding leads on the document.
func (f Finding) Anchor() string {
	if f.Clause == "" {
		return ""
	}
	return "#" + clauseID(f.Clause)
}

func clauseID(ref string) string { return "c-" + ref }

// stateTone is the colour of a plan's state.
func stateTone(s app.PlanState) string {
	switch s {
	case app.PlanInUse:
		return "green"
	case app.PlanReady:
		return "blue"
	case app.PlanBroken:
		return "red"
	}
	return "amber"
}

// planDays is the period of a plan: 2027-01-18 – 2027-02-06.
func planDays(l app.PlanLine) string {
	from, to := l.From.String(), l.To.String()
	if from == "" || to == "" || from == to {
		return from + to
	}
	return from + " – " + to
}

// Piece is a part of a text: plain, or code.
type Piece struct {
	Text string
	Code bool
}

// Pieces cut a text at its backticks: rules stand between them.
func Pieces(text string) (all []Piece) {
	for i, part := range strings.Split(text, "`") {
		if part != "" {
			all = append(all, Piece{part, i%2 == 1})
		}
	}
	return all
}

// PlanText is a plan's file.
type PlanText struct {
	*app.PlanView
	Tabs     []Tab
	Lines    []PlanTextLine
	Form     Form // of editing it
	Edit     bool
	Stale    *PlanStale // somebody saved a version meanwhile
	Findings []Finding
}

// PlanTextLine is one line of the file with what the check says of it.
type PlanTextLine struct {
	N        int
	Text     string
	Findings []Finding
}

// Tone is the colour of the worst that is said of the line, "" for nothing.
func (l PlanTextLine) Tone() string {
	for _, s := range []plan.Severity{plan.Error, plan.Warning, plan.Note} {
		for _, f := range l.Findings {
			if f.Severity == s {
				return toneOf(s)
			}
		}
	}
	return ""
}

// PlanStale is what another person saved while a text was edited.
type PlanStale struct {
	Version int64
	Actor   string
	Changes []plan.Change
}

// rows is how high the editing field is: as high as the text.
func rows(f Form) int { return max(30, strings.Count(f.Value("text"), "\n")+3) }

// numbers are the numbers of its lines, one below the other.
func numbers(f Form) string {
	var all strings.Builder
	for n := range rows(f) {
		all.WriteString(strconv.Itoa(n+1) + "\n")
	}
	return all.String()
}

// PlanVersions are the versions of a plan, and two of them side by side.
type PlanVersions struct {
	*app.PlanView
	Tabs     []Tab
	All      []plan.Revision
	Form     Form // before and after
	Compared bool
	Changes  []plan.Change
	Before   string // which versions these are
	After    string
	Pager    Pager
}

func turnTone(t plan.Turn) string {
	switch t {
	case plan.Added:
		return "green"
	case plan.Removed:
		return "red"
	}
	return "blue"
}

// PlanUpload is the form by which a plan comes in.
type PlanUpload struct{ Form }

// versionQuery asks for the version at hand when it is not the latest.
func versionQuery(v *app.PlanView) string {
	if v.Version == v.Latest {
		return ""
	}
	return "?version=" + strconv.FormatInt(v.Version, 10)
}

// changeName is the clause's name behind its section's.
func changeName(c plan.Change) string {
	if c.Name == "" {
		return ""
	}
	return " · " + c.Name
}

// instant is a moment as offices write it, in Beijing: 2027-01-20 09:00.
func instant(i day.Instant) string { return i.Time().In(day.Beijing).Format("2006-01-02 15:04") }

// PlanPrint is a plan as a red-headed document (红头文件).
type PlanPrint struct {
	*app.PlanView
	Doc    *plan.Document
	Issuer string // who issues it, as the head names it
	Title  string
	Parts  []PrintPart
	Open   []plan.Assumption // what is still to be settled
	Day    string            // 成文日期, "" of a draft
	Back   string
}

// PrintPart is one numbered part.
type PrintPart struct {
	Number, Title string
	Items         []PrintItem
}

// PrintItem is one clause: its name, and what it says.
type PrintItem struct {
	Number, Name, Text string
}

// clauseHead is the heading of a clause: its number and its name. A nested one
// has no number.
func clauseHead(c *plan.DocClause, nested bool) string {
	head := ""
	if !nested {
		head = "（" + c.Number + "）"
	}
	if c.Named || nested {
		head += c.Name
	}
	return head
}

// Head is the number and the name of a printed clause.
func (i PrintItem) Head() string {
	if i.Name == "" {
		return "（" + i.Number + "）"
	}
	return "（" + i.Number + "）" + i.Name + "。"
}
