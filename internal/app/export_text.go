package app

import (
	"slices"
	"strings"

	"songnuan/internal/campaign"
	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/rule"
	"songnuan/internal/sheet"
)

func text(lang locale.Lang, key string, pairs ...any) string {
	return locale.Text(lang, key, problem.Pairs(pairs...))
}

// The looks of a column.
var (
	words   = sheet.Column{Kind: sheet.Text}
	wide    = sheet.Column{Kind: sheet.Text, Width: 50}
	number  = sheet.Column{Kind: sheet.Number}
	amounts = sheet.Column{Kind: sheet.Money, Width: 16}
	days    = sheet.Column{Kind: sheet.Date, Width: 12}
)

// columns makes columns of message keys and looks, in pairs.
func columns(lang locale.Lang, pairs ...any) []sheet.Column {
	all := make([]sheet.Column, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		column := pairs[i+1].(sheet.Column)
		column.Title = locale.Text(lang, pairs[i].(string), nil)
		all = append(all, column)
	}
	return all
}

// basis says how an entry came onto the roster.
func (x *rosterExport) basis(b campaign.Basis) string {
	return locale.Text(x.Lang, "app.basis."+string(b), nil)
}

// why puts the reason of an entry into words: what the rule read, the
// exclusion that held, the place within the quota.
func (x *rosterExport) why(e *campaign.Entry) string {
	var parts []string
	for _, v := range e.Reason.Values {
		parts = append(parts, x.text("app.why.value", "field", v.Field, "text", v.Text))
	}
	if e.Reason.Except != "" {
		parts = append(parts, x.text("app.why.except", "rule", e.Reason.Except))
	}
	switch {
	case e.Reason.Rank > 0:
		parts = append(parts, x.text("app.why.rank", "rank", e.Reason.Rank, "places", e.Reason.Places))
	case e.State == campaign.OverQuota:
		parts = append(parts, x.text("app.why.over_quota", "places", e.Reason.Places))
	}
	if e.Reason.Why != "" {
		parts = append(parts, e.Reason.Why)
	}
	return strings.Join(parts, x.text("app.separator"))
}

// missingFields names the fields without a value.
func missingFields(paths []string, lang locale.Lang) string {
	names := make([]string, 0, len(paths))
	for _, path := range paths {
		owner, name, _ := strings.Cut(path, ".")
		if field, ok := rule.FieldOf(owner, name); ok {
			path = field.Label
		}
		if !slices.Contains(names, path) {
			names = append(names, path)
		}
	}
	return strings.Join(names, text(lang, "app.comma"))
}

// dueByClass says in a few words what an entry of each class is due: money and
// goods a unit, and acts over the plan's span.
func dueByClass(p *plan.Plan, f *plan.Forecast, lang locale.Lang) map[string]string {
	names, parts, seen := p.Names(), map[string][]string{}, map[[2]string]bool{}
	add := func(class, clause, part string) {
		if key := [2]string{class, clause}; class != "" && !seen[key] {
			seen[key] = true
			parts[class] = append(parts[class], part)
		}
	}
	for i := range f.Lines {
		if l := &f.Lines[i]; perEntry(l.Unit) && !strings.HasPrefix(l.Clause, "goods.") {
			add(l.Class, l.Clause, text(lang, "app.due.money", "name", named(names, l.Clause), "rates", rates(l, lang), "unit", plan.Word(l.Unit)))
		}
	}
	for i := range f.Goods {
		g := &f.Goods[i]
		if !perEntry(string(g.Per)) {
			continue
		}
		add(g.Class, g.Clause, text(lang, "app.due.goods", "name", g.Name, "each", plan.Quantity(g.Each.N), "unit", g.Unit))
	}
	for class, acts := range actsByClass(p, f, lang) {
		parts[class] = append(parts[class], acts...)
	}
	all := map[string]string{}
	for class, of := range parts {
		all[class] = strings.Join(of, text(lang, "app.separator"))
	}
	return all
}

// actsByClass are the visits and other acts due to an entry of each class over
// the plan's span.
func actsByClass(p *plan.Plan, f *plan.Forecast, lang locale.Lang) map[string][]string {
	names, all, seen := p.Names(), map[string][]string{}, map[[2]string]bool{}
	for i := range f.Acts {
		a := &f.Acts[i]
		key := [2]string{a.Class, a.Clause}
		if a.Class == "" || seen[key] || !perEntry(a.Unit) || a.Act == "aid_value" {
			continue
		}
		seen[key] = true
		all[a.Class] = append(all[a.Class], text(lang, "app.due.act", "name", firstOf(names[a.Clause], plan.Word(a.Act).Text(lang)), "each", a.Each))
	}
	return all
}

// perEntry tells whether what is counted by the unit is due to each entry of a
// class, and not to a place or once.
func perEntry(unit string) bool {
	switch plan.Per(unit) {
	case plan.PerHousehold, plan.PerPerson, plan.PerCovered, plan.PerChild:
		return true
	}
	return false
}

func named(names map[string]string, ref string) string { return firstOf(names[ref], ref) }

// rates are the different amounts of a line's tiers.
func rates(l *plan.Line, lang locale.Lang) string {
	var all []string
	for _, a := range l.Addends {
		if rate := a.Rate.Text(lang); !slices.Contains(all, rate) {
			all = append(all, rate)
		}
	}
	return strings.Join(all, text(lang, "app.comma"))
}
