package app

import (
	"cmp"
	"context"
	"slices"

	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/rule"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// FileOrder ends an approved case (建档): the file is opened or brought up to
// what was found, renewed after a review, or ended by an exit.
type FileOrder struct {
	Version int64  // of the case that the person has seen; -1 is whichever stands
	Class   string // of the review; "" takes the decision's, else the first whose rule holds
	Reason  string // anything to say
}

// FiledCase is what became of it.
type FiledCase struct {
	Case      *casework.Case
	Household id.ID
	Number    string           // of the file
	Grants    []casework.Grant // given, renewed or ended
	Closed    bool             // the file was closed
	Faults    registry.Faults  // why the file can't be written, with problem.Invalid
}

// FileCase takes the last step of an approved case. Everything of it happens in
// one transaction: the act, the file, its category, what is due.
//
// problem.Conflict when the case is not borne by its acts, when its household
// stands in another open file, or when somebody acted since.
func (d *Desk) FileCase(ctx context.Context, ref string, order FileOrder) (filed *FiledCase, err error) {
	if err := d.actor.Must(identity.CaseDecide); err != nil {
		return nil, err
	}
	places, err := d.openPlaces(ctx, ImportOrder{AsOf: d.clock.Today()})
	if err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := d.seenCase(ctx, tx, ref, order.Version)
		if err != nil {
			return err
		}
		m, err := d.openMove(ctx, tx, c)
		if err != nil {
			return err
		}
		if c.State != casework.Approved {
			return problem.New(problem.Conflict, "casework.not_now", "verb", casework.OpenFile, "state", c.State)
		}
		if err := casework.MayOpen(m.profile, c, m.acts); err != nil {
			return err
		}
		f := &filing{Desk: d, tx: tx, places: places, caseMove: m, order: order, FiledCase: &FiledCase{}}
		filed = f.FiledCase
		return f.run(ctx)
	})
	if problem.Is(err, problem.Invalid) && filed != nil && len(filed.Faults) > 0 {
		return filed, err
	}
	if err != nil {
		return nil, err
	}
	return filed, nil
}

// filing is one case on its way into the registry.
type filing struct {
	*Desk
	tx     *sqldb.Tx
	places *places
	*caseMove
	order FileOrder
	*FiledCase
}

func (f *filing) run(ctx context.Context) error {
	c := f.caseMove.Case
	found, err := f.latestHousehold(ctx, c.ID)
	if err != nil {
		return err
	}
	if found == nil {
		return problem.New(problem.Conflict, "casework.no_household")
	}
	switch c.Kind {
	case casework.KindExit:
		err = f.end(ctx)
	case casework.KindReview:
		err = f.renew(ctx, found)
	default:
		err = f.give(ctx, found)
	}
	if err != nil {
		return err
	}
	c.Household = f.FiledCase.Household
	f.FiledCase.Case, err = f.actOn(ctx, f.tx, f.caseMove, casework.Act{Verb: casework.OpenFile, Reason: f.order.Reason, Category: c.Category, Amount: c.Amount, Covered: c.Covered, Class: c.Class})
	return err
}

// latestHousehold is the household as found, else as declared.
func (f *filing) latestHousehold(ctx context.Context, of id.ID) (*store.CaseHousehold, error) {
	for _, side := range []casework.Side{casework.Found, casework.Declared} {
		h, err := f.store.CaseHousehold(ctx, f.tx, of, side, identity.Everything)
		if err != nil || h != nil && h.Household != nil {
			return h, err
		}
	}
	return nil, nil
}

// give opens the file, or brings it up to what was found, with its category,
// and writes down what the decision gave. An urgent case gave it already.
func (f *filing) give(ctx context.Context, found *store.CaseHousehold) error {
	c, today := f.caseMove.Case, f.clock.Today()
	category := cmp.Or(c.Category, f.profile.Award.Category)
	if err := f.intoFile(ctx, found, category); err != nil {
		return err
	}
	c.Household = f.FiledCase.Household
	old, err := f.store.GrantOfCase(ctx, f.tx, c.ID, identity.Everything)
	if err != nil {
		return err
	}
	if old != nil {
		next := *old
		next.Household, next.Version = c.Household, old.Version+1
		return f.saveGrant(ctx, old, &next)
	}
	class, err := f.classOf(ctx, f.profile, found.Household)
	if err != nil {
		return err
	}
	g, err := casework.NewGrant(f.profile, c, today, class)
	if err != nil {
		return err
	}
	return f.addGrant(ctx, g)
}

// payFirst writes down what the decision of an urgent case gave, before its
// papers are there and its file is opened (先行救助).
func (d *Desk) payFirst(ctx context.Context, tx *sqldb.Tx, p *casework.Profile, c *casework.Case, done *casework.Act) error {
	if !p.Award.Urgent || done.Do != casework.StepDecision || done.Verb != casework.Pass {
		return nil
	}
	before, err := d.store.GrantOfCase(ctx, tx, c.ID, identity.Everything)
	if err != nil || before != nil {
		return err
	}
	g, err := casework.NewGrant(p, c, d.clock.Today(), c.Class)
	if err != nil {
		return err
	}
	g.ID, g.Actor, g.Recorded, g.Version = d.ids(), d.actor.Name, d.clock.Now(), 1
	return d.store.AddGrant(ctx, tx, g)
}

// addGrant writes a grant of the case at hand.
func (f *filing) addGrant(ctx context.Context, g *casework.Grant) error {
	g.ID, g.Actor, g.Recorded, g.Version = f.ids(), f.actor.Name, f.clock.Now(), 1
	f.Grants = append(f.Grants, *g)
	return f.store.AddGrant(ctx, f.tx, g)
}

func (f *filing) saveGrant(ctx context.Context, old, next *casework.Grant) error {
	next.Actor, next.Recorded = f.actor.Name, f.clock.Now()
	f.Grants = append(f.Grants, *next)
	return f.store.SaveGrant(ctx, f.tx, old, next, f.caseMove.ID)
}

// intoFile writes the household of the case to the registry. What was found at
// home stands over what another wrote to the same field since; everything else
// that was written since stays.
func (f *filing) intoFile(ctx context.Context, found *store.CaseHousehold, category string) error {
	form := found.Form
	if f.caseMove.Household == "" && form.Household != "" {
		form = unfiled(found.Household)
	}
	if form.Household != "" {
		old, err := f.store.Household(ctx, f.tx, form.Household, f.actor.Scope)
		if err != nil {
			return err
		}
		if form.Version != old.Version {
			base, err := f.store.HouseholdVersion(ctx, f.tx, old.ID, form.Version, f.actor.Scope)
			if err != nil {
				return err
			}
			form, _, _ = form.Rebase(base, old)
		}
	}
	if category != "" {
		form.Categories = granted(form.Categories, category, f.clock.Today())
	}
	e := &editing{Desk: f.Desk, tx: f.tx, places: f.places, SavedHousehold: &SavedHousehold{Form: form}}
	err := e.save(ctx, SaveOrder{Form: form, Accepted: true})
	if f.Faults = e.Faults; err != nil {
		return err
	}
	f.FiledCase.Household, f.FiledCase.Number = e.SavedHousehold.Household, e.SavedHousehold.Number
	return nil
}

// unfiled is the form of a household that has no file yet. What was read of an
// application has ids, which are its own and none of the registry's.
func unfiled(h *registry.Household) registry.Form {
	form := registry.FormOf(h, registry.Show{Personal: true, Cards: true})
	form.Household, form.Version = "", 0
	for i := range form.Members {
		form.Members[i].ID = ""
	}
	return form
}

// granted puts a household's category on its form, from a day on, unless it is
// there and in force.
func granted(all []registry.FormTerm, category string, from day.Date) []registry.FormTerm {
	for _, t := range all {
		if t.Name == category && t.Member == 0 && (t.To == "" || t.To >= from.String()) {
			return all
		}
	}
	return append(slices.Clone(all), registry.FormTerm{Name: category, From: from.String()})
}

// classOf is the review class: the order's, the decision's, or the first of the
// profile whose rule holds of the household.
func (f *filing) classOf(ctx context.Context, p *casework.Profile, h *registry.Household) (string, error) {
	if class := cmp.Or(f.order.Class, f.caseMove.Class); class != "" || len(p.Award.Review) == 0 {
		return class, nil
	}
	facts, err := f.factsOf(ctx, f.tx, h)
	if err != nil {
		return "", err
	}
	for _, r := range p.Award.Review {
		if r.When == "" {
			return r.Class, nil
		}
		when, err := rule.Compile(r.When, rule.UnitHousehold)
		if err != nil {
			return "", err
		}
		verdict, _, err := when.Eval(facts)
		if err != nil {
			return "", err
		}
		if verdict == rule.Yes {
			return r.Class, nil
		}
	}
	return "", nil
}
