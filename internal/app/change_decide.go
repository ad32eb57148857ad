package app

import (
	"context"
	"strings"
	"unicode/utf8"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
)

// SubmitOrder hands a filed request in.
type SubmitOrder struct {
	ID      id.ID
	Row     int
	Choices map[string]registry.Choice // where the file has changed too, by Collision.Key
}

// SubmitChange hands a request in: from then on another decides, or, where the
// route asks for nobody else, it holds at once. problem.Invalid with Faults or
// Lacks when something is missing; problem.Conflict with Collisions or Conflicts.
func (d *Desk) SubmitChange(ctx context.Context, order SubmitOrder) (filed *FiledChange, err error) {
	if err := d.actor.Must(identity.ChangeFile); err != nil {
		return nil, err
	}
	return d.changeWrite(ctx, func(ctx context.Context, w *changing) error { return w.submit(ctx, order) })
}

func (w *changing) submit(ctx context.Context, order SubmitOrder) error {
	c, err := w.seenChange(ctx, order.ID, order.Row)
	if err != nil {
		return err
	}
	w.Request = c
	if !c.FiledBy(w.actor.Name, w.actor.User) {
		return problem.New(problem.Forbidden, "registry.change.filer_only")
	}
	after, _, err := w.ready(ctx, c, order.Choices)
	if err != nil {
		return err
	}
	if err := w.fits(ctx, after, false); err != nil {
		return err
	}
	if err := w.papers(ctx, c); err != nil {
		return err
	}
	c.Route = registry.DefaultRoutes.Of(c.Aspects)
	if err := w.number(ctx, c); err != nil {
		return err
	}
	step := w.step(registry.ChangeStep{Verb: registry.VerbSubmit, Digest: w.askDigest(c)})
	if err := w.take(ctx, c, step, "change.submit"); err != nil {
		return err
	}
	if c.State == registry.ChangeApproved {
		return w.release(ctx, c)
	}
	return w.save(ctx, c)
}

// ready brings a request up to the files as they stand and finds what stands in
// its way.
func (w *changing) ready(ctx context.Context, c *registry.ChangeRequest, choices map[string]registry.Choice) (after registry.ChangeFiles, chosen bool, err error) {
	if err := w.load(ctx, c); err != nil {
		return after, false, err
	}
	if chosen, err = w.stale(ctx, c, choices); err != nil {
		return after, false, err
	}
	if err := w.conflicts(ctx, c); err != nil {
		return after, false, err
	}
	after, err = w.carry(ctx, c)
	return after, chosen, err
}

// papers tells which of the papers that are asked for are neither attached nor
// seen.
func (w *changing) papers(ctx context.Context, c *registry.ChangeRequest) error {
	papers, err := w.store.ChangePapers(ctx, w.tx, c.ID, w.actor.Scope)
	if err != nil {
		return err
	}
	var kinds []string
	for _, p := range papers {
		kinds = append(kinds, p.Kind)
	}
	occasion, _ := registry.KindOf(c.Kind).Occasion(c.Occasion)
	if w.Lacks = c.Ask.Lacks(occasion, kinds); len(w.Lacks) > 0 {
		return problem.New(problem.Invalid, "registry.change.papers_lack", "count", len(w.Lacks))
	}
	return nil
}

// number gives the request its number when it is handed in first, and the day
// that the decision is due.
func (w *changing) number(ctx context.Context, c *registry.ChangeRequest) error {
	today := w.clock.Today()
	c.Sent, c.Due = w.clock.Now(), today
	if c.Route.Approvers > 0 && c.Route.Days > 0 {
		c.Due = w.App.Calendar().AddWorkdays(today, c.Route.Days)
	}
	if c.Serial > 0 {
		return nil
	}
	c.Town, c.Year = townOf(c.Area), today.Year()
	last, err := w.store.LastChangeSerial(ctx, w.tx, c.Town, c.Year)
	c.Serial = last + 1
	c.Number = registry.ChangeNumber(c.Year, c.Serial)
	return err
}

// take does a step and writes it down.
func (w *changing) take(ctx context.Context, c *registry.ChangeRequest, step registry.ChangeStep, name string) error {
	act, err := c.Take(step)
	if err != nil {
		return err
	}
	if err := w.store.AddChangeAct(ctx, w.tx, c.ID, act); err != nil {
		return err
	}
	return w.recordChange(ctx, w.tx, name, c)
}

// save writes the request with what it lays its hands on.
func (w *changing) save(ctx context.Context, c *registry.ChangeRequest) error {
	if err := w.store.SaveChange(ctx, w.tx, c); err != nil {
		return err
	}
	return w.store.PutTouches(ctx, w.tx, c.ID, c.Touches(w.store.ContentDigest))
}

// DecisionOrder decides of a request.
type DecisionOrder struct {
	ID      id.ID
	Row     int
	Verb    registry.ChangeVerb // approve, return, refuse
	Note    string              // needed to return and to refuse
	Paper   bool                // the number was compared with the paper
	Choices map[string]registry.Choice
}

// DecideChange approves, returns or refuses a request that another has filed. An
// approval that is the last the route asks for is applied at once, or, inside a
// freeze, when that ends.
func (d *Desk) DecideChange(ctx context.Context, order DecisionOrder) (filed *FiledChange, err error) {
	if err := d.actor.Must(identity.ChangeDecide); err != nil {
		return nil, err
	}
	order.Note = strings.TrimSpace(order.Note)
	if utf8.RuneCountInString(order.Note) > intake.LongestText {
		return nil, problem.New(problem.Invalid, "registry.note_long", "longest", intake.LongestText)
	}
	return d.changeWrite(ctx, func(ctx context.Context, w *changing) error {
		c, err := w.seenChange(ctx, order.ID, order.Row)
		if err != nil {
			return err
		}
		w.Request = c
		if err := w.mayDecide(ctx, c, order.Verb); err != nil {
			return err
		}
		switch order.Verb {
		case registry.VerbApprove:
			return w.approve(ctx, c, order)
		case registry.VerbReturn, registry.VerbRefuse:
			if err := w.take(ctx, c, w.step(registry.ChangeStep{Verb: order.Verb, Note: order.Note, Digest: w.askDigest(c)}), "change."+string(order.Verb)); err != nil {
				return err
			}
			c.Holds = noDay
			return w.save(ctx, c)
		}
		return problem.New(problem.Invalid, "registry.change.verb")
	})
}

// mayDecide is the one place that says whether the actor may decide of a
// request: not of one's own, not twice, and not of a household of one's kin.
func (w *changing) mayDecide(ctx context.Context, c *registry.ChangeRequest, verb registry.ChangeVerb) error {
	if err := c.FourEyes(w.actor.Name, w.actor.User, verb); err != nil || w.actor.User == "" {
		return err
	}
	h, err := w.store.Household(ctx, w.tx, c.Household, identity.Everything)
	if err != nil {
		return err
	}
	who, err := w.related(ctx, w.tx, []id.ID{w.actor.User}, h)
	if err == nil && len(who) > 0 {
		err = problem.New(problem.Forbidden, "casework.recused")
	}
	return err
}

func (w *changing) approve(ctx context.Context, c *registry.ChangeRequest, order DecisionOrder) error {
	if !c.State.Pending() {
		return problem.New(problem.Conflict, "registry.change.state", "number", c.Number, "state", c.State)
	}
	after, chosen, err := w.ready(ctx, c, order.Choices)
	if err != nil {
		return err
	}
	if err := w.fits(ctx, after, true); err != nil {
		return err
	}
	if chosen {
		if err := w.take(ctx, c, w.step(registry.ChangeStep{Verb: registry.VerbSettle, Digest: w.askDigest(c)}), "change.settle"); err != nil {
			return err
		}
	}
	step := w.step(registry.ChangeStep{Verb: registry.VerbApprove, Note: order.Note, Paper: order.Paper && c.Route.Paper, Digest: w.askDigest(c)})
	if err := w.take(ctx, c, step, "change.approve"); err != nil {
		return err
	}
	if c.State == registry.ChangeApproved {
		return w.release(ctx, c)
	}
	return w.save(ctx, c)
}

// WithdrawChange takes a request back that has not been applied. A draft that
// was never handed in goes the same way.
func (d *Desk) WithdrawChange(ctx context.Context, of id.ID, row int) (filed *FiledChange, err error) {
	if err := d.actor.Must(identity.ChangeFile); err != nil {
		return nil, err
	}
	return d.changeWrite(ctx, func(ctx context.Context, w *changing) error {
		c, err := w.seenChange(ctx, of, row)
		if err != nil {
			return err
		}
		w.Request = c
		if err := w.take(ctx, c, w.step(registry.ChangeStep{Verb: registry.VerbWithdraw, Digest: w.askDigest(c)}), "change.withdraw"); err != nil {
			return err
		}
		c.Holds = noDay
		return w.save(ctx, c)
	})
}
