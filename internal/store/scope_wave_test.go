package store

import (
	"context"
	"maps"
	"testing"

	"songnuan/internal/day"
	"songnuan/internal/hazard"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

func init() {
	maps.Copy(unscoped, map[string]string{
		"AddWave": "write", "EndWave": "write", "AddCalls": "write", "SaveCall": "write", "AddLink": "write", "EndLink": "write",
		"WaveOfNumber": "one notice, one number, wherever; serves a refusal", "WaveRaises": "after Wave, which is scoped", "RaisedDuties": "cadences, after the campaign, which is scoped",
	})
}

func waveReads(ctx context.Context, t *testing.T, s *Store, at placed) map[string]scopedRead {
	t.Helper()
	h := at.open
	w := &hazard.Wave{ID: id.New(), Number: "寒潮1", Level: hazard.Blue, Area: h.Area, Unit: h.Unit, From: date26(12, 1), To: date26(12, 3), Source: "hand", Unseen: 14, Recorded: testInstant, Row: 1, Words: "降温"}
	link := &AreaLink{ID: id.New(), Area: h.Area, Unit: h.Unit, Kind: "leader", From: date26(11, 1), Name: "某领导", Recorded: testInstant, Row: 1}
	write(t, s, func(tx *sqldb.Tx) error {
		return firstError(s.AddWave(ctx, tx, w, []hazard.WaveRaise{{Campaign: at.campaign.ID, Clause: "t", Duty: "d", Every: "day", Words: "每日巡查"}}),
			s.AddCalls(ctx, tx, []hazard.Call{{Wave: w.ID, Household: h.ID, Area: h.Area, Unit: h.Unit, Place: 1, Reasons: []string{hazard.WhyAlone}, State: hazard.Todo, Row: 1}}), s.AddLink(ctx, tx, link))
	})
	read(t, s, func(tx *sqldb.Tx) error {
		raised, err := s.RaisedDuties(ctx, tx, at.campaign.ID)
		if err != nil || len(raised) != 1 || raised[0].Span.String() != "2026-12-01..2026-12-03" || raised[0].Every != "day" || raised[0].Area != h.Area {
			t.Errorf("%+v, %v", raised, err)
		}
		return nil
	})
	return map[string]scopedRead{
		"Wave": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.Wave(ctx, tx, w.ID, scope)) },
		"Waves": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Waves(ctx, tx, day.Date{}, scope, 9)
			return len(all), err
		},
		"Calls": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.Calls(ctx, tx, w.ID, h.ID, scope, "", 9)
			return len(all), err
		},
		"WaveCounts": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.WaveCounts(ctx, tx, w.ID, scope)
			return len(all), err
		},
		"HouseholdsAtRisk": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.HouseholdsAtRisk(ctx, tx, "441900129000", []string{"独居老人"}, date26(12, 1), scope)
			return len(all), err
		},
		"Links": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Links(ctx, tx, link.ID, date26(12, 1), scope, 9)
			return len(all), err
		},
	}
}
