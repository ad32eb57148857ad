package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

func TestAccountsAreKeptWithinTheScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, d := t.Context(), newDoor(t, db)
		d.add(t, "guan.zhen", app.RoleOrder{Role: identity.Administrator})
		town := d.signIn(t, "guan.zhen")
		county, err := d.machine.AddUser(ctx, app.NewUser{Account: "guan.shi", Name: "市", Area: "441900000000", Password: password, Lasting: true,
			Roles: []app.RoleOrder{{Role: identity.Administrator}}})
		if err != nil {
			t.Fatal(err)
		}
		wide := d.add(t, "wide", app.RoleOrder{Role: identity.TownReviewer, Everywhere: true}) // sits in the town, reaches beyond
		order := func(where area.Code, roles ...app.RoleOrder) app.NewUser {
			return app.NewUser{Account: "xin.ren", Name: "新人", Area: where, Roles: roles, Password: password}
		}
		for name, c := range map[string]struct {
			do  func() error
			key string
		}{
			"add elsewhere": {func() error { _, err := town.AddUser(ctx, order("440106000000")); return err }, "app.outside_scope"},
			"add nowhere":   {func() error { _, err := town.AddUser(ctx, order("")); return err }, "app.outside_scope"},
			"add who reaches beyond": {func() error {
				_, err := town.AddUser(ctx, order(gaobu, app.RoleOrder{Role: identity.TownReviewer, Everywhere: true}))
				return err
			}, "app.outside_scope"},
			"grant beyond": {func() error {
				return town.GrantRole(ctx, "wang.fang", app.RoleOrder{Role: identity.TownReviewer, Areas: []area.Code{"441900000000"}})
			}, "app.outside_scope"},
			"password of who reaches beyond": {func() error { return town.SetPassword(ctx, "wide", another) }, "app.outside_scope"},
			"disable who sits elsewhere":     {func() error { return town.Disable(ctx, "guan.shi") }, "identity.no_user"},
			"own role":                       {func() error { return town.GrantRole(ctx, "guan.zhen", app.RoleOrder{Role: identity.Administrator}) }, "identity.own_account"},
			"own role away":                  {func() error { return town.WithdrawRole(ctx, "guan.zhen", identity.Administrator) }, "identity.own_account"},
			"disable itself":                 {func() error { return town.Disable(ctx, "guan.zhen") }, "identity.own_account"},
			"own password":                   {func() error { return town.SetPassword(ctx, "guan.zhen", another) }, "identity.own_password"},
			"clerk and administrator": {func() error {
				return d.machine.GrantRole(ctx, "guan.zhen", app.RoleOrder{Role: identity.VillageClerk})
			}, "identity.role_alone"},
			"withdraw what is not held": {func() error { return town.WithdrawRole(ctx, "wang.fang", identity.Auditor) }, "identity.role_not_held"},
			"no such account":           {func() error { return town.Disable(ctx, "nobody") }, "identity.no_user"},
			"no account name":           {func() error { return town.Disable(ctx, "%") }, "identity.no_user"},
			"taken": {func() error {
				_, err := d.machine.AddUser(ctx, app.NewUser{Account: "WANG.fang", Name: "王", Password: password})
				return err
			}, "identity.taken"},
			"enable who is enabled": {func() error { return town.Enable(ctx, "wang.fang") }, "identity.nothing_to_change"},
			"name": {func() error {
				_, err := d.machine.AddUser(ctx, app.NewUser{Account: "a.b", Password: password})
				return err
			}, "identity.bad_name"},
		} {
			if _, _, err := d.machine.User(ctx, "wang.fang"); err != nil {
				d.add(t, "wang.fang", app.RoleOrder{Role: identity.VillageClerk, Areas: []area.Code{village}})
			}
			wantKey(t, name, c.do(), c.key)
		}
		users, err := town.Users(ctx, "", 10)
		if err != nil || len(users) != 3 { // itself, the one that reaches beyond, the clerk
			t.Errorf("sees %d accounts, %v", len(users), err)
		}
		if got := d.acts(t, wide) + " " + d.acts(t, county); got != "add add" {
			t.Errorf("on record of what was refused: %s", got)
		}
	})
}

func TestDisabledAccountsAreShut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, d := t.Context(), newDoor(t, db)
		u := d.add(t, "wang.fang", app.RoleOrder{Role: identity.TownReviewer})
		in, err := d.SignIn(ctx, "wang.fang", password, "")
		if err != nil {
			t.Fatal(err)
		}
		wantKey(t, "disabled", d.machine.Disable(ctx, "wang.fang"), "")
		wantKey(t, "disabled twice", d.machine.Disable(ctx, "wang.fang"), "identity.nothing_to_change")
		_, err = d.DeskOf(ctx, in.Secret)
		wantKey(t, "its session", err, "identity.signed_out")
		_, err = d.SignIn(ctx, "wang.fang", password, "")
		wantKey(t, "the right password", err, "identity.disabled")
		_, err = d.SignIn(ctx, "wang.fang", another, "")
		wantKey(t, "a wrong password", err, "identity.sign_in_refused")
		wantKey(t, "enabled", d.machine.Enable(ctx, "wang.fang"), "")
		desk := d.signIn(t, "wang.fang")
		wantKey(t, "session ended", d.machine.EndSession(ctx, "wang.fang", desk.Actor().Session), "")
		wantKey(t, "ended twice", d.machine.EndSession(ctx, "wang.fang", desk.Actor().Session), "identity.no_session")
		if got := d.acts(t, u); got != "add sign_in disable wrong_password enable sign_in revoke" {
			t.Errorf("on record: %s", got)
		}
	})
}

// No password and no secret of a session may rest in the database: neither in
// its tables nor in the record.
func TestNoSecretRestsInTheDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	ctx, d := t.Context(), newDoor(t, dbtest.Open(t, "sqlite:"+path))
	secrets := []personal.Secret{password, another}
	link, err := d.machine.FirstLink(ctx)
	if err != nil {
		t.Fatal(err)
	}
	d.add(t, "wang.fang", app.RoleOrder{Role: identity.TownReviewer})
	in, err := d.SignIn(ctx, "wang.fang", password, "")
	if err != nil {
		t.Fatal(err)
	}
	desk := d.desk(t, in.Secret)
	token, _, err := desk.MakeToken(ctx, app.TokenOrder{Label: "程序", Role: identity.TownReviewer, Days: 7})
	if err != nil {
		t.Fatal(err)
	}
	wantKey(t, "changed", desk.ChangePassword(ctx, password, another), "")
	_, err = d.SignIn(ctx, "wang.fang", password, "")
	wantKey(t, "old", err, "identity.sign_in_refused")
	if _, err = d.machine.VerifyRecords(ctx); err != nil {
		t.Error(err)
	}
	files, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(content)
	}
	if !strings.Contains(all.String(), "$argon2id$") || !strings.Contains(all.String(), "user.own_password") {
		t.Error("not even the hash and the record are there: the test looks in the wrong place")
	}
	for i, secret := range append(secrets, link, in.Secret, token) {
		if strings.Contains(all.String(), secret.Clear()) {
			t.Errorf("secret %d lies in clear", i)
		}
		if text := fmt.Sprintf("%+v", secret); text != "***" {
			t.Errorf("secret %d prints as %s", i, text)
		}
	}
}
