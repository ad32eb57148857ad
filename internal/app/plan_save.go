package app

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/plans"
)

// What the library takes in: a plan of some two thousand clauses, and a note of
// a few lines. The reader of plans has limits of its own.
const (
	mostPlanText = 1 << 20 // bytes
	mostPlanNote = 200     // characters
)

// PlanOrder is a text to be kept as a plan's next version.
type PlanOrder struct {
	Plan id.ID  // "" makes a new plan
	Seen int64  // the version that was edited; 0 for a new plan
	Text []byte // YAML
	Note string // what changed
}

// SavePlan keeps a text as the next version of an own plan, or as a new one. It
// is refused when it can't be read, with the line. What the check finds does not
// stand in the way: such a plan is a draft, and no campaign runs by it. The same
// text as before makes no version.
//
// problem.Conflict when somebody saved a version meanwhile: the text is then to
// be held against theirs.
func (d *Desk) SavePlan(ctx context.Context, order PlanOrder) (*PlanView, error) {
	if err := d.actor.Must(identity.PlanKeep); err != nil {
		return nil, err
	}
	return d.savePlan(ctx, order, "")
}

// CopyPlanOrder makes an own plan of one of the library.
type CopyPlanOrder struct {
	Ref     string // of the plan to copy
	Version int64  // of an own one; 0 is the latest
	Name    string // what the copy is to call itself; "" makes one
	Title   string // "" keeps the title
}

// CopyPlan makes an own plan of a shipped or an own one, comments and all.
func (d *Desk) CopyPlan(ctx context.Context, order CopyPlanOrder) (*PlanView, error) {
	if err := d.actor.Must(identity.PlanKeep); err != nil {
		return nil, err
	}
	from, err := d.PlanOf(ctx, order.Ref, order.Version)
	if err != nil {
		return nil, err
	}
	name := strings.TrimSpace(order.Name)
	if name == "" {
		if name, err = d.freeName(ctx, from.Name); err != nil {
			return nil, err
		}
	}
	if !plan.IsName(name) {
		return nil, problem.New(problem.Invalid, "plan.bad_name", "name", name)
	}
	text := plan.Rename(from.Text, name, strings.TrimSpace(order.Title))
	return d.savePlan(ctx, PlanOrder{Text: text}, firstOf(from.Origin, shippedName(from)))
}

func shippedName(v *PlanView) string {
	if v.Shipped {
		return v.Name
	}
	return ""
}

// freeName is the name with the first number behind it that no plan of the
// actor's place bears.
func (d *Desk) freeName(ctx context.Context, name string) (free string, err error) {
	name = numbered.ReplaceAllString(name, "")
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		for n := 2; ; n++ {
			free = plan.Numbered(name, n)
			_, err := d.store.KeptPlanByName(ctx, tx, free, d.actor.Scope)
			if problem.Is(err, problem.NotFound) {
				return nil
			}
			if err != nil {
				return err
			}
		}
	})
	return free, err
}

var numbered = regexp.MustCompile(`-\d{1,3}$`)

func (d *Desk) savePlan(ctx context.Context, order PlanOrder, origin string) (*PlanView, error) {
	text, err := planText(order.Text)
	if err != nil {
		return nil, err
	}
	order.Note = strings.Join(strings.Fields(order.Note), " ")
	if utf8.RuneCountInString(order.Note) > mostPlanNote {
		return nil, problem.New(problem.Invalid, "plan.note_too_long", "most", mostPlanNote)
	}
	var kept *plan.Kept
	err = d.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
		kept, err = d.nextPlan(ctx, tx, order, text, origin)
		return err
	})
	if err != nil && !errors.Is(err, errSameText) {
		return nil, err
	}
	return d.PlanOf(ctx, string(kept.ID), 0)
}

// errSameText ends a save that has nothing to write.
var errSameText = errors.New("same text")

// planText is the text in the form it is kept in: without the mark that some
// editors put first, lines ended as on one machine.
func planText(text []byte) ([]byte, error) {
	text = bytes.ReplaceAll(bytes.TrimPrefix(text, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
	if len(text) > mostPlanText {
		return nil, problem.New(problem.TooLarge, "yamldoc.too_large", "most", mostPlanText>>20, "kind", plan.Book.Kind)
	}
	return text, nil
}

// nextPlan writes the next version, or the first of a new plan.
func (d *Desk) nextPlan(ctx context.Context, tx *sqldb.Tx, order PlanOrder, text []byte, origin string) (*plan.Kept, error) {
	kept := &plan.Kept{ID: order.Plan}
	if order.Plan != "" {
		var err error
		if kept, err = d.store.KeptPlan(ctx, tx, order.Plan, 0, d.actor.Scope); err != nil {
			return nil, err
		}
		if !d.actor.Scope.CoversPlace(kept.Area, kept.Unit) {
			return nil, problem.New(problem.Forbidden, "app.outside_scope")
		}
		origin = kept.Origin
	}
	p, _, err := d.checkPlan(ctx, tx, kept.Name, text, nil)
	if err != nil {
		return nil, err
	}
	if err := calledRight(p, kept); err != nil {
		return nil, err
	}
	before := kept.Digest
	kept.Revision = plan.Revision{Version: order.Seen + 1, Digest: plan.TextDigest(text), Title: p.Title, Origin: origin, Note: order.Note,
		Actor: d.actor.Name, Recorded: d.clock.Now()}
	if before == kept.Digest {
		return kept, errSameText
	}
	if err := d.store.AddPlanText(ctx, tx, kept.Digest, p.ID, string(text), kept.Recorded); err != nil {
		return nil, err
	}
	return kept, d.putPlan(ctx, tx, kept, p)
}

// calledRight refuses a text that does not say what plan it is.
func calledRight(p *plan.Plan, kept *plan.Kept) error {
	switch {
	case !plan.IsName(p.ID):
		return problem.New(problem.Invalid, "plan.bad_name", "name", p.ID)
	case strings.TrimSpace(p.Title) == "":
		return problem.New(problem.Invalid, "plan.no_title")
	case kept.ID != "" && p.ID != kept.Name:
		return problem.New(problem.Invalid, "plan.name_differs", "name", kept.Name, "now", p.ID)
	case kept.ID == "" && slices.Contains(plans.List(), p.ID):
		return problem.New(problem.Conflict, "plan.name_shipped", "name", p.ID)
	}
	return nil
}

func (d *Desk) putPlan(ctx context.Context, tx *sqldb.Tx, kept *plan.Kept, p *plan.Plan) (err error) {
	name := "plan.keep"
	if kept.ID == "" {
		name = "plan.add"
		home := d.homeOf(p.Area)
		if !d.actor.Scope.CoversPlace(home.Area, home.Unit) {
			return problem.New(problem.Forbidden, "app.outside_scope")
		}
		kept.ID, kept.Name, kept.Area, kept.Unit, kept.Version = d.ids(), p.ID, home.Area, home.Unit, 1
		err = d.store.AddPlan(ctx, tx, kept)
	} else {
		err = d.store.AddPlanVersion(ctx, tx, kept)
	}
	if err != nil {
		return err
	}
	return d.record(ctx, tx, act{name: name, noun: "plan", subject: kept.ID, where: place{kept.Area, kept.Unit}, count: 1, digest: kept.Digest,
		detail: map[string]any{"plan": kept.Name, "version": kept.Version}})
}

// homeOf is the place that keeps what the actor makes: of the places of its
// scope the one that a plan is for, or else the first.
func (d *Desk) homeOf(where area.Code) (home place) {
	scope := d.actor.Scope
	if scope.All {
		return home
	}
	if len(scope.Areas) > 0 {
		home.Area = scope.Areas[0]
		for _, a := range scope.Areas {
			if where != "" && a.Contains(where) {
				home.Area = a
			}
		}
	}
	if len(scope.Units) > 0 {
		home.Unit = scope.Units[0]
	}
	return home
}
