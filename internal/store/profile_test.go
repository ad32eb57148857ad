package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// profileReads are the reads of kept profiles, over one in the place of the
// others.
func profileReads(ctx context.Context, s *Store, at placed) map[string]scopedRead {
	k := keptProfile("walked", at.household.Area, "2026-01-01", "")
	k.Unit = at.household.Unit
	_ = s.Write(ctx, func(tx *sqldb.Tx) error { return addProfile(ctx, s, tx, k) })
	return map[string]scopedRead{
		"KeptProfile": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.KeptProfile(ctx, tx, k.ID, 0, scope))
		},
		"KeptProfileByName": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.KeptProfileByName(ctx, tx, k.Name, scope))
		},
		"KeptProfiles": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.KeptProfiles(ctx, tx, scope, "", 9)
			return len(all), err
		},
		"ProfileRevisions": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.ProfileRevisions(ctx, tx, k.ID, 0, 9, scope)
			return len(all), err
		},
	}
}

func dayOf(text string) day.Date {
	d, _ := day.Parse(text) // "" is unset
	return d
}

func keptProfile(name string, where area.Code, from, to string) *casework.KeptProfile {
	return &casework.KeptProfile{ID: id.New(), Name: name, Area: where, ProfileRevision: casework.ProfileRevision{
		Version: 1, Digest: casework.ProfileDigest([]byte(name)), Title: "试", Sound: true, Actor: "甲", Recorded: testInstant,
		For: casework.Ground{Kinds: []casework.Kind{casework.KindDibao, casework.KindReview}, Area: where, Force: day.Period{From: dayOf(from), To: dayOf(to)}}}}
}

func addProfile(ctx context.Context, s *Store, tx *sqldb.Tx, k *casework.KeptProfile) error {
	return firstError(s.AddPlanText(ctx, tx, k.Digest, k.Name, k.Name, k.Recorded), s.AddProfile(ctx, tx, k))
}

func TestVersionsOfAProfileAreAdded(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, k := t.Context(), keptProfile("town", "441900129000", "2026-01-01", "")
		write(t, s, func(tx *sqldb.Tx) error { return addProfile(ctx, s, tx, k) })
		next := *k
		next.Version, next.Title, next.For.Force, next.Recorded = 2, "再试", day.Period{From: dayOf("2026-07-01"), To: dayOf("2026-12-31")}, laterInstant
		write(t, s, func(tx *sqldb.Tx) error { return s.AddProfileVersion(ctx, tx, &next) })
		if err := s.Write(ctx, func(tx *sqldb.Tx) error { return s.AddProfileVersion(ctx, tx, &next) }); !problem.Is(err, problem.Conflict) {
			t.Errorf("the same version again: %v", err)
		}
		twin := keptProfile("town", "441900129000", "2026-01-01", "")
		if err := s.Write(ctx, func(tx *sqldb.Tx) error { return addProfile(ctx, s, tx, twin) }); !problem.Is(err, problem.Conflict) {
			t.Errorf("a second of the name: %v", err)
		}
		read(t, s, func(tx *sqldb.Tx) error {
			for version, want := range map[int64]string{0: "再试", 1: "试", 2: "再试"} {
				got, err := s.KeptProfile(ctx, tx, k.ID, version, identity.Everything)
				if err != nil || got.Title != want || got.Latest != 2 || !got.Sound {
					t.Errorf("version %d is %+v, %v", version, got, err)
				}
			}
			if _, err := s.KeptProfile(ctx, tx, k.ID, 3, identity.Everything); !problem.Is(err, problem.NotFound) {
				t.Errorf("a version that is not there: %v", err)
			}
			return nil
		})
	})
}

// TestProfilesInForce: by place, kind and day; of a profile its newest version
// that was in force by then, whatever a later one will say.
func TestProfilesInForce(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		town := keptProfile("town", "441900129000", "2026-01-01", "")
		later := *town
		later.Version, later.For.Force, later.Recorded = 2, day.Period{From: dayOf("2026-07-01"), To: dayOf("2026-12-31")}, laterInstant
		unsound := *town
		unsound.Version, unsound.Sound, unsound.For.Force = 3, false, day.Period{From: dayOf("2026-08-01")}
		city := keptProfile("city", "441900000000", "2025-01-01", "")
		union := keptProfile("union", "", "2025-01-01", "")
		union.Unit = "0001."
		write(t, s, func(tx *sqldb.Tx) error {
			return firstError(addProfile(ctx, s, tx, town), s.AddProfileVersion(ctx, tx, &later), s.AddProfileVersion(ctx, tx, &unsound),
				addProfile(ctx, s, tx, city), addProfile(ctx, s, tx, union))
		})
		for _, one := range []struct {
			where area.Code
			unit  string
			kind  casework.Kind
			on    string
			want  string
		}{
			{"441900129200", "", casework.KindDibao, "2026-03-01", "[city 1] [town 1]"},
			{"441900129200", "", casework.KindDibao, "2026-06-30", "[city 1] [town 1]"},
			{"441900129200", "", casework.KindReview, "2026-07-01", "[city 1] [town 2]"},
			{"441900129200", "", casework.KindDibao, "2026-12-31", "[city 1] [town 2]"},
			{"441900129200", "", casework.KindDibao, "2027-01-01", "[city 1]"},
			{"441900130200", "", casework.KindDibao, "2026-07-01", "[city 1]"},
			{"441900129200", "", casework.KindExit, "2026-07-01", ""},
			{"441900129200", "", casework.KindDibao, "2024-12-31", ""},
			{"", "0001.0002.", casework.KindDibao, "2026-07-01", "[union 1]"},
			{"", "0002.", casework.KindDibao, "2026-07-01", ""},
		} {
			read(t, s, func(tx *sqldb.Tx) error {
				all, err := s.ProfilesInForce(ctx, tx, one.kind, one.where, one.unit, dayOf(one.on))
				var got []string
				for _, k := range all {
					got = append(got, fmt.Sprintf("[%s %d]", k.Name, k.Version))
				}
				if text := strings.Join(slices.Sorted(slices.Values(got)), " "); text != one.want || err != nil {
					t.Errorf("%+v: got %s, %v", one, text, err)
				}
				return nil
			})
		}
	})
}
