package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/web/view"
)

// caseKinds is what can be applied for here, to choose from.
func (v *visit) caseKinds() error {
	kinds, err := v.desk.CaseKinds(v.r.Context())
	if err != nil {
		return err
	}
	k := view.CaseKinds{For: v.r.URL.Query().Get("file")}
	for _, one := range kinds {
		p := one.Profile
		row := view.CaseKind{Code: string(one.Kind), Name: one.Kind.Text(v.lang), Profile: p.Title, Href: view.With("/apply/"+string(one.Kind), "", "file", k.For)}
		var by, days []string
		for _, c := range p.Apply.By {
			by = append(by, v.say("web.case.channel."+string(c)))
		}
		row.Who = strings.Join(by, v.say("web.user.comma"))
		if p.Total.Days > 0 {
			days = append(days, v.daysText(p.Total))
		}
		for i := range p.Steps {
			if n := p.Steps[i].Notice; n != nil {
				days = append(days, v.say("web.case.notice_days", "days", v.daysText(casework.Limit{Days: n.Days, Unit: orUnit(n.Unit)})))
			}
		}
		row.Days = strings.Join(days, v.say("web.case.semicolon"))
		for _, paper := range p.Apply.Papers {
			row.Papers = append(row.Papers, paper.Name)
		}
		k.Rows = append(k.Rows, row)
	}
	p := v.page("web.case.new")
	p.Sub = p.T("web.case.new_hint")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.people")}, {Href: "/cases", Text: p.T("web.case.title")}}
	return v.show(view.CaseKindsPage(p, k))
}

// orUnit is the unit of a notice's days: calendar days when none is named.
func orUnit(unit string) string {
	if unit == "" {
		return "calendar"
	}
	return unit
}

func (v *visit) daysText(l casework.Limit) string {
	if l.Working() {
		return v.say("web.case.workdays", "n", l.Days)
	}
	return v.say("web.case.calendar_days", "n", l.Days)
}

// caseOrder reads the form of an application.
func caseOrder(kind casework.Kind, sent url.Values) app.CaseOrder {
	o := app.CaseOrder{Kind: kind, Channel: casework.Channel(sent.Get("channel")), Agent: sent.Get("agent"), Number: sent.Get("file"), Form: formOf(sent), Note: sent.Get("said"),
		Accepted: sent.Get("accepted") != "", Draft: sent.Get("do") == "draft"}
	o.Form.Members = slices.DeleteFunc(o.Form.Members, func(m registry.FormMember) bool { return m.ID == "" && m.Blank() })
	o.Applicant, _ = strconv.Atoi(sent.Get("applicant")) // no number is the head
	o.Seen, _ = strconv.ParseInt(sent.Get("state"), 10, 64)
	return o
}

// caseNew is the empty application of a kind, or one filled in from a file.
func (v *visit) caseNew() error {
	kind, err := casework.ParseKind(v.r.PathValue("kind"))
	if err != nil {
		return problem.Wrap(err, problem.NotFound, "casework.no_kind")
	}
	o := app.CaseOrder{Kind: kind, Number: v.r.URL.Query().Get("file")}
	if o.Number != "" {
		if o.Form, err = v.desk.HouseholdForm(v.r.Context(), o.Number); err != nil {
			return err
		}
		o.Form.Household, o.Form.Version = "", 0
	} else {
		o.Form = registry.NewForm("", "", v.desk.Today())
	}
	places, err := v.desk.Places(v.r.Context())
	if err != nil {
		return err
	}
	if len(places.Villages) == 1 && o.Form.Fields["village"] == "" {
		o.Form.Fields["village"] = string(places.Villages[0].Code)
	}
	return v.showCaseForm(&caseFormed{CaseOrder: o}, http.StatusOK)
}

// caseEdit is a draft, or an application that is to be corrected.
func (v *visit) caseEdit() error {
	f, err := v.desk.CaseDraft(v.r.Context(), v.r.PathValue("case"))
	if err != nil {
		return err
	}
	return v.showCaseForm(&caseFormed{CaseOrder: f.CaseOrder, ref: v.r.PathValue("case")}, http.StatusOK)
}

// caseFormed is a form of an application with why it comes back.
type caseFormed struct {
	app.CaseOrder
	ref    string // of the case, "" for a new one
	faults registry.Faults
	err    error
}

func (v *visit) caseSave() error {
	kind, err := casework.ParseKind(v.r.PathValue("kind"))
	if err != nil {
		return problem.Wrap(err, problem.NotFound, "casework.no_kind")
	}
	return v.takeCaseForm(kind, "")
}

func (v *visit) caseEdited() error {
	f, err := v.desk.CaseDraft(v.r.Context(), v.r.PathValue("case"))
	if err != nil {
		return err
	}
	return v.takeCaseForm(f.Kind, v.r.PathValue("case"))
}

// takeCaseForm takes the form of an application: one that adds a line comes
// back, one that is to be kept is kept.
func (v *visit) takeCaseForm(kind casework.Kind, ref string) error {
	sent, err := v.form()
	if err != nil {
		return err
	}
	o := caseOrder(kind, sent)
	switch do, place, _ := strings.Cut(sent.Get("do"), "."); do {
	case "member":
		o.Form.Members = append(o.Form.Members, registry.FormMember{Fields: map[string]string{"member_covered": "是"}})
		return v.showCaseForm(&caseFormed{CaseOrder: o, ref: ref}, http.StatusOK)
	case "category":
		o.Form.Categories = append(o.Form.Categories, registry.FormTerm{})
		return v.showCaseForm(&caseFormed{CaseOrder: o, ref: ref}, http.StatusOK)
	case "cause":
		o.Form.Causes = append(o.Form.Causes, registry.FormTerm{})
		return v.showCaseForm(&caseFormed{CaseOrder: o, ref: ref}, http.StatusOK)
	case "drop":
		o.Form = dropped(o.Form, place)
		return v.showCaseForm(&caseFormed{CaseOrder: o, ref: ref}, http.StatusOK)
	case "known":
		return v.showCaseForm(&caseFormed{CaseOrder: o, ref: ref}, http.StatusOK)
	}
	return v.saveCase(o, ref)
}

func (v *visit) saveCase(o app.CaseOrder, ref string) error {
	var saved *app.SavedCase
	var err error
	if ref == "" {
		saved, err = v.desk.OpenCase(v.r.Context(), o)
	} else {
		saved, err = v.desk.SaveCase(v.r.Context(), ref, o)
	}
	if err == nil {
		to := casePath(saved.Number, string(saved.Case))
		if o.Draft {
			return v.done(to+"/edit", "web.case.draft_saved")
		}
		return v.done(to+"?tab=papers", "web.case.form_saved")
	}
	f := &caseFormed{CaseOrder: o, ref: ref, err: err}
	if saved != nil {
		f.faults = saved.Faults
	}
	switch problem.As(err).Code {
	case problem.Conflict:
		return v.showCaseForm(f, http.StatusConflict)
	case problem.Invalid, problem.NotFound, problem.TooLarge:
		return v.showCaseForm(f, http.StatusUnprocessableEntity)
	}
	return err
}

// showCaseForm shows the form of an application as it was typed.
func (v *visit) showCaseForm(f *caseFormed, status int) error {
	form := f.Form
	for len(form.Categories) < 1 {
		form.Categories = append(form.Categories, registry.FormTerm{})
	}
	for len(form.Causes) < 1 {
		form.Causes = append(form.Causes, registry.FormTerm{})
	}
	if len(form.Members) == 0 {
		form.Members = []registry.FormMember{{Fields: map[string]string{"relation": registry.Head, "member_covered": "是"}}}
	}
	values := valuesOf(form)
	values.Set("channel", string(f.Channel))
	values.Set("agent", f.Agent)
	values.Set("said", f.Note)
	values.Set("applicant", strconv.Itoa(f.Applicant))
	out := view.CaseForm{HouseholdForm: view.HouseholdForm{Form: view.Form{Values: values, Wrong: map[string]string{}}, New: true, Back: "/cases",
		Action: view.With("/apply/"+string(f.Kind), "", "file", f.Number)}, Kind: string(f.Kind), KindName: f.Kind.Text(v.lang), File: f.Number,
		Seen: strconv.FormatInt(f.Seen, 10), Live: "/apply/" + string(f.Kind) + "/guess", Look: "/apply/" + string(f.Kind) + "/known", Channels: []view.Option{{Text: v.say("web.household.choose")}}}
	if f.ref != "" {
		base := "/cases/" + url.PathEscape(f.ref)
		out.Action, out.Back, out.Case = base+"/edit", base, f.ref
	}
	for i := range 5 {
		out.Steps = append(out.Steps, v.say("web.case.form."+strconv.Itoa(i+1)))
	}
	for _, c := range []casework.Channel{casework.BySelf, casework.ByVillage, casework.ByUnion, casework.ByOffice} {
		out.Channels = append(out.Channels, view.Option{Value: string(c), Text: v.say("web.case.channel." + string(c))})
	}
	v.formMembers(&form, &out.HouseholdForm)
	out.Applicants = []view.Option{{Value: "0", Text: v.say("web.case.the_head")}}
	for _, m := range out.Members {
		out.Applicants = append(out.Applicants, view.Option{Value: strconv.Itoa(m.Place), Text: m.Title})
	}
	if err := v.formOptions(&out.HouseholdForm); err != nil {
		return err
	}
	v.caseFormTrouble(f, &out)
	if len(f.Form.Members) > 0 {
		var err error
		if out.Known, out.Similar, err = v.knownApplicants(f.ref, &f.CaseOrder); err != nil {
			return err
		}
	}
	p := v.page("web.case.form_title", "kind", out.KindName)
	p.Crumbs = []view.Link{{Text: p.T("web.nav.people")}, {Href: "/cases", Text: p.T("web.case.title")}, {Href: "/apply", Text: p.T("web.case.new")}}
	return v.write(status, view.CaseFormPage(p, out))
}

func (v *visit) caseFormTrouble(f *caseFormed, out *view.CaseForm) {
	if f.err != nil {
		out.Wrong[""] = v.text(f.err)
		switch problem.As(f.err).Key {
		case "casework.channel_not_allowed":
			out.Wrong["channel"] = v.text(f.err)
		case "casework.minor_guardian":
			out.Wrong["agent"] = v.text(f.err)
		}
	}
	out.Doubtful = len(f.faults) > 0 && !f.faults.Wrong()
	for i := range f.faults {
		fault := &f.faults[i]
		if slices.Contains([]string{"agent", "applicant", "channel"}, fault.At) {
			named := *fault
			named.Column = v.say("web.case." + fault.At)
			text := named.Text(v.lang)
			out.Wrong[fault.At] = text
			out.Faults = append(out.Faults, view.HouseholdFault{Label: v.say("web.case." + fault.At), ID: view.Field{Name: fault.At}.ID(), Text: text})
			continue
		}
		if f.err != nil && fault.Key == problem.As(f.err).Key {
			delete(out.Wrong, "") // told at its field
		}
		v.formFault(fault, &out.HouseholdForm)
	}
}

// caseKnown answers while the persons of an application are being filled in:
// what is on record of them already.
func (v *visit) caseKnown() error {
	kind, err := casework.ParseKind(v.r.PathValue("kind"))
	if err != nil {
		return problem.Wrap(err, problem.NotFound, "casework.no_kind")
	}
	sent, err := v.form()
	if err != nil {
		return err
	}
	o := caseOrder(kind, sent)
	known, similar, err := v.knownApplicants(sent.Get("case"), &o)
	if err != nil {
		return err
	}
	return v.show(view.CaseKnownNote(v.page("web.case.new"), known, similar))
}

// knownApplicants are the cases and files of the persons of an application, each
// with the way on, and files that are alike.
func (v *visit) knownApplicants(ref string, o *app.CaseOrder) (known []view.CaseKnown, similar []view.HouseholdSimilar, err error) {
	all, err := v.desk.KnownApplicants(v.r.Context(), ref, *o)
	if err != nil {
		return nil, nil, err
	}
	for i := range all {
		k := &all[i]
		one := view.CaseKnown{Text: v.text(k.Why), Refuses: k.Refuses()}
		if k.Member > 0 {
			one.Who = v.say("web.case.known_person", "place", k.Member)
		}
		if k.Case != "" {
			one.Ways = append(one.Ways, view.Link{Href: "/cases/" + url.PathEscape(k.Case), Text: v.say("web.case.known_see_case")})
		}
		if k.File != "" {
			one.Ways = append(one.Ways, v.fileWays(k, o.Kind)...)
		}
		known = append(known, one)
	}
	similar, err = v.similarTo(&o.Form, "number")
	return known, similar, err
}

// fileWays are the ways on with a file that somebody stands in.
func (v *visit) fileWays(k *app.CaseKnown, kind casework.Kind) []view.Link {
	ways := []view.Link{{Href: householdPath(k.File, ""), Text: v.say("web.case.known_see_file")}}
	switch {
	case !k.Refuses():
		ways = append(ways, view.Link{Href: view.With("/apply/"+string(kind), "", "file", k.File), Text: v.say("web.case.known_apply")})
	case k.Review:
		ways = append(ways, view.Link{Href: view.With("/apply/"+string(casework.KindReview), "", "file", k.File), Text: v.say("web.case.known_review")})
	}
	return ways
}

// caseGuess answers while an application is being filled in.
func (v *visit) caseGuess() error {
	kind, err := casework.ParseKind(v.r.PathValue("kind"))
	if err != nil {
		return problem.Wrap(err, problem.NotFound, "casework.no_kind")
	}
	sent, err := v.form()
	if err != nil {
		return err
	}
	guess, _, err := v.desk.GuessCase(v.r.Context(), caseOrder(kind, sent))
	if err != nil {
		return err
	}
	g := view.CaseGuess{}
	if guess != nil && len(guess.Tests) > 0 {
		g = view.CaseGuess{Asked: true, Tier: guess.Tier, Veto: guess.Veto}
		for _, t := range guess.Tests {
			g.Tests = append(g.Tests, view.CaseTest{Name: t.Name, Clause: t.Clause, Veto: t.Veto, Declared: view.CaseAnswer{Verdict: string(t.Verdict), Missing: t.Missing}})
		}
	}
	return v.show(view.CaseGuessNote(v.page("web.case.new"), g))
}

// caseReceipt is the paper that the applicant takes home.
func (v *visit) caseReceipt() error {
	c, err := v.desk.Case(v.r.Context(), v.r.PathValue("case"))
	if err != nil {
		return err
	}
	if c.Number == "" {
		return problem.New(problem.NotFound, "casework.no_case")
	}
	row := v.caseRow(&c.CaseLine)
	r := view.CaseReceipt{Base: row.Href, Number: c.Number, Kind: row.Kind, Village: c.Village, Applicant: c.Applicant, Day: c.Received.String(), Office: v.org()}
	if !c.DueAll.IsZero() {
		r.Due = c.DueAll.String()
	}
	for _, paper := range c.Papers {
		if !paper.There {
			r.Lacks = append(r.Lacks, paper.Name)
		}
	}
	for _, consent := range c.Consents {
		if !consent.There {
			r.Lacks = append(r.Lacks, v.say("web.case.consent_of", "name", consent.Name))
		}
	}
	p := v.page("web.case.receipt")
	p.Crumbs = []view.Link{{Href: "/cases", Text: p.T("web.case.title")}, {Href: row.Href, Text: c.Number}}
	return v.show(view.CaseReceiptPage(p, r))
}
