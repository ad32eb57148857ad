package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/demand"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/term"
	"songnuan/internal/web/view"
)

// demandQueue is the queue of demands.
func (v *visit) demandQueue() error {
	return v.showDemands(view.Form{}, http.StatusOK)
}

// showDemands is the queue, with the form of a batch that was refused.
func (v *visit) showDemands(batch view.Form, status int) error {
	q := v.r.URL.Query()
	f := app.DemandFilter{State: demand.Open, Level: demand.Level(q.Get("level")), Kind: q.Get("kind"), Late: q.Get("late") != ""}
	if s := q.Get("state"); s != "" {
		f.State = demand.State(s)
	}
	page, err := v.pageOf(q)
	if err != nil {
		return err
	}
	lines, next, err := v.desk.Demands(v.r.Context(), f, page)
	if err != nil {
		return err
	}
	counts, err := v.desk.CountDemands(v.r.Context(), app.PageOf{Area: page.Area})
	if err != nil {
		return err
	}
	p := v.page("web.demand.title")
	p.Path = "/demands" // a refused batch comes back here too
	p.Sub = p.T("web.demand.sub")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.field")}}
	l := view.DemandQueue{Filter: view.Form{Values: q}, State: f.State, Lines: lines, Counts: counts, KindText: v.termTexts(term.DemandKind), CanKeep: v.can(identity.DemandKeep), Batch: batch, Pager: pagerOf(p, q, next)}
	for _, s := range demand.States {
		l.Tabs = append(l.Tabs, view.Tab{Link: view.Link{Href: view.With(p.Path, queryWithout(q, "after", "state"), "state", string(s)), Text: p.Show(s)}, Here: s == f.State, N: strconv.FormatInt(counts.States[s], 10)})
	}
	every := view.Option{Text: p.T("web.change.every")}
	l.Kinds = append([]view.Option{every}, v.termOptions(term.DemandKind)...)
	l.Levels = []view.Option{every}
	for _, level := range demand.Levels {
		l.Levels = append(l.Levels, view.Option{Value: string(level), Text: p.T("web.demand.level_count", "level", level, "n", counts.Levels[level])})
	}
	l.Natures = v.natures(p)
	l.Verbs = []view.Option{{Text: p.T("web.demand.batch_group")}}
	for _, verb := range []demand.Verb{demand.Answer, demand.Raise, demand.Note} {
		l.Verbs = append(l.Verbs, view.Option{Value: string(verb), Text: p.Show(verb)})
	}
	if l.Villages, err = v.villageOptions(every.Text); err != nil {
		return err
	}
	return v.write(status, view.DemandQueuePage(p, l))
}

func (v *visit) natures(p view.Page) []view.Option {
	options := []view.Option{{Text: p.T("web.demand.nature_none")}}
	for _, n := range demand.Natures {
		options = append(options, view.Option{Value: string(n), Text: p.Show(n)})
	}
	return options
}

// demandBatch groups demands and acts on them.
func (v *visit) demandBatch() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	batch := app.DemandBatch{Title: form.Get("title"), Nature: demand.Nature(form.Get("nature")), Verb: demand.Verb(form.Get("verb")), Who: form.Get("who"), Text: form.Get("text")}
	for _, one := range form["demand"] {
		of, err := id.Parse(one)
		if err != nil {
			return problem.New(problem.NotFound, "demand.none")
		}
		batch.IDs = append(batch.IDs, of)
	}
	n, err := v.desk.ActOnDemands(v.r.Context(), batch)
	if err == nil {
		return v.done("/demands", "web.demand.batch_done", "n", n)
	}
	status := http.StatusUnprocessableEntity
	f := view.Form{Values: form, Wrong: map[string]string{"": v.text(err)}}
	switch {
	case problem.Is(err, problem.Conflict):
		status = http.StatusConflict
	case problem.Is(err, problem.Forbidden) && strings.HasPrefix(problem.As(err).Key, "demand."):
		status = http.StatusForbidden
	default:
		if f, err = v.wrongIn(form, err, map[string]string{"demand.group_few": "title", "demand.group_title": "title", "demand.name_long": "title", "demand.answer_missing": "text", "demand.text_missing": "text", "demand.answerer_missing": "who"}); err != nil {
			return err
		}
	}
	return v.showDemands(f, status)
}

func (v *visit) demandID() (id.ID, error) { return v.idOf("demand", "demand.none") }

func (v *visit) demandShow() error { return v.showDemand("", view.Form{}, http.StatusOK) }

// showDemand is the page of one demand, with the form of an act that was refused.
func (v *visit) showDemand(doing string, form view.Form, status int) error {
	of, err := v.demandID()
	if err != nil {
		return err
	}
	q, err := v.desk.Demand(v.r.Context(), of)
	if err != nil {
		return err
	}
	p := v.page("web.demand.title")
	p.Title = q.Demand.Number
	p.Crumbs = []view.Link{{Text: p.T("web.nav.field")}, {Href: "/demands", Text: p.T("web.demand.title")}}
	d := view.DemandPage{DemandView: q, Form: form, Doing: doing, Base: "/demands/" + string(of), KindName: v.termText(term.DemandKind, q.Demand.Kind), Kinds: v.termTexts(term.DemandKind), CanKeep: v.can(identity.DemandKeep)}
	for _, w := range demand.Words {
		d.Words = append(d.Words, view.Option{Value: string(w), Text: p.Show(w)})
	}
	for _, w := range demand.Ways {
		d.Ways = append(d.Ways, view.Option{Value: string(w), Text: p.Show(w)})
	}
	return v.write(status, view.DemandShowPage(p, d))
}

// demandFields are the fields that errors of an act belong to.
var demandFields = map[string]string{"demand.answer_missing": "text", "demand.answerer_missing": "who", "demand.word_missing": "satisfied", "demand.asked_missing": "asked", "demand.unsatisfied_why": "text",
	"demand.reopen_why": "text", "demand.text_missing": "text", "demand.bare_why": "text", "demand.text_long": "text", "demand.name_long": "who"}

// demandAct does something to a demand.
func (v *visit) demandAct() error {
	of, err := v.demandID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	order := app.DemandOrder{ID: of, Row: rowIn(form), Verb: demand.Verb(form.Get("verb")), Who: form.Get("who"), Text: form.Get("text"), Satisfied: demand.Word(form.Get("satisfied")), Asked: demand.Asked(form.Get("asked"))}
	_, err = v.desk.ActOnDemand(v.r.Context(), order)
	if err == nil {
		return v.done("/demands/"+string(of), "web.demand.done", "verb", order.Verb)
	}
	status := http.StatusUnprocessableEntity
	f := view.Form{Values: form, Wrong: map[string]string{"": v.text(err)}}
	switch {
	case problem.Is(err, problem.Conflict):
		status = http.StatusConflict
	case problem.Is(err, problem.Forbidden) && strings.HasPrefix(problem.As(err).Key, "demand."):
		status = http.StatusForbidden
	default:
		if f, err = v.wrongIn(form, err, demandFields); err != nil {
			return err
		}
	}
	return v.showDemand(string(order.Verb), f, status)
}

func (v *visit) demandNew() error {
	return v.showDemandForm(view.Form{Values: url.Values{"on": {v.today().String()}}}, http.StatusOK)
}

// showDemandForm is the form of a new demand of a household.
func (v *visit) showDemandForm(form view.Form, status int) error {
	file, err := v.desk.Household(v.r.Context(), v.r.PathValue("number"), day.Date{})
	if err != nil {
		return err
	}
	p := v.page("web.demand.of", "number", file.Number)
	p.Crumbs = []view.Link{{Href: "/households", Text: p.T("web.household.title")}, {Href: "/households/" + string(file.ID), Text: p.T("web.household.file", "number", file.Number)}}
	d := view.DemandTake{Form: form, Action: "/households/" + url.PathEscape(v.r.PathValue("number")) + "/demand", Back: "/households/" + string(file.ID), Natures: v.natures(p)}
	d.Kinds = append([]view.Option{{Text: p.T("web.hazard.choose")}}, v.termOptions(term.DemandKind)...)
	return v.write(status, view.DemandTakePage(p, d))
}

// demandTake takes a demand at the desk.
func (v *visit) demandTake() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	order := app.TakeDemandOrder{Number: v.r.PathValue("number"), HeardDemand: app.HeardDemand{Kind: form.Get("kind"), Nature: demand.Nature(form.Get("nature")), Words: form.Get("text"), Sensitive: form.Get("sensitive") != ""}}
	order.On, err = day.Parse(form.Get("on"))
	var taken *demand.Demand
	if err == nil {
		taken, err = v.desk.TakeDemand(v.r.Context(), order)
	}
	if err == nil {
		return v.done("/demands/"+string(taken.ID), "web.demand.taken", "number", taken.Number)
	}
	f, err := v.wrongIn(form, err, map[string]string{"day.": "on", "demand.no_kind": "kind", "demand.no_nature": "nature", "demand.words_missing": "text", "demand.text_long": "text", "demand.day_to_come": "on"})
	if err != nil {
		return err
	}
	return v.showDemandForm(f, http.StatusUnprocessableEntity)
}
