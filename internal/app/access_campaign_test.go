package app_test

import (
	"path/filepath"

	"songnuan/internal/app"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
)

// campaignCases are the use cases over campaigns and their rosters.
var campaignCases = map[string]useCase{
	"OpenCampaign": {identity.CampaignOpen, func(w *walk) (int64, error) {
		_, err := w.desk.OpenCampaign(w.t.Context(), app.CampaignOrder{Plan: readPlan(w.t, walkPlan), Text: []byte(walkPlan), AsOf: asOf})
		return done(err)
	}, who(runs, 1), false},
	"Settle": {identity.CampaignSettle, func(w *walk) (int64, error) {
		err := w.desk.Settle(w.t.Context(), w.plant.campaign.ID, "year", "2027")
		if keyOf(err) == "app.no_param" { // seen, and nothing left open
			err = nil
		}
		return done(err)
	}, who(runs, 1), false},
	"Activate": {identity.CampaignActivate, func(w *walk) (int64, error) {
		return done(w.desk.Activate(w.t.Context(), w.plant.opened(w.t, w.door).ID))
	}, who(runs, 1), false},
	"BuildRoster": {identity.RosterBuild, func(w *walk) (int64, error) {
		counts, err := w.desk.BuildRoster(w.t.Context(), w.plant.opened(w.t, w.door).ID, readPlan(w.t, walkPlan))
		if err != nil {
			return 0, err
		}
		w.tell(counts)
		return 1, nil
	}, who(runs, 1), false},
	"BuildCampaign": {identity.RosterBuild, func(w *walk) (int64, error) {
		folder := w.t.TempDir()
		summary, err := w.desk.BuildCampaign(w.t.Context(), app.BuildOrder{Campaign: w.plant.opened(w.t, w.door).ID, Plan: readPlan(w.t, walkPlan), Out: folder, Lang: locale.Chinese}, nil)
		if err != nil {
			return 0, err
		}
		w.tell(summary)
		w.tellFile(filepath.Join(folder, app.RosterFile))
		return w.numbersTold(), nil
	}, who(runs, 5), false},
	"Run": {identity.CampaignOpen, func(w *walk) (int64, error) {
		folder := w.t.TempDir()
		summary, err := w.desk.Run(w.t.Context(), app.RunOrder{Plan: readPlan(w.t, walkPlan), Text: []byte(walkPlan), Households: w.plant.lists["A"], AsOf: asOf, Out: folder, Lang: locale.Chinese}, nil)
		if err != nil {
			return 0, err
		}
		w.tell(summary)
		w.tellFile(filepath.Join(folder, app.RosterFile))
		return w.numbersTold(), nil
	}, who(runs, 5), false},
	"Campaign": {identity.CampaignSee, func(w *walk) (int64, error) {
		view, err := w.desk.Campaign(w.t.Context(), w.plant.campaign.ID)
		if err != nil {
			return 0, err
		}
		w.tell(view.Coverage)
		return view.Coverage.Open, nil
	}, entriesThere, false},
	"CampaignRosters": {identity.CampaignSee, func(w *walk) (seen int64, err error) {
		lines, err := w.desk.CampaignRosters(w.t.Context(), w.plant.campaign, readPlan(w.t, walkPlan))
		for _, line := range lines {
			seen += line.Households
		}
		return seen, err
	}, entriesThere, false},
	"ExportRoster":          {identity.RosterExport, func(w *walk) (int64, error) { return exportedRoster(w, false) }, entriesThere, false},
	"ExportRoster unmasked": {identity.PersonalUnmask, func(w *walk) (int64, error) { return exportedRoster(w, true) }, entriesThere, true},
}

func done(err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return 1, nil
}

func exportedRoster(w *walk, unmask bool) (int64, error) {
	path := w.file("名册.xlsx")
	entries, err := w.desk.ExportRoster(w.t.Context(), app.RosterOrder{Campaign: w.plant.campaign.ID, Plan: readPlan(w.t, walkPlan), Path: path, Unmask: unmask, Lang: locale.Chinese}, nil)
	if err != nil {
		return 0, err
	}
	w.tellFile(path)
	if told := w.numbersTold(); told != entries {
		w.t.Errorf("%d entries are counted and %d shown", entries, told)
	}
	return entries, nil
}
