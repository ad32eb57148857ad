package app

import (
	"context"
	"slices"

	"songnuan/internal/campaign"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/likeness"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// moveOver lays what is under way for a file that is merged away with the file
// that is kept: cases, what was granted. Where both stand on the list of a
// campaign, the entry of the closed one is settled, so that nobody is on a list
// twice; an entry of its own stays, so that nobody falls off. Change requests of
// the closed file go back to who filed them. note says it in plain words.
func (s *settling) moveOver(ctx context.Context, kept, gone *registry.Household) (note string, err error) {
	m := &s.next.Moved
	if m.Cases, err = s.store.MoveCases(ctx, s.tx, gone.ID, kept.ID, nil); err != nil {
		return "", err
	}
	twice, err := s.moveGrants(ctx, kept.ID, gone.ID, m)
	if err != nil {
		return "", err
	}
	if m.Campaigns, err = s.store.CampaignsListing(ctx, s.tx, gone.ID, kept.ID); err != nil {
		return "", err
	}
	for _, of := range m.Campaigns {
		if err := s.recordEntry(ctx, s.tx, of, gone.ID, campaign.NotEligible, text(locale.Chinese, "duplicate.entry_merged", "number", kept.Number)); err != nil {
			return "", err
		}
	}
	pending, err := s.store.PendingChangesOf(ctx, s.tx, gone.ID)
	if err != nil {
		return "", err
	}
	for _, of := range pending {
		if err := s.sendBackChange(ctx, s.tx, of, text(locale.Chinese, "duplicate.change_merged", "number", kept.Number)); err != nil {
			return "", err
		}
		m.Changes = append(m.Changes, of)
	}
	if m.IsZero() {
		return "", nil
	}
	note = text(locale.Chinese, "duplicate.note_took", "number", gone.Number, "cases", len(m.Cases), "grants", len(m.Grants), "entries", len(m.Campaigns), "changes", len(m.Changes))
	if twice > 0 {
		note += text(locale.Chinese, "duplicate.note_granted_twice", "count", twice)
	}
	return note, nil
}

// moveGrants lays what runs of one household with another; twice counts those of
// a category that the other is granted already: a person has to settle them, and
// both are due until then.
func (s *settling) moveGrants(ctx context.Context, to, from id.ID, m *likeness.Moved) (twice int, err error) {
	own, err := s.store.Grants(ctx, s.tx, to, identity.Everything)
	if err != nil {
		return 0, err
	}
	all, err := s.store.Grants(ctx, s.tx, from, identity.Everything)
	if err != nil {
		return 0, err
	}
	today := s.clock.Today()
	for i := range all {
		g := &all[i]
		if g.State(today) == casework.GrantOver {
			continue
		}
		if slices.ContainsFunc(own, func(o casework.Grant) bool { return o.Category == g.Category && o.State(today) != casework.GrantOver }) {
			twice++
		}
		if err := s.layGrant(ctx, s.tx, g, to); err != nil {
			return 0, err
		}
		m.Grants = append(m.Grants, g.ID)
	}
	return twice, nil
}

func (d *Desk) layGrant(ctx context.Context, tx *sqldb.Tx, g *casework.Grant, to id.ID) error {
	next := *g
	next.Household, next.Actor, next.Recorded, next.Version = to, d.actor.Name, d.clock.Now(), g.Version+1
	return d.store.SaveGrant(ctx, tx, g, &next, g.Case)
}

// recordEntry settles an entry of a campaign, or opens it again, as the merge of
// two files asks for it.
func (d *Desk) recordEntry(ctx context.Context, tx *sqldb.Tx, of, household id.ID, state campaign.Outcome, note string) error {
	standing, err := d.store.Standing(ctx, tx, of, string(household), identity.Everything)
	if err != nil {
		return err
	}
	next, err := standing.Record(campaign.Finding{State: state, Day: d.clock.Today(), Person: firstOf(d.actor.Shown, d.actor.Name), Note: note, Actor: d.actor.Name}, d.clock.Today())
	if err != nil {
		return err
	}
	next.Act = d.ids()
	if next.Recorded, err = d.stamp(ctx, tx, of, standing.Recorded); err != nil {
		return err
	}
	return d.keepStep(ctx, tx, next, nil)
}

// putBack lays what went over with a merge where it was. What has ended or moved
// on since stays; requests that went back can be handed in again.
func (u *undoing) putBack(ctx context.Context, x *likeness.Suspect) error {
	if len(x.Moved.Cases) > 0 {
		if _, err := u.store.MoveCases(ctx, u.tx, x.Kept, x.Gone, x.Moved.Cases); err != nil {
			return err
		}
	}
	for _, of := range x.Moved.Grants {
		g, err := u.store.Grant(ctx, u.tx, of, identity.Everything)
		if err != nil {
			return err
		}
		if g.Household != x.Kept {
			continue
		}
		if err := u.layGrant(ctx, u.tx, g, x.Gone); err != nil {
			return err
		}
	}
	for _, of := range x.Moved.Campaigns {
		c, err := u.store.Campaign(ctx, u.tx, of, identity.Everything)
		if err != nil {
			return err
		}
		if c.State != campaign.Active {
			continue
		}
		err = u.recordEntry(ctx, u.tx, of, x.Gone, campaign.Open, text(locale.Chinese, "duplicate.entry_restored"))
		if err != nil && !problem.Is(err, problem.Conflict) && !problem.Is(err, problem.NotFound) { // settled otherwise, or off the list by now
			return err
		}
	}
	return nil
}
