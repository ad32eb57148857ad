package app

import (
	"context"
	"strings"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// FreezeView is a freeze as it is shown.
type FreezeView struct {
	ID      id.ID     `json:"id"`
	Area    area.Code `json:"area,omitempty"`
	Place   string    `json:"place,omitempty"` // name of the area
	Unit    string    `json:"unit,omitempty"`  // name of the unit
	From    day.Date  `json:"from"`
	To      day.Date  `json:"to"`
	Ended   day.Date  `json:"ended,omitzero"` // from this day it holds no more
	Aspects []string  `json:"aspects"`        // none is all
	Reason  string    `json:"reason"`
	Actor   string    `json:"actor"`
	EndedBy string    `json:"ended_by,omitempty"`
	Row     int       `json:"row"`
	Now     bool      `json:"now"` // it holds today
	May     bool      `json:"may"` // the actor may end it
}

func (d *Desk) freezeView(ctx context.Context, tx *sqldb.Tx, f *registry.Freeze) (v FreezeView, err error) {
	today := d.clock.Today()
	v = FreezeView{ID: f.ID, Area: f.Area, From: f.From, To: f.To, Ended: f.Ended, Aspects: []string{}, Reason: personal.HideNumbers(f.Reason), Actor: f.Actor, EndedBy: f.EndedBy, Row: f.Row, Now: f.In(today)}
	names := d.colleagues(tx)
	if v.Actor, err = names.called(ctx, f.Actor); err != nil {
		return v, err
	}
	if v.EndedBy, err = names.called(ctx, f.EndedBy); err != nil {
		return v, err
	}
	for _, a := range f.Aspects {
		v.Aspects = append(v.Aspects, string(a))
	}
	v.May = d.actor.Can(identity.FreezeKeep) && d.actor.Scope.CoversPlace(f.Area, f.Unit) && f.Ended.IsZero() && !f.To.Before(today)
	if f.Area != "" {
		if v.Place, err = d.villageName(ctx, tx, f.Area); err != nil {
			return v, err
		}
	}
	v.Unit, err = d.unitName(ctx, tx, f.Unit)
	return v, err
}

// freezesBack is how long freezes that are over stay on the list, in days.
const freezesBack = 400

// Freezes gives the freezes that hold anything within the scope, those of the
// last year too, the latest end first.
func (d *Desk) Freezes(ctx context.Context) (views []FreezeView, err error) {
	if err := d.actor.Must(identity.ChangeSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		all, err := d.store.Freezes(ctx, tx, d.clock.Today().AddDays(-freezesBack), d.actor.Scope)
		for i := range all {
			v, err := d.freezeView(ctx, tx, &all[i])
			if err != nil {
				return err
			}
			views = append(views, v)
		}
		return err
	})
	return views, err
}

// FreezeOrder holds changes back.
type FreezeOrder struct {
	Area     area.Code // "", without a unit, with a scope of one place is that place
	Unit     string    // path
	From, To day.Date
	Aspects  []registry.Aspect // none is all
	Reason   string
}

// AddFreeze holds changes back in a place that lies wholly within the scope.
func (d *Desk) AddFreeze(ctx context.Context, order FreezeOrder) (f *registry.Freeze, err error) {
	if err := d.actor.Must(identity.FreezeKeep); err != nil {
		return nil, err
	}
	if order.Area == "" && order.Unit == "" && !d.actor.Scope.All {
		if order.Area, order.Unit = onlyPlace(d.actor.Scope); order.Area == "" && order.Unit == "" {
			return nil, problem.New(problem.Invalid, "registry.change.freeze_place")
		}
	}
	f = &registry.Freeze{ID: d.ids(), Area: order.Area, Unit: order.Unit, From: order.From, To: order.To, Aspects: order.Aspects,
		Reason: strings.TrimSpace(order.Reason), Actor: d.actor.Name, Recorded: d.clock.Now(), Row: 1}
	switch {
	case utf8.RuneCountInString(f.Reason) > intake.LongestText:
		return nil, problem.New(problem.Invalid, "registry.note_long", "longest", intake.LongestText)
	case !d.actor.Scope.CoversPlace(f.Area, f.Unit):
		return nil, problem.New(problem.Forbidden, "app.outside_scope")
	}
	if err := f.Check(); err != nil {
		return nil, err
	}
	if f.To.Before(d.clock.Today()) {
		return nil, problem.New(problem.Invalid, "registry.change.freeze_past")
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := d.store.AddFreeze(ctx, tx, f); err != nil {
			return err
		}
		return d.recordFreeze(ctx, tx, "freeze.add", f)
	})
	return f, err
}

// onlyPlace is the one place of a scope, "" where there are several.
func onlyPlace(s identity.Scope) (where area.Code, unit string) {
	if len(s.Areas) > 1 || len(s.Units) > 1 {
		return "", ""
	}
	if len(s.Areas) == 1 {
		where = s.Areas[0]
	}
	if len(s.Units) == 1 {
		unit = s.Units[0]
	}
	return where, unit
}

// EndFreeze ends a freeze from today on: what waited for it can take effect.
func (d *Desk) EndFreeze(ctx context.Context, of id.ID, row int) error {
	if err := d.actor.Must(identity.FreezeKeep); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		f, err := d.store.Freeze(ctx, tx, of, d.actor.Scope)
		switch {
		case err != nil:
			return err
		case !d.actor.Scope.CoversPlace(f.Area, f.Unit):
			return problem.New(problem.Forbidden, "app.outside_scope")
		case row != 0 && row != f.Row || !f.Ended.IsZero():
			return problem.New(problem.Conflict, "registry.change.freeze_changed")
		}
		f.Ended, f.EndedBy = d.clock.Today(), d.actor.Name
		if err := d.store.EndFreeze(ctx, tx, f); err != nil {
			return err
		}
		return d.recordFreeze(ctx, tx, "freeze.end", f)
	})
}

func (d *Desk) recordFreeze(ctx context.Context, tx *sqldb.Tx, name string, f *registry.Freeze) error {
	return d.record(ctx, tx, act{name: name, noun: "freeze", subject: f.ID, where: place{f.Area, f.Unit}, count: 1,
		detail: map[string]any{"from": f.From, "to": f.To, "aspects": f.Aspects}})
}
