package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

func (v *visit) unitTree() error {
	return v.showUnits(view.Form{Values: url.Values{}}, http.StatusOK)
}

func (v *visit) showUnits(f view.Form, status int) error {
	units, err := v.desk.Units(v.r.Context())
	if err != nil {
		return err
	}
	names, err := v.placeNames()
	if err != nil {
		return err
	}
	t := view.UnitTree{New: f, Keep: v.can(identity.UnitKeep), Kinds: v.unitKinds(), Parents: []view.Option{{Text: v.say("web.unit.top")}}}
	for _, u := range units {
		t.Rows = append(t.Rows, view.UnitRow{Unit: u, Where: names.area(u.Area), Keep: v.desk.KeepsUnit(u)})
		if u.Closed == "" {
			t.Parents = append(t.Parents, view.Option{Value: u.Path, Text: strings.Repeat("　", u.Depth()) + u.Name})
		}
	}
	p := v.systemPage("web.unit.title")
	p.Sub = p.T("web.unit.hint", "count", strconv.Itoa(len(units)))
	return v.write(status, view.UnitTreePage(p, t))
}

func (v *visit) unitKinds() []view.Option {
	options := []view.Option{{Text: v.say("web.unit.kind_unknown")}}
	for _, kind := range identity.UnitKinds {
		options = append(options, view.Option{Value: kind, Text: v.say("unit.kind." + kind)})
	}
	return options
}

var unitFields = map[string]string{"identity.unit_name": "name", "identity.unit_taken": "name", "identity.unit_kind": "kind", "identity.no_unit": "parent",
	"area.no_area": "area", "area.bad_code": "area", "web.area.no_such": "area", "web.area.several": "area", "app.outside_scope": "area",
	"day.empty": "last", "day.not_iso": "last", "day.no_such_day": "last", "day.out_of_range": "last"}

func (v *visit) unitAdd() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	where, err := v.areaOf(form.Get("area"))
	if err == nil {
		_, err = v.desk.AddUnit(v.r.Context(), form.Get("parent"), identity.Unit{Name: form.Get("name"), Kind: form.Get("kind"), Area: where})
	}
	if err == nil {
		return v.done("/units", "web.unit.added")
	}
	f, err := v.wrong(form, mine(err), unitFields)
	if err != nil {
		return err
	}
	return v.showUnits(f, http.StatusUnprocessableEntity)
}

func (v *visit) unitShow() error { return v.showUnit(view.Form{}, view.Form{}, http.StatusOK) }

func (v *visit) showUnit(edit, end view.Form, status int) error {
	units, err := v.desk.Units(v.r.Context())
	if err != nil {
		return err
	}
	names, err := v.placeNames()
	if err != nil {
		return err
	}
	for _, u := range units {
		if u.Path != v.r.PathValue("path") || !v.desk.KeepsUnit(u) {
			continue
		}
		s := view.UnitShow{UnitRow: view.UnitRow{Unit: u, Where: names.area(u.Area)}, Edit: edit, Close: end, Kinds: v.unitKinds(), Today: v.today().String()}
		if s.Above = names.unit(u.Parent()); u.Parent() == "" {
			s.Above = ""
		}
		if edit.Values == nil {
			s.Edit.Values = url.Values{"name": {u.Name}, "kind": {u.Kind}, "area": {string(u.Area)}}
		}
		p := v.systemPage("web.unit.title", view.Link{Href: "/units", Text: v.say("web.unit.title")})
		p.Title = u.Name
		return v.write(status, view.UnitShowPage(p, s))
	}
	return problem.New(problem.NotFound, "identity.no_unit")
}

// seenUnit is the unit as the form was made from.
func (v *visit) seenUnit(form url.Values) identity.Unit {
	return identity.Unit{Path: v.r.PathValue("path"), Name: form.Get("seen-name"), Kind: form.Get("seen-kind"), Area: area.Code(form.Get("seen-area")), Closed: form.Get("seen-closed")}
}

func (v *visit) unitEdit() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	where, err := v.areaOf(form.Get("area"))
	if err == nil {
		err = v.desk.EditUnit(v.r.Context(), v.seenUnit(form), identity.Unit{Name: form.Get("name"), Kind: form.Get("kind"), Area: where})
	}
	if err == nil {
		return v.done("/units", "web.unit.saved")
	}
	f, err := v.wrong(form, mine(err), unitFields)
	if err != nil {
		return err
	}
	return v.showUnit(f, view.Form{}, http.StatusUnprocessableEntity)
}

func (v *visit) unitClose() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	last, err := day.Parse(form.Get("last"))
	if err == nil {
		err = v.desk.CloseUnit(v.r.Context(), v.seenUnit(form), last)
	}
	if err == nil {
		return v.done("/units", "web.unit.was_closed")
	}
	f, err := v.wrong(form, err, unitFields)
	if err != nil {
		return err
	}
	return v.showUnit(view.Form{}, f, http.StatusUnprocessableEntity)
}

func (v *visit) unitOpen() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	if err := v.desk.CloseUnit(v.r.Context(), v.seenUnit(form), day.Date{}); err != nil {
		return err
	}
	return v.done("/units", "web.unit.reopened")
}
