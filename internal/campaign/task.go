package campaign

import (
	"strconv"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// Task (任务) is one thing that somebody does for a campaign as a whole by a
// day, and shows that it was done.
type Task struct {
	ID       id.ID
	Campaign id.ID
	Kind     string // of the plan's jobs, or Own
	Clause   string // of the plan; "" for one that people added
	Part     string
	Phase    string // id in the plan
	Title    string
	Owner    string // role or body as the plan names it, or a person's name
	Account  id.ID  // user it is assigned to, "" for none
	Area     area.Code
	Unit     string // path
	From     day.Date
	Due      day.Date // unset when it has no date
	State    TaskState
	Wants    int64 // results that the plan asks for: talks, articles, persons; 0 is no number
	Got      int64
	Done     day.Date
	Person   string // who did it
	Note     string
	Soft     bool  // the plan only suggests it
	Place    int64 // in the course of the plan
	Proofs   int64 // files attached
	Actor    string
	Recorded day.Instant
	Version  int64
}

// Own is the kind of a task that people added to those of the plan.
const Own = "own"

// TaskState is how far a task is.
type TaskState string

// The states.
const (
	TaskOpen    TaskState = "open"
	TaskDoing   TaskState = "doing"
	TaskDone    TaskState = "done"
	TaskDropped TaskState = "dropped" // with a reason
)

// TaskStates are all of them, in the order in which they are shown.
var TaskStates = []TaskState{TaskOpen, TaskDoing, TaskDone, TaskDropped}

// ParseTaskState reads the code of a state.
func ParseTaskState(text string) (TaskState, error) {
	for _, s := range TaskStates {
		if string(s) == strings.TrimSpace(text) {
			return s, nil
		}
	}
	return "", problem.New(problem.Invalid, "campaign.no_task_state")
}

// Text is the state's name in a sentence.
func (s TaskState) Text(lang locale.Lang) string {
	return locale.Text(lang, "campaign.task_state."+string(s), nil)
}

// Ended tells whether nothing is left to do.
func (s TaskState) Ended() bool { return s == TaskDone || s == TaskDropped }

// Overdue tells whether the task should have ended before today.
func (t *Task) Overdue(today day.Date) bool {
	return !t.State.Ended() && !t.Due.IsZero() && t.Due.Before(today)
}

// NeedsProof tells whether the task counts as done only with a file that shows
// it: what happens where nobody else looks.
func (t *Task) NeedsProof() bool {
	switch t.Kind {
	case "on_post", "talk", "media", "service":
		return true
	}
	return false
}

// Changed is one field of a task that was changed.
type Changed struct {
	Field string `json:"field"` // title, owner, account, due, wants, phase, state, got, done, person, note
	From  string `json:"from,omitempty"`
	To    string `json:"to,omitempty"`
}

// TaskChange is one act upon a task, with the reason that was given.
type TaskChange struct {
	Seq      int64
	Fields   []Changed
	Reason   string
	Actor    string
	Recorded day.Instant
}

// TaskEdit is what a task is: what to do, who, by when.
type TaskEdit struct {
	Title   string
	Phase   string
	Owner   string
	Account id.ID
	Due     day.Date
	Wants   int64
	Reason  string // of another day, or of another wording than the plan's
}

// The longest title of a task, in characters, and the most results.
const (
	titleMost = 120
	wantsMost = 1_000_000
)

// Edit gives the task as it is after the edit, and what changed. A day that
// was set is moved with a reason, and so is a task of the plan reworded.
func (t *Task) Edit(e TaskEdit) (*Task, []Changed, error) {
	e.Title, e.Owner, e.Reason = strings.TrimSpace(e.Title), strings.TrimSpace(e.Owner), strings.TrimSpace(e.Reason)
	switch {
	case t.State.Ended():
		return nil, nil, problem.New(problem.Conflict, "campaign.task_ended", "state", t.State)
	case e.Title == "":
		return nil, nil, problem.New(problem.Invalid, "campaign.task_title_missing")
	case len([]rune(e.Title)) > titleMost:
		return nil, nil, problem.New(problem.TooLarge, "campaign.task_title_long", "most", titleMost)
	case len([]rune(e.Owner)) > nameMost:
		return nil, nil, problem.New(problem.TooLarge, "campaign.name_too_long", "most", nameMost)
	case len([]rune(e.Reason)) > noteMost:
		return nil, nil, problem.New(problem.TooLarge, "campaign.note_too_long", "most", noteMost)
	case e.Wants < 0 || e.Wants > wantsMost:
		return nil, nil, problem.New(problem.Invalid, "campaign.task_count_bad", "most", wantsMost)
	case e.Reason == "" && !t.Due.IsZero() && e.Due != t.Due:
		return nil, nil, problem.New(problem.Invalid, "campaign.task_due_reason")
	case e.Reason == "" && t.Clause != "" && (e.Title != t.Title || e.Wants != t.Wants):
		return nil, nil, problem.New(problem.Invalid, "campaign.task_plan_reason")
	}
	next := *t
	next.Title, next.Phase, next.Owner, next.Account, next.Due, next.Wants = e.Title, e.Phase, e.Owner, e.Account, e.Due, e.Wants
	return &next, t.against(&next), nil
}

// TaskProgress is how far a task has come.
type TaskProgress struct {
	State  TaskState
	Got    int64
	Done   day.Date
	Person string
	Note   string
	Reason string // of dropping it, or of taking it up again
	Proofs int64  // files attached to it, with those that come now
}

// Progress gives the task as it stands then, and what changed. What each state
// asks for:
//
//	done     the day, who did it, a file where NeedsProof says so; a note when
//	         less came of it than the plan asks for
//	dropped  a reason
//	open, doing, after it had ended: a reason
func (t *Task) Progress(p TaskProgress, today day.Date) (*Task, []Changed, error) {
	p.Person, p.Note, p.Reason = strings.TrimSpace(p.Person), strings.TrimSpace(p.Note), strings.TrimSpace(p.Reason)
	if err := t.check(&p, today); err != nil {
		return nil, nil, err
	}
	next := *t
	next.State, next.Got, next.Note = p.State, p.Got, p.Note
	if next.Done, next.Person = p.Done, p.Person; p.State != TaskDone {
		next.Done, next.Person = day.Date{}, ""
	}
	return &next, t.against(&next), nil
}

func (t *Task) check(p *TaskProgress, today day.Date) error {
	switch {
	case len([]rune(p.Note)) > noteMost, len([]rune(p.Reason)) > noteMost:
		return problem.New(problem.TooLarge, "campaign.note_too_long", "most", noteMost)
	case len([]rune(p.Person)) > nameMost:
		return problem.New(problem.TooLarge, "campaign.name_too_long", "most", nameMost)
	case p.Got < 0 || p.Got > wantsMost:
		return problem.New(problem.Invalid, "campaign.task_count_bad", "most", wantsMost)
	case p.State == TaskDropped && p.Reason == "":
		return problem.New(problem.Invalid, "campaign.task_drop_reason")
	case t.State.Ended() && p.State != t.State && p.Reason == "":
		return problem.New(problem.Invalid, "campaign.task_again_reason")
	case p.State != TaskDone:
		return nil
	case p.Done.IsZero():
		return problem.New(problem.Invalid, "campaign.day_missing")
	case p.Done.After(today):
		return problem.New(problem.Invalid, "campaign.day_to_come", "day", p.Done)
	case p.Person == "":
		return problem.New(problem.Invalid, "campaign.person_missing")
	case t.NeedsProof() && p.Proofs == 0:
		return problem.New(problem.Invalid, "campaign.task_proof_missing")
	case p.Got < t.Wants && p.Note == "":
		return problem.New(problem.Invalid, "campaign.task_short", "wants", t.Wants, "got", p.Got)
	}
	return nil
}

// against lists the fields in which next differs.
func (t *Task) against(next *Task) (all []Changed) {
	for _, f := range []Changed{
		{"title", t.Title, next.Title}, {"phase", t.Phase, next.Phase}, {"owner", t.Owner, next.Owner}, {"account", string(t.Account), string(next.Account)},
		{"due", t.Due.String(), next.Due.String()}, {"wants", number(t.Wants), number(next.Wants)}, {"state", string(t.State), string(next.State)},
		{"got", number(t.Got), number(next.Got)}, {"done", t.Done.String(), next.Done.String()}, {"person", t.Person, next.Person}, {"note", t.Note, next.Note},
	} {
		if f.From != f.To {
			all = append(all, f)
		}
	}
	return all
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// Proof is a file that shows something of a campaign.
type Proof struct {
	ID       id.ID
	Campaign id.ID
	Noun     string // task, gate
	Subject  string
	Area     area.Code
	Unit     string
	File     string // digest
	Type     string // media type
	Size     int64  // bytes
	Actor    string
	Recorded day.Instant
}
