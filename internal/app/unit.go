package app

import (
	"context"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// Units gives the tree of units, parents first.
func (d *Desk) Units(ctx context.Context) (units []identity.Unit, err error) {
	if err := d.actor.Must(identity.PlaceSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		units, err = d.store.Units(ctx, tx, "")
		return err
	})
	return units, err
}

// KeepsUnit tells whether the unit is the actor's to change.
func (d *Desk) KeepsUnit(u identity.Unit) bool {
	return d.actor.Can(identity.UnitKeep) && d.actor.Scope.Sees(u.Area, u.Path)
}

// AddUnit makes a unit below a path, "" for the root. problem.Conflict when
// another has the name; problem.Forbidden outside the actor's scope.
func (d *Desk) AddUnit(ctx context.Context, parent string, u identity.Unit) (made identity.Unit, err error) {
	if err := d.actor.Must(identity.UnitKeep); err != nil {
		return made, err
	}
	u.Name = strings.TrimSpace(u.Name)
	if err := u.Check(); err != nil {
		return made, err
	}
	return u, d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := d.placeUnit(ctx, tx, u.Area); err != nil {
			return err
		}
		if above, ok, err := d.store.Unit(ctx, tx, parent); err != nil || parent != "" && (!ok || above.Closed != "") {
			return firstError(err, problem.New(problem.NotFound, "identity.no_unit"))
		}
		path, new, err := d.store.PutUnit(ctx, tx, parent, u)
		if err == nil && !new {
			err = problem.New(problem.Conflict, "identity.unit_taken", "unit", u.Name)
		}
		if err != nil {
			return err
		}
		if u.Path = path; !d.actor.Scope.Sees(u.Area, path) {
			return problem.New(problem.Forbidden, "app.outside_scope")
		}
		return d.recordUnit(ctx, tx, "unit.add", u, nil)
	})
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// placeUnit refuses an area that the tree has not.
func (d *Desk) placeUnit(ctx context.Context, tx *sqldb.Tx, code area.Code) error {
	if code == "" {
		return nil
	}
	path, err := d.store.AreaPath(ctx, tx, code)
	if err == nil && len(path) == 0 {
		err = problem.New(problem.NotFound, "area.no_area")
	}
	return err
}

// EditUnit changes name, kind or area of a unit that still is as it was seen.
func (d *Desk) EditUnit(ctx context.Context, seen, next identity.Unit) error {
	next.Name, next.Path, next.Closed = strings.TrimSpace(next.Name), seen.Path, seen.Closed
	if err := d.actor.Must(identity.UnitKeep); err != nil {
		return err
	}
	if err := next.Check(); err != nil {
		return err
	}
	return d.changeUnit(ctx, "unit.edit", seen, next, map[string]string{"was": seen.Name, "now": next.Name})
}

// CloseUnit ends a unit on a day; the unset day opens it again. Its records
// stay, and lists can't use it any more. problem.Conflict while units below it
// are open.
func (d *Desk) CloseUnit(ctx context.Context, seen identity.Unit, last day.Date) error {
	if err := d.actor.Must(identity.UnitKeep); err != nil {
		return err
	}
	next, name := seen, "unit.open"
	if next.Closed = ""; !last.IsZero() {
		next.Closed, name = last.String(), "unit.close"
	}
	return d.changeUnit(ctx, name, seen, next, map[string]string{"closed": next.Closed})
}

func (d *Desk) changeUnit(ctx context.Context, name string, seen, next identity.Unit, detail any) error {
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		there, ok, err := d.store.Unit(ctx, tx, seen.Path)
		if err != nil || !ok || !d.KeepsUnit(there) {
			return firstError(err, problem.New(problem.NotFound, "identity.no_unit"))
		}
		if !d.actor.Scope.Sees(next.Area, next.Path) {
			return problem.New(problem.Forbidden, "app.outside_scope")
		}
		if err := d.placeUnit(ctx, tx, next.Area); err != nil {
			return err
		}
		if name == "unit.close" {
			if err := d.allClosedBelow(ctx, tx, seen.Path); err != nil {
				return err
			}
		}
		if err := d.store.SaveUnit(ctx, tx, seen, next); err != nil {
			return err
		}
		return d.recordUnit(ctx, tx, name, next, detail)
	})
}

func (d *Desk) allClosedBelow(ctx context.Context, tx *sqldb.Tx, path string) error {
	below, err := d.store.Units(ctx, tx, path)
	for _, u := range below {
		if u.Path != path && u.Closed == "" {
			return problem.New(problem.Conflict, "identity.unit_open_below")
		}
	}
	return err
}

func (d *Desk) recordUnit(ctx context.Context, tx *sqldb.Tx, name string, u identity.Unit, detail any) error {
	return d.record(ctx, tx, act{name: name, noun: "unit", where: place{u.Area, u.Path}, count: 1, detail: detail})
}
