package store

import (
	"context"
	"testing"

	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/likeness"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// suspectOf is a suspect of two files.
func suspectOf(a, b *registry.Household, reasons ...string) *likeness.Suspect {
	x := &likeness.Suspect{A: min(a.ID, b.ID), B: max(a.ID, b.ID), Score: 90, Verdict: likeness.Same}
	pair := likeness.MemberPair{A: "m1", B: "m2", Score: 90, Verdict: likeness.Same}
	for _, key := range reasons {
		pair.Reasons = append(pair.Reasons, likeness.Reason{Key: key})
	}
	x.Pairs = []likeness.MemberPair{pair}
	return x
}

// placeSuspect lays one, which is merged, between two files of one place.
func placeSuspect(ctx context.Context, s *Store, tx *sqldb.Tx, gone, kept *registry.Household) error {
	if _, err := s.PutSuspects(ctx, tx, []*likeness.Suspect{suspectOf(gone, kept, "likeness.number_same")}, func() id.ID { return "s1" }, testInstant); err != nil {
		return err
	}
	x, err := s.Suspect(ctx, tx, "s1", identity.Everything)
	if err != nil {
		return err
	}
	x.State, x.Version, x.Deed, x.Kept, x.Gone, x.Note, x.Decided = likeness.Merged, 2, likeness.DeedHouseholds, kept.ID, gone.ID, "同一人", laterInstant
	return s.SaveSuspect(ctx, tx, x)
}

// suspectReads counts what the reads of suspects give.
func suspectReads(ctx context.Context, s *Store, at placed) map[string]scopedRead {
	merged := SuspectFilter{State: likeness.Merged}
	return map[string]scopedRead{
		"Suspect": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.Suspect(ctx, tx, "s1", scope)) },
		"Suspects": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Suspects(ctx, tx, merged, SuspectKey{}, 9, scope)
			return len(all), err
		},
		"CountSuspects": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			n, err := s.CountSuspects(ctx, tx, merged, 9, scope)
			return int(n), err
		},
		"SuspectsOf": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.SuspectsOf(ctx, tx, at.open.ID, scope)
			return len(all), err
		},
		"MergedInto": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			_, number, err := s.MergedInto(ctx, tx, at.household.ID, scope)
			return len(number), err
		},
		"EachPerson": func(tx *sqldb.Tx, scope identity.Scope) (n int, err error) {
			err = s.EachPerson(ctx, tx, "", scope, func(*FilePerson) error { n++; return nil })
			return n, err
		},
		"EntriesHeld": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.EntriesHeld(ctx, tx, []id.ID{at.open.ID}, scope)
			return len(all), err
		},
	}
}

func TestSuspectsKeepTheirDecision(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, people := t.Context(), newPopulation()
		a, b := people.household(), people.household()
		b.Area, b.Unit = a.Area, a.Unit
		add(t, s, a, b)
		put := func(x *likeness.Suspect) (fresh int64) {
			write(t, s, func(tx *sqldb.Tx) (err error) {
				fresh, err = s.PutSuspects(ctx, tx, []*likeness.Suspect{x}, people.ids, laterInstant)
				return err
			})
			return fresh
		}
		state := func(want likeness.SuspectState, version int) (x *likeness.Suspect) {
			t.Helper()
			read(t, s, func(tx *sqldb.Tx) error {
				all, err := s.SuspectsOf(ctx, tx, a.ID, identity.Everything)
				if err != nil || len(all) != 1 || all[0].State != want || all[0].Version != version {
					t.Fatalf("the suspects are %+v (%v), want one %s in version %d", all, err, want, version)
				}
				x = all[0]
				return nil
			})
			return x
		}
		first := suspectOf(a, b, "likeness.name_same")
		if put(first) != 1 || put(first) != 0 {
			t.Error("a pair is new once, and then known")
		}
		x := state(likeness.Open, 1)
		x.State, x.Version, x.Note, x.Actor = likeness.Different, 2, "问过两家", "zhen"
		write(t, s, func(tx *sqldb.Tx) error { return s.SaveSuspect(ctx, tx, x) })
		if put(first) != 0 || state(likeness.Different, 2).Note != "问过两家" {
			t.Error("a pair found again is asked again, or its note is lost")
		}
		if put(suspectOf(a, b, "likeness.name_same", "likeness.number_same")) != 1 {
			t.Error("a pair for which more speaks now is not asked again")
		}
		state(likeness.Open, 3)
		err := s.Write(ctx, func(tx *sqldb.Tx) error { return s.SaveSuspect(ctx, tx, x) })
		if !problem.Is(err, problem.Conflict) {
			t.Errorf("a second decision on the version before gives %v", err)
		}
		write(t, s, func(tx *sqldb.Tx) error {
			outside := identity.Scope{Areas: []area.Code{"110101001001"}}
			if n, err := s.DropSuspects(ctx, tx, "", "2099-01-01T00:00:00.000Z", outside); n != 0 || err != nil {
				t.Errorf("%d dropped outside the scope, %v", n, err)
			}
			n, err := s.DropSuspects(ctx, tx, a.Area, "2099-01-01T00:00:00.000Z", identity.Everything)
			if n != 1 {
				t.Errorf("%d dropped that were not found again, want 1", n)
			}
			return err
		})
	})
}
