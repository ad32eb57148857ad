package app_test

import (
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
)

// tasks puts a file to a task of village A, confirms an item of the gate,
// answers for A901 and certifies village A, all of the active campaign.
func (p *planted) tasks(t *testing.T, d *door, photo *blob.File) {
	t.Helper()
	board, err := d.machine.Tasks(t.Context(), p.active)
	if err != nil {
		t.Fatal(err)
	}
	for _, phase := range board.Phases {
		for _, task := range phase.Tasks {
			if task.Area == villageA {
				p.task = task.ID
			}
		}
	}
	report := app.TaskReport{TaskProgress: campaign.TaskProgress{State: campaign.TaskDoing}, Attached: []*blob.File{photo}}
	if _, err := d.machine.ReportTask(t.Context(), p.task, report); err != nil {
		t.Fatal(err)
	}
	view, err := d.machine.Task(t.Context(), p.task)
	if err != nil || len(view.Proofs) != 1 {
		t.Fatalf("%+v, %v", view, err)
	}
	p.taskProof = view.Proofs[0].ID
	order := app.ConfirmOrder{Campaign: p.active, Item: campaign.Support, Met: true, Day: asOf, Person: "某人", Note: "批示", Attached: photo}
	if err := d.machine.ConfirmGate(t.Context(), order); err != nil {
		t.Fatal(err)
	}
	gate, err := d.machine.Gate(t.Context(), p.active)
	if err != nil || len(gate.Proofs[campaign.Support]) != 1 {
		t.Fatalf("%+v, %v", gate, err)
	}
	p.gateProof = gate.Proofs[campaign.Support][0].ID
	if err := d.machine.TakeSurvey(t.Context(), p.survey()); err != nil {
		t.Fatal(err)
	}
	if _, err := d.machine.Certify(t.Context(), app.CertifyOrder{Campaign: p.active, Area: villageA}); err != nil {
		t.Fatal(err)
	}
}

// survey is what A901 answers.
func (p *planted) survey() app.SurveyOrder {
	return app.SurveyOrder{SurveyRef: app.SurveyRef{Campaign: p.active, Survey: "s", Number: "A901"}, Day: asOf, Person: "某人", Seen: -1,
		Texts: map[string]string{"count": "2", "cause": "患病", "need": "就医、现金补助", "word": "轮椅"}}
}

// meets: who sees anything of the town, sees its campaign.
func meets(p *standpoint) bool { return p.name != "elsewhere" && p.name != "nowhere" }

// villagesReached counts the two villages that a standpoint reaches.
func villagesReached(p *standpoint) (n int64) {
	if p.inCampaign >= 3 {
		n++
	}
	if p.reachesA {
		n++
	}
	return n
}

// within fails on a task of a village that the actor does not see, and counts
// those of the two villages of one campaign.
func (w *walk) within(lines []app.TaskLine) (seen int64) {
	for i := range lines {
		t := &lines[i]
		if t.Area != gaobu && !w.desk.Actor().Scope.Sees(t.Area, t.Unit) {
			w.t.Errorf("a task of %s is shown in %v", t.Area, w.desk.Actor().Scope)
		}
		if t.Campaign == w.plant.active && (t.Area == villageA || t.Area == villageB) {
			seen++
		}
	}
	w.tell(lines)
	return seen
}

// taskCases are the use cases over what is done for a campaign as a whole.
var taskCases = map[string]useCase{
	"Tasks": {identity.CampaignSee, func(w *walk) (seen int64, err error) {
		board, err := w.desk.Tasks(w.t.Context(), w.plant.active)
		if err != nil {
			return 0, err
		}
		for i := range board.Phases {
			seen += w.within(board.Phases[i].Tasks)
		}
		return seen, nil
	}, villagesReached, false},
	"Task": {identity.CampaignSee, func(w *walk) (int64, error) {
		view, err := w.desk.Task(w.t.Context(), w.plant.task)
		if err != nil {
			return 0, err
		}
		w.tell(view.TaskLine, view.Changes, view.Proofs)
		return 1, nil
	}, who(reachesA, 1), false},
	"MyTasks": {identity.CampaignSee, func(w *walk) (int64, error) {
		lines, err := w.desk.MyTasks(w.t.Context(), 9)
		return w.within(lines), err
	}, func(*standpoint) int64 { return 0 }, false},
	"LateTasks": {identity.CampaignSee, func(w *walk) (int64, error) {
		now := w.now
		defer func() { w.now = now }()
		w.now = now.AddDate(1, 0, 0)
		lines, err := w.desk.LateTasks(w.t.Context(), 500)
		w.within(lines)
		return min(1, int64(len(lines))), err
	}, who(meets, 1), false},
	"TaskProof": {identity.PersonalUnmask, func(w *walk) (int64, error) {
		_, err := w.desk.TaskProof(w.t.Context(), w.plant.task, w.plant.taskProof)
		return done(err)
	}, who(reachesA, 1), true},
	"LayTasks": {identity.TaskKeep, func(w *walk) (int64, error) {
		_, err := w.desk.LayTasks(w.t.Context(), w.plant.active)
		return done(err)
	}, who(runs, 1), false},
	"AddTask": {identity.TaskKeep, func(w *walk) (int64, error) {
		_, err := w.desk.AddTask(w.t.Context(), w.plant.campaign.ID, app.TaskOrder{TaskEdit: campaign.TaskEdit{Title: "另一项"}})
		return done(err)
	}, who(runs, 1), false},
	"EditTask": {identity.TaskKeep, func(w *walk) (int64, error) {
		_, err := w.desk.EditTask(w.t.Context(), w.plant.task, app.TaskOrder{TaskEdit: campaign.TaskEdit{Title: "村里上报", Owner: "村", Reason: "改"}})
		return done(err)
	}, who(runs, 1), false},
	"ReportTask": {identity.TaskDo, func(w *walk) (int64, error) {
		_, err := w.desk.ReportTask(w.t.Context(), w.plant.task, app.TaskReport{TaskProgress: campaign.TaskProgress{State: campaign.TaskDoing, Note: "在办"}})
		return done(err)
	}, who(reachesA, 1), false},
	"Gate": {identity.CampaignSee, func(w *walk) (int64, error) {
		gate, err := w.desk.Gate(w.t.Context(), w.plant.active)
		if err != nil {
			return 0, err
		}
		w.tell(gate.Checks)
		return 1, nil
	}, who(meets, 1), false},
	"ConfirmGate": {identity.GateConfirm, func(w *walk) (int64, error) {
		photo, err := blob.Of([]byte("%PDF-1.7"))
		if err != nil {
			return 0, err
		}
		return done(w.desk.ConfirmGate(w.t.Context(), app.ConfirmOrder{Campaign: w.plant.activated(w.t, w.door), Item: campaign.Funds, Met: true, Day: asOf, Person: "某人", Note: "到账", Attached: photo}))
	}, who(runs, 1), false},
	"GateProof": {identity.PersonalUnmask, func(w *walk) (int64, error) {
		_, err := w.desk.GateProof(w.t.Context(), w.plant.active, w.plant.gateProof)
		return done(err)
	}, who(runs, 1), true},
	"Surveys": {identity.CampaignSee, func(w *walk) (seen int64, err error) {
		all, err := w.desk.Surveys(w.t.Context(), w.plant.active)
		for _, s := range all {
			w.tell(s.Villages, s.Values)
			seen += s.Asked
		}
		return seen, err
	}, entriesThere, false},
	"SurveyHouseholds": {identity.HouseholdSee, func(w *walk) (int64, error) {
		lines, _, err := w.desk.SurveyHouseholds(w.t.Context(), w.plant.active, "s", false, app.PageOf{Limit: 50})
		w.tell(lines)
		return int64(len(lines)), err
	}, entriesThere, false},
	"SurveyAnswer": {identity.HouseholdSee, func(w *walk) (int64, error) {
		view, err := w.desk.SurveyAnswer(w.t.Context(), w.plant.survey().SurveyRef)
		if err != nil {
			return 0, err
		}
		w.tell(view, view.Answer)
		return 1, nil
	}, who(reachesA, 1), false},
	"TakeSurvey": {identity.SurveyTake, func(w *walk) (int64, error) {
		return done(w.desk.TakeSurvey(w.t.Context(), w.plant.survey()))
	}, who(reachesA, 1), false},
	"ImportSurvey": {identity.SurveyTake, func(w *walk) (int64, error) {
		path := list(w.t, "户号,村,困难人数,致困原因,调查人", "A901,冼沙村,2,患病,某人", "B901,卢溪村,1,残疾,某人")
		report, err := w.desk.ImportSurvey(w.t.Context(), app.SurveyImport{Campaign: w.plant.active, Survey: "s", Path: path, Day: asOf})
		if err != nil {
			return 0, err
		}
		w.tell(report.Reasons)
		return report.Batch.Rows.Entered, nil
	}, villagesReached, false},
	"PreviewCampaign": {identity.RosterBuild, func(w *walk) (int64, error) {
		v, err := w.desk.PreviewCampaign(w.t.Context(), w.plant.campaign.ID)
		if err != nil {
			return 0, err
		}
		w.tell(v.Rosters)
		return v.Universe.Open, nil
	}, who(runs, 5), false},
	"PreviewRebuild": {identity.RosterBuild, func(w *walk) (int64, error) {
		_, err := w.desk.PreviewRebuild(w.t.Context(), w.plant.active)
		return done(err)
	}, who(runs, 1), false},
	"AcceptRebuild": {identity.RosterBuild, func(w *walk) (int64, error) {
		of := w.plant.activated(w.t, w.door)
		change, err := w.machine.PreviewRebuild(w.t.Context(), of)
		if err != nil {
			w.t.Fatal(err)
		}
		_, err = w.desk.AcceptRebuild(w.t.Context(), of, change.Digest)
		return done(err)
	}, who(runs, 1), false},
	"SettleAll": {identity.CampaignSettle, func(w *walk) (int64, error) {
		return done(w.desk.SettleAll(w.t.Context(), w.plant.campaign.ID, nil))
	}, who(runs, 1), false},
	"CampaignPlan": {identity.CampaignSee, func(w *walk) (int64, error) {
		_, err := w.desk.CampaignPlan(w.t.Context(), w.plant.active)
		return done(err)
	}, who(meets, 1), false},
	"PlanDrift": {identity.CampaignSee, func(w *walk) (int64, error) {
		_, err := w.desk.PlanDrift(w.t.Context(), w.plant.active)
		return done(err)
	}, who(meets, 1), false},
	"CoverageGrid": {identity.CampaignSee, func(w *walk) (seen int64, err error) {
		grid, err := w.desk.CoverageGrid(w.t.Context(), w.plant.active, app.PageOf{})
		if err != nil {
			return 0, err
		}
		w.tell(grid)
		for _, v := range grid.Villages {
			seen += int64(len(v.Squares))
		}
		return seen, nil
	}, entriesThere, false},
	"Entry": {identity.HouseholdSee, func(w *walk) (seen int64, last error) {
		for _, number := range standpoints[1].households {
			view, err := w.desk.Entry(w.t.Context(), app.EntryRef{Campaign: w.plant.active, Number: number}, locale.Chinese)
			if err != nil {
				last = err
				continue
			}
			w.tell(view.Line, view.Standing, view.Steps, view.Reasons)
			seen++
		}
		return seen, last
	}, entriesThere, false},
	"EntryList": {identity.HouseholdSee, func(w *walk) (seen int64, err error) {
		for _, state := range []campaign.Outcome{campaign.Open, campaign.Refused} {
			lines, _, err := w.desk.EntryList(w.t.Context(), app.EntryRef{Campaign: w.plant.active}, app.EntriesWanted{State: state, Class: "all", PageOf: app.PageOf{Limit: 500}})
			if err != nil {
				return seen, err
			}
			w.tell(lines)
			seen += int64(len(lines))
		}
		return seen, nil
	}, entriesThere, false},
	"Campaigns": {identity.CampaignSee, func(w *walk) (int64, error) {
		for after := ""; ; {
			lines, next, err := w.desk.Campaigns(w.t.Context(), "", after, 500)
			if err != nil {
				return 0, err
			}
			for _, l := range lines {
				if l.ID == w.plant.active {
					return l.Entries, nil
				}
			}
			if after = next; next == "" {
				return 0, nil
			}
		}
	}, entriesThere, false},
	"Certificates": {identity.CampaignSee, func(w *walk) (int64, error) {
		all, err := w.desk.Certificates(w.t.Context(), w.plant.active, 500)
		if err != nil {
			return 0, err
		}
		for _, c := range all {
			if c.Area == villageA {
				return 1, nil
			}
		}
		return 0, nil
	}, who(reachesA, 1), false},
}
