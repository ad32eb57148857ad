package app

import (
	"bytes"
	"context"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/casework"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// proceduresMost is how many of the office's own profiles a plan's name is
// looked for among, the last changed first.
const proceduresMost = 500

// proceduresFor are the procedures that a plan may name: those that come with
// the program, and the office's own within the actor's sight. A text that names
// none needs none.
func (d *Desk) proceduresFor(ctx context.Context, tx *sqldb.Tx, text []byte) ([]plan.Procedure, error) {
	if !bytes.Contains(text, []byte("profile")) && !bytes.Contains(text, []byte("extends")) {
		return nil, nil
	}
	all := ShippedProcedures()
	kept, err := d.store.KeptProfiles(ctx, tx, d.actor.Scope, "", proceduresMost)
	if err != nil {
		return nil, err
	}
	for _, k := range kept {
		r, err := d.readKept(ctx, tx, k)
		if err != nil {
			return nil, err
		}
		if r.err == nil {
			all = append(all, procedureOf(r.profile))
		}
	}
	return all, nil
}

// ShippedProcedures are the procedures that come with the program, for the check
// of a plan that names one.
func ShippedProcedures() []plan.Procedure {
	var all []plan.Procedure
	for _, r := range shippedProfiles() {
		if r.err == nil {
			all = append(all, procedureOf(r.profile))
		}
	}
	return all
}

func procedureOf(p *casework.Profile) plan.Procedure {
	one := plan.Procedure{ID: p.ID, Area: p.Area, Force: p.Ground().Force, Applied: slices.ContainsFunc(p.Kinds, func(k casework.Kind) bool { return !k.OnFile() })}
	for i := range p.Steps {
		if s := &p.Steps[i]; s.Notice != nil {
			one.Notices = append(one.Notices, plan.ProcedureNotice{Level: s.Level, Days: s.Notice.Days, Working: s.Notice.Unit == "working"})
		}
	}
	return one
}

// runningPlan is the plan of a campaign under way.
type runningPlan struct {
	*plan.Plan
	at *campaign.Campaign
}

// plansAround are the plans of the campaigns under way in a place that name a
// procedure. No scope: by which procedure a case begins must not hang on who
// opens it.
func (d *Desk) plansAround(ctx context.Context, tx *sqldb.Tx, where area.Code, unit string) (all []runningPlan, err error) {
	running, err := d.store.CampaignsAround(ctx, tx, where, unit)
	if err != nil {
		return nil, err
	}
	for _, of := range running {
		c, err := d.store.Campaign(ctx, tx, of, identity.Everything)
		if err != nil {
			return nil, err
		}
		p, _, err := d.checkCampaign(ctx, tx, c, nil)
		switch {
		case problem.CodeOf(err) == problem.Internal && err != nil:
			return nil, err
		case err == nil && p.Approval != nil && p.Approval.Profile != "":
			all = append(all, runningPlan{p, c})
		}
	}
	return all, nil
}

// underPlans is the rule of a notice as the campaigns under way have it that run
// by its procedure: longer where a plan says so, never shorter.
func (d *Desk) underPlans(ctx context.Context, tx *sqldb.Tx, n *casework.Notice) (casework.NoticeRule, error) {
	rule := n.Rule
	all, err := d.plansAround(ctx, tx, n.Area, n.Unit)
	for _, p := range all {
		if p.Approval.Profile != n.Profile {
			continue
		}
		level := n.Level
		if n.Unit != "" {
			level = "unit"
		}
		asked := p.NoticeAt(level)
		if asked == nil {
			continue
		}
		terms := casework.NoticeTerms{Working: asked.Working, Refill: asked.Refills()}
		if asked.Days.Fixed != nil {
			terms.Days = int(*asked.Days.Fixed)
		}
		rule = rule.Under(terms, d.clock.Today(), d.Calendar())
	}
	return rule, err
}
