package app_test

import (
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/demand"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

func TestDemandsKeepToTheirLevelAndSight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		p := plant(t, d)
		w := &walk{door: d, t: t, plant: p, desk: d.machine}
		clerk := d.As(identity.Actor{Name: "村办", Role: identity.VillageClerk, Scope: identity.Everything})
		leader := func(name string) *app.Desk {
			return d.As(identity.Actor{Name: name, Role: identity.AreaLeader, Scope: identity.Everything})
		}
		of := p.demanded(w, false)
		up, err := clerk.ActOnDemand(t.Context(), app.DemandOrder{ID: of, Verb: demand.Raise, Text: "村里办不了"})
		if err != nil || up.Demand.Level() != demand.Group {
			t.Fatalf("%+v, %v", up, err)
		}
		_, err = clerk.ActOnDemand(t.Context(), app.DemandOrder{ID: of, Verb: demand.Answer, Who: "村办", Text: "已办"})
		wantKey(t, "an answer from below", err, "demand.higher")
		row := up.Demand.Row
		if _, err := leader("甲领导").ActOnDemand(t.Context(), app.DemandOrder{ID: of, Row: row, Verb: demand.Answer, Who: "甲领导", Text: "已报销"}); err != nil {
			t.Fatal(err)
		}
		_, err = leader("乙领导").ActOnDemand(t.Context(), app.DemandOrder{ID: of, Row: row, Verb: demand.Raise})
		wantKey(t, "two leaders at once", err, "demand.changed")
		_, err = clerk.ActOnDemand(t.Context(), app.DemandOrder{ID: of, Verb: demand.Close})
		wantKey(t, "closing without the household's word", err, "demand.word_missing")
		if _, err := clerk.ActOnDemand(t.Context(), app.DemandOrder{ID: of, Verb: demand.Close, Satisfied: demand.Satisfied, Asked: demand.ByPhone}); err != nil {
			t.Fatal(err)
		}
		hidden := p.demanded(w, true)
		if _, err := clerk.Demand(t.Context(), hidden); !problem.Is(err, problem.NotFound) {
			t.Errorf("a sensitive one is shown: %v", err)
		}
		if _, err := leader("甲领导").Demand(t.Context(), hidden); err != nil {
			t.Error(err)
		}
		if counts, err := clerk.CountDemands(t.Context(), app.PageOf{}); err != nil || counts.States[demand.Open] != 0 {
			t.Errorf("%+v, %v", counts, err)
		}
	})
}

func TestACommonMatterIsAnsweredForAllOrNone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		p := plant(t, d)
		w := &walk{door: d, t: t, plant: p, desk: d.machine}
		one, two := p.demanded(w, false), p.demanded(w, false)
		if _, err := d.machine.ActOnDemand(t.Context(), app.DemandOrder{ID: two, Verb: demand.Answer, Who: "镇里", Text: "已办"}); err != nil {
			t.Fatal(err)
		}
		batch := app.DemandBatch{IDs: []id.ID{one, two}, Title: "三组停水", Nature: demand.Common, Verb: demand.Answer, Who: "镇里", Text: "明天来水"}
		_, err := d.machine.ActOnDemands(t.Context(), batch)
		wantKey(t, "one is answered already", err, "demand.not_now")
		if view, err := d.machine.Demand(t.Context(), one); err != nil || view.Group != nil || view.Demand.Row != 1 {
			t.Errorf("half of it was done: %+v, %v", view, err)
		}
		_, err = d.machine.ActOnDemands(t.Context(), app.DemandBatch{IDs: []id.ID{one}, Title: "停水"})
		wantKey(t, "a matter of one", err, "demand.group_few")
		batch.IDs[1] = p.demanded(w, false)
		if n, err := d.machine.ActOnDemands(t.Context(), batch); err != nil || n != 2 {
			t.Errorf("%d, %v", n, err)
		}
		view, err := d.machine.Demand(t.Context(), one)
		if err != nil || view.Group == nil || view.Group.Title != "三组停水" || len(view.Others) != 2 || view.Demand.State != demand.Answered {
			t.Errorf("%+v, %v", view, err)
		}
		if _, err := d.machine.VerifyRecords(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestLateDemandsGoUpByThemselves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		p := plant(t, d)
		of := p.demanded(&walk{door: d, t: t, plant: p, desk: d.machine}, false)
		for _, one := range []struct {
			days, raised int
			level        demand.Level
		}{{0, 0, demand.Village}, {14, 1, demand.Group}, {28, 1, demand.Town}, {60, 1, demand.County}, {120, 0, demand.County}} {
			later := d.At(func() time.Time { return d.Now().Time().AddDate(0, 0, one.days) })
			if n, err := later.RaiseLateDemands(t.Context()); err != nil || n != one.raised {
				t.Errorf("after %d days %d go up, %v", one.days, n, err)
			}
			if view, err := d.machine.Demand(t.Context(), of); err != nil || view.Demand.Level() != one.level {
				t.Errorf("after %d days: %+v, %v", one.days, view, err)
			}
		}
	})
}
