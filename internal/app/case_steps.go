package app

import (
	"context"
	"errors"
	"strings"

	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
)

// CaseStep is a step of the procedure as it stands for a case.
type CaseStep struct {
	ID      string            `json:"id"`
	Name    string            `json:"name"`
	Do      casework.StepKind `json:"do"`
	Level   string            `json:"level,omitempty"`
	By      []identity.Role   `json:"by"`
	State   StepState         `json:"state"`
	Began   day.Date          `json:"began,omitzero"`
	Due     day.Date          `json:"due,omitzero"` // of a step to come: if each is taken on its last day
	Taken   *CaseAct          `json:"taken,omitempty"`
	People  int               `json:"people,omitempty"` // who must check together
	Confirm bool              `json:"confirm,omitempty"`
	Quorum  string            `json:"quorum,omitempty"` // share of those due who must come
	Carry   string            `json:"carry,omitempty"`  // share of those who came who must agree
	Voters  int               `json:"voters,omitempty"`
	Days    int               `json:"days,omitempty"` // of the limit, or of the notice
}

// StepState is how a step stands for a case.
type StepState string

// The states of steps.
const (
	StepDone   StepState = "done"
	StepNow    StepState = "now"
	StepToCome StepState = "to_come"
	StepPassed StepState = "passed_over" // its condition does not hold
)

// steps show the procedure with what was done of it.
func (w *caseViewing) steps() {
	w.v.Steps, w.v.BackTo = []CaseStep{}, []CaseStepRef{}
	taken := map[string]*casework.Act{}
	standing := casework.Standing(w.acts)
	for i := range standing {
		switch a := &standing[i]; a.Verb {
		case casework.Pass, casework.Refuse, casework.NoticeOver, casework.OpenFile:
			taken[a.Step] = a
		}
	}
	_, at := w.profile.Step(w.Step)
	due := w.Due
	if today := w.clock.Today(); w.Overdue(today) {
		due = today // what is late ends today at the earliest
	}
	for i := range w.profile.Steps {
		s := &w.profile.Steps[i]
		one := CaseStep{ID: s.ID, Name: s.Name, Do: s.Do, Level: s.Level, By: rolesOf(strings.Join(s.Who(), " ")), People: s.People, Confirm: s.Confirm,
			Quorum: s.Quorum.String(), Carry: s.Pass.String(), Voters: s.Voters, Days: s.Within.Days, State: StepToCome}
		if s.Notice != nil {
			one.Days = s.Notice.Days
		}
		switch a := taken[s.ID]; {
		case i == at:
			one.State, one.Began, one.Due = StepNow, w.Began, w.Due
		case a != nil:
			one.State = StepDone
			one.Taken = &CaseAct{Seq: a.Seq, Verb: a.Verb, Actor: a.Actor, Name: w.names[a.User], Role: identity.Role(a.Role), RoleCode: a.Role, On: a.On, Late: a.Late, With: w.persons(a.With)}
		case !s.When.Holds(w.caseMove.Case) || w.State.Ended():
			one.State = StepPassed
		case i > at && at >= 0:
			if due = w.stepEnd(s, due); !due.IsZero() {
				one.Due = due
			}
		}
		if at > i && s.Do != casework.StepNotice && s.When.Holds(w.caseMove.Case) {
			w.v.BackTo = append(w.v.BackTo, CaseStepRef{s.ID, s.Name})
		}
		w.v.Steps = append(w.v.Steps, one)
	}
}

// stepEnd is the last day of a step that begins on a day.
func (w *caseViewing) stepEnd(s *casework.Step, from day.Date) day.Date {
	switch {
	case from.IsZero():
		return from
	case s.Notice != nil:
		return w.Calendar().NoticeEnd(from, s.Notice.Days, s.Notice.Unit == "working")
	case s.Within.IsZero():
		return from
	}
	return s.Within.Due(from, s.Within.Days, w.Calendar())
}

// verbRights are what it takes to do something to a case; those that take a step
// are in stepRights.
var verbRights = []struct {
	casework.Verb
	right identity.Permission
}{
	{casework.Submit, identity.CaseFile}, {casework.AskPapers, identity.CaseFile}, {casework.Confirm, identity.CaseCheck},
	{casework.Pass, ""}, {casework.Refuse, ""}, {casework.SendBack, ""},
	{casework.Withdraw, identity.CaseFile}, {casework.Transfer, identity.CaseFile}, {casework.Extend, identity.CaseReview},
	{casework.Post, identity.NoticePost}, {casework.Object, identity.NoticePost}, {casework.Uphold, identity.NoticeJudge},
	{casework.Dismiss, identity.NoticeJudge}, {casework.TakeDown, identity.NoticeJudge}, {casework.OpenFile, identity.CaseDecide},
}

// may tries each verb on the case: what fails for what is still to be typed may
// be done.
func (w *caseViewing) may(ctx context.Context) error {
	users := []id.ID{}
	if w.actor.User != "" {
		users = append(users, w.actor.User)
	}
	kin, err := w.standsBy(ctx, w.tx, w.caseMove.Case, users)
	if err != nil {
		return err
	}
	w.v.Relative = kin
	papers, consent, err := w.lacks(ctx, w.tx, w.caseMove)
	if err != nil {
		return err
	}
	now := casework.Now{Today: w.clock.Today(), Calendar: w.Calendar(), Kin: kin, Acts: w.acts, Papers: papers, Consent: consent}
	w.v.May = []CaseMay{}
	for _, one := range verbRights {
		right := one.right
		if right == "" {
			right = stepRights[w.Doing]
		}
		why := error(problem.New(problem.Conflict, "casework.not_now", "verb", one.Verb, "state", w.State))
		if right != "" {
			if why = w.actor.Must(right); why == nil {
				why = w.try(one.Verb, now)
			}
		}
		may := CaseMay{Verb: one.Verb, OK: why == nil, Why: why}
		if why != nil {
			may.Key = problem.As(why).Key
		}
		w.v.May = append(w.v.May, may)
	}
	return nil
}

// try does something to the case without writing it.
func (w *caseViewing) try(verb casework.Verb, now casework.Now) error {
	a := casework.Act{Verb: verb, Reason: "-", Notice: "-", Until: now.Today.AddDays(1), Area: w.Area, Unit: w.Unit}
	w.sign(&a)
	for i := range w.profile.Steps {
		if s := &w.profile.Steps[i]; verb == casework.SendBack && s.ID != w.Step {
			a.To = s.ID
			break
		}
	}
	_, _, err := w.Do(w.profile, a, now)
	var p *problem.Error
	if errors.As(err, &p) && p.Code == problem.Invalid && p.Key != "casework.back_where" {
		return nil
	}
	return err
}

// CasePaper is a paper that a case needs, with how it came.
type CasePaper struct {
	Paper     string         `json:"paper"` // id in the procedure
	Name      string         `json:"name"`
	There     bool           `json:"there"`
	Late      bool           `json:"late"`              // may come after the decision of an urgent case
	Unknown   []string       `json:"unknown,omitempty"` // fields without which it is not known whether it is due
	Documents []CaseDocument `json:"documents"`
}

// CaseConsent is a member who must consent to the cross-check.
type CaseConsent struct {
	Member    id.ID          `json:"member"`
	Name      string         `json:"name"`
	There     bool           `json:"there"`
	Documents []CaseDocument `json:"documents"`
}

// CaseDocument is a document of a case as it is shown.
type CaseDocument struct {
	ID       id.ID       `json:"id"`
	Name     string      `json:"name,omitempty"`
	Note     string      `json:"note,omitempty"` // where the paper is kept
	HasFile  bool        `json:"has_file"`
	On       day.Date    `json:"on"`
	Actor    string      `json:"actor"`
	By       string      `json:"-"` // the same, as the office calls him
	Recorded day.Instant `json:"recorded"`
	Round    int         `json:"round"`
}

// papers are what is due and what is there.
func (w *caseViewing) papers(ctx context.Context) error {
	n, err := w.needs(ctx, w.tx, w.caseMove)
	if err != nil {
		return err
	}
	documents, err := w.store.Documents(ctx, w.tx, []id.ID{w.ID}, w.actor.Scope)
	if err != nil {
		return err
	}
	v := w.v
	v.Papers, v.Consents, v.Photos, v.Others = []CasePaper{}, []CaseConsent{}, []CaseDocument{}, []CaseDocument{}
	named, members := map[string]int{}, map[id.ID]int{}
	for _, p := range n.papers {
		named[p.ID] = len(v.Papers)
		v.Papers = append(v.Papers, CasePaper{Paper: p.ID, Name: p.Name, There: p.there, Late: p.Late, Unknown: p.unknown, Documents: []CaseDocument{}})
	}
	for _, m := range n.consents {
		members[m.ID] = len(v.Consents)
		v.Consents = append(v.Consents, CaseConsent{Member: m.ID, Name: w.show.name(m.Name), There: n.consented[m.ID], Documents: []CaseDocument{}})
	}
	for i := range documents {
		one := documents[i]
		shown := w.document(&one)
		if shown.By, err = w.accounts.called(ctx, one.Actor); err != nil {
			return err
		}
		if at, ok := named[one.Paper]; ok && one.Kind == casework.KindPaper {
			v.Papers[at].Documents = append(v.Papers[at].Documents, shown)
			continue
		}
		if at, ok := members[one.Member]; ok && one.Kind == casework.KindConsent {
			v.Consents[at].Documents = append(v.Consents[at].Documents, shown)
			continue
		}
		if one.Kind == casework.KindPhoto {
			v.Photos = append(v.Photos, shown)
			continue
		}
		v.Others = append(v.Others, shown)
	}
	return nil
}

func (w *caseViewing) document(one *casework.Document) CaseDocument {
	name := personal.HideNumbers(one.Name)
	if one.Kind == casework.KindConsent {
		name = w.show.name(one.Name)
	}
	return CaseDocument{ID: one.ID, Name: name, Note: personal.HideNumbers(one.Note), HasFile: one.File != "", On: one.On, Actor: one.Actor, Recorded: one.Recorded, Round: one.Round}
}
