package app_test

import (
	"slices"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/hazard"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

func TestAColdWaveListsWhoIsToBeVisited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		p := plant(t, d)
		w := &walk{door: d, t: t, plant: p, desk: d.machine}
		p.imported(t, d, list(t, "户号,村,户主,家庭人口,住址", "C1,冼沙村,甲,1,十二组3号", "C2,冼沙村,乙,1,2组10号", "C3,冼沙村,丙,1,二组9号"), villageA)
		p.endangered(w)
		order := w.coldNotice()
		wave, err := d.machine.EnterWave(t.Context(), order)
		if err != nil {
			t.Fatal(err)
		}
		again, err := d.machine.EnterWave(t.Context(), order)
		if err != nil || again.ID != wave.ID {
			t.Errorf("sent twice it is another: %+v, %v", again, err)
		}
		view, err := d.machine.Wave(t.Context(), wave.ID, app.PageOf{Limit: 500})
		if err != nil {
			t.Fatal(err)
		}
		var walkOrder []string
		for _, c := range view.Calls {
			if slices.Contains([]string{"C1", "C2", "C3"}, c.Number) {
				walkOrder = append(walkOrder, c.Number)
			}
			if c.Number == "A902" && (!slices.Contains(c.Reasons, hazard.WhyAlone) || !slices.Contains(c.Reasons, hazard.WhyHazard) || slices.Contains(c.Reasons, hazard.WhyUnseen)) {
				t.Errorf("A902 is listed for %v", c.Reasons)
			}
		}
		if !slices.Equal(walkOrder, []string{"C3", "C2", "C1"}) {
			t.Errorf("the walk goes %v", walkOrder)
		}
		order.Level = hazard.Red
		_, err = d.machine.EnterWave(t.Context(), order)
		wantKey(t, "another notice of the number", err, "wave.number_taken")
		order = w.coldNotice()
		order.To = order.From.AddDays(-1)
		_, err = d.machine.EnterWave(t.Context(), order)
		wantKey(t, "ending before it begins", err, "wave.backwards")
		town := d.As(identity.Actor{Name: "镇里", Role: identity.TownReviewer, Scope: identity.Scope{Areas: []area.Code{gaobu}}})
		order = w.coldNotice()
		order.Area = elsewhere
		_, err = town.EnterWave(t.Context(), order)
		wantKey(t, "an area outside the scope", err, "app.outside_scope")
		call := app.CallOrder{Wave: wave.ID, Household: view.Calls[0].Household, Row: 1, State: hazard.Missed}
		wantKey(t, "not reached, without a word", town.MarkCall(t.Context(), call), "wave.missed_note")
		call.Note = "邻居说去了女儿家"
		if err := town.MarkCall(t.Context(), call); err != nil {
			t.Fatal(err)
		}
		wantKey(t, "two at once", d.machine.MarkCall(t.Context(), call), "wave.changed")
		if err := d.machine.EndWave(t.Context(), wave.ID); err != nil {
			t.Fatal(err)
		}
		wantKey(t, "called off twice", d.machine.EndWave(t.Context(), wave.ID), "wave.over")
	})
}

func TestWalksGoByTheNumbersOfAddresses(t *testing.T) {
	all := []string{"南街", "十二组3号", "2组10号", "二组9号", "10组1号", "３组"}
	slices.SortFunc(all, func(a, b string) int { return compareText(hazard.WalkKey(a), hazard.WalkKey(b)) })
	if want := []string{"二组9号", "2组10号", "３组", "10组1号", "十二组3号", "南街"}; !slices.Equal(all, want) {
		t.Errorf("%v", all)
	}
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
