package app

import (
	"context"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// mostCounted is up to how many households a plan of the library is counted
// over while somebody waits: some two seconds. A campaign counts any number.
const mostCounted = 20_000

// Basis of a plan's forecast.
const (
	BasisRegistry  = "registry"  // counted over the open files within the actor's scope
	BasisEmpty     = "empty"     // there are none: the figures of the plan itself
	BasisTooMany   = "too_many"  // too many to count at once: likewise
	BasisElsewhere = "elsewhere" // the plan is for a place outside the actor's scope: likewise
)

// PlanForecast is what a plan comes to before there is a campaign.
type PlanForecast struct {
	Forecast   *plan.Forecast
	Basis      string
	AsOf       day.Date
	Households int64 // open files counted over
	Persons    int64
	Classes    []ClassForecast
}

// ClassForecast is one class over the registry.
type ClassForecast struct {
	Class     string
	Name      string
	Entries   int64
	Persons   int64
	Undecided int64 // a value is missing: not counted, somebody must look
}

// ForecastPlan reckons what a plan of the library comes to today: over the open
// files of its area within the actor's scope, or by its own figures.
// problem.Invalid when the plan has errors: there is nothing to reckon with.
func (d *Desk) ForecastPlan(ctx context.Context, ref string, version int64) (f *PlanForecast, err error) {
	if err := d.actor.Must(identity.PlanSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		v, err := d.planByRef(ctx, tx, ref, version)
		if err != nil {
			return err
		}
		if v.Plan == nil || !priceable(v.Findings) {
			return problem.New(problem.Invalid, "plan.not_priceable", "title", v.Title)
		}
		f, err = d.forecastPlan(ctx, tx, v.Plan)
		return err
	})
	return f, err
}

// priceable tells whether all errors are of figures that do not add up: those
// are what a forecast shows.
func priceable(findings []plan.Finding) bool {
	for _, one := range findings {
		if one.Severity == plan.Error && !plan.OfFigures(one) {
			return false
		}
	}
	return true
}

func (d *Desk) forecastPlan(ctx context.Context, tx *sqldb.Tx, p *plan.Plan) (*PlanForecast, error) {
	c := &campaign.Campaign{Plan: p.ID, Area: p.Area, AsOf: d.clock.Today()}
	if p.AreaParam() != "" { // the paper does not say where: wherever the actor works
		c.Area = ""
	}
	f := &PlanForecast{AsOf: c.AsOf, Basis: BasisRegistry}
	counts, err := d.countPlan(ctx, tx, c, p, f)
	if err != nil {
		return nil, err
	}
	f.Forecast = p.Forecast(counts)
	return f, nil
}

// countPlan counts what the forecast asks for, where there is something to be
// counted.
func (d *Desk) countPlan(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan, f *PlanForecast) (plan.Counts, error) {
	if p.Unit != "" {
		unit, ok, err := d.store.UnitByName(ctx, tx, p.Unit)
		if err != nil {
			return nil, err
		}
		if !ok {
			f.Basis = BasisElsewhere
			return nil, nil
		}
		c.Unit = unit.Path
	}
	scope, ok := d.scopeOf(c)
	if !ok {
		f.Basis = BasisElsewhere
		return nil, nil
	}
	var err error
	if f.Households, f.Persons, err = d.store.HouseholdsInPlay(ctx, tx, c.AsOf, scope); err != nil {
		return nil, err
	}
	switch {
	case f.Households == 0:
		f.Basis = BasisEmpty
		return nil, nil
	case f.Households > mostCounted:
		f.Basis = BasisTooMany
		return nil, nil
	}
	return d.countClasses(ctx, tx, c, p, f)
}

func (d *Desk) countClasses(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan, f *PlanForecast) (plan.Counts, error) {
	counts := plan.Counts{}
	b, err := d.newRosterBuilder(ctx, tx, c, p, counts)
	if err != nil {
		return nil, err
	}
	b.counting = true
	if err := b.build(ctx); err != nil {
		return nil, err
	}
	for i := range p.Classes {
		class := b.classes[p.Classes[i].ID]
		f.Classes = append(f.Classes, ClassForecast{Class: class.ID, Name: firstOf(class.Name, class.ID),
			Entries: class.in.entries, Persons: class.in.persons, Undecided: class.undecided})
	}
	return counts, nil
}
