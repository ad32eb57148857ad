package identity

import (
	"encoding/base64"
	"encoding/hex"
	"io"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
)

// Kind is what a session is for.
type Kind string

// The kinds.
const (
	Visit Kind = "visit" // somebody signed in
	Token Kind = "token" // a program, over the API
	First Kind = "first" // a one-time link that makes the first administrator
)

// How long a session lasts: a visit until nobody used it for a while, and in
// no case longer than a working day. GB/T 22239-2019 8.1.4.1 asks for a
// time-out and leaves its length to the owner.
const (
	VisitIdle  = 30 * time.Minute
	VisitLong  = 12 * time.Hour
	TokenLong  = 366 * 24 * time.Hour // the longest life of a token
	FirstLong  = 24 * time.Hour
	touchEvery = time.Minute
)

// Session is one way in: somebody who signed in, a program with a token, or a
// one-time link. Its secret is kept only as a digest.
type Session struct {
	ID      id.ID
	Kind    Kind
	User    id.ID     // "" of a link
	Digest  string    // of the secret, see DigestOf
	Role    Role      // in which the user acts, "" is none
	Area    area.Code // of a token: narrows the role's scope; "" does not
	Unit    string    // likewise, a path
	Label   string    // what the user calls it, or the browser's name
	Made    day.Instant
	Seen    day.Instant // used last, to the minute
	Expires day.Instant
	Ended   day.Instant // signed out, revoked, or used up
}

// secretBytes are random: 256 bits can't be guessed, so a plain digest is
// enough to keep.
const secretBytes = 32

// NewSession makes a session of a kind that ends after long at the latest, and
// its secret, which is nowhere else.
func NewSession(kind Kind, of id.ID, now day.Instant, long time.Duration, random io.Reader) (*Session, personal.Secret, error) {
	secret := make([]byte, secretBytes)
	if _, err := io.ReadFull(random, secret); err != nil {
		return nil, personal.Secret{}, err
	}
	clear := base64.RawURLEncoding.EncodeToString(secret)
	s := &Session{ID: of, Kind: kind, Digest: DigestOf(clear), Made: now, Seen: now, Expires: day.At(now.Time().Add(long))}
	return s, personal.NewSecret(clear), nil
}

// DigestOf is by what a session is found: SM3 over its secret, in hexadecimal.
func DigestOf(secret string) string {
	sum := sm3.Sum([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Open tells whether the session still lets in; problem.SignedOut when not.
func (s *Session) Open(now day.Instant) error {
	idle := s.Kind == Visit && now.Time().Sub(s.Seen.Time()) >= VisitIdle
	if s.Ended != "" || now >= s.Expires || idle {
		return ErrSignedOut()
	}
	return nil
}

// ErrSignedOut is the error of a session that is over, or never was.
func ErrSignedOut() error { return problem.New(problem.SignedOut, "identity.signed_out") }

// Touch notes that the session was used; due tells whether that is worth
// writing down.
func (s *Session) Touch(now day.Instant) (due bool) {
	due = now.Time().Sub(s.Seen.Time()) >= touchEvery
	if due {
		s.Seen = now
	}
	return due
}

// Actor is the user acting by this session. The grant is read anew each time:
// a role that was withdrawn or narrowed is so at once. A user who must change
// the password first acts in no role.
func (s *Session) Actor(u *User) (Actor, error) {
	if u.Disabled != "" || s.User != u.ID {
		return Actor{}, ErrSignedOut()
	}
	a := Actor{Name: u.Account, Shown: u.Name, User: u.ID, Session: s.ID}
	if u.Temporary || s.Role == "" {
		return a, nil
	}
	scope, held := u.Held(s.Role)
	if held {
		scope, held = scope.Within(s.Area, s.Unit)
	}
	switch {
	case held:
		a.Role, a.Scope = s.Role, scope
	case s.Kind == Token:
		return Actor{}, ErrSignedOut()
	}
	return a, nil
}
