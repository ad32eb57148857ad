package app

import (
	"context"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// UndoReport is what undoing an import came to.
type UndoReport struct {
	Removed  int64 // records it had entered
	Restored int64 // records it had changed, as they were before
	Kept     int64 // records that somebody has changed since: they stay
}

// undoAtOnce is how many records one transaction takes back.
const undoAtOnce = 500

// Undo takes an import back: what it entered leaves the registry, what it
// changed is as before. Every version stays in the history. What was changed
// since stays as it is and is counted. Undo can be repeated after a stop.
func (d *Desk) Undo(ctx context.Context, batch id.ID, tell func(Progress)) (*UndoReport, error) {
	if err := d.actor.Must(identity.ImportUndo); err != nil {
		return nil, err
	}
	b, err := d.closedBatch(ctx, batch)
	if err != nil {
		return nil, err
	}
	report, command := &UndoReport{}, d.ids()
	for after := id.ID(""); ; {
		var part UndoReport
		var last id.ID
		err := d.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
			part = UndoReport{}
			last, err = d.undoPart(ctx, tx, b, command, after, &part)
			return err
		})
		if err != nil {
			return report, err
		}
		report.Removed, report.Restored, report.Kept = report.Removed+part.Removed, report.Restored+part.Restored, report.Kept+part.Kept
		if last == "" {
			break
		}
		if after = last; tell != nil {
			tell(Progress{Stage: "undo", Rows: report.Removed + report.Restored + report.Kept})
		}
	}
	return report, d.store.Write(ctx, func(tx *sqldb.Tx) error {
		b.State, b.Ended = registry.Undone, d.clock.Now()
		if err := d.store.SaveBatch(ctx, tx, b); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "import.undo", noun: "import", subject: b.ID, where: place{b.Area, b.Unit},
			count: report.Removed + report.Restored, detail: report})
	})
}

// closedBatch gives an import that can be undone, and makes this run the one
// that carries it on.
func (d *Desk) closedBatch(ctx context.Context, batch id.ID) (b *registry.Batch, err error) {
	err = d.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
		if b, err = d.store.Batch(ctx, tx, batch, d.actor.User, d.actor.Scope); err != nil {
			return err
		}
		switch {
		case b.State == registry.Undone:
			return problem.New(problem.Conflict, "app.import_undone", "batch", batch)
		case !b.State.Begun():
			return problem.New(problem.Conflict, "import.not_begun")
		}
		if err := d.reachesAll(ctx, tx, b); err != nil {
			return err
		}
		if b.Kind == surveyLists {
			return problem.New(problem.Invalid, "campaign.survey_not_undone")
		}
		b.Runner = d.ids()
		return d.store.TakeBatch(ctx, tx, b.ID, b.Runner)
	})
	return b, err
}

// reachesAll is problem.Forbidden when records of the import lie outside the
// actor's scope: half of it must not pass for the whole.
func (d *Desk) reachesAll(ctx context.Context, tx *sqldb.Tx, b *registry.Batch) error {
	outside, err := d.store.BatchOutside(ctx, tx, b.Kind, b.ID, d.actor.Scope)
	if err == nil && outside > 0 {
		return problem.New(problem.Forbidden, "import.partly_outside", "count", outside)
	}
	return err
}

func (d *Desk) undoPart(ctx context.Context, tx *sqldb.Tx, b *registry.Batch, command, after id.ID, report *UndoReport) (last id.ID, err error) {
	touched, err := kindOf(b.Kind).touched(ctx, d.store, tx, b.ID, after, d.actor.Scope)
	if err != nil {
		return "", err
	}
	for _, t := range touched {
		last = t.ID
		switch {
		case t.Later():
			report.Kept++
		case t.First == 1:
			report.Removed++
			err = kindOf(b.Kind).remove(ctx, d, tx, t.ID, command)
		default:
			report.Restored++
			err = kindOf(b.Kind).restore(ctx, d, tx, t, command)
		}
		if err != nil {
			return "", err
		}
	}
	return last, nil
}

func (householdList) touched(ctx context.Context, s *store.Store, tx *sqldb.Tx, batch, after id.ID, scope identity.Scope) ([]store.Touched, error) {
	return s.BatchHouseholds(ctx, tx, batch, after, undoAtOnce, scope)
}

func (householdList) remove(ctx context.Context, d *Desk, tx *sqldb.Tx, of, command id.ID) error {
	old, err := d.store.Household(ctx, tx, of, d.actor.Scope)
	if err != nil {
		return err
	}
	return d.store.RemoveHousehold(ctx, tx, old, command, d.clock.Now())
}

func (householdList) restore(ctx context.Context, d *Desk, tx *sqldb.Tx, t store.Touched, command id.ID) error {
	now, err := d.store.Household(ctx, tx, t.ID, d.actor.Scope)
	if err != nil {
		return err
	}
	before, err := d.store.HouseholdVersion(ctx, tx, t.ID, t.First-1, d.actor.Scope)
	if err != nil {
		return err
	}
	before.Version, before.Batch = now.Version+1, command
	return d.store.ReplaceHousehold(ctx, tx, now, d.store.Prepare(before, d.clock.Now()), d.clock.Now())
}

func (helperList) touched(ctx context.Context, s *store.Store, tx *sqldb.Tx, batch, after id.ID, scope identity.Scope) ([]store.Touched, error) {
	return s.BatchHelpers(ctx, tx, batch, after, undoAtOnce, scope)
}

func (helperList) remove(ctx context.Context, d *Desk, tx *sqldb.Tx, of, command id.ID) error {
	old, err := d.store.Helper(ctx, tx, of, d.actor.Scope)
	if err != nil {
		return err
	}
	return d.store.RemoveHelper(ctx, tx, old, command, d.clock.Now())
}

func (helperList) restore(ctx context.Context, d *Desk, tx *sqldb.Tx, t store.Touched, command id.ID) error {
	now, err := d.store.Helper(ctx, tx, t.ID, d.actor.Scope)
	if err != nil {
		return err
	}
	before, err := d.store.HelperVersion(ctx, tx, t.ID, t.First-1, d.actor.Scope)
	if err != nil {
		return err
	}
	before.Version, before.Batch = now.Version+1, command
	return d.store.ReplaceHelper(ctx, tx, now.ID, d.store.PrepareHelper(before, d.clock.Now()), d.clock.Now())
}
