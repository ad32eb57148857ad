package app

import (
	"context"

	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// settingRange is what a setting may be.
type settingRange struct{ Least, Most int64 }

// settings are the numbers that an office settles for itself. What stands when
// nobody has is in the tables' first rows.
var settings = map[string]settingRange{
	undoDays:   {0, 366}, // 0: on the day of the import only
	unseenDays: {1, 366},

	"pair_town_wide": pairPoints, "pair_same_town": pairPoints, "pair_farther": pairPoints, "pair_no_skill": pairPoints, "pair_new": pairPoints, "pair_load": pairPoints, "pair_rank": pairPoints,
	"pair_prefer_times": {1, 20},
	remindSoon:          {0, 60}, // 0: on the last day only
	remindLate:          {1, 60},
	remindLeader:        {1, 90},
	remindUntil:         {1, 366},
}

// pairPoints is what one part of a pair's cost may be.
var pairPoints = settingRange{0, 1000}

// Setting is a number that the office settles for itself.
type Setting struct {
	store.Setting
	Least, Most int64
}

// Settings gives all of them.
func (d *Desk) Settings(ctx context.Context) (all []Setting, err error) {
	if err := d.actor.Must(identity.PlaceSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		stored, err := d.store.Settings(ctx, tx)
		for _, s := range stored {
			all = append(all, Setting{s, settings[s.Name].Least, settings[s.Name].Most})
		}
		return err
	})
	return all, err
}

// ChangeSetting changes one that still has the value the actor saw. It is for
// who keeps the places of the whole office.
//
// Errors: Invalid outside its range; Conflict when it has another value by now;
// Forbidden for who sees a part only.
func (d *Desk) ChangeSetting(ctx context.Context, name string, seen, value int64) error {
	if err := d.actor.Must(identity.PlaceKeep); err != nil {
		return err
	}
	if !d.actor.Scope.All {
		return problem.New(problem.Forbidden, "app.outside_scope")
	}
	bounds, known := settings[name]
	if !known {
		return problem.New(problem.NotFound, "setting.none")
	}
	if value < bounds.Least || value > bounds.Most {
		return problem.New(problem.Invalid, "setting.out_of_range", "least", bounds.Least, "most", bounds.Most)
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := d.store.PutSetting(ctx, tx, store.Setting{Name: name, Value: value, Actor: d.actor.Name, Recorded: d.clock.Now()}, seen); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "setting.change", noun: "setting", count: 1, detail: map[string]any{"name": name, "was": seen, "now": value}})
	})
}
