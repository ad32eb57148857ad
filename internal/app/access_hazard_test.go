package app_test

import (
	"maps"

	"songnuan/internal/app"
	"songnuan/internal/blob"
	"songnuan/internal/hazard"
	"songnuan/internal/id"
	"songnuan/internal/identity"
)

func init() {
	maps.Copy(householdCases, hazardCases)
	open["RaiseLateHazards"] = "the program itself; it shows nobody anything"
}

// hazardCases are the use cases over dangers found in houses.
var hazardCases = map[string]useCase{
	"InspectionForm": {identity.HazardKeep, func(w *walk) (int64, error) {
		form, err := w.desk.InspectionForm(w.t.Context(), "A902", "", "")
		return w.toldOne(form, err)
	}, who(reachesA, 1), false},
	"Inspect": {identity.HazardKeep, func(w *walk) (int64, error) {
		done, err := w.desk.Inspect(w.t.Context(), w.inspection())
		return w.toldOne(done, err)
	}, who(reachesA, 1), false},
	"Hazards": {identity.HazardSee, func(w *walk) (int64, error) {
		w.plant.endangered(w)
		lines, _, err := w.desk.Hazards(w.t.Context(), app.HazardFilter{Open: true}, app.PageOf{Limit: 500})
		w.tell(lines)
		return min(1, int64(len(lines))), err
	}, who(reachesA, 1), false},
	"CountHazards": {identity.HazardSee, func(w *walk) (int64, error) {
		w.plant.endangered(w)
		counts, err := w.desk.CountHazards(w.t.Context(), app.PageOf{})
		return min(1, counts.Grave), err
	}, who(reachesA, 1), false},
	"Hazard": {identity.HazardSee, func(w *walk) (int64, error) {
		view, err := w.desk.Hazard(w.t.Context(), w.plant.endangered(w))
		return w.toldOne(view, err)
	}, who(reachesA, 1), false},
	"ActOnHazard": {identity.HazardKeep, func(w *walk) (int64, error) {
		view, err := w.desk.ActOnHazard(w.t.Context(), app.HazardOrder{ID: w.plant.endangered(w), Verb: hazard.Note, Text: "再看过"})
		return w.toldOne(view, err)
	}, who(reachesA, 1), false},
	"ActOnHazard to order": {identity.HazardOrder, func(w *walk) (int64, error) {
		view, err := w.desk.ActOnHazard(w.t.Context(), app.HazardOrder{ID: w.plant.endangered(w), Verb: hazard.Order, Who: "电工", Due: w.machine.Today()})
		return w.toldOne(view, err)
	}, who(reachesA, 1), false},
	"OpenHazardPhoto": {identity.PersonalUnmask, func(w *walk) (int64, error) {
		of := w.plant.endangered(w)
		view, err := w.machine.Hazard(w.t.Context(), of)
		if err != nil {
			w.t.Fatal(err)
		}
		file, err := w.desk.OpenHazardPhoto(w.t.Context(), of, view.Pictures[0].ID)
		return w.toldOne(file, err)
	}, who(reachesA, 1), true},
	"OpenAppraisal": {identity.PersonalUnmask, func(w *walk) (int64, error) {
		of := w.plant.endangered(w)
		view, err := w.machine.ActOnHazard(w.t.Context(), app.HazardOrder{ID: of, Verb: hazard.Appraise, Grade: "D", Who: "陈工", Post: "鉴定所", Paper: w.photo()})
		if err != nil {
			w.t.Fatal(err)
		}
		file, err := w.desk.OpenAppraisal(w.t.Context(), of, int64(view.Row))
		return w.toldOne(file, err)
	}, who(reachesA, 1), true},
	"UnsafeHomes": {identity.HazardSee, func(w *walk) (int64, error) {
		lines, _, err := w.desk.UnsafeHomes(w.t.Context(), app.PageOf{Limit: 500})
		w.tell(lines)
		return int64(len(lines)), err
	}, who(reachesA, 0), false},
}

// inspection is a check list of A902 with a grave hazard.
func (w *walk) inspection(photos ...*blob.File) app.InspectOrder {
	return app.InspectOrder{Number: "A902", Who: "某人", Items: []app.InspectItem{
		{Item: hazard.Item{Kind: "失火", Answer: hazard.InOrder}},
		{Item: hazard.Item{Kind: "倒塌", Answer: hazard.Dangerous, Grade: "C", Words: "东墙开裂"}, Photos: photos}}}
}

// endangered is an open grave hazard of A902 with a photo, a new one each time.
func (p *planted) endangered(w *walk) id.ID {
	lines, _, err := w.machine.Hazards(w.t.Context(), app.HazardFilter{Open: true}, app.PageOf{Limit: 500})
	if err != nil {
		w.t.Fatal(err)
	}
	other := w.As(identity.Actor{Name: "另一人", Role: identity.CommandLine, Scope: identity.Everything})
	for _, l := range lines {
		if _, err := w.machine.ActOnHazard(w.t.Context(), app.HazardOrder{ID: l.ID, Verb: hazard.Right, Who: "木工", Text: "撑住了"}); err != nil {
			w.t.Fatal(err)
		}
		if _, err := other.ActOnHazard(w.t.Context(), app.HazardOrder{ID: l.ID, Verb: hazard.Clear, Who: "另一人"}); err != nil {
			w.t.Fatal(err)
		}
	}
	done, err := w.machine.Inspect(w.t.Context(), w.inspection(w.photo()))
	if err != nil {
		w.t.Fatal(err)
	}
	return done.Hazards[0].ID
}
