package casework

import (
	"slices"
	"strings"

	"songnuan/internal/id"
	"songnuan/internal/problem"
)

// mayAct is who may act at all: the role that the step names, nobody who is a
// relative of the household, and nobody who has judged the case at another
// step already.
func (c *Case) mayAct(step *Step, a *Act, now Now) error {
	if a.Verb == NoticeOver && a.User == "" {
		return nil // the program itself, when the days are over
	}
	if now.Kin && a.Verb != Withdraw {
		return problem.New(problem.Forbidden, "casework.recused")
	}
	if step == nil || !a.Verb.ofStep() {
		return nil
	}
	if who := step.Who(); len(who) > 0 && !slices.Contains(who, a.Role) {
		return problem.New(problem.Forbidden, "casework.not_your_step", "step", step.Name)
	}
	if !step.Do.Judges() || !a.Verb.judges() {
		return nil
	}
	for _, other := range now.Acts {
		if other.Step == step.ID || !other.Do.Judges() || !other.Verb.judges() {
			continue
		}
		for _, who := range a.Users() {
			if slices.Contains(other.Users(), who) {
				return problem.New(problem.Forbidden, "casework.acted_before")
			}
		}
	}
	return nil
}

// ofStep tells whether only the roles of the step do it.
func (v Verb) ofStep() bool {
	return v.judges() || v == AskPapers || v == Complete || v == Post || v == OpenFile
}

// judges tells whether who does it judges the case by it.
func (v Verb) judges() bool { return v == Confirm || v == Pass || v == Refuse || v == SendBack }

// complies is what a step asks of who takes it.
func (m *move) complies() error {
	switch m.step.Do {
	case StepIntake, StepPapers:
		if m.act.Verb == Pass {
			return m.isComplete()
		}
	case StepCheck:
		return m.enoughPeople()
	case StepAppraisal:
		return m.meets()
	case StepDecision:
		return m.decides()
	case StepNotice, StepFile:
		return problem.New(problem.Conflict, "casework.not_now", "verb", m.act.Verb, "state", m.was.State)
	}
	return nil
}

func (m *move) isComplete() error {
	switch {
	case m.now.Papers > 0:
		return problem.New(problem.Conflict, "casework.papers_missing", "count", m.now.Papers)
	case m.profile.Apply.Consent && !m.now.Consent:
		return problem.New(problem.Conflict, "casework.consent_missing")
	}
	return nil
}

// enoughPeople counts who checked at home: each once, by account or by name.
// Who confirmed it himself is told by the acts of this round, not by who takes
// the step.
func (m *move) enoughPeople() error {
	least := max(m.step.People, 1)
	seen := map[string]bool{string(m.act.User): true}
	m.act.With = slices.Clone(m.act.With)
	for i := range m.act.With {
		p := &m.act.With[i]
		p.Confirmed = p.User != "" && slices.ContainsFunc(m.now.Acts, func(a Act) bool {
			return a.Verb == Confirm && a.User == p.User && a.Step == m.was.Step && a.Round == m.was.Round
		})
		name := strings.TrimSpace(p.Name)
		switch {
		case p.User == "" && name == "":
			continue
		case m.step.Confirm && !p.Confirmed:
			return problem.New(problem.Conflict, "casework.not_confirmed", "name", name)
		}
		key := string(p.User)
		if key == "" {
			key = "name:" + name
		}
		seen[key] = true
	}
	if len(seen) < least {
		return problem.New(problem.Invalid, "casework.too_few_people", "least", least, "got", len(seen))
	}
	return nil
}

// meets holds an appraisal to its numbers. A vote that fails is an opinion
// against, recorded as Refuse.
func (m *move) meets() error {
	t := m.act.Meeting
	switch {
	case t == nil:
		return problem.New(problem.Invalid, "casework.meeting_missing")
	case t.On.IsZero() || t.On.After(m.now.Today):
		return problem.New(problem.Invalid, "casework.meeting_day")
	case strings.TrimSpace(t.Chair) == "":
		return problem.New(problem.Invalid, "casework.chair_missing")
	case t.Due < 1 || t.Came < 0 || t.Came > t.Due || t.For < 0 || t.Against < 0 || t.Abstain < 0 || t.Aside < 0,
		t.For+t.Against+t.Abstain+t.Aside != t.Came:
		return problem.New(problem.Invalid, "casework.votes_bad")
	case t.Due < m.step.Voters:
		return problem.New(problem.Invalid, "casework.too_few_voters", "least", m.step.Voters)
	case !m.step.Quorum.Met(t.Came, t.Due):
		return problem.New(problem.Conflict, "casework.no_quorum", "came", t.Came, "due", t.Due, "share", m.step.Quorum.String())
	}
	carried := m.step.Pass.Met(t.For, t.Came-t.Aside) && t.For > t.Against
	switch {
	case m.act.Verb == Pass && !carried:
		return problem.New(problem.Conflict, "casework.not_carried", "for", t.For, "came", t.Came-t.Aside, "share", m.step.Pass.String())
	case m.act.Verb == Refuse && carried:
		return problem.New(problem.Conflict, "casework.carried")
	}
	return nil
}

// decides bounds the amount, and holds back a decision in favour before the
// steps that the law puts before it. Only an urgent profile decides first.
func (m *move) decides() error {
	if m.act.Verb != Pass {
		return nil
	}
	award := m.profile.Award
	checked := slices.ContainsFunc(Standing(m.now.Acts), func(a Act) bool { return a.Do == StepCheck && a.Verb == Pass })
	switch {
	case !checked && !award.Urgent:
		return problem.New(problem.Conflict, "casework.not_checked")
	case m.act.Amount < 0, award.Pay == "none" && m.act.Amount != 0:
		return problem.New(problem.Invalid, "casework.amount_bad")
	case award.Most != nil && m.act.Amount > *award.Most:
		return problem.New(problem.Invalid, "casework.amount_most", "most", *award.Most)
	case m.step.When.UpTo != nil && m.act.Amount > *m.step.When.UpTo:
		return problem.New(problem.Conflict, "casework.amount_above", "most", *m.step.When.UpTo)
	}
	return nil
}

// open is the last step. No path comes here without a check, a notice whose
// days are over where the profile posts one, and a decision by another person;
// all of it in force after the last return.
func (m *move) open() error {
	if err := m.needs(Approved); err != nil {
		return err
	}
	if err := MayOpen(m.profile, m.was, m.now.Acts); err != nil {
		return err
	}
	m.end(Filed)
	return nil
}

// MayOpen refuses to open a file on acts that do not bear it, whatever the
// profile's steps say: the check, the notice that ran out, and the decision
// must each be there, the latter two by others than who checked.
func MayOpen(p *Profile, c *Case, acts []Act) error {
	standing := Standing(acts)
	find := func(do StepKind, verb Verb) (*Act, bool) {
		for i := len(standing) - 1; i >= 0; i-- {
			if standing[i].Do == do && standing[i].Verb == verb {
				return &standing[i], true
			}
		}
		return nil, false
	}
	check, checked := find(StepCheck, Pass)
	decision, decided := find(StepDecision, Pass)
	if !checked || !decided {
		return problem.New(problem.Conflict, "casework.not_borne")
	}
	if _, posted := find(StepNotice, NoticeOver); !posted && !c.Kind.OnFile() {
		return problem.New(problem.Conflict, "casework.notice_not_over")
	}
	for i := range p.Steps {
		if s := &p.Steps[i]; s.Do == StepNotice && s.When.Holds(c) {
			if !slices.ContainsFunc(standing, func(a Act) bool { return a.Step == s.ID && a.Verb == NoticeOver }) {
				return problem.New(problem.Conflict, "casework.notice_not_over")
			}
		}
	}
	if share(check.Users(), decision.Users()) || decision.User == "" {
		return problem.New(problem.Conflict, "casework.same_person")
	}
	return nil
}

func share(a, b []id.ID) bool {
	return slices.ContainsFunc(a, func(x id.ID) bool { return slices.Contains(b, x) })
}

// Standing are the acts in force: when a case went back to a step, what was
// done from that step on stands no more.
func Standing(acts []Act) (in []Act) {
	for _, a := range acts {
		if a.Verb == SendBack || a.Verb == Uphold {
			in = slices.DeleteFunc(in, func(b Act) bool { return b.Place >= a.ToPlace })
			continue
		}
		in = append(in, a)
	}
	return in
}
