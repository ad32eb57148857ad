package web

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

func (v *visit) planText() error {
	of, err := v.planAsked()
	if err != nil {
		return err
	}
	edit := of.Keep && of.Version == of.Latest && v.r.URL.Query().Get("edit") != ""
	form := view.Form{Values: url.Values{"text": {string(of.Text)}, "seen": {strconv.FormatInt(of.Version, 10)}}}
	return v.showPlanText(of, form, edit, nil, http.StatusOK)
}

func (v *visit) showPlanText(of *app.PlanView, form view.Form, edit bool, stale *view.PlanStale, status int) error {
	p, tabs := v.planPage(of, "text")
	t := view.PlanText{PlanView: of, Tabs: tabs, Form: form, Edit: edit, Stale: stale, Findings: v.findings(of.Findings)}
	if !edit {
		t.Lines = linesOf(string(of.Text), t.Findings)
	}
	return v.write(status, view.PlanTextPage(p, t))
}

// linesOf numbers the lines of a text and puts the findings below theirs.
func linesOf(text string, findings []view.Finding) []view.PlanTextLine {
	var lines []view.PlanTextLine
	for line := range strings.Lines(text) {
		n := len(lines) + 1
		one := view.PlanTextLine{N: n, Text: strings.TrimRight(line, "\r\n")}
		for _, f := range findings {
			if f.Line == n && f.File == "" {
				one.Findings = append(one.Findings, f)
			}
		}
		lines = append(lines, one)
	}
	return lines
}

// planSave keeps what was edited. What can't be read comes back as it was
// typed, with the line; so does what somebody else has overtaken, beside what
// they changed.
func (v *visit) planSave() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	of, err := v.desk.PlanOf(v.r.Context(), v.r.PathValue("name"), 0)
	if err != nil {
		return err
	}
	seen, _ := strconv.ParseInt(form.Get("seen"), 10, 64)
	kept, err := v.desk.SavePlan(v.r.Context(), app.PlanOrder{Plan: planID(of), Seen: seen, Text: []byte(form.Get("text")), Note: form.Get("note")})
	if err == nil {
		return v.done("/plans/"+kept.Ref+"/text", "web.plan.saved", "version", kept.Version, "errors", kept.Errors, "warnings", kept.Warnings)
	}
	f, err := v.wrong(form, err, map[string]string{"plan.note_too_long": "note"})
	if err != nil {
		return err
	}
	return v.showPlanText(of, f, true, v.overtaken(of, seen, &f), http.StatusUnprocessableEntity)
}

// planID is the id of an own plan; a shipped one has none, and can't be saved.
func planID(of *app.PlanView) id.ID {
	if of.Shipped {
		return "shipped"
	}
	return id.ID(of.Ref)
}

// overtaken tells what somebody saved since; the next try is then over theirs.
func (v *visit) overtaken(of *app.PlanView, seen int64, f *view.Form) *view.PlanStale {
	if of.Shipped || seen == of.Latest || seen <= 0 {
		return nil
	}
	c, err := v.desk.ComparePlans(v.r.Context(), app.PlanSide{Ref: of.Ref, Version: seen}, app.PlanSide{Ref: of.Ref})
	if err != nil {
		return nil
	}
	f.Values.Set("seen", strconv.FormatInt(of.Latest, 10))
	return &view.PlanStale{Version: of.Latest, Actor: of.Actor, Changes: c.Changes}
}

func (v *visit) planNew() error {
	return v.showUpload(view.Form{Values: url.Values{}}, http.StatusOK)
}

func (v *visit) showUpload(f view.Form, status int) error {
	p := v.page("web.plan.upload")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.campaigns")}, {Href: "/plans", Text: p.T("web.plan.library")}}
	return v.write(status, view.PlanUploadPage(p, view.PlanUpload{Form: f}))
}

// planUpload takes a plan in: the file, or else the text that was pasted.
func (v *visit) planUpload() error {
	form, text, err := v.uploaded()
	if err == nil {
		var kept *app.PlanView
		if kept, err = v.desk.SavePlan(v.r.Context(), app.PlanOrder{Text: text, Note: form.Get("note")}); err == nil {
			return v.done("/plans/"+kept.Ref, "web.plan.uploaded", "name", kept.Name)
		}
	}
	f, err := v.wrong(form, err, map[string]string{"plan.note_too_long": "note"})
	if err != nil {
		return err
	}
	return v.showUpload(f, http.StatusUnprocessableEntity)
}

// uploaded reads the form with its file.
func (v *visit) uploaded() (url.Values, []byte, error) {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, formBytes)
	if err := v.r.ParseMultipartForm(formBytes); err != nil {
		return url.Values{}, nil, formProblem(err)
	}
	form := url.Values(v.r.MultipartForm.Value)
	file, _, err := v.r.FormFile("file")
	if err != nil {
		return form, []byte(form.Get("text")), nil // no file: the text that was pasted
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil {
		return form, nil, problem.Wrap(err, problem.Unreadable, "web.trouble.form_unreadable")
	}
	return form, text, nil
}

const versionsShown = 20

func (v *visit) planVersions() error {
	of, err := v.planAsked()
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	below, _ := strconv.ParseInt(q.Get("below"), 10, 64)
	all, err := v.desk.PlanVersions(v.r.Context(), of.Ref, max(below, 0), versionsShown+1)
	if err != nil {
		return err
	}
	p, tabs := v.planPage(of, "versions")
	s := view.PlanVersions{PlanView: of, Tabs: tabs, All: all, Form: view.Form{Values: q}}
	if len(all) > versionsShown {
		s.All = all[:versionsShown]
		s.Pager.Next = view.With(p.Path, "", "below", strconv.FormatInt(s.All[versionsShown-1].Version, 10))
	}
	if below > 0 {
		s.Pager.First = p.Path
	}
	if q.Get("before") == "" && len(s.All) > 1 {
		s.Form.Values = url.Values{"before": {strconv.FormatInt(s.All[1].Version, 10)}, "after": {strconv.FormatInt(s.All[0].Version, 10)}}
	}
	if err := v.compared(of, q, &s); err != nil {
		return err
	}
	return v.show(view.PlanVersionsPage(p, s))
}

// compared compares the two versions that were asked for.
func (v *visit) compared(of *app.PlanView, q url.Values, s *view.PlanVersions) error {
	if !slices.Contains([]string{"", "origin"}, q.Get("before")) && q.Get("after") == "" || q.Get("before") == "" {
		return nil
	}
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64)
	side := app.PlanSide{Ref: of.Ref, Version: max(before, 0)}
	s.Before = v.say("web.plan.version_n", "version", before)
	if q.Get("before") == "origin" {
		side = app.PlanSide{Ref: of.Origin}
		s.Before = v.say("web.plan.comes_with")
	}
	c, err := v.desk.ComparePlans(v.r.Context(), side, app.PlanSide{Ref: of.Ref, Version: max(after, 0)})
	if err != nil {
		return err
	}
	s.Compared, s.Changes, s.After = true, c.Changes, v.say("web.plan.version_n", "version", c.After.Version)
	return nil
}
