package app

import (
	"context"
	"errors"
	"strconv"
	"time"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
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
	Digest  string        `json:"digest"`   // of all changes; who accepts says which he has seen
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

// PreviewRebuild tells who would come in and who would fall out, were the
// rosters of an active campaign built anew by its own plan. Nothing is kept.
func (d *Desk) PreviewRebuild(ctx context.Context, of id.ID) (*RosterChange, error) {
	if err := d.actor.Must(identity.RosterBuild); err != nil {
		return nil, err
	}
	return d.seenRebuild(ctx, of, "")
}

// AcceptRebuild builds the rosters anew exactly as somebody has seen it: digest
// is that of the preview. When it would come out otherwise by now, nothing is
// kept, and the error is problem.Conflict beside the change as it is now.
func (d *Desk) AcceptRebuild(ctx context.Context, of id.ID, digest string) (*RosterChange, error) {
	if err := d.actor.Must(identity.RosterBuild); err != nil {
		return nil, err
	}
	if digest == "" {
		return nil, problem.New(problem.Invalid, "campaign.rebuild_unseen")
	}
	return d.seenRebuild(ctx, of, digest)
}

// seenRebuild builds the rosters and keeps them only under the digest that was
// seen; "" keeps nothing.
func (d *Desk) seenRebuild(ctx context.Context, of id.ID, digest string) (change *RosterChange, err error) {
	read, err := d.CampaignPlan(ctx, of)
	if err != nil {
		return nil, err
	}
	if read.State != campaign.Active {
		return nil, problem.New(problem.Conflict, "campaign.not_running")
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
		if change, err = d.buildRoster(ctx, tx, of, read.Plan, plan.Counts{}, digest != ""); err != nil {
			return err
		}
		switch {
		case digest == "":
			return errLookedOnly
		case digest != change.Digest:
			change.Applied = false
			return problem.New(problem.Conflict, "campaign.rebuild_changed")
		}
		return nil
	})
	if errors.Is(err, errLookedOnly) {
		err = nil
	}
	return change, err
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
	digest := identity.NewDigest()
	err := d.store.LayAnew(ctx, tx, c, scope, func(turn campaign.Turn, e store.Covered) error {
		change.add(turn)
		digest.Add(string(turn), e.Subject, string(e.Area), e.Unit, e.Name, strconv.FormatInt(e.Persons, 10), string(e.Outcome), e.Reason)
		if turn != campaign.Other && len(entries) < changesShown {
			first, entries = append(first, turn), append(entries, e)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	change.Digest = digest.Sum()
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
