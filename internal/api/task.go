package api

import (
	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
)

// taskShape is one thing that somebody does for a campaign by a day.
type taskShape struct {
	ID      id.ID              `json:"id"`
	Kind    string             `json:"kind"`             // of the plan's jobs, or own
	Clause  string             `json:"clause,omitempty"` // of the plan
	Phase   string             `json:"phase,omitempty"`  // id
	Title   string             `json:"title"`
	Owner   string             `json:"owner,omitempty"`
	Account string             `json:"account,omitempty"` // it is assigned to
	Area    area.Code          `json:"area,omitempty"`
	Unit    string             `json:"unit,omitempty"` // path
	Village string             `json:"village,omitempty"`
	From    day.Date           `json:"from,omitzero"`
	Due     day.Date           `json:"due,omitzero"`
	State   campaign.TaskState `json:"state"`
	Overdue bool               `json:"overdue"`
	Wants   int64              `json:"wants,omitempty"` // results that the plan asks for
	Got     int64              `json:"got,omitempty"`
	Done    day.Date           `json:"done,omitzero"`
	Person  string             `json:"person,omitempty"` // who did it
	Note    string             `json:"note,omitempty"`
	Proofs  int64              `json:"proofs"` // files attached
	Mine    bool               `json:"mine"`
	MayDo   bool               `json:"may_do"` // record how far it is
	Version int64              `json:"version"`
}

func shapeTask(t app.TaskLine) taskShape {
	return taskShape{t.ID, t.Kind, t.Clause, t.Phase, t.Title, t.Owner, t.Account, t.Area, t.Unit, t.Village, t.From, t.Due, t.State, t.Overdue, t.Wants, t.Got,
		t.Done, t.Person, t.Note, t.Proofs, t.Mine, t.MayDo, t.Version}
}

// phaseShape is a phase with its tasks; the last one, without an id, holds what
// falls into no phase.
type phaseShape struct {
	Phase string      `json:"phase,omitempty"` // id
	Name  string      `json:"name,omitempty"`
	From  day.Date    `json:"from,omitzero"`
	To    day.Date    `json:"to,omitzero"`
	Tasks []taskShape `json:"tasks"`
}

func (c *call) tasks(in *campaignPath) (*page[phaseShape], error) {
	board, err := c.desk.Tasks(c.ctx(), in.Campaign)
	if err != nil {
		return nil, err
	}
	return paged(c, board.Phases, "", func(p app.TaskPhase) phaseShape {
		return phaseShape{p.ID, p.Name, p.Span.From, p.Span.To, shaped(p.Tasks, shapeTask)}
	}), nil
}

func (c *call) myTasks(*nothing) (*page[taskShape], error) {
	lines, err := c.desk.MyTasks(c.ctx(), 500)
	if err != nil {
		return nil, err
	}
	return paged(c, lines, "", shapeTask), nil
}

type taskPath struct {
	Task id.ID `path:"task"`
}

func (c *call) task(in *taskPath) (*taskShape, error) {
	view, err := c.desk.Task(c.ctx(), in.Task)
	if err != nil {
		return nil, err
	}
	c.etag(int(view.Version))
	return new(shapeTask(view.TaskLine)), nil
}

// taskReport records how far a task has come.
func (c *call) taskReport(in *struct {
	taskPath
	seen
	Body struct {
		State       string   `json:"state" enum:"open,doing,done,dropped"`
		Got         int64    `json:"got,omitempty" min:"0" max:"1000000"`
		Done        day.Date `json:"done,omitzero"`
		Person      string   `json:"person,omitempty" max:"40"`
		Note        string   `json:"note,omitempty" max:"1000"`
		Reason      string   `json:"reason,omitempty" max:"200"` // of dropping it, or of taking it up again
		Attachments [][]byte `json:"attachments,omitempty" max:"5"`
	}
}) (*taskShape, error) {
	b := in.Body
	state, err := campaign.ParseTaskState(b.State)
	if err != nil {
		return nil, err
	}
	report := app.TaskReport{Seen: int64(in.number()), TaskProgress: campaign.TaskProgress{State: state, Got: b.Got, Done: b.Done, Person: b.Person, Note: b.Note, Reason: b.Reason}}
	for _, content := range b.Attachments {
		file, err := blob.Of(content)
		if err != nil {
			return nil, err
		}
		report.Attached = append(report.Attached, file)
	}
	if _, err := c.desk.ReportTask(c.ctx(), in.Task, report); err != nil {
		return nil, err
	}
	return c.task(&in.taskPath)
}

type taskBody struct {
	Title   string   `json:"title" min:"1" max:"200"`
	Phase   string   `json:"phase,omitempty" max:"60"`
	Owner   string   `json:"owner,omitempty" max:"60"`
	Account string   `json:"account,omitempty" max:"32"` // it is assigned to
	Due     day.Date `json:"due,omitzero"`
	Wants   int64    `json:"wants,omitempty" min:"0" max:"1000000"`
	Reason  string   `json:"reason,omitempty" max:"200"` // of another day, or of another wording than the plan's
}

func (b *taskBody) order() app.TaskOrder {
	return app.TaskOrder{Account: b.Account, TaskEdit: campaign.TaskEdit{Title: b.Title, Phase: b.Phase, Owner: b.Owner, Due: b.Due, Wants: b.Wants, Reason: b.Reason}}
}

func (c *call) taskAdd(in *struct {
	campaignPath
	Body taskBody
}) (*taskShape, error) {
	t, err := c.desk.AddTask(c.ctx(), in.Campaign, in.Body.order())
	if err != nil {
		return nil, err
	}
	c.created("/tasks/%s", t.ID)
	return c.task(&taskPath{t.ID})
}

func (c *call) taskEdit(in *struct {
	taskPath
	seen
	Body taskBody
}) (*taskShape, error) {
	order := in.Body.order()
	order.Seen = int64(in.number())
	if _, err := c.desk.EditTask(c.ctx(), in.Task, order); err != nil {
		return nil, err
	}
	return c.task(&in.taskPath)
}

// attachmentsMost is the body of a report with the most files.
const attachmentsMost = 5*attachmentMost + bodyMost
