package app

import (
	"context"
	"strings"
	"unicode/utf8"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/likeness"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// DecideOrder says of a suspect that it is none, or is put off, or is open
// again. It changes no file.
type DecideOrder struct {
	Suspect id.ID
	Version int                   // that the person has seen
	State   likeness.SuspectState // different, later or open
	Reason  string                // needed to say that they are different; kept sealed
}

// DecideDuplicate marks a suspect. problem.Conflict when another decided since.
func (d *Desk) DecideDuplicate(ctx context.Context, order DecideOrder) (next *likeness.Suspect, err error) {
	if err := d.actor.Must(identity.DuplicateMark); err != nil {
		return nil, err
	}
	if order.State != likeness.Different && order.State != likeness.Later && order.State != likeness.Open {
		return nil, problem.New(problem.Invalid, "duplicate.no_decision")
	}
	if err := reasonOf(order.Reason, order.State == likeness.Different); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		x, err := d.standingSuspect(ctx, tx, order.Suspect, order.Version)
		if err != nil {
			return err
		}
		next = d.decided(x, order.State, order.Reason)
		if err := d.store.SaveSuspect(ctx, tx, next); err != nil {
			return err
		}
		return d.recordSuspect(ctx, tx, "duplicate."+string(order.State), next)
	})
	if err != nil {
		return nil, err
	}
	return next, nil
}

// reasonOf refuses a reason that is too long, or missing where one is needed.
func reasonOf(text string, needed bool) error {
	switch n := utf8.RuneCountInString(strings.TrimSpace(text)); {
	case needed && n < 2:
		return problem.New(problem.Invalid, "duplicate.reason_missing")
	case n > intake.LongestText:
		return problem.New(problem.Invalid, "registry.note_long", "longest", intake.LongestText)
	}
	return nil
}

// standingSuspect gives a suspect that is still to be settled, as the person has
// seen it.
func (d *Desk) standingSuspect(ctx context.Context, tx *sqldb.Tx, of id.ID, seen int) (*likeness.Suspect, error) {
	x, err := d.store.Suspect(ctx, tx, of, d.actor.Scope)
	switch {
	case err != nil:
		return nil, err
	case x.State == likeness.Merged:
		name, err := d.colleagues(tx).called(ctx, x.Actor)
		if err != nil {
			return nil, err
		}
		return nil, problem.New(problem.Conflict, "duplicate.merged", "actor", name)
	case seen != 0 && seen != x.Version:
		return nil, problem.New(problem.Conflict, "duplicate.decided")
	}
	return x, nil
}

// decided is the suspect with a decision of the actor's.
func (d *Desk) decided(x *likeness.Suspect, state likeness.SuspectState, reason string) *likeness.Suspect {
	next := *x
	next.State, next.Version, next.Actor, next.Decided, next.Note = state, x.Version+1, d.actor.Name, d.clock.Now(), strings.TrimSpace(reason)
	next.Deed, next.Kept, next.Gone, next.KeptVersion, next.GoneVersion = "", "", "", 0, 0
	next.Moved = likeness.Moved{}
	return &next
}

// suspectDetail is what the record keeps of a decision: ids and versions.
type suspectDetail struct {
	A           id.ID                 `json:"a"`
	B           id.ID                 `json:"b"`
	State       likeness.SuspectState `json:"state"`
	Score       int                   `json:"score"`
	Version     int                   `json:"version"`
	Kept        id.ID                 `json:"kept,omitempty"`
	KeptVersion int                   `json:"kept_version,omitempty"`
	GoneVersion int                   `json:"gone_version,omitempty"`
}

// recordSuspect puts an act upon a suspect on record, where its first file lies.
func (d *Desk) recordSuspect(ctx context.Context, tx *sqldb.Tx, name string, x *likeness.Suspect) error {
	h, err := d.store.Household(ctx, tx, x.A, d.actor.Scope)
	if err != nil {
		return err
	}
	return d.record(ctx, tx, act{name: name, noun: "duplicate", subject: x.ID, where: place{h.Area, h.Unit}, count: 1,
		detail: suspectDetail{x.A, x.B, x.State, x.Score, x.Version, x.Kept, x.KeptVersion, x.GoneVersion}})
}

// filesOf gives the two files of a suspect.
func (d *Desk) filesOf(ctx context.Context, tx *sqldb.Tx, x *likeness.Suspect) (a, b *registry.Household, err error) {
	if a, err = d.store.Household(ctx, tx, x.A, d.actor.Scope); err != nil {
		return nil, nil, err
	}
	b, err = d.store.Household(ctx, tx, x.B, d.actor.Scope)
	return a, b, err
}
