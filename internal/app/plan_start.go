package app

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// StartOrder puts a plan of the library to work.
type StartOrder struct {
	Ref     string
	Version int64     // of an own plan; 0 is the latest
	Title   string    // of the campaign; "" is the plan's
	Area    area.Code // over the plan's own
	Unit    string    // name, over the plan's own
	AsOf    day.Date  // unset lets DayOf choose
}

// The longest title of a campaign, in characters.
const mostTitle = 100

// StartCampaign makes a draft of a plan of the library. Where the plan asks for
// its area, the area chosen is the answer. problem.Invalid when the plan has
// errors.
func (d *Desk) StartCampaign(ctx context.Context, order StartOrder) (*campaign.Campaign, error) {
	if err := d.actor.Must(identity.CampaignOpen); err != nil {
		return nil, err
	}
	v, err := d.PlanOf(ctx, order.Ref, order.Version)
	if err != nil {
		return nil, err
	}
	if v.Plan == nil {
		return nil, problem.New(problem.Invalid, "plan.not_readable", "title", v.Title)
	}
	if order.Title = strings.Join(strings.Fields(order.Title), " "); utf8.RuneCountInString(order.Title) > mostTitle {
		return nil, problem.New(problem.Invalid, "plan.title_too_long", "most", mostTitle)
	}
	p, found, err := d.planWithin(ctx, v, order.Area)
	if err != nil {
		return nil, err
	}
	if err := runnable(found); err != nil {
		return nil, err
	}
	if order.AsOf.IsZero() {
		order.AsOf = DayOf(p, d.clock.Today())
	}
	return d.OpenCampaign(ctx, CampaignOrder{Plan: p, Text: v.Text, Title: order.Title, Area: order.Area, Unit: order.Unit, AsOf: order.AsOf})
}

// planWithin reads a plan for an area, which answers the parameter that the plan
// asks for its area by.
func (d *Desk) planWithin(ctx context.Context, v *PlanView, where area.Code) (p *plan.Plan, found []plan.Finding, err error) {
	param := v.Plan.AreaParam()
	if where == "" || param == "" {
		return v.Plan, v.Findings, nil
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		p, found, err = d.checkPlan(ctx, tx, v.Name, v.Text, map[string]string{param: string(where)})
		return err
	})
	return p, found, err
}

// StartChoices is what there is to choose when a plan is put to work.
type StartChoices struct {
	*PlanView
	Areas []area.Area // that the actor may run a campaign over; nil when any may be
	Units []identity.Unit
	Area  area.Code // to begin with
	Unit  string    // likewise, a name
	AsOf  day.Date
}

// mostAreas is how many areas are offered to choose from.
const mostAreas = 2_000

// ChooseStart gives what there is to choose when a plan is put to work.
func (d *Desk) ChooseStart(ctx context.Context, ref string, version int64) (c *StartChoices, err error) {
	if err := d.actor.Must(identity.CampaignOpen); err != nil {
		return nil, err
	}
	v, err := d.PlanOf(ctx, ref, version)
	if err != nil {
		return nil, err
	}
	if v.Plan == nil {
		return nil, problem.New(problem.Invalid, "plan.not_readable", "title", v.Title)
	}
	c = &StartChoices{PlanView: v, Unit: v.Plan.Unit, AsOf: DayOf(v.Plan, d.clock.Today())}
	if c.Area = d.homeOf(v.Plan.Area).Area; d.actor.Scope.CoversPlace(v.Plan.Area, "") && v.Plan.AreaParam() == "" {
		c.Area = v.Plan.Area
	}
	return c, d.store.Read(ctx, func(tx *sqldb.Tx) error { return d.choices(ctx, tx, c) })
}

func (d *Desk) choices(ctx context.Context, tx *sqldb.Tx, c *StartChoices) error {
	c.Areas, c.Units = nil, nil
	for _, root := range d.actor.Scope.Areas {
		name, err := d.placeName(ctx, tx, root, "")
		if err != nil {
			return err
		}
		c.Areas = append(c.Areas, area.Area{Code: root, Name: name})
		below, err := d.store.Villages(ctx, tx, root, d.clock.Today().String(), mostAreas-len(c.Areas))
		if err != nil {
			return err
		}
		c.Areas = append(c.Areas, slices.DeleteFunc(below, func(a area.Area) bool { return a.Code == root })...)
	}
	units, err := d.store.Units(ctx, tx, "")
	for _, u := range units {
		if d.actor.Scope.SeesUnit(u.Path) {
			c.Units = append(c.Units, u)
		}
	}
	if len(d.actor.Scope.Units) > 0 && len(c.Units) > 0 && c.Unit == "" {
		c.Unit = c.Units[0].Name
	}
	return err
}

// LargeCampaign tells whether a campaign covers more files than can be counted
// while somebody waits: its rosters are then built in the background.
func (d *Desk) LargeCampaign(ctx context.Context, of id.ID) (large bool, err error) {
	if err := d.actor.Must(identity.RosterBuild); err != nil {
		return false, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.wholeCampaign(ctx, tx, of)
		if err != nil {
			return err
		}
		scope, _ := d.scopeOf(c)
		households, _, err := d.store.HouseholdsInPlay(ctx, tx, c.AsOf, scope)
		large = households > mostCounted
		return err
	})
	return large, err
}
