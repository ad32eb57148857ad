package cli

import (
	"context"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
)

// taskViewShape is the JSON of one task with what was changed of it, the latest
// last, and its files.
type taskViewShape struct {
	taskShape
	Campaign id.ID         `json:"campaign"`
	Changes  []changeShape `json:"changes"`
	Files    []proofShape  `json:"files"`
}

type changeShape struct {
	Fields   []campaign.Changed `json:"fields"`
	Reason   string             `json:"reason,omitempty"`
	Actor    string             `json:"actor"`
	Recorded day.Instant        `json:"recorded"`
}

// proofShape is the JSON of a file that shows something.
type proofShape struct {
	Proof    id.ID       `json:"proof"`
	SM3      string      `json:"file_sm3"`
	Type     string      `json:"type"`
	Size     int64       `json:"size"` // bytes
	Actor    string      `json:"actor"`
	Recorded day.Instant `json:"recorded"`
}

func proofsOf(proofs []campaign.Proof) []proofShape {
	all := []proofShape{}
	for i := range proofs {
		p := &proofs[i]
		all = append(all, proofShape{p.ID, p.File, p.Type, p.Size, p.Actor, p.Recorded})
	}
	return all
}

// showTask shows a task as it is.
func (s *session) showTask(ctx context.Context, desk *app.Desk, of id.ID) error {
	view, err := desk.Task(ctx, of)
	if err != nil {
		return err
	}
	shape := taskViewShape{taskOf(&view.TaskLine), view.Campaign.ID, []changeShape{}, proofsOf(view.Proofs)}
	for _, c := range view.Changes {
		shape.Changes = append(shape.Changes, changeShape{c.Fields, c.Reason, c.Actor, c.Recorded})
	}
	return s.show(shape, func() { s.task(&shape) })
}

func (s *session) task(t *taskViewShape) {
	s.line(t.Title)
	s.say("cli.task", "task", t.Task, "state", s.taskState(&t.taskShape), "version", t.Version)
	for _, line := range []struct{ key, value string }{
		{"cli.column.who", t.Owner}, {"cli.column.account", t.Account}, {"cli.column.village", t.Village}, {"cli.column.due", t.Due}, {"cli.column.got", gotOf(&t.taskShape)},
		{"cli.column.day", t.Done}, {"cli.column.person", t.Person}, {"cli.column.note", t.Note},
	} {
		if line.value != "" {
			s.say("cli.told", "name", locale.Text(s.lang, line.key, nil), "value", line.value)
		}
	}
	s.proofs(t.Files)
	if len(t.Changes) == 0 {
		return
	}
	rows := [][]string{}
	for _, c := range t.Changes {
		state := ""
		for _, f := range c.Fields {
			if f.Field == "state" {
				state = campaign.TaskState(f.To).Text(s.lang)
			}
		}
		rows = append(rows, []string{c.Recorded.Date().String(), c.Actor, state, c.Reason})
	}
	s.line("")
	s.table([]string{s.text("cli.column.recorded"), s.text("cli.column.actor"), s.text("cli.column.state"), s.text("cli.column.reason")}, rows)
}

func (s *session) proofs(files []proofShape) {
	for _, f := range files {
		s.say("cli.proof", "type", f.Type, "size", f.Size, "actor", f.Actor, "sm3", f.SM3[:16])
	}
}
