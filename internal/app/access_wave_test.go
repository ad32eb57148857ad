package app_test

import (
	"fmt"
	"maps"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/hazard"
	"songnuan/internal/id"
	"songnuan/internal/identity"
)

func init() {
	maps.Copy(householdCases, waveCases)
}

// waveCases are the use cases over cold waves, and over who answers for villages.
var waveCases = map[string]useCase{
	"EnterWave": {identity.WaveKeep, func(w *walk) (int64, error) {
		wave, err := w.desk.EnterWave(w.t.Context(), w.coldNotice())
		return w.toldOne(wave, err)
	}, who(reachesA, 1), false},
	"Waves": {identity.WaveSee, func(w *walk) (int64, error) {
		w.plant.cold(w)
		waves, err := w.desk.Waves(w.t.Context(), false)
		w.tell(waves)
		return min(1, int64(len(waves))), err
	}, who(reachesA, 1), false},
	"Wave": {identity.WaveSee, func(w *walk) (int64, error) {
		view, err := w.desk.Wave(w.t.Context(), w.plant.cold(w), app.PageOf{Limit: 500})
		return w.toldOne(view, err)
	}, who(reachesA, 1), false},
	"WaveSheet": {identity.PersonalUnmask, func(w *walk) (int64, error) {
		view, err := w.desk.WaveSheet(w.t.Context(), w.plant.cold(w), villageA)
		return w.toldOne(view, err)
	}, who(reachesA, 1), true},
	"MarkCall": {identity.WaveCall, func(w *walk) (int64, error) {
		of := w.plant.cold(w)
		view, err := w.machine.Wave(w.t.Context(), of, app.PageOf{Limit: 1})
		if err != nil || len(view.Calls) == 0 {
			w.t.Fatalf("%+v, %v", view, err)
		}
		return done(w.desk.MarkCall(w.t.Context(), app.CallOrder{Wave: of, Household: view.Calls[0].Household, State: hazard.Called}))
	}, who(reachesA, 1), false},
	"EndWave": {identity.WaveKeep, func(w *walk) (int64, error) {
		return done(w.desk.EndWave(w.t.Context(), w.plant.cold(w)))
	}, who(reachesA, 1), false},
	"Links": {identity.LeaderSee, func(w *walk) (int64, error) {
		w.plant.linked(w)
		lines, err := w.desk.Links(w.t.Context())
		w.tell(lines)
		return min(1, int64(len(lines))), err
	}, who(reachesA, 1), false},
	"AddLinks": {identity.LeaderKeep, func(w *walk) (int64, error) {
		n, err := w.desk.AddLinks(w.t.Context(), linking())
		return int64(n), err
	}, who(reachesA, 1), false},
	"EndLink": {identity.LeaderKeep, func(w *walk) (int64, error) {
		return done(w.desk.EndLink(w.t.Context(), w.plant.linked(w)))
	}, who(reachesA, 1), false},
	"AreaBoard": {identity.LeaderSee, func(w *walk) (int64, error) {
		w.plant.endangered(w)
		board, err := w.desk.AreaBoard(w.t.Context())
		if err != nil {
			return 0, err
		}
		w.tell(board)
		return min(1, int64(len(board.Grave))), nil
	}, who(reachesA, 1), false},
}

// coldNotice is a cold-wave notice for village A, a new one each time.
func (w *walk) coldNotice() app.WaveOrder {
	today := w.machine.Today()
	return app.WaveOrder{Number: fmt.Sprintf("寒潮 %d", w.next()), Level: hazard.Orange, Area: villageA, From: today, To: today.AddDays(2)}
}

func (p *planted) cold(w *walk) id.ID {
	wave, err := w.machine.EnterWave(w.t.Context(), w.coldNotice())
	if err != nil {
		w.t.Fatal(err)
	}
	return wave.ID
}

func linking() app.LinkOrder {
	return app.LinkOrder{Areas: []area.Code{villageA}, Kind: "leader", Name: "某领导"}
}

// linked is a link of village A; those before it are ended.
func (p *planted) linked(w *walk) (of id.ID) {
	if _, err := w.machine.AddLinks(w.t.Context(), linking()); err != nil {
		w.t.Fatal(err)
	}
	lines, err := w.machine.Links(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return lines[len(lines)-1].ID
}
