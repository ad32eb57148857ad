package app

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// The files that a run writes.
const (
	RosterFile            = "roster.xlsx"
	ForecastFile          = "forecast.xlsx"
	SummaryFile           = "summary.json"
	CorrectionsFile       = "corrections.xlsx"         // of the households' list
	HelperCorrectionsFile = "corrections-helpers.xlsx" // of the helpers' list, only when rows are wrong
)

// RunOrder is a whole campaign at once: a plan over lists, into a folder.
type RunOrder struct {
	Plan       *plan.Plan
	Text       []byte
	Findings   []plan.Finding // of reading and linting the plan
	Households string         // path of the list
	Helpers    string         // "" for none
	Area       area.Code      // over the plan's own
	Unit       string         // name, over the plan's own
	AsOf       day.Date       // unset lets DayOf choose
	Out        string         // folder
	Lang       locale.Lang
}

// DayOf is the day a plan is run as of when nobody names one: today, moved to
// the nearest day of the plan's period when that lies elsewhere.
func DayOf(p *plan.Plan, today day.Date) day.Date {
	from, to := p.Period.From.Day, p.Period.To.Day
	switch {
	case !from.IsZero() && today.Before(from):
		return from
	case !to.IsZero() && today.After(to):
		return to
	}
	return today
}

// Run runs a campaign from the lists to the files: import, roster, forecast,
// coverage. It is meant for a throw-away database: units that the lists name
// are made, and the campaign rests on the plan's assumptions.
func (d *Desk) Run(ctx context.Context, order RunOrder, tell func(Progress)) (*Summary, error) {
	if err := d.actor.Must(identity.CampaignOpen); err != nil {
		return nil, err
	}
	if err := order.prepare(d.clock.Today()); err != nil {
		return nil, err
	}
	if !d.actor.Scope.CoversPlace(order.Area, "") {
		return nil, problem.New(problem.Forbidden, "app.outside_scope")
	}
	r := &running{Desk: d, RunOrder: order, tell: tell, summary: &Summary{
		Plan: order.Plan.ID, Title: order.Plan.Title, AsOf: order.AsOf.String(), Area: string(order.Area), Unit: order.Unit,
		Assumptions: SummariseAssumptions(order.Plan), Files: []string{},
	}}
	for _, step := range []func(context.Context) error{r.lists, r.roster, r.count, r.pairs, r.files} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return r.summary, nil
}

// prepare settles what the order leaves open, and makes the folder.
func (o *RunOrder) prepare(today day.Date) error {
	o.Area, o.Unit = area.Code(firstOf(string(o.Area), string(o.Plan.Area))), firstOf(o.Unit, o.Plan.Unit)
	if o.AsOf.IsZero() {
		o.AsOf = DayOf(o.Plan, today)
	}
	if err := os.MkdirAll(o.Out, 0o700); err != nil {
		return problem.Wrap(err, problem.Invalid, "app.no_folder", "folder", o.Out)
	}
	for _, list := range []string{o.Households, o.Helpers} {
		if list != "" && samePlace(filepath.Dir(list), o.Out) && slices.Contains([]string{CorrectionsFile, HelperCorrectionsFile, RosterFile, ForecastFile, PairsFile}, filepath.Base(list)) {
			return problem.New(problem.Invalid, "app.list_in_out", "file", filepath.Base(list))
		}
	}
	return nil
}

func samePlace(a, b string) bool {
	left, err := os.Stat(a)
	if err != nil {
		return false
	}
	right, err := os.Stat(b)
	return err == nil && os.SameFile(left, right)
}

// running is one run under way.
type running struct {
	*Desk
	RunOrder
	tell     func(Progress)
	summary  *Summary
	campaign *campaign.Campaign
	counts   plan.Counts
	forecast *plan.Forecast
	rosters  []store.RosterCount
}

// lists imports the lists; the wrong rows of each come back in a file.
func (r *running) lists(ctx context.Context) error {
	order := ImportOrder{Path: r.RunOrder.Households, Area: r.Area, Unit: r.Unit, AsOf: r.AsOf, Units: true}
	report, err := r.ImportHouseholds(ctx, order, r.tell)
	if err != nil {
		return err
	}
	r.summary.Rows = report.Batch.Rows
	if err := r.corrections(ctx, report, CorrectionsFile); err != nil || r.Helpers == "" {
		return err
	}
	order.Path = r.Helpers
	if report, err = r.ImportHelpers(ctx, order, r.tell); err != nil {
		return err
	}
	r.summary.HelperRows = &report.Batch.Rows
	return r.corrections(ctx, report, HelperCorrectionsFile)
}

// corrections writes the wrong rows of a list. The households' file is always
// there, with headings alone when nothing is wrong; the helpers' only when rows
// are, so one that an earlier run left goes.
func (r *running) corrections(ctx context.Context, report *ImportReport, name string) error {
	path := filepath.Join(r.Out, name)
	if report.Batch.Rows.Wrong == 0 && name == CorrectionsFile {
		r.summary.Files = append(r.summary.Files, name)
		_, err := r.writeCorrections(ctx, report.Batch, path, r.Lang)
		return err
	}
	if report.Batch.Rows.Wrong == 0 {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return problem.Wrap(err, problem.Invalid, "app.no_folder", "folder", r.Out)
		}
		return nil
	}
	if _, err := r.ExportCorrections(ctx, report.Batch.ID, path, r.Lang); err != nil {
		return err
	}
	r.summary.Files = append(r.summary.Files, name)
	return nil
}

// roster opens the campaign and builds its rosters.
func (r *running) roster(ctx context.Context) (err error) {
	r.campaign, err = r.OpenCampaign(ctx, CampaignOrder{Plan: r.Plan, Text: r.Text, Area: r.Area, Unit: r.Unit, AsOf: r.AsOf})
	if err != nil {
		return err
	}
	r.counts, err = r.BuildRoster(ctx, r.campaign.ID, r.Plan)
	return err
}

// count reads the figures of the summary.
func (r *running) count(ctx context.Context) error {
	r.forecast = r.Plan.Forecast(r.counts)
	scope, _ := r.scopeOf(r.campaign)
	err := r.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if r.summary.Households, r.summary.Persons, err = r.store.HouseholdsInPlay(ctx, tx, r.AsOf, scope); err != nil {
			return err
		}
		if r.summary.Helpers, err = r.helpersIn(ctx, tx, r.AsOf, scope); err != nil {
			return err
		}
		if r.rosters, err = r.store.CountRosters(ctx, tx, r.campaign.ID, scope); err != nil {
			return err
		}
		coverage, err := r.store.CountCoverage(ctx, tx, r.campaign.ID, scope)
		r.summary.Coverage = summariseCoverage(coverage)
		return err
	})
	r.summary.Roster = summariseRosters(r.Plan, r.rosters)
	r.summary.Forecast = SummariseForecast(r.forecast, r.Lang)
	found := slices.Concat(r.Findings, r.forecast.Findings, rosterFindings(r.Plan, r.summary))
	r.summary.Findings = SummariseFindings(plan.Sort(found), r.Lang)
	return err
}

func (d *Desk) helpersIn(ctx context.Context, tx *sqldb.Tx, on day.Date, scope identity.Scope) (all int64, err error) {
	helpers, err := d.store.CountHelpers(ctx, tx, on, scope)
	for _, n := range helpers {
		all += n
	}
	return all, err
}

// files writes the roster, the forecast and the summary.
func (r *running) files(ctx context.Context) error {
	roster := RosterOrder{Campaign: r.campaign.ID, Plan: r.Plan, Forecast: r.forecast, Path: filepath.Join(r.Out, RosterFile), Lang: r.Lang}
	if _, err := r.ExportRoster(ctx, roster, r.tell); err != nil {
		return err
	}
	if err := r.ExportForecast(filepath.Join(r.Out, ForecastFile), r.Plan, r.forecast, r.summary, r.Lang); err != nil {
		return err
	}
	r.summary.Files = append(r.summary.Files, RosterFile, ForecastFile, SummaryFile)
	return r.summary.write(filepath.Join(r.Out, SummaryFile))
}

// write puts the summary beside the other files; it is there whole or not at
// all.
func (s *Summary) write(path string) error {
	body, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(path+".part", append(body, '\n'), 0o600); err != nil {
		return problem.Wrap(err, problem.Invalid, "app.no_folder", "folder", filepath.Dir(path))
	}
	return os.Rename(path+".part", path)
}
