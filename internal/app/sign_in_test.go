package app_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/store"
)

const village = area.Code("441900129001")

var (
	password = personal.NewSecret("correct horse battery")
	another  = personal.NewSecret("staple of the granary")
)

// door is a program whose clock the test sets, and its machine's desk.
type door struct {
	*app.App
	machine *app.Desk
	store   *store.Store
	now     time.Time
}

func newDoor(t testing.TB, db *sqldb.DB) *door {
	t.Helper()
	d := &door{store: newOffice(t, db).store, now: time.Date(2027, 1, 20, 1, 0, 0, 0, time.UTC)}
	d.App = app.New(app.Config{Store: d.store, Clock: func() time.Time { return d.now }, IDs: id.New, Calendar: day.DefaultCalendar()})
	d.machine = d.As(identity.AtCommandLine("测试"))
	if _, err := d.machine.Migrate(t.Context()); err != nil { // the record of the field key
		t.Fatal(err)
	}
	return d
}

func (d *door) add(t *testing.T, account string, roles ...app.RoleOrder) *identity.User {
	t.Helper()
	u, err := d.machine.AddUser(t.Context(), app.NewUser{Account: account, Name: "某人", Area: gaobu, Roles: roles, Password: password, Lasting: true})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (d *door) signIn(t *testing.T, account string) *app.Desk {
	t.Helper()
	in, err := d.SignIn(t.Context(), account, password, "浏览器")
	if err != nil {
		t.Fatal(err)
	}
	return d.desk(t, in.Secret)
}

func (d *door) desk(t *testing.T, secret personal.Secret) *app.Desk {
	t.Helper()
	desk, err := d.DeskOf(t.Context(), secret)
	if err != nil {
		t.Fatal(err)
	}
	return desk
}

func wantKey(t *testing.T, what string, err error, key string) {
	t.Helper()
	if got := keyOf(err); got != key {
		t.Errorf("%s: %v, want %q", what, err, key)
	}
}

func keyOf(err error) string {
	if err == nil {
		return ""
	}
	return problem.As(err).Key
}

// acts are the names of what is on record about an account.
func (d *door) acts(t *testing.T, u *identity.User) (names string) {
	t.Helper()
	err := d.store.Read(t.Context(), func(tx *sqldb.Tx) error {
		records, err := d.store.AuditOf(t.Context(), tx, "user", string(u.ID), identity.Everything)
		for _, r := range records {
			names += strings.TrimPrefix(r.Act, "user.") + " "
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(names)
}

func TestSignIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		u := d.add(t, "wang.fang", app.RoleOrder{Role: identity.TownReviewer}, app.RoleOrder{Role: identity.VillageClerk, Areas: []area.Code{village}})
		in, err := d.SignIn(t.Context(), " Wang.Fang ", password, strings.Repeat("浏", 60))
		if err != nil {
			t.Fatal(err)
		}
		desk := d.desk(t, in.Secret)
		want := identity.Actor{Name: "wang.fang", User: u.ID, Session: in.Session.ID, Role: identity.VillageClerk, Scope: identity.Scope{Areas: []area.Code{village}}}
		if got := desk.Actor(); got.Name != want.Name || got.Role != want.Role || got.Session != want.Session || !got.Scope.Covers(want.Scope) || !want.Scope.Covers(got.Scope) {
			t.Errorf("actor %+v", got)
		}
		if err := desk.WorkAs(t.Context(), identity.TownReviewer); err != nil {
			t.Fatal(err)
		}
		if desk = d.desk(t, in.Secret); desk.Actor().Role != identity.TownReviewer || !desk.Actor().Scope.CoversPlace(gaobu, "") {
			t.Errorf("after the switch %+v", desk.Actor())
		}
		wantKey(t, "a role not held", desk.WorkAs(t.Context(), identity.Administrator), "identity.role_not_held")
		if err := desk.SignOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, err = d.DeskOf(t.Context(), in.Secret)
		wantKey(t, "after signing out", err, "identity.signed_out")
		wantKey(t, "signed out twice", desk.SignOut(t.Context()), "identity.no_session")
		if got := d.acts(t, u); got != "add sign_in role sign_out" {
			t.Errorf("on record: %s", got)
		}
		for name, c := range map[string]struct{ account, password string }{
			"wrong password": {"wang.fang", "correct horse batterx"}, "no such account": {"wang.fan", password.Clear()},
			"no account name": {"'; --", password.Clear()}, "nothing": {"", ""}, "no password": {"wang.fang", ""},
		} {
			_, err := d.SignIn(t.Context(), c.account, personal.NewSecret(c.password), "")
			wantKey(t, name, err, "identity.sign_in_refused")
		}
		for _, secret := range []string{"", "x", in.Secret.Clear()[1:], identity.DigestOf(in.Secret.Clear())} {
			_, err := d.DeskOf(t.Context(), personal.NewSecret(secret))
			wantKey(t, "a made-up secret", err, "identity.signed_out")
		}
	})
}

func TestSessionRunsOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		d.add(t, "wang.fang", app.RoleOrder{Role: identity.TownReviewer})
		in, err := d.SignIn(t.Context(), "wang.fang", password, "")
		if err != nil {
			t.Fatal(err)
		}
		for used := time.Duration(0); used+29*time.Minute < identity.VisitLong; used += 29 * time.Minute {
			d.now = d.now.Add(29 * time.Minute)
			d.desk(t, in.Secret)
		}
		d.now = in.Session.Expires.Time()
		_, err = d.DeskOf(t.Context(), in.Secret)
		wantKey(t, "in use to its end", err, "identity.signed_out")
		in, err = d.SignIn(t.Context(), "wang.fang", password, "")
		if err != nil {
			t.Fatal(err)
		}
		d.now = d.now.Add(identity.VisitIdle)
		_, err = d.DeskOf(t.Context(), in.Secret)
		wantKey(t, "idle", err, "identity.signed_out")
	})
}

func TestLockOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		u := d.add(t, "wang.fang", app.RoleOrder{Role: identity.TownReviewer})
		var refused, locked int
		var count sync.Mutex
		var all sync.WaitGroup
		for range 12 { // at once: the attempts are counted before the password is looked at
			all.Go(func() {
				_, err := d.SignIn(t.Context(), "wang.fang", another, "")
				count.Lock()
				defer count.Unlock()
				switch keyOf(err) {
				case "identity.sign_in_refused":
					refused++
				case "identity.locked":
					locked++
				default:
					t.Errorf("%v", err)
				}
			})
		}
		all.Wait()
		if refused != 5 || locked != 7 {
			t.Errorf("%d refused, %d locked", refused, locked)
		}
		_, err := d.SignIn(t.Context(), "wang.fang", password, "")
		wantKey(t, "the right password while locked", err, "identity.locked")
		d.now = d.now.Add(time.Minute)
		d.signIn(t, "wang.fang")
		for range 4 {
			_, err := d.SignIn(t.Context(), "wang.fang", another, "")
			wantKey(t, "after the count began anew", err, "identity.sign_in_refused")
		}
		d.signIn(t, "wang.fang")
		if got := d.acts(t, u); strings.Count(got, "wrong_password") != 9 || strings.Count(got, "sign_in") != 2 {
			t.Errorf("on record: %s", got)
		}
	})
}

func TestPasswordOfAnotherIsTemporary(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, d := t.Context(), newDoor(t, db)
		u := d.add(t, "wang.fang", app.RoleOrder{Role: identity.TownReviewer})
		before := d.signIn(t, "wang.fang")
		wantKey(t, "new password", d.machine.SetPassword(ctx, "wang.fang", another), "")
		_, err := d.SignIn(ctx, "wang.fang", password, "")
		wantKey(t, "the old password", err, "identity.sign_in_refused")
		if _, _, err := before.Me(ctx); err != nil { // a desk in hand outlives its session by one request
			t.Fatal(err)
		}
		in, err := d.SignIn(ctx, "wang.fang", another, "")
		if err != nil {
			t.Fatal(err)
		}
		desk := d.desk(t, in.Secret)
		if desk.Actor().Role != "" {
			t.Errorf("acts as %s with a password that another chose", desk.Actor().Role)
		}
		wantKey(t, "work", desk.WorkAs(ctx, identity.TownReviewer), "")
		if desk = d.desk(t, in.Secret); desk.Actor().Role != "" {
			t.Errorf("acts as %s", desk.Actor().Role)
		}
		_, _, err = desk.MakeToken(ctx, app.TokenOrder{Label: "程序", Role: identity.TownReviewer, Days: 1})
		wantKey(t, "a token", err, "app.outside_scope")
		wantKey(t, "the same", desk.ChangePassword(ctx, another, another), "identity.password_same")
		wantKey(t, "wrong", desk.ChangePassword(ctx, password, password), "identity.sign_in_refused")
		wantKey(t, "short", desk.ChangePassword(ctx, another, personal.NewSecret("short")), "identity.password_short")
		wantKey(t, "changed", desk.ChangePassword(ctx, another, password), "")
		if desk = d.desk(t, in.Secret); desk.Actor().Role != identity.TownReviewer {
			t.Errorf("acts as %q after the change", desk.Actor().Role)
		}
		d.signIn(t, "wang.fang")
		if got := d.acts(t, u); !strings.Contains(got, "password sign_in") || !strings.Contains(got, "own_password sign_in") {
			t.Errorf("on record: %s", got)
		}
	})
}

func TestTokens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, d := t.Context(), newDoor(t, db)
		d.add(t, "wang.fang", app.RoleOrder{Role: identity.TownReviewer})
		desk := d.signIn(t, "wang.fang")
		for name, c := range map[string]struct {
			order app.TokenOrder
			key   string
		}{
			"too long":       {app.TokenOrder{Label: "程序", Role: identity.TownReviewer, Days: 367}, "identity.token_long"},
			"no name":        {app.TokenOrder{Label: " ", Role: identity.TownReviewer, Days: 1}, "identity.session_name"},
			"not held":       {app.TokenOrder{Label: "程序", Role: identity.Administrator, Days: 1}, "app.outside_scope"},
			"no role":        {app.TokenOrder{Label: "程序", Days: 1}, "app.outside_scope"},
			"another's area": {app.TokenOrder{Label: "程序", Role: identity.TownReviewer, Area: "440106000000", Days: 1}, "app.outside_scope"},
			"no such unit":   {app.TokenOrder{Label: "程序", Role: identity.TownReviewer, Unit: "无此单位", Days: 1}, "app.no_unit"},
		} {
			_, _, err := desk.MakeToken(ctx, c.order)
			wantKey(t, name, err, c.key)
		}
		secret, session, err := desk.MakeToken(ctx, app.TokenOrder{Label: "程序", Role: identity.TownReviewer, Area: village, Days: 7})
		if err != nil {
			t.Fatal(err)
		}
		program := d.desk(t, secret)
		if scope := program.Actor().Scope; !scope.CoversPlace(village, "") || scope.CoversPlace(gaobu, "") {
			t.Errorf("the token reaches %v", scope)
		}
		_, _, err = program.MakeToken(ctx, app.TokenOrder{Label: "程序", Role: identity.TownReviewer, Days: 7})
		wantKey(t, "a token of a token", err, "identity.signed_out")
		wantKey(t, "another role", program.WorkAs(ctx, identity.TownReviewer), "identity.signed_out")
		d.now = d.now.Add(6 * 24 * time.Hour)
		d.desk(t, secret)
		wantKey(t, "withdrawn", d.machine.WithdrawRole(ctx, "wang.fang", identity.TownReviewer), "")
		_, err = d.DeskOf(ctx, secret)
		wantKey(t, "the role was withdrawn", err, "identity.signed_out")
		wantKey(t, "granted", d.machine.GrantRole(ctx, "wang.fang", app.RoleOrder{Role: identity.TownReviewer}), "")
		desk = d.signIn(t, "wang.fang")
		_, sessions, err := desk.Me(ctx)
		if err != nil || len(sessions) != 2 {
			t.Errorf("ways in: %v, %v", sessions, err)
		}
		wantKey(t, "revoked", desk.EndMySession(ctx, session.ID), "")
		_, err = d.DeskOf(ctx, secret)
		wantKey(t, "revoked token", err, "identity.signed_out")
	})
}

func TestFirstLink(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, d := t.Context(), newDoor(t, db)
		void, err := d.machine.FirstLink(ctx)
		if err != nil {
			t.Fatal(err)
		}
		link, err := d.machine.FirstLink(ctx)
		if err != nil {
			t.Fatal(err)
		}
		order := app.NewUser{Account: "guan.li", Name: "管理", Password: password}
		_, err = d.UseFirstLink(ctx, void, order)
		wantKey(t, "an earlier link", err, "identity.first_link_used")
		_, err = d.DeskOf(ctx, link)
		wantKey(t, "a link is no session", err, "identity.signed_out")
		_, err = d.UseFirstLink(ctx, link, app.NewUser{Account: "guan.li", Name: "管理", Password: personal.NewSecret("guan.li123")})
		wantKey(t, "a weak password", err, "identity.password_account")
		start := d.now
		d.now = start.Add(identity.FirstLong)
		_, err = d.UseFirstLink(ctx, link, order)
		wantKey(t, "run out", err, "identity.first_link_used")
		d.now = start
		if _, err := d.UseFirstLink(ctx, link, order); err != nil {
			t.Fatal(err)
		}
		if actor := d.signIn(t, "guan.li").Actor(); actor.Role != identity.Administrator || !actor.Scope.All {
			t.Errorf("the first administrator is %+v", actor)
		}
		order.Account = "guan.li2"
		_, err = d.UseFirstLink(ctx, link, order)
		wantKey(t, "used twice", err, "identity.first_link_used")
		_, err = d.machine.FirstLink(ctx)
		wantKey(t, "a link when there is an administrator", err, "identity.first_link_used")
	})
}
