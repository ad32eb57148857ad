package app_test

import (
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
)

// outcomeCases are the use cases over an active campaign: its board, its
// entries, what became of them.
var outcomeCases = map[string]useCase{
	"Board": {identity.CampaignSee, func(w *walk) (int64, error) {
		board, err := w.desk.Board(w.t.Context(), w.plant.active)
		if err != nil {
			return 0, err
		}
		w.tell(board)
		return board.Total.Total().Entries, nil
	}, entriesThere, false},
	"Entries": {identity.HouseholdSee, func(w *walk) (seen int64, err error) {
		for _, state := range []campaign.Outcome{campaign.Open, campaign.Refused} {
			lines, _, err := w.desk.Entries(w.t.Context(), w.plant.active, state, app.PageOf{Limit: 500})
			if err != nil {
				return seen, err
			}
			w.tell(lines)
			seen += int64(len(lines))
		}
		return seen, nil
	}, entriesThere, false},
	"NeverHelped": {identity.HouseholdSee, func(w *walk) (int64, error) {
		lines, _, err := w.desk.NeverHelped(w.t.Context(), app.PageOf{Limit: 500})
		w.tell(lines)
		return int64(len(lines)), err
	}, filesThere, false},
	"UnchangedForAYear": {identity.HouseholdSee, func(w *walk) (int64, error) {
		now := w.now
		defer func() { w.now = now }()
		w.now = now.AddDate(2, 0, 0)
		lines, _, err := w.desk.UnchangedForAYear(w.t.Context(), app.PageOf{Limit: 500})
		w.tell(lines)
		return int64(len(lines)), err
	}, filesThere, false},
	"EntryHistory": {identity.HouseholdSee, func(w *walk) (seen int64, last error) {
		for _, number := range standpoints[1].households {
			steps, err := w.desk.EntryHistory(w.t.Context(), app.EntryRef{Campaign: w.plant.active, Number: number})
			if err != nil {
				last = err
				continue
			}
			w.tell(steps)
			seen++
		}
		return seen, last
	}, entriesThere, false},
	"OpenAttachment": {identity.PersonalUnmask, func(w *walk) (int64, error) {
		file, err := w.desk.OpenAttachment(w.t.Context(), app.EntryRef{Campaign: w.plant.active, Number: "A901"}, 2)
		if err != nil {
			return 0, err
		}
		w.tell(file.Digest)
		return 1, nil
	}, who(reachesA, 1), true},
	"RecordOutcome": {identity.OutcomeRecord, func(w *walk) (int64, error) {
		step, err := w.desk.RecordOutcome(w.t.Context(), refusal(w.plant.activated(w.t, w.door), nil))
		if err != nil {
			return 0, err
		}
		w.tell(step)
		return 1, nil
	}, who(reachesA, 1), false},
	"CloseCampaign": {identity.CampaignClose, func(w *walk) (int64, error) {
		left, err := w.desk.CloseCampaign(w.t.Context(), w.plant.active)
		if left == nil {
			return 0, err
		}
		w.tell(left)
		return left.Open, nil
	}, who(runs, 4), false},
	"RebuildRoster": {identity.RosterBuild, func(w *walk) (int64, error) {
		change, err := w.desk.RebuildRoster(w.t.Context(), w.plant.active, readPlan(w.t, walkPlan), false)
		if err != nil {
			return 0, err
		}
		w.tell(change)
		return 1, nil
	}, who(runs, 1), false},
	"Certify": {identity.CertificateIssue, func(w *walk) (int64, error) {
		view, err := w.desk.Certify(w.t.Context(), app.CertifyOrder{Campaign: w.plant.active})
		if err != nil {
			return 0, err
		}
		w.tell(view)
		return view.Lines[0].Counts.Total().Entries, nil
	}, who(runs, 5), false},
	"Certify for a village": {identity.CertificateIssue, func(w *walk) (int64, error) {
		view, err := w.desk.Certify(w.t.Context(), app.CertifyOrder{Campaign: w.plant.active, Area: villageA})
		if err != nil {
			return 0, err
		}
		w.tell(view)
		return view.Lines[0].Counts.Total().Entries, nil
	}, who(reachesA, 2), false},
	"Verify": {identity.AuditVerify, func(w *walk) (int64, error) {
		found, err := w.desk.Verify(w.t.Context())
		if err != nil {
			return 0, err
		}
		w.tell(found)
		for _, broken := range found.Broken {
			w.t.Errorf("broken: %v", broken)
		}
		return 1, nil
	}, anyone, false},
}

// activated is a new active campaign over the town, its rosters built.
func (p *planted) activated(t *testing.T, d *door) id.ID {
	t.Helper()
	c := p.opened(t, d)
	if _, err := d.machine.BuildRoster(t.Context(), c.ID, readPlan(t, walkPlan)); err != nil {
		t.Fatal(err)
	}
	if err := d.machine.Activate(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	return c.ID
}

// refusal is that household A901 wants no help.
func refusal(of id.ID, attached *blob.File) app.OutcomeOrder {
	return app.OutcomeOrder{EntryRef: app.EntryRef{Campaign: of, Number: "A901"}, Attached: attached,
		Finding: campaign.Finding{State: campaign.Refused, Day: asOf, Person: "某人", Note: "家里不需要"}}
}
