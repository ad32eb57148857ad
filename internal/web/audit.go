package web

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// recordsShown is how many records a page holds.
const recordsShown = 50

// auditAsked reads the filters of the address.
func (v *visit) auditAsked(q url.Values) (f app.AuditFilter, err error) {
	for _, d := range []struct {
		name string
		into *day.Date
	}{{"from", &f.From}, {"to", &f.To}} {
		if text := q.Get(d.name); text != "" {
			if *d.into, err = day.Parse(text); err != nil {
				return f, err
			}
		}
	}
	f.Actor, f.Act, f.Noun, f.Subject = q.Get("actor"), q.Get("act"), q.Get("noun"), q.Get("subject")
	f.Looks, f.Machine = q.Get("looks") != "", q.Get("machine") != ""
	f.Area, err = v.areaOf(q.Get("area"))
	return f, err
}

func (v *visit) auditList() error {
	q := v.r.URL.Query()
	span := app.AuditSpan{Limit: recordsShown + 1}
	span.Before, _ = app.ParseAuditPlace(q.Get("before")) // what is no place is the newest
	span.After, _ = app.ParseAuditPlace(q.Get("after"))
	f, err := v.auditAsked(q)
	var page []identity.Record
	if err == nil {
		page, err = v.desk.AuditRecords(v.r.Context(), f, span)
	}
	form, status := view.Form{Values: q}, http.StatusOK
	if err != nil {
		if form, err = v.wrong(q, mine(err), map[string]string{"audit.period": "to", "web.area.no_such": "area", "web.area.several": "area", "area.bad_code": "area"}); err != nil {
			return err
		}
		status = http.StatusUnprocessableEntity
	}
	return v.showAudit(form, page, span, status)
}

func (v *visit) showAudit(form view.Form, page []identity.Record, span app.AuditSpan, status int) error {
	names, err := v.placeNames()
	if err != nil {
		return err
	}
	l := view.AuditList{Form: form, Withheld: !v.can(identity.HouseholdSee), Export: v.can(identity.AuditExport) && len(page) > 0}
	var more bool
	if page, more = cutPage(page, span); len(page) > 0 {
		l.Pager = auditPager(form.Values, page, span, more)
	}
	for _, r := range page {
		l.Rows = append(l.Rows, v.auditRow(r, names))
	}
	acts, err := v.desk.AuditActs(v.r.Context())
	if err != nil {
		return err
	}
	l.Acts = []view.Option{{Text: v.say("web.audit.any")}}
	for _, name := range acts {
		l.Acts = append(l.Acts, view.Option{Value: name, Text: app.ActText(name, v.lang)})
	}
	asked := maps.Clone(form.Values)
	asked.Del("before")
	asked.Del("after")
	l.Query = asked.Encode()
	p := v.systemPage("web.audit.title")
	p.Sub = p.T("web.audit.hint")
	p.Actions = view.AuditActions(p)
	return v.write(status, view.AuditListPage(p, l))
}

// cutPage leaves out the one record more that was asked for to see whether
// there are any.
func cutPage(page []identity.Record, span app.AuditSpan) ([]identity.Record, bool) {
	if len(page) < span.Limit {
		return page, false
	}
	if span.After.At != "" {
		return page[1:], true
	}
	return page[:span.Limit-1], true
}

func auditPager(q url.Values, page []identity.Record, span app.AuditSpan, more bool) (pager view.Pager) {
	link := func(name string, r identity.Record) string {
		to := maps.Clone(q)
		to.Del("before")
		to.Del("after")
		to.Set(name, app.AuditPlace{At: r.At, ID: r.ID}.Text())
		return "/audit?" + to.Encode()
	}
	back := span.After.At != ""
	if span.Before.At != "" || back {
		to := maps.Clone(q)
		to.Del("before")
		to.Del("after")
		pager.First = "/audit?" + to.Encode()
	}
	if span.Before.At != "" || back && more {
		pager.Prev = link("after", page[0])
	}
	if back || more {
		pager.Next = link("before", page[len(page)-1])
	}
	return pager
}

func (v *visit) auditRow(r identity.Record, names *placeNames) view.AuditRow {
	return view.AuditRow{Record: r, Place: app.AuditPlace{At: r.At, ID: r.ID}.Text(), When: app.ShownTime(r.At), Act: app.ActText(r.Act, v.lang),
		Role: app.RoleOn(&r, v.lang), Where: names.place(r.Area, r.Unit), Look: identity.Looks(r.Act),
		System: v.can(identity.HouseholdSee) || identity.OfSystem(r.Noun)}
}

func (v *visit) auditRecord() error {
	place, ok := app.ParseAuditPlace(v.r.PathValue("place"))
	if !ok {
		return problem.New(problem.NotFound, "audit.not_found")
	}
	r, err := v.desk.AuditRecord(v.r.Context(), place)
	if err != nil {
		return err
	}
	names, err := v.placeNames()
	if err != nil {
		return err
	}
	row := v.auditRow(r, names)
	row.Facts = factsOf(r.Detail)
	p := v.systemPage("web.audit.title", view.Link{Href: "/audit", Text: v.say("web.audit.title")})
	p.Title = row.Act
	return v.show(view.AuditRecordPage(p, row))
}

// factsOf lays a record's detail out, a line a name. It is a program's own
// writing; what is nested stays as it is written.
func factsOf(detail string) (facts []view.Option) {
	var all map[string]json.RawMessage
	if json.Unmarshal([]byte(detail), &all) != nil {
		if detail != "" {
			facts = append(facts, view.Option{Value: "detail", Text: detail})
		}
		return facts
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		var text string
		if json.Unmarshal(all[name], &text) != nil {
			text = string(all[name])
		}
		facts = append(facts, view.Option{Value: name, Text: text})
	}
	return facts
}

func (v *visit) auditExport() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	f, err := v.auditAsked(v.r.URL.Query())
	if err != nil {
		return err
	}
	j, err := v.desk.Enqueue(v.r.Context(), app.JobOrder{Kind: identity.RecordWrite, Args: app.AuditArgs{AuditFilter: f, CSV: form.Get("as") == "csv", Lang: v.lang}})
	if err != nil {
		return err
	}
	return v.goTo("/jobs/" + string(j.ID))
}

// checksShown is how many of the last checks the page shows.
const checksShown = 5

func (v *visit) auditCheck() error {
	return v.showCheck(view.Form{}, http.StatusOK)
}

func (v *visit) showCheck(f view.Form, status int) error {
	c := view.AuditCheck{Form: f}
	jobs, err := v.desk.Jobs(v.r.Context(), "", 200)
	if err != nil {
		return err
	}
	for _, j := range jobs {
		if j.Kind == identity.RecordCheck && len(c.Runs) < checksShown {
			c.Busy = c.Busy || j.State.Open()
			c.Runs = append(c.Runs, v.checkRun(j))
		}
	}
	p := v.systemPage("web.audit.check", view.Link{Href: "/audit", Text: v.say("web.audit.title")})
	if c.Busy {
		p.Refresh = 2
	}
	return v.write(status, view.AuditCheckPage(p, c))
}

func (v *visit) checkRun(j *identity.Job) view.CheckRun {
	run := view.CheckRun{When: app.ShownTime(j.Made), Who: j.Actor, State: v.say("job.state." + string(j.State)), Tone: "blue"}
	switch j.State {
	case identity.JobDone:
		r := &app.VerifyResult{}
		if json.Unmarshal([]byte(j.Result), r) != nil {
			return run
		}
		run.Result, run.Tone = r, "green"
		if r.Broken > 0 {
			run.Tone = "red"
		}
		for _, b := range r.Breaks {
			run.Breaks = append(run.Breaks, v.breakText(b))
		}
	case identity.JobFailed, identity.JobStopped, identity.JobBroken:
		run.Tone = "amber"
		run.Failure = v.say("web.audit.check_failed")
	}
	return run
}

// breakText tells of a break; to who sees no cases without the case.
func (v *visit) breakText(b app.VerifyBreak) string {
	pairs := make([]any, 0, 2*len(b.Args))
	for name, value := range b.Args {
		if !v.can(identity.HouseholdSee) && (name == "number" || name == "subject") {
			value = "…"
		}
		pairs = append(pairs, name, value)
	}
	return v.say(b.Key, pairs...)
}

func (v *visit) auditCheckNow() error {
	if _, err := v.desk.Enqueue(v.r.Context(), app.JobOrder{Kind: identity.RecordCheck, Args: struct{}{}}); err != nil {
		f, err := v.wrong(nil, err, nil)
		if err != nil {
			return err
		}
		return v.showCheck(f, http.StatusUnprocessableEntity)
	}
	return v.done("/audit/check", "web.audit.check_asked")
}
