package app

import (
	"context"
	"errors"
	"slices"
	"strings"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// Preview is what a draft would come to if it were activated now.
type Preview struct {
	*CampaignPlan
	Unsettled []campaign.Answer // questions of the paper that nobody has answered
	Refused   Refusals          // why it cannot be activated; empty when it can
	Rosters   []RosterSummary
	Universe  CoverageSummary
	Forecast  *plan.Forecast
	Helpers   int64          // there are
	Schedule  []plan.Due     // dates of the plan, the holidays among them taken into account
	Tasks     int64          // that activation makes
	Noticed   []plan.Finding // of the plan, the forecast and the rosters, the worst first
	Holidays  []plan.Finding // of them, what concerns holidays and working days
	Gate      *Gate
}

// holidayCodes are the findings that concern holidays and working days.
var holidayCodes = []string{"notice_ends_in_holiday", "holidays_missing"}

// PreviewCampaign says what a draft would come to: what is not settled, who
// would be on its rosters, money by purse, goods, visits, people, and why it
// could not be activated. Nothing of it is kept.
func (d *Desk) PreviewCampaign(ctx context.Context, of id.ID) (v *Preview, err error) {
	if err := d.actor.Must(identity.RosterBuild); err != nil {
		return nil, err
	}
	read, err := d.CampaignPlan(ctx, of)
	if err != nil {
		return nil, err
	}
	v = &Preview{CampaignPlan: read}
	for _, a := range read.Answers {
		if a.Assumed {
			v.Unsettled = append(v.Unsettled, a)
		}
	}
	counts := plan.Counts{}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		clear(counts)
		if err := d.previewRosters(ctx, tx, v, counts); err != nil {
			return err
		}
		return errLookedOnly
	})
	if !errors.Is(err, errLookedOnly) {
		return nil, err
	}
	v.Forecast = v.Plan.Forecast(counts)
	v.Schedule = v.Plan.Schedule(d.Calendar())
	v.notice()
	return v, nil
}

// previewRosters builds the rosters in a transaction that is taken back.
func (d *Desk) previewRosters(ctx context.Context, tx *sqldb.Tx, v *Preview, counts plan.Counts) error {
	c, err := d.wholeCampaign(ctx, tx, v.ID)
	if err != nil {
		return err
	}
	if c.State != campaign.Draft {
		return problem.New(problem.Conflict, "campaign.not_draft")
	}
	if _, err := d.buildRoster(ctx, tx, c.ID, v.Plan, counts, false); err != nil {
		return err
	}
	scope, _ := d.scopeOf(c)
	rosters, err := d.store.CountRosters(ctx, tx, c.ID, scope)
	if err != nil {
		return err
	}
	v.Rosters = summariseRosters(v.Plan, rosters)
	coverage, err := d.store.CountCoverage(ctx, tx, c.ID, scope)
	if err != nil {
		return err
	}
	v.Universe = summariseCoverage(coverage)
	if v.Helpers, err = d.helpersIn(ctx, tx, c.AsOf, scope); err != nil {
		return err
	}
	tasks, err := d.plannedTasks(ctx, tx, c, v.Plan)
	if err != nil {
		return err
	}
	v.Tasks = int64(len(tasks))
	if v.Gate, err = d.gate(ctx, tx, c, v.Plan); err != nil {
		return err
	}
	_, v.Refused, err = d.refusals(ctx, tx, c)
	return err
}

// notice gathers what there is to say, the worst first.
func (v *Preview) notice() {
	s := &Summary{Roster: v.Rosters}
	v.Noticed = plan.Sort(slices.Concat(v.Findings, v.Forecast.Findings, rosterFindings(v.Plan, s)))
	order := map[plan.Severity]int{plan.Error: 0, plan.Warning: 1, plan.Note: 2}
	slices.SortStableFunc(v.Noticed, func(a, b plan.Finding) int { return order[a.Severity] - order[b.Severity] })
	for _, f := range v.Noticed {
		if slices.Contains(holidayCodes, f.Code) {
			v.Holidays = append(v.Holidays, f)
		}
	}
}

// refusals are the reasons why a draft cannot be activated, with its plan as
// far as it can be read.
func (d *Desk) refusals(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign) (*plan.Plan, Refusals, error) {
	var all Refusals
	if open := c.Unsettled(); len(open) > 0 {
		all = append(all, campaign.Remark{Key: "campaign.unsettled", Args: problem.Pairs("params", strings.Join(open, "、"))})
	}
	p, found, err := d.checkCampaign(ctx, tx, c, nil)
	if err != nil {
		return nil, nil, err
	}
	if err := runnable(found); err != nil {
		return p, append(all, said{err}), nil
	}
	if p.SixBefore() == campaign.BeforeActivate {
		g, err := d.gate(ctx, tx, c, p)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, gateReasons(g)...)
	}
	alone, err := d.unpaired(ctx, tx, c, p)
	return p, append(all, alone...), err
}

// said is an error as a sentence.
type said struct{ err error }

func (s said) Text(lang locale.Lang) string { return locale.Error(lang, s.err) }

// Countdown is how many days of a campaign are left until 春节 of its year, and
// until it is settled; negative when the day has passed.
func Countdown(p *plan.Plan, today day.Date) (festival, closing day.Date, days int) {
	festival, err := day.Festival("春节", p.Year)
	if p.Year == 0 || err != nil {
		festival = day.Date{}
	}
	closing = p.ClosesOn.Day
	if festival.IsZero() {
		return festival, closing, 0
	}
	return festival, closing, festival.Sub(today)
}
