package app

import (
	"context"
	"strings"
	"unicode/utf8"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
	"songnuan/internal/term"
)

// CloseOrder closes a file (注销).
type CloseOrder struct {
	Number  string
	Version int      // that the person has seen; 0 is whichever stands
	On      day.Date // from this day the file is closed; not after today
	Reason  string   // of the list term.CloseReason
	Note    string   // kept sealed with the file
}

// CloseHousehold closes an open file. Campaigns under way keep its entry; how
// that ended is for their outcomes to say.
func (d *Desk) CloseHousehold(ctx context.Context, order CloseOrder) (*registry.Known, error) {
	reason, ok := term.Canonical(term.CloseReason, strings.TrimSpace(order.Reason))
	return d.turnFile(ctx, order.Number, order.Version, "household.close", order.Note, func(old, next *registry.Household) error {
		switch today := d.clock.Today(); {
		case !old.Closed.IsZero():
			return problem.New(problem.Conflict, "registry.file_closed", "number", old.Number)
		case !ok:
			return problem.New(problem.Invalid, "registry.close_reason")
		case order.On.IsZero():
			return problem.New(problem.Invalid, "registry.close_day")
		case order.On.After(today):
			return problem.New(problem.Invalid, "registry.close_future", "day", order.On.String())
		case order.On.Before(old.Opened):
			return problem.New(problem.Invalid, "registry.closed_before_opened", "closed", order.On.String(), "opened", old.Opened.String())
		}
		next.Closed, next.CloseReason = order.On, reason
		return nil
	})
}

// ReopenOrder opens a closed file again.
type ReopenOrder struct {
	Number  string
	Version int
	Note    string // why; needed
}

// ReopenHousehold opens a closed file again. problem.Conflict when its number or
// one of its members stands in another open file by now.
func (d *Desk) ReopenHousehold(ctx context.Context, order ReopenOrder) (*registry.Known, error) {
	return d.turnFile(ctx, order.Number, order.Version, "household.reopen", order.Note, func(old, next *registry.Household) error {
		if old.Closed.IsZero() {
			return problem.New(problem.Conflict, "registry.file_open", "number", old.Number)
		}
		if _, err := reasonIn(order.Note); err != nil {
			return err
		}
		next.Closed, next.CloseReason = day.Date{}, ""
		return nil
	})
}

// turnFile writes a version of a file that differs in whether it is open.
func (d *Desk) turnFile(ctx context.Context, number string, seen int, name, note string, turn func(old, next *registry.Household) error) (known *registry.Known, err error) {
	if err := d.actor.Must(identity.HouseholdKeep); err != nil {
		return nil, err
	}
	if utf8.RuneCountInString(note) > intake.LongestText {
		return nil, problem.New(problem.Invalid, "registry.note_long", "longest", intake.LongestText)
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		of, err := d.householdOf(ctx, tx, number)
		if err != nil {
			return err
		}
		old, err := d.store.Household(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		if seen != 0 && seen != old.Version {
			return problem.New(problem.Conflict, "registry.changed", "number", old.Number)
		}
		next := *old
		if err := turn(old, &next); err != nil {
			return err
		}
		next.Version, next.Batch = old.Version+1, d.ids()
		next.AddNote(note, d.clock.Today())
		prepared := d.store.Prepare(&next, d.clock.Now())
		if next.Closed.IsZero() {
			if err := d.mayStandOpen(ctx, tx, prepared); err != nil {
				return err
			}
		}
		if err := d.store.ReplaceHousehold(ctx, tx, old, prepared, d.clock.Now()); err != nil {
			return err
		}
		known = &registry.Known{ID: next.ID, Number: next.Number, Area: next.Area, Unit: next.Unit, Version: next.Version, Batch: next.Batch}
		return d.recordHousehold(ctx, tx, name, &next, closeDetail{next.Version, next.Batch, next.CloseReason, next.Closed})
	})
	return known, err
}

// closeDetail is what the record keeps of a file's end.
type closeDetail struct {
	Version int      `json:"version"`
	Command id.ID    `json:"command"`
	Reason  string   `json:"reason,omitempty"`
	On      day.Date `json:"on,omitzero"`
}

// mayStandOpen refuses a file whose number or members stand in another open one
// (一户一档, 一人一档).
func (d *Desk) mayStandOpen(ctx context.Context, tx *sqldb.Tx, prepared *store.Prepared) error {
	known, err := d.store.FindExisting(ctx, tx, []*store.Prepared{prepared})
	if err != nil {
		return err
	}
	for _, k := range known[0] {
		switch {
		case !d.actor.Scope.Sees(k.Area, k.Unit):
			village, err := d.villageName(ctx, tx, k.Area)
			if err != nil {
				return err
			}
			return problem.New(problem.Conflict, "registry.elsewhere", "village", village)
		case k.Shared > 0:
			return problem.New(problem.Conflict, "registry.member_elsewhere", "number", k.Number, "head", personal.NewName(k.Head))
		default:
			return problem.New(problem.Conflict, "registry.number_taken", "number", k.Number, "head", personal.NewName(k.Head))
		}
	}
	return nil
}
