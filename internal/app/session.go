package app

import (
	"context"
	"slices"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// DeskOf gives the desk of who holds the secret of a session or token.
// problem.SignedOut when it lets nobody in, or no longer.
func (a *App) DeskOf(ctx context.Context, secret personal.Secret) (*Desk, error) {
	return a.deskOf(ctx, secret, identity.Visit, identity.Token)
}

// TokenDesk is DeskOf for a token only: what a browser holds opens no interface
// of programs.
func (a *App) TokenDesk(ctx context.Context, secret personal.Secret) (*Desk, error) {
	return a.deskOf(ctx, secret, identity.Token)
}

func (a *App) deskOf(ctx context.Context, secret personal.Secret, kinds ...identity.Kind) (*Desk, error) {
	var session *identity.Session
	var actor identity.Actor
	now := a.clock.Now()
	err := a.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if session, err = a.openSession(ctx, tx, secret); err != nil {
			return err
		}
		if !slices.Contains(kinds, session.Kind) {
			return identity.ErrSignedOut()
		}
		if err := a.refreshOffice(ctx, tx); err != nil {
			return err
		}
		u, err := a.store.User(ctx, tx, session.User, identity.Everything)
		if problem.Is(err, problem.NotFound) {
			return identity.ErrSignedOut()
		}
		if err != nil {
			return err
		}
		actor, err = session.Actor(u)
		return err
	})
	if err != nil {
		return nil, err
	}
	if session.Touch(now) {
		err = a.store.Write(ctx, func(tx *sqldb.Tx) error { return a.store.TouchSession(ctx, tx, session) })
	}
	return a.As(actor), err
}

// openSession finds a session by its secret; problem.SignedOut when it lets
// nobody in.
func (a *App) openSession(ctx context.Context, tx *sqldb.Tx, secret personal.Secret) (*identity.Session, error) {
	session, ok, err := a.store.SessionByDigest(ctx, tx, identity.DigestOf(secret.Clear()))
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, identity.ErrSignedOut()
	}
	return session, session.Open(a.clock.Now())
}

// Me gives the actor's own account and the ways in that are open.
// problem.SignedOut for an actor without an account.
func (d *Desk) Me(ctx context.Context) (u *identity.User, sessions []*identity.Session, err error) {
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		if u, err = d.me(ctx, tx); err != nil {
			return err
		}
		sessions, err = d.store.SessionsOf(ctx, tx, u.ID, d.clock.Now(), identity.Everything)
		return err
	})
	return u, sessions, err
}

// me is the actor's own account.
func (d *Desk) me(ctx context.Context, tx *sqldb.Tx) (*identity.User, error) {
	if d.actor.User == "" {
		return nil, identity.ErrSignedOut()
	}
	return d.store.User(ctx, tx, d.actor.User, identity.Everything)
}

// ownChange changes something of the actor's own and records it with what
// change says of it.
func (d *Desk) ownChange(ctx context.Context, name string, change func(*sqldb.Tx, *identity.User) (any, error)) error {
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		u, err := d.me(ctx, tx)
		if err != nil {
			return err
		}
		detail, err := change(tx, u)
		if err != nil {
			return err
		}
		return d.recordUser(ctx, tx, name, u, detail)
	})
}

// SignOut ends the session by which the actor came.
func (d *Desk) SignOut(ctx context.Context) error {
	return d.endOwn(ctx, "user.sign_out", d.actor.Session)
}

// EndMySession ends another session or token of the actor.
func (d *Desk) EndMySession(ctx context.Context, session id.ID) error {
	return d.endOwn(ctx, "user.revoke", session)
}

func (d *Desk) endOwn(ctx context.Context, name string, session id.ID) error {
	return d.ownChange(ctx, name, func(tx *sqldb.Tx, u *identity.User) (any, error) {
		ended, err := d.store.EndSession(ctx, tx, u.ID, session, d.clock.Now())
		if err == nil && !ended {
			err = problem.New(problem.NotFound, "identity.no_session")
		}
		return sessionDetail{Session: session}, err
	})
}

// WorkAs goes on in another of the actor's roles, for this session. The next
// DeskOf acts in it.
func (d *Desk) WorkAs(ctx context.Context, role identity.Role) error {
	return d.ownChange(ctx, "user.role", func(tx *sqldb.Tx, u *identity.User) (any, error) {
		if _, held := u.Held(role); !held {
			return nil, problem.New(problem.Forbidden, "identity.role_not_held", "role", role)
		}
		sessions, err := d.store.SessionsOf(ctx, tx, u.ID, d.clock.Now(), identity.Everything)
		if err != nil {
			return nil, err
		}
		for _, s := range sessions {
			if s.ID == d.actor.Session && s.Kind == identity.Visit {
				s.Role = role
				return sessionDetail{s.ID, role}, d.store.TouchSession(ctx, tx, s)
			}
		}
		return nil, identity.ErrSignedOut()
	})
}

// ChangePassword puts a password that the user chose in place of the present
// one, and ends the user's other sessions and tokens.
func (d *Desk) ChangePassword(ctx context.Context, present, next personal.Secret) error {
	if d.actor.User == "" {
		return identity.ErrSignedOut()
	}
	u, err := d.verify(ctx, d.actor.Name, present)
	if err != nil {
		return err
	}
	if present == next {
		return problem.New(problem.Invalid, "identity.password_same")
	}
	hash, err := d.newHash(next, u.Account)
	if err != nil {
		return err
	}
	return d.ownChange(ctx, "user.own_password", func(tx *sqldb.Tx, u *identity.User) (any, error) {
		u.Temporary, u.PasswordSet, u.Recorded = false, d.clock.Now(), d.clock.Now()
		u.Right(u.LastSignIn)
		if err := d.store.CountAttempt(ctx, tx, u); err != nil {
			return nil, err
		}
		if err := d.store.SetPasswordHash(ctx, tx, u.ID, hash); err != nil {
			return nil, err
		}
		if err := d.store.SaveUser(ctx, tx, u); err != nil {
			return nil, err
		}
		return d.endAll(ctx, tx, u, d.actor.Session)
	})
}
