package app

import (
	"context"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// ChangeFilter asks for a part of the requests; what is not set does not narrow.
type ChangeFilter struct {
	Lane  registry.ChangeLane
	State registry.ChangeState
	Kind  registry.ChangeCode
	Mine  bool // filed by the actor
}

func (d *Desk) changeFilter(f ChangeFilter, page PageOf) store.ChangeFilter {
	filter := store.ChangeFilter{Lane: f.Lane, State: f.State, Kind: f.Kind, Area: page.Area}
	if f.Mine {
		filter.Filer = d.actor.User
	}
	return filter
}

// Changes gives a page of requests within the scope: those to be decided by the
// day that is due, so the overdue first; others with the newest first. next is ""
// at the end.
func (d *Desk) Changes(ctx context.Context, f ChangeFilter, page PageOf) (lines []ChangeLine, next string, err error) {
	if err := d.actor.Must(identity.ChangeSee); err != nil {
		return nil, "", err
	}
	scope, err := page.scope(d.actor.Scope)
	if err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		found, more, err := d.store.Changes(ctx, tx, d.changeFilter(f, page), scope, page.After, page.limit())
		if err != nil {
			return err
		}
		next = more
		lines, err = d.linesOf(ctx, tx, found)
		return err
	})
	return lines, next, err
}

// changesCounted bounds a count: above it the number tells nothing more.
const changesCounted = 10_000

// ChangeCounts are requests by lane, each up to 10,000, and of those to be
// decided the overdue.
type ChangeCounts struct {
	Lanes map[registry.ChangeLane]int64 `json:"lanes"`
	Late  int64                         `json:"late"`
}

// CountChanges counts the requests within the scope by lane.
func (d *Desk) CountChanges(ctx context.Context, f ChangeFilter, page PageOf) (counts ChangeCounts, err error) {
	if err := d.actor.Must(identity.ChangeSee); err != nil {
		return counts, err
	}
	scope, err := page.scope(d.actor.Scope)
	if err != nil {
		return counts, err
	}
	counts.Lanes = map[registry.ChangeLane]int64{}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		filter := d.changeFilter(f, page)
		for _, lane := range registry.ChangeLanes {
			filter.Lane = lane
			if counts.Lanes[lane], err = d.store.CountChanges(ctx, tx, filter, scope, changesCounted); err != nil {
				return err
			}
		}
		filter.Lane, filter.By = registry.LaneDecide, d.clock.Today()
		counts.Late, err = d.store.CountChanges(ctx, tx, filter, scope, changesCounted)
		return err
	})
	return counts, err
}

// OpenChanges gives the requests of a household that have not ended, so that who
// edits its file knows of them.
func (d *Desk) OpenChanges(ctx context.Context, number string) (lines []ChangeLine, err error) {
	if err := d.actor.Must(identity.ChangeSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		of, err := d.householdOf(ctx, tx, number)
		if err != nil {
			return err
		}
		lines, err = d.openLines(ctx, tx, of)
		return err
	})
	return lines, err
}

// openLines are the requests of a household that have not ended.
func (d *Desk) openLines(ctx context.Context, tx *sqldb.Tx, of id.ID) ([]ChangeLine, error) {
	all, err := d.changeLines(ctx, tx, store.ChangeFilter{File: of})
	return slices.DeleteFunc(all, func(l ChangeLine) bool { return l.State.Ended() }), err
}

// lineFilter finds the line of one request among those of its household.
func (w *changing) lineFilter(c *registry.ChangeRequest) store.ChangeFilter {
	return store.ChangeFilter{ID: c.ID}
}

func (d *Desk) changeLines(ctx context.Context, tx *sqldb.Tx, f store.ChangeFilter) ([]ChangeLine, error) {
	found, _, err := d.store.Changes(ctx, tx, f, d.actor.Scope, "", pageMost)
	if err != nil {
		return nil, err
	}
	return d.linesOf(ctx, tx, found)
}

func (d *Desk) linesOf(ctx context.Context, tx *sqldb.Tx, found []store.ChangeLine) (lines []ChangeLine, err error) {
	villages, names := map[area.Code]string{}, d.colleagues(tx)
	today := d.clock.Today()
	for i := range found {
		c := &found[i]
		if _, known := villages[c.Area]; !known {
			if villages[c.Area], err = d.villageName(ctx, tx, c.Area); err != nil {
				return nil, err
			}
		}
		by, err := names.called(ctx, c.Actor)
		if err != nil {
			return nil, err
		}
		lines = append(lines, ChangeLine{FilerName: by, ID: c.ID, Number: c.Number, Kind: c.Kind, Occasion: c.Occasion, State: c.State,
			Household: c.Household, File: c.File, Head: masked(c.Head), Other: c.Other, OtherFile: c.OtherFile, Fresh: freshOf(c), FreshFile: c.FreshFile,
			Area: c.Area, Village: villages[c.Area], Filer: c.Actor, Made: c.Made, Sent: c.Sent, Due: dueOf(c), Late: isLate(c, today), Holds: c.Holds, Applied: c.Applied})
	}
	return lines, nil
}

// freshOf is the household that a split has opened, "" while it has not.
func freshOf(c *store.ChangeLine) id.ID {
	if c.State == registry.ChangeApplied {
		return c.Fresh
	}
	return ""
}

// dueOf is the day a decision is due, while one is.
func dueOf(c *store.ChangeLine) (due day.Date) {
	if c.State.Lane() == registry.LaneDecide {
		due = c.Due
	}
	return due
}

func isLate(c *store.ChangeLine, today day.Date) bool {
	due := dueOf(c)
	return !due.IsZero() && due.Before(today)
}

// benchChanges are the requests that wait for the actor: others' to decide, and
// own ones that came back.
func (d *Desk) benchChanges(ctx context.Context, w *Workbench) error {
	if d.actor.Can(identity.ChangeDecide) {
		lines, _, err := d.Changes(ctx, ChangeFilter{Lane: registry.LaneDecide}, PageOf{Limit: 4 * workbenchLines})
		if err != nil {
			return err
		}
		w.Changes = slices.DeleteFunc(lines, func(l ChangeLine) bool { return l.Filer == d.actor.Name })
	}
	if d.actor.Can(identity.ChangeFile) && d.actor.User != "" {
		back, _, err := d.Changes(ctx, ChangeFilter{State: registry.ChangeReturned, Mine: true}, PageOf{Limit: workbenchLines})
		if err != nil {
			return err
		}
		w.Changes = append(w.Changes, back...)
	}
	w.Changes = w.Changes[:min(len(w.Changes), workbenchLines)]
	return nil
}
