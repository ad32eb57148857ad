package web

import (
	"net/http"
	"net/url"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/term"
	"songnuan/internal/web/view"
)

// helperTabs are the parts of the register: who helps, who has no household, who
// helps no more.
var helperTabs = []string{"", "free", "left"}

func (v *visit) helperList() error {
	q := v.r.URL.Query()
	tab := q.Get("tab")
	filter := app.HelperFilter{Name: q.Get("name"), Kind: q.Get("kind"), Closed: tab == "left", Free: tab == "free"}
	lines, next, err := v.desk.HelperList(v.r.Context(), filter, app.PageOf{After: q.Get("after"), Limit: usersShown})
	if err != nil {
		return err
	}
	p := v.page("web.helper.title")
	p.Sub = p.T("web.helper.sub")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.field")}}
	l := view.HelperList{Rows: lines, Form: view.Form{Values: q}, Kinds: v.helperKinds(p.T("web.helper.any_kind")), Pager: pagerOf(p, q, next), Import: v.can(identity.ListImport), Keep: v.can(identity.PairKeep)}
	for i := range l.Rows {
		l.Rows[i].Kind = v.termText(term.HelperKind, l.Rows[i].Kind)
	}
	for _, name := range helperTabs {
		text := "web.helper.tab_now"
		switch name {
		case "free":
			text = "web.helper.tab_free"
		case "left":
			text = "web.helper.tab_left"
		}
		l.Tabs = append(l.Tabs, view.Tab{Link: view.Link{Href: view.With("/helpers", "", "tab", name), Text: p.T(text)}, Here: name == tab})
	}
	p.Actions = view.HelperListActions(p, l)
	return v.show(view.HelperListPage(p, l))
}

// helperKinds are the kinds of helper to choose from.
func (v *visit) helperKinds(none string) []view.Option {
	options := []view.Option{{Text: none}}
	for _, t := range term.Terms(term.HelperKind) {
		options = append(options, view.Option{Value: t.Name, Text: v.termText(term.HelperKind, t.Name)})
	}
	return options
}

func (v *visit) helperID() (id.ID, error) { return v.idOf("helper", "pairing.no_helper") }

func (v *visit) helperShow() error {
	of, err := v.helperID()
	if err != nil {
		return err
	}
	return v.showHelper(of, view.Form{Values: url.Values{"on": {v.today().String()}}}, http.StatusOK)
}

func (v *visit) showHelper(of id.ID, form view.Form, status int) error {
	h, err := v.desk.HelperOf(v.r.Context(), of)
	if err != nil {
		return err
	}
	return v.helperPage(h, form, status)
}

func (v *visit) helperPage(h *app.HelperView, form view.Form, status int) error {
	p := v.page("web.helper.title")
	p.Title, p.Sub = h.Name, h.Organisation
	p.Crumbs = []view.Link{{Text: p.T("web.nav.field")}, {Href: "/helpers", Text: p.T("web.helper.title")}}
	h.Kind = v.termText(term.HelperKind, h.Kind)
	if form.Values.Get("on") == "" {
		form.Values.Set("on", v.today().String())
	}
	return v.write(status, view.HelperPage(p, view.HelperShown{HelperView: h, Base: "/helpers/" + string(h.ID), Form: form, Keep: v.can(identity.PairKeep), Reveal: v.can(identity.PairKeep) && v.can(identity.PersonalUnmask)}))
}

func (v *visit) helperReveal() error {
	of, err := v.helperID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	h, err := v.desk.RevealHelper(v.r.Context(), of, form.Get("reason"))
	if err == nil {
		return v.helperPage(h, view.Form{Values: url.Values{}}, http.StatusOK)
	}
	return v.helperRefused(of, form, err, map[string]string{"registry.reason_length": "reason"})
}

func (v *visit) helperRefused(of id.ID, form url.Values, err error, fields map[string]string) error {
	status := http.StatusUnprocessableEntity
	if problem.Is(err, problem.Conflict) {
		status = http.StatusConflict
	}
	f, err := v.wrongIn(form, err, fields)
	if err != nil {
		return err
	}
	return v.showHelper(of, f, status)
}

func (v *visit) helperClose() error {
	of, err := v.helperID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	on, err := dayOf(form.Get("on"))
	if err == nil {
		err = v.desk.CloseHelper(v.r.Context(), of, versionIn(form), on)
	}
	if err == nil {
		return v.done("/helpers/"+string(of), "web.helper.closed")
	}
	return v.helperRefused(of, form, err, map[string]string{"pairing.helper_day": "on", "day.": "on"})
}

func (v *visit) helperReopen() error {
	of, err := v.helperID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	if err := v.desk.ReopenHelper(v.r.Context(), of, versionIn(form)); err != nil {
		return v.helperRefused(of, form, err, nil)
	}
	return v.done("/helpers/"+string(of), "web.helper.reopened")
}

func versionIn(form url.Values) int {
	n, _ := strconv.Atoi(form.Get("version")) // 0 is whichever stands
	return n
}

func (v *visit) helperNew() error {
	return v.showHelperForm(nil, view.Form{Values: url.Values{"capacity": {"1"}}}, http.StatusOK)
}

func (v *visit) helperEdit() error {
	of, err := v.helperID()
	if err != nil {
		return err
	}
	h, err := v.desk.HelperOf(v.r.Context(), of)
	if err != nil {
		return err
	}
	return v.showHelperForm(h, view.Form{Values: url.Values{"name": {h.Name}, "kind": {h.Kind}, "organisation": {h.Organisation}, "post": {h.Post}, "area": {string(h.Area)}, "capacity": {strconv.Itoa(h.Capacity)},
		"skills": {h.Skills}, "number": {h.Number}, "version": {strconv.Itoa(h.Version)}}}, http.StatusOK)
}

// showHelperForm is the form of a helper; h is nil of a new one.
func (v *visit) showHelperForm(h *app.HelperView, form view.Form, status int) error {
	p := v.page("web.helper.new")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.field")}, {Href: "/helpers", Text: p.T("web.helper.title")}}
	e := view.HelperEdit{Form: form, Back: "/helpers", Kinds: v.helperKinds(p.T("web.helper.no_kind"))}
	if h != nil {
		e.Base, e.Seen, e.Phone, e.ID18 = "/helpers/"+string(h.ID), true, h.Phone, h.ID18
		e.Back = e.Base
		p.Title = p.T("web.helper.edit_of", "name", h.Name)
		p.Crumbs = append(p.Crumbs, view.Link{Href: e.Base, Text: h.Name})
	}
	var err error
	if e.Places, err = v.wavePlaces(p); err != nil {
		return err
	}
	return v.write(status, view.HelperEditPage(p, e))
}

// helperFields is which field of the form of a helper an error belongs to.
var helperFields = map[string]string{"pairing.helper_name": "name", "pairing.helper_kind": "kind", "pairing.helper_capacity": "capacity", "pairing.helper_area": "area", "app.outside_scope": "area", "area.": "area",
	"pairing.helper_text": "organisation", "pairing.helper_twice": "name", "personal.": "phone",
	"personal.id_length": "id_number", "personal.id_character": "id_number", "personal.id_check": "id_number", "personal.id_birth": "id_number", "personal.id_area": "id_number", "personal.id_ruined": "id_number"}

// helperSave keeps a helper who is new or was changed.
func (v *visit) helperSave() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	f := app.HelperForm{Version: versionIn(form), Number: form.Get("number"), Name: form.Get("name"), Organisation: form.Get("organisation"), Post: form.Get("post"), Kind: form.Get("kind"),
		Skills: form.Get("skills"), Phone: form.Get("phone"), IDNumber: form.Get("id_number")}
	var shown *app.HelperView
	if v.r.PathValue("helper") != "" {
		if f.ID, err = v.helperID(); err != nil {
			return err
		}
		if shown, err = v.desk.HelperOf(v.r.Context(), f.ID); err != nil {
			return err
		}
	}
	f.Capacity, _ = strconv.Atoi(form.Get("capacity")) // 0 is refused
	if text := form.Get("area"); text != "" {
		if f.Area, err = area.Parse(text); err != nil {
			return err
		}
	}
	of, err := v.desk.SaveHelper(v.r.Context(), f)
	if err == nil {
		return v.done("/helpers/"+string(of), "web.helper.saved")
	}
	status := http.StatusUnprocessableEntity
	if problem.Is(err, problem.Conflict) {
		status = http.StatusConflict
	}
	refused, err := v.wrongIn(form, mine(err), helperFields)
	if err != nil {
		return err
	}
	return v.showHelperForm(shown, refused, status)
}
