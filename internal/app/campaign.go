package app

import (
	"context"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// CampaignOrder puts a plan to work.
type CampaignOrder struct {
	Plan  *plan.Plan
	Text  []byte    // the plan's file, kept with the campaign
	Title string    // over the plan's own
	Area  area.Code // over the plan's own
	Unit  string    // name, over the plan's own
	AsOf  day.Date
}

// OpenCampaign makes a campaign of a plan. It is a draft as long as it rests
// on assumptions: each is on record with its question and its sentence of the
// plan, beside what people answered.
func (d *Desk) OpenCampaign(ctx context.Context, order CampaignOrder) (*campaign.Campaign, error) {
	if err := d.actor.Must(identity.CampaignOpen); err != nil {
		return nil, err
	}
	p := order.Plan
	c := &campaign.Campaign{
		ID: d.ids(), Plan: p.ID, Digest: plan.TextDigest(order.Text), Title: p.Title, Area: p.Area,
		AsOf: order.AsOf, State: campaign.Draft, Version: 1, Recorded: d.clock.Now(),
	}
	c.Title = firstOf(order.Title, c.Title)
	if order.Area != "" {
		c.Area = order.Area
	}
	for _, a := range p.Answers {
		c.Answers = append(c.Answers, campaign.Answer{Param: a.Param, Value: a.Value, Ask: a.Ask, Source: sentences(a.Source), Actor: d.actor.Name, Recorded: c.Recorded})
	}
	for _, a := range p.Assumptions {
		c.Answers = append(c.Answers, campaign.Answer{Param: a.Param, Value: a.Value, Assumed: true, Ask: a.Ask, Source: sentences(a.Source), Actor: d.actor.Name, Recorded: c.Recorded})
	}
	return c, d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := d.setUnit(ctx, tx, c, firstOf(order.Unit, p.Unit)); err != nil {
			return err
		}
		if !d.actor.Scope.CoversPlace(c.Area, c.Unit) {
			return problem.New(problem.Forbidden, "app.outside_scope")
		}
		if err := d.store.AddPlanText(ctx, tx, c.Digest, c.Plan, string(order.Text), c.Recorded); err != nil {
			return err
		}
		if err := d.store.AddCampaign(ctx, tx, c); err != nil {
			return err
		}
		if err := d.keepBases(ctx, tx, c, p.Bases); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "campaign.open", noun: "campaign", subject: c.ID, where: place{c.Area, c.Unit}, count: 1,
			detail: map[string]any{"plan": c.Plan, "plan_sm3": c.Digest, "as_of": c.AsOf, "assumed": c.Unsettled()}})
	})
}

// keepBases keeps what the campaign's plan extends: those plans may change, or
// lie on another machine, while the campaign runs.
func (d *Desk) keepBases(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, bases []plan.Base) error {
	for _, b := range bases {
		digest := plan.TextDigest(b.Text)
		if err := d.store.AddPlanText(ctx, tx, digest, c.Plan, string(b.Text), c.Recorded); err != nil {
			return err
		}
		if err := d.store.AddCampaignBase(ctx, tx, c.ID, b.Name, digest); err != nil {
			return err
		}
	}
	return nil
}

// setUnit narrows the campaign to a unit that the registry knows.
func (d *Desk) setUnit(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, name string) error {
	if name == "" {
		return nil
	}
	unit, ok, err := d.store.UnitByName(ctx, tx, name)
	if err != nil {
		return err
	}
	if !ok {
		return problem.New(problem.NotFound, "app.no_unit", "unit", name)
	}
	c.Unit = unit.Path
	return nil
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func sentences(source plan.Source) string { return strings.Join(source, "；") }

// Settle records a person's answer to a parameter of a draft, as SettleAll does.
func (d *Desk) Settle(ctx context.Context, of id.ID, param, value string) error {
	if err := d.actor.Must(identity.CampaignSettle); err != nil {
		return err
	}
	return d.SettleAll(ctx, of, map[string]string{param: value})
}

// Activate makes a draft active. It is refused, with every reason, while a
// parameter is open, the plan has errors, or one of the six that the plan asks
// for before it is carried out is missing. The universe that its rosters have
// laid is on record from then on, and the course of the plan stands as tasks.
func (d *Desk) Activate(ctx context.Context, of id.ID) error {
	if err := d.actor.Must(identity.CampaignActivate); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := d.wholeCampaign(ctx, tx, of)
		if err != nil {
			return err
		}
		p, refused, err := d.refusals(ctx, tx, c)
		if err != nil {
			return err
		}
		if c.State == campaign.Draft && len(refused) > 0 {
			return problem.New(problem.Invalid, "campaign.cannot_activate", "reasons", refused)
		}
		if err := c.Activate(); err != nil {
			return err
		}
		if err := d.store.SetCampaignState(ctx, tx, c); err != nil {
			return err
		}
		by := store.Laying{Act: d.ids(), Actor: d.actor.Name, At: d.clock.Now()}
		if err := d.store.FixCoverage(ctx, tx, c.ID, by); err != nil {
			return err
		}
		if err := d.recordLaying(ctx, tx, c, by); err != nil {
			return err
		}
		if err := d.record(ctx, tx, act{name: "campaign.activate", noun: "campaign", subject: c.ID, where: place{c.Area, c.Unit}, count: 1}); err != nil {
			return err
		}
		_, err = d.layTasks(ctx, tx, c, p)
		return err
	})
}

// runs is problem.Forbidden unless the actor's scope covers all of a campaign:
// who runs it decides for every place in it.
func (d *Desk) runs(c *campaign.Campaign) error {
	if !d.actor.Scope.CoversPlace(c.Area, c.Unit) {
		return problem.New(problem.Forbidden, "app.outside_scope")
	}
	return nil
}

// scopeOf is the actor's scope within the campaign's area and unit.
func (d *Desk) scopeOf(c *campaign.Campaign) (identity.Scope, bool) {
	return d.actor.Scope.Within(c.Area, c.Unit)
}
