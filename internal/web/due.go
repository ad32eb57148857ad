package web

import (
	"net/http"
	"net/url"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

const (
	duesShown = 50
	heldShown = 50
)

func (v *visit) dueList() error {
	q := v.r.URL.Query()
	return v.showDues(q, view.Form{}, http.StatusOK)
}

// campaignOptions are the campaigns of which money may be due.
func (v *visit) campaignOptions(p view.Page) ([]view.Option, error) {
	all, err := v.desk.DueCampaigns(v.r.Context())
	options := []view.Option{{Text: p.T("web.due.choose")}}
	for _, c := range all {
		options = append(options, view.Option{Value: string(c.ID), Text: c.Title})
	}
	return options, err
}

// showDues shows what is due in a campaign, with a form that was refused.
func (v *visit) showDues(q url.Values, form view.Form, status int) error {
	p := v.fundPage("web.due.title")
	p.Path, p.Query, p.Sub = "/dues", q.Encode(), p.T("web.due.sub")
	d := view.DuePage{Filter: view.Form{Values: q}, Campaign: q.Get("campaign"), State: fund.DueState(q.Get("state")), Form: form, Make: v.can(identity.PayMake)}
	var err error
	if d.Campaigns, err = v.campaignOptions(p); err != nil {
		return err
	}
	if d.Campaign == "" {
		return v.write(status, view.DueListPage(p, d))
	}
	of, err := id.Parse(d.Campaign)
	if err != nil {
		return problem.New(problem.NotFound, "campaign.not_found")
	}
	if err := v.fillDues(p, &d, of, q); err != nil {
		return err
	}
	return v.write(status, view.DueListPage(p, d))
}

func (v *visit) fillDues(p view.Page, d *view.DuePage, of id.ID, q url.Values) (err error) {
	ctx := v.r.Context()
	if d.Clauses, err = v.desk.Clauses(ctx, of); err != nil {
		return err
	}
	if d.Purses, err = v.desk.PlanPurses(ctx, of); err != nil {
		return err
	}
	if d.State == "" {
		d.State = fund.Open
	}
	counts := map[fund.DueState]fund.Figure{}
	for _, c := range d.Clauses {
		for state, f := range c.Figures {
			sum := counts[state]
			counts[state] = fund.Figure{Rows: sum.Rows + f.Rows, Fen: sum.Fen + f.Fen}
		}
	}
	for _, s := range fund.DueStates {
		d.Tabs = append(d.Tabs, view.Tab{Link: view.Link{Href: view.With("/dues", queryWithout(q, "after", "state"), "state", string(s)), Text: p.Show(s)}, Here: s == d.State, N: v.count(counts[s].Rows)})
	}
	if d.State != fund.Held && q.Get("after") == "" && counts[fund.Held].Rows > 0 {
		if d.Held, _, err = v.desk.FundDues(ctx, app.DueFilter{Campaign: of, State: fund.Held}, app.PageOf{Limit: heldShown}); err != nil {
			return err
		}
	}
	var next string
	if d.Rows, next, err = v.desk.FundDues(ctx, app.DueFilter{Campaign: of, State: d.State, Clause: q.Get("clause")}, app.PageOf{After: q.Get("after"), Limit: duesShown}); err != nil {
		return err
	}
	d.Pager = pagerOf(p, q, next)
	if d.Make {
		return v.tieForm(p, d)
	}
	return nil
}

// tieForm fills the form that ties the plan's purses to those of the books.
func (v *visit) tieForm(p view.Page, d *view.DuePage) (err error) {
	if d.Choices, err = v.purseOptions(p, v.today().Year(), ""); err != nil {
		return err
	}
	if d.Form.Values == nil {
		d.Form.Values = url.Values{}
	}
	for _, one := range d.Purses {
		name := "purse-" + one.Name
		if one.Purse != nil && !d.Form.Values.Has(name) {
			d.Form.Values.Set(name, string(one.Purse.ID))
		}
	}
	return nil
}

// duePurses ties the plan's purses, and reckons what is due when asked.
func (v *visit) duePurses() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	of, err := id.Parse(form.Get("campaign"))
	if err != nil {
		return problem.New(problem.NotFound, "campaign.not_found")
	}
	at := url.Values{"campaign": {string(of)}}
	wrong, sum := "", (*app.Reckoned)(nil)
	purses, err := v.desk.PlanPurses(v.r.Context(), of)
	if err != nil {
		return err
	}
	for _, one := range purses {
		chosen := id.ID(form.Get("purse-" + one.Name))
		if err == nil && chosen != "" && (one.Purse == nil || one.Purse.ID != chosen) {
			wrong, err = "purse-"+one.Name, v.desk.TiePurse(v.r.Context(), of, one.Name, chosen)
		}
	}
	if err == nil && form.Get("reckon") != "" {
		wrong = ""
		sum, err = v.desk.ReckonDues(v.r.Context(), of, nil)
	}
	switch {
	case err == nil && sum != nil:
		return v.done("/dues?"+at.Encode(), "web.due.reckoned", "fresh", sum.Fresh, "changed", sum.Changed, "gone", sum.Gone, "held", sum.Held, "unknown", sum.Unknown, "late", sum.Late)
	case err == nil:
		return v.done("/dues?"+at.Encode(), "web.due.tied")
	}
	f, err := v.wrong(form, err, map[string]string{problem.As(err).Key: wrong})
	if err != nil {
		return err
	}
	return v.showDues(at, f, http.StatusUnprocessableEntity)
}

func (v *visit) dueShow() error { return v.showDue(view.Form{}, http.StatusOK) }

// showDue is the page of one due, with what was refused.
func (v *visit) showDue(form view.Form, status int) error {
	of, err := v.idOf("due", "fund.no_due")
	if err != nil {
		return err
	}
	d, err := v.desk.FundDueOf(v.r.Context(), of)
	if err != nil {
		return err
	}
	p := v.fundPage("web.due.title")
	p.Title = strings.TrimSpace(d.Number + " " + d.ClauseName)
	p.Crumbs = append(p.Crumbs, view.Link{Href: "/dues?campaign=" + string(d.Campaign), Text: p.T("web.due.title")})
	return v.write(status, view.DueShowPage(p, view.FundDuePage{FundDueView: d, Form: form, Steps: dueSteps(p, &d.FundDueLine)}))
}

// dueSteps tell how an amount came about, a sentence each.
func dueSteps(p view.Page, d *app.FundDueLine) (steps []string) {
	h := d.How
	if h.AsOf != "" {
		steps = append(steps, p.T("web.due.how.snapshot", "day", h.AsOf, "size", h.Size, "covered", h.Cover))
	}
	if h.When != "" {
		steps = append(steps, p.T("web.due.how.tier", "rule", h.When))
	}
	rate := "web.due.how.rate"
	if h.Floor {
		rate = "web.due.how.floor"
	}
	steps = append(steps, p.T(rate, "rate", h.Rate.Yuan()))
	steps = append(steps, p.T("web.due.how.count", "count", h.Count, "times", h.Times))
	if h.Cap > 0 {
		steps = append(steps, p.T("web.due.how.cap", "cap", h.Cap.Yuan()))
	}
	steps = append(steps, p.T("web.due.how.whole", "whole", h.Whole.Yuan()))
	if h.Parts > 1 {
		steps = append(steps, p.T("web.due.how.split", "n", h.Parts, "purse", d.PurseName, "fen", d.Fen.Yuan()))
	}
	return steps
}

func (v *visit) dueAsk() error {
	return v.dueDo("web.due.asked_done", func(of id.ID, form url.Values) error {
		_, err := v.desk.AskDue(v.r.Context(), of, form.Get("reason"))
		return err
	})
}

func (v *visit) dueLift() error {
	return v.dueDo("web.due.lifted", func(of id.ID, form url.Values) error {
		_, err := v.desk.LiftDue(v.r.Context(), of, form.Get("do") == "lift")
		return err
	})
}

func (v *visit) dueDo(done string, do func(of id.ID, form url.Values) error) error {
	of, err := v.idOf("due", "fund.no_due")
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	if err = do(of, form); err == nil {
		return v.done("/dues/"+string(of), done)
	}
	if problem.As(err).Key == "fund.own_due" {
		return v.showDue(view.Form{Values: form, Wrong: map[string]string{"": v.text(err)}}, http.StatusForbidden)
	}
	f, err := v.wrong(form, err, map[string]string{"fund.reason_missing": "reason", "fund.reason_long": "reason"})
	if err != nil {
		return err
	}
	return v.showDue(f, http.StatusUnprocessableEntity)
}

// count is a number as tabs show it.
func (v *visit) count(n int64) string {
	return locale.Text(v.lang, "web.due.n", map[string]any{"n": n})
}
