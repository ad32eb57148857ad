package app

import (
	"context"

	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// EntryRef names an entry of a campaign's universe: by its household's number,
// or by its own id where it has no file.
type EntryRef struct {
	Campaign id.ID
	Number   string
	Subject  string // over Number
}

// OutcomeOrder records how an entry ended.
type OutcomeOrder struct {
	EntryRef
	campaign.Finding            // Actor and File are set here
	Attached         *blob.File // nil for none
	Seen             int64      // steps of the entry that the person has seen; 0 is whatever they are
}

// RecordOutcome records how an entry of an active campaign ended, or that it is
// open again, and gives the entry as it stands then. When another has recorded
// it since it was seen, the error is problem.Conflict and names both outcomes. A
// relative of the household records nothing of it: problem.Forbidden.
func (d *Desk) RecordOutcome(ctx context.Context, order OutcomeOrder) (next *campaign.Step, err error) {
	if err := d.actor.Must(identity.OutcomeRecord); err != nil {
		return nil, err
	}
	order.Actor = d.actor.Name
	if order.Attached != nil {
		order.File = order.Attached.Digest
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, standing, err := d.entry(ctx, tx, order.EntryRef)
		if err != nil {
			return err
		}
		switch {
		case c.State != campaign.Active:
			return problem.New(problem.Conflict, "campaign.not_active")
		case order.Seen != 0 && order.Seen != standing.Seq:
			return standing.Taken(order.State)
		}
		if err := d.asideFrom(ctx, tx, standing); err != nil {
			return err
		}
		if next, err = standing.Record(order.Finding, d.clock.Today()); err != nil {
			return err
		}
		if next.State == campaign.Helped {
			if err := d.noGraveHazard(ctx, tx, standing.Subject); err != nil {
				return err
			}
		}
		next.Act = d.ids()
		if next.Recorded, err = d.stamp(ctx, tx, c.ID, standing.Recorded); err != nil {
			return err
		}
		return d.keepStep(ctx, tx, next, order.Attached)
	})
	return next, err
}

// asideFrom keeps a relative of the household from recording how it was helped:
// who is related does not check, review, approve or pay (回避).
func (d *Desk) asideFrom(ctx context.Context, tx *sqldb.Tx, standing *campaign.Step) error {
	if d.actor.User == "" || standing.Kind == campaign.Bulk || standing.Kind == campaign.Named {
		return nil
	}
	h, err := d.store.Household(ctx, tx, id.ID(standing.Subject), identity.Everything)
	if isNotFound(err) { // nobody of a file
		return nil
	}
	if err != nil {
		return err
	}
	who, err := d.related(ctx, tx, []id.ID{d.actor.User}, h)
	if err == nil && len(who) > 0 {
		err = problem.New(problem.Forbidden, "campaign.recused")
	}
	return err
}

// keepStep writes a step with its attachment and puts it on record.
func (d *Desk) keepStep(ctx context.Context, tx *sqldb.Tx, step *campaign.Step, attached *blob.File) error {
	if attached != nil {
		if err := d.store.AddAttachment(ctx, tx, attached, step.Recorded); err != nil {
			return err
		}
	}
	fields, err := d.store.AddStep(ctx, tx, step)
	if err != nil {
		return err
	}
	digest := identity.NewDigest()
	digest.Add(fields...)
	return d.record(ctx, tx, act{name: "outcome.record", noun: "outcome", subject: step.Act, where: place{step.Area, step.Unit}, count: 1, digest: digest.Sum(),
		detail: map[string]any{"campaign": step.Campaign, "entry": step.Subject, "seq": step.Seq, "state": step.State}})
}

// entry finds an entry of a universe within the actor's scope.
func (d *Desk) entry(ctx context.Context, tx *sqldb.Tx, ref EntryRef) (*campaign.Campaign, *campaign.Step, error) {
	c, err := d.store.Campaign(ctx, tx, ref.Campaign, d.actor.Scope)
	if err != nil {
		return nil, nil, err
	}
	if ref.Subject == "" {
		household, err := d.householdOf(ctx, tx, ref.Number)
		if err != nil {
			return nil, nil, err
		}
		ref.Subject = string(household)
	}
	if c.State == campaign.Draft {
		return nil, nil, problem.New(problem.Conflict, "campaign.not_active")
	}
	standing, err := d.store.Standing(ctx, tx, c.ID, ref.Subject, d.actor.Scope)
	return c, standing, err
}

// EntryHistory shows an entry as it stands with all that happened to it, oldest
// first.
func (d *Desk) EntryHistory(ctx context.Context, ref EntryRef) (steps []campaign.Step, err error) {
	if err := d.actor.Must(identity.HouseholdSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, standing, err := d.entry(ctx, tx, ref)
		if err != nil {
			return err
		}
		steps, err = d.store.Steps(ctx, tx, c.ID, standing.Subject, d.actor.Scope)
		return err
	})
	return steps, err
}

// OpenAttachment gives the file attached to a step of an entry. That somebody
// looked is recorded first.
func (d *Desk) OpenAttachment(ctx context.Context, ref EntryRef, seq int64) (file *blob.File, err error) {
	if err := d.actor.Must(identity.PersonalUnmask); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, standing, err := d.entry(ctx, tx, ref)
		if err != nil {
			return err
		}
		if file, err = d.store.Attachment(ctx, tx, c.ID, standing.Subject, seq, d.actor.Scope); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "attachment.view", noun: "attachment", subject: standing.Act, where: place{standing.Area, standing.Unit}, count: 1,
			detail: map[string]any{"campaign": c.ID, "entry": standing.Subject, "seq": seq, "file": file.Digest}})
	})
	return file, err
}
