package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

const (
	pursesShown = 50
	latestShown = 15
)

// purseKinds are the kinds of source, as plans name them.
var purseKinds = []string{"finance", "union", "donation", "department", "welfare", "other"}

// purseUses are what a purse may be earmarked for.
var purseUses = []string{"cash", "goods", "costs"}

// fundPage is a page below the menu's group of money.
func (v *visit) fundPage(title string, pairs ...any) view.Page {
	p := v.page(title, pairs...)
	p.Crumbs = []view.Link{{Text: p.T("web.nav.fund")}}
	return p
}

func (v *visit) purseList() error {
	q := v.r.URL.Query()
	year := 0
	if text := strings.TrimSpace(q.Get("year")); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 9999 {
			return problem.New(problem.Invalid, "fund.purse_year")
		}
		year = n
	}
	rows, next, err := v.desk.Purses(v.r.Context(), year, app.PageOf{After: q.Get("after"), Limit: pursesShown})
	if err != nil {
		return err
	}
	waits, _, err := v.desk.Transfers(v.r.Context(), fund.Waits, app.PageOf{Limit: pursesShown})
	if err != nil {
		return err
	}
	p := v.fundPage("web.purse.title")
	p.Sub = p.T("web.purse.sub")
	l := view.PurseList{Filter: view.Form{Values: q}, Rows: rows, Keep: v.can(identity.FundKeep), Waits: len(waits), Pager: pagerOf(p, q, next), Chart: purseChart(p, rows)}
	for _, r := range rows {
		l.Sum.In, l.Sum.Free, l.Sum.Promised, l.Sum.Sent, l.Sum.Paid = l.Sum.In+r.In, l.Sum.Free+r.Free, l.Sum.Promised+r.Promised, l.Sum.Sent+r.Sent, l.Sum.Paid+r.Paid
	}
	if l.Keep {
		p.Actions = view.Go("primary", "/purses/new", p.T("web.purse.add"))
	}
	return v.show(view.PurseListPage(p, l))
}

// purseChart draws what of each purse is paid, promised and free.
func purseChart(p view.Page, rows []*app.PurseView) view.BarChart {
	c := view.BarChart{Label: p.T("web.purse.chart"), Legend: []view.BarPart{{Class: "c-done", Title: p.T("web.purse.paid")}, {Class: "c-booked", Title: p.T("web.purse.promised_sent")}, {Class: "c-open", Title: p.T("web.purse.free")}}}
	for _, r := range rows {
		c.Bars = append(c.Bars, view.Bar{Name: r.Name, To: "/purses/" + string(r.ID), Note: r.In.Yuan(), Parts: []view.BarPart{
			{Class: "c-done", Title: p.T("web.purse.paid") + " " + r.Paid.Yuan(), N: int64(r.Paid)},
			{Class: "c-booked", Title: p.T("web.purse.promised_sent") + " " + (r.Promised + r.Sent).Yuan(), N: int64(r.Promised + r.Sent)},
			{Class: "c-open", Title: p.T("web.purse.free") + " " + r.Free.Yuan(), N: int64(r.Free)}}})
	}
	return c
}

func (v *visit) purseNew() error {
	values := url.Values{"year": {strconv.Itoa(v.today().Year())}, "kind": {"finance"}}
	if scope := v.desk.Actor().Scope; len(scope.Areas) > 0 {
		values.Set("area", string(scope.Areas[0]))
	}
	return v.showPurseForm(view.Form{Values: values}, nil, http.StatusOK)
}

// showPurseForm is the form of a new purse, or of one that is there.
func (v *visit) showPurseForm(form view.Form, of *app.PurseDetail, status int) error {
	p := v.fundPage("web.purse.add")
	p.Crumbs = append(p.Crumbs, view.Link{Href: "/purses", Text: p.T("web.purse.title")})
	f := view.PurseForm{Form: form, Action: "/purses", Back: "/purses", New: of == nil}
	if of != nil {
		f.Back = "/purses/" + string(of.ID)
		p.Title, f.Action = of.Name, f.Back+"/edit"
	}
	for _, kind := range purseKinds {
		f.Kinds = append(f.Kinds, view.Option{Value: kind, Text: p.T("web.purse.kind." + kind)})
	}
	for _, use := range purseUses {
		f.Earmark = append(f.Earmark, view.Option{Value: use, Text: p.T("web.purse.use." + use)})
	}
	units, err := v.desk.Units(v.r.Context())
	if err != nil && !problem.Is(err, problem.Forbidden) {
		return err
	}
	f.Units = []view.Option{{Text: p.T("web.purse.no_unit")}}
	for _, u := range units {
		f.Units = append(f.Units, view.Option{Value: u.Path, Text: u.Name})
	}
	return v.write(status, view.PurseFormPage(p, f))
}

// purseFields is which field an error of a purse belongs to.
var purseFields = map[string]string{"fund.purse_name": "name", "fund.purse_there": "name", "fund.purse_holder": "holder", "fund.purse_year": "year", "app.outside_scope": "area",
	"area.bad_code": "area", "web.area.no_such": "area", "web.area.several": "area", "area.no_area": "area"}

func (v *visit) purseAdd() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	var made *fund.Purse
	where, err := v.areaOf(form.Get("area"))
	if err == nil {
		year, _ := strconv.Atoi(strings.TrimSpace(form.Get("year"))) // 0 is refused by name
		made, err = v.desk.AddPurse(v.r.Context(), fund.Purse{Name: form.Get("name"), Holder: form.Get("holder"), Kind: form.Get("kind"), Year: year, Area: where, Unit: form.Get("unit"), Earmark: form["earmark"], Carry: form.Get("carry") != ""})
	}
	if err == nil {
		return v.done("/purses/"+string(made.ID), "web.purse.added")
	}
	f, err := v.wrong(form, mine(err), purseFields)
	if err != nil {
		return err
	}
	return v.showPurseForm(f, nil, http.StatusUnprocessableEntity)
}

func (v *visit) purseID() (id.ID, error) { return v.idOf("purse", "fund.no_purse") }

func (v *visit) purseOf() (*app.PurseDetail, error) {
	of, err := v.purseID()
	if err != nil {
		return nil, err
	}
	return v.desk.PurseOf(v.r.Context(), of)
}

func (v *visit) purseEdit() error {
	of, err := v.purseOf()
	if err != nil {
		return err
	}
	values := url.Values{"name": {of.Name}, "holder": {of.Holder}, "kind": {of.Kind}, "earmark": of.Earmark, "version": {strconv.Itoa(of.Version)}}
	if of.Carry {
		values.Set("carry", "1")
	}
	return v.showPurseForm(view.Form{Values: values}, of, http.StatusOK)
}

func (v *visit) purseSave() error {
	of, err := v.purseOf()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(form.Get("version"))
	_, err = v.desk.EditPurse(v.r.Context(), app.PurseEdit{Purse: of.ID, Version: version, Name: form.Get("name"), Holder: form.Get("holder"), Kind: form.Get("kind"), Earmark: form["earmark"], Carry: form.Get("carry") != ""})
	if err == nil {
		return v.done("/purses/"+string(of.ID), "web.purse.saved")
	}
	f, err := v.wrong(form, err, purseFields)
	if err != nil {
		return err
	}
	return v.showPurseForm(f, of, http.StatusUnprocessableEntity)
}

// purseClose closes the books of a purse.
func (v *visit) purseClose() error {
	of, err := v.purseOf()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(form.Get("version"))
	_, err = v.desk.EditPurse(v.r.Context(), app.PurseEdit{Purse: of.ID, Version: version, Name: of.Name, Holder: of.Holder, Kind: of.Kind, Earmark: of.Earmark, Carry: of.Carry, Close: true})
	if err == nil {
		return v.done("/purses/"+string(of.ID), "web.purse.closed_done")
	}
	f, err := v.wrong(form, err, nil)
	if err != nil {
		return err
	}
	return v.showPurse(of.ID, f, http.StatusConflict)
}

func (v *visit) purseShow() error {
	of, err := v.purseID()
	if err != nil {
		return err
	}
	return v.showPurse(of, view.Form{Values: v.r.URL.Query()}, http.StatusOK)
}

// bookDay is the day in the books that an address asks for.
func bookDay(q url.Values) (at app.BookDay, err error) {
	if on := q.Get("on"); on != "" {
		if at.On, err = day.Parse(on); err != nil {
			return at, err
		}
	}
	if known := q.Get("known"); known != "" && !at.On.IsZero() {
		at.Known, err = day.ParseInstant(known)
	}
	return at, err
}

// showPurse is the page of a purse, with what was refused.
func (v *visit) showPurse(of id.ID, form view.Form, status int) error {
	at, err := bookDay(v.r.URL.Query())
	d := view.PursePage{Form: form}
	if err == nil && at.Now() {
		d.PurseDetail, err = v.desk.PurseOf(v.r.Context(), of)
	} else if err == nil {
		d.PurseDetail, d.At, err = v.desk.PurseOn(v.r.Context(), of, at)
	}
	if problem.Is(err, problem.Invalid) || problem.Is(err, problem.Unreadable) { // a day that is none: the books as they are
		d.Form.Wrong, status = map[string]string{"on": v.text(err)}, http.StatusUnprocessableEntity
		d.At = app.BookDay{}
		d.PurseDetail, err = v.desk.PurseOf(v.r.Context(), of)
	}
	if err != nil {
		return err
	}
	lines, _, next, err := v.desk.Journal(v.r.Context(), app.PostingFilter{Purse: of, On: d.At.On, Known: d.At.Known}, app.PageOf{Limit: latestShown})
	if err != nil {
		return err
	}
	p := v.fundPage("web.purse.title")
	p.Title, p.Sub = d.Name, d.Holder
	p.Crumbs = append(p.Crumbs, view.Link{Href: "/purses", Text: p.T("web.purse.title")})
	d.Entries, d.More = lines, next != ""
	if d.Kind != "" {
		d.KindText = p.T("web.purse.kind." + d.Kind)
	}
	for _, use := range d.Earmark {
		d.Earmarks = append(d.Earmarks, p.T("web.purse.use."+use))
	}
	return v.write(status, view.PurseShowPage(p, d))
}
