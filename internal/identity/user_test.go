package identity

import (
	"crypto/rand"
	"testing"
	"time"

	"pgregory.net/rapid"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

var morning = day.At(time.Date(2027, 1, 20, 1, 0, 0, 0, time.UTC))

func later(d time.Duration) day.Instant { return day.At(morning.Time().Add(d)) }

func TestEveryRoleAndPermissionHasAName(t *testing.T) {
	for _, lang := range []locale.Lang{locale.Chinese, locale.English} {
		for _, p := range Permissions() {
			if name := p.Text(lang); name == "identity.permission."+string(p) {
				t.Errorf("%s has no name in %s", p, lang)
			}
		}
		for _, r := range append(Roles{CommandLine}, Granted...) {
			if name := r.Text(lang); name == "identity.role."+string(r) {
				t.Errorf("%s has no name in %s", r, lang)
			}
		}
	}
}

func TestSeparationOfRoles(t *testing.T) {
	cases := []Permission{HouseholdSee, PersonalUnmask, CardUnmask, ListImport, ImportSee, ImportUndo, CampaignSee, CampaignOpen, RosterBuild, RosterExport}
	writes := []Permission{PersonalUnmask, CardUnmask, ListImport, ImportUndo, UnitKeep, CampaignOpen, CampaignSettle, CampaignActivate, RosterBuild, PlaceKeep, DatabaseKeep, UserKeep}
	for _, p := range cases {
		if Administrator.Can(p) {
			t.Errorf("the administrator may %s", p)
		}
	}
	for _, p := range writes {
		if Auditor.Can(p) {
			t.Errorf("the auditor may %s", p)
		}
	}
	for _, p := range Permissions() {
		if len(RolesWith(p)) == 0 {
			t.Errorf("nobody may %s", p)
		}
		if !CommandLine.Can(p) {
			t.Errorf("the command line may not %s", p)
		}
		if Role("").Can(p) || (Actor{Name: "a", Scope: Everything}).Must(p) == nil {
			t.Errorf("who has no role may %s", p)
		}
	}
	for _, r := range Granted {
		if r != Administrator && r.Can(UserKeep) {
			t.Errorf("%s administers accounts", r)
		}
	}
}

func TestMissingPermissionNamesWhoHasIt(t *testing.T) {
	err := Actor{Name: "a", Role: VillageClerk}.Must(CampaignActivate)
	if !problem.Is(err, problem.Forbidden) {
		t.Fatalf("%v", err)
	}
	want := "您现在的角色没有“启动活动”的权限。有这项权限的角色：镇审核、工会帮扶。需要时请向系统管理员申请。"
	if got := locale.Error(locale.Chinese, err); got != want {
		t.Errorf("message %s", got)
	}
}

func TestGrant(t *testing.T) {
	village := Scope{Areas: []area.Code{"441900129001"}}
	for name, c := range map[string]struct {
		held []Role
		give Grant
		want string
	}{
		"first":                       {nil, Grant{VillageClerk, village}, ""},
		"second":                      {[]Role{VillageClerk}, Grant{UnionOfficer, village}, ""},
		"anew":                        {[]Role{Administrator}, Grant{Administrator, Everything}, ""},
		"clerk becomes administrator": {[]Role{VillageClerk}, Grant{Administrator, village}, "identity.role_alone"},
		"administrator becomes clerk": {[]Role{Administrator}, Grant{VillageClerk, village}, "identity.role_alone"},
		"auditor becomes reviewer":    {[]Role{Auditor}, Grant{TownReviewer, village}, "identity.role_alone"},
		"auditor administers":         {[]Role{Auditor}, Grant{Administrator, village}, "identity.role_alone"},
		"over nothing":                {nil, Grant{VillageClerk, Scope{}}, "identity.empty_scope"},
		"the command line":            {nil, Grant{CommandLine, Everything}, "identity.no_role"},
		"no role":                     {nil, Grant{"king", Everything}, "identity.no_role"},
	} {
		u := &User{}
		for _, r := range c.held {
			if err := u.Grant(Grant{r, village}); err != nil {
				t.Fatal(err)
			}
		}
		if got := keyOf(u.Grant(c.give)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if scope, held := u.Held(c.give.Role); c.want == "" && (!held || !scope.Covers(c.give.Scope)) {
			t.Errorf("%s: held over %v", name, scope)
		}
	}
}

func TestWhoKeepsAnAccount(t *testing.T) {
	town := Scope{Areas: []area.Code{"441900129000"}}
	user := func(where area.Code, scope Scope) *User {
		return &User{Area: where, Grants: []Grant{{TownReviewer, scope}}}
	}
	for name, c := range map[string]struct {
		keeper Scope
		user   *User
		want   bool
	}{
		"of the town":                {town, user("441900129001", town), true},
		"reaches beyond the town":    {town, user("441900129001", Everything), false},
		"reaches another town":       {town, user("441900129001", Scope{Areas: []area.Code{"441900130000"}}), false},
		"sits in another town":       {town, user("441900130000", town), false},
		"sits nowhere":               {town, user("", town), false},
		"whole country":              {Everything, user("", Everything), true},
		"reaches all of one union":   {town, user("441900129001", Scope{Units: []string{"0001."}}), false},
		"keeper of nothing":          {Scope{}, user("441900129001", Scope{}), false},
		"union's unit, in its union": {Scope{Units: []string{"0001."}}, &User{Unit: "0001.0002."}, true},
	} {
		if got := c.user.KeptBy(c.keeper); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func drawScope(t *rapid.T, name string) Scope {
	return Scope{
		All:   rapid.IntRange(0, 5).Draw(t, name+" all") == 0,
		Areas: rapid.SliceOfN(rapid.SampledFrom([]area.Code{"441900000000", "441900129000", "441900129001", "441900130000", "110101001000"}), 0, 2).Draw(t, name+" areas"),
		Units: rapid.SliceOfN(rapid.SampledFrom([]string{"0001.", "0001.0002.", "0002."}), 0, 2).Draw(t, name+" units"),
	}
}

// What a scope covers it sees.
func TestPropertyCovers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wide, narrow := drawScope(t, "wide"), drawScope(t, "narrow")
		where := rapid.SampledFrom([]area.Code{"", "441900129001", "441900129002", "441900130001", "110101001001"}).Draw(t, "where")
		unit := rapid.SampledFrom([]string{"", "0001.", "0001.0002.0001.", "0002.", "0003."}).Draw(t, "unit")
		if wide.Covers(narrow) && narrow.Sees(where, unit) && !wide.Sees(where, unit) {
			t.Fatalf("%v covers %v and does not see %s %s", wide, narrow, where, unit)
		}
		if !wide.Covers(wide) {
			t.Fatalf("%v does not cover itself", wide)
		}
		if inside, ok := wide.Within(where, unit); ok && !wide.Covers(inside) {
			t.Fatalf("%v does not cover %v, to which it was narrowed", wide, inside)
		}
	})
}

func TestLockGrowsWithEveryFailure(t *testing.T) {
	u := &User{}
	now := morning
	for i := range freeFailures {
		if err := u.Try(now); err != nil {
			t.Fatalf("attempt %d: %v", i+1, err)
		}
	}
	for _, want := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 16 * time.Minute, 32 * time.Minute, time.Hour, time.Hour} {
		if got := u.LockedUntil.Time().Sub(now.Time()); got != want {
			t.Errorf("after %d failures locked for %v, want %v", u.Failures, got, want)
		}
		before := *u
		if err := u.Try(day.At(u.LockedUntil.Time().Add(-time.Microsecond))); keyOf(err) != "identity.locked" || u.Failures != before.Failures {
			t.Errorf("tried while locked: %v, %d failures", err, u.Failures)
		}
		now = u.LockedUntil
		if err := u.Try(now); err != nil {
			t.Fatal(err)
		}
	}
	u.Right(now)
	if err := u.Try(now); err != nil || u.LockedUntil != "" {
		t.Errorf("after signing in: %v, locked until %s", err, u.LockedUntil)
	}
}

func TestSessionEnds(t *testing.T) {
	for name, c := range map[string]struct {
		kind Kind
		seen time.Duration // used last
		at   time.Duration
		end  bool
		want bool
	}{
		"at once":                  {Visit, 0, 0, false, true},
		"just before it is idle":   {Visit, time.Hour, time.Hour + VisitIdle - time.Second, false, true},
		"idle":                     {Visit, time.Hour, time.Hour + VisitIdle, false, false},
		"in use and at its end":    {Visit, VisitLong - time.Minute, VisitLong, false, false},
		"signed out":               {Visit, 0, 0, true, false},
		"a token is not idle":      {Token, 0, VisitLong - time.Second, false, true},
		"a token that has run out": {Token, VisitLong, VisitLong, false, false},
		"revoked":                  {Token, 0, 0, true, false},
	} {
		s, _, err := NewSession(c.kind, "", morning, VisitLong, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		s.Seen = later(c.seen)
		if c.end {
			s.Ended = morning
		}
		if err := s.Open(later(c.at)); (err == nil) != c.want || err != nil && !problem.Is(err, problem.SignedOut) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestActorOfASession(t *testing.T) {
	town, village := Scope{Areas: []area.Code{"441900129000"}}, area.Code("441900129001")
	user := User{ID: "u", Account: "wang", Grants: []Grant{{TownReviewer, town}}}
	for name, c := range map[string]struct {
		session Session
		change  func(*User)
		role    Role // "" is none
		scope   Scope
		out     bool
	}{
		"in its role":                    {Session{User: "u", Role: TownReviewer}, nil, TownReviewer, town, false},
		"narrowed":                       {Session{User: "u", Role: TownReviewer, Kind: Token, Area: village}, nil, TownReviewer, Scope{Areas: []area.Code{village}}, false},
		"narrowed to elsewhere":          {Session{User: "u", Role: TownReviewer, Kind: Token, Area: "441900130000"}, nil, "", Scope{}, true},
		"role withdrawn":                 {Session{User: "u", Role: TownReviewer, Kind: Visit}, func(u *User) { u.Grants = nil }, "", Scope{}, false},
		"role of a token withdrawn":      {Session{User: "u", Role: TownReviewer, Kind: Token}, func(u *User) { u.Grants = nil }, "", Scope{}, true},
		"a role the user does not hold":  {Session{User: "u", Role: Administrator, Kind: Visit}, nil, "", Scope{}, false},
		"disabled":                       {Session{User: "u", Role: TownReviewer}, func(u *User) { u.Disabled = morning }, "", Scope{}, true},
		"the password is to be changed":  {Session{User: "u", Role: TownReviewer}, func(u *User) { u.Temporary = true }, "", Scope{}, false},
		"somebody else's":                {Session{User: "v", Role: TownReviewer}, nil, "", Scope{}, true},
		"no role chosen, nothing to see": {Session{User: "u"}, nil, "", Scope{}, false},
	} {
		u := user
		if c.change != nil {
			c.change(&u)
		}
		actor, err := c.session.Actor(&u)
		if (err != nil) != c.out || actor.Role != c.role || !actor.Scope.Covers(c.scope) || !c.scope.Covers(actor.Scope) {
			t.Errorf("%s: %+v, %v", name, actor, err)
		}
	}
}
