package web

import (
	"net/http"
	"net/url"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	fieldwork "songnuan/internal/visit"
	"songnuan/internal/web/view"
)

// visitList lists the visits, the newest first.
func (v *visit) visitList() error {
	q := v.r.URL.Query()
	page, err := v.pageOf(q)
	if err != nil {
		return err
	}
	lines, next, err := v.desk.Visits(v.r.Context(), app.VisitsWanted{Household: q.Get("household"), Flagged: q.Get("flagged") != "", PageOf: page})
	if err != nil {
		return err
	}
	p := v.page("web.visit.title")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.field")}}
	p.Actions = view.VisitListActions(p, v.can(identity.VisitRecord))
	b := view.VisitList{Filter: view.Form{Values: q}, Lines: lines, Pager: pagerOf(p, q, next)}
	if b.Villages, err = v.villageOptions(p.T("web.change.every")); err != nil {
		return err
	}
	return v.show(view.VisitListPage(p, b))
}

// dueShown is how many households a page of a window holds.
const dueShown = 50

// visitDue shows what a campaign's duties have come to, and the households of
// one window.
func (v *visit) visitDue() error {
	q := v.r.URL.Query()
	p := v.page("web.visit.due")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.field")}, {Href: "/visits", Text: p.T("web.visit.title")}}
	b := view.VisitDue{Filter: view.Form{Values: q}, MayEnter: v.can(identity.VisitRecord)}
	lines, _, err := v.desk.Campaigns(v.r.Context(), "active", "", dueShown)
	if err != nil {
		return err
	}
	for _, c := range lines {
		b.Campaigns = append(b.Campaigns, view.Option{Value: string(c.ID), Text: c.Title})
	}
	of := q.Get("campaign")
	if of == "" && len(b.Campaigns) > 0 {
		of = b.Campaigns[0].Value
		q.Set("campaign", of)
	}
	if of == "" {
		return v.show(view.VisitDuePage(p, b))
	}
	known, err := id.Parse(of)
	if err != nil {
		return problem.New(problem.NotFound, "campaign.not_found")
	}
	if b.Board, err = v.desk.DueBoard(v.r.Context(), known); err != nil {
		return err
	}
	if b.Helpers, err = v.desk.Fulfilment(v.r.Context(), known); err != nil {
		return err
	}
	if of := q.Get("helper"); of != "" {
		if err := v.duesOf(&b, known, id.ID(of)); err != nil {
			return err
		}
	}
	b.MayPrint = v.can(identity.PersonalUnmask)
	b.Helpers = b.Helpers[:min(len(b.Helpers), dueShown)]
	if key := q.Get("window"); key != "" {
		page, err := v.pageOf(q)
		if err != nil {
			return err
		}
		var next string
		if b.Window, b.Lines, next, err = v.desk.DueList(v.r.Context(), known, key, page); err != nil {
			return err
		}
		b.Pager = pagerOf(p, q, next)
	}
	return v.show(view.VisitDuePage(p, b))
}

// duesOf shows what one of the helpers owes.
func (v *visit) duesOf(b *view.VisitDue, of, helper id.ID) (err error) {
	for _, h := range b.Helpers {
		if h.Helper == helper {
			b.Helper = h.Name
			b.Dues, err = v.desk.HelperDues(v.r.Context(), of, helper)
			return err
		}
	}
	return problem.New(problem.NotFound, "pairing.no_such_helper")
}

func (v *visit) visitID() (id.ID, error) { return v.idOf("visit", "visit.none") }

func (v *visit) visitShow() error { return v.showVisit(view.Form{}, http.StatusOK) }

// showVisit is the page of one entry, with what was refused of a judgement.
func (v *visit) showVisit(form view.Form, status int) error {
	of, err := v.visitID()
	if err != nil {
		return err
	}
	one, err := v.desk.VisitView(v.r.Context(), of)
	if err != nil {
		return err
	}
	p := v.page("web.visit.one", "number", one.Number)
	p.Crumbs = []view.Link{{Text: p.T("web.nav.field")}, {Href: "/visits", Text: p.T("web.visit.title")}}
	return v.write(status, view.VisitShowPage(p, view.VisitPage{VisitView: one, Form: form}))
}

// visitCrumbs lead to the list of visits; a helper has none.
func (v *visit) visitCrumbs(p view.Page) []view.Link {
	list := view.Link{Text: p.T("web.visit.title")}
	if v.can(identity.VisitSee) {
		list.Href = "/visits"
	}
	return []view.Link{{Text: p.T("web.nav.field")}, list}
}

// visitJudge settles a flag of an entry, or annuls it.
func (v *visit) visitJudge() error {
	of, err := v.visitID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	key := "web.visit.settled"
	if form.Get("do") == "annul" {
		key = "web.visit.annulled"
		_, err = v.desk.AnnulVisit(v.r.Context(), of, int64(rowIn(form)), form.Get("reason"))
	} else {
		err = v.desk.SettleVisitFlag(v.r.Context(), of, fieldwork.FlagKind(form.Get("kind")), id.ID(form.Get("other")), form.Get("note"))
	}
	if err == nil {
		return v.done("/visits/"+string(of), key)
	}
	status := http.StatusUnprocessableEntity
	if problem.Is(err, problem.Conflict) {
		status = http.StatusConflict
	}
	f, err := v.wrong(form, err, nil)
	if err != nil {
		return err
	}
	return v.showVisit(f, status)
}

// visitPhoto opens a photo; that somebody looked is on record.
func (v *visit) visitPhoto() error {
	of, err := v.visitID()
	if err != nil {
		return err
	}
	photo, err := v.idOf("photo", "visit.no_photo")
	if err != nil {
		return err
	}
	file, err := v.desk.OpenVisitPhoto(v.r.Context(), of, photo)
	if err != nil {
		return err
	}
	return v.file(file)
}

// visitNew is the form of a visit to a household.
func (v *visit) visitNew() error {
	q := v.r.URL.Query()
	return v.showSheet(q, view.Form{Values: url.Values{}}, http.StatusOK)
}

func (v *visit) sheetFor(q url.Values) (*app.VisitSheet, error) {
	if number := q.Get("sheet"); number != "" {
		return v.desk.KeyVisitPaper(v.r.Context(), number)
	}
	act := q.Get("act")
	if act == "" {
		act = "visit"
	}
	of, duty := q.Get("campaign"), q.Get("duty")
	if of != "" {
		if _, err := id.Parse(of); err != nil {
			return nil, problem.New(problem.NotFound, "campaign.not_found")
		}
	}
	return v.desk.VisitSheet(v.r.Context(), v.r.PathValue("number"), id.ID(of), duty, act)
}

func (v *visit) showSheet(q url.Values, form view.Form, status int) error {
	sheet, err := v.sheetFor(q)
	if err != nil {
		return err
	}
	if form.Value("id") == "" {
		form.Values.Set("id", string(sheet.ID))
		form.Values.Set("on", sheet.Today.String())
		form.Values.Set("visitor.0", v.desk.Actor().Shown)
		if sheet.Paper != "" {
			form.Values.Del("on") // who keys in was not there
			form.Values.Del("visitor.0")
		}
	}
	p := v.page("web.visit.new", "file", sheet.Number)
	p.Sub = p.T("web.visit.new_sub", "head", sheet.Head, "village", sheet.Village)
	p.Crumbs = v.visitCrumbs(p)
	return v.write(status, view.VisitSheetPage(p, view.VisitSheet{VisitSheet: sheet, Form: form, Base: "/households/" + url.PathEscape(v.r.PathValue("number")) + "/visit", MaySee: v.can(identity.VisitSee), MayPrint: v.can(identity.PersonalUnmask)}))
}

// visitFiles bounds a form of a visit: some photos and what is typed beside.
const visitFiles = 64 << 20

// visitPut takes a visit in that was filled in at the desk.
func (v *visit) visitPut() error {
	form, err := v.multipart(visitFiles)
	if err != nil {
		return err
	}
	sheet, err := v.sheetFor(form)
	if err != nil {
		return err
	}
	e := fieldwork.Entry{ID: id.ID(form.Get("id")), Household: sheet.Household, Campaign: sheet.Campaign, Duty: sheet.Duty, Act: sheet.Act, Way: fieldwork.ByDesk, Answers: fieldwork.Answers{}}
	if sheet.Paper != "" {
		e.Way, e.Paper = fieldwork.ByPaper, sheet.Paper
	}
	e.Form = sheet.Digest // of a form that changed since it was opened: what is missing is asked for by the one that is shown
	wrong := map[string]string{}
	if e.On, err = day.Parse(form.Get("on")); err != nil {
		wrong["on"] = v.text(problem.New(problem.Invalid, "visit.no_day"))
	}
	for i := range view.VisitRows {
		if name := form.Get("visitor." + strconv.Itoa(i)); name != "" {
			e.Visitors = append(e.Visitors, fieldwork.Visitor{Name: name})
		}
	}
	sheet.Form.Each(func(_ int, q *fieldwork.Question) { v.visitAnswer(form, &e, q, wrong) })
	var receipt *fieldwork.Receipt
	if len(wrong) == 0 {
		receipt, err = v.desk.PutVisit(v.r.Context(), e)
		if err == nil {
			return v.done(v.afterVisit(e.ID, form), "web.visit.put", "number", receipt.Number)
		}
		faults := fieldwork.FaultsOf(err)
		for _, f := range faults {
			name := view.VisitField(f.Question)
			if f.Question == "visitors" {
				name = "visitor.0"
			} else if f.Question == "on" {
				name = "on"
			}
			if wrong[name] == "" {
				wrong[name] = v.text(f.Err)
			}
		}
		if len(faults) == 0 {
			f, err := v.wrong(form, err, nil)
			if err != nil {
				return err
			}
			return v.showSheet(form, f, http.StatusUnprocessableEntity)
		}
	}
	return v.showSheet(form, view.Form{Values: form, Wrong: wrong}, http.StatusUnprocessableEntity)
}

// afterVisit is where who entered a visit goes on: to the visit, or to a helper's
// own households.
func (v *visit) afterVisit(of id.ID, form url.Values) string {
	if v.can(identity.VisitSee) {
		return "/visits/" + string(of)
	}
	return "/households/" + url.PathEscape(v.r.PathValue("number")) + "/visit?campaign=" + url.QueryEscape(form.Get("campaign")) + "&duty=" + url.QueryEscape(form.Get("duty"))
}
