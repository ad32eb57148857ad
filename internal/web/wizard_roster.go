package web

import (
	"songnuan/internal/app"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// wizardRoster previews what the rosters would come to. Of a large registry it
// shows what was built in the background.
func (v *visit) wizardRoster(c *app.CampaignPlan) error {
	large, err := v.desk.LargeCampaign(v.r.Context(), c.ID)
	if err != nil {
		return err
	}
	w := view.WizardRoster{Campaign: string(c.ID), Large: large, Built: c.Coverage != (app.CoverageSummary{})}
	if large {
		w.Open, w.Out = c.Coverage.Open, c.Coverage.NotEligible
		if w.Built {
			w.Rosters, err = v.desk.CampaignRosters(v.r.Context(), c.Campaign, c.Plan)
		}
	} else {
		err = v.preview(c, &w)
	}
	if err != nil {
		return err
	}
	return v.show(view.WizardRosterPage(v.draftPage(c), w))
}

func (v *visit) preview(c *app.CampaignPlan, w *view.WizardRoster) error {
	got, err := v.desk.PreviewCampaign(v.r.Context(), c.ID)
	if err != nil {
		return err
	}
	w.Rosters, w.Open, w.Out = got.Rosters, got.Universe.Open, got.Universe.NotEligible
	w.Helpers, w.Tasks = got.Helpers, got.Tasks
	for _, one := range got.Refused {
		w.Blocked = append(w.Blocked, one.Text(v.lang))
	}
	w.Findings = v.notices(got.Noticed)
	w.Forecast = v.forecast(got.Plan, got.Forecast)
	w.Forecast.Missing = nil // among the findings below
	return nil
}

// wizardBuild builds the rosters: at once, or in the background when there are
// many files.
func (v *visit) wizardBuild() error {
	c, err := v.draft()
	if err != nil {
		return err
	}
	large, err := v.desk.LargeCampaign(v.r.Context(), c.ID)
	if err != nil {
		return err
	}
	if large {
		job, err := v.desk.Enqueue(v.r.Context(), app.JobOrder{Kind: identity.RosterLay, Args: app.CampaignArgs{Campaign: c.ID}})
		if err != nil {
			return err
		}
		return v.goTo("/jobs/" + string(job.ID))
	}
	if _, err := v.desk.BuildRoster(v.r.Context(), c.ID, c.Plan); err != nil {
		return err
	}
	now, err := v.desk.Campaign(v.r.Context(), c.ID)
	if err != nil {
		return err
	}
	return v.done("/campaigns/"+string(c.ID)+"/start?step=activate", "web.wizard.built", "count", now.Coverage.Open)
}

// wizardConfirm names what activating will do.
func (v *visit) wizardConfirm(c *app.CampaignPlan) error {
	if c.Coverage == (app.CoverageSummary{}) {
		return v.done("/campaigns/"+string(c.ID)+"/start?step=roster", "web.wizard.no_universe")
	}
	large, err := v.desk.LargeCampaign(v.r.Context(), c.ID)
	if err != nil {
		return err
	}
	w := view.WizardConfirm{Campaign: string(c.ID)}
	w.Effects = append(w.Effects, v.say("web.wizard.effect_universe", "total", c.Coverage.Open+c.Coverage.NotEligible, "open", c.Coverage.Open))
	if !large {
		got, err := v.desk.PreviewCampaign(v.r.Context(), c.ID)
		if err != nil {
			return err
		}
		for _, one := range got.Refused {
			w.Blocked = append(w.Blocked, one.Text(v.lang))
		}
		w.Effects = append(w.Effects, v.say("web.wizard.effect_tasks", "count", got.Tasks))
	}
	w.Effects = append(w.Effects, v.say("web.wizard.effect_settled"), v.say("web.wizard.effect_plan", "digest", c.Digest[:12]), v.say("web.wizard.effect_see"))
	return v.show(view.WizardConfirmPage(v.draftPage(c), w))
}

func (v *visit) wizardActivate() error {
	c, err := v.draft()
	if err != nil {
		return err
	}
	err = v.desk.Activate(v.r.Context(), c.ID)
	if problem.Is(err, problem.Invalid) { // something stands in the way: the page names it
		return v.wizardConfirm(c)
	}
	if err != nil {
		return err
	}
	return v.done("/campaigns/"+string(c.ID), "web.wizard.activated")
}
