package store

import (
	"context"
	"slices"
	"testing"

	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

func testGrant(of id.ID, h *registry.Household) *casework.Grant {
	return &casework.Grant{ID: of, Case: "case-" + of, Household: h.ID, Kind: casework.KindDibao, Profile: "dibao", Digest: "d", Area: h.Area, Unit: h.Unit, Category: "低保对象",
		Class: "A", Covered: 3, Pay: "monthly", Amount: 186000, Decided: date26(1, 20), From: date26(2, 1), Review: date26(11, 20), Remind: date26(10, 21),
		Actor: "zhen", Recorded: testInstant, Version: 1}
}

// grantReads counts what the reads of grants give.
func grantReads(ctx context.Context, s *Store, at placed) map[string]scopedRead {
	count := func(all []casework.Grant, err error) (int, error) { return len(all), err }
	return map[string]scopedRead{
		"Grants": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return count(s.Grants(ctx, tx, at.open.ID, scope))
		},
		"GrantOfCase": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.GrantOfCase(ctx, tx, "case-g1", scope))
		},
		"Grant": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.Grant(ctx, tx, "g1", scope)) },
		"GrantVersions": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return count(s.GrantVersions(ctx, tx, "g1", scope))
		},
		"ReviewsDue": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return count(s.ReviewsDue(ctx, tx, date26(11, 1), "", scope, 9))
		},
	}
}

// placeGrant lays a grant with a version before it.
func placeGrant(ctx context.Context, s *Store, tx *sqldb.Tx, h *registry.Household) error {
	g := testGrant("g1", h)
	if err := s.AddGrant(ctx, tx, g); err != nil {
		return err
	}
	next := *g
	next.Amount, next.Version = 200000, 2
	return s.SaveGrant(ctx, tx, g, &next, "case-2")
}

func TestGrantKeepsWhatItWas(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		h := newPopulation().household()
		add(t, s, h)
		write(t, s, func(tx *sqldb.Tx) error { return placeGrant(t.Context(), s, tx, h) })
		read(t, s, func(tx *sqldb.Tx) error {
			all, err := s.Grants(t.Context(), tx, h.ID, identity.Everything)
			if err != nil || len(all) != 1 || all[0].Amount != 200000 || all[0].Version != 2 {
				t.Fatalf("stands as %+v, %v", all, err)
			}
			want := *testGrant("g1", h)
			past, err := s.GrantVersions(t.Context(), tx, "g1", identity.Everything)
			if err != nil || !slices.Equal(past, []casework.Grant{want}) {
				t.Fatalf("was %+v, %v", past, err)
			}
			return nil
		})
		err := s.Write(t.Context(), func(tx *sqldb.Tx) error {
			g := testGrant("g1", h)
			next := *g
			next.Version = 2
			return s.SaveGrant(t.Context(), tx, g, &next, "case-3")
		})
		if !problem.Is(err, problem.Conflict) {
			t.Fatalf("a version was written over another: %v", err)
		}
		err = s.Write(t.Context(), func(tx *sqldb.Tx) error {
			again := testGrant("g2", h)
			again.Case = "case-g1"
			return s.AddGrant(t.Context(), tx, again)
		})
		if !problem.Is(err, problem.Conflict) {
			t.Fatalf("a case granted twice: %v", err)
		}
	})
}

func TestReviewsComeInTheirTimeAndPageByPage(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		people := newPopulation()
		write(t, s, func(tx *sqldb.Tx) error {
			for i, of := range []id.ID{"a", "b", "c", "d"} {
				h := people.household()
				if err := s.AddHouseholds(t.Context(), tx, []*Prepared{s.Prepare(h, testInstant)}); err != nil {
					return err
				}
				g := testGrant(of, h)
				g.Review, g.Remind = date26(6, 20-i), date26(6, 1+i)
				if err := s.AddGrant(t.Context(), tx, g); err != nil {
					return err
				}
			}
			return nil
		})
		read(t, s, func(tx *sqldb.Tx) error {
			var got []id.ID
			for after := id.ID(""); ; {
				page, err := s.ReviewsDue(t.Context(), tx, date26(6, 3), after, identity.Everything, 2)
				if err != nil {
					return err
				}
				if len(page) == 0 {
					break
				}
				for _, g := range page {
					got, after = append(got, g.ID), g.ID
				}
			}
			if want := []id.ID{"c", "b", "a"}; !slices.Equal(got, want) {
				t.Fatalf("due are %v, not %v", got, want)
			}
			return nil
		})
	})
}

func TestGrantMovesWithItsHousehold(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		h := newPopulation().household()
		add(t, s, h)
		write(t, s, func(tx *sqldb.Tx) error { return placeGrant(t.Context(), s, tx, h) })
		moved := *h
		moved.Area, moved.Version = "441900129009", h.Version+1
		write(t, s, func(tx *sqldb.Tx) error {
			return s.ReplaceHousehold(t.Context(), tx, h, s.Prepare(&moved, laterInstant), laterInstant)
		})
		read(t, s, func(tx *sqldb.Tx) error {
			for where, want := range map[area.Code]int{h.Area: 0, moved.Area: 1} {
				all, err := s.Grants(t.Context(), tx, h.ID, identity.Scope{Areas: []area.Code{where}})
				if err != nil || len(all) != want {
					t.Errorf("%s sees %d grants, not %d: %v", where, len(all), want, err)
				}
			}
			return nil
		})
	})
}
