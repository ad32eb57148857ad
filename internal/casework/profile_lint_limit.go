package casework

import (
	"slices"
	"strings"

	"songnuan/internal/term"
	"songnuan/internal/yamldoc"
)

// limits: every limit says how many days.
func (l *profileLinter) limits() {
	p := l.profile
	for i := range p.Steps {
		s := &p.Steps[i]
		l.limit(s.Within, s.Where, "within", s.clause(i))
		if s.Within.IsZero() && !s.Written("within") && s.Do.Judges() {
			l.Add("limit_missing", s.Pos, s.clause(i), "name", s.label(i))
		}
		if s.Notice != nil {
			l.limit(s.Notice.Answer, s.Notice.Where, "answer", s.clause(i))
		}
	}
	l.limit(p.Total, p.Where, "total", "total")
	l.limit(p.Apply.Supplement, p.Apply.Where, "supplement", "apply")
	l.limit(p.Exit.Letter, p.Exit.Where, "letter", "exit")
}

func (l *profileLinter) limit(one Limit, w yamldoc.Where, key, clause string) {
	const long = 366
	switch {
	case !w.Written(key) || l.badAt(w.At(key)):
	case one.Days == 0:
		l.Add("limit_without_days", w.At(key), clause, "key", key)
	case one.Days > long:
		l.Add("limit_long", w.At(key), clause, "days", one.Days)
	case one.Extend > 0 && one.Extend <= one.Days:
		l.Add("extend_short", w.At(key), clause, "extend", one.Extend, "days", one.Days)
	}
}

// total: the steps that every case takes are done within the whole's limit.
// The days of notices are not counted in it.
func (l *profileLinter) total() {
	p, sum := l.profile, 0
	for i := range p.Steps {
		if s := &p.Steps[i]; s.When.IsZero() && s.Do != StepNotice && s.Do != StepPapers && s.Within.Working() == p.Total.Working() {
			sum += s.Within.Days
		}
	}
	if !p.Total.IsZero() && sum > p.Total.Days && !p.Award.Urgent {
		l.Add("total_short", p.At("total"), "total", "sum", sum, "total", p.Total.Days)
	}
}

// private are the words for what no notice may show, with what they mean.
var private = map[string]string{
	"id": "number", "id_number": "number", "number": "number", "card": "card", "card_number": "card", "bank_card": "card", "account": "card",
	"phone": "phone", "telephone": "phone", "mobile": "phone", "address": "address", "birth": "birth", "age": "birth", "illness": "illness", "disease": "illness",
	"diagnosis": "illness", "health": "illness", "disability": "illness", "photo": "photo", "members": "minor", "children": "minor", "minor": "minor", "school": "minor",
}

// notices: how long, where, and nothing private on the board.
func (l *profileLinter) notices() {
	const long = 92
	for i := range l.profile.Steps {
		s := &l.profile.Steps[i]
		if s.Do != StepNotice {
			continue
		}
		if s.Level == "" {
			l.Add("notice_level_missing", s.At("level"), s.clause(i), "name", s.label(i))
		}
		n := s.Notice
		if n == nil {
			if !s.Written("notice") {
				l.Add("notice_rule_missing", s.Pos, s.clause(i), "name", s.label(i))
			}
			continue
		}
		switch {
		case n.Days == 0 && !l.badAt(n.At("days")):
			l.Add("notice_without_days", n.At("days"), s.clause(i), "name", s.label(i))
		case n.Days > long:
			l.Add("notice_too_long", n.At("days"), s.clause(i), "days", n.Days)
		}
		if n.Answer.IsZero() && !n.Written("answer") {
			l.Add("answer_missing", n.Pos, s.clause(i), "name", s.label(i))
		}
		l.fields(i, s)
		l.objection(i, s)
	}
}

func (l *profileLinter) fields(i int, s *Step) {
	n := s.Notice
	if len(n.Fields) == 0 {
		l.Add("notice_without_fields", n.At("fields"), s.clause(i), "fields", strings.Join(NoticeFields, ", "))
		return
	}
	for k, field := range n.Fields {
		at := n.Keys.At("fields", k, n.Pos)
		if slices.Contains(NoticeFields, field) {
			continue
		}
		if why, ok := private[field]; ok {
			l.Add("field_private", at, s.clause(i), "field", field, "why", yamldoc.PhraseOf(privateWhy(why)))
			continue
		}
		l.Add("field_unknown", at, s.clause(i), "field", yamldoc.Clip(field), "fields", strings.Join(NoticeFields, ", "), "hint", yamldoc.Meant(field, NoticeFields))
	}
	if !slices.Contains(n.Fields, "name") {
		l.Add("notice_without_name", n.At("fields"), s.clause(i))
	}
}

// privateWhy is the message that says why something stays off the board.
func privateWhy(what string) string { return "profile.private." + what }

func (l *profileLinter) objection(i int, s *Step) {
	n := s.Notice
	if n.Objection == "" {
		return
	}
	switch _, place := l.profile.Step(n.Objection); {
	case place < 0:
		var ids []string
		for _, other := range l.profile.Steps[:i] {
			ids = append(ids, other.ID)
		}
		l.Add("objection_unknown", n.At("objection"), s.clause(i), "id", yamldoc.Clip(n.Objection), "ids", strings.Join(ids, ", "), "hint", yamldoc.Meant(n.Objection, ids))
	case place >= i:
		l.Add("objection_after", n.At("objection"), s.clause(i), "id", n.Objection)
	}
}

// award: what an approval brings, and from when.
func (l *profileLinter) award() {
	p := l.profile
	a := &p.Award
	if !p.Written("award") {
		if slices.ContainsFunc(p.Kinds, func(k Kind) bool { return !k.OnFile() }) {
			l.Add("award_missing", p.At("award"), "")
		}
		return
	}
	if a.Category != "" {
		l.category(a.Category, a.At("category"), "award")
	}
	if a.Pay == "monthly" && a.From == "" {
		l.Add("pay_from_missing", a.At("pay"), "award")
	}
	if a.Pay == "monthly" && len(a.Review) == 0 {
		l.Add("review_missing", a.At("review"), "award")
	}
	if a.Pay == "once" && a.Most == nil && !a.Written("most") {
		l.Add("most_missing", a.At("pay"), "award")
	}
}

// urgent: who is paid first brings the papers after, by a day.
func (l *profileLinter) urgent() {
	p := l.profile
	i := l.first(StepPapers)
	switch {
	case p.Award.Urgent && i < 0:
		l.Add("urgent_without_papers", p.Award.At("urgent"), "award")
	case i < 0:
	case !p.Award.Urgent:
		l.Add("papers_without_urgent", p.Steps[i].At("do"), p.Steps[i].clause(i), "name", p.Steps[i].label(i))
	case !l.before(i, StepDecision):
		l.Add("papers_before_decision", p.Steps[i].At("do"), p.Steps[i].clause(i), "name", p.Steps[i].label(i))
	case p.Steps[i].Within.IsZero():
		l.Add("urgent_papers_open", p.Steps[i].At("within"), p.Steps[i].clause(i), "name", p.Steps[i].label(i))
	}
	if p.Handles(KindUrgentAid) && !p.Award.Urgent {
		l.Add("urgent_kind", p.At("kinds"), "")
	}
}

// reviews: every household falls into one class, and each class has its months.
func (l *profileLinter) reviews() {
	a := &l.profile.Award
	seen, open := map[string]bool{}, false
	for i := range a.Review {
		v := &a.Review[i]
		clause := "review." + orNumber(v.Class, i)
		if v.Months == 0 && !l.badAt(v.At("months")) {
			l.Add("review_without_months", v.At("months"), clause, "class", v.Class)
		}
		if v.Class != "" && seen[v.Class] {
			l.Add("review_twice", v.At("class"), clause, "class", v.Class)
		}
		seen[v.Class] = true
		if open {
			l.Add("review_unreachable", v.Pos, clause, "class", v.Class)
		}
		open = open || v.When == ""
	}
	if len(a.Review) > 0 && !open {
		l.Add("review_open", a.At("review"), "award")
	}
}

// exit: a file ends for a reason that stands in the list, told in writing.
func (l *profileLinter) exit() {
	p := l.profile
	x := &p.Exit
	if p.Handles(KindExit) {
		if len(x.Reasons) == 0 {
			l.Add("exit_without_reasons", l.in("exit", x.Where, "reasons"), "exit")
		}
		if x.Letter.IsZero() && !x.Written("letter") {
			l.Add("letter_missing", l.in("exit", x.Where, "letter"), "exit")
		}
	}
	for i, reason := range x.Reasons {
		if _, ok := term.Canonical(term.CloseReason, reason); !ok {
			l.Add("reason_term", x.Keys.At("reasons", i, x.Pos), "exit", "reason", yamldoc.Clip(reason), "hint", yamldoc.Meant(reason, term.Names(term.CloseReason)))
		}
	}
	for i, reason := range x.Grace {
		if !slices.Contains(x.Reasons, reason) {
			l.Add("reason_unknown", x.Keys.At("grace", i, x.Pos), "exit", "reason", yamldoc.Clip(reason), "hint", yamldoc.Meant(reason, x.Reasons))
		}
	}
	if len(x.Grace) > 0 && p.Award.Grace == 0 {
		l.Add("grace_without_months", x.At("grace"), "exit")
	}
}
