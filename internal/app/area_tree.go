package app

import (
	"context"
	"io"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// AreaPage is a part of the area tree.
type AreaPage struct {
	Path []store.AreaNode // from the top to the area shown; empty at the top
	Rows []store.AreaNode // directly below, in code order
	More bool
}

// Areas shows the areas directly below one, "" for the top, behind after.
// problem.NotFound when the tree has not the area.
func (d *Desk) Areas(ctx context.Context, parent, after area.Code, limit int) (page *AreaPage, err error) {
	if err := d.actor.Must(identity.PlaceSee); err != nil {
		return nil, err
	}
	page = &AreaPage{}
	return page, d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if page.Path, err = d.store.AreaPath(ctx, tx, parent); err != nil {
			return err
		}
		if parent != "" && len(page.Path) == 0 {
			return problem.New(problem.NotFound, "area.no_area")
		}
		page.Rows, err = d.store.AreasBelow(ctx, tx, parent, after, limit+1)
		if page.More = len(page.Rows) > limit; page.More {
			page.Rows = page.Rows[:limit]
		}
		return err
	})
}

// FindAreas gives areas by the beginning of their name or code.
func (d *Desk) FindAreas(ctx context.Context, text string, limit int) (found []store.AreaNode, err error) {
	if err := d.actor.Must(identity.PlaceSee); err != nil {
		return nil, err
	}
	if text = strings.TrimSpace(text); text == "" {
		return nil, nil
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		found, err = d.store.FindAreas(ctx, tx, text, limit)
		return err
	})
	return found, err
}

// AddArea adds an area to the tree. problem.Conflict when its code is there.
func (d *Desk) AddArea(ctx context.Context, a area.Area) error {
	a.Name = strings.TrimSpace(a.Name)
	if a.LocalLevel == "" {
		a.LocalLevel = area.LocalLevel(a.Name)
	}
	return d.changeArea(ctx, "area.add", a.Code, func(tx *sqldb.Tx, there *store.AreaNode) (area.Area, error) {
		if there != nil {
			return a, problem.New(problem.Conflict, "area.there", "code", a.Code.Short(), "name", there.Name)
		}
		if above := a.Code.Parent(); above != "" {
			if path, err := d.store.AreaPath(ctx, tx, above); err != nil || len(path) == 0 {
				return a, firstError(err, problem.New(problem.Invalid, "area.no_parent", "code", above.Short()))
			}
		}
		return a, nil
	})
}

// RenameArea gives an area another name. seen is its name as the actor saw it:
// problem.Conflict when it has another by now.
func (d *Desk) RenameArea(ctx context.Context, code area.Code, seen, name string) error {
	return d.changeArea(ctx, "area.rename", code, func(_ *sqldb.Tx, there *store.AreaNode) (area.Area, error) {
		if there == nil {
			return area.Area{}, problem.New(problem.NotFound, "area.no_area")
		}
		if there.Name != seen {
			return there.Area, problem.New(problem.Conflict, "area.changed", "name", there.Name)
		}
		there.Name = strings.TrimSpace(name)
		return there.Area, nil
	})
}

// WithdrawArea ends an area on a day; the unset day restores it. Its code stays
// on the records that bear it, and they name it as withdrawn. successor is what
// it became, "" is unknown.
func (d *Desk) WithdrawArea(ctx context.Context, code area.Code, last day.Date, successor area.Code) error {
	name := "area.withdraw"
	if last.IsZero() {
		name = "area.restore"
	}
	return d.changeArea(ctx, name, code, func(tx *sqldb.Tx, there *store.AreaNode) (area.Area, error) {
		if there == nil {
			return area.Area{}, problem.New(problem.NotFound, "area.no_area")
		}
		there.ValidTo, there.Successor = "", ""
		if last.IsZero() {
			return there.Area, nil
		}
		there.ValidTo, there.Successor = last.String(), successor
		return there.Area, d.mayWithdraw(ctx, tx, there)
	})
}

// mayWithdraw: nothing that stays hangs below, and the successor is one.
func (d *Desk) mayWithdraw(ctx context.Context, tx *sqldb.Tx, a *store.AreaNode) error {
	below, err := d.store.AreasBelow(ctx, tx, a.Code, "", areasAtOnce)
	if err != nil {
		return err
	}
	valid := 0
	for _, b := range below {
		if b.ValidTo == "" || b.ValidTo > a.ValidTo {
			valid++
		}
	}
	if valid > 0 {
		return problem.New(problem.Conflict, "area.children", "name", a.Name, "count", valid)
	}
	if a.Successor == "" {
		return nil
	}
	path, err := d.store.AreaPath(ctx, tx, a.Successor)
	if err != nil {
		return err
	}
	if len(path) == 0 || a.Successor == a.Code || !path[len(path)-1].Valid(a.ValidTo) {
		return problem.New(problem.Invalid, "area.successor", "code", a.Successor.Short())
	}
	return nil
}

// changeArea changes one area of the tree and records it.
func (d *Desk) changeArea(ctx context.Context, name string, code area.Code, change func(*sqldb.Tx, *store.AreaNode) (area.Area, error)) error {
	if err := d.actor.Must(identity.PlaceKeep); err != nil {
		return err
	}
	if !d.actor.Scope.CoversPlace(code, "") {
		return problem.New(problem.Forbidden, "app.outside_scope")
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		path, err := d.store.AreaPath(ctx, tx, code)
		if err != nil {
			return err
		}
		var there *store.AreaNode
		if len(path) > 0 {
			there = &path[len(path)-1]
		}
		was := ""
		if there != nil {
			was = there.Name
		}
		next, err := change(tx, there)
		if err != nil {
			return err
		}
		if err := firstError(area.CheckName(next.Name), next.CheckDates()); err != nil {
			return err
		}
		if _, err := d.store.PutArea(ctx, tx, next); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: name, noun: "area", subject: id.ID(code), where: place{Area: code}, count: 1,
			detail: map[string]string{"was": was, "now": next.Name, "valid_to": next.ValidTo, "successor": string(next.Successor)}})
	})
}

// AreaFault is a row of a file of areas that was not taken, or was taken with
// another name than before.
type AreaFault struct {
	Line    int // 0 of a renaming
	Code    string
	Err     error  // nil of a renaming
	Was     string // the name before
	Renamed string
}

// faultsShown bounds how many rows a report names.
const faultsShown = 200

// LoadAreas is ImportAreas from an upload: rows that are wrong by themselves, or
// lie outside the scope, are named and left out; the others are taken.
func (d *Desk) LoadAreas(ctx context.Context, table io.Reader, tell func(Progress)) (report *AreaReport, faults []AreaFault, err error) {
	if err := d.actor.Must(identity.PlaceKeep); err != nil {
		return nil, nil, err
	}
	l := &areaLoad{Desk: d, names: map[area.Code]string{}}
	report, err = d.putAreas(ctx, l.sound(area.ReadRows(table)), l.named, tell)
	if report != nil {
		report.Wrong, report.Renamed = l.wrong, l.renamed
	}
	return report, l.faults, err
}
