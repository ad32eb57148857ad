package app_test

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/plans"
)

func townDesk(d *door) *app.Desk {
	return d.As(identity.Actor{Name: "镇", Role: identity.TownReviewer, Scope: identity.Scope{Areas: []area.Code{gaobu}}})
}

func saved(t *testing.T, desk *app.Desk, order app.PlanOrder) *app.PlanView {
	t.Helper()
	v, err := desk.SavePlan(t.Context(), order)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestShippedPlansStandInTheLibrary(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		town := townDesk(newDoor(t, db))
		page, err := town.Plans(t.Context(), "", 20)
		if err != nil || len(page.Shipped) != len(plans.List()) || len(page.Own) != 0 {
			t.Fatalf("%+v, %v", page, err)
		}
		for _, line := range page.Shipped {
			if line.State != app.PlanDraft || line.Open == 0 || line.Errors != 0 || len(line.Holds) == 0 {
				t.Errorf("%+v", line)
			}
			v, err := town.PlanOf(t.Context(), line.Ref, 0)
			if err != nil || v.Keep || !v.Shipped || v.Plan == nil {
				t.Errorf("%s: %+v, %v", line.Ref, v, err)
			}
			if _, err := town.SavePlan(t.Context(), app.PlanOrder{Text: v.Text}); keyOf(err) != "plan.name_shipped" {
				t.Errorf("%s is kept under its own name: %v", line.Ref, err)
			}
		}
	})
}

func TestAPlanIsCopiedAndChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		town := townDesk(d)
		var copies []*app.PlanView
		for range 2 {
			v, err := town.CopyPlan(t.Context(), app.CopyPlanOrder{Ref: "town-visits", Title: `我镇“送温暖”：2027`})
			if err != nil {
				t.Fatal(err)
			}
			copies = append(copies, v)
		}
		first := copies[0]
		if first.Name != "town-visits-2" || copies[1].Name != "town-visits-3" || first.Title != "我镇“送温暖”：2027" || first.Origin != "town-visits" || !first.Keep {
			t.Errorf("%+v, %+v", first.PlanLine, copies[1].PlanLine)
		}
		text := bytes.Replace(first.Text, []byte("quantity: 4"), []byte("quantity: 5"), 1)
		text = bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")) // as a form sends it
		next := saved(t, town, app.PlanOrder{Plan: id.ID(first.Ref), Seen: 1, Text: text, Note: "每个社区 5 床"})
		if next.Version != 2 || next.Note != "每个社区 5 床" || bytes.Contains(next.Text, []byte("\r")) || next.Origin != "town-visits" {
			t.Errorf("%+v", next.PlanLine)
		}
		if again := saved(t, town, app.PlanOrder{Plan: id.ID(first.Ref), Seen: 2, Text: text}); again.Version != 2 {
			t.Errorf("the same text made version %d", again.Version)
		}
		c, err := town.ComparePlans(t.Context(), app.PlanSide{Ref: first.Ref, Version: 1}, app.PlanSide{Ref: first.Ref})
		if err != nil || len(c.Changes) != 1 || c.Changes[0].Ref != "goods.quilts" || c.Changes[0].Turn != plan.Changed {
			t.Fatalf("%+v, %v", c, err)
		}
		if f := c.Changes[0].Fields; len(f) != 1 || f[0].Before != "4" || f[0].After != "5" {
			t.Errorf("%+v", f)
		}
		if _, err := d.machine.VerifyRecords(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestTwoPeopleEditOnePlan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		town := townDesk(newDoor(t, db))
		v := saved(t, town, app.PlanOrder{Text: []byte(walkPlan)})
		saved(t, town, app.PlanOrder{Plan: id.ID(v.Ref), Seen: 1, Text: []byte(walkPlan + "theme: 甲\n")})
		_, err := town.SavePlan(t.Context(), app.PlanOrder{Plan: id.ID(v.Ref), Seen: 1, Text: []byte(walkPlan + "theme: 乙\n")})
		wantKey(t, "the second", err, "plan.changed")
		latest, err := town.PlanOf(t.Context(), v.Ref, 0)
		if err != nil || latest.Version != 2 || latest.Plan.Theme != "甲" {
			t.Errorf("%+v, %v", latest, err)
		}
		all, err := town.PlanVersions(t.Context(), v.Ref, 0, 9)
		if err != nil || len(all) != 2 || all[0].Version != 2 {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

func TestWhatIsNoPlanIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		town := townDesk(newDoor(t, db))
		chinese, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(walkPlan))
		if err != nil {
			t.Fatal(err)
		}
		bomb := "a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b]\nplan: bomb\ntitle: 试\nformat: 1\n"
		for what, one := range map[string]struct {
			text string
			key  string
		}{
			"nothing":         {"", "yamldoc.empty_file"},
			"prose":           {"各社区要认真摸查慰问对象\n", "yamldoc.not_mapping"},
			"a workbook":      {"PK\x03\x04....", "yamldoc.office_file"},
			"zeros":           {"a\x00b", "yamldoc.binary"},
			"another charset": {string(chinese), "yamldoc.gb18030"},
			"ten megabytes":   {strings.Repeat("#", 10<<20), "yamldoc.too_large"},
			"broken":          {"plan: x\ntitle: [试\n", "yamldoc.syntax"},
			"no name":         {"format: 1\ntitle: 试\n", "plan.bad_name"},
			"no title":        {"format: 1\nplan: x\n", "plan.no_title"},
			"a wild name":     {"format: 1\nplan: ../x\ntitle: 试\n", "plan.bad_name"},
		} {
			_, err := town.SavePlan(t.Context(), app.PlanOrder{Text: []byte(one.text)})
			wantKey(t, what, err, one.key)
		}
		v := saved(t, town, app.PlanOrder{Text: []byte(bomb)})
		if v.Errors == 0 || v.State != app.PlanDraft {
			t.Errorf("an alias bomb is %+v", v.PlanLine)
		}
		if _, err := town.ForecastPlan(t.Context(), v.Ref, 0); keyOf(err) != "plan.not_priceable" {
			t.Errorf("its forecast: %v", err)
		}
		if _, err := town.SavePlan(t.Context(), app.PlanOrder{Plan: id.ID(v.Ref), Seen: 1, Text: []byte(walkPlan)}); keyOf(err) != "plan.name_differs" {
			t.Errorf("another name: %v", err)
		}
	})
}

// The forecast of the library is the one that the rosters of a campaign give.
func TestTheLibraryForecastsWhatACampaignWould(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		p := plant(t, d)
		v := saved(t, townDesk(d), app.PlanOrder{Text: []byte(walkPlan)})
		f, err := d.machine.ForecastPlan(t.Context(), v.Ref, 0)
		if err != nil || f.Basis != app.BasisRegistry || f.Households != 5 || f.Forecast.Total.Amount != 5*400_00 {
			t.Fatalf("%+v, %v", f, err)
		}
		counts, err := d.machine.BuildRoster(t.Context(), p.opened(t, d).ID, readPlan(t, walkPlan))
		if err != nil || readPlan(t, walkPlan).Forecast(counts).Total != f.Forecast.Total {
			t.Errorf("a campaign comes to something else: %v", err)
		}
		for ref, basis := range map[string]string{"gaobu-pairing": app.BasisRegistry, "couplets": app.BasisElsewhere, "town-visits": app.BasisRegistry, "union-winter": app.BasisElsewhere} {
			f, err := townDesk(d).ForecastPlan(t.Context(), ref, 0)
			if err != nil || f.Basis != basis {
				t.Errorf("%s: %+v, %v", ref, f, err)
			}
		}
	})
}

func TestAPlanExtendsOneOfTheLibrary(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		town := townDesk(d)
		base := saved(t, town, app.PlanOrder{Text: []byte(walkPlan)})
		next := saved(t, town, app.PlanOrder{Text: []byte("format: 1\nplan: walk-2028\ntitle: 又一年\nextends: walk.plan.yaml\ncash: [{id: c, amount: 500}]\n")})
		if next.Errors != 0 || len(next.Plan.Classes) != 1 {
			t.Fatalf("%+v", next.Findings)
		}
		c, err := town.OpenCampaign(t.Context(), app.CampaignOrder{Plan: next.Plan, Text: next.Text, AsOf: asOf})
		if err != nil {
			t.Fatal(err)
		}
		changed := strings.Replace(walkPlan, "amount: 400", "amount: 900", 1)
		saved(t, town, app.PlanOrder{Plan: id.ID(base.Ref), Seen: 1, Text: []byte(changed)})
		view, err := town.Campaign(t.Context(), c.ID)
		if err != nil || len(view.Bases) != 1 {
			t.Fatalf("%+v, %v", view, err)
		}
		text, err := view.Open("walk.plan.yaml")
		if err != nil || string(text) != walkPlan {
			t.Errorf("the campaign's base changed with the library: %v", err)
		}
		if _, err := view.Open("nowhere.plan.yaml"); err == nil {
			t.Error("a base that is nowhere")
		}
	})
}
