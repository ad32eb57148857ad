package app_test

import (
	"maps"

	"songnuan/internal/app"
	"songnuan/internal/demand"
	"songnuan/internal/id"
	"songnuan/internal/identity"
)

func init() {
	maps.Copy(householdCases, demandCases)
	open["RaiseLateDemands"] = "the program itself; it shows nobody anything"
}

// demandCases are the use cases over demands and disputes.
var demandCases = map[string]useCase{
	"TakeDemand": {identity.DemandKeep, func(w *walk) (int64, error) {
		q, err := w.desk.TakeDemand(w.t.Context(), heard())
		return w.toldOne(q, err)
	}, who(reachesA, 1), false},
	"Demands": {identity.DemandSee, func(w *walk) (int64, error) {
		w.plant.demanded(w, false)
		lines, _, err := w.desk.Demands(w.t.Context(), app.DemandFilter{State: demand.Open}, app.PageOf{Limit: 500})
		w.tell(lines)
		return min(1, int64(len(lines))), err
	}, who(reachesA, 1), false},
	"CountDemands": {identity.DemandSee, func(w *walk) (int64, error) {
		w.plant.demanded(w, false)
		counts, err := w.desk.CountDemands(w.t.Context(), app.PageOf{})
		return min(1, counts.States[demand.Open]), err
	}, who(reachesA, 1), false},
	"Demand": {identity.DemandSee, func(w *walk) (int64, error) {
		view, err := w.desk.Demand(w.t.Context(), w.plant.demanded(w, false))
		return w.toldOne(view, err)
	}, who(reachesA, 1), false},
	"ActOnDemand": {identity.DemandKeep, func(w *walk) (int64, error) {
		view, err := w.desk.ActOnDemand(w.t.Context(), app.DemandOrder{ID: w.plant.demanded(w, false), Verb: demand.Note, Text: "再问"})
		return w.toldOne(view, err)
	}, who(reachesA, 1), false},
	"ActOnDemand that is sensitive": {identity.DemandSensitive, func(w *walk) (int64, error) {
		view, err := w.desk.ActOnDemand(w.t.Context(), app.DemandOrder{ID: w.plant.demanded(w, true), Verb: demand.Bare, Text: "可以公开"})
		return w.toldOne(view, err)
	}, who(reachesA, 1), false},
	"ActOnDemands": {identity.DemandKeep, func(w *walk) (int64, error) {
		n, err := w.desk.ActOnDemands(w.t.Context(), app.DemandBatch{IDs: []id.ID{w.plant.demanded(w, false), w.plant.demanded(w, false)}, Title: "停水", Verb: demand.Note, Text: "已报"})
		return int64(n), err
	}, who(reachesA, 2), false},
}

func heard() app.TakeDemandOrder {
	return app.TakeDemandOrder{Number: "A902", HeardDemand: app.HeardDemand{Kind: "看病", Words: "医药费报不了"}}
}

// demanded is an open demand of A902.
func (p *planted) demanded(w *walk, sensitive bool) id.ID {
	order := heard()
	order.Sensitive = sensitive
	q, err := w.machine.TakeDemand(w.t.Context(), order)
	if err != nil {
		w.t.Fatal(err)
	}
	return q.ID
}
