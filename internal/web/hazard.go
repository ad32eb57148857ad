package web

import (
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/hazard"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/term"
	"songnuan/internal/web/view"
)

// hazardsShown is how many hazards a page of the board holds.
const hazardsShown = 50

// hazardBoard is the board of hazards.
func (v *visit) hazardBoard() error {
	q := v.r.URL.Query()
	f := app.HazardFilter{State: hazard.State(q.Get("state")), Open: q.Get("state") == "", Kind: q.Get("kind"), Grave: q.Get("grave") != "", Late: q.Get("late") != ""}
	page, err := v.pageOf(q)
	if err != nil {
		return err
	}
	lines, next, err := v.desk.Hazards(v.r.Context(), f, page)
	if err != nil {
		return err
	}
	counts, err := v.desk.CountHazards(v.r.Context(), app.PageOf{Area: page.Area})
	if err != nil {
		return err
	}
	p := v.page("web.hazard.title")
	p.Sub = p.T("web.hazard.sub")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.field")}}
	p.Actions = view.HazardBoardActions(p)
	b := view.HazardBoard{Filter: view.Form{Values: q}, State: f.State, Lines: lines, Counts: counts, KindText: v.termTexts(term.HazardKind)}
	var open int64
	for _, s := range hazard.States {
		if s.Open() {
			open += counts.States[s]
		}
	}
	tab := func(s hazard.State, text string, n int64) {
		b.Tabs = append(b.Tabs, view.Tab{Link: view.Link{Href: view.With(p.Path, queryWithout(q, "after", "state"), "state", string(s)), Text: text}, Here: s == f.State, N: strconv.FormatInt(n, 10)})
	}
	tab("", p.T("web.hazard.all_open"), open)
	for _, s := range hazard.States {
		tab(s, p.Show(s), counts.States[s])
	}
	b.Kinds = append([]view.Option{{Text: p.T("web.change.every")}}, v.termOptions(term.HazardKind)...)
	if b.Villages, err = v.villageOptions(p.T("web.change.every")); err != nil {
		return err
	}
	b.Pager = pagerOf(p, q, next)
	return v.show(view.HazardBoardPage(p, b))
}

// pageOf is the page that an address asks for, of a village where it names one.
func (v *visit) pageOf(q url.Values) (page app.PageOf, err error) {
	page = app.PageOf{After: q.Get("after"), Limit: hazardsShown}
	if code := q.Get("area"); code != "" {
		page.Area, err = area.Parse(code)
	}
	return page, err
}

// pagerOf leads to the first page and the next.
func pagerOf(p view.Page, q url.Values, next string) (pager view.Pager) {
	if q.Get("after") != "" {
		pager.First = view.With(p.Path, p.Query, "after", "")
	}
	if next != "" {
		pager.Next = view.With(p.Path, p.Query, "after", next)
	}
	return pager
}

// termTexts are the terms of a list in the reader's language.
func (v *visit) termTexts(list string) map[string]string {
	texts := map[string]string{}
	for _, t := range term.Terms(list) {
		texts[t.Name] = v.termText(list, t.Name)
	}
	return texts
}

func (v *visit) hazardID() (id.ID, error) { return v.idOf("hazard", "hazard.none") }

func (v *visit) hazardShow() error { return v.showHazard("", view.Form{}, http.StatusOK) }

// showHazard is the page of one hazard, with the form of an act that was refused.
func (v *visit) showHazard(doing string, form view.Form, status int) error {
	of, err := v.hazardID()
	if err != nil {
		return err
	}
	z, err := v.desk.Hazard(v.r.Context(), of)
	if err != nil {
		return err
	}
	h := view.HazardPage{HazardView: z, Form: form, Doing: doing, Base: "/hazards/" + string(of), KindName: v.termText(term.HazardKind, z.Hazard.Kind), CanOpen: v.can(identity.PersonalUnmask), Today: v.today()}
	h.Grades = []view.Option{{Text: v.say("web.hazard.choose")}}
	for _, g := range z.Rule.Grades {
		h.Grades = append(h.Grades, view.Option{Value: g, Text: v.say("web.hazard.level", "grade", g)})
	}
	p := v.page("web.hazard.one", "kind", h.KindName, "file", z.Hazard.File)
	p.Crumbs = []view.Link{{Text: p.T("web.nav.field")}, {Href: "/hazards", Text: p.T("web.hazard.title")}}
	return v.write(status, view.HazardShowPage(p, h))
}

// hazardFields are the fields that errors of an act belong to.
var hazardFields = map[string]string{"hazard.charge_missing": "who", "hazard.due_missing": "due", "hazard.due_past": "due", "hazard.day_to_come": "on", "hazard.before_found": "on", "hazard.before_righted": "on",
	"hazard.appraiser_missing": "who", "hazard.appraiser_office": "post", "hazard.appraisal_paper": "paper", "hazard.no_grade": "grade", "hazard.righter_missing": "who", "hazard.righted_how": "text",
	"hazard.looker_missing": "who", "hazard.fail_why": "text", "hazard.raised_to": "post", "hazard.exception_why": "text", "hazard.text_missing": "text", "hazard.text_long": "text", "hazard.name_long": "who",
	"hazard.photos_most": "photo", "hazard.not_photo": "photo"}

// hazardAct does something to a hazard.
func (v *visit) hazardAct() error {
	of, err := v.hazardID()
	if err != nil {
		return err
	}
	form, err := v.multipart(formFiles)
	if err != nil {
		return err
	}
	order := app.HazardOrder{ID: of, Row: rowIn(form), Verb: hazard.Verb(form.Get("verb")), Who: form.Get("who"), Post: form.Get("post"), Text: form.Get("text"), Grade: form.Get("grade")}
	fields := maps.Clone(hazardFields)
	fields["blob."], fields["day."] = "photo", "on"
	if order.Verb == hazard.Appraise {
		fields["blob."] = "paper"
	}
	for name, into := range map[string]*day.Date{"on": &order.On, "due": &order.Due} {
		if err == nil && form.Get(name) != "" {
			*into, err = day.Parse(form.Get(name))
			fields["day."] = name
		}
	}
	if err == nil {
		order.Photos, err = v.attached("photo")
	}
	if err == nil {
		papers, broken := v.attached("paper")
		order.Paper, err = first(papers), broken
	}
	if err == nil {
		_, err = v.desk.ActOnHazard(v.r.Context(), order)
	}
	if err == nil {
		return v.done("/hazards/"+string(of), "web.hazard.done", "verb", order.Verb)
	}
	return v.hazardRefused(form, err, fields)
}

// hazardRefused shows the hazard again with what was typed.
func (v *visit) hazardRefused(form url.Values, err error, fields map[string]string) error {
	status := http.StatusUnprocessableEntity
	f := view.Form{Values: form, Wrong: map[string]string{"": v.text(err)}}
	switch {
	case problem.Is(err, problem.Conflict):
		status = http.StatusConflict
	case problem.Is(err, problem.Forbidden) && strings.HasPrefix(problem.As(err).Key, "hazard."):
		status = http.StatusForbidden
	default:
		if f, err = v.wrongIn(form, err, fields); err != nil {
			return err
		}
	}
	return v.showHazard(form.Get("verb"), f, status)
}

// hazardPhoto opens a photo; that somebody looked is on record.
func (v *visit) hazardPhoto() error {
	of, err := v.hazardID()
	if err != nil {
		return err
	}
	photo, err := v.idOf("photo", "campaign.no_file")
	if err != nil {
		return err
	}
	file, err := v.desk.OpenHazardPhoto(v.r.Context(), of, photo)
	if err != nil {
		return err
	}
	return v.file(file)
}

// hazardPaper opens an appraiser's report; that somebody looked is on record.
func (v *visit) hazardPaper() error {
	of, err := v.hazardID()
	if err != nil {
		return err
	}
	seq, err := strconv.ParseInt(v.r.PathValue("act"), 10, 64)
	if err != nil {
		return problem.New(problem.NotFound, "campaign.no_file")
	}
	file, err := v.desk.OpenAppraisal(v.r.Context(), of, seq)
	if err != nil {
		return err
	}
	return v.file(file)
}

// unsafeHomes lists households without a house or in an unsafe one.
func (v *visit) unsafeHomes() error {
	q := v.r.URL.Query()
	page, err := v.pageOf(q)
	if err != nil {
		return err
	}
	lines, next, err := v.desk.UnsafeHomes(v.r.Context(), page)
	if err != nil {
		return err
	}
	p := v.page("web.hazard.homes")
	p.Sub = p.T("web.hazard.homes_sub")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.field")}, {Href: "/hazards", Text: p.T("web.hazard.title")}}
	u := view.UnsafeHomes{Filter: view.Form{Values: q}, Lines: lines, Pager: pagerOf(p, q, next), CanKeep: v.can(identity.HazardKeep)}
	if u.Villages, err = v.villageOptions(p.T("web.change.every")); err != nil {
		return err
	}
	return v.show(view.UnsafeHomesPage(p, u))
}

// householdHazards are a household's open hazards, for its page.
func (v *visit) householdHazards(of id.ID) (open []view.HouseholdHazard, err error) {
	if !v.can(identity.HazardSee) {
		return nil, nil
	}
	lines, _, err := v.desk.Hazards(v.r.Context(), app.HazardFilter{Open: true, Household: of}, app.PageOf{Limit: 10})
	for _, l := range lines {
		open = append(open, view.HouseholdHazard{Href: "/hazards/" + string(l.ID), Text: v.termText(term.HazardKind, l.Kind) + " " + v.say("web.hazard.level", "grade", l.Grade), State: v.page("web.hazard.title").Show(l.State), Tone: view.HazardTone(l.State)})
	}
	return open, err
}
