package app_test

import (
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/hazard"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// A household with an open grave hazard does not count as helped, until another
// excepts it with a reason and a third records it, or it is cleared.
func TestAGraveHazardKeepsAHouseholdFromCountingAsHelped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		p := plant(t, d)
		w := &walk{door: d, t: t, plant: p, desk: d.machine}
		of := p.endangered(w)
		helped := app.OutcomeOrder{EntryRef: app.EntryRef{Campaign: p.active, Number: "A902"}, Finding: campaign.Finding{State: campaign.Helped, Day: asOf, Person: "某人"}}
		_, err := d.machine.RecordOutcome(t.Context(), helped)
		wantKey(t, "an open grave hazard", err, "hazard.grave_open")
		_, err = d.machine.ActOnHazard(t.Context(), app.HazardOrder{ID: of, Verb: hazard.Except, Text: "已搬到村委会"})
		wantKey(t, "who found it excepts from it", err, "hazard.own_finding")
		second := d.As(identity.Actor{Name: "第二人", Role: identity.TownReviewer, Scope: identity.Everything})
		_, err = second.ActOnHazard(t.Context(), app.HazardOrder{ID: of, Verb: hazard.Except})
		wantKey(t, "an exception without a reason", err, "hazard.exception_why")
		if _, err := second.ActOnHazard(t.Context(), app.HazardOrder{ID: of, Verb: hazard.Except, Text: "已搬到村委会"}); err != nil {
			t.Fatal(err)
		}
		_, err = second.RecordOutcome(t.Context(), helped)
		wantKey(t, "who made the exception records it", err, "hazard.excepted_by_recorder")
		if _, err := d.machine.RecordOutcome(t.Context(), helped); err != nil {
			t.Fatal(err)
		}
		// A worse grade by an appraiser ends the exception.
		view, err := d.machine.ActOnHazard(t.Context(), app.HazardOrder{ID: of, Verb: hazard.Appraise, Grade: "D", Who: "陈工", Post: "鉴定所", Paper: w.photo()})
		if err != nil || view.Hazard.Excepted || !view.Hazard.Grave {
			t.Errorf("%+v, %v", view, err)
		}
	})
}

func TestHazardsRefuseWhatMayNotBe(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		p := plant(t, d)
		w := &walk{door: d, t: t, plant: p, desk: d.machine}
		of := p.endangered(w)
		clerk := d.As(identity.Actor{Name: "村办", Role: identity.VillageClerk, Scope: identity.Everything})
		_, err := clerk.ActOnHazard(t.Context(), app.HazardOrder{ID: of, Verb: hazard.Appraise, Grade: "D", Who: "村办", Post: "村委会", Paper: w.photo()})
		wantKey(t, "a formal grade by a visitor", err, "identity.not_permitted")
		paper, err := blob.Of([]byte("%PDF-1.7"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = clerk.ActOnHazard(t.Context(), app.HazardOrder{ID: of, Verb: hazard.Note, Text: "看", Photos: []*blob.File{paper}})
		wantKey(t, "a photo that is none", err, "hazard.not_photo")
		if _, err := clerk.ActOnHazard(t.Context(), app.HazardOrder{ID: of, Verb: hazard.Right, Who: "木工", Text: "撑住了"}); err != nil {
			t.Fatal(err)
		}
		_, err = clerk.ActOnHazard(t.Context(), app.HazardOrder{ID: of, Verb: hazard.Clear, Who: "另一人"})
		wantKey(t, "re-inspection by who put it right", err, "hazard.own_work")
		first, err := d.machine.Hazard(t.Context(), of)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.machine.ActOnHazard(t.Context(), app.HazardOrder{ID: of, Row: first.Row, Verb: hazard.Fail, Who: "镇里", Text: "墙缝还在", Due: d.machine.Today()}); err != nil {
			t.Fatal(err)
		}
		_, err = d.machine.ActOnHazard(t.Context(), app.HazardOrder{ID: of, Row: first.Row, Verb: hazard.Clear, Who: "镇里"})
		wantKey(t, "two at once", err, "hazard.changed")
		// Found once more it is the same hazard.
		done, err := d.machine.Inspect(t.Context(), w.inspection())
		if err != nil || len(done.Hazards) != 1 || done.Hazards[0].ID != of {
			t.Errorf("%+v, %v", done, err)
		}
		if _, err := d.machine.VerifyRecords(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestLateHazardsAreToldHigherOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		p := plant(t, d)
		w := &walk{door: d, t: t, plant: p, desk: d.machine}
		of := p.endangered(w)
		if _, err := d.machine.ActOnHazard(t.Context(), app.HazardOrder{ID: of, Verb: hazard.Order, Who: "房东", Due: d.machine.Today()}); err != nil {
			t.Fatal(err)
		}
		for _, one := range []struct {
			days, raised int
		}{{0, 0}, {1, 1}, {2, 0}} {
			later := d.At(func() time.Time { return d.Now().Time().AddDate(0, 0, one.days) })
			if n, err := later.RaiseLateHazards(t.Context()); err != nil || n != one.raised {
				t.Errorf("after %d days %d are told of, %v", one.days, n, err)
			}
		}
		view, err := d.machine.Hazard(t.Context(), of)
		if err != nil || view.Hazard.Raised != 1 || view.Acts[len(view.Acts)-1].Post != hazard.DefaultRule.Late {
			t.Errorf("%+v, %v", view, err)
		}
		if _, err := d.machine.Hazard(t.Context(), p.active); !problem.Is(err, problem.NotFound) {
			t.Error(err)
		}
	})
}
