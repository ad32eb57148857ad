package casework

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"songnuan/internal/term"
	"songnuan/internal/yamldoc"
)

// profileLinter is one run of the checks.
type profileLinter struct {
	*yamldoc.Findings
	profile *Profile
	options ProfileOptions
}

// profileChecks are the rooms of the linter; each says its findings and goes on.
var profileChecks = []func(*profileLinter){
	(*profileLinter).heading, (*profileLinter).apply, (*profileLinter).tests,
	(*profileLinter).stepsThemselves, (*profileLinter).order, (*profileLinter).hands, (*profileLinter).bands, (*profileLinter).limits, (*profileLinter).total,
	(*profileLinter).notices, (*profileLinter).award, (*profileLinter).urgent, (*profileLinter).reviews, (*profileLinter).exit, (*profileLinter).sources,
}

var idShape = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,63}$`)

// IsProfileName tells whether a text can name a profile: a small letter, then
// small letters, digits, - and _, 64 characters in all.
func IsProfileName(text string) bool { return idShape.MatchString(text) }

// heading checks what every profile must say of itself.
func (l *profileLinter) heading() {
	p := l.profile
	if !p.Written("format") {
		p.Format = Format
		l.Add("format_missing", p.Pos, "")
	} else if p.Format != Format {
		l.Add("format_unknown", p.At("format"), "", "format", Format)
	}
	if !IsProfileName(p.ID) {
		l.Add("profile_id", p.At("profile"), "")
	}
	if p.Title == "" {
		l.Add("title_missing", p.At("title"), "")
	}
	if len(p.Kinds) == 0 && !l.said("kinds") {
		l.Add("kinds_missing", p.At("kinds"), "", "kinds", strings.Join(words(Kinds), ", "))
	}
	if p.From.IsZero() && !l.said("from") {
		l.Add("from_missing", p.At("from"), "")
	}
	if !p.From.IsZero() && !p.To.IsZero() && p.To.Before(p.From) {
		l.Add("dates_backwards", p.At("to"), "", "from", p.From.String(), "to", p.To.String())
	}
	if p.Unit != "" && len(l.options.Units) > 0 && !slices.Contains(l.options.Units, p.Unit) {
		l.Add("unit_unknown", p.At("unit"), "", "unit", yamldoc.Clip(p.Unit), "units", strings.Join(l.options.Units, ", "), "hint", yamldoc.Meant(p.Unit, l.options.Units))
	}
}

// said tells whether something has been said already about a key of the whole.
func (l *profileLinter) said(key string) bool {
	at, ok := l.profile.Keys[key]
	return ok && slices.ContainsFunc(l.All, func(f yamldoc.Finding) bool { return f.Pos.Line == at.Line })
}

func (l *profileLinter) apply() {
	a := &l.profile.Apply
	if len(a.By) == 0 {
		l.Add("apply_by_missing", l.in("apply", a.Where, "by"), "apply")
	}
	seen := map[string]bool{}
	for i := range a.Papers {
		q := &a.Papers[i]
		clause := "papers." + orNumber(q.ID, i)
		if q.Name == "" {
			l.Add("paper_without_name", q.At("id"), clause)
		}
		if q.ID != "" && !idShape.MatchString(q.ID) {
			l.Add("bad_id", q.At("id"), clause, "id", yamldoc.Clip(q.ID))
		}
		if q.ID != "" && seen[q.ID] {
			l.Add("paper_twice", q.At("id"), clause, "id", q.ID)
		}
		seen[q.ID] = true
		if q.Late && !l.profile.Award.Urgent {
			l.Add("late_without_urgent", q.At("late"), clause, "name", cmp.Or(q.Name, orNumber(q.ID, i)))
		}
	}
	if len(a.Papers) > 0 && a.Supplement.IsZero() {
		l.Add("supplement_missing", l.in("apply", a.Where, "supplement"), "apply")
	}
	if i := l.first(StepCrossCheck); i >= 0 && !a.Consent {
		l.Add("consent_missing", l.in("apply", a.Where, "consent"), "apply", "step", l.profile.Steps[i].label(i))
	}
	if a.Minor != "" && a.Adult == 0 {
		l.Add("adult_missing", a.At("minor"), "apply")
	}
}

// in is the place of a key of a part, or of the part's key in the whole when
// the part was not written.
func (l *profileLinter) in(part string, w yamldoc.Where, key string) yamldoc.Pos {
	if w.Pos.Line == 0 {
		return l.profile.At(part)
	}
	return w.At(key)
}

// tests: each has a rule, a name, and the sentence of the law that it writes
// down, since the result is explained by it.
func (l *profileLinter) tests() {
	seen := map[string]bool{}
	for i := range l.profile.Tests {
		t := &l.profile.Tests[i]
		clause := "tests." + orNumber(t.ID, i)
		if t.ID != "" && !idShape.MatchString(t.ID) {
			l.Add("bad_id", t.At("id"), clause, "id", yamldoc.Clip(t.ID))
		}
		if t.ID != "" && seen[t.ID] {
			l.Add("test_twice", t.At("id"), clause, "id", t.ID)
		}
		seen[t.ID] = true
		if t.Rule == "" {
			l.Add("test_without_rule", t.At("rule"), clause, "name", cmp.Or(t.Name, orNumber(t.ID, i)))
		}
		if t.Name == "" {
			l.Add("test_without_name", t.At("name"), clause)
		}
		if t.Clause == "" {
			l.Add("test_without_clause", t.At("clause"), clause, "name", cmp.Or(t.Name, orNumber(t.ID, i)))
		}
		if t.Gives != "" {
			l.category(t.Gives, t.At("gives"), clause)
		}
	}
}

// category: what a file gets is a name of the dictionary.
func (l *profileLinter) category(name string, at yamldoc.Pos, clause string) {
	if _, ok := term.Canonical(term.Category, name); !ok {
		l.Add("category_unknown", at, clause, "name", yamldoc.Clip(name), "hint", yamldoc.Meant(name, term.Names(term.Category)))
	}
}

// sources: who reads a number wants to know whence it comes, and how sure that is.
func (l *profileLinter) sources() {
	p := l.profile
	if len(p.Sources) == 0 {
		l.Add("source_missing", p.At("source"), "")
	}
	for i := range p.Sources {
		if s := &p.Sources[i]; s.Sure == "" {
			l.Add("source_unsure", s.Pos, "", "text", yamldoc.Clip(s.Text))
		}
	}
}
