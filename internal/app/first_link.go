package app

import (
	"context"

	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// FirstLink makes the one-time link by which the first administrator gets an
// account; an earlier link is void. problem.Conflict when there is an
// administrator already.
func (d *Desk) FirstLink(ctx context.Context) (personal.Secret, error) {
	if err := d.actor.Must(identity.UserKeep); err != nil {
		return personal.Secret{}, err
	}
	if !d.actor.Scope.All { // the first administrator is without bounds
		return personal.Secret{}, problem.New(problem.Forbidden, "app.outside_scope")
	}
	session, secret, err := identity.NewSession(identity.First, d.ids(), d.clock.Now(), identity.FirstLong, d.random)
	if err != nil {
		return secret, err
	}
	return secret, d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := d.noAdministrator(ctx, tx); err != nil {
			return err
		}
		if err := d.store.UseLinks(ctx, tx, identity.First, d.clock.Now()); err != nil {
			return err
		}
		if err := d.store.AddSession(ctx, tx, session); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "user.first_link", noun: "user", subject: session.ID, count: 1})
	})
}

func (d *Desk) noAdministrator(ctx context.Context, tx *sqldb.Tx) error {
	there, err := d.store.HasRole(ctx, tx, identity.Administrator)
	if err == nil && there {
		err = problem.New(problem.Conflict, "identity.first_link_used")
	}
	return err
}

// UseFirstLink makes the first administrator, without bounds, and uses the
// link up. problem.Conflict when it lets nobody in.
func (a *App) UseFirstLink(ctx context.Context, secret personal.Secret, order NewUser) (*identity.User, error) {
	account, err := identity.ParseAccount(order.Account)
	if err != nil {
		return nil, err
	}
	order.Lasting, order.Roles = true, []RoleOrder{{Role: identity.Administrator, Everywhere: true}}
	d := a.As(identity.Actor{Name: account, Scope: identity.Everything})
	return d.addUser(ctx, order, func(tx *sqldb.Tx) error {
		if err := d.noAdministrator(ctx, tx); err != nil {
			return err
		}
		session, err := a.openSession(ctx, tx, secret)
		if problem.Is(err, problem.SignedOut) || err == nil && session.Kind != identity.First {
			return problem.New(problem.Conflict, "identity.first_link_used")
		}
		if err != nil {
			return err
		}
		return a.store.UseLinks(ctx, tx, identity.First, a.clock.Now())
	})
}

// CheckFirstLink tells whether a one-time link is good: problem.Conflict when
// not.
func (a *App) CheckFirstLink(ctx context.Context, secret personal.Secret) error {
	return a.store.Read(ctx, func(tx *sqldb.Tx) error {
		session, err := a.openSession(ctx, tx, secret)
		if problem.Is(err, problem.SignedOut) || err == nil && session.Kind != identity.First {
			err = problem.New(problem.Conflict, "identity.first_link_used")
		}
		return err
	})
}
