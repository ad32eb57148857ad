package app

import (
	"context"
	"time"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// sessionsKept is for how long a session that ran out stays listed in the
// database; that somebody signed in stays in the record.
const sessionsKept = 30 * 24 * time.Hour

// SignedIn is what a successful sign-in gives.
type SignedIn struct {
	Secret  personal.Secret // for the cookie; it is kept nowhere
	Session *identity.Session
	User    *identity.User
}

// SignIn opens a session for who knows the password, in the first of the
// user's roles. label is the name of the browser.
//
// problem.SignedOut when account or password are wrong, whichever;
// problem.Forbidden when the account is locked or, for who knows the password,
// disabled.
func (a *App) SignIn(ctx context.Context, account string, password personal.Secret, label string) (*SignedIn, error) {
	u, err := a.verify(ctx, account, password)
	if err != nil {
		return nil, err
	}
	now := a.clock.Now()
	session, secret, err := identity.NewSession(identity.Visit, a.ids(), now, identity.VisitLong, a.random)
	if err != nil {
		return nil, err
	}
	session.User, session.Label = u.ID, clipped(label)
	if len(u.Grants) > 0 {
		session.Role = u.Grants[0].Role
	}
	d := a.As(identity.Actor{Name: u.Account, User: u.ID})
	return &SignedIn{secret, session, u}, a.store.Write(ctx, func(tx *sqldb.Tx) error {
		u.Right(now)
		if err := a.store.CountAttempt(ctx, tx, u); err != nil {
			return err
		}
		if err := a.store.AddSession(ctx, tx, session); err != nil {
			return err
		}
		if _, err := a.store.DropSessions(ctx, tx, day.At(now.Time().Add(-sessionsKept))); err != nil {
			return err
		}
		return d.recordUser(ctx, tx, "user.sign_in", u, sessionDetail{session.ID, session.Role})
	})
}

// sessionDetail is what the record says of a session.
type sessionDetail struct {
	Session id.ID         `json:"session"`
	Role    identity.Role `json:"role,omitempty"`
}

// verify gives the user whose password it is. The attempt is counted before
// the password is looked at, so that many at once bring no more tries; a wrong
// one is recorded.
func (a *App) verify(ctx context.Context, account string, password personal.Secret) (*identity.User, error) {
	u, hash, err := a.countAttempt(ctx, account)
	if err != nil && !problem.Is(err, problem.NotFound) {
		return nil, err
	}
	right, dated := identity.CheckPassword(hash, password) // takes as long where there is no account
	switch {
	case hash == "":
		return nil, refused()
	case !right:
		return nil, a.wrongPassword(ctx, u)
	case u.Disabled != "":
		return nil, problem.New(problem.Forbidden, "identity.disabled")
	case dated:
		return u, a.renewHash(ctx, u, password)
	}
	return u, nil
}

// countAttempt counts an attempt to sign in to an account and gives what the
// password is checked against. problem.NotFound when there is no such account.
func (a *App) countAttempt(ctx context.Context, account string) (u *identity.User, hash string, err error) {
	if account, err = identity.ParseAccount(account); err != nil {
		return nil, "", problem.Wrap(err, problem.NotFound, "identity.no_user")
	}
	err = a.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
		u, err = a.store.UserByAccount(ctx, tx, account, identity.Everything)
		if problem.Is(err, problem.NotFound) {
			return a.countStranger(ctx, tx, account)
		}
		if err != nil {
			return err
		}
		if err := u.Try(a.clock.Now()); err != nil {
			return err
		}
		if hash, err = a.store.PasswordHash(ctx, tx, u.ID); err != nil {
			return err
		}
		return a.store.CountAttempt(ctx, tx, u)
	})
	return u, hash, err
}

// strangersKept is for how long attempts to sign in to no account are counted.
const strangersKept = 30 * 24 * time.Hour

// countStranger counts and locks an account that is not there as one that is,
// so that neither answer tells which it is.
func (a *App) countStranger(ctx context.Context, tx *sqldb.Tx, account string) error {
	now := a.clock.Now()
	u, err := a.store.Stranger(ctx, tx, account)
	if err != nil {
		return err
	}
	if err := u.Try(now); err != nil {
		return err
	}
	return a.store.CountStranger(ctx, tx, u, now, day.At(now.Time().Add(-strangersKept)))
}

func refused() error { return problem.New(problem.SignedOut, "identity.sign_in_refused") }

func (a *App) wrongPassword(ctx context.Context, u *identity.User) error {
	err := a.store.Write(ctx, func(tx *sqldb.Tx) error {
		d := a.As(identity.Actor{Name: u.Account, User: u.ID})
		return d.recordUser(ctx, tx, "user.wrong_password", u, map[string]any{"account": u.Account, "failures": u.Failures})
	})
	if err != nil {
		return err
	}
	return refused()
}

// renewHash makes the hash as costly as new ones are.
func (a *App) renewHash(ctx context.Context, u *identity.User, password personal.Secret) error {
	hash, err := identity.HashPassword(password, a.random)
	if err != nil {
		return err
	}
	return a.store.Write(ctx, func(tx *sqldb.Tx) error { return a.store.SetPasswordHash(ctx, tx, u.ID, hash) })
}
