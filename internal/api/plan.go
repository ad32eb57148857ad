package api

import (
	"maps"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/plans"
)

// planOf reads the plan of a campaign with the answers given since, and more
// over them. One with errors runs nothing.
func (c *call) planOf(of id.ID, answers map[string]string) (*app.CampaignView, *plan.Plan, error) {
	view, err := c.desk.Campaign(c.ctx(), of)
	if err != nil {
		return nil, nil, err
	}
	params := view.Params()
	for name := range answers {
		if !asksFor(view, name) {
			return nil, nil, problem.New(problem.NotFound, "app.no_param", "param", name)
		}
	}
	maps.Copy(params, answers)
	p, found, err := plan.Check(view.Text, plan.ReadOptions{Name: view.Plan, Params: params, Open: plans.Open, Calendar: c.Calendar, Today: view.AsOf})
	if err != nil {
		return nil, nil, err
	}
	return view, p, c.sound(found)
}

func asksFor(view *app.CampaignView, param string) bool {
	for _, a := range view.Answers {
		if a.Param == param {
			return true
		}
	}
	return false
}

// sound refuses a plan with errors; the answer lists them.
func (c *call) sound(found []plan.Finding) error {
	if !plan.HasErrors(found) {
		return nil
	}
	r := &refusal{err: problem.New(problem.Invalid, "api.plan_errors")}
	for _, f := range found {
		if f.Severity == plan.Error {
			r.errors = append(r.errors, fieldError{Field: f.Clause, Row: int64(f.Pos.Line), Message: f.Text(c.lang)})
		}
	}
	return r
}
