package app

import (
	"context"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/visit"
)

// formOf copies a plan's form.
func formOf(f *plan.Form) *visit.Form {
	out := &visit.Form{ID: f.ID, Name: f.Name, Unmet: conditionsOf(f.Unmet)}
	for i := range f.Steps {
		step := visit.Step{ID: f.Steps[i].ID, Name: f.Steps[i].Name}
		for j := range f.Steps[i].Questions {
			step.Questions = append(step.Questions, questionOf(&f.Steps[i].Questions[j]))
		}
		out.Steps = append(out.Steps, step)
	}
	return out
}

func questionOf(q *plan.Question) visit.Question {
	out := visit.Question{ID: q.ID, Ask: q.Ask, Kind: visit.Kind(q.Kind), When: conditionsOf(q.When), Required: q.Required, Hint: q.Hint, Unit: q.Unit,
		Least: q.AtLeast.Fixed, Most: q.AtMost.Fixed}
	for _, c := range q.Choices {
		out.Choices = append(out.Choices, visit.Choice{Value: c.Value, Name: c.Name})
	}
	return out
}

func conditionsOf(all []plan.Condition) (out []visit.Condition) {
	for _, c := range all {
		out = append(out, visit.Condition{Question: c.Question, Is: c.Is})
	}
	return out
}

// VisitTask is what a visit is filled in for: the form with its digest, and
// what the plan says of it.
type VisitTask struct {
	Campaign id.ID       `json:"campaign,omitempty"`
	Title    string      `json:"title,omitempty"` // of the campaign
	Duty     string      `json:"duty,omitempty"`
	Name     string      `json:"name,omitempty"` // of the duty
	Act      string      `json:"act"`
	Together int64       `json:"together"` // visitors at once, at least
	Fallback string      `json:"fallback,omitempty"`
	Form     *visit.Form `json:"form"`
	Digest   string      `json:"digest"`
}

// visitTask finds the form for a duty of a campaign, or for an act outside of
// campaigns. over is true when the campaign has ended or its plan knows no such
// duty; the act's shipped form serves then.
func (d *Desk) visitTask(ctx context.Context, tx *sqldb.Tx, of id.ID, duty, act string) (task *VisitTask, over bool, err error) {
	task = &VisitTask{Campaign: of, Duty: duty, Act: act, Together: 1}
	var form *plan.Form
	if of != "" {
		c, err := d.store.Campaign(ctx, tx, of, identity.Everything)
		if err != nil {
			return nil, false, err
		}
		task.Title, over = c.Title, c.State != campaign.Active
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return nil, false, err
		}
		one := dutyOf(p, duty)
		if one != nil {
			task.Name, task.Act, task.Together, task.Fallback = one.Name, one.Act, one.Together(), one.Fallback
			if form, err = p.FormOf(one); err != nil {
				return nil, false, err
			}
		} else if duty != "" {
			over = true
		}
	}
	if form == nil {
		if form, err = plan.FormFor(task.Act); err != nil {
			return nil, false, err
		}
	}
	task.Form = formOf(form)
	task.Digest = task.Form.Digest()
	return task, over, nil
}

func dutyOf(p *plan.Plan, id string) *plan.Duty {
	for i := range p.Duties {
		if p.Duties[i].ID == id && id != "" {
			return &p.Duties[i]
		}
	}
	return nil
}

// VisitForm gives the form that a duty of a campaign is filled by now, or an act
// outside of campaigns, and keeps it under its digest, so that what is filled
// from it is checked against it however the plan changes.
func (d *Desk) VisitForm(ctx context.Context, of id.ID, duty, act string) (task *VisitTask, err error) {
	if err := d.actor.Must(identity.VisitRecord); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if of != "" && d.actor.Role != identity.Helper {
			if _, err := d.store.Campaign(ctx, tx, of, d.actor.Scope); err != nil {
				return err
			}
		}
		if task, _, err = d.visitTask(ctx, tx, of, duty, act); err != nil {
			return err
		}
		_, err := d.store.PutVisitForm(ctx, tx, task.Form)
		return err
	})
	return task, err
}

// keptForm is the form of a digest. problem.NotFound when nobody was given one.
func (d *Desk) keptForm(ctx context.Context, tx *sqldb.Tx, digest string) (*visit.Form, error) {
	f, err := d.store.VisitForm(ctx, tx, digest)
	if err == nil && f == nil {
		err = problem.New(problem.NotFound, "visit.no_form")
	}
	return f, err
}
