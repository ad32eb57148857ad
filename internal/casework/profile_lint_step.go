package casework

import (
	"cmp"
	"slices"
	"strings"

	"songnuan/internal/money"
	"songnuan/internal/yamldoc"
)

// label is what people call a step.
func (s *Step) label(i int) string {
	if s.Name != "" {
		return yamldoc.Clip(s.Name)
	}
	return orNumber(s.ID, i)
}

func (s *Step) clause(i int) string { return "steps." + orNumber(s.ID, i) }

// first is the place of the first step of a kind, -1 when there is none.
func (l *profileLinter) first(do StepKind) int {
	return slices.IndexFunc(l.profile.Steps, func(s Step) bool { return s.Do == do })
}

// after tells whether a step of a kind stands behind a place.
func (l *profileLinter) after(i int, do StepKind) bool {
	return slices.ContainsFunc(l.profile.Steps[i+1:], func(s Step) bool { return s.Do == do })
}

// before tells whether a step of a kind stands before a place.
func (l *profileLinter) before(i int, do StepKind) bool {
	return slices.ContainsFunc(l.profile.Steps[:i], func(s Step) bool { return s.Do == do })
}

// stepsThemselves looks at each step by itself.
func (l *profileLinter) stepsThemselves() {
	p := l.profile
	if len(p.Steps) == 0 {
		l.Add("steps_missing", p.At("steps"), "")
		return
	}
	seen := map[string]int{}
	for i := range p.Steps {
		s := &p.Steps[i]
		switch first, twice := seen[s.ID]; {
		case s.ID == "":
			l.Add("step_id", s.Pos, s.clause(i), "name", s.label(i))
		case !idShape.MatchString(s.ID):
			l.Add("bad_id", s.At("id"), s.clause(i), "id", yamldoc.Clip(s.ID))
		case twice:
			l.Add("step_twice", s.At("id"), s.clause(i), "id", s.ID, "line", p.Steps[first].Pos.Line)
		default:
			seen[s.ID] = i
		}
		if s.Do == "" && !s.Written("do") {
			l.Add("step_without_do", s.Pos, s.clause(i), "name", s.label(i))
		}
		l.reachable(i, s)
		l.belongs(i, s)
		l.votes(i, s)
		if s.Do == StepCheck && s.People < 2 {
			l.Add("checkers_few", s.At("people"), s.clause(i), "name", s.label(i))
		}
	}
}

// reachable: a condition that nothing meets.
func (l *profileLinter) reachable(i int, s *Step) {
	w, most := s.When, l.profile.Award.Most
	switch {
	case w.Over != nil && w.UpTo != nil && *w.Over >= *w.UpTo:
		l.Add("band_backwards", s.At("when"), s.clause(i), "over", *w.Over, "up_to", *w.UpTo)
	case w.Over != nil && most != nil && *w.Over >= *most:
		l.Add("step_unreachable", s.At("when"), s.clause(i), "name", s.label(i), "why", yamldoc.PhraseOf("profile.why.over_most", "most", *most))
	case w.Objected != nil && *w.Objected && !l.before(i, StepNotice):
		l.Add("step_unreachable", s.At("when"), s.clause(i), "name", s.label(i), "why", yamldoc.PhraseOf("profile.why.no_notice_yet"))
	}
}

// belongs: what only one kind of step acts on.
func (l *profileLinter) belongs(i int, s *Step) {
	for _, one := range []struct {
		key string
		set bool
		of  []StepKind
	}{
		{"people", s.People > 0, []StepKind{StepCheck}}, {"confirm", s.Confirm, []StepKind{StepCheck}},
		{"quorum", !s.Quorum.IsZero(), []StepKind{StepAppraisal}}, {"pass", !s.Pass.IsZero(), []StepKind{StepAppraisal}}, {"voters", s.Voters > 0, []StepKind{StepAppraisal}},
		{"notice", s.Notice != nil, []StepKind{StepNotice}}, {"delegate", s.Delegate, []StepKind{StepDecision}},
		{"sample", !s.Sample.IsZero(), []StepKind{StepOpinion, StepDecision, StepCheck}}, {"kin", s.Kin, []StepKind{StepOpinion, StepDecision, StepCheck}},
	} {
		if one.set && s.Do != "" && !slices.Contains(one.of, s.Do) {
			l.Add("not_of_this_step", s.At(one.key), s.clause(i), "key", one.key, "steps", strings.Join(words(one.of), ", "))
		}
	}
}

// votes: an appraisal without its two shares decides nothing.
func (l *profileLinter) votes(i int, s *Step) {
	if s.Do != StepAppraisal {
		return
	}
	for _, one := range []struct {
		key string
		is  Ratio
	}{{"quorum", s.Quorum}, {"pass", s.Pass}} {
		if one.is.IsZero() && !l.badAt(s.At(one.key)) {
			l.Add("votes_missing", s.At(one.key), s.clause(i), "name", s.label(i), "key", one.key)
		}
	}
	if !s.Pass.IsZero() && 2*s.Pass.Num < s.Pass.Den {
		l.Add("ratio_low", s.At("pass"), s.clause(i), "pass", s.Pass.String())
	}
}

// badAt tells whether the value at a place could not be read.
func (l *profileLinter) badAt(pos yamldoc.Pos) bool {
	return slices.ContainsFunc(l.All, func(f yamldoc.Finding) bool { return f.Pos == pos && (f.Code == "value_bad" || f.Code == "wrong_type") })
}

// order: what must come before what. Only an urgent profile decides first.
func (l *profileLinter) order() {
	p := l.profile
	if len(p.Steps) == 0 {
		return
	}
	for _, need := range []struct {
		do   StepKind
		code string
	}{{StepCheck, "check_missing"}, {StepDecision, "decision_missing"}, {StepFile, "file_missing"}, {StepNotice, "notice_missing"}} {
		if l.first(need.do) < 0 {
			l.Add(need.code, p.At("steps"), "steps")
		}
	}
	file := l.first(StepFile)
	for i := range p.Steps {
		s := &p.Steps[i]
		say := func(code string) { l.Add(code, s.At("do"), s.clause(i), "name", s.label(i)) }
		if file >= 0 && i > file {
			say("step_after_file")
		}
		switch s.Do {
		case StepIntake:
			if i > 0 {
				say("intake_not_first")
			}
		case StepNotice:
			if !l.before(i, StepCheck) {
				say("notice_before_check")
			}
			if l.before(i, StepDecision) && !l.after(i, StepDecision) && !p.Award.Urgent {
				say("decision_before_notice")
			}
		case StepAppraisal:
			if l.before(i, StepDecision) && !l.after(i, StepDecision) {
				say("appraisal_after_decision")
			}
		case StepDecision:
			if !l.before(i, StepCheck) && !p.Award.Urgent && l.first(StepCheck) >= 0 {
				say("decision_before_check")
			}
		}
	}
}

// hands: who takes each step. Nobody judges one case twice, so two steps that
// only one role of one level may take need two people there.
func (l *profileLinter) hands() {
	p := l.profile
	taken := map[string]int{}
	for i := range p.Steps {
		s := &p.Steps[i]
		if len(s.By) == 0 && s.Do != "" && s.Do != StepNotice && s.Do != StepFile {
			l.Add("role_missing", s.At("by"), s.clause(i), "name", s.label(i))
		}
		for n, role := range s.By {
			if len(l.options.Roles) > 0 && !slices.Contains(l.options.Roles, role) {
				l.Add("role_unknown", s.Keys.At("by", n, s.At("by")), s.clause(i), "role", yamldoc.Clip(role), "roles", strings.Join(l.options.Roles, ", "), "hint", yamldoc.Meant(role, l.options.Roles))
			}
		}
		if len(s.By) != 1 || !s.Do.Judges() || !s.When.IsZero() {
			continue
		}
		hand := s.Level + "/" + s.By[0]
		if first, twice := taken[hand]; twice {
			l.Add("same_hands", s.At("by"), s.clause(i), "name", s.label(i), "other", p.Steps[first].label(first))
		} else {
			taken[hand] = i
		}
	}
}

// bands: the amounts that each decision covers meet without gap or overlap.
// Decisions before and after a notice, or the papers of an urgent case, are two
// rounds.
func (l *profileLinter) bands() {
	round := []int{}
	for i := range l.profile.Steps {
		switch s := &l.profile.Steps[i]; {
		case s.Do == StepDecision && s.When.Kin == nil && s.When.Objected == nil:
			round = append(round, i)
		case s.Do == StepPapers || s.Do == StepNotice:
			l.band(round)
			round = nil
		}
	}
	l.band(round)
}

func (l *profileLinter) band(places []int) {
	steps := l.profile.Steps
	over := func(i int) money.Fen { return orFen(steps[i].When.Over, 0) }
	most := orFen(l.profile.Award.Most, money.Max)
	slices.SortStableFunc(places, func(a, b int) int { return cmp.Compare(over(a), over(b)) })
	var end money.Fen // decided so far: amounts up to it
	for n, i := range places {
		s := &steps[i]
		switch {
		case n > 0 && over(i) < end:
			l.Add("band_overlap", s.At("when"), s.clause(i), "name", s.label(i), "other", steps[places[n-1]].label(places[n-1]), "amount", over(i))
		case over(i) > end:
			l.Add("band_gap", s.At("when"), s.clause(i), "from", end, "upto", upTo(steps[i].When.Over))
		}
		end = max(end, orFen(s.When.UpTo, money.Max))
	}
	if last := len(places) - 1; last >= 0 && end < most {
		s := &steps[places[last]]
		l.Add("band_gap", s.At("when"), s.clause(places[last]), "from", end, "upto", upTo(l.profile.Award.Most))
	}
}

// upTo says the upper end of a range; nothing when it is open.
func upTo(most *money.Fen) yamldoc.Phrase {
	if most == nil {
		return yamldoc.Phrase{}
	}
	return yamldoc.PhraseOf("profile.why.up_to", "amount", *most)
}

func orFen(f *money.Fen, or money.Fen) money.Fen {
	if f == nil {
		return or
	}
	return *f
}
