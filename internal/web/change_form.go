package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/intake"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/web/view"
)

// changeKinds offers the kinds of changes of a household.
func (v *visit) changeKinds() error {
	number := v.r.PathValue("number")
	file, err := v.desk.Household(v.r.Context(), number, day.Date{})
	if err != nil {
		return err
	}
	open, err := v.desk.OpenChanges(v.r.Context(), string(file.ID))
	if err != nil {
		return err
	}
	p := v.page("web.change.ask", "number", file.Number)
	p.Crumbs = []view.Link{{Href: "/households", Text: v.say("web.household.title")}, {Href: "/households/" + string(file.ID), Text: file.Number}}
	var kinds []view.ChangeKindChoice
	for i := range registry.ChangeKinds {
		k := &registry.ChangeKinds[i]
		var occasions []string
		for _, o := range k.Occasions {
			occasions = append(occasions, registry.OccasionText(v.lang, o.Code))
		}
		kinds = append(kinds, view.ChangeKindChoice{Href: "/households/" + string(file.ID) + "/change/" + string(k.Code), Name: p.Show(k.Code),
			Note: strings.Join(occasions, v.say("web.household.comma")), Effect: p.Show(k.Effect), Tone: view.EffectTone(k.Effect)})
	}
	return v.show(view.ChangeKindsPage(p, kinds, view.OpenChangesOf(p, open)))
}

func (v *visit) changeNew() error {
	kind := registry.ChangeCode(v.r.PathValue("kind"))
	form, err := v.desk.NewChange(v.r.Context(), v.r.PathValue("number"), kind, "")
	if err != nil {
		return err
	}
	return v.showChangeForm(form, v.changeValues(form), nil, nil, http.StatusOK)
}

func (v *visit) changeEdit() error {
	of, err := v.changeID()
	if err != nil {
		return err
	}
	form, err := v.desk.EditChange(v.r.Context(), of, "")
	if err != nil {
		return err
	}
	return v.showChangeForm(form, v.changeValues(form), nil, nil, http.StatusOK)
}

// changeFile takes the form of a new request.
func (v *visit) changeFile() error {
	kind := registry.ChangeCode(v.r.PathValue("kind"))
	sent, err := v.form()
	if err != nil {
		return err
	}
	form, err := v.desk.NewChange(v.r.Context(), v.r.PathValue("number"), kind, strings.TrimSpace(sent.Get("other")))
	if err != nil {
		return err
	}
	return v.keepChange(form, sent)
}

// changeRefile takes the form of one that is with who files it.
func (v *visit) changeRefile() error {
	of, err := v.changeID()
	if err != nil {
		return err
	}
	sent, err := v.form()
	if err != nil {
		return err
	}
	form, err := v.desk.EditChange(v.r.Context(), of, strings.TrimSpace(sent.Get("other")))
	if err != nil {
		return err
	}
	return v.keepChange(form, sent)
}

// keepChange keeps the draft, or gives the form back: with a line more, or with
// what is wrong.
func (v *visit) keepChange(form *app.ChangeForm, sent url.Values) error {
	switch sent.Get("do") {
	case "member":
		sent.Set(placed("added", len(addedIn(sent))+1, "name"), "")
		return v.showChangeForm(form, sent, nil, nil, http.StatusOK)
	case "category", "cause":
		group := sent.Get("do")
		sent.Set(placed(group, len(termsIn(sent, group))+1, "name"), "")
		return v.showChangeForm(form, sent, nil, nil, http.StatusOK)
	case "find":
		return v.showChangeForm(form, sent, nil, nil, http.StatusOK)
	}
	order := app.ChangeOrder{Number: string(form.Household), Kind: form.Kind, Occasion: sent.Get("occasion"), Row: rowIn(sent), Other: strings.TrimSpace(sent.Get("other")), Ask: askIn(sent, form)}
	order.Version, _ = strconv.Atoi(sent.Get("version"))
	if form.Request != nil {
		order.ID = form.Request.ID
	}
	filed, err := v.desk.FileChange(v.r.Context(), order)
	switch {
	case err == nil:
		return v.done("/changes/"+string(filed.Request.ID), "web.change.kept")
	case filed != nil, problem.Is(err, problem.Conflict), problem.Is(err, problem.Invalid):
		status := http.StatusUnprocessableEntity
		if problem.Is(err, problem.Conflict) {
			status = http.StatusConflict
		}
		return v.showChangeForm(form, sent, filed, err, status)
	}
	return err
}

// askIn reads what a form asks for.
func askIn(sent url.Values, form *app.ChangeForm) registry.ChangeAsk {
	kind := registry.KindOf(form.Kind)
	ask := registry.ChangeAsk{Fields: map[string]string{}, Members: map[id.ID]map[string]string{}, New: map[string]string{}, Note: strings.TrimSpace(sent.Get("note")), Carry: sent.Get("carry") != ""}
	ask.On, _, _ = day.ParseLoose(sent.Get("on")) // an unreadable day is none, which is told
	for _, name := range kind.Fields {
		if sent.Has(name) {
			ask.Fields[name] = sent.Get(name)
		}
	}
	members := slices.Clone(form.Form.Members)
	if form.Other != nil {
		members = append(members, form.Other.Members...)
	}
	for _, m := range members {
		fields := map[string]string{}
		for _, name := range kind.MemberFields {
			if key := "member." + string(m.ID) + "." + name; sent.Get(key) != "" || name != "relation" && sent.Has(key) {
				fields[name] = sent.Get(key)
			}
		}
		if len(fields) > 0 {
			ask.Members[m.ID] = fields
		}
	}
	for _, of := range sent["gone"] {
		ask.Gone = append(ask.Gone, id.ID(of))
	}
	for _, place := range addedIn(sent) {
		fields := map[string]string{}
		for _, name := range kind.NewFields {
			if text := sent.Get(placed("added", place, name)); text != "" {
				fields[name] = text
			}
		}
		ask.Added = append(ask.Added, fields)
	}
	for _, name := range kind.NewFields {
		if text := sent.Get("new." + name); text != "" {
			ask.New[name] = text
		}
	}
	ask.Categories, ask.Causes = changeTerms(sent, "category"), changeTerms(sent, "cause")
	return ask
}

func addedIn(sent url.Values) (places []int) {
	for place := 1; sent.Has(placed("added", place, "name")); place++ {
		places = append(places, place)
	}
	return places
}

func termsIn(sent url.Values, group string) (places []int) {
	for place := 1; sent.Has(placed(group, place, "name")); place++ {
		places = append(places, place)
	}
	return places
}

func changeTerms(sent url.Values, group string) (terms []registry.ChangeTerm) {
	for _, place := range termsIn(sent, group) {
		terms = append(terms, registry.ChangeTerm{Name: sent.Get(placed(group, place, "name")), Member: id.ID(sent.Get(placed(group, place, "member"))),
			From: sent.Get(placed(group, place, "from")), To: sent.Get(placed(group, place, "to"))})
	}
	return terms
}

// changeValues fills a form in: with what the file says, and over it what was
// asked for before.
func (v *visit) changeValues(form *app.ChangeForm) url.Values {
	kind := registry.KindOf(form.Kind)
	values := url.Values{"version": {strconv.Itoa(form.Form.Version)}, "on": {v.today().String()}, "other": {form.OtherFile}}
	for _, name := range kind.Fields {
		values.Set(name, form.Form.Fields[name])
	}
	for _, m := range form.Form.Members {
		for _, name := range kind.MemberFields {
			if name != "relation" {
				values.Set("member."+string(m.ID)+"."+name, m.Fields[name])
			}
		}
	}
	if kind.Terms() {
		putTerms(values, "category", form.Categories)
		putTerms(values, "cause", form.Causes)
	}
	if kind.Adds() {
		values.Set("added.1.name", "")
		values.Set("added.1.member_covered", "是")
	}
	if form.Request != nil {
		putAsk(values, form.Request)
	}
	return values
}

func putTerms(values url.Values, group string, terms []registry.ChangeTerm) {
	for i, t := range terms {
		values.Set(placed(group, i+1, "name"), t.Name)
		values.Set(placed(group, i+1, "member"), string(t.Member))
		values.Set(placed(group, i+1, "from"), t.From)
		values.Set(placed(group, i+1, "to"), t.To)
	}
}

func putAsk(values url.Values, c *registry.ChangeRequest) {
	a := &c.Ask
	values.Set("version", strconv.Itoa(c.Version))
	values.Set("row", strconv.Itoa(c.Row))
	values.Set("occasion", c.Occasion)
	values.Set("on", a.On.String())
	values.Set("note", a.Note)
	if a.Carry {
		values.Set("carry", "1")
	}
	for name, text := range a.Fields {
		values.Set(name, text)
	}
	for of, fields := range a.Members {
		for name, text := range fields {
			values.Set("member."+string(of)+"."+name, text)
		}
	}
	for i, fields := range a.Added {
		for name, text := range fields {
			values.Set(placed("added", i+1, name), text)
		}
	}
	for name, text := range a.New {
		values.Set("new."+name, text)
	}
	for _, of := range a.Gone {
		values.Add("gone", string(of))
	}
	if a.Terms {
		putTerms(values, "category", a.Categories)
		putTerms(values, "cause", a.Causes)
	}
}

func (v *visit) showChangeForm(form *app.ChangeForm, values url.Values, filed *app.FiledChange, refused error, status int) error {
	kind := registry.KindOf(form.Kind)
	home := "/households/" + string(form.Household)
	f := view.ChangeFormData{Form: view.Form{Values: values, Wrong: map[string]string{}}, Kind: kind, Head: form.Head, Village: form.Village, Number: form.Form.Fields["number"],
		Version: values.Get("version"), Row: values.Get("row"), New: form.Request == nil, Action: home + "/change/" + string(form.Kind), Back: home, OtherFound: form.Other != nil, Open: form.Open}
	p := v.page("web.change.ask_kind", "kind", form.Kind, "number", f.Number)
	p.Sub = v.say("web.change.ask_sub", "head", form.Head, "village", form.Village)
	p.Crumbs = []view.Link{{Href: "/households", Text: v.say("web.household.title")}, {Href: home, Text: f.Number}, {Href: home + "/change", Text: v.say("web.change.button")}}
	if form.Request != nil {
		f.Action, f.Back = "/changes/"+string(form.Request.ID)+"/edit", "/changes/"+string(form.Request.ID)
		f.Open = slices.DeleteFunc(f.Open, func(l app.ChangeLine) bool { return l.ID == form.Request.ID })
	}
	for name, text := range form.Form.Fields {
		values.Set("now."+name, text)
	}
	f.Members = v.changeMembers(form.Form.Members)
	if form.Other != nil {
		f.Others = v.changeMembers(form.Other.Members)
	}
	f.Added, f.Categories, f.Causes = addedIn(values), termsIn(values, "category"), termsIn(values, "cause")
	if !kind.Adds() {
		f.Added = nil
	}
	if err := v.changeOptions(form, &f); err != nil {
		return err
	}
	if refused != nil {
		f.Wrong[""] = v.text(refused)
	}
	if filed != nil {
		for i := range filed.Faults {
			v.changeFault(&filed.Faults[i], &f)
		}
	}
	return v.write(status, view.ChangeFormPage(p, f))
}

func (v *visit) changeMembers(members []registry.FormMember) (all []view.ChangeFormMember) {
	for _, m := range members {
		all = append(all, view.ChangeFormMember{ID: string(m.ID), Name: m.Fields["name"], Relation: m.Fields["relation"], Fields: m.Fields})
	}
	return all
}

// changeOptions are the choices of the form's selects.
func (v *visit) changeOptions(form *app.ChangeForm, f *view.ChangeFormData) error {
	var out view.HouseholdForm
	if err := v.formOptions(&out); err != nil {
		return err
	}
	f.Options = out.Options
	f.Options["village"] = nil
	if len(form.Villages) > 0 {
		f.Options["village"] = []view.Option{{Text: v.say("web.household.choose")}}
		for _, a := range form.Villages {
			f.Options["village"] = append(f.Options["village"], view.Option{Value: string(a.Code), Text: a.Name})
		}
	}
	f.Options["relation"][0].Text = v.say("web.change.relation_same")
	f.Occasions = []view.Option{{Text: v.say("web.household.choose")}}
	for _, o := range registry.KindOf(form.Kind).Occasions {
		name := registry.OccasionText(v.lang, o.Code)
		f.Occasions = append(f.Occasions, view.Option{Value: o.Code, Text: name})
		var papers []string
		for _, one := range o.Papers {
			papers = append(papers, registry.PaperText(v.lang, one))
		}
		if len(papers) == 0 {
			papers = []string{v.say("web.change.papers_none")}
		}
		f.PaperList = append(f.PaperList, view.Link{Href: name, Text: strings.Join(papers, v.say("web.household.comma"))})
	}
	return nil
}

// changeFault puts on the form what is wrong with it, at its field.
func (v *visit) changeFault(fault *registry.Fault, f *view.ChangeFormData) {
	if fault.Severity != intake.Wrong {
		return // what is doubtful is told on the page of the draft
	}
	text := fault.Text(v.lang)
	if fault.At != "" && f.Wrong[fault.At] == "" {
		f.Wrong[fault.At] = text
	}
	shown := view.HouseholdFault{Text: text, ID: view.Field{Name: fault.At}.ID()}
	switch field := fault.At[strings.LastIndexByte(fault.At, '.')+1:]; field {
	case "gone", "relations", "":
		shown.ID = ""
	case "occasion", "on", "other":
		shown.Label = v.say("web.change." + field)
	default:
		shown.Label = v.fieldName(field)
	}
	f.Faults = append(f.Faults, shown)
}
