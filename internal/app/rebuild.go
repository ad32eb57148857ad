package app

import (
	"context"
	"errors"
	"time"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// RosterChange is who came in and who fell out when the rosters of an active
// campaign are built anew.
type RosterChange struct {
	CameIn  int64         `json:"came_in"`  // open now, and were not before
	FellOut int64         `json:"fell_out"` // were open, and no roster has them now
	Kept    int64         `json:"kept"`     // no roster has them now; what was recorded of them stays
	Other   int64         `json:"other"`    // moved, renamed, or came and went without being due
	First   []ChangedLine `json:"first"`    // of those who came in, fell out or are kept, by village
	Applied bool          `json:"applied"`
}

// changesShown is how many changes are told one by one.
const changesShown = 200

// ChangedLine is one entry that a roster built anew sees otherwise.
type ChangedLine struct {
	Turn campaign.Turn `json:"turn"`
	EntryLine
}

// None tells whether nothing changes.
func (r *RosterChange) None() bool { return r.CameIn+r.FellOut+r.Kept+r.Other == 0 }

func (r *RosterChange) add(turn campaign.Turn) {
	switch turn {
	case campaign.CameIn:
		r.CameIn++
	case campaign.FellOut:
		r.FellOut++
	case campaign.Kept:
		r.Kept++
	default:
		r.Other++
	}
}

// errLookedOnly takes a transaction back that was only to show what would be.
var errLookedOnly = errors.New("looked only")

// RebuildRoster builds the rosters of an active campaign anew and tells who came
// in and who fell out since. Unless accept is set, nothing is kept of it. No
// outcome that a person recorded is ever dropped by it.
func (d *Desk) RebuildRoster(ctx context.Context, of id.ID, p *plan.Plan, accept bool) (change *RosterChange, err error) {
	if err := d.actor.Must(identity.RosterBuild); err != nil {
		return nil, err
	}
	return d.rebuild(ctx, of, p, plan.Counts{}, accept)
}

func (d *Desk) rebuild(ctx context.Context, of id.ID, p *plan.Plan, counts plan.Counts, accept bool) (change *RosterChange, err error) {
	err = d.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
		clear(counts)
		if change, err = d.buildRoster(ctx, tx, of, p, counts, accept); err == nil && !accept {
			return errLookedOnly
		}
		return err
	})
	if errors.Is(err, errLookedOnly) {
		err = nil
	}
	return change, err
}

// layAnew brings the universe of an active campaign to what its rosters say
// now, and tells the difference.
func (d *Desk) layAnew(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, scope identity.Scope, accept bool) (*RosterChange, error) {
	change := &RosterChange{Applied: accept, First: []ChangedLine{}}
	var first []campaign.Turn
	var entries []store.Covered
	err := d.store.LayAnew(ctx, tx, c, scope, func(turn campaign.Turn, e store.Covered) error {
		change.add(turn)
		if turn != campaign.Other && len(entries) < changesShown {
			first, entries = append(first, turn), append(entries, e)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	names, err := d.placeNames(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	for i := range entries {
		change.First = append(change.First, ChangedLine{first[i], names.entry(&entries[i])})
	}
	if !accept {
		return change, nil
	}
	by := store.Laying{Act: d.ids(), Actor: d.actor.Name}
	if by.At, err = d.stamp(ctx, tx, c.ID, ""); err != nil {
		return nil, err
	}
	if err := d.store.ApplyLaid(ctx, tx, c.ID, by); err != nil {
		return nil, err
	}
	return change, d.recordLaying(ctx, tx, c, by)
}

// recordLaying puts the steps of a laid universe on record, under one digest.
func (d *Desk) recordLaying(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, by store.Laying) error {
	sum, steps, err := d.store.DigestSteps(ctx, tx, by.Act)
	if err != nil || steps == 0 {
		return err
	}
	return d.record(ctx, tx, act{name: "outcome.lay", noun: "outcome", subject: by.Act, where: place{c.Area, c.Unit}, count: steps, digest: sum,
		detail: map[string]any{"campaign": c.ID}})
}

// stamp is the instant that a step of a campaign bears: now, but after all that
// is certified, and not before the step that it follows. So a certificate holds
// for good, whatever the clocks say.
func (d *Desk) stamp(ctx context.Context, tx *sqldb.Tx, of id.ID, before day.Instant) (day.Instant, error) {
	certified, err := d.store.LatestCertified(ctx, tx, of)
	if err != nil {
		return "", err
	}
	if certified != "" {
		certified = day.At(certified.Time().Add(time.Microsecond))
	}
	return max(d.clock.Now(), certified, before), nil
}
