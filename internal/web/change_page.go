package web

import (
	"strings"

	"github.com/a-h/templ"

	"songnuan/internal/app"
	"songnuan/internal/intake"
	"songnuan/internal/registry"
	"songnuan/internal/web/view"
)

// changePage is one request in words.
func (v *visit) changePage(c *app.ChangeView, form view.Form, values []app.AskedValue) templ.Component {
	title := c.Number
	if title == "" {
		title = v.say("web.change.draft_of", "kind", c.Kind)
	}
	p := v.page("web.change.title")
	p.Title = title
	p.Crumbs = []view.Link{{Text: v.say("web.nav.people")}, {Href: "/changes", Text: v.say("web.change.title")}}
	kind := registry.KindOf(c.Kind)
	occasion, _ := kind.Occasion(c.Occasion)
	d := view.ChangePage{ChangeView: c, Form: form, Base: "/changes/" + string(c.ID), Kind: kind, Passes: occasion.Passes, CanOpen: v.mayOpenPapers()}
	p.Actions = view.ChangeActions(p, d)
	for _, f := range c.Files {
		d.Parts = append(d.Parts, view.ChangePart{Title: v.partTitle(c, f.Part), Number: f.Number, Rows: v.changeRows(f.Changes)})
	}
	for _, f := range c.Findings {
		if f.Severity == intake.Warning || f.Severity == intake.Wrong {
			d.Findings = append(d.Findings, v.changeLabel(f.At)+f.Text(v.lang))
		}
	}
	d.Collisions = v.choicesOf(c.Collisions)
	for i := range d.Collisions {
		d.Collisions[i].Chosen = form.Value("choose." + d.Collisions[i].Name)
	}
	for _, aspect := range c.Aspects {
		a := registry.Aspect(aspect)
		d.Whys = append(d.Whys, v.say("web.change.why_line", "aspect", a, "why", registry.DefaultRoutes[a].Why.Text(v.lang)))
	}
	for _, one := range c.Conflicts {
		var on []string
		for _, field := range one.On {
			on = append(on, v.touchName(field))
		}
		d.Ways = append(d.Ways, view.ChangeWay{Conflict: one, On: strings.Join(on, v.say("web.household.comma"))})
	}
	for _, kind := range app.PapersOf(c.Kind, c.Occasion) {
		d.PaperKinds = append(d.PaperKinds, view.Option{Value: kind, Text: registry.PaperText(v.lang, kind)})
	}
	for _, one := range c.Lacks {
		d.Lacking = append(d.Lacking, registry.PaperText(v.lang, one))
	}
	for _, value := range values {
		label := v.fieldName(value.Field)
		if value.Member != "" {
			label = v.say("web.household.of_member", "member", value.Member, "field", label)
		}
		d.Clear = append(d.Clear, view.Link{Href: label, Text: value.Value})
	}
	return view.ChangeShowPage(p, d)
}

func (v *visit) partTitle(c *app.ChangeView, part string) string {
	switch part {
	case "other":
		return v.say("web.change.part_other", "number", c.OtherFile)
	case "fresh":
		if c.FreshFile == "" {
			return v.say("web.change.part_new")
		}
		return v.say("web.change.part_fresh", "number", c.FreshFile)
	}
	return v.say("web.change.part_file", "number", c.File)
}

func (v *visit) changeRows(changes []registry.Difference) (rows []view.HouseholdChange) {
	for _, c := range changes {
		field := v.say("web.household.field." + c.Field)
		if c.Member != "" {
			field = v.say("web.household.of_member", "member", c.Member, "field", field)
		}
		rows = append(rows, view.HouseholdChange{Field: field, Old: v.orNone(v.truth(c.Old)), New: v.orNone(v.truth(c.New))})
	}
	return rows
}

// truth puts yes and no for what a file keeps as true and false.
func (v *visit) truth(text string) string {
	switch text {
	case "true":
		return v.say("web.household.yes")
	case "false":
		return v.say("web.household.no")
	}
	return text
}

// touchName names what two requests both lay their hands on.
func (v *visit) touchName(field string) string {
	switch field {
	case "members", "person", "file", "head":
		return v.say("web.change.touch." + field)
	}
	return v.fieldName(field)
}

// changeLabel is the field that a finding speaks of, with a colon behind it.
func (v *visit) changeLabel(at string) string {
	if at == "" {
		return ""
	}
	field := at[strings.LastIndexByte(at, '.')+1:]
	switch field {
	case "gone", "relations", "occasion", "on", "other", "note":
		return ""
	}
	return v.fieldName(field) + v.say("web.page.colon")
}
