package app

import (
	"context"
	"errors"
	"io/fs"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/internal/sqldb"
)

// PlanDrift compares the plan that a campaign runs by with the one of the same
// name that the library has now. Nothing follows from it by itself: a campaign
// keeps the text that it was opened with.
type PlanDrift struct {
	Campaign *campaign.Campaign
	Known    bool   // the library has a plan of the name
	Same     bool   // of the same text
	Digest   string // SM3 of it
	Broken   bool   // it can't be read, so there is no comparing
	Changes  []plan.Change
}

// PlanDrift compares.
func (d *Desk) PlanDrift(ctx context.Context, of id.ID) (drift *PlanDrift, err error) {
	if err := d.actor.Must(identity.CampaignSee); err != nil {
		return nil, err
	}
	read, err := d.CampaignPlan(ctx, of)
	if err != nil {
		return nil, err
	}
	drift = &PlanDrift{Campaign: read.Campaign}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		now, err := d.openBase(ctx, tx, read.CampaignView.Plan)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		drift.Known, drift.Digest = true, plan.TextDigest(now)
		if drift.Same = drift.Digest == read.Digest; drift.Same {
			return nil
		}
		params := read.Params()
		after, _, err := d.checkPlan(ctx, tx, read.CampaignView.Plan, now, params)
		if drift.Broken = err != nil; drift.Broken {
			return nil // somebody is at work on it in the library
		}
		drift.Changes = plan.Compare(read.Plan, after, locale.Chinese)
		return nil
	})
	return drift, err
}
