package web

import (
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/web/view"
)

// checkFields are the household's fields that a visit at home compares, and
// checkMemberFields those of each person.
var (
	checkFields       = []string{"size", "covered", "income", "per_head_month", "rigid_expense", "housing", "housing_grade", "address", "phone"}
	checkMemberFields = []string{"relation", "health", "disability", "school", "employment", "member_income"}
)

func (v *visit) caseCheck() error { return v.showCaseCheck(view.Form{}, nil, http.StatusOK) }

// showCheck shows the page of a visit, as it was typed when it was refused.
func (v *visit) showCaseCheck(typed view.Form, faults registry.Faults, status int) error {
	ref := v.r.PathValue("case")
	c, err := v.desk.Case(v.r.Context(), ref)
	if err != nil {
		return err
	}
	f, err := v.desk.CheckForm(v.r.Context(), ref)
	if err != nil {
		return err
	}
	row := v.caseRow(&c.CaseLine)
	out := view.CaseCheck{Form: typed, Base: row.Href, Number: row.Number, Applicant: row.Applicant, Kind: row.Kind, Village: row.Village, Due: row.Due, Left: row.Left, LeftTone: row.LeftTone,
		Seen: strconv.FormatInt(c.Version, 10), Kin: c.Kin}
	if c.Declared != nil {
		out.Address = c.Declared.Address
	}
	for _, s := range c.Steps {
		if s.ID == c.Step {
			out.People, out.Confirm = max(s.People, 1), s.Confirm
		}
	}
	if out.Values == nil {
		out.Values = url.Values{"note": {f.Note}}
	}
	if out.Wrong == nil {
		out.Wrong = map[string]string{}
	}
	for i := range faults {
		if at := faults[i].At; at != "" && out.Wrong[at] == "" {
			out.Wrong[at] = faults[i].Text(v.lang)
		} else if at == "" {
			out.Wrong[""] = faults[i].Text(v.lang)
		}
	}
	if err := v.checkFields(f, &out); err != nil {
		return err
	}
	p := v.page("web.case.check.title")
	p.Crumbs = []view.Link{{Href: "/cases", Text: p.T("web.case.title")}, {Href: row.Href, Text: row.Number}}
	return v.write(status, view.CaseCheckPage(p, out))
}

// checkFields lays the form out field by field.
func (v *visit) checkFields(f *app.CaseForm, out *view.CaseCheck) error {
	form := view.HouseholdForm{}
	if err := v.formOptions(&form); err != nil {
		return err
	}
	lay := func(name, base, said string) view.CaseCheckField {
		field := view.Field{Form: out.Form, Name: name, Label: v.fieldName(base), Options: form.Options[base], Most: 200}
		if field.Options != nil {
			field.Kind = "select"
		}
		field.Label = v.say("web.case.check.found", "field", v.fieldName(base))
		one := view.CaseCheckField{Field: field, Declared: said, Choice: "same." + name, Same: out.Values.Get("same." + name)}
		for _, o := range field.Options {
			if o.Value == said && said != "" {
				one.Declared = o.Text
			}
		}
		if out.Wrong[name] != "" {
			one.Same = "differs"
		}
		return one
	}
	for _, name := range checkFields {
		one := lay(name, name, f.Form.Fields[name])
		one.Title = v.fieldName(name)
		out.Fields = append(out.Fields, one)
	}
	for i, m := range f.Form.Members {
		member := view.CaseCheckMember{Title: v.say("web.household.member_named", "place", i+1, "name", m.Fields["name"])}
		for _, name := range checkMemberFields {
			one := lay(placed("member", i+1, name), name, m.Fields[name])
			one.Title = v.fieldName(name)
			member.Fields = append(member.Fields, one)
		}
		out.Members = append(out.Members, member)
	}
	return nil
}

// caseChecked takes what was found: written down beside what was declared, and
// the step is taken.
func (v *visit) caseChecked() error {
	sent, err := v.multipart(formFiles)
	if err != nil {
		return err
	}
	ref := v.r.PathValue("case")
	c, err := v.desk.Case(v.r.Context(), ref)
	if err != nil {
		return err
	}
	faults, err := v.takeCheck(c, sent)
	if err == nil {
		return v.done(casePath(c.Number, string(c.Case))+"?tab=check", "web.case.check.done", "number", c.Number)
	}
	status := http.StatusUnprocessableEntity
	if problem.Is(err, problem.Conflict) {
		status = http.StatusConflict
	}
	if problem.Is(err, problem.Forbidden) && problem.As(err).Key != "identity.not_permitted" {
		return v.showCase(view.Form{Values: sent, Wrong: map[string]string{"": v.text(err)}}, view.Form{}, "", http.StatusForbidden)
	}
	wrong, err := v.wrongIn(sent, err, map[string]string{"casework.too_few_people": "name", "casework.with_oneself": "name", "casework.no_colleague": "with", "casework.late_reason": "reason",
		"casework.note_long": "note", "blob.": "photo"})
	if err != nil {
		return err
	}
	return v.showCaseCheck(wrong, faults, status)
}

func (v *visit) takeCheck(c *app.CaseView, sent url.Values) (registry.Faults, error) {
	ctx, ref := v.r.Context(), string(c.Case)
	f, err := v.desk.CheckForm(ctx, ref)
	if err != nil {
		return nil, err
	}
	photos, err := v.attached("photo")
	if err != nil {
		return nil, err
	}
	seen, err := seenOf(sent)
	if err != nil {
		return nil, err
	}
	if seen != c.Version {
		return nil, problem.New(problem.Conflict, "casework.changed_by", "actor", c.Actor, "day", c.Changed.Date(), "state", c.State)
	}
	found := foundForm(f.Form, sent)
	saved, err := v.desk.RecordCheck(ctx, ref, app.CheckOrder{Form: found, Note: sent.Get("note"), Photos: photos, Accepted: true, Seen: f.Seen})
	if err != nil {
		if saved != nil {
			return saved.Faults, err
		}
		return nil, err
	}
	_, err = v.desk.TakeStep(ctx, ref, app.StepOrder{Seen: seen, Step: c.Step, Do: casework.StepCheck, Verb: casework.Pass, Reason: sent.Get("reason"), With: coCheckers(sent)})
	return nil, err
}

// coCheckers are who went along.
func coCheckers(sent url.Values) (with []app.CoChecker) {
	for _, account := range sent["with"] {
		if account = strings.TrimSpace(account); account != "" {
			with = append(with, app.CoChecker{Account: account})
		}
	}
	if name := strings.TrimSpace(sent.Get("name")); name != "" {
		with = append(with, app.CoChecker{Name: name, Post: strings.TrimSpace(sent.Get("post"))})
	}
	return with
}

// foundForm is the form as declared with what was found otherwise.
func foundForm(declared registry.Form, sent url.Values) registry.Form {
	found := declared
	found.Fields = map[string]string{}
	maps.Copy(found.Fields, declared.Fields)
	for _, name := range checkFields {
		if sent.Get("same."+name) == "differs" {
			found.Fields[name] = strings.TrimSpace(sent.Get(name))
		}
	}
	found.Members = nil
	for i, m := range declared.Members {
		fields := map[string]string{}
		maps.Copy(fields, m.Fields)
		for _, name := range checkMemberFields {
			if at := placed("member", i+1, name); sent.Get("same."+at) == "differs" {
				fields[name] = strings.TrimSpace(sent.Get(at))
			}
		}
		m.Fields = fields
		found.Members = append(found.Members, m)
	}
	return found
}
