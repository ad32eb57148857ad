package casework

import (
	"cmp"
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// ProfileDocument is a profile as an office reads it.
type ProfileDocument struct {
	Title string
	Head  []ProfileLine
	Parts []ProfilePart
}

// ProfileLine says one thing.
type ProfileLine struct{ Label, Text string }

// ProfilePart is one heading with what stands below it.
type ProfilePart struct {
	Key     string // apply, tests, steps, award, review, exit, source
	Title   string
	Items   []ProfileItem
	Lines   []ProfileLine
	Sources []Source
}

// ProfileItem is a step, a condition or a review class.
type ProfileItem struct {
	Ref     string // as in a finding's clause: steps.check
	Name    string
	Brief   []string // who, where, how long
	Lines   []ProfileLine
	Sources []Source
}

// profileWriter puts a profile into words.
type profileWriter struct {
	p    *Profile
	lang locale.Lang
}

// Document puts the profile into words.
func (p *Profile) Document(lang locale.Lang) *ProfileDocument {
	w := profileWriter{p, lang}
	d := &ProfileDocument{Title: p.Title, Head: w.head()}
	for _, part := range []ProfilePart{w.apply(), w.tests(), w.steps(), w.award(), w.reviews(), w.exit(), {Key: "source", Title: w.text("profile.show.source"), Sources: p.Sources}} {
		if len(part.Items)+len(part.Lines)+len(part.Sources) > 0 {
			d.Parts = append(d.Parts, part)
		}
	}
	return d
}

func (w *profileWriter) text(key string, pairs ...any) string {
	return locale.Text(w.lang, key, problem.Pairs(pairs...))
}

// list joins names as the language does.
func (w *profileWriter) list(names []string) string {
	return strings.Join(names, w.text("profile.show.comma"))
}

// lines collects what is said; what is empty is left out.
type lines struct {
	w   *profileWriter
	all []ProfileLine
}

func (l *lines) add(key, text string) {
	if text != "" {
		l.all = append(l.all, ProfileLine{l.w.text(key), text})
	}
}

func (w *profileWriter) head() []ProfileLine {
	l := lines{w: w}
	kinds := make([]string, len(w.p.Kinds))
	for i, k := range w.p.Kinds {
		kinds[i] = k.Text(w.lang)
	}
	l.add("profile.show.kinds", w.list(kinds))
	where := w.text("profile.show.everywhere")
	if w.p.Area != "" {
		where = w.p.Area.Short()
	}
	l.add("profile.show.area", where)
	if w.p.Unit != "" {
		l.add("profile.show.unit", w.text("profile.unit."+w.p.Unit))
	}
	l.add("profile.show.force", w.force(day.Period{From: w.p.From, To: w.p.To}))
	l.add("profile.show.total", w.limit(w.p.Total))
	if w.p.Return.Most > 0 {
		l.add("profile.show.return", w.text("profile.show.times", "count", w.p.Return.Most))
	}
	return l.all
}

func (w *profileWriter) force(p day.Period) string {
	if p.To.IsZero() {
		return w.text("profile.show.from", "from", p.From.String())
	}
	return w.text("profile.show.from_to", "from", p.From.String(), "to", p.To.String())
}

func (w *profileWriter) limit(l Limit) string {
	if l.IsZero() {
		return ""
	}
	key := "profile.show.days"
	if l.Working() {
		key = "profile.show.workdays"
	}
	text := w.text(key, "days", l.Days)
	if l.Extend > l.Days {
		text += w.text("profile.show.extend", "days", l.Extend)
	}
	return text
}

func (w *profileWriter) apply() ProfilePart {
	a := &w.p.Apply
	l := lines{w: w}
	by := make([]string, len(a.By))
	for i, c := range a.By {
		by[i] = w.text("profile.channel." + string(c))
	}
	l.add("profile.show.apply_by", w.list(by))
	if a.Consent {
		l.add("profile.show.consent", w.text("profile.show.consent_yes"))
	}
	if a.Minor != "" {
		l.add("profile.show.minor", w.text("profile.minor."+a.Minor, "age", a.Adult))
	}
	papers := make([]string, len(a.Papers))
	for i, q := range a.Papers {
		papers[i] = q.Name
		switch {
		case q.Late:
			papers[i] += w.text("profile.show.paper_late")
		case q.When != "":
			papers[i] += w.text("profile.show.paper_when", "rule", q.When)
		}
	}
	l.add("profile.show.papers", w.list(papers))
	l.add("profile.show.supplement", w.limit(a.Supplement))
	if a.Once != "" {
		l.add("profile.show.once", w.text("profile.once."+a.Once))
	}
	return ProfilePart{Key: "apply", Title: w.text("profile.show.apply"), Lines: l.all, Sources: a.Sources}
}

func (w *profileWriter) tests() ProfilePart {
	part := ProfilePart{Key: "tests", Title: w.text("profile.show.tests")}
	for i := range w.p.Tests {
		t := &w.p.Tests[i]
		l := lines{w: w}
		l.add("profile.show.clause", t.Clause)
		l.add("profile.show.rule", t.Rule)
		item := ProfileItem{Ref: "tests." + orNumber(t.ID, i), Name: cmp.Or(t.Name, t.ID), Sources: t.Sources}
		if t.Veto {
			item.Brief = append(item.Brief, w.text("profile.show.veto"))
		}
		if t.Gives != "" {
			item.Brief = append(item.Brief, w.text("profile.show.gives", "category", t.Gives))
		}
		item.Lines = l.all
		part.Items = append(part.Items, item)
	}
	return part
}

func (w *profileWriter) award() ProfilePart {
	a := &w.p.Award
	l := lines{w: w}
	l.add("profile.show.category", a.Category)
	if a.Pay != "" {
		l.add("profile.show.pay", w.text("profile.pay."+a.Pay))
	}
	if a.From != "" {
		l.add("profile.show.pay_from", w.text("profile.from."+string(a.From)))
	}
	l.add("profile.show.most", w.fen(a.Most))
	if a.Urgent {
		l.add("profile.show.urgent", w.text("profile.show.urgent_yes"))
	}
	if a.Months > 0 {
		l.add("profile.show.lasts", w.text("profile.show.months", "count", a.Months))
	}
	if a.Grace > 0 {
		l.add("profile.show.grace", w.text("profile.show.months", "count", a.Grace))
	}
	return ProfilePart{Key: "award", Title: w.text("profile.show.award"), Lines: l.all, Sources: a.Sources}
}

func (w *profileWriter) fen(f *money.Fen) string {
	if f == nil {
		return ""
	}
	return w.text("profile.show.yuan", "amount", *f)
}

func (w *profileWriter) reviews() ProfilePart {
	part := ProfilePart{Key: "review", Title: w.text("profile.show.review")}
	for i := range w.p.Award.Review {
		v := &w.p.Award.Review[i]
		l := lines{w: w}
		l.add("profile.show.when", v.When)
		item := ProfileItem{Ref: "review." + orNumber(v.Class, i), Name: w.text("profile.show.class", "class", v.Class, "name", v.Name), Lines: l.all, Sources: v.Sources,
			Brief: []string{w.text("profile.show.every_months", "count", v.Months)}}
		if v.Ahead > 0 {
			item.Brief = append(item.Brief, w.text("profile.show.ahead", "count", v.Ahead))
		}
		part.Items = append(part.Items, item)
	}
	return part
}

func (w *profileWriter) exit() ProfilePart {
	x := &w.p.Exit
	l := lines{w: w}
	l.add("profile.show.reasons", w.list(x.Reasons))
	l.add("profile.show.reasons_grace", w.list(x.Grace))
	l.add("profile.show.letter", w.limit(x.Letter))
	return ProfilePart{Key: "exit", Title: w.text("profile.show.exit"), Lines: l.all, Sources: x.Sources}
}

// Certain says how sure a source is, "" when nobody wrote it.
func (s *Source) Certain(lang locale.Lang) string {
	if s.Sure == "" {
		return ""
	}
	return locale.Text(lang, "profile.sure."+s.Sure, nil)
}
