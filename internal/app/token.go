package app

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// TokenOrder asks for a token by which a program acts as the user.
type TokenOrder struct {
	Label string        // who will use it
	Role  identity.Role // one that the user holds
	Area  area.Code     // within the role's scope; "" does not narrow
	Unit  string        // name, likewise
	Days  int           // until it runs out
}

const aDay = 24 * time.Hour

// MakeToken makes a token of the actor's own. Its secret is shown this once.
// A token makes no tokens: what leaks must not prolong itself.
func (d *Desk) MakeToken(ctx context.Context, order TokenOrder) (secret personal.Secret, session *identity.Session, err error) {
	if most := int(identity.TokenLong / aDay); order.Days < 1 || order.Days > most {
		return secret, nil, problem.New(problem.Invalid, "identity.token_long", "days", most)
	}
	if n := utf8.RuneCountInString(strings.TrimSpace(order.Label)); n == 0 || n > labelMost {
		return secret, nil, problem.New(problem.Invalid, "identity.session_name")
	}
	session, secret, err = identity.NewSession(identity.Token, d.ids(), d.clock.Now(), time.Duration(order.Days)*aDay, d.random)
	if err != nil {
		return secret, nil, err
	}
	session.User, session.Role, session.Area, session.Label = d.actor.User, order.Role, order.Area, order.Label
	return secret, session, d.ownChange(ctx, "user.token", func(tx *sqldb.Tx, u *identity.User) (any, error) {
		if err := d.onVisit(ctx, tx, u); err != nil {
			return nil, err
		}
		paths, err := d.unitPaths(ctx, tx, order.Unit)
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			session.Unit = path
		}
		actor, err := session.Actor(u)
		if err != nil || actor.Role == "" {
			return nil, problem.New(problem.Forbidden, "app.outside_scope")
		}
		return sessionDetail{session.ID, session.Role}, d.store.AddSession(ctx, tx, session)
	})
}

// onVisit is problem.Forbidden for who did not sign in with a password.
func (d *Desk) onVisit(ctx context.Context, tx *sqldb.Tx, u *identity.User) error {
	sessions, err := d.store.SessionsOf(ctx, tx, u.ID, d.clock.Now(), identity.Everything)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if s.ID == d.actor.Session && s.Kind == identity.Visit {
			return nil
		}
	}
	return identity.ErrSignedOut()
}

// labelMost is how long the name of a session may be, in characters.
const labelMost = 40

func clipped(label string) string {
	if r := []rune(label); len(r) > labelMost {
		return string(r[:labelMost])
	}
	return label
}
