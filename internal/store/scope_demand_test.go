package store

import (
	"context"
	"maps"
	"testing"

	"songnuan/internal/day"
	"songnuan/internal/demand"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

func init() {
	maps.Copy(unscoped, map[string]string{
		"AddDemand": "write", "SaveDemand": "write", "AddMatter": "write", "LastDemand": "a number", "LateDemands": "ids, for the program, which lifts them",
	})
}

// placeDemand lays a demand with its matter where the others lie.
func placeDemand(ctx context.Context, t *testing.T, s *Store, at placed) (q *demand.Demand, m *Matter) {
	t.Helper()
	h := at.household
	m = &Matter{ID: id.New(), Area: h.Area, Unit: h.Unit, Nature: demand.Common, Title: "三组停水", Recorded: testInstant}
	write(t, s, func(tx *sqldb.Tx) error {
		q = &demand.Demand{ID: id.New(), Number: "诉2026-00001", Prefix: "441900129000 2026", Serial: 1, Household: h.ID, File: h.Number, Area: h.Area, Unit: h.Unit, Kind: "水电路", Matter: m.ID,
			Sensitive: true, Ladder: demand.DefaultLadder("水电路"), Recorded: testInstant}
		if _, err := q.Take(demand.Act{Verb: demand.Take, Actor: "村办", Text: "停水三天", At: testInstant}, demand.Now{At: testInstant, Calendar: day.DefaultCalendar(), Level: demand.Town}); err != nil {
			t.Fatal(err)
		}
		return firstError(s.AddMatter(ctx, tx, m), s.AddDemand(ctx, tx, q))
	})
	return q, m
}

func demandReads(ctx context.Context, t *testing.T, s *Store, at placed) map[string]scopedRead {
	q, m := placeDemand(ctx, t, s, at)
	all := DemandSight{Sensitive: true}
	return map[string]scopedRead{
		"Demand": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.Demand(ctx, tx, q.ID, all, scope)) },
		"Demands": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			found, _, err := s.Demands(ctx, tx, DemandFilter{Sight: all, State: demand.Open, Level: demand.Village, Kinds: []string{"水电路"}, Matter: m.ID, Before: laterInstant + "~"}, scope, "", 9)
			return len(found), err
		},
		"CountDemands": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			n, err := s.CountDemands(ctx, tx, DemandFilter{Sight: all}, scope, 9)
			return int(n), err
		},
		"DemandsByVillage": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			found, err := s.DemandsByVillage(ctx, tx, laterInstant, demand.Group, all, scope)
			return len(found), err
		},
		"Matter": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.Matter(ctx, tx, m.ID, scope)) },
	}
}

func TestADemandComesBackAsItWasWritten(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		at := placeOneOfEach(t, s)
		q, _ := placeDemand(t.Context(), t, s, at)
		read(t, s, func(tx *sqldb.Tx) error {
			found, err := s.Demand(t.Context(), tx, q.ID, DemandSight{Sensitive: true}, identity.Everything)
			if err != nil || found.Words != "停水三天" || found.Due != q.Due || len(found.Ladder) != 4 || len(found.Acts) != 1 || found.Row != 1 || !found.Sensitive {
				t.Errorf("%+v, %v", found, err)
			}
			for _, sight := range []DemandSight{{}, {Own: "x"}} {
				if n, err := s.CountDemands(t.Context(), tx, DemandFilter{Sight: sight}, identity.Everything, 9); err != nil || n != 0 {
					t.Errorf("%+v sees %d, %v", sight, n, err)
				}
			}
			last, err := s.LastDemand(t.Context(), tx, q.Prefix)
			if err != nil || last != 1 {
				t.Errorf("%d, %v", last, err)
			}
			return nil
		})
	})
}
