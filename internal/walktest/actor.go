package walktest

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
)

// Standpoint is where an actor works.
type Standpoint struct {
	Name  string
	Scope identity.Scope
	Sees  string // letters of the places whose households lie within
	Runs  bool   // reaches all of the town, so may run its campaign
}

// Standpoints are where the actors work.
var Standpoints = []*Standpoint{
	{"everywhere", identity.Everything, "ABC", true},
	{"town", identity.Scope{Areas: []area.Code{Town}}, "AB", true},
	{"village A", identity.Scope{Areas: []area.Code{"441900129200"}}, "A", false},
	{"village B", identity.Scope{Areas: []area.Code{"441900129201"}}, "B", false},
	{"elsewhere", identity.Scope{Areas: []area.Code{"152502001001"}}, "C", false},
	{"a unit", identity.Scope{Units: []string{"0001."}}, "", false},
}

// Actor is somebody in one role at one standpoint.
type Actor struct {
	Name  string
	Role  identity.Role
	From  *Standpoint
	Token personal.Secret // for the interface
	Visit personal.Secret // for a browser's cookie
}

// hire gives the office somebody of every role at every standpoint, each with a
// token and a session, and one account in each place that the walk looks for.
func (o *Office) hire(t testing.TB) {
	t.Helper()
	for _, role := range identity.Granted {
		for _, from := range Standpoints {
			o.Actors = append(o.Actors, o.Hire(t, role, from))
		}
	}
	for _, p := range o.Places {
		p.Account = "sits." + string(p.Letter[1]+'a'-'A')
		o.user(t, p.Account, p.Surname+"婷", p.Area, identity.Grant{Role: identity.VillageClerk, Scope: identity.Scope{Areas: []area.Code{p.Area}}})
	}
}

// Hire makes an account in a role at a standpoint.
func (o *Office) Hire(t testing.TB, role identity.Role, from *Standpoint) *Actor {
	t.Helper()
	a := &Actor{Name: fmt.Sprintf("w%d", o.Serial()), Role: role, From: from}
	of := o.user(t, a.Name, "行者", area.Code("110101001001"), identity.Grant{Role: role, Scope: from.Scope}) // sits where nobody walks
	a.Token, a.Visit = o.session(t, identity.Token, of, role), o.session(t, identity.Visit, of, role)
	return a
}

func (o *Office) user(t testing.TB, account, name string, where area.Code, grant identity.Grant) id.ID {
	t.Helper()
	now := o.Clock.Now()
	u := &identity.User{ID: id.New(), Account: account, Name: name, Area: where, Grants: []identity.Grant{grant}, PasswordSet: now, Recorded: now, Version: 1}
	must(t, o.Store.Write(t.Context(), func(tx *sqldb.Tx) error { return o.Store.AddUser(t.Context(), tx, u, "") }))
	return u.ID
}

// random reads as a source for secrets.
type random struct{}

func (random) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	return len(b), nil
}

func (o *Office) session(t testing.TB, kind identity.Kind, of id.ID, role identity.Role) personal.Secret {
	t.Helper()
	s, secret, err := identity.NewSession(kind, id.New(), o.Clock.Now(), 12*time.Hour, random{})
	must(t, err)
	s.User, s.Role, s.Label = of, role, "巡查"
	must(t, o.Store.Write(t.Context(), func(tx *sqldb.Tx) error { return o.Store.AddSession(t.Context(), tx, s) }))
	return secret
}

// Revoke ends the session or token of a secret.
func (o *Office) Revoke(t testing.TB, secret personal.Secret) {
	t.Helper()
	must(t, o.Store.Write(t.Context(), func(tx *sqldb.Tx) error {
		s, _, err := o.Store.SessionByDigest(t.Context(), tx, identity.DigestOf(secret.Clear()))
		if err != nil {
			return err
		}
		_, err = o.Store.EndSession(t.Context(), tx, s.User, s.ID, day.Instant("2027-01-20T00:00:00.000000Z"))
		return err
	}))
}

// Token is another token of an actor, narrowed to an area.
func (o *Office) Token(t testing.TB, a *Actor, where area.Code) (secret personal.Secret) {
	t.Helper()
	desk, err := o.App.DeskOf(t.Context(), a.Visit)
	must(t, err)
	secret, _, err = desk.MakeToken(t.Context(), app.TokenOrder{Label: "巡查", Role: a.Role, Area: where, Days: 1})
	must(t, err)
	return secret
}

// Fresh is the actor with a token of its own, which it may end.
func (o *Office) Fresh(t testing.TB, a *Actor) *Actor {
	t.Helper()
	desk, err := o.App.DeskOf(t.Context(), a.Visit)
	must(t, err)
	fresh := *a
	fresh.Token = o.session(t, identity.Token, desk.Actor().User, a.Role)
	return &fresh
}

// Newcomer is another account in the first place.
func (o *Office) Newcomer(t testing.TB) (account string) {
	t.Helper()
	p := o.Places[0]
	account = fmt.Sprintf("sits.a%d", o.Serial())
	of := o.user(t, account, "某人", p.Area, identity.Grant{Role: identity.VillageClerk, Scope: identity.Scope{Areas: []area.Code{p.Area}}})
	o.session(t, identity.Token, of, identity.VillageClerk)
	return account
}

// SessionOf is a way in of an account.
func (o *Office) SessionOf(t testing.TB, account string) id.ID {
	t.Helper()
	_, sessions, err := o.Machine.User(t.Context(), account)
	must(t, err)
	return sessions[0].ID
}
