package store

import (
	"context"
	"reflect"
	"testing"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

const (
	aPair    = id.ID("01a20000-0000-7000-8000-0000000000b0")
	aLiaison = id.ID("01a20000-0000-7000-8000-0000000000b1")
	aDrive   = id.ID("01a20000-0000-7000-8000-0000000000b2")
)

// pairReads are the reads of pairs and liaisons.
func pairReads(ctx context.Context, s *Store, at placed) map[string]scopedRead {
	return map[string]scopedRead{
		"Pair": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.Pair(ctx, tx, aPair, scope)) },
		"Pairs": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Pairs(ctx, tx, PairQuery{Campaign: aDrive, State: pairing.Standing, On: date26(11, 23)}, scope)
			return len(all), err
		},
		"Liaison": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.Liaison(ctx, tx, aLiaison, scope)) },
		"Liaisons": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Liaisons(ctx, tx, date26(11, 23), scope)
			return len(all), err
		},
		"PairedVillages": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.PairedVillages(ctx, tx, scope)
			return len(all), err
		},
		"HelperPage": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.HelperPage(ctx, tx, HelperQuery{Name: at.helper.Name}, date26(11, 23), scope, "", 9)
			return len(all), err
		},
		"PairNeeds": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			n, err := s.PairNeeds(ctx, tx, aDrive, "one_to_one", []string{"none"}, date26(11, 23), scope)
			return int(n.Gone), err // it is on no roster
		},
		"HelpersNamed": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.HelpersNamed(ctx, tx, at.helper.Name, date26(11, 23), scope, 9)
			return len(all), err
		},
	}
}

// testPair stands from the first of November.
func testPair(of id.ID, household, helper id.ID) *pairing.Pair {
	return &pairing.Pair{ID: of, Household: household, Helper: helper, Campaign: aDrive, Clause: "one_to_one", From: date26(11, 1), State: pairing.Standing, How: pairing.Solved,
		Cost: 12, Parts: []pairing.Part{{Name: "skill", Points: 12, Told: "就医"}}, Reason: "甲", Handover: "乙", Actor: "甲", Recorded: testInstant, Version: 1, Village: "441900129201"}
}

func placePair(t *testing.T, s *Store, h *registry.Household, helper *pairing.Helper) {
	t.Helper()
	l := &pairing.Liaison{ID: aLiaison, Area: h.Area, Unit: h.Unit, Name: "莫主任", Phone: newPopulation().phone(), From: date26(1, 1), Actor: "甲", Recorded: testInstant, Version: 1}
	write(t, s, func(tx *sqldb.Tx) error {
		return firstError(s.AddPairs(t.Context(), tx, []*pairing.Pair{testPair(aPair, h.ID, helper.ID)}), s.AddLiaison(t.Context(), tx, l))
	})
}

func TestPairsComeBackAndEachHelperSeesOwn(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, people := t.Context(), newPopulation()
		mine, other := people.household(), people.household()
		add(t, s, mine, other)
		p, q := testPair(people.ids(), mine.ID, "helper-a"), testPair(people.ids(), other.ID, "helper-b")
		write(t, s, func(tx *sqldb.Tx) error { return s.AddPairs(ctx, tx, []*pairing.Pair{p, q}) })
		p.Area, p.Unit = mine.Area, mine.Unit
		read(t, s, func(tx *sqldb.Tx) error {
			got, err := s.Pair(ctx, tx, p.ID, identity.Everything)
			if err != nil || !reflect.DeepEqual(got, p) {
				t.Errorf("%+v, %v", got, err)
			}
			own, err := s.HouseholdsOfHelper(ctx, tx, "helper-a", date26(11, 23))
			if err != nil || len(own) != 1 || own[0].ID != mine.ID {
				t.Errorf("own households: %v, %v", own, err)
			}
			for helper, want := range map[id.ID]bool{"helper-a": true, "helper-b": false, "nobody": false} {
				if paired, err := s.IsPaired(ctx, tx, helper, mine.ID, date26(11, 23)); paired != want || err != nil {
					t.Errorf("%s: %t, %v", helper, paired, err)
				}
			}
			early, err := s.PairsOfHelper(ctx, tx, "helper-a", date26(10, 31))
			if len(early) != 0 || err != nil {
				t.Errorf("before it stood: %v, %v", early, err)
			}
			return nil
		})
		again := testPair(people.ids(), mine.ID, "helper-a")
		if err := s.Write(ctx, func(tx *sqldb.Tx) error { return s.AddPairs(ctx, tx, []*pairing.Pair{again}) }); !problem.Is(err, problem.Conflict) {
			t.Errorf("the same pair twice: %v", err)
		}
		if err := p.End(date26(11, 30), "调离", "药在柜子里"); err != nil {
			t.Fatal(err)
		}
		p.Version = 2
		write(t, s, func(tx *sqldb.Tx) error { return s.SavePair(ctx, tx, p) })
		if err := s.Write(ctx, func(tx *sqldb.Tx) error { return s.SavePair(ctx, tx, p) }); !problem.Is(err, problem.Conflict) {
			t.Errorf("a version twice: %v", err)
		}
		write(t, s, func(tx *sqldb.Tx) error { return s.AddPairs(ctx, tx, []*pairing.Pair{again}) }) // after the first has ended
	})
}
