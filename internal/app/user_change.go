package app

import (
	"context"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// SetPassword gives an account a new password, which its user must change at
// the next sign-in, and ends its sessions and tokens. A lock is lifted.
func (d *Desk) SetPassword(ctx context.Context, account string, password personal.Secret) error {
	if err := d.actor.Must(identity.UserKeep); err != nil {
		return err
	}
	account, err := identity.ParseAccount(account)
	if err != nil {
		return problem.Wrap(err, problem.NotFound, "identity.no_user")
	}
	hash, err := d.newHash(password, account)
	if err != nil {
		return err
	}
	return d.changeUser(ctx, "user.password", account, func(tx *sqldb.Tx, u *identity.User) (any, error) {
		if u.ID == d.actor.User {
			return nil, problem.New(problem.Conflict, "identity.own_password")
		}
		u.Temporary, u.PasswordSet = true, d.clock.Now()
		u.Right(u.LastSignIn)
		if err := d.store.CountAttempt(ctx, tx, u); err != nil {
			return nil, err
		}
		if err := d.store.SetPasswordHash(ctx, tx, u.ID, hash); err != nil {
			return nil, err
		}
		return d.endAll(ctx, tx, u, "")
	})
}

// Disable closes an account and ends its sessions and tokens. Accounts are
// never deleted: the record names them.
func (d *Desk) Disable(ctx context.Context, account string) error {
	if err := d.actor.Must(identity.UserKeep); err != nil {
		return err
	}
	return d.changeUser(ctx, "user.disable", account, func(tx *sqldb.Tx, u *identity.User) (any, error) {
		if err := d.another(u); err != nil {
			return nil, err
		}
		if u.Disabled != "" {
			return nil, problem.New(problem.Conflict, "identity.nothing_to_change")
		}
		u.Disabled = d.clock.Now()
		return d.endAll(ctx, tx, u, "")
	})
}

// Enable opens a disabled account again.
func (d *Desk) Enable(ctx context.Context, account string) error {
	if err := d.actor.Must(identity.UserKeep); err != nil {
		return err
	}
	return d.changeUser(ctx, "user.enable", account, func(_ *sqldb.Tx, u *identity.User) (any, error) {
		if u.Disabled == "" {
			return nil, problem.New(problem.Conflict, "identity.nothing_to_change")
		}
		u.Disabled = ""
		return userDetail{Account: u.Account}, nil
	})
}

// GrantRole gives an account a role over a scope, in place of the scope that it
// may have held it over.
func (d *Desk) GrantRole(ctx context.Context, account string, order RoleOrder) error {
	if err := d.actor.Must(identity.UserKeep); err != nil {
		return err
	}
	return d.changeUser(ctx, "user.grant", account, func(tx *sqldb.Tx, u *identity.User) (any, error) {
		if err := d.another(u); err != nil {
			return nil, err
		}
		if order.Version != 0 && order.Version != u.Version {
			return nil, problem.New(problem.Conflict, "identity.user_changed")
		}
		if err := d.grant(ctx, tx, u, order); err != nil {
			return nil, err
		}
		return userDetail{Account: u.Account, Grants: grantDetails(u.Grants)}, nil
	})
}

// WithdrawRole takes a role from an account; whoever works in it right now can
// do nothing more.
func (d *Desk) WithdrawRole(ctx context.Context, account string, role identity.Role) error {
	if err := d.actor.Must(identity.UserKeep); err != nil {
		return err
	}
	return d.changeUser(ctx, "user.withdraw", account, func(_ *sqldb.Tx, u *identity.User) (any, error) {
		if err := d.another(u); err != nil {
			return nil, err
		}
		if !u.Withdraw(role) {
			return nil, problem.New(problem.NotFound, "identity.role_not_held", "role", role)
		}
		return userDetail{Account: u.Account, Grants: grantDetails(u.Grants)}, nil
	})
}

// EndSession ends a session or token of an account.
func (d *Desk) EndSession(ctx context.Context, account string, session id.ID) error {
	if err := d.actor.Must(identity.UserKeep); err != nil {
		return err
	}
	return d.changeUser(ctx, "user.revoke", account, func(tx *sqldb.Tx, u *identity.User) (any, error) {
		ended, err := d.store.EndSession(ctx, tx, u.ID, session, d.clock.Now())
		if err == nil && !ended {
			err = problem.New(problem.NotFound, "identity.no_session")
		}
		return userDetail{Account: u.Account, Ended: 1}, err
	})
}

// another keeps an actor from opening the cases to itself, and from locking
// itself out.
func (d *Desk) another(u *identity.User) error {
	if u.ID == d.actor.User {
		return problem.New(problem.Forbidden, "identity.own_account")
	}
	return nil
}

// changeUser changes an account that the actor keeps, before and after, and
// records it with what change says of it.
func (d *Desk) changeUser(ctx context.Context, name, account string, change func(*sqldb.Tx, *identity.User) (any, error)) error {
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		u, err := d.userOf(ctx, tx, account)
		if err != nil {
			return err
		}
		if err := d.keeps(u); err != nil {
			return err
		}
		detail, err := change(tx, u)
		if err != nil {
			return err
		}
		if err := d.keeps(u); err != nil {
			return err
		}
		u.Recorded = d.clock.Now()
		if err := d.store.SaveUser(ctx, tx, u); err != nil {
			return err
		}
		return d.recordUser(ctx, tx, name, u, detail)
	})
}

// endAll ends the sessions of a user but one.
func (d *Desk) endAll(ctx context.Context, tx *sqldb.Tx, u *identity.User, but id.ID) (any, error) {
	ended, err := d.store.EndSessions(ctx, tx, u.ID, but, d.clock.Now())
	return userDetail{Account: u.Account, Ended: ended}, err
}
