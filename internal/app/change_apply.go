package app

import (
	"context"
	"fmt"
	"slices"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/store"
)

// noDay is no day.
var noDay day.Date

// ApplyOrder carries out a request that is approved and was held back.
type ApplyOrder struct {
	ID      id.ID
	Row     int
	Choices map[string]registry.Choice
}

// ApplyChange carries out an approved request whose freeze is over.
// problem.Conflict while it is not, or with Collisions when the file has changed
// too since the approval.
func (d *Desk) ApplyChange(ctx context.Context, order ApplyOrder) (filed *FiledChange, err error) {
	if err := d.actor.Must(identity.ChangeDecide); err != nil {
		return nil, err
	}
	return d.changeWrite(ctx, func(ctx context.Context, w *changing) error {
		c, err := w.seenChange(ctx, order.ID, order.Row)
		if err != nil {
			return err
		}
		w.Request = c
		if c.State != registry.ChangeApproved {
			return problem.New(problem.Conflict, "registry.change.state", "number", c.Number, "state", c.State)
		}
		if len(order.Choices) > 0 { // choosing decides what the file says
			if err := w.mayDecide(ctx, c, registry.VerbSettle); err != nil {
				return err
			}
		}
		_, chosen, err := w.ready(ctx, c, order.Choices)
		if err != nil {
			return err
		}
		if chosen {
			if err := w.take(ctx, c, w.step(registry.ChangeStep{Verb: registry.VerbSettle, Digest: w.askDigest(c)}), "change.settle"); err != nil {
				return err
			}
		}
		if err := w.release(ctx, c); err != nil {
			return err
		}
		if c.State != registry.ChangeApplied {
			return problem.New(problem.Conflict, "registry.change.frozen", "day", c.Holds.String())
		}
		return nil
	})
}

// release carries an approved request out, or holds it until the freezes that
// stand before it are over.
func (w *changing) release(ctx context.Context, c *registry.ChangeRequest) error {
	w.Faults = nil // warnings were told with the approval
	after, err := w.carry(ctx, c)
	if err != nil {
		return err
	}
	if err := w.fits(ctx, after, true); err != nil {
		return err
	}
	free, _, err := w.freeFrom(ctx, c, after)
	if err != nil {
		return err
	}
	if c.Holds = free; free.After(w.clock.Today()) {
		return w.save(ctx, c)
	}
	return w.apply(ctx, c, after)
}

// freeFrom is the first day on which no freeze stands before the request, and
// the freezes that stand before it.
func (w *changing) freeFrom(ctx context.Context, c *registry.ChangeRequest, after registry.ChangeFiles) (day.Date, []registry.Freeze, error) {
	today := w.clock.Today()
	occasion, _ := registry.KindOf(c.Kind).Occasion(c.Occasion)
	if occasion.Passes {
		return today, nil, nil
	}
	all, err := w.store.FreezesFrom(ctx, w.tx, today)
	if err != nil {
		return today, nil, err
	}
	var holding []registry.Freeze
	for i := range all {
		f := &all[i]
		for _, h := range []*registry.Household{w.standing.File, w.standing.Other, after.File, after.Fresh} {
			if h != nil && f.Holds(c.Aspects, h.Area, h.Unit) {
				holding = append(holding, *f)
				break
			}
		}
	}
	free, standing := registry.FreeFrom(holding, today)
	return free, standing, nil
}

// apply writes the files after the change, each with its version before in the
// history and its act on record, in one transaction with the request's.
func (w *changing) apply(ctx context.Context, c *registry.ChangeRequest, after registry.ChangeFiles) error {
	if err := w.take(ctx, c, w.step(registry.ChangeStep{Verb: registry.VerbApply, Digest: w.askDigest(c)}), "change.apply"); err != nil {
		return err
	}
	if after.Other != nil { // first: its members go over with their ids
		if _, err := w.write(ctx, c, w.standing.Other, after.Other, "household.close"); err != nil {
			return err
		}
	}
	name := "household.change"
	if c.Kind == registry.ChangeExit {
		name = "household.close"
	}
	version, err := w.write(ctx, c, w.standing.File, after.File, name)
	if err != nil {
		return err
	}
	if after.Fresh != nil {
		if err := w.freshNumber(ctx, after.Fresh); err != nil {
			return err
		}
		if _, err := w.write(ctx, c, nil, after.Fresh, "household.open"); err != nil {
			return err
		}
		c.FreshFile = after.Fresh.Number
	}
	c.Applied, c.Result = w.clock.Now(), version
	return w.save(ctx, c)
}

// freshNumber makes the number of a household that a split opens. The one its
// head gives may be the old household's, which keeps it: then a place is counted
// on behind it.
func (w *changing) freshNumber(ctx context.Context, h *registry.Household) error {
	h.Number = ""
	h.MakeNumber(w.store.ContentDigest)
	made := h.Number
	for n := 2; ; n++ {
		known, err := w.store.FindExisting(ctx, w.tx, []*store.Prepared{w.store.Prepare(h, w.clock.Now())})
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(known[0], func(k registry.Known) bool { return k.SameNumber }) {
			return nil
		}
		h.Number = fmt.Sprintf("%s-%d", made, n)
	}
}

// appliedDetail is what the record keeps of a version that a request wrote.
type appliedDetail struct {
	editDetail
	Request id.ID    `json:"request"`
	Number  string   `json:"number"`
	Reason  string   `json:"reason,omitempty"` // of a file that was closed
	On      day.Date `json:"on,omitzero"`
}

// write writes one file. What says the same already is left as it is.
func (w *changing) write(ctx context.Context, c *registry.ChangeRequest, old, next *registry.Household, name string) (version int, err error) {
	next.Version, next.Batch = 1, w.ids()
	if old != nil {
		next.Version = old.Version + 1
	}
	prepared := w.store.Prepare(next, w.clock.Now())
	detail := appliedDetail{editDetail: editDetail{Version: next.Version, Command: next.Batch}, Request: c.ID, Number: c.Number, Reason: next.CloseReason, On: next.Closed}
	if old == nil {
		err = w.store.AddHouseholds(ctx, w.tx, []*store.Prepared{prepared})
	} else {
		if prepared.Digest == w.store.Prepare(old, w.clock.Now()).Digest {
			return old.Version, nil
		}
		detail.Fields = changedFields(old, next)
		err = w.store.ReplaceHousehold(ctx, w.tx, old, prepared, w.clock.Now())
	}
	if err != nil {
		return 0, err
	}
	return next.Version, w.recordHousehold(ctx, w.tx, name, next, detail)
}

// changedFields are the names of the fields that differ, each once.
func changedFields(old, next *registry.Household) (fields []string) {
	met := map[string]bool{}
	for _, change := range registry.Diff(old, next) {
		if !met[change.Field] {
			met[change.Field], fields = true, append(fields, change.Field)
		}
	}
	return fields
}
