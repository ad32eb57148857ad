package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/internal/term"
	"songnuan/internal/web/view"
)

// caseVerb is the verb of the address.
func (v *visit) caseVerb() (casework.Verb, error) {
	verb := casework.Verb(v.r.PathValue("verb"))
	if !slices.Contains([]casework.Verb{casework.Submit, casework.AskPapers, casework.Confirm, casework.Pass, casework.Refuse, casework.SendBack, casework.Withdraw,
		casework.Transfer, casework.Extend, casework.OpenFile}, verb) {
		return "", problem.New(problem.NotFound, "casework.no_verb")
	}
	return verb, nil
}

// caseAsk is the form of one act.
func (v *visit) caseAsk() error {
	verb, err := v.caseVerb()
	if err != nil {
		return err
	}
	return v.askCase(verb, view.Form{}, http.StatusOK)
}

func (v *visit) askCase(verb casework.Verb, form view.Form, status int) error {
	c, err := v.desk.Case(v.r.Context(), v.r.PathValue("case"))
	if err != nil {
		return err
	}
	row := v.caseRow(&c.CaseLine)
	a := view.CaseAsk{Form: form, Base: row.Href, Verb: string(verb), Title: v.caseTitle(verb, c.Doing), Button: v.caseTitle(verb, c.Doing), Tone: "primary", Summary: row,
		Seen: strconv.FormatInt(c.Version, 10), ReasonLabel: v.say("web.case.reason"), ReasonHint: v.say("web.case.reason_hint")}
	if status != http.StatusOK && status != http.StatusConflict && form.Values.Get("seen") != "" {
		a.Seen = form.Values.Get("seen") // a form refused for another reason stays one of what was seen
	}
	if a.Values == nil {
		a.Values = url.Values{}
	}
	switch verb {
	case casework.Refuse:
		a.Reason, a.Tone, a.Hint = true, "danger", v.say("web.case.refuse_hint")
	case casework.SendBack:
		a.Reason, a.Tone, a.Hint = true, "danger", v.say("web.case.back_hint")
		for _, s := range c.BackTo {
			a.Steps = append(a.Steps, view.Option{Value: s.ID, Text: s.Name})
		}
	case casework.AskPapers:
		a.Reason, a.Hint = true, v.say("web.case.ask_hint")
		if a.Values.Get("reason") == "" {
			a.Values.Set("reason", v.missingPapers(c))
		}
	case casework.Withdraw:
		a.Reason, a.Tone, a.Hint = true, "danger", v.say("web.case.withdraw_hint")
	case casework.Extend:
		a.Reason, a.Hint = true, v.say("web.case.extend_hint")
	case casework.Transfer:
		a.Reason, a.Hint = true, v.say("web.case.transfer_hint")
		if err := v.villagesToHandTo(c, &a); err != nil {
			return err
		}
	case casework.Pass:
		v.askPass(c, &a)
	}
	p := v.page("web.case.title")
	p.Title = a.Title
	p.Crumbs = []view.Link{{Href: "/cases", Text: p.T("web.case.title")}, {Href: row.Href, Text: row.Number}}
	return v.write(status, view.CaseAskPage(p, a))
}

// askPass fits the form to the step that is taken.
func (v *visit) askPass(c *app.CaseView, a *view.CaseAsk) {
	a.Reason = c.Overdue
	if c.Overdue {
		a.Late = c.Due.String()
	}
	a.Hint = v.say("web.case.pass_hint")
	switch c.Doing {
	case casework.StepAppraisal:
		a.Meeting, a.Hint = true, ""
		for _, s := range c.Steps {
			if s.ID == c.Step {
				a.Rule = v.say("web.case.meeting.rule", "quorum", s.Quorum, "pass", s.Carry, "voters", s.Voters)
			}
		}
		a.ReasonLabel, a.ReasonHint = v.say("web.case.meeting.opinion"), v.say("web.case.meeting.opinion_hint")
		if a.Values.Get("on") == "" {
			a.Values.Set("on", v.today().String())
		}
	case casework.StepDecision, casework.StepOpinion:
		v.askAward(c, a)
	}
	a.Next = c.Doing != casework.StepAppraisal
}

// askAward offers what is granted: amount, persons, class and category.
func (v *visit) askAward(c *app.CaseView, a *view.CaseAsk) {
	a.Award, a.Money = true, c.Award.Pay != "none" && c.Award.Pay != ""
	if a.Values.Get("covered") == "" && c.Covered > 0 {
		a.Values.Set("covered", strconv.Itoa(c.Covered))
	}
	if a.Money && a.Values.Get("amount") == "" && c.Amount > 0 {
		a.Values.Set("amount", c.Amount.String())
	}
	if a.Money {
		a.Bands = append(a.Bands, v.say("web.case.pay."+c.Award.Pay))
		if c.Award.Most != nil {
			a.Bands = append(a.Bands, v.say("web.case.amount_most", "most", v.yuanOf(*c.Award.Most)))
		}
		for _, s := range c.Steps {
			if s.Do == casework.StepDecision {
				a.Bands = append(a.Bands, v.say("web.case.band", "step", s.Name, "roles", v.rolesText(s.By)))
			}
		}
	}
	a.Classes = []view.Option{{Text: v.say("web.case.class_by_rule")}}
	for _, r := range c.Award.Review {
		a.Classes = append(a.Classes, view.Option{Value: r.Class, Text: v.say("web.case.class_of", "class", r.Class, "name", r.Name, "months", r.Months)})
	}
	if c.Class != "" && a.Values.Get("class") == "" {
		a.Values.Set("class", c.Class)
	}
	a.Categories = []view.Option{{Text: v.say("web.case.category_by_rule", "category", v.termText(term.Category, c.Award.Category))}}
	if c.Doing == casework.StepDecision {
		a.Categories = append(a.Categories, v.termOptions(term.Category)...)
	}
	if c.Category != "" && a.Values.Get("category") == "" {
		a.Values.Set("category", c.Category)
	}
}

func (v *visit) missingPapers(c *app.CaseView) string {
	var names []string
	for _, p := range c.Papers {
		if !p.There {
			names = append(names, p.Name)
		}
	}
	for _, one := range c.Consents {
		if !one.There {
			names = append(names, v.say("web.case.consent_of", "name", one.Name))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return v.say("web.case.please_bring", "papers", strings.Join(names, v.say("web.user.comma")))
}

func (v *visit) villagesToHandTo(c *app.CaseView, a *view.CaseAsk) error {
	places, err := v.desk.Places(v.r.Context())
	if err != nil {
		return err
	}
	a.Villages = []view.Option{{Text: v.say("web.household.choose")}}
	for _, one := range places.Villages {
		if one.Code != c.Area {
			a.Villages = append(a.Villages, view.Option{Value: string(one.Code), Text: one.Name})
		}
	}
	return nil
}

func (v *visit) caseTitle(verb casework.Verb, doing casework.StepKind) string {
	switch {
	case verb == casework.Pass && doing == casework.StepAppraisal:
		return v.say("web.case.do_meeting")
	case verb == casework.Pass && doing == casework.StepDecision:
		return v.say("web.case.do_decide")
	}
	return verb.Text(v.lang)
}

// caseFields are the fields that the errors of an act belong to.
var caseFields = map[string]string{"casework.reason_missing": "reason", "casework.reason_long": "reason", "casework.late_reason": "reason", "casework.back_where": "to",
	"casework.amount_bad": "amount", "casework.amount_most": "amount", "casework.amount_above": "amount", "money.": "amount", "casework.meeting_day": "on", "casework.chair_missing": "chair",
	"casework.votes_bad": "came", "casework.too_few_voters": "due", "casework.no_quorum": "came", "casework.not_carried": "for", "casework.carried": "for", "day.": "on", "blob.": "sheet",
	"casework.transfer_where": "area", "casework.transfer_same": "area", "casework.village_first": "area"}

// caseDo does something to a case.
func (v *visit) caseDo() error {
	verb, err := v.caseVerb()
	if err != nil {
		return err
	}
	form, err := v.multipart(formFiles)
	if err != nil {
		return err
	}
	c, err := v.desk.Case(v.r.Context(), v.r.PathValue("case"))
	if err != nil {
		return err
	}
	seen, err := seenOf(form)
	to := ""
	if err == nil {
		to, err = v.doCase(c, verb, seen, form)
	}
	if err != nil {
		return v.caseRefused(verb, form, err)
	}
	if form.Get("next") != "" {
		next, err := v.nextCase(c.Case, c.Doing)
		if err != nil {
			return err
		}
		if next == "" {
			return v.done("/cases", "web.case.done_last", "number", c.Number)
		}
		return v.done(next, "web.case.done_next", "number", c.Number)
	}
	if to == "" {
		to = casePath(c.Number, string(c.Case))
	}
	return v.done(to, "web.case.done", "verb", verb)
}

// caseRefused shows the form again, or the case when the act has no form.
func (v *visit) caseRefused(verb casework.Verb, form url.Values, err error) error {
	status := http.StatusUnprocessableEntity
	if problem.Is(err, problem.Conflict) {
		status = http.StatusConflict
	}
	if problem.Is(err, problem.Forbidden) && problem.As(err).Key != "identity.not_permitted" {
		return v.showCase(view.Form{Values: form, Wrong: map[string]string{"": v.text(err)}}, view.Form{}, "", http.StatusForbidden)
	}
	wrong, err := v.wrongIn(form, err, caseFields)
	if err != nil {
		return err
	}
	if verb == casework.Submit || verb == casework.Confirm || verb == casework.OpenFile {
		return v.showCase(wrong, view.Form{}, "", status)
	}
	return v.askCase(verb, wrong, status)
}

// doCase calls the use case of a verb; to is where the person goes then, ""
// back to the case.
func (v *visit) doCase(c *app.CaseView, verb casework.Verb, seen int64, form url.Values) (to string, err error) {
	ctx, ref, reason := v.r.Context(), string(c.Case), form.Get("reason")
	switch verb {
	case casework.Submit:
		saved, err := v.desk.SubmitCase(ctx, ref, c.SeenDraft)
		if err != nil {
			return "", err
		}
		return casePath(saved.Number, ref) + "/receipt", nil
	case casework.AskPapers:
		_, err = v.desk.AskPapers(ctx, ref, seen, reason)
	case casework.Confirm:
		_, err = v.desk.ConfirmCheck(ctx, ref, seen, reason)
	case casework.Withdraw:
		_, err = v.desk.WithdrawCase(ctx, ref, seen, reason)
	case casework.Extend:
		_, err = v.desk.ExtendCase(ctx, ref, seen, reason)
	case casework.Transfer:
		heir, err := v.desk.TransferCase(ctx, ref, app.TransferOrder{Seen: seen, Village: form.Get("area"), Reason: reason})
		if err != nil {
			return "", err
		}
		return casePath(heir.Number, string(heir.ID)), nil
	case casework.OpenFile:
		filed, err := v.desk.FileCase(ctx, ref, app.FileOrder{Version: seen, Reason: reason})
		if err != nil || filed.Number == "" {
			return "", err
		}
		return householdPath(filed.Number, string(filed.Household)), nil
	default:
		err = v.takeStep(c, verb, seen, form)
	}
	return "", err
}

func (v *visit) takeStep(c *app.CaseView, verb casework.Verb, seen int64, form url.Values) error {
	o := app.StepOrder{Seen: seen, Step: c.Step, Do: c.Doing, Verb: verb, Reason: form.Get("reason"), To: form.Get("to"), Category: form.Get("category"), Class: form.Get("class")}
	var err error
	if text := strings.TrimSpace(form.Get("amount")); text != "" {
		if o.Amount, err = money.Parse(text); err != nil {
			return err
		}
	}
	o.Covered, _ = strconv.Atoi(form.Get("covered")) // no number leaves it
	if c.Doing == casework.StepAppraisal && verb == casework.Pass {
		if o.Meeting, err = meetingOf(form); err != nil {
			return err
		}
		if o.Verb = v.voted(c, o.Meeting); o.Verb == casework.Refuse && strings.TrimSpace(o.Reason) == "" {
			o.Reason = v.say("web.case.meeting.failed", "for", o.Meeting.For, "came", o.Meeting.Came-o.Meeting.Aside)
		}
	}
	files, err := v.attached("sheet")
	if err != nil {
		return err
	}
	if _, err := v.desk.TakeStep(v.r.Context(), string(c.Case), o); err != nil {
		return err
	}
	for _, sheet := range files {
		if _, err := v.desk.AddPaper(v.r.Context(), string(c.Case), app.PaperOrder{Name: v.say("web.case.meeting.sheet_name"), File: sheet}); err != nil {
			return err
		}
	}
	return nil
}

// meetingOf reads the numbers of a meeting; a field left empty is nobody.
func meetingOf(form url.Values) (m *casework.Meeting, err error) {
	m = &casework.Meeting{Place: form.Get("place"), Chair: form.Get("chair"), Minutes: form.Get("minutes")}
	if m.On, err = dayOf(form.Get("on")); err != nil {
		return nil, err
	}
	for name, into := range map[string]*int{"due": &m.Due, "came": &m.Came, "for": &m.For, "against": &m.Against, "abstain": &m.Abstain, "aside": &m.Aside} {
		text := strings.TrimSpace(form.Get(name))
		if text == "" {
			continue
		}
		if *into, err = strconv.Atoi(text); err != nil {
			return nil, problem.New(problem.Invalid, "casework.votes_bad")
		}
	}
	return m, nil
}

// voted is what the votes come to by the step's own shares: carried, or not.
func (v *visit) voted(c *app.CaseView, m *casework.Meeting) casework.Verb {
	for _, s := range c.Steps {
		var share casework.Ratio
		if s.ID == c.Step && (s.Carry == "" || share.UnmarshalText([]byte(s.Carry)) == nil) {
			if share.Met(m.For, m.Came-m.Aside) && m.For > m.Against {
				return casework.Pass
			}
		}
	}
	return casework.Refuse
}

// caseVotes says what the numbers come to while they are typed.
func (v *visit) caseVotes() error {
	form, err := v.multipart(formFiles)
	if err != nil {
		return err
	}
	c, err := v.desk.Case(v.r.Context(), v.r.PathValue("case"))
	if err != nil {
		return err
	}
	m, err := meetingOf(form)
	p := v.page("web.case.title")
	if err != nil || m.Due == 0 || m.Came == 0 {
		return v.show(view.CaseVotes(p, "", p.T("web.case.meeting.fill")))
	}
	var quorum casework.Ratio
	for _, s := range c.Steps {
		if s.ID == c.Step && s.Quorum != "" {
			err = quorum.UnmarshalText([]byte(s.Quorum))
		}
	}
	sum := m.For + m.Against + m.Abstain + m.Aside
	switch {
	case err != nil:
		return err
	case m.Came > m.Due:
		return v.show(view.CaseVotes(p, "bad", p.T("web.case.meeting.more_came", "came", m.Came, "due", m.Due)))
	case sum != m.Came:
		return v.show(view.CaseVotes(p, "warn", p.T("web.case.meeting.sum", "sum", sum, "came", m.Came)))
	case !quorum.Met(m.Came, m.Due):
		return v.show(view.CaseVotes(p, "bad", p.T("web.case.meeting.no_quorum", "came", m.Came, "due", m.Due, "share", quorum.String())))
	case v.voted(c, m) == casework.Pass:
		return v.show(view.CaseVotes(p, "good", p.T("web.case.meeting.passes", "for", m.For, "came", m.Came-m.Aside)))
	}
	return v.show(view.CaseVotes(p, "warn", p.T("web.case.meeting.fails", "for", m.For, "came", m.Came-m.Aside)))
}

// caseVerdicts takes a step of several cases at once; each comes to its own
// result.
func (v *visit) caseVerdicts() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	verb := casework.Verb(form.Get("verb"))
	if verb != casework.Pass && verb != casework.SendBack {
		return problem.New(problem.Invalid, "casework.no_verb")
	}
	out := view.CaseVerdicts{Back: local(form.Get("back"))}
	batches, err := v.verdictsOf(form["case"], verb, form.Get("reason"), &out)
	if err != nil {
		return err
	}
	for _, do := range append(slices.Clone(casework.StepKinds), "") { // "" are those that stand at none
		if err := v.takeVerdicts(do, batches[do], verb, &out); err != nil {
			return err
		}
	}
	for _, line := range out.Rows {
		if line.Good {
			out.Passed++
		} else {
			out.Left++
		}
	}
	if len(out.Rows) == 0 {
		return v.done(out.Back, "web.case.none_ticked")
	}
	p := v.page("web.case.batch")
	p.Crumbs = []view.Link{{Href: "/cases", Text: p.T("web.case.title")}}
	return v.show(view.CaseVerdictsPage(p, out))
}

// lineVerdict is a verdict with the line that tells what became of it.
type lineVerdict struct {
	app.Verdict
	line int
}

// verdictsOf are the verdicts of the cases that were ticked, by the step at which
// they stand, and a line of each.
func (v *visit) verdictsOf(keys []string, verb casework.Verb, reason string, out *view.CaseVerdicts) (map[casework.StepKind][]lineVerdict, error) {
	batches := map[casework.StepKind][]lineVerdict{}
	for _, key := range keys {
		of, version, _ := strings.Cut(key, ":")
		seen, err := strconv.ParseInt(version, 10, 64)
		if err != nil {
			return nil, problem.Wrap(err, problem.Invalid, "web.trouble.form_unreadable")
		}
		c, err := v.desk.Case(v.r.Context(), of)
		if err != nil {
			return nil, err
		}
		one := app.Verdict{Case: c.Case, Seen: seen, Verb: verb, Reason: reason}
		if verb == casework.SendBack && len(c.BackTo) > 0 {
			one.To = c.BackTo[len(c.BackTo)-1].ID
		}
		if c.Doing == casework.StepDecision {
			one.Amount, one.Covered = c.Amount, c.Covered
		}
		batches[c.Doing] = append(batches[c.Doing], lineVerdict{one, len(out.Rows)})
		out.Rows = append(out.Rows, view.CaseVerdict{Href: casePath(c.Number, string(c.Case)), Number: c.Number, Applicant: c.Applicant})
	}
	return batches, nil
}

// takeVerdicts takes one step of many cases in one go. A step that is taken case
// by case says so on each line.
func (v *visit) takeVerdicts(do casework.StepKind, batch []lineVerdict, verb casework.Verb, out *view.CaseVerdicts) error {
	if len(batch) == 0 {
		return nil
	}
	verdicts := make([]app.Verdict, len(batch))
	for i := range batch {
		verdicts[i] = batch[i].Verdict
	}
	results, err := v.desk.TakeSteps(v.r.Context(), do, verdicts)
	if err != nil && (problem.Is(err, problem.Internal) || problem.Is(err, problem.SignedOut)) {
		return err
	}
	for i := range batch {
		line := &out.Rows[batch[i].line]
		switch {
		case err != nil:
			line.Text = v.text(err)
		case results[i].Taken:
			line.Good, line.Text = true, verb.Text(v.lang)
		default:
			line.Text = v.text(results[i].Why)
		}
	}
	return nil
}
