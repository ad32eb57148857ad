package app

import (
	"context"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// UndoReport is what undoing an import came to.
type UndoReport struct {
	Removed  int64 // records it had entered
	Restored int64 // records it had changed, as they were before
	Kept     int64 // records that were used since: they stay

	Stay []KeptRecord // of them, the first ones
}

// KeptRecord is a record of an import that stays when the import is taken back.
type KeptRecord struct {
	Number string    `json:"number"`
	Name   string    `json:"name"` // masked
	Use    store.Use `json:"use"`
}

// stayShown bounds the records that are named.
const stayShown = 100

// undoDays names the setting of how long an import can be taken back, in
// calendar days behind its end.
const undoDays = "import_undo_days"

// undoAtOnce is how many records one transaction takes back.
const undoAtOnce = 500

// Undo takes an import back: what it entered leaves the registry, what it
// changed is as before. Every version stays in the history. What was used since
// (changed again, an outcome recorded) stays as it is and is named. Undo can be
// repeated after a stop. problem.Conflict when the time for it is over.
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
		report.add(&part)
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
			count: report.Removed + report.Restored, detail: map[string]int64{"removed": report.Removed, "restored": report.Restored, "kept": report.Kept}})
	})
}

func (r *UndoReport) add(part *UndoReport) {
	r.Removed, r.Restored, r.Kept = r.Removed+part.Removed, r.Restored+part.Restored, r.Kept+part.Kept
	r.Stay = append(r.Stay, part.Stay[:min(len(part.Stay), stayShown-len(r.Stay))]...)
}

// undoUntil is the last day on which an import can be taken back; the zero day
// of one that has not ended.
func (d *Desk) undoUntil(ctx context.Context, tx *sqldb.Tx, b *registry.Batch) (until day.Date, err error) {
	days, err := d.store.Setting(ctx, tx, undoDays)
	if err != nil || b.Ended == "" {
		return until, err
	}
	return b.Ended.Date().AddDays(int(days)), nil
}

// undoInTime is problem.Conflict when the time to take an import back is over.
func (d *Desk) undoInTime(ctx context.Context, tx *sqldb.Tx, b *registry.Batch) error {
	until, err := d.undoUntil(ctx, tx, b)
	if err == nil && !until.IsZero() && d.clock.Today().After(until) {
		return problem.New(problem.Conflict, "import.undo_late", "until", until)
	}
	return err
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
		if err := d.undoInTime(ctx, tx, b); err != nil {
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
	uses, err := d.uses(ctx, tx, b, touched)
	if err != nil {
		return "", err
	}
	for i, t := range touched {
		last = t.ID
		switch {
		case uses[i] != "":
			report.Kept++
			var stays KeptRecord
			if len(report.Stay) < stayShown {
				stays, err = d.keptRecord(ctx, tx, b, t.ID, uses[i])
				report.Stay = append(report.Stay, stays)
			}
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

// uses says of each record what it was used for since the import, "" for
// nothing.
func (d *Desk) uses(ctx context.Context, tx *sqldb.Tx, b *registry.Batch, touched []store.Touched) ([]store.Use, error) {
	uses := make([]store.Use, len(touched))
	var ask []id.ID
	for i := range touched {
		if touched[i].Later() {
			uses[i] = store.UseLater
		} else {
			ask = append(ask, touched[i].ID)
		}
	}
	if b.Kind != householdLists.name() {
		return uses, nil
	}
	used, err := d.store.UsedHouseholds(ctx, tx, ask, b.Started)
	for i := range touched {
		if u := used[touched[i].ID]; u != "" {
			uses[i] = u
		}
	}
	return uses, err
}

// keptRecord names a record that stays; one that was removed since has no name.
func (d *Desk) keptRecord(ctx context.Context, tx *sqldb.Tx, b *registry.Batch, of id.ID, use store.Use) (KeptRecord, error) {
	r := KeptRecord{Use: use}
	if b.Kind == householdLists.name() {
		h, err := d.store.Household(ctx, tx, of, d.actor.Scope)
		if err == nil {
			r.Number, r.Name = h.Number, intake.Masked(h.Head)
		} else if !problem.Is(err, problem.NotFound) {
			return r, err
		}
		return r, nil
	}
	h, err := d.store.Helper(ctx, tx, of, d.actor.Scope)
	if err == nil {
		r.Name = intake.Masked(h.Name)
	} else if !problem.Is(err, problem.NotFound) {
		return r, err
	}
	return r, nil
}

// UndoPreview is what taking an import back would come to.
type UndoPreview struct {
	UndoReport
	Until day.Date // the last day on which it can be taken back
	Days  int64    // that there are for it
	Late  bool
	Part  bool // there are more records than were looked at
}

// undoLooked bounds the records that a preview looks at.
const undoLooked = 20_000

// PreviewUndo says what taking an import back would come to, and what stays
// and why. Nothing is changed.
func (d *Desk) PreviewUndo(ctx context.Context, of id.ID) (v *UndoPreview, err error) {
	if err := d.actor.Must(identity.ImportUndo); err != nil {
		return nil, err
	}
	v = &UndoPreview{}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		b, err := d.store.Batch(ctx, tx, of, d.actor.User, d.actor.Scope)
		if err != nil {
			return err
		}
		if b.State != registry.Entered {
			return problem.New(problem.Conflict, "import.not_begun")
		}
		if v.Days, err = d.store.Setting(ctx, tx, undoDays); err != nil {
			return err
		}
		if v.Until, err = d.undoUntil(ctx, tx, b); err != nil {
			return err
		}
		v.Late = d.clock.Today().After(v.Until)
		return d.previewUndo(ctx, tx, b, v)
	})
	return v, err
}

func (d *Desk) previewUndo(ctx context.Context, tx *sqldb.Tx, b *registry.Batch, v *UndoPreview) error {
	for after, looked := id.ID(""), 0; ; {
		touched, err := kindOf(b.Kind).touched(ctx, d.store, tx, b.ID, after, d.actor.Scope)
		if err != nil || len(touched) == 0 {
			return err
		}
		if looked += len(touched); looked > undoLooked {
			v.Part = true
			return nil
		}
		uses, err := d.uses(ctx, tx, b, touched)
		if err != nil {
			return err
		}
		for i, t := range touched {
			switch {
			case uses[i] != "":
				v.Kept++
				if len(v.Stay) < stayShown {
					stays, err := d.keptRecord(ctx, tx, b, t.ID, uses[i])
					if err != nil {
						return err
					}
					v.Stay = append(v.Stay, stays)
				}
			case t.First == 1:
				v.Removed++
			default:
				v.Restored++
			}
		}
		after = touched[len(touched)-1].ID
	}
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
