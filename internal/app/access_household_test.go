package app_test

import (
	"fmt"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// ouyang leaves the files of the walk.
var ouyang = registry.Filter{Text: "欧阳"}

func seesA(p *standpoint) bool { return p.scope.SeesArea(villageA) }

// householdCases are the use cases over single files and the list of them.
var householdCases = map[string]useCase{
	"Households": {identity.HouseholdSee, func(w *walk) (int64, error) {
		page, err := w.desk.Households(w.t.Context(), ouyang, registry.Order{By: registry.ByNumber}, registry.Cut{Limit: 50})
		if err != nil {
			return 0, err
		}
		w.tell(page)
		return int64(len(page.Lines)), nil
	}, filesThere, false},
	"CountHouseholds": {identity.HouseholdSee, func(w *walk) (int64, error) {
		total, err := w.desk.CountHouseholds(w.t.Context(), ouyang)
		return total.Households, err
	}, filesThere, false},
	"HouseholdTabs": {identity.HouseholdSee, func(w *walk) (int64, error) {
		totals, err := w.desk.HouseholdTabs(w.t.Context(), ouyang)
		return totals[registry.TabOpen].Households, err
	}, filesThere, false},
	"EachHousehold": {identity.RosterExport, func(w *walk) (int64, error) {
		return w.desk.EachHousehold(w.t.Context(), ouyang, registry.Order{By: registry.ByVillage}, func(l *app.HouseholdLine) error { w.tell(*l); return nil })
	}, filesThere, false},
	"ExportHouseholds": {identity.RosterExport, func(w *walk) (int64, error) {
		path := w.file("名单.xlsx")
		rows, err := w.desk.ExportHouseholds(w.t.Context(), app.HouseholdsOrder{Filter: ouyang, Path: path, Lang: locale.Chinese})
		if err == nil {
			w.tellFile(path)
		}
		return rows, err
	}, filesThere, false},
	"Places": {identity.HouseholdSee, func(w *walk) (int64, error) {
		places, err := w.desk.Places(w.t.Context())
		if err != nil {
			return 0, err
		}
		for _, v := range places.Villages {
			if v.Code == villageA {
				return 1, nil
			}
		}
		return 0, nil
	}, who(seesA, 1), false},
	"VillageNamed": {identity.HouseholdSee, func(w *walk) (int64, error) {
		code, err := w.desk.VillageNamed(w.t.Context(), "冼沙村")
		if keyOf(err) == "registry.village_none" {
			return 0, nil
		}
		if err != nil {
			return 0, err
		}
		w.tell(code)
		return 1, nil
	}, who(seesA, 1), false},
	"SimilarHouseholds": {identity.HouseholdSee, func(w *walk) (int64, error) {
		similar, err := w.desk.SimilarHouseholds(w.t.Context(), app.SimilarOrder{Area: villageA, Persons: []app.SimilarPerson{{Number: w.plant.secrets[0]}}})
		w.tell(similar)
		return int64(len(similar)), err
	}, anyone, false}, // that there is a file, and in which village
	"SimilarHouseholds by phone and name": {identity.HouseholdSee, func(w *walk) (int64, error) {
		similar, err := w.desk.SimilarHouseholds(w.t.Context(), app.SimilarOrder{Area: villageA, Persons: []app.SimilarPerson{{Name: "欧阳乙"}}, Phone: w.plant.secrets[1]})
		w.tell(similar)
		return int64(len(similar)), err
	}, who(reachesA, 2), false},
	"RevealHousehold": {identity.PersonalUnmask, func(w *walk) (int64, error) {
		view, err := w.desk.RevealHousehold(w.t.Context(), app.RevealOrder{Number: "A901", Reason: "核对身份"})
		if err != nil {
			return 0, err
		}
		w.tell(view)
		return 1, nil
	}, who(reachesA, 1), true},
	"HouseholdForm": {identity.HouseholdKeep, func(w *walk) (seen int64, last error) {
		for _, number := range standpoints[0].households {
			form, err := w.desk.HouseholdForm(w.t.Context(), number)
			if err != nil {
				last = err
				continue
			}
			w.tell(form)
			seen++
		}
		return seen, last
	}, filesThere, false},
	"SaveHousehold": {identity.HouseholdKeep, func(w *walk) (int64, error) {
		form, err := w.machine.HouseholdForm(w.t.Context(), "A902")
		if err != nil {
			w.t.Fatal(err)
		}
		form.Fields["address"] = fmt.Sprintf("老街%d号", w.next())
		saved, err := w.desk.SaveHousehold(w.t.Context(), app.SaveOrder{Form: form, Accepted: true})
		w.tell(saved)
		if err != nil {
			return 0, err
		}
		return 1, nil
	}, who(reachesA, 1), false},
	"SaveHousehold of a new one": {identity.HouseholdKeep, func(w *walk) (int64, error) {
		form := registry.NewForm(villageA, "", asOf)
		form.Fields["number"] = fmt.Sprintf("N%d", w.next())
		form.Members[0].Fields["name"] = "赵七"
		saved, err := w.desk.SaveHousehold(w.t.Context(), app.SaveOrder{Form: form, Accepted: true})
		w.tell(saved)
		if keyOf(err) == "registry.form_wrong" { // the village is out of reach
			return 0, nil
		}
		if err != nil {
			return 0, err
		}
		err = w.store.Write(w.t.Context(), func(tx *sqldb.Tx) error {
			h, err := w.store.Household(w.t.Context(), tx, saved.Household, identity.Everything)
			if err != nil {
				return err
			}
			return w.store.RemoveHousehold(w.t.Context(), tx, h, "", "9999-12-31T00:00:00.000000Z")
		})
		return 1, err
	}, who(reachesA, 1), false},
	"CloseHousehold": {identity.HouseholdKeep, func(w *walk) (int64, error) {
		known, err := w.desk.CloseHousehold(w.t.Context(), app.CloseOrder{Number: "A902", On: asOf, Reason: "迁出"})
		if err != nil {
			return 0, err
		}
		w.tell(known)
		_, err = w.machine.ReopenHousehold(w.t.Context(), app.ReopenOrder{Number: "A902", Note: "误操作"})
		return 1, err
	}, who(reachesA, 1), false},
	"ReopenHousehold": {identity.HouseholdKeep, func(w *walk) (int64, error) {
		if _, err := w.machine.CloseHousehold(w.t.Context(), app.CloseOrder{Number: "A902", On: asOf, Reason: "迁出"}); err != nil {
			w.t.Fatal(err)
		}
		known, err := w.desk.ReopenHousehold(w.t.Context(), app.ReopenOrder{Number: "A902", Note: "迁回"})
		if err == nil {
			w.tell(known)
			return 1, nil
		}
		if _, undoing := w.machine.ReopenHousehold(w.t.Context(), app.ReopenOrder{Number: "A902", Note: "迁回"}); undoing != nil {
			w.t.Fatal(undoing)
		}
		return 0, err
	}, who(reachesA, 1), false},
	"HouseholdTimeline": {identity.HouseholdSee, func(w *walk) (seen int64, last error) {
		for _, number := range standpoints[0].households {
			page, _, err := w.desk.HouseholdTimeline(w.t.Context(), number, "", 5)
			if err != nil {
				last = err
				continue
			}
			w.tell(page)
			seen++
		}
		return seen, last
	}, filesThere, false},
	"HouseholdTimeline of the past": {identity.HouseholdSee, func(w *walk) (seen int64, last error) {
		view, err := w.desk.Household(w.t.Context(), "A901", day.Date{})
		if err != nil {
			return 0, err
		}
		page, _, err := w.desk.HouseholdTimeline(w.t.Context(), string(view.ID), "", 500)
		for _, e := range page {
			w.tell(e)
		}
		return min(1, int64(len(page))), err
	}, who(reachesA, 1), false},
}
