package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// The wizard puts a plan to work in five steps. From the third on its state is
// the draft itself, so that nothing is lost with the browser.

// draftsShown is how many drafts the first step offers to take up again.
const draftsShown = 8

func (v *visit) wizardNew() error {
	ref := v.r.URL.Query().Get("plan")
	if ref == "" {
		return v.wizardPlans()
	}
	c, err := v.desk.ChooseStart(v.r.Context(), ref, 0)
	if err != nil {
		return err
	}
	form := url.Values{"title": {c.Title}, "area": {string(c.Area)}, "unit": {c.Unit}, "as_of": {c.AsOf.String()}}
	return v.showWizardPlace(c, view.Form{Values: form}, http.StatusOK)
}

func (v *visit) wizardPage() view.Page {
	p := v.page("web.wizard.title")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.campaigns")}, {Href: "/plans", Text: p.T("web.plan.library")}}
	return p
}

func (v *visit) wizardPlans() error {
	after := v.r.URL.Query().Get("after")
	page, err := v.desk.Plans(v.r.Context(), after, plansShown)
	if err != nil {
		return err
	}
	w := view.WizardPlans{Rows: append(page.Own, page.Shipped...)}
	if page.Next != "" {
		w.Next = view.With("/campaigns/new", "", "after", page.Next)
	}
	if after == "" {
		drafts, _, err := v.desk.Campaigns(v.r.Context(), campaign.Draft, "", draftsShown)
		if err != nil {
			return err
		}
		for i := range drafts {
			d := &drafts[i]
			text := v.say("web.wizard.draft", "title", d.Title, "place", d.Place, "day", d.Recorded.Date())
			w.Drafts = append(w.Drafts, view.Link{Href: "/campaigns/" + string(d.ID) + "/start", Text: text})
		}
	}
	return v.show(view.WizardPlansPage(v.wizardPage(), w))
}

func (v *visit) showWizardPlace(c *app.StartChoices, form view.Form, status int) error {
	w := view.WizardPlace{StartChoices: c, Form: form}
	for _, a := range c.Areas {
		w.Areas = append(w.Areas, view.Option{Value: string(a.Code), Text: firstText(a.Name, string(a.Code))})
	}
	w.Units = []view.Option{{Text: v.say("web.wizard.unit_none")}}
	for _, u := range c.Units {
		w.Units = append(w.Units, view.Option{Value: u.Name, Text: u.Name})
	}
	return v.write(status, view.WizardPlacePage(v.wizardPage(), w))
}

// wizardOpen makes the draft.
func (v *visit) wizardOpen() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	order, err := startOrder(form)
	if err == nil {
		var c *campaign.Campaign
		if c, err = v.desk.StartCampaign(v.r.Context(), order); err == nil {
			return v.done("/campaigns/"+string(c.ID)+"/start", "web.wizard.made")
		}
	}
	if problem.Is(err, problem.NotFound) && problem.As(err).Key == "app.no_unit" || problem.Is(err, problem.Forbidden) && problem.As(err).Key == "app.outside_scope" {
		err = problem.New(problem.Invalid, problem.As(err).Key, "unit", form.Get("unit"))
	}
	fields := map[string]string{"area.bad_code": "area", "app.outside_scope": "area", "app.no_unit": "unit", "plan.title_too_long": "title"}
	if key := problem.As(err).Key; strings.HasPrefix(key, "day.") {
		fields[key] = "as_of"
	}
	f, err := v.wrong(form, err, fields)
	if err != nil {
		return err
	}
	c, err := v.desk.ChooseStart(v.r.Context(), form.Get("plan"), order.Version)
	if err != nil {
		return err
	}
	return v.showWizardPlace(c, f, http.StatusUnprocessableEntity)
}

func startOrder(form url.Values) (o app.StartOrder, err error) {
	o = app.StartOrder{Ref: form.Get("plan"), Title: form.Get("title"), Unit: form.Get("unit")}
	version, _ := strconv.ParseInt(form.Get("version"), 10, 64)
	o.Version = max(version, 0)
	if text := strings.TrimSpace(form.Get("area")); text != "" {
		if o.Area, err = area.Parse(text); err != nil {
			return o, err
		}
	}
	o.AsOf, err = day.Parse(strings.TrimSpace(form.Get("as_of")))
	return o, err
}

// draft is the campaign of the address.
func (v *visit) draft() (*app.CampaignPlan, error) {
	of, err := id.Parse(v.r.PathValue("id"))
	if err != nil {
		return nil, problem.Wrap(err, problem.NotFound, "campaign.not_found")
	}
	return v.desk.CampaignPlan(v.r.Context(), of)
}

// wizardStart goes on where the draft stands.
func (v *visit) wizardStart() error {
	c, err := v.draft()
	if err != nil {
		return err
	}
	if c.State != campaign.Draft {
		return v.goTo("/campaigns/" + string(c.ID))
	}
	step := v.r.URL.Query().Get("step")
	if step == "" {
		step = "roster"
		if len(c.Unsettled()) > 0 {
			step = "settle"
		}
	}
	switch step {
	case "settle":
		return v.showSettle(c, view.Form{Values: answersOf(c)}, http.StatusOK)
	case "activate":
		return v.wizardConfirm(c)
	}
	return v.wizardRoster(c)
}

func (v *visit) draftPage(c *app.CampaignPlan) view.Page {
	p := v.wizardPage()
	p.Title = c.Campaign.Title
	p.Sub = p.T("web.wizard.title")
	return p
}

// answersOf are the answers on record, as the form's fields.
func answersOf(c *app.CampaignPlan) url.Values {
	form := url.Values{}
	for _, a := range c.Answers {
		if !a.Assumed {
			form.Set("answer."+a.Param, a.Value)
		}
	}
	return form
}

func (v *visit) showSettle(c *app.CampaignPlan, form view.Form, status int) error {
	w := view.WizardSettle{Campaign: string(c.ID), Form: form, Left: len(c.Unsettled())}
	for i := range c.Plan.Params {
		ask := view.AskOf(&c.Plan.Params[i])
		for _, a := range c.Answers {
			if a.Param == ask.Param && a.Assumed {
				ask.Assumed = firstText(a.Value, "—")
			} else if a.Param == ask.Param {
				ask.Value, ask.Actor = a.Value, a.Actor
			}
		}
		w.Asks = append(w.Asks, ask)
	}
	return v.write(status, view.WizardSettlePage(v.draftPage(c), w))
}

// wizardAnswer keeps the answers that were given; what is left empty stays
// open.
func (v *visit) wizardAnswer() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	c, err := v.draft()
	if err != nil {
		return err
	}
	known, answers := answersOf(c), map[string]string{}
	for i := range c.Plan.Params {
		param := c.Plan.Params[i].ID
		if value := strings.TrimSpace(form.Get("answer." + param)); value != "" && value != known.Get("answer."+param) {
			answers[param] = value
		}
	}
	if len(answers) > 0 {
		err = v.desk.SettleAll(v.r.Context(), c.ID, answers)
	}
	if err != nil {
		f, err := v.wrongAnswer(form, err)
		if err != nil {
			return err
		}
		return v.showSettle(c, f, http.StatusUnprocessableEntity)
	}
	step := "settle"
	if form.Get("go") == "next" {
		step = "" // to the roster, or back to what is still open
	}
	return v.done(view.With("/campaigns/"+string(c.ID)+"/start", "", "step", step), "web.wizard.settle_saved")
}

// wrongAnswer puts a refusal beside the question that it is about.
func (v *visit) wrongAnswer(form url.Values, err error) (view.Form, error) {
	fields := map[string]string{}
	if param, ok := problem.As(err).Args["param"].(string); ok {
		fields[problem.As(err).Key] = "answer." + param
	}
	return v.wrong(form, err, fields)
}

// notices are the findings of a preview; notes are left to the plan's own page.
func (v *visit) notices(all []plan.Finding) (some []view.Finding) {
	for _, f := range v.findings(all) {
		if f.Severity != plan.Note {
			some = append(some, f)
		}
	}
	return some
}
