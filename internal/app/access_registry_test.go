package app_test

import (
	"fmt"
	"slices"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/registry"
)

// registryCases are the use cases over households, helpers and their lists.
var registryCases = map[string]useCase{
	"Search": {identity.HouseholdSee, func(w *walk) (int64, error) {
		page, _, err := w.desk.Search(w.t.Context(), "欧阳", "", 50)
		w.tell(page)
		return int64(len(page)), err
	}, filesThere, false},
	"Search by ID number": {identity.HouseholdSee, func(w *walk) (int64, error) {
		page, _, err := w.desk.Search(w.t.Context(), w.plant.secrets[0], "", 50)
		w.tell(page)
		return int64(len(page)), err
	}, who(reachesA, 1), false},
	"Household": {identity.HouseholdSee, func(w *walk) (seen int64, last error) {
		for _, number := range standpoints[0].households {
			view, err := w.desk.Household(w.t.Context(), number, day.Date{})
			if err != nil {
				last = err
				continue
			}
			w.tell(view)
			seen++
		}
		return seen, last
	}, filesThere, false},
	"ImportHouseholds": {identity.ListImport, func(w *walk) (int64, error) {
		return w.report(w.desk.ImportHouseholds(w.t.Context(), app.ImportOrder{Path: w.plant.lists["A"], AsOf: asOf}, nil))
	}, twoOfA, false},
	"ImportHouseholds into the village": {identity.ListImport, func(w *walk) (int64, error) {
		return w.report(w.desk.ImportHouseholds(w.t.Context(), app.ImportOrder{Path: w.plant.lists["A"], Area: villageA, AsOf: asOf}, nil))
	}, twoOfA, false},
	"ImportHouseholds without a village": {identity.ListImport, func(w *walk) (int64, error) {
		path := list(w.t, "户号,户主,家庭人口", fmt.Sprintf("N%d,孙七,1", w.next()))
		report, err := w.desk.ImportHouseholds(w.t.Context(), app.ImportOrder{Path: path, Area: gaobu, AsOf: asOf}, nil)
		if err != nil || report.Batch.Rows.Entered == 0 {
			return 0, err
		}
		_, err = w.machine.Undo(w.t.Context(), report.Batch.ID, nil)
		return 1, err
	}, func(p *standpoint) int64 { return who(runs, 1)(p) + who(inUnit, 1)(p) + who(oneVillageOfTown, 1)(p) }, false},
	"ImportHouseholds as a check": {identity.ListImport, func(w *walk) (int64, error) {
		return w.report(w.desk.ImportHouseholds(w.t.Context(), app.ImportOrder{Path: w.plant.lists["A"], AsOf: asOf, Check: true}, nil))
	}, func(p *standpoint) int64 { return who(reachesA, 2)(p) + who(inUnit, 2)(p) }, false}, // a check does not look for other files
	"ImportHelpers": {identity.ListImport, func(w *walk) (int64, error) {
		path := list(w.t, "姓名,单位,村", "周九,镇政府,冼沙村", "吴十,镇政府,冼沙村")
		return w.report(w.desk.ImportHelpers(w.t.Context(), app.ImportOrder{Path: path, AsOf: asOf}, nil))
	}, who(somewhere, 2), false}, // of an unknown village: into one's own place
	"Resume": {identity.ListImport, func(w *walk) (int64, error) {
		_, err := w.desk.Resume(w.t.Context(), w.plant.wrong, w.plant.lists["A"], nil)
		if keyOf(err) == "app.import_ended" { // seen, and nothing left to do
			return 1, nil
		}
		return 0, err
	}, who(reachesA, 1), false},
	"Undo": {identity.ImportUndo, func(w *walk) (int64, error) {
		batch := w.plant.imported(w.t, w.door, list(w.t, walkHeading, fmt.Sprintf("N%d,冼沙村,李二,,1,500,,", w.next())), villageA).Batch.ID
		report, err := w.desk.Undo(w.t.Context(), batch, nil)
		if err == nil {
			return report.Removed, nil
		}
		if _, undoing := w.machine.Undo(w.t.Context(), batch, nil); undoing != nil {
			w.t.Fatal(undoing)
		}
		return 0, err
	}, who(reachesA, 1), false},
	"Imports": {identity.ImportSee, func(w *walk) (seen int64, err error) {
		batches, err := w.desk.Imports(w.t.Context(), 10_000)
		for _, b := range batches {
			if slices.Contains(w.plant.batches, b.ID) {
				seen++
			}
		}
		return seen, err
	}, accountsThere, false}, // as with accounts, one for each place
	"ExportCorrections": {identity.ListImport, func(w *walk) (int64, error) {
		path := w.file("退回.xlsx")
		rows, err := w.desk.ExportCorrections(w.t.Context(), w.plant.wrong, path, locale.Chinese)
		if err == nil {
			w.tellFile(path)
		}
		return rows, err
	}, who(reachesA, 1), true},
}

func somewhere(p *standpoint) bool { return p.name != "nowhere" }

// oneVillageOfTown: rows of the town that name no village go into one's own.
func oneVillageOfTown(p *standpoint) bool {
	return p.inCampaign > 0 && len(p.scope.Areas) == 1 && !p.runs
}

// twoOfA: who reaches village A finds both households of its list on file. In a
// unit the one becomes a file of its own there; the other's ID number is on
// file elsewhere, so it goes back.
func twoOfA(p *standpoint) int64 { return who(reachesA, 2)(p) + who(inUnit, 1)(p) }

// report takes down what an import tells, counts the rows that are in the
// registry by it, and takes back what it entered.
func (w *walk) report(r *app.ImportReport, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	w.tell(r.Notes, r.Reasons, r.Batch.Rows)
	rows := r.Batch.Rows.Entered + r.Batch.Rows.Unchanged
	if r.Batch.Rows.Entered > 0 && r.Batch.State == registry.Entered {
		_, err = w.machine.Undo(w.t.Context(), r.Batch.ID, nil)
	}
	return rows, err
}
