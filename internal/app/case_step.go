package app

import (
	"context"
	"strings"

	"songnuan/internal/casework"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// StepOrder takes the step at which a case stands.
type StepOrder struct {
	Seen     int64             // version of the case that the person has seen; -1 is whatever it is
	Step     string            // id of the step, as the person has seen it
	Do       casework.StepKind // what is done at it
	Verb     casework.Verb     // Pass, Refuse or SendBack
	Reason   string            // opinion; needed against, to send back and when late
	To       string            // step that it is sent back to
	Category string            // term proposed or decided, "" leaves it
	Class    string            // review class, "" leaves it
	Amount   money.Fen         // fen, proposed or decided; 0 leaves it before the decision
	Covered  int               // persons who would receive; 0 leaves it
	Meeting  *casework.Meeting
	With     []CoChecker
	// AsDeclared says of a check that everything was found as it was declared.
	AsDeclared bool
}

// CoChecker is somebody who took the step too: by account, or by name where he
// has none.
type CoChecker struct {
	Account string
	Name    string
	Post    string
}

// TakeStep takes a step of a case: checked, agreed, decided, against it, or sent
// back. problem.Conflict when the case stands at another step by now, or another
// was faster; problem.Forbidden for another's step, a relative, or who judged
// the case at another step already.
func (d *Desk) TakeStep(ctx context.Context, ref string, order StepOrder) (c *casework.Case, err error) {
	if err := d.mustTake(order.Do, order.Verb); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := d.seenCase(ctx, tx, ref, order.Seen)
		if err != nil {
			return err
		}
		c, err = d.takeStep(ctx, tx, before, &order)
		return err
	})
	return c, err
}

// mustTake refuses who may take no step of the kind, and what is no way to.
func (d *Desk) mustTake(do casework.StepKind, verb casework.Verb) error {
	right, ok := stepRights[do]
	if !ok {
		right = identity.CaseReview
	}
	if err := d.actor.Must(right); err != nil {
		return err
	}
	switch {
	case !ok:
		return problem.New(problem.Invalid, "casework.no_step")
	case verb != casework.Pass && verb != casework.Refuse && verb != casework.SendBack:
		return problem.New(problem.Invalid, "casework.no_verb")
	}
	return nil
}

func (d *Desk) takeStep(ctx context.Context, tx *sqldb.Tx, c *casework.Case, order *StepOrder) (*casework.Case, error) {
	m, err := d.openMove(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	if err := m.at(order.Step, order.Do); err != nil {
		return nil, err
	}
	a := casework.Act{Verb: order.Verb, Reason: order.Reason, To: order.To, Category: order.Category, Class: order.Class, Amount: order.Amount,
		Covered: order.Covered, Meeting: order.Meeting}
	if a.With, err = d.coCheckers(ctx, tx, m, order.With); err != nil {
		return nil, err
	}
	if m.Doing == casework.StepCheck && order.Verb == casework.Pass {
		if err := d.wasFound(ctx, tx, m, order, &a); err != nil {
			return nil, err
		}
	}
	next, err := d.actOn(ctx, tx, m, a)
	return next, err
}

// at refuses a step that is not the one at which the case stands.
func (m *caseMove) at(step string, do casework.StepKind) error {
	if m.Step == "" || m.Step != step || m.Doing != do {
		return problem.New(problem.Conflict, "casework.other_step", "step", m.stepName(), "state", m.State)
	}
	return nil
}

// stepName is the name of the step at which the case stands.
func (m *caseMove) stepName() string {
	if s, _ := m.profile.Step(m.Step); s != nil {
		return s.Name
	}
	return m.Step
}

// coCheckers finds those who took the step too. An account must be a colleague's
// whose role may take the step there; the actor himself is nobody else.
func (d *Desk) coCheckers(ctx context.Context, tx *sqldb.Tx, m *caseMove, with []CoChecker) (all []casework.Person, err error) {
	for _, w := range with {
		w.Account, w.Name, w.Post = strings.TrimSpace(w.Account), strings.TrimSpace(w.Name), strings.TrimSpace(w.Post)
		switch {
		case w.Account == "" && w.Name == "":
			continue
		case w.Account == d.actor.Name, w.Account == "" && w.Name == d.actor.Shown:
			return nil, problem.New(problem.Invalid, "casework.with_oneself")
		case len([]rune(w.Name)) > noteMost || len([]rune(w.Post)) > noteMost:
			return nil, problem.New(problem.Invalid, "casework.note_long", "most", noteMost)
		case w.Account == "":
			all = append(all, casework.Person{Name: w.Name, Post: w.Post})
			continue
		}
		one, err := d.colleague(ctx, tx, m, w.Account)
		if err != nil {
			return nil, err
		}
		one.Post = w.Post
		all = append(all, *one)
	}
	return all, nil
}

func (d *Desk) colleague(ctx context.Context, tx *sqldb.Tx, m *caseMove, account string) (*casework.Person, error) {
	none := problem.New(problem.Invalid, "casework.no_colleague", "account", account)
	account, err := identity.ParseAccount(account)
	if err != nil {
		return nil, none
	}
	u, err := d.store.UserByAccount(ctx, tx, account, identity.Everything)
	if problem.Is(err, problem.NotFound) {
		return nil, none
	}
	if err != nil {
		return nil, err
	}
	for _, held := range u.Grants {
		if held.Scope.Sees(m.Area, m.Unit) && casework.TurnOf(m.Turn, string(held.Role)) && u.Disabled == "" {
			return &casework.Person{User: u.ID, Name: u.Name}, nil
		}
	}
	return nil, none
}

// wasFound takes what was found at home into the case; where it was not written
// down by itself, it was as declared, and somebody must say so.
func (d *Desk) wasFound(ctx context.Context, tx *sqldb.Tx, m *caseMove, order *StepOrder, a *casework.Act) error {
	found, err := d.store.CaseHousehold(ctx, tx, m.ID, casework.Found, identity.Everything)
	if err != nil {
		return err
	}
	if found == nil || found.Round != m.Round {
		if !order.AsDeclared {
			return problem.New(problem.Conflict, "casework.not_found_yet")
		}
		if found, err = d.foundAsDeclared(ctx, tx, m); err != nil {
			return err
		}
	}
	if h := found.Household; h != nil {
		c := *m.Case
		c.Persons = h.Size
		if m.Case = &c; a.Covered == 0 {
			a.Covered = h.Covered
		}
	}
	return nil
}

func (d *Desk) foundAsDeclared(ctx context.Context, tx *sqldb.Tx, m *caseMove) (*store.CaseHousehold, error) {
	h, err := d.declaredOf(ctx, tx, m.Case)
	if err != nil {
		return nil, err
	}
	h.Side, h.Round, h.User, h.Actor, h.Recorded = casework.Found, m.Round, d.actor.User, d.actor.Name, d.clock.Now()
	if err := d.store.AddCaseHousehold(ctx, tx, h); err != nil {
		return nil, err
	}
	return h, d.recordCase(ctx, tx, m.Case, "case.found", map[string]any{"number": m.Number, "as_declared": true, "version": h.Version})
}

// ConfirmCheck says with the actor's own account that he took part in the check
// at home, where the procedure asks each of them.
func (d *Desk) ConfirmCheck(ctx context.Context, ref string, seen int64, reason string) (*casework.Case, error) {
	if err := d.actor.Must(identity.CaseCheck); err != nil {
		return nil, err
	}
	return d.actOnce(ctx, ref, seen, casework.Act{Verb: casework.Confirm, Reason: reason})
}
