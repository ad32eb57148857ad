package app

import (
	"cmp"
	"context"
	"slices"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/offline"
	"songnuan/internal/registry"
	"songnuan/internal/visit"
)

// Workbench is what a person's day begins with: the campaigns under way within
// reach, how far the first of them is, and what waits for a hand.
type Workbench struct {
	Today    day.Date
	Festival day.Date          // the next 春节
	Running  []CampaignLine    // active, the newest first
	Drafts   []CampaignLine    // not settled or not activated yet
	Board    *Board            // of the first that runs; nil for none
	Mine     []TaskLine        // assigned to the actor, due first
	Late     []TaskLine        // overdue, whoever's
	Cases    []CaseLine        // applications that wait for the actor, due first
	Imports  []*registry.Batch // left half done, or with rows to put right
	Jobs     []*identity.Job   // the actor's, under way or broken off
	Demands  []DemandLine      // stand at the actor's level
	Hazards  []HazardLine      // late, or put right and to be looked at again
	Waves    []WaveLine        // in force
	Notices  []*visit.Reminder // of what the actor owes, or of what is overdue where he leads
	Changes  []ChangeLine      // requests that the actor may decide of, due first; and his own that came back
	Pairs    []PairTodo        // clauses of the campaigns that run whose pairs need a hand
	Phones   []*offline.Phone  // that somebody should ask after
	Uploads  int64             // what phones sent that has to be looked at
}

// How many lines of a kind the workbench shows.
const (
	workbenchCampaigns = 5
	workbenchLines     = 8
)

// Workbench gathers what the actor may see of it; it asks for no permission of
// its own, each part asks for its own.
func (d *Desk) Workbench(ctx context.Context) (w *Workbench, err error) {
	w = &Workbench{Today: d.clock.Today()}
	if w.Festival, err = nextSpringFestival(w.Today); err != nil {
		return nil, err
	}
	if d.actor.Can(identity.CampaignSee) {
		if err := d.benchCampaigns(ctx, w); err != nil {
			return nil, err
		}
	}
	if d.actor.Can(identity.CaseSee) {
		mine, err := d.MyCases(ctx, PageOf{Limit: workbenchLines})
		if err != nil {
			return nil, err
		}
		w.Cases = mine.Lines
	}
	if d.actor.Can(identity.ImportSee) {
		if err := d.benchImports(ctx, w); err != nil {
			return nil, err
		}
	}
	if err := d.benchPhones(ctx, w); err != nil {
		return nil, err
	}
	if err := d.benchChanges(ctx, w); err != nil {
		return nil, err
	}
	if w.Notices, err = d.MyNotices(ctx); err != nil {
		return nil, err
	}
	if err := d.benchField(ctx, w); err != nil {
		return nil, err
	}
	if err := d.benchPairs(ctx, w); err != nil {
		return nil, err
	}
	return w, d.benchJobs(ctx, w)
}

func (d *Desk) benchCampaigns(ctx context.Context, w *Workbench) (err error) {
	if w.Running, _, err = d.Campaigns(ctx, campaign.Active, "", workbenchCampaigns); err != nil {
		return err
	}
	if d.actor.Can(identity.CampaignActivate) {
		if w.Drafts, _, err = d.Campaigns(ctx, campaign.Draft, "", workbenchCampaigns); err != nil {
			return err
		}
	}
	w.Running = touching(w.Running)
	if len(w.Running) > 0 {
		if w.Board, err = d.Board(ctx, w.Running[0].ID); err != nil {
			return err
		}
	}
	if w.Mine, err = d.MyTasks(ctx, workbenchLines); err != nil {
		return err
	}
	late, err := d.LateTasks(ctx, 4*workbenchLines)
	w.Late = ofThese(late, w.Running)
	return err
}

// touching keeps the campaigns that cover somebody within reach, the one with
// the most left to do first: the county's meets the village's scope, but the
// union's that covers nobody there is not the village's business.
func touching(all []CampaignLine) []CampaignLine {
	all = slices.DeleteFunc(all, func(c CampaignLine) bool { return c.Entries == 0 })
	slices.SortStableFunc(all, func(a, b CampaignLine) int { return cmp.Compare(b.Open, a.Open) })
	return all
}

// ofThese keeps the tasks of some campaigns, no more than the workbench shows.
func ofThese(tasks []TaskLine, campaigns []CampaignLine) (kept []TaskLine) {
	for i := range tasks {
		here := slices.ContainsFunc(campaigns, func(c CampaignLine) bool { return c.ID == tasks[i].Campaign })
		if here && len(kept) < workbenchLines {
			kept = append(kept, tasks[i])
		}
	}
	return kept
}

// benchImports keeps the imports that somebody has to take up again.
func (d *Desk) benchImports(ctx context.Context, w *Workbench) error {
	batches, err := d.Imports(ctx, 50)
	for _, b := range batches {
		if b.Ended == "" && len(w.Imports) < workbenchLines {
			w.Imports = append(w.Imports, b)
		}
	}
	return err
}

func (d *Desk) benchJobs(ctx context.Context, w *Workbench) error {
	if d.actor.User == "" {
		return nil
	}
	jobs, err := d.Jobs(ctx, "", 20)
	for _, j := range jobs {
		if (j.State.Open() || j.State == identity.JobBroken || j.State == identity.JobFailed) && len(w.Jobs) < workbenchLines {
			w.Jobs = append(w.Jobs, j)
		}
	}
	return err
}

// nextSpringFestival is 春节 on the day or after it.
func nextSpringFestival(today day.Date) (day.Date, error) {
	for year := today.Year(); ; year++ {
		festival, err := day.Lunar{Month: 1, Day: 1}.In(year)
		if err != nil || !festival.Before(today) {
			return festival, err
		}
	}
}
