package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// caseTabs are the parts of the queue, by what is to be done.
var caseTabs = []string{"mine", "open", "draft", "incomplete", "posted", "disputed", "ended"}

// casesShown is how many cases a page of the queue holds.
const casesShown = 50

// caseQuery reads the queue's address.
func (v *visit) caseQuery(q url.Values) (tab string, f casework.Filter, err error) {
	tab = q.Get("tab")
	if !slices.Contains(caseTabs, tab) {
		tab = caseTabs[0]
		if !v.can(identity.CaseFile) && !v.can(identity.CaseReview) {
			tab = "open"
		}
	}
	if f.Text, err = v.desk.OpenSearch(q.Get("q")); err != nil {
		return tab, f, err
	}
	f.Area = area.Code(q.Get("area"))
	if kind, err := casework.ParseKind(q.Get("kind")); err == nil {
		f.Kinds = []casework.Kind{kind}
	}
	if do := casework.StepKind(q.Get("do")); slices.Contains(casework.StepKinds, do) {
		f.Doing = do
	}
	if q.Get("late") != "" {
		f.DueBefore = v.today()
	}
	return tab, f, nil
}

// underTab is a filter with a tab's condition.
func (v *visit) underTab(f casework.Filter, tab string) casework.Filter {
	switch tab {
	case "mine":
		a := v.desk.Actor()
		f.Role, f.User = string(a.Role), a.User
	case "draft":
		f.State = casework.Draft
	case "incomplete":
		f.State = casework.Incomplete
	case "posted":
		f.State = casework.Posted
	case "disputed":
		f.State = casework.Disputed
	case "ended":
		f.Ended = true
	}
	return f
}

// caseFilters are the parameters that narrow the queue.
var caseFilters = []string{"q", "area", "kind", "do", "late"}

func (v *visit) caseList() error {
	return v.showCases(view.Form{Values: url.Values{}})
}

func (v *visit) showCases(batch view.Form) error {
	q := v.r.URL.Query()
	tab, f, err := v.caseQuery(q)
	if err != nil {
		return err
	}
	filtered := slices.ContainsFunc(caseFilters, func(name string) bool { return q.Get(name) != "" })
	cut := app.PageOf{After: q.Get("after"), Limit: casesShown}
	var page *app.CasePage
	if tab == "mine" && !filtered {
		page, err = v.desk.MyCases(v.r.Context(), cut)
	} else {
		page, err = v.desk.Cases(v.r.Context(), v.underTab(f, tab), cut)
	}
	if err != nil {
		return err
	}
	base := without(q, "after")
	l := view.CaseList{Filter: view.Form{Values: without(q, "q"), Wrong: map[string]string{}}, Batch: batch, Filtered: filtered, MayFile: v.can(identity.CaseFile),
		MayJudge: tab == "mine" && v.can(identity.CaseReview), Back: view.With("/cases", base.Encode(), "tab", tab), Counts: view.With("/cases/counts", base.Encode(), "tab", tab), Tabs: v.caseTabs(tab, q, nil)}
	l.Filter.Values.Set("q", f.Text)
	l.Filter.Values.Set("tab", tab)
	for i := range page.Lines {
		l.Rows = append(l.Rows, v.caseRow(&page.Lines[i]))
	}
	if q.Get("after") != "" {
		l.Pager.First = "/cases?" + base.Encode()
	}
	if page.Next != "" {
		l.Pager.Next = view.With("/cases", base.Encode(), "after", page.Next)
	}
	if err := v.caseChoices(&l); err != nil {
		return err
	}
	p := v.page("web.case.title")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.people")}}
	p.Actions = view.CaseActions(p, l)
	return v.show(view.CaseListPage(p, l))
}

func (v *visit) caseTabs(here string, q url.Values, n map[string]string) (tabs []view.Tab) {
	base := without(q, "after")
	for _, tab := range caseTabs {
		if tab == "mine" && !v.can(identity.CaseFile) && !v.can(identity.CaseReview) {
			continue
		}
		tabs = append(tabs, view.Tab{Link: view.Link{Href: view.With("/cases", base.Encode(), "tab", tab), Text: v.say("web.case.tab." + tab)}, Here: tab == here, N: n[tab]})
	}
	return tabs
}

// caseCounts answers with the tabs and how many each holds. What has ended is
// not counted: it only grows.
func (v *visit) caseCounts() error {
	q := v.r.URL.Query()
	tab, f, err := v.caseQuery(q)
	if err != nil {
		return err
	}
	open, err := v.desk.CaseCounts(v.r.Context(), f)
	if err != nil {
		return err
	}
	mine, err := v.desk.CaseCounts(v.r.Context(), v.underTab(f, "mine"))
	if err != nil {
		return err
	}
	n := map[string]int64{"open": open.All, "mine": mine.All}
	for _, c := range open.Counts {
		n[string(c.State)] += c.Cases
	}
	shown := map[string]string{}
	for _, one := range caseTabs {
		if one != "ended" {
			shown[one] = count(n[one])
		}
	}
	return v.show(view.CaseCounts(v.page("web.case.title"), view.CaseList{Tabs: v.caseTabs(tab, q, shown)}))
}

// caseFind turns the filter into an address; who is looked for is sealed in it.
func (v *visit) caseFind() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	q := url.Values{}
	for _, name := range []string{"tab", "area", "kind", "do", "late"} {
		if form.Get(name) != "" {
			q.Set(name, form.Get(name))
		}
	}
	if text := strings.TrimSpace(form.Get("q")); text != "" {
		sealed, err := v.desk.SealSearch(text)
		if err != nil {
			return err
		}
		q.Set("q", sealed)
	}
	return v.goTo("/cases?" + q.Encode())
}

// caseChoices fills the selects of the filter.
func (v *visit) caseChoices(l *view.CaseList) error {
	any := view.Option{Text: v.say("web.household.any")}
	places, err := v.desk.Places(v.r.Context())
	if problem.Is(err, problem.Forbidden) {
		places, err = nil, nil
	}
	if err != nil {
		return err
	}
	if places != nil && !places.Many && len(places.Villages) > 1 {
		l.Villages = []view.Option{any}
		for _, a := range places.Villages {
			l.Villages = append(l.Villages, view.Option{Value: string(a.Code), Text: a.Name})
		}
	}
	l.Kinds, l.Dos = []view.Option{any}, []view.Option{any}
	for _, k := range casework.Kinds {
		l.Kinds = append(l.Kinds, view.Option{Value: string(k), Text: k.Text(v.lang)})
	}
	for _, do := range casework.StepKinds {
		l.Dos = append(l.Dos, view.Option{Value: string(do), Text: v.say("web.case.do." + string(do))})
	}
	return nil
}

// caseRow is a case as lists and the heads of forms show it.
func (v *visit) caseRow(l *app.CaseLine) view.CaseRow {
	r := view.CaseRow{Href: casePath(l.Number, string(l.Case)), Number: l.Number, Applicant: l.Applicant, Village: l.Village, Kind: l.Kind.Text(v.lang), Step: l.StepName,
		State: l.State.Text(v.lang), Tone: caseTone(l.State), Kin: l.Kin, Objected: l.Objected}
	if r.Number == "" {
		r.Number = v.say("web.case.not_handed_in")
	}
	if !l.State.Ended() && !l.Due.IsZero() {
		r.Due = l.Due.String()
	}
	r.Left, r.LeftTone = v.caseLeft(l)
	if caseBatched(l.Doing) && l.State == casework.Running {
		r.Key = string(l.Case) + ":" + strconv.FormatInt(l.Version, 10)
	}
	return r
}

// caseBatched tells whether the step can be taken for many at once: where it
// takes an opinion alone, and neither a visit, a meeting nor an amount.
func caseBatched(do casework.StepKind) bool {
	switch do {
	case casework.StepIntake, casework.StepCrossCheck, casework.StepOpinion, casework.StepPapers, casework.StepDecision:
		return true
	}
	return false
}

// caseLeft is how many days are left, in words and with a colour.
func (v *visit) caseLeft(l *app.CaseLine) (text, tone string) {
	switch {
	case l.State == casework.Draft || l.State.Ended():
		return "", ""
	case l.State.Still():
		return v.say("web.case.still"), "amber"
	case l.Due.IsZero():
		return "", ""
	case l.DaysLeft < 0:
		return v.say("web.case.days_over", "n", -l.DaysLeft), "red"
	case l.DaysLeft == 0:
		return v.say("web.case.due_today"), "amber"
	case l.DaysLeft <= 3:
		return v.say("web.case.days_left", "n", l.DaysLeft), "amber"
	}
	return v.say("web.case.days_left", "n", l.DaysLeft), ""
}

func caseTone(s casework.State) string {
	switch s {
	case casework.Incomplete, casework.Disputed:
		return "amber"
	case casework.Posted:
		return "violet"
	case casework.Running:
		return "blue"
	case casework.Approved, casework.Filed:
		return "green"
	case casework.Refused:
		return "red"
	}
	return ""
}

// casePath is the address of a case: by its receipt number, before it has one by
// its id.
func casePath(number, of string) string {
	if number == "" {
		return "/cases/" + of
	}
	return "/cases/" + url.PathEscape(number)
}

// caseOverdue is the board of what is overdue.
func (v *visit) caseOverdue() error {
	lines, err := v.desk.OverdueCases(v.r.Context(), casework.Filter{})
	if err != nil {
		return err
	}
	p := v.page("web.case.late_board")
	p.Sub = p.T("web.case.late_hint")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.people")}, {Href: "/cases", Text: p.T("web.case.title")}}
	l := view.CaseLate{}
	villages, order := map[string]int64{}, []string{}
	codes := map[string]string{}
	var total int64
	for _, one := range lines {
		place := strings.TrimSpace(one.Village + " " + one.Unit)
		if villages[place] == 0 {
			order = append(order, place)
			codes[place] = string(one.Area)
		}
		villages[place] += one.Cases
		total += one.Cases
		var roles []string
		for _, r := range one.Turn {
			roles = append(roles, r.Text(v.lang))
		}
		to := url.Values{"tab": {"open"}, "late": {"1"}, "area": {string(one.Area)}, "do": {string(one.Doing)}}
		l.Rows = append(l.Rows, view.CaseLateRow{Place: place, Step: v.say("web.case.do." + string(one.Doing)), Roles: strings.Join(roles, v.say("web.user.comma")), Actor: one.Name,
			Cases: count(one.Cases), Oldest: one.Oldest.String(), Days: v.say("web.case.days_over", "n", one.Days), Href: "/cases?" + to.Encode()})
	}
	l.Chart = view.BarChart{Label: p.T("web.case.late_by_village"), Legend: []view.BarPart{{Class: "c-bad", Title: p.T("web.case.late_word")}}}
	slices.SortStableFunc(order, func(a, b string) int { return int(villages[b] - villages[a]) })
	for i, place := range order {
		if i == barsMost {
			break
		}
		n := villages[place]
		l.Chart.Bars = append(l.Chart.Bars, view.Bar{Name: place, To: view.With("/cases", "tab=open&late=1", "area", codes[place]), Note: count(n),
			Parts: []view.BarPart{{Class: "c-bad", Title: p.T("web.case.late_word") + " " + count(n), N: n}}})
	}
	if len(order) > 0 {
		l.Headline = p.T("web.case.late_headline", "n", total, "village", order[0], "most", villages[order[0]])
	}
	return v.show(view.CaseLatePage(p, l))
}
