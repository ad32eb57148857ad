package app

import (
	"context"
	"maps"
	"slices"
	"time"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// CampaignPlan is the plan that a campaign runs by: its own text, read with the
// answers on record.
type CampaignPlan struct {
	*CampaignView
	Plan     *plan.Plan
	Findings []plan.Finding // of reading and linting it
}

// CampaignPlan reads the plan of a campaign.
func (d *Desk) CampaignPlan(ctx context.Context, of id.ID) (*CampaignPlan, error) {
	view, err := d.Campaign(ctx, of)
	if err != nil {
		return nil, err
	}
	var p *plan.Plan
	var found []plan.Finding
	err = d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		p, found, err = d.checkView(ctx, tx, view, view.Text, nil)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &CampaignPlan{view, p, found}, runnable(found)
}

// planOf reads the plan of a campaign within a transaction.
func (d *Desk) planOf(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign) (*plan.Plan, error) {
	p, found, err := d.checkCampaign(ctx, tx, c, nil)
	if err != nil {
		return nil, err
	}
	return p, runnable(found)
}

// checkCampaign reads and lints a campaign's plan with the answers on record,
// and more over them.
func (d *Desk) checkCampaign(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, more map[string]string) (*plan.Plan, []plan.Finding, error) {
	text, err := d.store.PlanText(ctx, tx, c.Digest)
	if err != nil {
		return nil, nil, err
	}
	view := &CampaignView{Campaign: c, Text: []byte(text)}
	if view.Bases, err = d.store.CampaignBases(ctx, tx, c.ID); err != nil {
		return nil, nil, err
	}
	return d.checkView(ctx, tx, view, view.Text, more)
}

// checkView reads and lints a text as the plan of a campaign.
func (d *Desk) checkView(ctx context.Context, tx *sqldb.Tx, view *CampaignView, text []byte, more map[string]string) (*plan.Plan, []plan.Finding, error) {
	procedures, err := d.proceduresFor(ctx, tx, text)
	if err != nil {
		return nil, nil, err
	}
	params := view.Params()
	maps.Copy(params, more)
	return d.plans.check(text, plan.ReadOptions{Name: view.Campaign.Plan, Params: params, Open: view.Open, Calendar: d.Calendar(), Today: view.AsOf, Procedures: procedures})
}

// runnable refuses a plan with errors; the first is named.
func runnable(found []plan.Finding) error {
	at := slices.IndexFunc(found, func(f plan.Finding) bool { return f.Severity == plan.Error })
	if at < 0 {
		return nil
	}
	return problem.New(problem.Invalid, "campaign.plan_has_errors", "line", found[at].Pos.Line, "why", found[at])
}

// SettleAll records a person's answers to parameters of a draft, all of them or
// none. Answers that the plan cannot run by are refused: of another kind, not
// among the choices, a date that is none.
func (d *Desk) SettleAll(ctx context.Context, of id.ID, answers map[string]string) error {
	if err := d.actor.Must(identity.CampaignSettle); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := d.wholeCampaign(ctx, tx, of)
		if err != nil {
			return err
		}
		if c.State != campaign.Draft {
			return problem.New(problem.Conflict, "campaign.settled")
		}
		if err := d.answersFit(ctx, tx, c, answers); err != nil {
			return err
		}
		for _, param := range slices.Sorted(maps.Keys(answers)) {
			if err := d.answerParam(ctx, tx, c, param, answers[param]); err != nil {
				return err
			}
		}
		return nil
	})
}

// answersFit refuses parameters that the plan does not have, and answers under
// which it has errors.
func (d *Desk) answersFit(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, answers map[string]string) error {
	for _, param := range slices.Sorted(maps.Keys(answers)) {
		if !slices.ContainsFunc(c.Answers, func(a campaign.Answer) bool { return a.Param == param }) {
			return problem.New(problem.NotFound, "app.no_param", "param", param)
		}
	}
	_, found, err := d.checkCampaign(ctx, tx, c, answers)
	if err != nil {
		return err
	}
	for _, f := range found {
		param, _ := f.Args["param"].(string)
		if f.Severity == plan.Error && answers[param] != "" {
			return problem.New(problem.Invalid, "campaign.answer_refused", "param", param, "why", f)
		}
	}
	return runnable(found)
}

func (d *Desk) answerParam(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, param, value string) error {
	for _, a := range c.Answers {
		if a.Param != param {
			continue
		}
		after := day.At(a.Recorded.Time().Add(time.Microsecond)) // whatever the clock says, it is the later answer
		a.Value, a.Assumed, a.Actor, a.Recorded = value, false, d.actor.Name, max(d.clock.Now(), after)
		if err := d.store.AddAnswer(ctx, tx, c.ID, a); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "campaign.settle", noun: "campaign", subject: c.ID, where: place{c.Area, c.Unit}, count: 1,
			detail: map[string]any{"param": param, "value": value}})
	}
	return problem.New(problem.NotFound, "app.no_param", "param", param)
}
