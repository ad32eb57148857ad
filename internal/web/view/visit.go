package view

import (
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/money"
	"songnuan/internal/visit"
)

// VisitRows is how many lines of gifts, hazards, demands and visitors a form
// has.
const VisitRows = 4

// VisitField is the name of a question's field.
func VisitField(question string) string { return "q." + question }

// VisitList is the list of visits.
type VisitList struct {
	Filter   Form
	Villages []Option
	Lines    []app.VisitLine
	Pager    Pager
}

// VisitDue is what duties have come to.
type VisitDue struct {
	Filter    Form
	Campaigns []Option
	Board     *app.DueBoard // nil without a campaign
	Helpers   []app.HelperDue
	Helper    string // name of the one whose Dues are shown, "" for none
	Dues      []app.PairDue
	Window    *app.DueWindow // nil for all
	Lines     []app.DueLine
	Pager     Pager
	MayPrint  bool // paper sheets
	MayEnter  bool // the actor may record visits
}

// VisitPage is one entry.
type VisitPage struct {
	*app.VisitView
	Form Form // of a judgement that was refused
}

// VisitKey asks for the number of a paper sheet.
type VisitKey struct{ Form Form }

// VisitSheet is the form of a visit.
type VisitSheet struct {
	*app.VisitSheet
	Form     Form
	Base     string
	MaySee   bool
	MayPrint bool
}

// least is what a window asks for: times, or yuan.
func least(p Page, w *app.DueWindow) string {
	if w.Worth {
		return p.T("web.visit.worth", "yuan", money.Fen(w.Least).Yuan())
	}
	return p.T("web.visit.times", "n", w.Least)
}

func doneOf(p Page, w *app.DueWindow, done int64) string {
	if w.Worth {
		return p.T("web.visit.worth", "yuan", money.Fen(done).Yuan())
	}
	return p.T("web.visit.times", "n", done)
}

// daysLeft says how long there is, or since when it is over.
func daysLeft(p Page, today, until day.Date) string {
	if n := until.Sub(today); n < 0 {
		return p.T("web.visit.late_days", "n", -n)
	} else if n > 0 {
		return p.T("web.visit.left_days", "n", n)
	}
	return p.T("web.visit.left_today")
}

// whenText says under which answers a question is to be filled in.
func (s VisitSheet) whenText(p Page, q visit.Question) string {
	var all []string
	for _, c := range q.When {
		if before := s.VisitSheet.Form.Question(c.Question); before != nil {
			all = append(all, p.T("web.visit.when", "ask", before.Ask, "is", strings.Join(c.Is, p.T("web.visit.or"))))
		}
	}
	return strings.Join(append(all, q.Hint), " ")
}

// field is the field of a question.
func (s VisitSheet) field(p Page, q visit.Question) Field {
	f := Field{Form: s.Form, Name: VisitField(q.ID), Label: q.Ask, Hint: strings.TrimSpace(s.whenText(p, q)), Across: true}
	if q.Unit != "" {
		f.Label = p.T("web.visit.with_unit", "ask", q.Ask, "unit", q.Unit)
	}
	for _, c := range q.Choices {
		f.Options = append(f.Options, Option{Value: c.Value, Text: c.Text()})
	}
	f.Required = q.Required && len(q.When) == 0
	return f
}

// part is a field of one line of a question.
func (s VisitSheet) part(q visit.Question, row, name, label string) Field {
	return Field{Form: s.Form, Name: VisitField(q.ID) + "." + row + "." + name, Label: label}
}

// labels are the fields of the form, for the list of what is wrong.
func (s VisitSheet) labels(p Page) (all []Field) {
	all = []Field{{Form: s.Form, Name: "on", Label: p.T("web.visit.on")}, {Form: s.Form, Name: "visitor.0", Label: p.T("web.visit.visitors")}}
	s.VisitSheet.Form.Each(func(_ int, q *visit.Question) {
		all = append(all, Field{Form: s.Form, Name: VisitField(q.ID), Label: q.Ask})
	})
	return all
}

// answerText is an answer in one line; photos are shown apart.
func answerText(p Page, f *visit.Form, id string, a visit.Answer) string {
	q := f.Question(id)
	if q == nil {
		return a.Text
	}
	var all []string
	switch q.Kind {
	case visit.KindYesNo:
		return p.T("web.visit.answer." + a.Text)
	case visit.KindPhoto:
		return p.T("web.visit.photos", "n", len(a.Many))
	case visit.KindMembers:
		return p.T("web.visit.people", "n", len(a.Many))
	case visit.KindMany:
		all = a.Many
	}
	for _, g := range a.Gifts {
		text := strings.TrimSpace(strings.Join([]string{g.Kind, g.What, g.Quantity}, " "))
		if g.Value > 0 {
			text += " " + p.T("web.visit.worth", "yuan", g.Value.Yuan())
		}
		if g.Own {
			text += p.T("web.visit.own")
		}
		all = append(all, text)
	}
	for _, h := range a.Hazards {
		all = append(all, strings.TrimSpace(h.Kind+" "+h.Grade+" "+h.Where))
	}
	for _, d := range a.Demands {
		if d.Sensitive {
			all = append(all, d.Kind+" "+p.T("web.visit.sensitive"))
			continue
		}
		all = append(all, d.Kind+" "+d.Text)
	}
	if s := a.Signature; s != nil {
		switch {
		case s.Photo != "":
			all = append(all, p.T("web.visit.signed_screen"))
		case s.Paper:
			all = append(all, p.T("web.visit.signed_paper"))
		default:
			all = append(all, p.T("web.visit.signed_name", "relation", s.Relation))
		}
	}
	if len(all) > 0 {
		return strings.Join(all, p.T("web.visit.comma"))
	}
	if q.Unit != "" && a.Text != "" {
		return a.Text + q.Unit
	}
	return a.Text
}

// kind, mode, most, of and photo are the field with one thing set.
func (f Field) kind(kind string) Field { f.Kind = kind; return f }

func (f Field) mode(mode string) Field { f.Mode = mode; return f }

func (f Field) most(characters int) Field { f.Most = characters; return f }

func (f Field) of(options []Option) Field { f.Options = options; return f }

func (f Field) photo() Field {
	f.Kind, f.Accept, f.Multiple = "file", "image/jpeg,image/png,image/webp", true
	return f
}

// choices are the options with none before them.
func (f Field) choices() []Option { return append([]Option{{}}, f.Options...) }

func grades() []Option {
	all := []Option{{}}
	for _, g := range visit.Grades {
		all = append(all, Option{Value: g, Text: g})
	}
	return all
}

// people are the members, to tick who is at home.
func (s VisitSheet) people() (all []Option) {
	for _, m := range s.Members {
		all = append(all, Option{Value: string(m.ID), Text: m.Name + " " + m.Relation})
	}
	return all
}
