package hazard

import (
	"slices"
	"strings"
	"unicode/utf8"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
)

// The longest texts, in characters.
const (
	textMost = 500
	nameMost = 60
)

// Take does an act: it gives the act to be kept and brings the hazard to the
// state after it. It is the one place where states change.
//
// Who put it right, or kept the record of that, does not look at it again; who
// found it does not except the household from it; the formal grade asks for the
// appraiser, his office, the day and the paper. problem.Forbidden for the first
// two, problem.Invalid for what is missing, problem.Conflict when the state does
// not allow the act.
func (h *Hazard) Take(a Act, rule Rule, today day.Date) (*Act, error) {
	a.Who, a.Post, a.Text = strings.TrimSpace(a.Who), strings.TrimSpace(a.Post), strings.TrimSpace(a.Text)
	switch {
	case utf8.RuneCountInString(a.Text) > textMost:
		return nil, problem.New(problem.TooLarge, "hazard.text_long", "most", textMost)
	case utf8.RuneCountInString(a.Who) > nameMost || utf8.RuneCountInString(a.Post) > nameMost:
		return nil, problem.New(problem.TooLarge, "hazard.name_long", "most", nameMost)
	case a.On.IsZero():
		a.On = today
	case a.On.After(today):
		return nil, problem.New(problem.Invalid, "hazard.day_to_come", "day", a.On)
	}
	to, err := h.after(&a, rule, today)
	if err != nil {
		return nil, err
	}
	a.Seq, a.From, a.To = len(h.Acts)+1, h.State, to
	h.State, h.Row = to, a.Seq
	h.keep(&a, rule)
	h.Acts = append(h.Acts, a)
	return &a, nil
}

// after is the state that an act leads to.
func (h *Hazard) after(a *Act, rule Rule, today day.Date) (State, error) {
	if a.Verb == Report {
		return h.afterReport(a, rule)
	}
	if len(h.Acts) == 0 || !h.State.Open() {
		return "", h.notNow()
	}
	switch a.Verb {
	case Appraise:
		return h.afterAppraisal(a, rule)
	case Order:
		return h.afterOrder(a, today)
	case Right:
		return h.afterRight(a)
	case Fail, Clear:
		return h.afterLook(a, today)
	case Raise:
		return h.afterRaise(a, today)
	case Except:
		return h.afterException(a)
	case Note:
		return h.State, needs(a.Text != "", "hazard.text_missing")
	}
	return "", problem.New(problem.Invalid, "hazard.no_verb")
}

func needs(there bool, key string) error {
	if there {
		return nil
	}
	return problem.New(problem.Invalid, key)
}

func (h *Hazard) notNow() error {
	return problem.New(problem.Conflict, "hazard.not_now", "state", h.State)
}

func (h *Hazard) afterReport(a *Act, rule Rule) (State, error) {
	if len(h.Acts) > 0 {
		return "", h.notNow()
	}
	if err := rule.Grade(a.Grade); err != nil {
		return "", err
	}
	return Found, needs(a.Text != "", "hazard.words_missing")
}

func (h *Hazard) afterAppraisal(a *Act, rule Rule) (State, error) {
	if !slices.Contains(rule.Grades, a.Grade) {
		return "", problem.New(problem.Invalid, "hazard.no_grade")
	}
	for _, missing := range []error{needs(a.Who != "", "hazard.appraiser_missing"), needs(a.Post != "", "hazard.appraiser_office"), needs(a.File != "", "hazard.appraisal_paper")} {
		if missing != nil {
			return "", missing
		}
	}
	if a.On.Before(h.On) {
		return "", problem.New(problem.Invalid, "hazard.before_found", "day", h.On)
	}
	return h.State, nil
}

func (h *Hazard) afterOrder(a *Act, today day.Date) (State, error) {
	switch {
	case h.State == Righted:
		return "", h.notNow()
	case a.Who == "":
		return "", problem.New(problem.Invalid, "hazard.charge_missing")
	case a.Due.IsZero():
		return "", problem.New(problem.Invalid, "hazard.due_missing")
	case a.Due.Before(today):
		return "", problem.New(problem.Invalid, "hazard.due_past", "day", a.Due)
	}
	return Ordered, nil
}

// afterRight: what nobody was ordered to put right may be put right at once.
func (h *Hazard) afterRight(a *Act) (State, error) {
	switch {
	case h.State == Righted:
		return "", h.notNow()
	case a.Who == "":
		return "", problem.New(problem.Invalid, "hazard.righter_missing")
	case a.Text == "":
		return "", problem.New(problem.Invalid, "hazard.righted_how")
	case a.On.Before(h.On):
		return "", problem.New(problem.Invalid, "hazard.before_found", "day", h.On)
	case !h.Reinspect:
		return Cleared, nil
	}
	return Righted, nil
}

func (h *Hazard) afterLook(a *Act, today day.Date) (State, error) {
	last := h.last(Right)
	switch {
	case h.State != Righted || last == nil:
		return "", h.notNow()
	case a.Who == "":
		return "", problem.New(problem.Invalid, "hazard.looker_missing")
	case oneActor(last.Actor, last.Account, a.Actor, a.Account) || a.Who == last.Who:
		return "", problem.New(problem.Forbidden, "hazard.own_work")
	case a.On.Before(last.On):
		return "", problem.New(problem.Invalid, "hazard.before_righted", "day", last.On)
	case a.Verb == Clear:
		return Cleared, nil
	case a.Text == "":
		return "", problem.New(problem.Invalid, "hazard.fail_why")
	case a.Due.IsZero():
		return "", problem.New(problem.Invalid, "hazard.due_missing")
	case a.Due.Before(today):
		return "", problem.New(problem.Invalid, "hazard.due_past", "day", a.Due)
	}
	return Ordered, nil
}

func (h *Hazard) afterRaise(a *Act, today day.Date) (State, error) {
	if !h.Late(today) {
		return "", problem.New(problem.Conflict, "hazard.not_late")
	}
	return h.State, needs(a.Post != "", "hazard.raised_to")
}

func (h *Hazard) afterException(a *Act) (State, error) {
	first := h.last(Report)
	switch {
	case !h.Grave:
		return "", problem.New(problem.Conflict, "hazard.not_grave")
	case h.Excepted:
		return "", problem.New(problem.Conflict, "hazard.excepted_before")
	case a.Text == "":
		return "", problem.New(problem.Invalid, "hazard.exception_why")
	case first == nil || oneActor(first.Actor, first.Account, a.Actor, a.Account):
		return "", problem.New(problem.Forbidden, "hazard.own_finding")
	}
	return h.State, nil
}

// keep carries what an act says into the hazard.
func (h *Hazard) keep(a *Act, rule Rule) {
	switch a.Verb {
	case Report:
		h.First, h.Words, h.On, h.Grave = a.Grade, a.Text, a.On, rule.IsGrave(a.Grade)
	case Appraise:
		h.Formal, h.Grave, h.Excepted = a.Grade, rule.IsGrave(a.Grade), false
	case Order:
		h.Charge, h.Due, h.Raised = a.Who, a.Due, 0
	case Fail:
		h.Due, h.Raised, h.Excepted = a.Due, 0, false
	case Right, Clear:
		h.Due = day.Date{}
	case Raise:
		h.Raised++
	case Except:
		h.Excepted = true
	}
}

// last is the last act of a kind, nil without one.
func (h *Hazard) last(v Verb) *Act {
	for i := len(h.Acts) - 1; i >= 0; i-- {
		if h.Acts[i].Verb == v {
			return &h.Acts[i]
		}
	}
	return nil
}

// ExceptedBy is who excepted the household last, nil where nobody did.
func (h *Hazard) ExceptedBy() *Act {
	if !h.Excepted {
		return nil
	}
	return h.last(Except)
}

// RightedBy is the act that put it right last, nil before.
func (h *Hazard) RightedBy() *Act { return h.last(Right) }

// By tells whether an act is an actor's.
func (a *Act) By(actor string, account id.ID) bool {
	return oneActor(a.Actor, a.Account, actor, account)
}

// oneActor tells whether two actors are one person: by the account's id where
// both have one, and by its name, since names are not given twice.
func oneActor(a string, aID id.ID, b string, bID id.ID) bool {
	return a == b || aID != "" && aID == bID
}
