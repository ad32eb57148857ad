package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/hazard"
	"songnuan/internal/id"
	"songnuan/internal/problem"
	"songnuan/internal/term"
	"songnuan/internal/web/view"
)

func (v *visit) inspectForm() error {
	return v.showInspect(view.Form{Values: url.Values{"on": {v.today().String()}, "who": {v.desk.Actor().Shown}, "by": {v.r.URL.Query().Get("by")}}}, http.StatusOK)
}

// clauseIn is the clause that a form goes by: a campaign's id and the clause's.
func clauseIn(form url.Values) (of id.ID, clause string) {
	campaign, clause, _ := strings.Cut(form.Get("by"), "/")
	of, err := id.Parse(campaign)
	if err != nil {
		return "", ""
	}
	return of, clause
}

// showInspect is the check list for a household, with what was typed.
func (v *visit) showInspect(form view.Form, status int) error {
	of, clause := clauseIn(form.Values)
	f, err := v.desk.InspectionForm(v.r.Context(), v.r.PathValue("number"), of, clause)
	if err != nil {
		return err
	}
	if f.Clause != nil {
		form.Values.Set("by", string(f.Clause.Campaign)+"/"+f.Clause.ID)
	}
	i := view.Inspect{InspectionForm: f, Form: form, Base: "/households/" + url.PathEscape(v.r.PathValue("number")) + "/inspect", Kinds: v.termTexts(term.HazardKind)}
	for n, kind := range f.Rule.Check {
		i.Items = append(i.Items, view.InspectItem{Name: strconv.Itoa(n), Kind: kind, Shown: i.Kinds[kind]})
	}
	i.Grades = []view.Option{{Text: v.say("web.hazard.choose")}}
	for _, g := range f.Rule.Grades {
		if f.Rule.Grade(g) == nil {
			i.Grades = append(i.Grades, view.Option{Value: g, Text: v.say("web.hazard.grade_text."+g, "grade", g)})
		}
	}
	for _, c := range f.Clauses {
		i.Clauses = append(i.Clauses, view.Option{Value: string(c.Campaign) + "/" + c.ID, Text: c.Title + " · " + c.Name})
	}
	p := v.page("web.hazard.inspect_of", "number", f.Number)
	p.Sub = f.Head + " · " + f.Village
	p.Crumbs = []view.Link{{Href: "/households", Text: p.T("web.household.title")}, {Href: "/households/" + string(f.Household), Text: p.T("web.household.file", "number", f.Number)}}
	return v.write(status, view.InspectPage(p, i))
}

// inspect keeps a check list that was gone through.
func (v *visit) inspect() error {
	form, err := v.multipart(formFiles)
	if err != nil {
		return err
	}
	of, clause := clauseIn(form)
	order := app.InspectOrder{Number: v.r.PathValue("number"), Campaign: of, Clause: clause, Who: form.Get("who"), Note: form.Get("note")}
	f, err := v.desk.InspectionForm(v.r.Context(), order.Number, of, clause)
	if err != nil {
		return err
	}
	wrong := map[string]string{}
	if order.On, err = day.Parse(form.Get("on")); err != nil {
		wrong["on"] = v.text(err)
	}
	for n, kind := range f.Rule.Check {
		v.answerIn(form, strconv.Itoa(n), kind, f.Rule, &order, wrong)
	}
	if len(wrong) == 0 {
		done, err := v.desk.Inspect(v.r.Context(), order)
		if err == nil {
			return v.done("/households/"+string(f.Household), "web.hazard.inspected", "n", len(done.Hazards))
		}
		refused, err := v.wrongIn(form, err, map[string]string{"hazard.visitor_missing": "who", "hazard.day_to_come": "on", "hazard.name_long": "who", "hazard.text_long": "note"})
		if err != nil {
			return err
		}
		status := http.StatusUnprocessableEntity
		if problem.Is(err, problem.Conflict) {
			status = http.StatusConflict
		}
		return v.showInspect(refused, status)
	}
	return v.showInspect(view.Form{Values: form, Wrong: wrong}, http.StatusUnprocessableEntity)
}

// answerIn reads the answer to one item; what is wrong is told at its fields.
func (v *visit) answerIn(form url.Values, name, kind string, rule hazard.Rule, order *app.InspectOrder, wrong map[string]string) {
	item := app.InspectItem{Item: hazard.Item{Kind: kind, Answer: hazard.Answer(form.Get("a." + name)), Grade: form.Get("g." + name), Words: strings.TrimSpace(form.Get("w." + name))}}
	switch item.Answer {
	case hazard.InOrder, hazard.Unseen:
		item.Grade, item.Words = "", ""
	case hazard.Dangerous:
		if err := rule.Grade(item.Grade); err != nil {
			wrong["g."+name] = v.text(err)
		}
		if item.Words == "" {
			wrong["w."+name] = v.say("hazard.words_missing")
		}
		photos, err := v.attached("p." + name)
		if err != nil {
			wrong["p."+name] = v.text(err)
		}
		item.Photos = photos
	default:
		wrong["a."+name] = v.say("hazard.answer_missing", "item", v.termText(term.HazardKind, kind))
	}
	order.Items = append(order.Items, item)
}
