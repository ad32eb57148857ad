package web

import (
	"net/http"
	"net/url"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/term"
	"songnuan/internal/web/view"
)

func (v *visit) leaderList() error {
	return v.showLeaders(view.Form{Values: url.Values{"from": {v.today().String()}}}, http.StatusOK)
}

// showLeaders lists the links, with the form of a new one.
func (v *visit) showLeaders(form view.Form, status int) error {
	lines, err := v.desk.Links(v.r.Context())
	if err != nil {
		return err
	}
	p := v.page("web.leader.title")
	p.Sub = p.T("web.leader.sub")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.field")}}
	l := view.Leaders{Lines: lines, Form: form, CanKeep: v.can(identity.LeaderKeep), Kinds: []view.Option{{Text: p.T("web.hazard.choose")}}}
	for _, kind := range app.LinkKinds {
		l.Kinds = append(l.Kinds, view.Option{Value: kind, Text: p.T("web.leader.kind." + kind)})
	}
	options, err := v.villageOptions("")
	if err != nil {
		return err
	}
	l.Villages = options[1:]
	return v.write(status, view.LeadersPage(p, l))
}

// leaderAdd links somebody to villages.
func (v *visit) leaderAdd() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	order := app.LinkOrder{Cluster: form.Get("cluster"), Kind: form.Get("kind"), Account: form.Get("account"), Name: form.Get("name"), Post: form.Get("post"), Office: form.Get("office")}
	fields := map[string]string{"leader.no_kind": "kind", "leader.no_area": "area", "leader.no_office": "office", "leader.no_name": "name", "leader.backwards": "to", "leader.no_account": "account", "hazard.name_long": "name", "area.": "area"}
	for _, one := range form["area"] {
		var code area.Code
		if code, err = area.Parse(one); err != nil {
			break
		}
		order.Areas = append(order.Areas, code)
	}
	for name, into := range map[string]*day.Date{"from": &order.From, "to": &order.To} {
		if err == nil && form.Get(name) != "" {
			*into, err = day.Parse(form.Get(name))
			fields["day."] = name
		}
	}
	n := 0
	if err == nil {
		n, err = v.desk.AddLinks(v.r.Context(), order)
	}
	if err == nil {
		return v.done("/leaders", "web.leader.added", "n", n)
	}
	f, err := v.wrongIn(form, err, fields)
	if err != nil {
		return err
	}
	return v.showLeaders(f, http.StatusUnprocessableEntity)
}

func (v *visit) leaderEnd() error {
	of, err := v.idOf("link", "leader.none")
	if err != nil {
		return err
	}
	if err := v.desk.EndLink(v.r.Context(), of); err != nil {
		if problem.Is(err, problem.Conflict) {
			return v.showLeaders(view.Form{Values: url.Values{}, Wrong: map[string]string{"": v.text(err)}}, http.StatusConflict)
		}
		return err
	}
	return v.done("/leaders", "web.leader.was_ended")
}

// areaBoard is a leader's page.
func (v *visit) areaBoard() error {
	b, err := v.desk.AreaBoard(v.r.Context())
	if err != nil {
		return err
	}
	p := v.page("web.area_board.title")
	p.Sub = p.T("web.area_board.sub")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.field")}}
	return v.show(view.AreaBoardPage(p, view.AreaPage{AreaBoard: b, KindText: v.termTexts(term.HazardKind), DemandText: v.termTexts(term.DemandKind)}))
}
