package cli

import (
	"context"
	"fmt"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
)

type campaignTasksCommand struct {
	databaseFlags
	Campaign string `arg:""`
	Late     bool
	Mine     bool
}

func (c *campaignTasksCommand) do(ctx context.Context, s *session) error {
	of, err := id.Parse(c.Campaign)
	if err != nil {
		return err
	}
	if c.Mine && s.as == "" {
		return problem.New(usage, "cli.mine_of_whom")
	}
	return c.with(ctx, s, func(desk *app.Desk) error {
		board, err := desk.Tasks(ctx, of)
		if err != nil {
			return err
		}
		shape := s.tasksOf(board, func(t *app.TaskLine) bool { return (!c.Late || t.Overdue) && (!c.Mine || ofWhom(t, s.as)) })
		return s.show(shape, func() { s.tasks(&shape) })
	})
}

// ofWhom tells whether a task is somebody's: at the command line nobody is
// signed in, so it goes by the account it is assigned to and by its owner.
func ofWhom(t *app.TaskLine, name string) bool { return t.Account == name || t.Owner == name }

// tasksShape is the JSON of a campaign's course. The counts are of all tasks,
// whatever is listed.
type tasksShape struct {
	Campaign id.ID                        `json:"campaign"`
	Today    string                       `json:"today"`
	Counts   map[campaign.TaskState]int64 `json:"counts"`
	Overdue  int64                        `json:"overdue"`
	Phases   []phaseShape                 `json:"phases"`
}

type phaseShape struct {
	Phase string      `json:"phase,omitempty"` // none of what falls into no phase
	Name  string      `json:"name,omitempty"`
	From  string      `json:"from,omitempty"`
	To    string      `json:"to,omitempty"`
	Tasks []taskShape `json:"tasks"`
}

// taskShape is the JSON of a task.
type taskShape struct {
	Task    id.ID              `json:"task"`
	Kind    string             `json:"kind"`
	Title   string             `json:"title"`
	Phase   string             `json:"phase,omitempty"`
	Owner   string             `json:"owner,omitempty"`
	Account string             `json:"account,omitempty"`
	Area    area.Code          `json:"area,omitempty"`
	Village string             `json:"village,omitempty"`
	From    string             `json:"from,omitempty"`
	Due     string             `json:"due,omitempty"`
	State   campaign.TaskState `json:"state"`
	Overdue bool               `json:"overdue"`
	Wants   int64              `json:"wants"` // 0 is no number
	Got     int64              `json:"got"`
	Done    string             `json:"done,omitempty"`
	Person  string             `json:"person,omitempty"`
	Note    string             `json:"note,omitempty"`
	Proofs  int64              `json:"proofs"`
	Version int64              `json:"version"` // what --seen takes
}

func taskOf(t *app.TaskLine) taskShape {
	return taskShape{t.ID, t.Kind, t.Title, t.Phase, t.Owner, t.Account, t.Area, t.Village, t.From.String(), t.Due.String(), t.State, t.Overdue,
		t.Wants, t.Got, t.Done.String(), t.Person, t.Note, t.Proofs, t.Version}
}

// tasksOf keeps the tasks that are asked for, and the phases that have any.
func (s *session) tasksOf(b *app.TaskBoard, asked func(*app.TaskLine) bool) tasksShape {
	shape := tasksShape{Campaign: b.Campaign.ID, Today: b.Today.String(), Counts: map[campaign.TaskState]int64{}, Overdue: b.Overdue, Phases: []phaseShape{}}
	for _, state := range campaign.TaskStates {
		shape.Counts[state] = b.Counts[state]
	}
	for i := range b.Phases {
		p := &b.Phases[i]
		phase := phaseShape{Phase: p.ID, Name: p.Name, From: p.Span.From.String(), To: p.Span.To.String()}
		for j := range p.Tasks {
			if asked(&p.Tasks[j]) {
				phase.Tasks = append(phase.Tasks, taskOf(&p.Tasks[j]))
			}
		}
		if len(phase.Tasks) > 0 {
			shape.Phases = append(shape.Phases, phase)
		}
	}
	return shape
}

func (s *session) tasks(b *tasksShape) {
	c := b.Counts
	s.say("cli.tasks", "open", c[campaign.TaskOpen], "doing", c[campaign.TaskDoing], "done", c[campaign.TaskDone], "dropped", c[campaign.TaskDropped], "overdue", b.Overdue)
	if len(b.Phases) == 0 {
		s.say("cli.found_nothing")
	}
	for _, p := range b.Phases {
		s.line("")
		if p.Phase != "" {
			s.say("cli.phase", "name", p.Name, "from", p.From, "to", p.To)
		}
		rows := [][]string{}
		for i := range p.Tasks {
			t := &p.Tasks[i]
			rows = append(rows, []string{string(t.Task), t.Title, t.Owner, t.Due, s.taskState(t), gotOf(t)})
		}
		s.table([]string{s.text("cli.column.task"), s.text("cli.column.what"), s.text("cli.column.who"), s.text("cli.column.due"), s.text("cli.column.state"),
			s.text("cli.column.got")}, rows, 5)
	}
}

func (s *session) taskState(t *taskShape) string {
	if t.Overdue {
		return s.text("cli.task_late", "state", t.State)
	}
	return t.State.Text(s.lang)
}

// gotOf is what came of a task, of what the plan asks for.
func gotOf(t *taskShape) string {
	if t.Wants == 0 && t.Got == 0 {
		return ""
	}
	if t.Wants == 0 {
		return strconv.FormatInt(t.Got, 10)
	}
	return fmt.Sprintf("%d/%d", t.Got, t.Wants)
}

type campaignTaskCommand struct {
	databaseFlags
	Task   string   `arg:""`
	State  string   `placeholder:"STATE"`
	Got    *int64   `placeholder:"N"`
	Person string   `placeholder:"NAME"`
	Done   day.Date `placeholder:"DATE"`
	Note   *string  `placeholder:"TEXT"`
	Reason string   `placeholder:"TEXT"`
	Proof  []string `sep:"none" placeholder:"FILE"`
	Seen   int64    `placeholder:"N"`
}

// do shows a task, after recording how far it is where anything of it is given.
func (c *campaignTaskCommand) do(ctx context.Context, s *session) error {
	of, err := id.Parse(c.Task)
	if err != nil {
		return err
	}
	if !c.reports() {
		return c.with(ctx, s, func(desk *app.Desk) error { return s.showTask(ctx, desk, of) })
	}
	files, err := attachments(c.Proof)
	if err != nil {
		return err
	}
	return c.writing(ctx, s, func(desk *app.Desk) error {
		before, err := desk.Task(ctx, of)
		if err != nil {
			return err
		}
		report, err := c.report(s, before)
		if err != nil {
			return err
		}
		report.Attached = files
		if _, err := desk.ReportTask(ctx, of, report); err != nil {
			return err
		}
		return s.showTask(ctx, desk, of)
	})
}

func (c *campaignTaskCommand) reports() bool {
	return c.State != "" || c.Got != nil || c.Person != "" || !c.Done.IsZero() || c.Note != nil || c.Reason != "" || len(c.Proof) > 0
}

// report takes the flags for what they mean: what is not given stays as it is,
// and what is done was done today, by who records it.
func (c *campaignTaskCommand) report(s *session, before *app.TaskView) (r app.TaskReport, err error) {
	r.State, r.Got, r.Done, r.Person, r.Note, r.Seen = before.State, before.Got, before.Done, before.Person, before.Note, before.Version
	if c.State != "" {
		if r.State, err = campaign.ParseTaskState(c.State); err != nil {
			return r, err
		}
	}
	if r.State != campaign.TaskDone && (!c.Done.IsZero() || c.Person != "") {
		return r, problem.New(usage, "cli.done_of_what")
	}
	if c.Got != nil {
		r.Got = *c.Got
	}
	if c.Note != nil {
		r.Note = *c.Note
	}
	if c.Seen != 0 {
		r.Seen = c.Seen
	}
	r.Done, r.Person, r.Reason = firstDay(c.Done, before.Done, s.env.Clock.Today()), firstText(c.Person, before.Person, s.actor.Name), c.Reason
	return r, nil
}

func firstDay(days ...day.Date) day.Date {
	for _, d := range days {
		if !d.IsZero() {
			return d
		}
	}
	return day.Date{}
}

func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func attachments(paths []string) (files []*blob.File, err error) {
	for _, path := range paths {
		file, err := attachment(path)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}
