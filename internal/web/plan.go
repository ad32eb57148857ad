package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// plansShown is how many of the office's own plans a page of the library holds;
// each is read and checked for it.
const plansShown = 20

func (v *visit) planList() error {
	after := v.r.URL.Query().Get("after")
	page, err := v.desk.Plans(v.r.Context(), after, plansShown)
	if err != nil {
		return err
	}
	p := v.page("web.plan.library")
	p.Sub = p.T("web.plan.library_hint")
	l := view.PlanList{PlanPage: *page, Keep: v.can(identity.PlanKeep), Start: v.can(identity.CampaignOpen)}
	if after != "" {
		l.Pager.First = "/plans"
	}
	if page.Next != "" {
		l.Pager.Next = view.With("/plans", "", "after", page.Next)
	}
	if l.Keep {
		p.Actions = view.PlanListActions(p)
	}
	return v.show(view.PlanListPage(p, l))
}

func (v *visit) can(needs identity.Permission) bool { return v.desk.Actor().Can(needs) }

// planAsked gives the plan of the address, in the version that it asks for.
func (v *visit) planAsked() (*app.PlanView, error) {
	version, _ := strconv.ParseInt(v.r.URL.Query().Get("version"), 10, 64) // what is no number is the latest
	return v.desk.PlanOf(v.r.Context(), v.r.PathValue("name"), max(version, 0))
}

// planPage is the page around a plan, with its tabs.
func (v *visit) planPage(of *app.PlanView, here string) (view.Page, []view.Tab) {
	p := v.page("web.plan.library")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.campaigns")}, {Href: "/plans", Text: p.T("web.plan.library")}}
	p.Title = of.Title
	var tabs []view.Tab
	for _, tab := range []string{"", "forecast", "text", "versions"} {
		if tab == "versions" && of.Shipped {
			continue
		}
		path, key := "/plans/"+of.Ref, "document"
		if tab != "" {
			path, key = path+"/"+tab, tab
		}
		if of.Version != of.Latest && tab != "versions" {
			path += "?version=" + strconv.FormatInt(of.Version, 10)
		}
		tabs = append(tabs, view.Tab{Link: view.Link{Href: path, Text: p.T("web.plan.tab." + key)}, Here: tab == here})
	}
	return p, tabs
}

func (v *visit) planShow() error {
	of, err := v.planAsked()
	if err != nil {
		return err
	}
	p, tabs := v.planPage(of, "")
	d := view.PlanDoc{PlanView: of, Tabs: tabs, Findings: v.findings(of.Findings), Copy: v.can(identity.PlanKeep),
		Start: v.can(identity.CampaignOpen) && of.Version == of.Latest, Asks: map[string]string{}, Open: map[string]bool{}}
	if of.Plan == nil {
		d.Why = p.T("web.plan.broken")
		return v.show(view.PlanPage(p, d))
	}
	d.Doc = of.Document()
	d.Doc.Head = slices.DeleteFunc(d.Doc.Head, func(l plan.DocLine) bool { return l.Key == "format" || l.Key == "plan" })
	for i := range of.Plan.Params {
		d.Asks[of.Plan.Params[i].ID] = of.Plan.Params[i].Ask
	}
	for _, a := range of.Plan.Assumptions {
		d.Open[a.Param] = true
	}
	if d.Forecast, _, err = v.planForecast(of); err != nil {
		return err
	}
	p.Actions = view.PlanActions(p, d)
	return v.show(view.PlanPage(p, d))
}

// findings puts findings into words, the worst first.
func (v *visit) findings(all []plan.Finding) (said []view.Finding) {
	for _, f := range all {
		if f.Code == "param_unsettled" {
			continue // listed as a question of its own
		}
		said = append(said, view.Finding{Severity: f.Severity, Text: f.Text(v.lang), Line: f.Pos.Line, File: f.Pos.File, Clause: f.Clause})
	}
	rank := map[plan.Severity]int{plan.Error: 0, plan.Warning: 1, plan.Note: 2}
	slices.SortStableFunc(said, func(a, b view.Finding) int { return cmp.Compare(rank[a.Severity], rank[b.Severity]) })
	return said
}

func (v *visit) planForecastPage() error {
	of, err := v.planAsked()
	if err != nil {
		return err
	}
	f, why, err := v.planForecast(of)
	if err != nil {
		return err
	}
	p, tabs := v.planPage(of, "forecast")
	return v.show(view.PlanForecastPage(p, of, tabs, f, why))
}

// planForecast is what a plan comes to, or why that can't be told.
func (v *visit) planForecast(of *app.PlanView) (f *view.Forecast, why string, err error) {
	got, err := v.desk.ForecastPlan(v.r.Context(), of.Ref, of.Version)
	if problem.Is(err, problem.Invalid) {
		return nil, v.text(err), nil
	}
	if err != nil {
		return nil, "", err
	}
	f = v.forecast(of.Plan, got.Forecast)
	f.AsOf = got.AsOf.String()
	f.Basis = v.say("web.forecast.basis."+got.Basis, "households", got.Households, "persons", got.Persons, "day", got.AsOf)
	for _, c := range got.Classes {
		f.Classes = append(f.Classes, view.ForecastClass{Name: c.Name, Entries: c.Entries, Persons: c.Persons, Undecided: c.Undecided})
	}
	return f, "", nil
}

// say is a message in the person's language.
func (v *visit) say(key string, pairs ...any) string {
	return locale.Text(v.lang, key, problem.Pairs(pairs...))
}

func (v *visit) planCopy() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(form.Get("version"), 10, 64)
	made, err := v.desk.CopyPlan(v.r.Context(), app.CopyPlanOrder{Ref: form.Get("plan"), Version: max(version, 0)})
	if err != nil {
		return err
	}
	return v.done("/plans/"+url.PathEscape(made.Ref), "web.plan.copied", "name", made.Name)
}
