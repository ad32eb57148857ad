package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/web/view"
)

// caseParts are the parts of a case's page.
var caseParts = []string{"declared", "check", "appraisal", "notice", "opinion", "papers", "acts"}

func (v *visit) caseShow() error { return v.showCase(view.Form{}, view.Form{}, "", http.StatusOK) }

// showCase shows a case; form and paper are forms of it that were refused.
func (v *visit) showCase(form, paper view.Form, tab string, status int) error {
	c, err := v.desk.Case(v.r.Context(), v.r.PathValue("case"))
	if err != nil {
		return err
	}
	p, shown := v.caseShown(c)
	shown.Form, shown.PaperForm = form, paper
	if shown.PaperForm.Values == nil {
		shown.PaperForm.Values = url.Values{}
	}
	if tab == "" {
		tab = v.r.URL.Query().Get("tab")
	}
	if !slices.Contains(caseParts, tab) {
		tab = casePartOf(c)
	}
	shown.Tab = tab
	for _, part := range caseParts {
		shown.Tabs = append(shown.Tabs, view.Tab{Link: view.Link{Href: shown.Base + "?tab=" + part, Text: p.T("web.case.part." + part)}, Here: part == tab})
	}
	return v.write(status, view.CasePage(p, shown))
}

// casePartOf is the part that matters for what is to be done now.
func casePartOf(c *app.CaseView) string {
	switch {
	case c.State == casework.Draft && c.Declared != nil, c.State == casework.Incomplete, c.State == casework.Running && (c.Doing == casework.StepIntake || c.Doing == casework.StepPapers):
		return "papers"
	case c.State == casework.Posted, c.State == casework.Disputed:
		return "notice"
	case c.Found != nil:
		return "check"
	}
	return "declared"
}

// caseShown is a case as its page has it.
func (v *visit) caseShown(c *app.CaseView) (view.Page, view.Case) {
	row := v.caseRow(&c.CaseLine)
	p := v.page("web.case.title")
	p.Title = strings.TrimSpace(row.Number + " " + c.Applicant)
	p.Sub = row.Kind + " · " + c.Village
	p.Crumbs = []view.Link{{Text: p.T("web.nav.people")}, {Href: "/cases", Text: p.T("web.case.title")}}
	if row.Number != "" {
		p.Actions = view.CasePageActions(p, view.With("/documents", "", "case", row.Number))
	}
	out := view.Case{Base: row.Href, Number: row.Number, Applicant: c.Applicant, Kind: row.Kind, Village: c.Village, State: row.State, Tone: row.Tone, Step: c.StepName,
		Due: row.Due, Left: row.Left, LeftTone: row.LeftTone, Persons: p.T("web.case.n_persons", "n", c.Persons), Category: v.termText("category", c.Category), Class: c.Class,
		Agent: c.Agent, Cause: v.termText("cause", c.Cause), Profile: c.Procedure, Kin: c.Kin, Objected: c.Objected, Round: c.Round, Seen: strconv.FormatInt(c.Version, 10),
		Received: c.Received.String(), FoundNote: c.FoundNote, HasFound: c.Found != nil}
	for _, odd := range c.Warnings {
		out.Odd = append(out.Odd, locale.Error(v.lang, odd))
	}
	for _, year := range c.Missing {
		out.Odd = append(out.Odd, p.T("web.case.year_missing", "year", year))
	}
	if c.Covered > 0 {
		out.Covered = p.T("web.case.n_persons", "n", c.Covered)
	}
	if c.Channel != "" {
		out.Channel = p.T("web.case.channel." + string(c.Channel))
	}
	if !c.DueAll.IsZero() {
		out.DueAll = c.DueAll.String()
		if c.LateAll > 0 {
			out.DueAll = v.say("web.case.past_due_all", "day", c.DueAll, "n", c.LateAll)
		}
	}
	if c.Amount != 0 {
		out.Amount = v.yuanOf(c.Amount)
	}
	if c.File != "" {
		out.File, out.FileHref = c.File, householdPath(c.File, "")
	}
	out.Way = v.caseWay(c)
	v.caseSides(c, &out)
	v.casePapersShown(c, &out)
	v.caseActsShown(c, &out)
	v.caseDoings(c, &out)
	return p, out
}

// yuanOf is an amount as people read it, with the currency.
func (v *visit) yuanOf(n money.Fen) string { return v.say("web.case.yuan", "amount", n.Yuan()) }

func (v *visit) caseWay(c *app.CaseView) (way []view.CaseStep) {
	for _, s := range c.Steps {
		one := view.CaseStep{Name: s.Name}
		switch s.State {
		case app.StepDone:
			one.State = "done"
			if s.Taken != nil {
				one.Who, one.When = cmp.Or(s.Taken.Name, s.Taken.Actor), s.Taken.On.String()
			}
		case app.StepNow:
			one.State = "now"
			one.Who = v.rolesText(s.By)
			switch {
			case s.Due.IsZero():
			case c.Late > 0:
				one.When = v.say("web.case.past_due", "day", s.Due, "n", c.Late)
			default:
				one.When = v.say("web.case.until", "day", s.Due)
			}
		case app.StepPassed:
			one.State, one.When = "skipped", v.say("web.case.skipped")
		default:
			one.State = "next"
			one.Who = v.rolesText(s.By)
			if !s.Due.IsZero() && !c.State.Ended() {
				one.When = v.say("web.case.about", "day", s.Due)
			}
		}
		way = append(way, one)
	}
	return way
}

func (v *visit) rolesText(all []identity.Role) string {
	var names []string
	for _, r := range all {
		names = append(names, r.Text(v.lang))
	}
	return strings.Join(names, v.say("web.user.comma"))
}

// caseSides are the household as declared and as found, with what the rules say
// of either.
func (v *visit) caseSides(c *app.CaseView, out *view.Case) {
	declared, found := v.sideFacts(c.Declared), v.sideFacts(c.Found)
	for i := range declared {
		d := view.CaseDiff{Label: declared[i][0], Declared: declared[i][1]}
		if c.Found != nil {
			d.Found = found[i][1]
			d.Differs = d.Found != d.Declared
		}
		if d.Declared != "" || d.Found != "" {
			out.Diffs = append(out.Diffs, d)
		}
	}
	out.Members = v.caseMembers(c)
	tests := map[string]int{}
	for _, a := range c.Assessed {
		for _, t := range a.Tests {
			at, ok := tests[t.Test]
			if !ok {
				at = len(out.Tests)
				tests[t.Test] = at
				out.Tests = append(out.Tests, view.CaseTest{Name: t.Name, Clause: t.Clause, Veto: t.Veto})
			}
			answer := view.CaseAnswer{Verdict: string(t.Verdict), Missing: t.Missing}
			for _, value := range t.Values {
				answer.Values = append(answer.Values, value.Label+v.say("web.page.colon")+value.Text)
			}
			if a.Side == casework.Found {
				out.Tests[at].Found = answer
			} else {
				out.Tests[at].Declared = answer
			}
		}
		out.Tier = a.Tier
		if a.Veto {
			out.Tier = ""
		}
	}
}

// sideFacts are what a side says of the household, name and value.
func (v *visit) sideFacts(h *app.HouseholdView) [][2]string {
	if h == nil {
		h = &app.HouseholdView{}
	}
	fen := func(n *money.Fen) string {
		if n == nil {
			return ""
		}
		return v.yuanOf(*n)
	}
	size := func(n int) string {
		if n == 0 {
			return ""
		}
		return v.say("web.case.n_persons", "n", n)
	}
	var causes, categories []string
	for _, t := range h.Causes {
		causes = append(causes, v.termText("cause", t.Name))
	}
	for _, t := range h.Categories {
		categories = append(categories, v.termText("category", t.Name))
	}
	comma := v.say("web.user.comma")
	return [][2]string{
		{v.fieldName("size"), size(h.Size)}, {v.fieldName("covered"), size(h.Covered)}, {v.fieldName("income"), fen(h.Income)},
		{v.fieldName("per_head_month"), fen(h.IncomePerHead)}, {v.fieldName("rigid_expense"), fen(h.RigidExpense)},
		{v.fieldName("housing"), v.termText("housing", h.Housing)}, {v.fieldName("housing_grade"), h.HousingGrade}, {v.fieldName("address"), h.Address},
		{v.fieldName("cause"), strings.Join(causes, comma)}, {v.fieldName("category"), strings.Join(categories, comma)},
		{v.fieldName("phone"), h.Phone}, {v.fieldName("card"), h.Card},
	}
}

func (v *visit) caseMembers(c *app.CaseView) (all []view.CaseDiff) {
	at := map[id.ID]int{}
	if c.Declared != nil {
		for i := range c.Declared.Members {
			m := &c.Declared.Members[i]
			at[m.ID] = len(all)
			all = append(all, view.CaseDiff{Label: m.Name, Declared: v.memberText(m)})
		}
	}
	if c.Found == nil {
		return all
	}
	seen := map[id.ID]bool{}
	for i := range c.Found.Members {
		m := &c.Found.Members[i]
		seen[m.ID] = true
		if k, ok := at[m.ID]; ok {
			all[k].Found = v.memberText(m)
			all[k].Differs = all[k].Found != all[k].Declared
			continue
		}
		all = append(all, view.CaseDiff{Label: m.Name, Declared: v.say("web.case.not_declared"), Found: v.memberText(m), Differs: true})
	}
	if c.Declared != nil {
		for i := range c.Declared.Members {
			if m := &c.Declared.Members[i]; !seen[m.ID] {
				all[at[m.ID]].Found, all[at[m.ID]].Differs = v.say("web.case.not_found"), true
			}
		}
	}
	return all
}

// memberText is a member in one line.
func (v *visit) memberText(m *app.MemberView) string {
	parts := []string{v.termText("relation", m.Relation), v.termText("sex", m.Sex)}
	if m.Age >= 0 {
		parts = append(parts, v.say("web.case.age", "n", m.Age))
	}
	parts = append(parts, m.IDNumber, v.termText("health", m.Health), v.termText("disability", m.Disability), v.termText("school", m.School), v.termText("employment", m.Employment))
	if m.Income != nil {
		parts = append(parts, v.fieldName("member_income")+" "+v.yuanOf(*m.Income))
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), v.say("web.user.comma"))
}

func (v *visit) caseActsShown(c *app.CaseView, out *view.Case) {
	for i := range c.Acts {
		a := &c.Acts[i]
		shown := view.CaseAct{When: a.Recorded.Time().In(day.Beijing).Format("2006-01-02 15:04"), Who: cmp.Or(a.Name, a.Actor), Verb: a.Verb.Text(v.lang), Step: a.Step, Reason: a.Reason, Late: a.Late, Struck: !a.Standing}
		if a.Role != "" {
			shown.Role = a.Role.Text(v.lang)
		}
		var notes []string
		for _, w := range a.With {
			notes = append(notes, v.say("web.case.with", "name", strings.TrimSpace(w.Name+" "+w.Post)))
		}
		if a.To != "" {
			notes = append(notes, v.say("web.case.went_back", "step", a.To))
		}
		if a.Amount != 0 {
			notes = append(notes, v.say("web.case.act_amount", "amount", v.yuanOf(a.Amount)))
		}
		if a.Class != "" {
			notes = append(notes, v.say("web.case.act_class", "class", a.Class))
		}
		if !a.Until.IsZero() {
			notes = append(notes, v.say("web.case.notice_until", "day", a.Until))
		}
		shown.Note = strings.Join(notes, v.say("web.case.semicolon"))
		out.Acts = append(out.Acts, shown)
		switch {
		case a.Meeting != nil:
			m := a.Meeting
			out.Meetings = append(out.Meetings, view.CaseMeeting{On: m.On.String(), Place: m.Place, Chair: m.Chair, Minutes: m.Minutes, Due: m.Due, Came: m.Came, For: m.For,
				Against: m.Against, Abstain: m.Abstain, Aside: m.Aside, Carried: a.Verb == casework.Pass})
		case slices.Contains([]casework.Verb{casework.Post, casework.NoticeOver, casework.Object, casework.Uphold, casework.Dismiss, casework.TakeDown}, a.Verb):
			line := view.CaseNoticeLine{From: a.On.String(), State: shown.Verb}
			if a.Notice != "" {
				line.Href = "/notices/" + string(a.Notice)
			}
			if !a.Until.IsZero() {
				line.Until = a.Until.String()
			}
			out.Notices = append(out.Notices, line)
		case slices.Contains([]casework.Verb{casework.Pass, casework.Refuse, casework.SendBack}, a.Verb):
			out.Opinions = append(out.Opinions, shown)
		}
	}
	slices.Reverse(out.Acts)
}

// caseDoings are the buttons of what may be done now, and why the main one may
// not.
func (v *visit) caseDoings(c *app.CaseView, out *view.Case) {
	ask := func(verb casework.Verb, text string) {
		if c.MayDo(verb) {
			out.Dos = append(out.Dos, view.CaseDo{Verb: string(verb), Text: text, Href: out.Base + "/do/" + string(verb)})
		}
	}
	if v.can(identity.CaseFile) && !c.Relative && (c.State == casework.Draft || c.State == casework.Incomplete || c.State == casework.Running && c.Doing == casework.StepIntake) {
		out.Edit = out.Base + "/edit"
	}
	if c.State == casework.Draft {
		if c.MayDo(casework.Submit) {
			out.Dos = append(out.Dos, view.CaseDo{Verb: string(casework.Submit), Text: v.say("web.case.submit"), Tone: "primary"})
		}
	}
	if c.State == casework.Running {
		v.caseStepDoings(c, out)
	}
	ask(casework.AskPapers, v.say("web.case.ask_papers"))
	ask(casework.SendBack, v.say("web.case.send_back"))
	if c.State == casework.Approved && c.MayDo(casework.OpenFile) {
		out.Dos = append(out.Dos, view.CaseDo{Verb: string(casework.OpenFile), Text: v.say("web.case.open_the_file"), Tone: "primary"})
	}
	if c.MayDo(casework.Post) && c.Doing == casework.StepNotice {
		out.Dos = append(out.Dos, view.CaseDo{Text: v.say("web.case.to_notice"), Tone: "primary", Href: "/notices"})
	}
	ask(casework.Transfer, v.say("web.case.transfer"))
	ask(casework.Extend, v.say("web.case.extend"))
	ask(casework.Withdraw, v.say("web.case.withdraw"))
	if c.State == casework.Running || c.State == casework.Approved {
		v.caseWhyNot(c, out)
	}
}

func (v *visit) caseStepDoings(c *app.CaseView, out *view.Case) {
	if c.MayDo(casework.Confirm) {
		out.Dos = append(out.Dos, view.CaseDo{Verb: string(casework.Confirm), Text: v.say("web.case.confirm"), Tone: ""})
	}
	to := out.Base + "/do/" + string(casework.Pass)
	switch may := c.MayDo(casework.Pass); {
	case c.Doing == casework.StepCheck && may:
		out.Dos = append(out.Dos, view.CaseDo{Verb: string(casework.Pass), Text: v.say("web.case.do_check"), Tone: "primary", Href: out.Base + "/check"})
		return
	case c.Doing == casework.StepAppraisal && may:
		out.Dos = append(out.Dos, view.CaseDo{Verb: string(casework.Pass), Text: v.say("web.case.do_meeting"), Tone: "primary", Href: to})
		return
	case c.Doing == casework.StepDecision && may:
		out.Dos = append(out.Dos, view.CaseDo{Verb: string(casework.Pass), Text: v.say("web.case.do_decide"), Tone: "primary", Href: to})
	case may && c.Overdue:
		out.Dos = append(out.Dos, view.CaseDo{Verb: string(casework.Pass), Text: v.say("web.case.pass"), Tone: "primary", Href: to})
	case may:
		out.Dos = append(out.Dos, view.CaseDo{Verb: string(casework.Pass), Text: v.say("web.case.pass_next"), Tone: "primary", Next: true},
			view.CaseDo{Verb: string(casework.Pass), Text: v.say("web.case.pass_with"), Href: to})
	}
	if c.MayDo(casework.Refuse) {
		out.Dos = append(out.Dos, view.CaseDo{Verb: string(casework.Refuse), Text: v.say("web.case.refuse"), Href: out.Base + "/do/" + string(casework.Refuse)})
	}
}

// caseWhyNot says why the person may not take the step, and who may.
func (v *visit) caseWhyNot(c *app.CaseView, out *view.Case) {
	verb := casework.Pass
	if c.State == casework.Approved {
		verb = casework.OpenFile
	}
	if c.MayDo(verb) {
		return
	}
	for _, m := range c.May {
		if m.Verb == verb && m.Why != nil && m.Key != "casework.not_now" {
			out.Why = append(out.Why, v.text(m.Why))
		}
	}
	if len(c.Turn) > 0 && !slices.Contains(c.Turn, v.desk.Actor().Role) {
		out.Why = append(out.Why, v.say("web.case.turn", "roles", v.rolesText(c.Turn)))
	}
}

// nextCase is the next thing to do in the queue, "" when there is none but the
// case itself.
func (v *visit) nextCase(but id.ID, doing casework.StepKind) (string, error) {
	page, err := v.desk.MyCases(v.r.Context(), app.PageOf{Limit: casesShown})
	if err != nil {
		return "", err
	}
	slices.SortStableFunc(page.Lines, func(a, b app.CaseLine) int {
		return cmp.Compare(boolInt(a.Doing != doing), boolInt(b.Doing != doing))
	})
	for i := range page.Lines {
		if l := &page.Lines[i]; l.Case != but {
			return casePath(l.Number, string(l.Case)), nil
		}
	}
	return "", nil
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
