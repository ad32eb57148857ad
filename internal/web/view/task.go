package view

import (
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
)

// TaskList is the course of a campaign.
type TaskList struct {
	CampaignHead
	*app.TaskBoard
	Form    Form // of a task to add
	Only    string
	Filters []Tab
	Keep    bool // may arrange tasks
}

// Shows tells whether a filter lets a task through.
func (l TaskList) Shows(t *app.TaskLine) bool {
	switch l.Only {
	case "open":
		return !t.State.Ended()
	case "overdue":
		return t.Overdue
	case "mine":
		return t.Mine && !t.State.Ended()
	}
	return true
}

// Any tells whether a phase has a task that is shown.
func (l TaskList) Any(f *app.TaskPhase) bool {
	for i := range f.Tasks {
		if l.Shows(&f.Tasks[i]) {
			return true
		}
	}
	return false
}

// AnyAtAll tells whether any task is shown.
func (l TaskList) AnyAtAll() bool {
	for i := range l.Phases {
		if l.Any(&l.Phases[i]) {
			return true
		}
	}
	return false
}

// phaseOptions are the phases to choose from.
func (l TaskList) phaseOptions(p Page) []Option {
	all := []Option{{Text: p.T("web.task.no_phase")}}
	for i := range l.Phases {
		if l.Phases[i].ID != "" {
			all = append(all, Option{Value: l.Phases[i].ID, Text: l.Phases[i].Name})
		}
	}
	return all
}

// Task is one task with its two forms.
type Task struct {
	CampaignHead
	*app.TaskView
	Edit, Report Form
	Phases       []Option
	Open         bool // may open files
}

func taskTone(t *campaign.Task, overdue bool) string {
	switch {
	case overdue:
		return "red"
	case t.State == campaign.TaskDone:
		return "green"
	case t.State == campaign.TaskDoing:
		return "blue"
	case t.State == campaign.TaskDropped:
		return "violet"
	}
	return ""
}

func taskStates(p Page) (all []Option) {
	for _, s := range campaign.TaskStates {
		all = append(all, Option{Value: string(s), Text: p.Show(s)})
	}
	return all
}

// changedText is one field of a task as it was changed.
func changedText(p Page, f campaign.Changed) string {
	name := p.T("web.task.field." + f.Field)
	show := func(text string) string {
		switch {
		case text == "":
			return "—"
		case f.Field == "state":
			return p.Show(campaign.TaskState(text))
		case f.Field == "account", f.Field == "phase":
			return "…"
		}
		return text
	}
	if f.Field == "account" || f.Field == "phase" || f.Field == "proof" {
		return name
	}
	return p.T("web.task.changed", "field", name, "from", show(f.From), "to", show(f.To))
}

// Gate is the six things that a plan must have.
type Gate struct {
	CampaignHead
	*app.Gate
	Form    Form
	Confirm bool // may confirm
	Open    bool // may open files
}

// At is the form of one item: what was typed, when it was this one's.
func (g Gate) At(item campaign.GateItem) Form {
	if g.Form.Value("item") == string(item) || g.Form.Value("item") == "" {
		return g.Form
	}
	return Form{Values: map[string][]string{"day": g.Form.Values["day"], "person": g.Form.Values["person"]}}
}

func seenOf(c *campaign.Confirm) string {
	if c == nil {
		return "0"
	}
	return intText(c.Version)
}

func dueText(p Page, t *app.TaskLine) string {
	if t.Due.IsZero() {
		return p.T("web.task.no_due")
	}
	return t.Due.String()
}

// resultText is what came of a task against what the plan asks for.
func resultText(t *app.TaskLine) string {
	switch {
	case t.Wants > 0:
		return intText(t.Got) + " / " + intText(t.Wants)
	case t.Got > 0:
		return intText(t.Got)
	}
	return ""
}

func wantsHint(p Page, wants int64) string {
	if wants == 0 {
		return ""
	}
	return p.T("web.task.wants_hint", "n", wants)
}

func proofHint(p Page, t *campaign.Task) string {
	if t.NeedsProof() {
		return p.T("web.task.proof_needed")
	}
	return p.T("web.task.proof_hint")
}

// fileType says photo or document.
func fileType(p Page, media string) string {
	if strings.HasPrefix(media, "image/") {
		return p.T("web.task.photo")
	}
	return p.T("web.task.document")
}

func commaList(p Page, all []string) string { return strings.Join(all, p.T("web.gate.comma")) }
