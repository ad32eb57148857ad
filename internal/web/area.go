package web

import (
	"net/http"
	"net/url"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// areasShown is how many areas a page lists.
const areasShown = 100

func (v *visit) areaTree() error {
	q := v.r.URL.Query()
	t := view.AreaTree{Found: strings.TrimSpace(q.Get("q")), Keep: v.can(identity.PlaceKeep), Today: v.today().String(), AreaPage: &app.AreaPage{}}
	p := v.systemPage("web.area.title")
	p.Sub = p.T("web.area.hint")
	if t.Found != "" {
		found, err := v.desk.FindAreas(v.r.Context(), t.Found, areasShown)
		if err != nil {
			return err
		}
		t.Rows = found
		p.Actions = view.AreaTreeActions(p, "", t.Keep)
		return v.show(view.AreaTreePage(p, t))
	}
	below, err := codeAsked(q.Get("below"))
	if err != nil {
		return err
	}
	after, err := codeAsked(q.Get("after"))
	if err != nil {
		return err
	}
	if t.AreaPage, err = v.desk.Areas(v.r.Context(), below, after, areasShown); err != nil {
		return err
	}
	if n := len(t.AreaPage.Path); n > 0 {
		p.Crumbs = append(p.Crumbs, view.Link{Href: "/areas", Text: p.Title})
		for _, a := range t.AreaPage.Path[:n-1] {
			p.Crumbs = append(p.Crumbs, view.Link{Href: "/areas?below=" + string(a.Code), Text: a.Name})
		}
		p.Title, t.Here = t.AreaPage.Path[n-1].Name, string(below)
	}
	if after != "" {
		t.Pager.First = view.With("/areas", "", "below", string(below))
	}
	if t.More {
		t.Pager.Next = view.With("/areas", url.Values{"below": {string(below)}}.Encode(), "after", string(t.Rows[len(t.Rows)-1].Code))
	}
	p.Actions = view.AreaTreeActions(p, t.Here, t.Keep)
	return v.show(view.AreaTreePage(p, t))
}

// codeAsked is a code of an address; what is none is not found.
func codeAsked(text string) (area.Code, error) {
	if text == "" {
		return "", nil
	}
	code, err := area.Parse(text)
	if err != nil {
		return "", problem.Wrap(err, problem.NotFound, "area.no_area")
	}
	return code, nil
}

func (v *visit) areaShow() error { return v.showArea(view.Form{}, view.Form{}, http.StatusOK) }

func (v *visit) showArea(rename, withdraw view.Form, status int) error {
	code, err := codeAsked(v.r.PathValue("code"))
	if err != nil {
		return err
	}
	page, err := v.desk.Areas(v.r.Context(), code, "", 1)
	if err != nil {
		return err
	}
	here := page.Path[len(page.Path)-1]
	names, err := v.placeNames()
	if err != nil {
		return err
	}
	a := view.AreaShow{Area: here.Area, Children: here.Children, Parent: names.area(here.Parent), Keep: v.can(identity.PlaceKeep) && v.desk.Actor().Scope.CoversPlace(code, ""),
		Rename: rename, Withdraw: withdraw, Today: v.today().String()}
	a.Withdrawn = here.ValidTo != "" && here.ValidTo < a.Today
	if here.Area.Successor != "" {
		a.Successor = names.area(here.Area.Successor) + " " + here.Area.Successor.Short()
	}
	if rename.Values == nil {
		a.Rename.Values = url.Values{"name": {here.Name}}
	}
	p := v.systemPage("web.area.title", view.Link{Href: "/areas", Text: v.say("web.area.title")})
	for _, above := range page.Path[:len(page.Path)-1] {
		p.Crumbs = append(p.Crumbs, view.Link{Href: "/areas?below=" + string(above.Code), Text: above.Name})
	}
	p.Title = here.Name
	return v.write(status, view.AreaShowPage(p, a))
}

func (v *visit) areaRename() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	code, err := codeAsked(v.r.PathValue("code"))
	if err != nil {
		return err
	}
	if err = v.desk.RenameArea(v.r.Context(), code, form.Get("seen"), form.Get("name")); err == nil {
		return v.done("/areas/"+string(code), "web.area.saved")
	}
	f, err := v.wrong(form, err, map[string]string{"area.bad_name": "name", "area.changed": "name"})
	if err != nil {
		return err
	}
	return v.showArea(f, view.Form{}, http.StatusUnprocessableEntity)
}

func (v *visit) areaWithdraw() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	code, err := codeAsked(v.r.PathValue("code"))
	if err != nil {
		return err
	}
	successor, err := v.areaOf(form.Get("successor"))
	var last day.Date
	if err == nil {
		last, err = day.Parse(form.Get("last"))
	}
	if err == nil {
		err = v.desk.WithdrawArea(v.r.Context(), code, last, successor)
	}
	if err == nil {
		return v.done("/areas/"+string(code), "web.area.was_withdrawn")
	}
	f, err := v.wrong(form, err, map[string]string{"area.successor": "successor", "area.bad_code": "successor", "web.area.no_such": "successor", "web.area.several": "successor",
		"day.empty": "last", "day.not_iso": "last", "day.no_such_day": "last", "day.out_of_range": "last", "area.dates_backwards": "last"})
	if err != nil {
		return err
	}
	return v.showArea(view.Form{}, f, http.StatusUnprocessableEntity)
}

func (v *visit) areaRestore() error {
	code, err := codeAsked(v.r.PathValue("code"))
	if err != nil {
		return err
	}
	if err := v.desk.WithdrawArea(v.r.Context(), code, day.Date{}, ""); err != nil {
		return err
	}
	return v.done("/areas/"+string(code), "web.area.restored")
}

func (v *visit) areaNew() error {
	f := view.Form{Values: url.Values{}}
	if below, err := codeAsked(v.r.URL.Query().Get("below")); err == nil && below != "" {
		f.Values.Set("code", below.Short())
	}
	return v.showAreaNew(f, http.StatusOK)
}

func (v *visit) showAreaNew(f view.Form, status int) error {
	p := v.systemPage("web.area.new", view.Link{Href: "/areas", Text: v.say("web.area.title")})
	return v.write(status, view.AreaNewPage(p, view.AreaNew{Form: f}))
}

func (v *visit) areaAdd() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	code, err := area.Parse(form.Get("code"))
	if err == nil {
		err = v.desk.AddArea(v.r.Context(), area.Area{Code: code, Name: form.Get("name"), ValidFrom: form.Get("from")})
	}
	if err == nil {
		return v.done("/areas/"+string(code), "web.area.added")
	}
	f, err := v.wrong(form, mine(err), map[string]string{"area.bad_code": "code", "area.there": "code", "area.no_parent": "code", "app.outside_scope": "code",
		"area.bad_name": "name", "day.not_iso": "from", "day.no_such_day": "from", "day.out_of_range": "from"})
	if err != nil {
		return err
	}
	return v.showAreaNew(f, http.StatusUnprocessableEntity)
}

// treeBytes bounds a file of areas: the whole country has 650,000.
const treeBytes = 64 << 20

func (v *visit) areaImportForm() error {
	return v.showAreaImport(view.AreaImport{}, http.StatusOK)
}

func (v *visit) showAreaImport(i view.AreaImport, status int) error {
	p := v.systemPage("web.area.import", view.Link{Href: "/areas", Text: v.say("web.area.title")})
	return v.write(status, view.AreaImportPage(p, i))
}

func (v *visit) areaImport() error {
	file, err := v.upload(treeBytes)
	i := view.AreaImport{}
	if err == nil {
		defer file.Close()
		var faults []app.AreaFault
		i.Report, faults, err = v.desk.LoadAreas(v.r.Context(), file, nil)
		for _, f := range faults {
			i.Faults = append(i.Faults, v.areaFault(f))
		}
	}
	if err == nil {
		return v.showAreaImport(i, http.StatusOK)
	}
	if i.Form, err = v.wrong(nil, err, nil); err != nil {
		return err
	}
	i.Wrong["file"], i.Report = i.Wrong[""], nil
	return v.showAreaImport(i, http.StatusUnprocessableEntity)
}

func (v *visit) areaFault(f app.AreaFault) view.AreaFault {
	one := view.AreaFault{Line: f.Line, Code: f.Code}
	if f.Err != nil {
		one.Text = v.text(f.Err)
	} else {
		one.Text = v.say("web.area.renamed", "was", f.Was, "now", f.Renamed)
	}
	return one
}
