package store

import (
	"reflect"
	"testing"
	"time"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

func testUser(people *population) *identity.User {
	return &identity.User{
		ID: people.ids(), Account: "wang.fang", Name: "王芳", Area: "441900129001", PasswordSet: testInstant, Recorded: testInstant, Version: 1,
		Grants: []identity.Grant{
			{Role: identity.VillageClerk, Scope: identity.Scope{Areas: []area.Code{"441900129001", "441900129002"}}},
			{Role: identity.UnionOfficer, Scope: identity.Scope{Areas: []area.Code{"441900129000"}, Units: []string{"0001."}}},
		},
	}
}

func testSession(people *population, u *identity.User) *identity.Session {
	one := &identity.Session{ID: people.ids(), Kind: identity.Visit, User: u.ID, Role: identity.VillageClerk, Label: "浏览器",
		Made: testInstant, Seen: testInstant, Expires: after(testInstant, time.Hour)}
	one.Digest = identity.DigestOf(string(one.ID))
	return one
}

func after(at day.Instant, d time.Duration) day.Instant { return day.At(at.Time().Add(d)) }

func TestUserComesBackWhole(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, u := t.Context(), testUser(newPopulation())
		write(t, s, func(tx *sqldb.Tx) error { return s.AddUser(ctx, tx, u, "hash") })
		changed := *u
		changed.Name, changed.Temporary, changed.Disabled = "王芳芳", true, laterInstant
		changed.Grants = []identity.Grant{{Role: identity.TownReviewer, Scope: identity.Everything}}
		write(t, s, func(tx *sqldb.Tx) error { return s.SaveUser(ctx, tx, &changed) })
		changed.Failures, changed.LockedUntil, changed.LastSignIn = 6, laterInstant, testInstant
		write(t, s, func(tx *sqldb.Tx) error { return s.CountAttempt(ctx, tx, &changed) })
		read(t, s, func(tx *sqldb.Tx) error {
			got, err := s.UserByAccount(ctx, tx, "wang.fang", identity.Everything)
			if !reflect.DeepEqual(got, &changed) {
				t.Errorf("got %+v\nwant %+v", got, &changed)
			}
			hash, hashErr := s.PasswordHash(ctx, tx, u.ID)
			if hash != "hash" {
				t.Errorf("hash %q", hash)
			}
			return firstError(err, hashErr)
		})
		if err := s.Write(ctx, func(tx *sqldb.Tx) error { return s.SaveUser(ctx, tx, u) }); !problem.Is(err, problem.Conflict) {
			t.Errorf("an old version was saved: %v", err)
		}
	})
}

func TestGrantsComeBack(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		people := newPopulation()
		u, bare := testUser(people), testUser(people)
		bare.Account, bare.Grants = "li.bare", nil
		write(t, s, func(tx *sqldb.Tx) error {
			return firstError(s.AddUser(t.Context(), tx, u, ""), s.AddUser(t.Context(), tx, bare, ""))
		})
		read(t, s, func(tx *sqldb.Tx) error {
			got, err := s.Users(t.Context(), tx, identity.Everything, "", 10)
			if !reflect.DeepEqual(got, []*identity.User{bare, u}) {
				t.Errorf("got %+v", got)
			}
			next, nextErr := s.Users(t.Context(), tx, identity.Everything, "li.bare", 1)
			if len(next) != 1 || next[0].ID != u.ID {
				t.Errorf("the next page is %+v", next)
			}
			none, noneErr := s.HasRole(t.Context(), tx, identity.Administrator)
			clerk, clerkErr := s.HasRole(t.Context(), tx, identity.VillageClerk)
			if none || !clerk {
				t.Errorf("administrator %v, clerk %v", none, clerk)
			}
			return firstError(err, nextErr, noneErr, clerkErr)
		})
	})
}

func TestAccountNamesAreUnique(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		people := newPopulation()
		write(t, s, func(tx *sqldb.Tx) error { return s.AddUser(t.Context(), tx, testUser(people), "") })
		err := s.Write(t.Context(), func(tx *sqldb.Tx) error { return s.AddUser(t.Context(), tx, testUser(people), "") })
		if !problem.Is(err, problem.Conflict) || problem.As(err).Key != "identity.taken" {
			t.Errorf("taken twice: %v", err)
		}
	})
}

func TestSessions(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, people := t.Context(), newPopulation()
		u := testUser(people)
		first, second, link := testSession(people, u), testSession(people, u), testSession(people, u)
		second.Made, second.Kind, second.Area, second.Unit = laterInstant, identity.Token, "441900129001", "0001."
		link.Kind, link.User = identity.First, ""
		write(t, s, func(tx *sqldb.Tx) error {
			return firstError(s.AddUser(ctx, tx, u, ""), s.AddSession(ctx, tx, first), s.AddSession(ctx, tx, second), s.AddSession(ctx, tx, link))
		})
		first.Seen, first.Role = laterInstant, identity.UnionOfficer
		write(t, s, func(tx *sqldb.Tx) error { return s.TouchSession(ctx, tx, first) })
		open := func(at day.Instant) (all []*identity.Session) {
			read(t, s, func(tx *sqldb.Tx) (err error) {
				all, err = s.SessionsOf(ctx, tx, u.ID, at, identity.Everything)
				return err
			})
			return all
		}
		if got := open(testInstant); !reflect.DeepEqual(got, []*identity.Session{second, first}) {
			t.Errorf("open: %+v", got)
		}
		if got := open(first.Expires); len(got) != 0 {
			t.Errorf("open after the end: %+v", got)
		}
		write(t, s, func(tx *sqldb.Tx) error {
			another, err := s.EndSession(ctx, tx, people.ids(), first.ID, laterInstant)
			once, onceErr := s.EndSession(ctx, tx, u.ID, first.ID, laterInstant)
			twice, twiceErr := s.EndSession(ctx, tx, u.ID, first.ID, laterInstant)
			if another || !once || twice {
				t.Errorf("ended by another %v, once %v, twice %v", another, once, twice)
			}
			kept, keptErr := s.EndSessions(ctx, tx, u.ID, second.ID, testInstant)
			ended, endedErr := s.EndSessions(ctx, tx, u.ID, "", testInstant)
			if kept != 0 || ended != 1 {
				t.Errorf("ended all but the second %d, all %d", kept, ended)
			}
			return firstError(err, onceErr, twiceErr, keptErr, endedErr, s.UseLinks(ctx, tx, identity.First, laterInstant))
		})
		read(t, s, func(tx *sqldb.Tx) error {
			for name, want := range map[string]*identity.Session{"first": first, "second": second, "link": link} {
				got, ok, err := s.SessionByDigest(ctx, tx, want.Digest)
				if !ok || err != nil || got.Ended == "" || got.User != want.User {
					t.Errorf("%s: %+v, %v", name, got, err)
				}
			}
			_, ok, err := s.SessionByDigest(ctx, tx, identity.DigestOf("another"))
			if ok {
				t.Error("a secret that was never given lets in")
			}
			return err
		})
		write(t, s, func(tx *sqldb.Tx) error {
			dropped, err := s.DropSessions(ctx, tx, after(first.Expires, time.Second))
			if dropped != 3 {
				t.Errorf("dropped %d", dropped)
			}
			return err
		})
	})
}
