package app_test

import (
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/identity"
)

// meetsTown: who reaches some of the town, or sees every place of a unit, sees
// the town's plans.
func meetsTown(p *standpoint) bool {
	_, ok := p.scope.Within(gaobu, "")
	return ok
}

func hasPlace(p *standpoint) bool { return p.name != "nowhere" }

// townPlan is a plan that the town keeps, in its latest version.
func (w *walk) townPlan() (of id.ID, version int64) {
	if w.plant.plan == "" {
		town := w.door.As(identity.Actor{Name: "镇", Role: identity.TownReviewer, Scope: standpoints[1].scope})
		v, err := town.SavePlan(w.t.Context(), app.PlanOrder{Text: []byte(walkPlan)})
		if err != nil {
			w.t.Fatal(err)
		}
		w.plant.plan = id.ID(v.Ref)
	}
	v, err := w.machine.PlanOf(w.t.Context(), string(w.plant.plan), 0)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.plant.plan, v.Version
}

// planCases are the use cases over the library of plans.
var planCases = map[string]useCase{
	"Plans": {identity.PlanSee, func(w *walk) (seen int64, err error) {
		of, _ := w.townPlan()
		after := ""
		for {
			page, err := w.desk.Plans(w.t.Context(), after, 20)
			if err != nil {
				return seen, err
			}
			w.tell(page)
			for _, line := range page.Own {
				if line.Ref == string(of) {
					seen++
				}
			}
			if after = page.Next; after == "" {
				return seen, nil
			}
		}
	}, who(meetsTown, 1), false},
	"PlanOf": {identity.PlanSee, func(w *walk) (int64, error) {
		of, _ := w.townPlan()
		v, err := w.desk.PlanOf(w.t.Context(), string(of), 1)
		if err == nil {
			w.tell(v.PlanLine, v.Findings)
		}
		return done(err)
	}, who(meetsTown, 1), false},
	"PlanVersions": {identity.PlanSee, func(w *walk) (int64, error) {
		of, _ := w.townPlan()
		all, err := w.desk.PlanVersions(w.t.Context(), string(of), 2, 9)
		w.tell(all)
		return int64(len(all)), err
	}, who(meetsTown, 1), false},
	"ForecastPlan": {identity.PlanSee, func(w *walk) (int64, error) {
		of, _ := w.townPlan()
		f, err := w.desk.ForecastPlan(w.t.Context(), string(of), 1)
		if err != nil {
			return 0, err
		}
		w.tell(f)
		return f.Households, nil
	}, entriesThere, false},
	"ComparePlans": {identity.PlanSee, func(w *walk) (int64, error) {
		of, _ := w.townPlan()
		c, err := w.desk.ComparePlans(w.t.Context(), app.PlanSide{Ref: "town-visits"}, app.PlanSide{Ref: string(of), Version: 1})
		if err == nil {
			w.tell(c.Changes)
		}
		return done(err)
	}, who(meetsTown, 1), false},
	"SavePlan": {identity.PlanKeep, func(w *walk) (int64, error) {
		of, version := w.townPlan()
		text := walkPlan + "theme: " + strconv.Itoa(w.next()) + "\n"
		return done(dropped(w.desk.SavePlan(w.t.Context(), app.PlanOrder{Plan: of, Seen: version, Text: []byte(text)})))
	}, who(runs, 1), false},
	"StartCampaign": {identity.CampaignOpen, func(w *walk) (int64, error) {
		of, _ := w.townPlan()
		_, err := w.desk.StartCampaign(w.t.Context(), app.StartOrder{Ref: string(of), Version: 1, AsOf: asOf})
		return done(err)
	}, who(runs, 1), false},
	"ChooseStart": {identity.CampaignOpen, func(w *walk) (int64, error) {
		of, _ := w.townPlan()
		c, err := w.desk.ChooseStart(w.t.Context(), string(of), 1)
		if err == nil {
			w.tell(c.PlanLine, c.Areas, c.Units)
		}
		return done(err)
	}, who(meetsTown, 1), false},
	"LargeCampaign": {identity.RosterBuild, func(w *walk) (int64, error) {
		large, err := w.desk.LargeCampaign(w.t.Context(), w.plant.campaign.ID)
		w.tell(large)
		return done(err)
	}, who(runs, 1), false},
	"CopyPlan": {identity.PlanKeep, func(w *walk) (int64, error) {
		name := "walk-" + strconv.Itoa(w.next())
		return done(dropped(w.desk.CopyPlan(w.t.Context(), app.CopyPlanOrder{Ref: "couplets", Name: name})))
	}, who(hasPlace, 1), false},
}

func dropped(_ *app.PlanView, err error) error { return err }
