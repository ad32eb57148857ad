package web

import (
	"maps"
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

// checkFields are the household's fields that a visit at home compares, and
// checkMemberFields those of each person.
var (
	checkFields       = []string{"size", "covered", "income", "per_head_month", "rigid_expense", "housing", "housing_grade", "address", "phone"}
	checkMemberFields = []string{"relation", "health", "disability", "school", "employment", "member_income"}
	// checkMoreFields are those of a person who was found and not declared.
	checkMoreFields = []string{"name", "relation", "sex", "birth", "id_number", "health", "member_income"}
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
	if status == http.StatusOK && typed.Values.Has("seen") {
		out.Seen = typed.Values.Get("seen") // only a line was added
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
		member := view.CaseCheckMember{Gone: view.Field{Form: out.Form, Name: placed("member", i+1, "gone"), Label: v.say("web.case.check.gone")}, Title: v.say("web.household.member_named", "place", i+1, "name", m.Fields["name"])}
		for _, name := range checkMemberFields {
			one := lay(placed("member", i+1, name), name, m.Fields[name])
			one.Title = v.fieldName(name)
			member.Fields = append(member.Fields, one)
		}
		out.Members = append(out.Members, member)
	}
	for place := 1; out.Values.Has(placed("more", place, "name")); place++ {
		more := view.CaseCheckMore{Title: v.say("web.case.check.more", "place", place), Drop: "drop." + strconv.Itoa(place)}
		for _, name := range checkMoreFields {
			field := view.Field{Form: out.Form, Name: placed("more", place, name), Label: v.fieldName(name), Options: form.Options[name], Most: 60}
			if field.Options != nil {
				field.Kind = "select"
			}
			more.Fields = append(more.Fields, field)
		}
		out.More = append(out.More, more)
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
	switch do, place, _ := strings.Cut(sent.Get("do"), "."); do {
	case "add":
		return v.showCaseCheck(view.Form{Values: addedMore(sent)}, nil, http.StatusOK)
	case "drop":
		return v.showCaseCheck(view.Form{Values: droppedMore(sent, place)}, nil, http.StatusOK)
	}
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
		return nil, problem.New(problem.Conflict, "casework.changed_by", "actor", c.ActorName, "day", c.Changed.Date(), "state", c.State)
	}
	found := foundForm(f.Form, sent)
	saved, err := v.desk.RecordCheck(ctx, ref, app.CheckOrder{Form: found.Form, Note: sent.Get("note"), Photos: photos, Accepted: true, Seen: f.Seen,
		Take: &app.StepOrder{Seen: seen, Step: c.Step, Do: casework.StepCheck, Verb: casework.Pass, Reason: sent.Get("reason"), With: coCheckers(sent)}})
	if err != nil && saved != nil {
		return found.faults(saved.Faults), err
	}
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

// foundHousehold is the household as it was found, and what each of its persons
// is called on the page: "member.2" who was declared, "more.1" who was not.
type foundHousehold struct {
	registry.Form
	places []string
}

// foundForm is the form as declared with what was found otherwise: without who
// does not live there, with who was not declared.
func foundForm(declared registry.Form, sent url.Values) foundHousehold {
	found := foundHousehold{Form: declared}
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
		found.places = append(found.places, "member."+strconv.Itoa(i+1))
	}
	found.without(sent)
	found.with(sent)
	found.count(declared, sent)
	return found
}

// without leaves out who was declared and does not live there.
func (f *foundHousehold) without(sent url.Values) {
	for i := len(f.Members); i > 0; i-- {
		if sent.Get(placed("member", i, "gone")) != "" {
			f.Form = dropped(f.Form, strconv.Itoa(i))
			f.places = slices.Delete(f.places, i-1, i)
		}
	}
}

// with adds who was found and not declared.
func (f *foundHousehold) with(sent url.Values) {
	for place := 1; sent.Has(placed("more", place, "name")); place++ {
		m := registry.FormMember{Fields: map[string]string{"member_covered": "是"}}
		for _, name := range checkMoreFields {
			m.Fields[name] = strings.TrimSpace(sent.Get(placed("more", place, name)))
		}
		if !m.Blank() {
			f.Members = append(f.Members, m)
			f.places = append(f.places, "more."+strconv.Itoa(place))
		}
	}
}

// count counts the persons anew where the declared numbers were those of the
// list, unless they were told to be others.
func (f *foundHousehold) count(declared registry.Form, sent url.Values) {
	for field, of := range map[string]func([]registry.FormMember) int{"size": func(all []registry.FormMember) int { return len(all) }, "covered": coveredOf} {
		if sent.Get("same."+field) != "differs" && declared.Fields[field] == strconv.Itoa(of(declared.Members)) {
			f.Fields[field] = strconv.Itoa(of(f.Members))
		}
	}
}

func coveredOf(all []registry.FormMember) (n int) {
	for _, m := range all {
		if m.Fields["member_covered"] == "是" {
			n++
		}
	}
	return n
}

// faults are told at the fields of the page.
func (f *foundHousehold) faults(all registry.Faults) registry.Faults {
	told := slices.Clone(all)
	for i := range told {
		group, rest, _ := strings.Cut(told[i].At, ".")
		place, field, _ := strings.Cut(rest, ".")
		if at, err := strconv.Atoi(place); group == "member" && err == nil && at >= 1 && at <= len(f.places) {
			told[i].At = f.places[at-1] + "." + field
		}
	}
	return told
}

// morePlaces is how many persons the page has beside the declared.
func morePlaces(sent url.Values) (n int) {
	for sent.Has(placed("more", n+1, "name")) {
		n++
	}
	return n
}

// addedMore is what was typed with a line for one more person.
func addedMore(sent url.Values) url.Values {
	sent.Set(placed("more", morePlaces(sent)+1, "name"), "")
	return sent
}

// droppedMore is what was typed without the line of a person that was added.
func droppedMore(sent url.Values, place string) url.Values {
	last := morePlaces(sent)
	at, err := strconv.Atoi(place)
	if err != nil || at < 1 || at > last {
		return sent
	}
	for ; at <= last; at++ {
		for _, name := range checkMoreFields {
			sent.Del(placed("more", at, name))
			if next := placed("more", at+1, name); at < last && sent.Has(next) {
				sent.Set(placed("more", at, name), sent.Get(next))
			}
		}
	}
	return sent
}
