package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/term"
	"songnuan/internal/web/view"
)

// householdNew is the empty form.
func (v *visit) householdNew() error {
	places, err := v.desk.Places(v.r.Context())
	if err != nil {
		return err
	}
	f := registry.NewForm("", "", v.desk.Today())
	if len(places.Villages) == 1 {
		f.Fields["village"] = string(places.Villages[0].Code)
	}
	return v.showHouseholdForm(f, nil, http.StatusOK)
}

// householdEdit is the form of a file as it stands, masked.
func (v *visit) householdEdit() error {
	f, err := v.desk.HouseholdForm(v.r.Context(), v.r.PathValue("number"))
	if err != nil {
		return err
	}
	return v.showHouseholdForm(f, nil, http.StatusOK)
}

// householdSave takes a form: one that adds a line comes back, one that is to be
// saved is saved, or comes back with what keeps it.
func (v *visit) householdSave() error {
	sent, err := v.form()
	if err != nil {
		return err
	}
	f := formOf(sent)
	switch do, place, _ := strings.Cut(sent.Get("do"), "."); do {
	case "member":
		f.Members = append(f.Members, registry.FormMember{Fields: map[string]string{"member_covered": "是"}})
		return v.showHouseholdForm(f, nil, http.StatusOK)
	case "category":
		f.Categories = append(f.Categories, registry.FormTerm{})
		return v.showHouseholdForm(f, nil, http.StatusOK)
	case "cause":
		f.Causes = append(f.Causes, registry.FormTerm{})
		return v.showHouseholdForm(f, nil, http.StatusOK)
	case "drop":
		return v.showHouseholdForm(dropped(f, place), nil, http.StatusOK)
	case "similar":
		return v.showHouseholdForm(f, &householdTrouble{similar: true}, http.StatusOK)
	}
	return v.saveHousehold(f, sent)
}

func (v *visit) saveHousehold(f registry.Form, sent url.Values) error {
	choices := map[string]registry.Choice{}
	for name := range sent {
		if key, ok := strings.CutPrefix(name, "choose."); ok {
			choices[key] = registry.Choice(sent.Get(name))
		}
	}
	f.Members = slices.DeleteFunc(f.Members, func(m registry.FormMember) bool { return m.ID == "" && m.Blank() })
	saved, err := v.desk.SaveHousehold(v.r.Context(), app.SaveOrder{Form: f, Accepted: sent.Get("accepted") != "", Choices: choices})
	switch {
	case saved != nil && err != nil:
		if len(saved.Taken)+len(saved.Collisions) > 0 {
			f = saved.Form
		}
		status := http.StatusUnprocessableEntity
		if problem.Is(err, problem.Conflict) {
			status = http.StatusConflict
		}
		return v.showHouseholdForm(f, &householdTrouble{saved: saved, err: err}, status)
	case problem.Is(err, problem.Conflict), problem.Is(err, problem.Invalid):
		return v.showHouseholdForm(f, &householdTrouble{err: err}, http.StatusUnprocessableEntity)
	case err != nil:
		return err
	case saved.Unchanged:
		return v.done("/households/"+string(saved.Household), "web.household.unchanged", "number", saved.Number)
	}
	return v.done("/households/"+string(saved.Household), "web.household.saved", "number", saved.Number)
}

// formOf reads a form as its fields are named.
func formOf(sent url.Values) registry.Form {
	version, _ := strconv.Atoi(sent.Get("version"))
	f := registry.Form{Household: id.ID(sent.Get("id")), Version: version, Fields: map[string]string{}}
	for _, name := range registry.FormFields {
		f.Fields[name] = strings.TrimSpace(sent.Get(name))
	}
	for place := 1; sent.Has(placed("member", place, "name")); place++ {
		m := registry.FormMember{ID: id.ID(sent.Get(placed("member", place, "id"))), Fields: map[string]string{}, Pending: sent.Get(placed("member", place, "pending")) != ""}
		for _, name := range registry.FormMemberFields {
			m.Fields[name] = strings.TrimSpace(sent.Get(placed("member", place, name)))
		}
		f.Members = append(f.Members, m)
	}
	f.Categories, f.Causes = termsOf(sent, "category"), termsOf(sent, "cause")
	return f
}

func termsOf(sent url.Values, group string) (terms []registry.FormTerm) {
	for place := 1; sent.Has(placed(group, place, "name")); place++ {
		member, _ := strconv.Atoi(sent.Get(placed(group, place, "member")))
		terms = append(terms, registry.FormTerm{Name: sent.Get(placed(group, place, "name")), Member: member,
			From: sent.Get(placed(group, place, "from")), To: sent.Get(placed(group, place, "to"))})
	}
	return terms
}

func placed(group string, place int, name string) string {
	return group + "." + strconv.Itoa(place) + "." + name
}

// dropped takes a member off the form, with the categories that were his.
func dropped(f registry.Form, place string) registry.Form {
	at, err := strconv.Atoi(place)
	if err != nil || at < 1 || at > len(f.Members) {
		return f
	}
	f.Members = slices.Delete(f.Members, at-1, at)
	var kept []registry.FormTerm
	for _, t := range f.Categories {
		switch {
		case t.Member == at:
			continue
		case t.Member > at:
			t.Member--
		}
		kept = append(kept, t)
	}
	f.Categories = kept
	return f
}

// valuesOf is a form as the page's fields are named.
func valuesOf(f registry.Form) url.Values {
	values := url.Values{"id": {string(f.Household)}, "version": {strconv.Itoa(f.Version)}}
	for name, text := range f.Fields {
		values.Set(name, text)
	}
	for i, m := range f.Members {
		values.Set(placed("member", i+1, "id"), string(m.ID))
		for name, text := range m.Fields {
			values.Set(placed("member", i+1, name), text)
		}
	}
	for group, terms := range map[string][]registry.FormTerm{"category": f.Categories, "cause": f.Causes} {
		for i, t := range terms {
			values.Set(placed(group, i+1, "name"), t.Name)
			values.Set(placed(group, i+1, "member"), strconv.Itoa(t.Member))
			values.Set(placed(group, i+1, "from"), t.From)
			values.Set(placed(group, i+1, "to"), t.To)
		}
	}
	return values
}

// householdTrouble is why a form comes back.
type householdTrouble struct {
	saved   *app.SavedHousehold
	err     error
	similar bool // files alike were asked for
}

func (v *visit) showHouseholdForm(f registry.Form, t *householdTrouble, status int) error {
	for len(f.Categories) < 1 {
		f.Categories = append(f.Categories, registry.FormTerm{})
	}
	for len(f.Causes) < 1 {
		f.Causes = append(f.Causes, registry.FormTerm{})
	}
	if len(f.Members) == 0 {
		f.Members = []registry.FormMember{{Fields: map[string]string{"relation": registry.Head, "member_covered": "是"}}}
	}
	out := view.HouseholdForm{Form: view.Form{Values: valuesOf(f), Wrong: map[string]string{}}, New: f.Household == "",
		Action: "/households/new", Back: "/households"}
	title := v.page("web.household.new_title")
	if !out.New {
		base := "/households/" + string(f.Household)
		out.Action, out.Back = base+"/edit", base
		title = v.page("web.household.edit_title", "number", f.Fields["number"])
		if v.can(identity.ChangeSee) {
			open, err := v.desk.OpenChanges(v.r.Context(), string(f.Household))
			if err != nil {
				return err
			}
			out.Asked = view.OpenChangesOf(title, open)
		}
	}
	title.Crumbs = []view.Link{{Href: "/households", Text: v.say("web.household.title")}}
	v.formMembers(&f, &out)
	if err := v.formOptions(&out); err != nil {
		return err
	}
	if t != nil {
		if err := v.formTrouble(&f, t, &out); err != nil {
			return err
		}
	}
	return v.write(status, view.HouseholdFormPage(title, out))
}

func (v *visit) formMembers(f *registry.Form, out *view.HouseholdForm) {
	for i, m := range f.Members {
		title := v.say("web.household.member_new", "place", i+1)
		if m.Fields["name"] != "" {
			title = v.say("web.household.member_named", "place", i+1, "name", m.Fields["name"])
		}
		out.Members = append(out.Members, view.HouseholdFormMember{Place: i + 1, Prefix: "member." + strconv.Itoa(i+1) + ".", Title: title, Pending: m.Pending, Alone: len(f.Members) == 1})
	}
	for i := range f.Categories {
		out.Categories = append(out.Categories, i+1)
	}
	for i := range f.Causes {
		out.Causes = append(out.Causes, i+1)
	}
}

// formOptions are the choices of the form's selects.
func (v *visit) formOptions(out *view.HouseholdForm) error {
	places, err := v.desk.Places(v.r.Context())
	if err != nil {
		return err
	}
	choose := []view.Option{{Text: v.say("web.household.choose")}}
	villages, units := slices.Clone(choose), []view.Option{{Text: v.say("web.household.no_unit")}}
	for _, a := range places.Villages {
		villages = append(villages, view.Option{Value: string(a.Code), Text: a.Name})
	}
	for _, u := range places.Units {
		units = append(units, view.Option{Value: u.Path, Text: u.Name})
	}
	if places.Many { // the name is typed
		villages = nil
	}
	out.Options = map[string][]view.Option{"village": villages, "unit": units,
		"member_covered":   {{Value: "是", Text: v.say("web.household.yes")}, {Value: "否", Text: v.say("web.household.no")}},
		"disability_grade": {{}, {Value: "1", Text: "1"}, {Value: "2", Text: "2"}, {Value: "3", Text: "3"}, {Value: "4", Text: "4"}}}
	for name, list := range map[string]string{"relation": term.Relation, "sex": term.Sex, "id_kind": term.IDKind, "health": term.Health, "school": term.School,
		"employment": term.Employment, "disability": term.Disability, "housing": term.Housing, "housing_grade": term.HousingGrade, "category": term.Category, "cause": term.Cause} {
		out.Options[name] = append(slices.Clone(choose), v.termOptions(list)...)
	}
	return nil
}

// formTrouble puts on the form why it comes back.
func (v *visit) formTrouble(f *registry.Form, t *householdTrouble, out *view.HouseholdForm) (err error) {
	if t.err != nil {
		out.Wrong[""] = v.text(t.err)
	}
	if t.saved != nil {
		out.Doubtful = len(t.saved.Faults) > 0 && !t.saved.Faults.Wrong()
		for _, fault := range t.saved.Faults {
			v.formFault(&fault, out)
		}
		out.Taken, out.Collisions = v.choicesOf(t.saved.Taken), v.choicesOf(t.saved.Collisions)
	}
	if t.similar || out.New && t.saved != nil {
		out.Similar, err = v.similarTo(f)
	}
	return err
}

func (v *visit) formFault(fault *registry.Fault, out *view.HouseholdForm) {
	text := fault.Text(v.lang)
	label := v.fieldLabel(fault.At)
	if fault.Severity == intake.Wrong && fault.At != "" && out.Wrong[fault.At] == "" {
		out.Wrong[fault.At] = text
	}
	shown := view.HouseholdFault{Label: label, Text: text, Warning: fault.Severity == intake.Warning}
	if fault.At != "" {
		shown.ID = view.Field{Name: fault.At}.ID()
	}
	out.Faults = append(out.Faults, shown)
}

// fieldLabel is the name of a field of the form, with the member's place.
func (v *visit) fieldLabel(at string) string {
	parts := strings.Split(at, ".")
	if len(parts) != 3 {
		return v.fieldName(at)
	}
	switch parts[0] {
	case "member":
		return v.say("web.household.of_place", "place", parts[1], "field", v.fieldName(parts[2]))
	default:
		return v.fieldName(parts[0])
	}
}

func (v *visit) fieldName(field string) string {
	if field == "" {
		return ""
	}
	return v.say("web.household.field." + field)
}

func (v *visit) choicesOf(collisions []registry.Collision) (choices []view.HouseholdChoice) {
	for _, c := range collisions {
		label := v.fieldName(c.Field)
		if c.Name != "" {
			label = v.say("web.household.of_member", "member", c.Name, "field", label)
		}
		choices = append(choices, view.HouseholdChoice{Name: c.Key, Label: label, Base: v.orNone(c.Base), Theirs: v.orNone(c.Theirs), Mine: v.orNone(c.Mine)})
	}
	return choices
}

// householdSimilar answers while the form is being filled in.
func (v *visit) householdSimilar() error {
	sent, err := v.form()
	if err != nil {
		return err
	}
	f := formOf(sent)
	similar, err := v.similarTo(&f)
	if err != nil {
		return err
	}
	return v.show(view.HouseholdSimilarNote(v.page("web.household.new_title"), similar))
}

// similarLike says what speaks for a file being the same household's.
func (v *visit) similarLike(s app.SimilarHousehold) string {
	var parts []string
	for _, r := range s.Reasons {
		parts = append(parts, locale.Text(v.lang, r.Key, r.Args))
	}
	return v.say("web.household.similar_like", "village", s.Village, "number", s.Number, "head", s.Head, "score", s.Score, "reasons", strings.Join(parts, v.say("web.household.similar_between")))
}

// similarTo are files that may be of the same household, but those of a reason
// that is told otherwise.
func (v *visit) similarTo(f *registry.Form, but ...string) (shown []view.HouseholdSimilar, err error) {
	order := app.SimilarOrder{Household: f.Household, Area: codeOf(f.Fields["village"]), Phone: f.Fields["phone"]}
	for _, m := range f.Members {
		order.Persons = append(order.Persons, app.SimilarPerson{Name: m.Fields["name"], Number: m.Fields["id_number"], Birth: m.Fields["birth"], Phone: m.Fields["phone"]})
	}
	similar, err := v.desk.SimilarHouseholds(v.r.Context(), order)
	for _, s := range similar {
		if slices.Contains(but, s.Reason) {
			continue
		}
		reason := ""
		if s.Reason != "like" {
			reason = v.say("web.household.match." + s.Reason)
		}
		if !s.Inside {
			shown = append(shown, view.HouseholdSimilar{Text: v.say("web.household.similar_elsewhere", "reason", reason, "village", s.Village)})
			continue
		}
		text := v.say("web.household.similar_here", "reason", reason, "village", s.Village, "number", s.Number, "head", s.Head)
		if s.Reason == "like" {
			text = v.similarLike(s)
		}
		if s.Closed {
			text += v.say("web.household.similar_closed")
		}
		shown = append(shown, view.HouseholdSimilar{Text: text, Href: householdPath(s.Number, "")})
	}
	return shown, err
}
