package registry

import (
	"slices"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
)

// ChangeStep is what somebody wants to do to a request.
type ChangeStep struct {
	Verb    ChangeVerb
	Actor   string
	Account id.ID
	Role    string
	Scope   string // JSON
	Note    string
	Paper   bool // the number was compared with the paper
	Digest  string
	At      day.Instant
}

// Take does the step: it gives the act to be kept and brings the request to the
// state after it. It is the one place where states change.
//
// Who files a request decides nothing of it, and nobody decides twice between
// two submissions (四人眼). problem.Forbidden for that; problem.Conflict when the
// state does not allow the step; problem.Invalid when it lacks a reason or the
// comparison with the paper.
func (c *ChangeRequest) Take(step ChangeStep) (*ChangeAct, error) {
	to, err := c.after(&step)
	if err != nil {
		return nil, err
	}
	act := ChangeAct{Seq: len(c.Acts) + 1, Verb: step.Verb, From: c.State, To: to, Actor: step.Actor, Account: step.Account, Role: step.Role, Scope: step.Scope,
		At: step.At, Note: step.Note, Paper: step.Paper, Digest: step.Digest}
	c.State = to
	c.Acts = append(c.Acts, act)
	return &act, nil
}

// after is the state that a step leads to.
func (c *ChangeRequest) after(step *ChangeStep) (ChangeState, error) {
	switch step.Verb {
	case VerbFile:
		if len(c.Acts) > 0 {
			return "", c.notNow()
		}
		return ChangeDraft, nil
	case VerbSubmit:
		return c.afterSubmit(step)
	case VerbWithdraw:
		return c.afterWithdraw(step)
	case VerbApprove, VerbReturn, VerbRefuse, VerbSettle:
		return c.afterDecision(step)
	case VerbApply:
		if c.State != ChangeApproved || c.agreed() < c.Route.Approvers {
			return "", c.notNow()
		}
		return ChangeApplied, nil
	}
	return "", problem.New(problem.Invalid, "registry.change.verb")
}

func (c *ChangeRequest) afterSubmit(step *ChangeStep) (ChangeState, error) {
	switch {
	case !c.FiledBy(step.Actor, step.Account):
		return "", problem.New(problem.Forbidden, "registry.change.filer_only")
	case !c.State.Editable():
		return "", c.notNow()
	case c.Route.Approvers == 0:
		return ChangeApproved, nil
	}
	return ChangeSubmitted, nil
}

func (c *ChangeRequest) afterWithdraw(step *ChangeStep) (ChangeState, error) {
	switch {
	case !c.FiledBy(step.Actor, step.Account):
		return "", problem.New(problem.Forbidden, "registry.change.filer_only")
	case c.State.Ended():
		return "", c.notNow()
	}
	return ChangeWithdrawn, nil
}

// afterDecision: a request that waits for the end of a freeze may still be
// returned or refused, by another than who approved it last.
func (c *ChangeRequest) afterDecision(step *ChangeStep) (ChangeState, error) {
	if !c.State.Pending() || step.Verb == VerbApprove && c.State == ChangeApproved {
		return "", c.notNow()
	}
	if err := c.FourEyes(step.Actor, step.Account, step.Verb); err != nil {
		return "", err
	}
	switch step.Verb {
	case VerbSettle:
		return c.State, nil
	case VerbReturn, VerbRefuse:
		if step.Note == "" {
			return "", problem.New(problem.Invalid, "registry.change.why")
		}
		if step.Verb == VerbReturn {
			return ChangeReturned, nil
		}
		return ChangeRefused, nil
	}
	if c.agreed()+1 < c.Route.Approvers {
		return ChangeChecked, nil
	}
	if c.Route.Paper && !step.Paper {
		return "", problem.New(problem.Invalid, "registry.change.paper_unchecked")
	}
	return ChangeApproved, nil
}

// FourEyes refuses who files the request, and who has decided of it since it
// was submitted. Choosing values goes with a decision and counts as none.
func (c *ChangeRequest) FourEyes(actor string, account id.ID, verb ChangeVerb) error {
	if c.FiledBy(actor, account) {
		return problem.New(problem.Forbidden, "registry.change.own")
	}
	if verb == VerbSettle {
		return nil
	}
	for _, a := range c.round() {
		if a.decides() && oneActor(a.Actor, a.Account, actor, account) {
			return problem.New(problem.Forbidden, "registry.change.twice")
		}
	}
	return nil
}

func (a *ChangeAct) decides() bool {
	return a.Verb == VerbApprove || a.Verb == VerbReturn || a.Verb == VerbRefuse
}

// FiledBy tells whether the account files the request.
func (c *ChangeRequest) FiledBy(actor string, account id.ID) bool {
	return oneActor(c.Actor, c.Account, actor, account)
}

// oneActor tells whether two actors are one person: by the account's id where both
// have one, and by its name, since names are not given twice.
func oneActor(a string, aID id.ID, b string, bID id.ID) bool {
	return a == b || aID != "" && aID == bID
}

// round are the acts since the request was submitted last.
func (c *ChangeRequest) round() []ChangeAct {
	for i, act := range slices.Backward(c.Acts) {
		if act.Verb == VerbSubmit {
			return c.Acts[i:]
		}
	}
	return nil
}

// agreed counts who has approved since the request was submitted last.
func (c *ChangeRequest) agreed() (n int) {
	for _, a := range c.round() {
		if a.Verb == VerbApprove {
			n++
		}
	}
	return n
}

// Approval is the act that approved the request last; who filed it, where
// nobody else has to agree. nil is none.
func (c *ChangeRequest) Approval() *ChangeAct {
	for _, a := range slices.Backward(c.Acts) {
		if a.To == ChangeApproved && a.Verb != VerbSettle {
			return &a
		}
	}
	return nil
}

func (c *ChangeRequest) notNow() error {
	return problem.New(problem.Conflict, "registry.change.state", "number", c.Number, "state", c.State)
}
