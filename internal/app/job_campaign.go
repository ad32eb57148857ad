package app

import (
	"context"
	"encoding/json"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// CampaignArgs are the args of work on a campaign.
type CampaignArgs struct {
	Campaign id.ID       `json:"campaign"`
	Classes  []string    `json:"classes,omitempty"` // of roster_export
	Unmask   bool        `json:"unmask,omitempty"`  // of roster_export
	Lang     locale.Lang `json:"lang,omitempty"`    // of roster_export
	Accept   bool        `json:"accept,omitempty"`  // of roster_rebuild
	Area     area.Code   `json:"area,omitempty"`    // of certificate
	Unit     string      `json:"unit,omitempty"`    // of certificate, a name
	AsOf     day.Instant `json:"as_of,omitempty"`   // of certificate
}

// onCampaign is any campaign within the scope.
func onCampaign(ctx context.Context, d *Desk, tx *sqldb.Tx, args json.RawMessage) (jobOn, error) {
	c, err := campaignOf(ctx, d, tx, args)
	if err != nil {
		return jobOn{}, err
	}
	return jobOn{subject: c.ID, where: place{c.Area, c.Unit}}, nil
}

// onRoster is onCampaign for work that changes its rosters: one at a time.
func onRoster(ctx context.Context, d *Desk, tx *sqldb.Tx, args json.RawMessage) (jobOn, error) {
	on, err := onCampaign(ctx, d, tx, args)
	on.holds = "roster " + string(on.subject)
	return on, err
}

func campaignOf(ctx context.Context, d *Desk, tx *sqldb.Tx, args json.RawMessage) (*campaign.Campaign, error) {
	var a CampaignArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return nil, problem.Wrap(err, problem.Invalid, "job.no_kind")
	}
	return d.store.Campaign(ctx, tx, a.Campaign, d.actor.Scope)
}

// onNothing is work on the whole database.
func onNothing(context.Context, *Desk, *sqldb.Tx, json.RawMessage) (jobOn, error) {
	return jobOn{}, nil
}

// planFor reads the plan of a campaign for work on it. A plan with errors is
// refused.
func (d *Desk) planFor(ctx context.Context, of id.ID) (*plan.Plan, error) {
	read, err := d.CampaignPlan(ctx, of)
	if err != nil {
		return nil, err
	}
	return read.Plan, nil
}

func runRosterExport(ctx context.Context, d *Desk, t *task) error {
	var args CampaignArgs
	if err := t.args(&args); err != nil {
		return err
	}
	p, err := d.planFor(ctx, args.Campaign)
	if err != nil {
		return err
	}
	n, err := d.ExportRoster(ctx, RosterOrder{Campaign: args.Campaign, Plan: p, Classes: args.Classes, Unmask: args.Unmask, Lang: args.Lang,
		Path: t.write(RosterFile, args.Unmask)}, t.tell)
	t.result = map[string]int64{"entries": n}
	return err
}

func runRosterBuild(ctx context.Context, d *Desk, t *task) error {
	var args CampaignArgs
	if err := t.args(&args); err != nil {
		return err
	}
	p, err := d.planFor(ctx, args.Campaign)
	if err != nil {
		return err
	}
	_, err = d.BuildRoster(ctx, args.Campaign, p)
	return err
}

func runRosterRebuild(ctx context.Context, d *Desk, t *task) error {
	var args CampaignArgs
	if err := t.args(&args); err != nil {
		return err
	}
	p, err := d.planFor(ctx, args.Campaign)
	if err != nil {
		return err
	}
	change, err := d.RebuildRoster(ctx, args.Campaign, p, args.Accept)
	if err == nil && change != nil {
		t.result = map[string]int64{"came_in": change.CameIn, "fell_out": change.FellOut, "kept": change.Kept}
	}
	return err
}

func runCertify(ctx context.Context, d *Desk, t *task) error {
	var args CampaignArgs
	if err := t.args(&args); err != nil {
		return err
	}
	view, err := d.Certify(ctx, CertifyOrder{Campaign: args.Campaign, Area: args.Area, Unit: args.Unit, AsOf: args.AsOf})
	if err == nil {
		t.result = map[string]any{"certificate": view.ID, "entries": view.Lines[0].Counts.Total().Entries}
	}
	return err
}
