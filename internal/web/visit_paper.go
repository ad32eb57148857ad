package web

import (
	"net/http"
	"net/url"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// visitKey asks for the number of a paper sheet, and leads to its form.
func (v *visit) visitKey() error {
	q := v.r.URL.Query()
	f, status := view.Form{Values: q, Wrong: map[string]string{}}, http.StatusOK
	if number := q.Get("number"); number != "" {
		sheet, err := v.desk.KeyVisitPaper(v.r.Context(), number)
		if err == nil {
			http.Redirect(v.w, v.r, local("/households/"+url.PathEscape(string(sheet.Household))+"/visit?sheet="+url.QueryEscape(sheet.Paper)), http.StatusSeeOther)
			return nil
		}
		e := problem.As(err)
		if e.Code != problem.Invalid && e.Code != problem.NotFound && e.Code != problem.Conflict {
			return err
		}
		f.Wrong["number"], status = v.text(err), http.StatusUnprocessableEntity
		if e.Code == problem.Conflict {
			status = http.StatusConflict
		}
	}
	p := v.page("web.visit.key")
	p.Sub = p.T("web.visit.key_sub")
	p.Crumbs = v.visitCrumbs(p)
	return v.write(status, view.VisitKeyPage(p, view.VisitKey{Form: f}))
}

// visitPapers prints paper sheets; that somebody took them is on record.
func (v *visit) visitPapers() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	order := app.VisitPaperOrder{Household: form.Get("household"), Campaign: id.ID(form.Get("campaign")), Duty: form.Get("duty"), Act: form.Get("act"), Window: form.Get("window"), Helper: id.ID(form.Get("helper")),
		Area: app.PageOf{Area: area.Code(form.Get("area"))}}
	all, err := v.desk.PrintVisitPapers(v.r.Context(), order)
	if err != nil {
		return err
	}
	return v.show(view.VisitPapersPage(v.page("web.visit.paper_title"), all))
}
