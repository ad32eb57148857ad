package app

import (
	"context"
	"slices"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// stepRights are what it takes to take a step of each kind. Notices and files
// have use cases of their own.
var stepRights = map[casework.StepKind]identity.Permission{
	casework.StepIntake: identity.CaseFile, casework.StepPapers: identity.CaseFile, casework.StepCheck: identity.CaseCheck,
	casework.StepAppraisal: identity.CaseAppraise, casework.StepCrossCheck: identity.CaseReview, casework.StepOpinion: identity.CaseReview,
	casework.StepDecision: identity.CaseDecide,
}

// caseOf finds a case within the actor's scope, by its receipt number or its id.
// problem.NotFound when there is none.
func (d *Desk) caseOf(ctx context.Context, tx *sqldb.Tx, ref string) (*casework.Case, error) {
	ref = strings.TrimSpace(ref)
	if of, err := id.Parse(ref); err == nil {
		return d.store.Case(ctx, tx, of, d.actor.Scope)
	}
	return d.store.CaseByNumber(ctx, tx, ref, d.actor.Scope)
}

// seenCase is caseOf for who has seen a version of it. problem.Conflict tells who
// acted since; seen -1 is whatever it is.
func (d *Desk) seenCase(ctx context.Context, tx *sqldb.Tx, ref string, seen int64) (*casework.Case, error) {
	c, err := d.caseOf(ctx, tx, ref)
	if err == nil && seen >= 0 && seen != c.Version {
		err = d.actedSince(ctx, tx, c.Actor, c.Recorded, c.State)
	}
	return c, err
}

// caseMove is a case with what an act on it is judged by.
type caseMove struct {
	*casework.Case
	profile *casework.Profile
	acts    []casework.Act
}

func (d *Desk) openMove(ctx context.Context, tx *sqldb.Tx, c *casework.Case) (*caseMove, error) {
	p, err := d.profileOf(ctx, tx, c.Digest)
	if err != nil {
		return nil, err
	}
	acts, err := d.store.CaseActs(ctx, tx, c.ID, identity.Everything)
	return &caseMove{c, p, acts}, err
}

// act does something to a case: held against its procedure, its state, four eyes
// and kinship, it is written down with the case as it stands then, and put on
// record. c must be as tx reads it. Every change of a case goes through here.
func (d *Desk) act(ctx context.Context, tx *sqldb.Tx, c *casework.Case, a casework.Act) (*casework.Case, error) {
	m, err := d.openMove(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	return d.actOn(ctx, tx, m, a)
}

func (d *Desk) actOn(ctx context.Context, tx *sqldb.Tx, m *caseMove, a casework.Act) (*casework.Case, error) {
	d.sign(&a)
	now := casework.Now{Today: d.clock.Today(), Calendar: d.Calendar(), Acts: m.acts}
	var err error
	if now.Kin, err = d.standsBy(ctx, tx, m.Case, a.Users()); err != nil {
		return nil, err
	}
	if now.Papers, now.Consent, err = d.lacks(ctx, tx, m); err != nil {
		return nil, err
	}
	next, done, err := m.Do(m.profile, a, now)
	if err != nil {
		return nil, err
	}
	if decided := done.Verb == casework.Pass || done.Verb == casework.Refuse; done.Verb == casework.Submit || decided && done.Do.Judges() {
		if done.Assessment, err = d.assess(ctx, tx, m); err != nil {
			return nil, err
		}
	}
	next.Actor, next.Recorded = done.Actor, done.Recorded
	if err := d.store.SaveCases(ctx, tx, next); err != nil {
		return nil, err
	}
	if err := d.store.AddCaseActs(ctx, tx, done); err != nil {
		return nil, err
	}
	if err := d.payFirst(ctx, tx, m.profile, next, done); err != nil {
		return nil, err
	}
	return next, d.recordCase(ctx, tx, next, "case."+string(done.Verb), map[string]any{"number": next.Number, "seq": done.Seq, "step": done.Step, "state": next.State, "late": done.Late})
}

// sign puts the actor under an act. What the program does by itself, when a
// notice is over, nobody signs.
func (d *Desk) sign(a *casework.Act) {
	a.Actor, a.Role, a.Recorded = d.actor.Name, string(d.actor.Role), d.clock.Now()
	if a.User = d.actor.User; a.Verb == casework.NoticeOver {
		a.User = ""
	}
}

// recordCase puts an act upon a case on record.
func (d *Desk) recordCase(ctx context.Context, tx *sqldb.Tx, c *casework.Case, name string, detail map[string]any) error {
	return d.record(ctx, tx, act{name: name, noun: "case", subject: c.ID, where: place{c.Area, c.Unit}, count: 1, detail: detail})
}

// householdOfCase is who lives there as far as the case knows: as found, else as
// declared; nil when neither can be read.
func (d *Desk) householdOfCase(ctx context.Context, tx *sqldb.Tx, of id.ID) (*registry.Household, error) {
	for _, side := range []casework.Side{casework.Found, casework.Declared} {
		h, err := d.store.CaseHousehold(ctx, tx, of, side, identity.Everything)
		if err != nil {
			return nil, err
		}
		if h != nil && h.Household != nil {
			return h.Household, nil
		}
	}
	return nil, nil
}

// standsBy tells whether one of the accounts is a relative of the case's
// household (近亲属): whoever is stands aside.
func (d *Desk) standsBy(ctx context.Context, tx *sqldb.Tx, c *casework.Case, users []id.ID) (bool, error) {
	if len(users) == 0 {
		return false, nil
	}
	h, err := d.householdOfCase(ctx, tx, c.ID)
	if err != nil || h == nil {
		return false, err
	}
	who, err := d.related(ctx, tx, users, h)
	return len(who) > 0, err
}

// fillCase takes from a household what a case says of it.
func fillCase(c *casework.Case, h *registry.Household, applicant int) {
	c.Area, c.Unit, c.Persons, c.Covered, c.Applicant = h.Area, h.Unit, h.Size, h.Covered, h.Head
	if applicant >= 0 && applicant < len(h.Members) {
		c.Applicant = h.Members[applicant].Name
	}
	for _, cause := range h.Causes {
		if c.Kind == casework.KindExit {
			break // an exit's cause is its reason
		}
		if c.Cause == "" || cause.Main && !slices.ContainsFunc(h.Causes, func(o registry.Cause) bool { return o.Name == c.Cause }) {
			c.Cause = cause.Name
		}
	}
}

// villageIn reads the village of a form, within the actor's scope.
func (d *Desk) villageIn(text, unit string) (area.Code, error) {
	code, err := area.Parse(text)
	if err != nil {
		return "", err
	}
	if !d.actor.Scope.Sees(code, unit) {
		return "", problem.New(problem.Forbidden, "app.outside_scope")
	}
	return code, nil
}
