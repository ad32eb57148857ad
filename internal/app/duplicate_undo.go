package app

import (
	"context"
	"strings"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/likeness"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// UndoMergeOrder takes a merge back.
type UndoMergeOrder struct {
	Suspect id.ID
	Version int
	Reason  string // needed; kept sealed
}

// UndoDuplicate gives both files the content that they had before a merge, as
// new versions; the suspect is open again. problem.Conflict when a file has
// changed since: then it says in which fields, and a person does it by hand.
func (d *Desk) UndoDuplicate(ctx context.Context, order UndoMergeOrder) (next *likeness.Suspect, err error) {
	if err := d.actor.Must(identity.DuplicateMerge); err != nil {
		return nil, err
	}
	if err := reasonOf(order.Reason, true); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		x, err := d.store.Suspect(ctx, tx, order.Suspect, d.actor.Scope)
		switch {
		case err != nil:
			return err
		case x.State != likeness.Merged || order.Version != 0 && order.Version != x.Version:
			return problem.New(problem.Conflict, "duplicate.decided")
		}
		u := &undoing{Desk: d, tx: tx, command: d.ids()}
		for _, one := range []struct {
			of      id.ID
			version int
		}{{x.Kept, x.KeptVersion}, {x.Gone, x.GoneVersion}} {
			if one.version == 0 {
				continue
			}
			if err := u.restore(ctx, one.of, one.version); err != nil {
				return err
			}
		}
		if err := u.putBack(ctx, x); err != nil {
			return err
		}
		next = d.decided(x, likeness.Open, order.Reason)
		if err := d.store.SaveSuspect(ctx, tx, next); err != nil {
			return err
		}
		return d.recordSuspect(ctx, tx, "duplicate.undo", next)
	})
	if _, taken := sqldb.IsUnique(err); taken {
		err = problem.Wrap(err, problem.Conflict, "duplicate.number_taken")
	}
	if err != nil {
		return nil, err
	}
	return next, nil
}

// undoing is a merge being taken back, in one transaction.
type undoing struct {
	*Desk
	tx      *sqldb.Tx
	command id.ID
}

// restore gives a file the content before the version that a merge made.
func (u *undoing) restore(ctx context.Context, of id.ID, version int) error {
	now, err := u.store.Household(ctx, u.tx, of, u.actor.Scope)
	if err != nil {
		return err
	}
	if now.Version != version {
		return u.changedSince(ctx, now, version)
	}
	before, err := u.store.HouseholdVersion(ctx, u.tx, of, version-1, u.actor.Scope)
	if err != nil {
		return err
	}
	before.Version, before.Batch = now.Version+1, u.command
	if err := u.store.ReplaceHousehold(ctx, u.tx, now, u.store.Prepare(before, u.clock.Now()), u.clock.Now()); err != nil {
		return err
	}
	return u.recordHousehold(ctx, u.tx, "household.edit", before, editDetail{Version: before.Version, Command: u.command})
}

// changedSince says in which fields a file has changed since a version.
func (u *undoing) changedSince(ctx context.Context, now *registry.Household, version int) error {
	then, err := u.store.HouseholdVersion(ctx, u.tx, now.ID, version, u.actor.Scope)
	if err != nil {
		return err
	}
	var fields []string
	met := map[string]bool{}
	for _, change := range registry.Diff(then, now) {
		heading := change.Field
		if f := registry.Catalogue().Field(change.Field); f != nil {
			heading = f.Heading
		}
		if !met[heading] {
			met[heading], fields = true, append(fields, heading)
		}
	}
	return problem.New(problem.Conflict, "duplicate.changed_since", "number", now.Number, "fields", strings.Join(fields, "、"))
}
