package web

import (
	"net/http"
	"net/url"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/problem"
	"songnuan/internal/term"
	"songnuan/internal/web/view"
)

// kinFields are the fields that an entry's errors belong to.
var kinFields = map[string]string{"kin.no_relation": "relation", "kin.no_name": "name", "kin.no_birth": "birth", "kin.birth_later": "birth", "kin.from_later": "from",
	"personal.": "number", "kin.end_day": "last", "kin.no_reason": "why", "day.": "birth"}

func (v *visit) kinMine() error {
	return v.showKin(view.Form{Values: url.Values{"from": {v.today().String()}}}, view.Form{}, "", http.StatusOK)
}

// showKin shows the person's own relatives on record, with the form of a new
// entry and, at the entry in hand, the form that ends it.
func (v *visit) showKin(add, end view.Form, hand string, status int) error {
	mine, err := v.desk.MyKin(v.r.Context())
	if err != nil {
		return err
	}
	k := view.Kin{Rows: mine, Add: add, End: end, Hand: hand, Relations: []view.Option{{Text: v.say("web.kin.choose")}}}
	if k.End.Values == nil {
		k.End.Values = url.Values{"last": {v.today().String()}}
	}
	for _, t := range term.Terms(term.Kin) {
		k.Relations = append(k.Relations, view.Option{Value: t.Name, Text: v.termText(term.Kin, t.Name)})
	}
	p := v.page("web.kin.title")
	p.Sub = p.T("web.kin.why")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.people")}}
	return v.write(status, view.KinPage(p, k))
}

func (v *visit) kinAdd() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	order := app.NewKin{Relation: form.Get("relation"), Name: form.Get("name"), IDNumber: form.Get("number"), Birth: form.Get("birth")}
	fields := kinFields
	if form.Get("from") != "" {
		if order.From, err = day.Parse(form.Get("from")); err != nil {
			fields = map[string]string{"day.": "from"}
		}
	}
	if err == nil {
		_, err = v.desk.AddKin(v.r.Context(), order)
	}
	if err == nil {
		return v.done("/kin", "web.kin.added")
	}
	f, err := v.wrongIn(form, err, fields)
	if err != nil {
		return err
	}
	return v.showKin(f, view.Form{}, "", http.StatusUnprocessableEntity)
}

func (v *visit) kinEnd() error {
	of, err := v.idOf("entry", "kin.no_entry")
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	last, err := day.Parse(form.Get("last"))
	if err == nil {
		err = v.desk.EndKin(v.r.Context(), of, last, form.Get("why"))
	}
	if err == nil {
		return v.done("/kin", "web.kin.was_ended")
	}
	status := http.StatusUnprocessableEntity
	if problem.Is(err, problem.Conflict) {
		status = http.StatusConflict
	}
	f, err := v.wrongIn(form, err, map[string]string{"kin.end_day": "last", "day.": "last", "kin.no_reason": "why"})
	if err != nil {
		return err
	}
	return v.showKin(view.Form{Values: url.Values{"from": {v.today().String()}}}, f, string(of), status)
}

// kinRegister is the register of the staff within the person's scope.
func (v *visit) kinRegister() error {
	q := v.r.URL.Query()
	all := q.Get("all") == "1"
	list, next, err := v.desk.KinList(v.r.Context(), all, app.PageOf{After: q.Get("after"), Limit: 50})
	if err != nil {
		return err
	}
	p := v.page("web.kin.register")
	p.Sub = p.T("web.kin.register_hint")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.people")}}
	r := view.KinRegister{Rows: list, All: all, Relations: map[string]string{}, Tabs: []view.Tab{
		{Link: view.Link{Href: "/kin/register", Text: p.T("web.kin.in_force")}, Here: !all},
		{Link: view.Link{Href: "/kin/register?all=1", Text: p.T("web.kin.ended_too")}, Here: all}}}
	for _, t := range term.Terms(term.Kin) {
		r.Relations[t.Name] = v.termText(term.Kin, t.Name)
	}
	if q.Get("after") != "" {
		r.Pager.First = view.With("/kin/register", v.r.URL.RawQuery, "after", "")
	}
	if next != "" {
		r.Pager.Next = view.With("/kin/register", v.r.URL.RawQuery, "after", next)
	}
	return v.show(view.KinRegisterPage(p, r))
}
