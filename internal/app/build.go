package app

import (
	"context"
	"os"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
)

// BuildOrder asks for the rosters of a campaign that stands in the database.
type BuildOrder struct {
	Campaign id.ID
	Plan     *plan.Plan     // of the campaign, with its answers
	Findings []plan.Finding // of reading and linting it
	Out      string         // folder for the files; "" writes none
	Lang     locale.Lang
}

// BuildCampaign builds the rosters of a campaign, counts what they come to, and
// writes the roster, the forecast and the summary where a folder is named.
func (d *Desk) BuildCampaign(ctx context.Context, order BuildOrder, tell func(Progress)) (*Summary, error) {
	if err := d.actor.Must(identity.RosterBuild); err != nil {
		return nil, err
	}
	view, err := d.Campaign(ctx, order.Campaign)
	if err != nil {
		return nil, err
	}
	r := &running{Desk: d, tell: tell, campaign: view.Campaign,
		RunOrder: RunOrder{Plan: order.Plan, Findings: order.Findings, AsOf: view.AsOf, Out: order.Out, Lang: order.Lang},
		summary: &Summary{Plan: view.Plan, Title: view.Title, AsOf: view.AsOf.String(), Area: string(view.Area), Unit: order.Plan.Unit,
			Assumptions: SummariseAssumptions(order.Plan), Files: []string{}}}
	r.counts = plan.Counts{}
	if r.summary.Change, err = d.rebuild(ctx, order.Campaign, order.Plan, r.counts, true); err != nil {
		return nil, err
	}
	if err := r.count(ctx); err != nil || order.Out == "" {
		return r.summary, err
	}
	if err := os.MkdirAll(order.Out, 0o700); err != nil {
		return nil, problem.Wrap(err, problem.Invalid, "app.no_folder", "folder", order.Out)
	}
	return r.summary, r.files(ctx)
}
