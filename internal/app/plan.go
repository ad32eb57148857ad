package app

import (
	"context"
	"errors"
	"slices"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/plans"
)

// PlanState is how far a plan of the library is.
type PlanState string

// The states.
const (
	PlanInUse  PlanState = "in_use" // an active campaign runs by it
	PlanDraft  PlanState = "draft"  // a question of the paper is open, or something is wrong
	PlanReady  PlanState = "ready"  // nothing stands in the way of a campaign
	PlanBroken PlanState = "broken" // can no longer be read, say for want of what it extends
)

// PlanLine is a plan on the library's list.
type PlanLine struct {
	Ref      string    `json:"plan"` // the name of a shipped plan, the id of an own one
	Name     string    `json:"name"` // what its text calls itself
	Title    string    `json:"title"`
	Shipped  bool      `json:"shipped"` // comes with the program, and is read only
	Holds    []string  `json:"holds"`   // sections that say what kind of plan it is: cash, pairing …
	Area     area.Code `json:"area,omitempty"`
	Place    string    `json:"place,omitempty"` // name of the area or unit that it is for
	Owner    string    `json:"owner,omitempty"` // of the place that keeps an own plan
	From     day.Date  `json:"from"`
	To       day.Date  `json:"to"`
	State    PlanState `json:"state"`
	Errors   int       `json:"errors"`
	Warnings int       `json:"warnings"`
	Notes    int       `json:"notes"`
	Open     int       `json:"open"`              // questions that nobody has answered
	Version  int64     `json:"version,omitempty"` // of an own plan
	Actor    string    `json:"actor,omitempty"`   // who wrote that version
	Recorded string    `json:"recorded,omitempty"`
}

// PlanPage is a page of the library. The shipped plans stand on the first.
type PlanPage struct {
	Shipped []PlanLine `json:"shipped,omitempty"`
	Own     []PlanLine `json:"own"`
	Next    string     `json:"next,omitempty"` // key of the next page
}

// PlanView is a plan that was read.
type PlanView struct {
	PlanLine
	Text     []byte
	Digest   string
	Origin   string // the shipped plan that it was copied from
	Note     string
	Latest   int64 // the newest version
	Keep     bool  // the actor may write the next one
	Plan     *plan.Plan
	Findings []plan.Finding
}

// Plans gives a page of the library: the plans that come with the program, and
// the office's own whose place meets the actor's scope, the last changed first.
func (d *Desk) Plans(ctx context.Context, after string, limit int) (page *PlanPage, err error) {
	if err := d.actor.Must(identity.PlanSee); err != nil {
		return nil, err
	}
	page = &PlanPage{Own: []PlanLine{}}
	return page, d.store.Read(ctx, func(tx *sqldb.Tx) error {
		if after == "" {
			for _, name := range plans.List() {
				if err := d.listPlan(ctx, tx, &page.Shipped, &plan.Kept{Name: name}); err != nil {
					return err
				}
			}
		}
		own, err := d.store.KeptPlans(ctx, tx, d.actor.Scope, after, limit+1)
		if err != nil {
			return err
		}
		if len(own) > limit {
			own = own[:limit]
			page.Next = string(own[limit-1].Recorded) + " " + string(own[limit-1].ID)
		}
		for _, kept := range own {
			if err := d.listPlan(ctx, tx, &page.Own, kept); err != nil {
				return err
			}
		}
		return nil
	})
}

// listPlan reads a plan for the list. One that can no longer be read is on it
// all the same.
func (d *Desk) listPlan(ctx context.Context, tx *sqldb.Tx, to *[]PlanLine, kept *plan.Kept) error {
	v, err := d.readPlan(ctx, tx, kept)
	if err != nil {
		return err
	}
	*to = append(*to, v.PlanLine)
	return nil
}

// PlanOf gives a plan of the library, read and checked: a shipped one by its name,
// an own one by its id. Of an own one version 0 is the latest.
func (d *Desk) PlanOf(ctx context.Context, ref string, version int64) (v *PlanView, err error) {
	if err := d.actor.Must(identity.PlanSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		v, err = d.planByRef(ctx, tx, ref, version)
		return err
	})
	return v, err
}

// PlanVersions gives the versions of an own plan, the newest first, at most
// limit below a version, 0 is from the top. A shipped plan has none.
func (d *Desk) PlanVersions(ctx context.Context, ref string, below int64, limit int) (all []plan.Revision, err error) {
	if err := d.actor.Must(identity.PlanSee); err != nil {
		return nil, err
	}
	if slices.Contains(plans.List(), ref) {
		return nil, nil
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		all = nil
		kept, err := d.store.PlanRevisions(ctx, tx, planID(ref), below, limit, d.actor.Scope)
		for _, k := range kept {
			all = append(all, k.Revision)
		}
		if err == nil && len(all) == 0 && below == 0 {
			return problem.New(problem.NotFound, "plan.not_found")
		}
		return err
	})
	return all, err
}

// planID is the id that a reference may be; what is no id finds nothing.
func planID(ref string) id.ID {
	of, err := id.Parse(ref)
	if err != nil {
		return ""
	}
	return of
}

func (d *Desk) planByRef(ctx context.Context, tx *sqldb.Tx, ref string, version int64) (*PlanView, error) {
	kept := &plan.Kept{Name: ref}
	if !slices.Contains(plans.List(), ref) {
		var err error
		if kept, err = d.store.KeptPlan(ctx, tx, planID(ref), version, d.actor.Scope); err != nil {
			return nil, err
		}
	}
	return d.readPlan(ctx, tx, kept)
}

// readPlan reads and checks a plan: a shipped one when it has no id.
func (d *Desk) readPlan(ctx context.Context, tx *sqldb.Tx, kept *plan.Kept) (v *PlanView, err error) {
	v = &PlanView{PlanLine: PlanLine{Ref: kept.Name, Name: kept.Name, Title: kept.Title, Shipped: kept.ID == "", State: PlanBroken}}
	if v.Shipped {
		if v.Text, err = plans.Open(kept.Name); err != nil {
			return nil, problem.Wrap(err, problem.NotFound, "plan.not_found")
		}
		v.Digest = plan.TextDigest(v.Text)
	} else {
		text, err := d.store.PlanText(ctx, tx, kept.Digest)
		if err != nil {
			return nil, err
		}
		v.Text, v.Ref, v.Version, v.Latest, v.Digest = []byte(text), string(kept.ID), kept.Version, kept.Latest, kept.Digest
		v.Origin, v.Note, v.Actor, v.Recorded = kept.Origin, kept.Note, kept.Actor, string(kept.Recorded)
		v.Keep = d.actor.Can(identity.PlanKeep) && d.actor.Scope.CoversPlace(kept.Area, kept.Unit)
		if v.Owner, err = d.placeName(ctx, tx, kept.Area, kept.Unit); err != nil {
			return nil, err
		}
	}
	v.Plan, v.Findings, err = d.checkPlan(ctx, tx, v.Name, v.Text, nil)
	if err != nil {
		if problem.CodeOf(err) == problem.Internal {
			return nil, err
		}
		v.Errors = 1
		return v, nil
	}
	return v, d.describePlan(ctx, tx, v)
}

// checkPlan reads a plan's text. What it extends is an own plan that the actor
// sees, else a shipped one.
func (d *Desk) checkPlan(ctx context.Context, tx *sqldb.Tx, name string, text []byte, params map[string]string) (*plan.Plan, []plan.Finding, error) {
	procedures, err := d.proceduresFor(ctx, tx, text)
	if err != nil {
		return nil, nil, err
	}
	return d.plans.check(text, plan.ReadOptions{Name: name + plans.Suffix, Params: params, Calendar: d.Calendar(), Today: d.clock.Today(), Procedures: procedures,
		Open: func(base string) ([]byte, error) { return d.openBase(ctx, tx, base) }})
}

func (d *Desk) openBase(ctx context.Context, tx *sqldb.Tx, base string) ([]byte, error) {
	kept, err := d.store.KeptPlanByName(ctx, tx, strings.TrimSuffix(base, plans.Suffix), d.actor.Scope)
	if problem.Is(err, problem.NotFound) {
		return plans.Open(base)
	}
	if err != nil {
		return nil, err
	}
	text, err := d.store.PlanText(ctx, tx, kept.Digest)
	return []byte(text), err
}

// describePlan fills what the list says of a plan.
func (d *Desk) describePlan(ctx context.Context, tx *sqldb.Tx, v *PlanView) (err error) {
	p := v.Plan
	v.Title, v.Area, v.Open, v.State = firstOf(p.Title, v.Title), p.Area, len(p.Assumptions), PlanReady
	v.From, v.To, v.Holds = p.Period.From.Day, p.Period.To.Day, p.Holds()
	for i := range v.Findings {
		switch v.Findings[i].Severity {
		case plan.Error:
			v.Errors++
		case plan.Warning:
			v.Warnings++
		default:
			v.Notes++
		}
	}
	if v.Place = p.Unit; v.Place == "" {
		if v.Place, err = d.placeName(ctx, tx, p.Area, ""); err != nil {
			return err
		}
	}
	used, err := d.store.PlansInUse(ctx, tx, []string{firstOf(p.ID, v.Name)}, d.actor.Scope)
	switch {
	case err != nil:
		return err
	case len(used) > 0:
		v.State = PlanInUse
	case p.Draft() || v.Errors > 0:
		v.State = PlanDraft
	}
	return nil
}

// placeName is what people call an area or a unit; its code or path when the
// registry does not know it.
func (d *Desk) placeName(ctx context.Context, tx *sqldb.Tx, where area.Code, unit string) (string, error) {
	if unit != "" {
		units, err := d.store.Units(ctx, tx, unit)
		if err != nil {
			return "", err
		}
		for _, u := range units {
			if u.Path == unit {
				return u.Name, nil
			}
		}
	}
	if where == "" {
		return "", nil
	}
	a, err := d.store.Area(ctx, tx, where)
	if errors.Is(err, sqldb.ErrNoRow) || a.Name == "" && err == nil {
		return string(where), nil
	}
	return a.Name, err
}

// Document is the plan as an office reads it, in Chinese: plans are Chinese
// texts in every language of the pages.
func (v *PlanView) Document() *plan.Document { return v.Plan.Document(locale.Chinese) }
