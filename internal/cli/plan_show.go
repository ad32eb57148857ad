package cli

import (
	"bytes"
	"context"
	"encoding/json"

	"songnuan/internal/app"
	"songnuan/internal/plan"
)

type planShowCommand struct {
	Plan  string            `arg:""`
	Param map[string]string `mapsep:"none" placeholder:"K=V"`
}

// do shows a plan also when it has errors: what could be read.
func (c *planShowCommand) do(_ context.Context, s *session) error {
	f, err := s.openPlan(c.Plan, c.Param)
	if err != nil {
		return err
	}
	var document bytes.Buffer
	if err := f.plan.Show(&document, s.lang); err != nil {
		return err
	}
	shown := map[string]string{"plan": f.plan.ID, "title": f.plan.Title, "markdown": document.String()}
	return s.show(shown, func() { s.out.print(document.String()) })
}

type planSchemaCommand struct{}

// do prints the schema, which is JSON with or without --json.
func (planSchemaCommand) do(_ context.Context, s *session) error {
	return s.print(json.RawMessage(plan.Schema()))
}

type planScheduleCommand struct {
	Plan  string            `arg:""`
	Param map[string]string `mapsep:"none" placeholder:"K=V"`
}

// dueShape is one line of plan schedule.
type dueShape struct {
	From     string        `json:"from,omitempty"`
	Due      string        `json:"due"`
	What     string        `json:"what"`
	Who      string        `json:"who,omitempty"`
	Clause   string        `json:"clause"`
	Class    string        `json:"class,omitempty"`
	Strength plan.Strength `json:"strength,omitempty"`
}

func (c *planScheduleCommand) do(_ context.Context, s *session) error {
	f, err := s.openPlan(c.Plan, c.Param)
	if err != nil {
		return err
	}
	if err := f.runnable(s); err != nil {
		return err
	}
	dues, rows := []dueShape{}, [][]string{}
	for _, d := range f.plan.Schedule(s.calendar) {
		dues = append(dues, dueShape{d.From.String(), d.When.String(), d.What.Text(s.lang), d.Who.Text(s.lang), d.Clause, d.Class, d.Strength})
		last := dues[len(dues)-1]
		rows = append(rows, []string{last.From, last.Due, last.What, last.Who, last.Clause})
	}
	result := map[string]any{"plan": f.plan.ID, "schedule": dues, "assumptions": app.SummariseAssumptions(f.plan)}
	return s.show(result, func() {
		s.assumptions(f.plan)
		s.table([]string{s.text("cli.column.from"), s.text("cli.column.due"), s.text("cli.column.what"), s.text("cli.column.who"), s.text("cli.column.clause")}, rows)
	})
}
