package app

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// NewUser asks for an account.
type NewUser struct {
	Account  string
	Name     string // shown to colleagues
	Area     area.Code
	Unit     string // name
	Roles    []RoleOrder
	Password personal.Secret
	Lasting  bool // the user chose the password; else the first thing to do is to change it
}

// RoleOrder asks for a role over areas and units; over the user's own place
// when none is named.
type RoleOrder struct {
	Role       identity.Role
	Areas      []area.Code
	Units      []string // names
	Everywhere bool
	Version    int // of the account as it was read; 0 does not ask whether it is still so
}

// AddUser makes an account. problem.Conflict when its name is taken,
// problem.Forbidden when it would sit or reach beyond the actor's scope.
func (d *Desk) AddUser(ctx context.Context, order NewUser) (*identity.User, error) {
	if err := d.actor.Must(identity.UserKeep); err != nil {
		return nil, err
	}
	return d.addUser(ctx, order, func(*sqldb.Tx) error { return nil })
}

// addUser makes an account after what goes before it in the same transaction.
func (d *Desk) addUser(ctx context.Context, order NewUser, before func(*sqldb.Tx) error) (*identity.User, error) {
	account, err := identity.ParseAccount(order.Account)
	if err != nil {
		return nil, err
	}
	if err := identity.CheckName(order.Name); err != nil {
		return nil, err
	}
	hash, err := d.newHash(order.Password, account)
	if err != nil {
		return nil, err
	}
	now := d.clock.Now()
	u := &identity.User{ID: d.ids(), Account: account, Name: order.Name, Area: order.Area, Temporary: !order.Lasting, PasswordSet: now, Recorded: now, Version: 1}
	return u, d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := before(tx); err != nil {
			return err
		}
		if err := d.placeUser(ctx, tx, u, order); err != nil {
			return err
		}
		if err := d.store.AddUser(ctx, tx, u, hash); err != nil {
			return err
		}
		return d.recordUser(ctx, tx, "user.add", u, userDetail{Account: u.Account, Grants: grantDetails(u.Grants)})
	})
}

// placeUser settles where a new user sits and what its roles reach.
func (d *Desk) placeUser(ctx context.Context, tx *sqldb.Tx, u *identity.User, order NewUser) error {
	paths, err := d.unitPaths(ctx, tx, order.Unit)
	if err != nil {
		return err
	}
	for _, path := range paths {
		u.Unit = path
	}
	u.Grants = nil
	for _, role := range order.Roles {
		if err := d.grant(ctx, tx, u, role); err != nil {
			return err
		}
	}
	return d.keeps(u)
}

func (d *Desk) newHash(password personal.Secret, account string) (string, error) {
	if err := identity.CheckPolicy(password, account); err != nil {
		return "", err
	}
	return identity.HashPassword(password, d.random)
}

// grant gives a user the role that was asked for.
func (d *Desk) grant(ctx context.Context, tx *sqldb.Tx, u *identity.User, order RoleOrder) error {
	units, err := d.unitPaths(ctx, tx, order.Units...)
	if err != nil {
		return err
	}
	scope := identity.Scope{All: order.Everywhere, Areas: order.Areas, Units: units}
	switch {
	case order.Everywhere:
		scope = identity.Everything
	case len(order.Areas) == 0 && len(order.Units) == 0 && (u.Area != "" || u.Unit != ""):
		scope, _ = identity.Everything.Within(u.Area, u.Unit)
	}
	return u.Grant(identity.Grant{Role: order.Role, Scope: scope})
}

func (d *Desk) unitPaths(ctx context.Context, tx *sqldb.Tx, names ...string) (paths []string, err error) {
	for _, name := range names {
		if name == "" {
			continue
		}
		unit, ok, err := d.store.UnitByName(ctx, tx, name)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, problem.New(problem.NotFound, "app.no_unit", "unit", name)
		}
		paths = append(paths, unit.Path)
	}
	return paths, nil
}

// keeps is problem.Forbidden for an account that is not the actor's to keep.
func (d *Desk) keeps(u *identity.User) error {
	if !u.KeptBy(d.actor.Scope) {
		return problem.New(problem.Forbidden, "app.outside_scope")
	}
	return nil
}

// Users gives the accounts within the scope, at most limit after the one named.
func (d *Desk) Users(ctx context.Context, after string, limit int) (users []*identity.User, err error) {
	if err := d.actor.Must(identity.UserSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		users, err = d.store.Users(ctx, tx, d.actor.Scope, after, limit)
		return err
	})
	return users, err
}

// User shows an account with the ways in that are open.
func (d *Desk) User(ctx context.Context, account string) (u *identity.User, sessions []*identity.Session, err error) {
	if err := d.actor.Must(identity.UserSee); err != nil {
		return nil, nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		if u, err = d.userOf(ctx, tx, account); err != nil {
			return err
		}
		sessions, err = d.store.SessionsOf(ctx, tx, u.ID, d.clock.Now(), d.actor.Scope)
		return err
	})
	return u, sessions, err
}

// userOf finds an account within the actor's scope.
func (d *Desk) userOf(ctx context.Context, tx *sqldb.Tx, account string) (*identity.User, error) {
	account, err := identity.ParseAccount(account)
	if err != nil {
		return nil, problem.Wrap(err, problem.NotFound, "identity.no_user")
	}
	return d.store.UserByAccount(ctx, tx, account, d.actor.Scope)
}

// userDetail is what the record says of a change to an account: never a
// password, a token, or the person's name.
type userDetail struct {
	Account string        `json:"account"`
	Grants  []grantDetail `json:"grants,omitempty"`
	Ended   int64         `json:"sessions_ended,omitempty"`
}

type grantDetail struct {
	Role       identity.Role `json:"role"`
	Everywhere bool          `json:"everywhere,omitempty"`
	Areas      []area.Code   `json:"areas,omitempty"`
	Units      []string      `json:"units,omitempty"` // paths
}

func grantDetails(grants []identity.Grant) (details []grantDetail) {
	for _, g := range grants {
		details = append(details, grantDetail{g.Role, g.Scope.All, g.Scope.Areas, g.Scope.Units})
	}
	return details
}

func (d *Desk) recordUser(ctx context.Context, tx *sqldb.Tx, name string, u *identity.User, detail any) error {
	return d.record(ctx, tx, act{name: name, noun: "user", subject: u.ID, where: place{u.Area, u.Unit}, count: 1, detail: detail})
}
