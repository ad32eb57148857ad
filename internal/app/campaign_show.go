package app

import (
	"context"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/plans"
)

// CampaignView is a campaign with the text of its plan and how far it is.
type CampaignView struct {
	*campaign.Campaign
	Text     []byte
	Bases    []plan.Base // what the plan extends, as it was when the campaign was opened
	Coverage CoverageSummary
}

// Open gives the text of a plan that the campaign's plan extends, for reading
// it: the one kept with the campaign, else a shipped one. The error is
// fs.ErrNotExist when there is none.
func (v *CampaignView) Open(name string) ([]byte, error) {
	for _, b := range v.Bases {
		if b.Name == name {
			return b.Text, nil
		}
	}
	return plans.Open(name)
}

// Params are the answers in force, for reading the plan's text with them.
func (v *CampaignView) Params() map[string]string {
	params := map[string]string{}
	for _, a := range v.Answers {
		if !a.Assumed {
			params[a.Param] = a.Value
		}
	}
	return params
}

// Campaign shows a campaign.
func (d *Desk) Campaign(ctx context.Context, of id.ID) (*CampaignView, error) {
	if err := d.actor.Must(identity.CampaignSee); err != nil {
		return nil, err
	}
	v := &CampaignView{}
	err := d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if v.Campaign, err = d.store.Campaign(ctx, tx, of, d.actor.Scope); err != nil {
			return err
		}
		text, err := d.store.PlanText(ctx, tx, v.Digest)
		if err != nil {
			return err
		}
		v.Text = []byte(text)
		if v.Bases, err = d.store.CampaignBases(ctx, tx, of); err != nil {
			return err
		}
		scope, _ := d.scopeOf(v.Campaign)
		coverage, err := d.store.CountCoverage(ctx, tx, of, scope)
		v.Coverage = summariseCoverage(coverage)
		return err
	})
	return v, err
}

// CampaignRosters counts the rosters of a campaign, one line for each class of
// its plan.
func (d *Desk) CampaignRosters(ctx context.Context, c *campaign.Campaign, p *plan.Plan) (lines []RosterSummary, err error) {
	if err := d.actor.Must(identity.CampaignSee); err != nil {
		return nil, err
	}
	scope, _ := d.scopeOf(c)
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		counts, err := d.store.CountRosters(ctx, tx, c.ID, scope)
		lines = summariseRosters(p, counts)
		return err
	})
	return lines, err
}

// Imports gives the latest imports that the actor sees, the newest first.
func (d *Desk) Imports(ctx context.Context, limit int) (batches []*registry.Batch, err error) {
	if err := d.actor.Must(identity.ImportSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		batches, err = d.store.Batches(ctx, tx, d.actor.User, d.actor.Scope, "", limit)
		return err
	})
	return batches, err
}
