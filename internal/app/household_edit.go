package app

import (
	"context"
	"strconv"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// HouseholdForm gives the form of a file as it stands, what is personal masked.
func (d *Desk) HouseholdForm(ctx context.Context, number string) (form registry.Form, err error) {
	if err := d.actor.Must(identity.HouseholdKeep); err != nil {
		return form, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		of, err := d.householdOf(ctx, tx, number)
		if err != nil {
			return err
		}
		h, err := d.store.Household(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		form = registry.FormOf(h, registry.Show{})
		return nil
	})
	return form, err
}

// SaveOrder brings a form to the registry.
type SaveOrder struct {
	Form     registry.Form
	Accepted bool                       // the warnings were read
	Choices  map[string]registry.Choice // on what another has changed too, by Collision.Key
}

// SavedHousehold is what became of a form. When the error is problem.Invalid,
// Faults says why; when it is problem.Conflict, Collisions holds both values of
// every field that another has changed meanwhile, and Form is to be sent again
// with a choice for each.
type SavedHousehold struct {
	Household  id.ID
	Number     string
	Version    int
	Unchanged  bool // the file says so already
	Faults     registry.Faults
	Form       registry.Form
	Taken      []registry.Collision // what the other changed alone, now on the form
	Collisions []registry.Collision
}

// SaveHousehold opens a file, or brings one up to a form. It is read and checked
// as a list is. The version before stays in the history; campaigns under way
// keep their entries until their rosters are built anew.
//
// problem.Invalid with Faults for what is wrong, or doubtful and not Accepted;
// problem.Conflict with Collisions when another saved since Form.Version.
func (d *Desk) SaveHousehold(ctx context.Context, order SaveOrder) (saved *SavedHousehold, err error) {
	if err := d.actor.Must(identity.HouseholdKeep); err != nil {
		return nil, err
	}
	places, err := d.openPlaces(ctx, ImportOrder{AsOf: d.clock.Today()})
	if err != nil {
		return nil, err
	}
	var refused error
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		e := &editing{Desk: d, tx: tx, places: places, SavedHousehold: &SavedHousehold{Form: order.Form}}
		saved = e.SavedHousehold
		refused = e.save(ctx, order)
		switch problem.CodeOf(refused) {
		case problem.Invalid, problem.Conflict: // nothing was written, and what is told stays
			return nil
		}
		return refused
	})
	if err == nil {
		err = refused
	}
	if err != nil && saved != nil && !saved.told() {
		saved = nil
	}
	return saved, err
}

func (s *SavedHousehold) told() bool { return len(s.Faults)+len(s.Taken)+len(s.Collisions) > 0 }

// editing is one form on its way into the registry.
type editing struct {
	*Desk
	tx     *sqldb.Tx
	places *places
	*SavedHousehold
}

func (e *editing) save(ctx context.Context, order SaveOrder) error {
	old, err := e.standing(ctx, order)
	if err != nil {
		return err
	}
	next, faults := e.Form.Read(old, registry.FormOptions{Today: e.clock.Today(), Place: e.places.find, NewID: e.ids})
	e.Faults = faults
	if next == nil {
		return problem.New(problem.Invalid, "registry.form_wrong")
	}
	next.Version, next.Batch = 1, e.ids()
	if old != nil {
		next.Version = old.Version + 1
	}
	if next.Number == "" {
		next.MakeNumber(e.store.ContentDigest)
	}
	prepared := e.store.Prepare(next, e.clock.Now())
	if err := e.fits(ctx, old, next, prepared); err != nil {
		return err
	}
	e.SavedHousehold.Household, e.Number, e.SavedHousehold.Version = next.ID, next.Number, next.Version
	if old != nil && prepared.Digest == e.store.Prepare(old, e.clock.Now()).Digest {
		e.Unchanged, e.SavedHousehold.Version = true, old.Version
		return nil
	}
	if len(e.Faults) > 0 && !order.Accepted {
		return problem.New(problem.Invalid, "registry.form_doubtful")
	}
	return e.keep(ctx, old, next, prepared)
}

// standing is the file that the form is of, nil for a new one, and brings the
// form up to it.
func (e *editing) standing(ctx context.Context, order SaveOrder) (*registry.Household, error) {
	if e.Form.Household == "" {
		return nil, nil
	}
	old, err := e.store.Household(ctx, e.tx, e.Form.Household, e.actor.Scope)
	if err != nil {
		return nil, err
	}
	if !old.Closed.IsZero() {
		return nil, problem.New(problem.Conflict, "registry.file_closed", "number", old.Number)
	}
	if e.Form.Version != old.Version {
		base, err := e.store.HouseholdVersion(ctx, e.tx, old.ID, e.Form.Version, e.actor.Scope)
		if err != nil {
			return nil, err
		}
		e.Form, e.Taken, e.Collisions = e.Form.Rebase(base, old)
		if e.told() {
			return nil, problem.New(problem.Conflict, "registry.changed", "number", old.Number)
		}
	}
	e.Form = e.Form.Choose(old, order.Choices)
	return old, nil
}

// fits holds the household against scope, places and the other files.
func (e *editing) fits(ctx context.Context, old, next *registry.Household, prepared *store.Prepared) error {
	unit, err := e.unitKnown(ctx, next.Unit)
	if err != nil {
		return err
	}
	switch {
	case !unit:
		e.Faults.Refuse("unit", "registry.unit_unknown")
	case !e.actor.Scope.Sees(next.Area, next.Unit):
		e.Faults.Refuse("village", "app.outside_scope")
	}
	known, err := e.store.FindExisting(ctx, e.tx, []*store.Prepared{prepared})
	if err != nil {
		return err
	}
	for _, k := range known[0] {
		if old == nil || k.ID != old.ID {
			if err := e.taken(ctx, &k, next); err != nil {
				return err
			}
		}
	}
	if e.Faults.Wrong() {
		return problem.New(problem.Invalid, "registry.form_wrong")
	}
	return nil
}

func (e *editing) unitKnown(ctx context.Context, path string) (bool, error) {
	if path == "" {
		return true, nil
	}
	units, err := e.store.Units(ctx, e.tx, path)
	return len(units) > 0 && units[0].Path == path, err
}

// taken tells that another file has the number or one of the members. Of a file
// outside the scope it tells the village alone, so that its office can be asked.
func (e *editing) taken(ctx context.Context, k *registry.Known, next *registry.Household) error {
	village, err := e.villageName(ctx, e.tx, k.Area)
	if err != nil {
		return err
	}
	inside, at := e.actor.Scope.Sees(k.Area, k.Unit), "number"
	if k.Shared > 0 {
		if at, err = e.sharedAt(ctx, k, next); err != nil {
			return err
		}
	}
	switch {
	case !inside:
		e.Faults.Refuse(at, "registry.elsewhere", "village", village)
	case k.Shared > 0:
		e.Faults.Refuse(at, "registry.member_elsewhere", "number", k.Number, "head", personal.NewName(k.Head))
	default:
		e.Faults.Refuse(at, "registry.number_taken", "number", k.Number, "head", personal.NewName(k.Head))
	}
	return nil
}

// sharedAt is the place on the form of the member that another file has.
func (e *editing) sharedAt(ctx context.Context, k *registry.Known, next *registry.Household) (string, error) {
	other, err := e.store.Household(ctx, e.tx, k.ID, identity.Everything)
	if err != nil {
		return "", err
	}
	for i := range next.Members {
		for j := range other.Members {
			if n := next.Members[i].IDNumber; !n.IsZero() && n.Secret == other.Members[j].IDNumber.Secret {
				return "member." + strconv.Itoa(i+1) + ".id_number", nil
			}
		}
	}
	return "", nil
}

// editDetail is what the record keeps of a change by hand: which fields, no
// values.
type editDetail struct {
	Version int      `json:"version"`
	Command id.ID    `json:"command"`
	Fields  []string `json:"fields,omitempty"`
}

// keep writes the version and puts it on record.
func (e *editing) keep(ctx context.Context, old, next *registry.Household, prepared *store.Prepared) error {
	detail := editDetail{Version: next.Version, Command: next.Batch}
	if old == nil {
		if err := e.store.AddHouseholds(ctx, e.tx, []*store.Prepared{prepared}); err != nil {
			return err
		}
		return e.recordHousehold(ctx, e.tx, "household.open", next, detail)
	}
	if err := e.store.ReplaceHousehold(ctx, e.tx, old, prepared, e.clock.Now()); err != nil {
		return err
	}
	detail.Fields = changedFields(old, next)
	return e.recordHousehold(ctx, e.tx, "household.edit", next, detail)
}
