package web

import (
	"net/http"
	"net/url"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/registry"
	"songnuan/internal/web/view"
)

func (v *visit) freezeList() error {
	return v.showFreezes(view.Form{Values: url.Values{"from": {v.today().String()}}}, http.StatusOK)
}

func (v *visit) showFreezes(form view.Form, status int) error {
	rows, err := v.desk.Freezes(v.r.Context())
	if err != nil {
		return err
	}
	p := v.page("web.freeze.title")
	p.Sub = p.T("web.freeze.sub")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.people")}, {Href: "/changes", Text: p.T("web.change.title")}}
	f := view.FreezesPage{Rows: rows, Form: form, CanKeep: v.can(identity.FreezeKeep)}
	if f.CanKeep {
		if err := v.freezePlaces(&f); err != nil {
			return err
		}
		for _, a := range registry.FreezeAspects {
			f.Aspects = append(f.Aspects, view.Option{Value: string(a), Text: p.Show(a)})
		}
	}
	return v.write(status, view.FreezePage(p, f))
}

// freezePlaces are the places that the person may freeze: those of the scope
// itself first, then their villages.
func (v *visit) freezePlaces(f *view.FreezesPage) error {
	scope := v.desk.Actor().Scope
	places, err := v.desk.Places(v.r.Context())
	if err != nil {
		return err
	}
	if len(scope.Areas) == 0 {
		f.Places = []view.Option{{Text: v.say("web.freeze.everywhere")}}
	}
	for _, code := range scope.Areas {
		shown, err := v.desk.Areas(v.r.Context(), code, "", 1)
		if err != nil {
			return err
		}
		f.Places = append(f.Places, view.Option{Value: string(code), Text: shown.Path[len(shown.Path)-1].Name})
	}
	for _, a := range places.Villages {
		f.Places = append(f.Places, view.Option{Value: string(a.Code), Text: a.Name})
	}
	if len(scope.Units) == 0 {
		f.Units = []view.Option{{Text: v.say("web.freeze.every_unit")}}
	}
	for _, u := range places.Units {
		f.Units = append(f.Units, view.Option{Value: u.Path, Text: u.Name})
	}
	return nil
}

// freezeFields are the fields that a freeze's errors belong to.
var freezeFields = map[string]string{"registry.change.freeze_place": "area", "registry.change.freeze_days": "from", "registry.change.freeze_backwards": "to", "registry.change.freeze_long": "to", "registry.change.freeze_past": "to",
	"registry.change.freeze_reason": "reason", "registry.note_long": "reason", "registry.change.freeze_aspect": "aspect"}

func (v *visit) freezeAdd() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	order := app.FreezeOrder{Unit: form.Get("unit"), Reason: form.Get("reason")}
	if code := form.Get("area"); code != "" {
		if order.Area, err = area.Parse(code); err != nil {
			return err
		}
	}
	order.From, _, _ = day.ParseLoose(form.Get("from")) // an unreadable day is none, which is told
	order.To, _, _ = day.ParseLoose(form.Get("to"))
	for _, aspect := range form["aspect"] {
		order.Aspects = append(order.Aspects, registry.Aspect(aspect))
	}
	if _, err = v.desk.AddFreeze(v.r.Context(), order); err == nil {
		return v.done("/freezes", "web.freeze.added")
	}
	f, err := v.wrongIn(form, err, freezeFields)
	if err != nil {
		return err
	}
	return v.showFreezes(f, http.StatusUnprocessableEntity)
}

func (v *visit) freezeEnd() error {
	of, err := v.idOf("freeze", "registry.change.freeze_none")
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	row, _ := strconv.Atoi(form.Get("row"))
	if err := v.desk.EndFreeze(v.r.Context(), of, row); err != nil {
		return err
	}
	return v.done("/freezes", "web.freeze.ended_done")
}
