package app

import (
	"context"
	"fmt"

	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/store"
)

// load reads the files of a request as they stand, within the scope.
func (w *changing) load(ctx context.Context, c *registry.ChangeRequest) (err error) {
	w.standing = registry.ChangeFiles{}
	if w.standing.File, err = w.store.Household(ctx, w.tx, c.Household, w.actor.Scope); err != nil {
		return err
	}
	if !w.standing.File.Closed.IsZero() {
		return problem.New(problem.Conflict, "registry.file_closed", "number", w.standing.File.Number)
	}
	if c.Other != "" {
		w.standing.Other, err = w.store.Household(ctx, w.tx, c.Other, w.actor.Scope)
	}
	return err
}

// baseOf is the version of the file that the request was made on.
func (w *changing) baseOf(ctx context.Context, c *registry.ChangeRequest) (*registry.Household, error) {
	if c.Version == w.standing.File.Version {
		return w.standing.File, nil
	}
	return w.store.HouseholdVersion(ctx, w.tx, c.Household, c.Version, w.actor.Scope)
}

// options are what reading a form takes. A household may move to any village of
// its county: their names are no secret.
func (w *changing) options(ctx context.Context, near area.Code) (registry.FormOptions, error) {
	if w.places == nil {
		villages, err := w.store.Villages(ctx, w.tx, near.Up(area.County), w.clock.Today().String(), villagesKnown)
		if err != nil {
			return registry.FormOptions{}, err
		}
		w.places = &places{villages: villages, units: map[string]string{}}
	}
	return registry.FormOptions{Today: w.clock.Today(), Place: w.places.find, NewID: w.ids}, nil
}

// carry works the request out upon the files as they stand. problem.Invalid with
// Faults when that can't be.
func (w *changing) carry(ctx context.Context, c *registry.ChangeRequest) (after registry.ChangeFiles, err error) {
	o, err := w.options(ctx, w.standing.File.Area)
	if err != nil {
		return after, err
	}
	after, found := c.Carry(w.standing, o)
	w.Faults = append(w.Faults, found...)
	if w.Faults.Wrong() {
		return after, problem.New(problem.Invalid, "registry.form_wrong")
	}
	return after, nil
}

// stale finds where the file has changed too since the request was made on it,
// and takes choices on that into the request, which stands on the file as it is
// by then. It tells whether anything was chosen; problem.Conflict with
// Collisions when something is left to choose.
func (w *changing) stale(ctx context.Context, c *registry.ChangeRequest, choices map[string]registry.Choice) (chosen bool, err error) {
	base, err := w.baseOf(ctx, c)
	if err != nil {
		return false, err
	}
	both := c.Ask.Collisions(base, w.standing.File)
	w.Collisions = c.Ask.Settle(both, choices)
	if len(w.Collisions) > 0 {
		return false, problem.New(problem.Conflict, "registry.change.stale", "number", w.standing.File.Number)
	}
	kind := registry.KindOf(c.Kind)
	if len(both) > 0 && c.Ask.Empty(kind) {
		return false, problem.New(problem.Invalid, "registry.change.nothing_left")
	}
	c.Version, c.Aspects, c.Ask.Chosen = w.standing.File.Version, c.Ask.Aspects(kind), nil
	if w.standing.Other != nil {
		c.OtherVersion = w.standing.Other.Version
	}
	return len(both) > 0, nil
}

// fits holds the files after a change against places and the other files, and,
// when they are to be written, against the scope of who writes them.
func (w *changing) fits(ctx context.Context, after registry.ChangeFiles, writing bool) error {
	own := []*registry.Household{after.File, after.Other, after.Fresh}
	for _, next := range own {
		if next == nil || !next.Closed.IsZero() {
			continue
		}
		e := &editing{Desk: w.Desk, tx: w.tx, places: w.places, SavedHousehold: &SavedHousehold{}}
		if err := e.fitsAmong(ctx, next, own, writing); err != nil {
			return err
		}
		for _, f := range e.Faults {
			f.At = w.placeIn(f.At, next)
			w.Faults = append(w.Faults, f)
		}
	}
	if w.Faults.Wrong() {
		return problem.New(problem.Invalid, "registry.form_wrong")
	}
	return nil
}

// placeIn is a place on a form by the id of the member it speaks of, as the
// request names it; of who joins, by his place among those who do.
func (w *changing) placeIn(at string, next *registry.Household) string {
	var n int
	var field string
	if _, err := fmt.Sscanf(at, "member.%d.%s", &n, &field); err != nil || n < 1 || n > len(next.Members) {
		return at
	}
	listed := len(w.standing.File.Members)
	if joining := n - listed; w.Request.Kind == registry.ChangeAddMember && joining > 0 {
		return fmt.Sprintf("added.%d.%s", joining, field)
	}
	return "member." + string(next.Members[n-1].ID) + "." + field
}

// fitsAmong is fits for one of several files that change together.
func (e *editing) fitsAmong(ctx context.Context, next *registry.Household, own []*registry.Household, writing bool) error {
	unit, err := e.unitKnown(ctx, next.Unit)
	if err != nil {
		return err
	}
	switch {
	case !unit:
		e.Faults.Refuse("unit", "registry.unit_unknown")
	case writing && !e.actor.Scope.Sees(next.Area, next.Unit):
		e.Faults.Refuse("village", "registry.change.outside")
	}
	known, err := e.store.FindExisting(ctx, e.tx, []*store.Prepared{e.store.Prepare(next, e.clock.Now())})
	if err != nil {
		return err
	}
	for _, k := range known[0] {
		if !among(own, &k) {
			if err := e.taken(ctx, &k, next); err != nil {
				return err
			}
		}
	}
	return nil
}

func among(own []*registry.Household, k *registry.Known) bool {
	for _, h := range own {
		if h != nil && h.ID == k.ID {
			return true
		}
	}
	return false
}

// ChangeConflict is another request that lays its hands on the same thing. Of
// one outside the scope its village alone is told, so that its office can be
// asked.
type ChangeConflict struct {
	ID      id.ID                `json:"id,omitempty"`
	Number  string               `json:"number,omitempty"`
	Kind    registry.ChangeCode  `json:"kind,omitempty"`
	State   registry.ChangeState `json:"state,omitempty"`
	File    string               `json:"file,omitempty"` // number of its household
	Village string               `json:"village,omitempty"`
	On      []string             `json:"on"` // fields; "member", "members", "file", "person" for more than a field
}

// conflicts finds the pending requests that lay their hands on the same things.
func (w *changing) conflicts(ctx context.Context, c *registry.ChangeRequest) error {
	mine := c.Touches(w.store.ContentDigest)
	found, err := w.store.TouchedBy(ctx, w.tx, c.ID, mine)
	if err != nil {
		return err
	}
	for of, theirs := range found {
		both := registry.Overlap(mine, theirs)
		if len(both) == 0 {
			continue
		}
		one, err := w.conflictWith(ctx, of, both)
		if err != nil {
			return err
		}
		w.Conflicts = append(w.Conflicts, one)
	}
	sortConflicts(w.Conflicts)
	if len(w.Conflicts) > 0 {
		return problem.New(problem.Conflict, "registry.change.conflict", "numbers", numbersOf(w.Conflicts))
	}
	return nil
}

func (w *changing) conflictWith(ctx context.Context, of id.ID, both []registry.Touch) (one ChangeConflict, err error) {
	other, err := w.store.Change(ctx, w.tx, of, identity.Everything)
	if err != nil {
		return one, err
	}
	one.On = touchedFields(both)
	if !w.actor.Scope.Sees(other.Area, other.Unit) {
		one.Village, err = w.villageName(ctx, w.tx, other.Area)
		return one, err
	}
	one.ID, one.Number, one.Kind, one.State, one.File = other.ID, other.Number, other.Kind, other.State, other.File
	return one, nil
}
