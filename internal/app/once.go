package app

import (
	"context"
	"strings"
	"time"

	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// requestsKept is for how long a request is known again.
const requestsKept = 48 * time.Hour

// keyMost is how long the key of a request may be, in bytes.
const keyMost = 100

// Asked is what a program asks for under a key of its own: however often it
// asks, it is done once.
type Asked struct {
	Key  string
	What string // all that tells it from another request: method, path, body or its digest
}

// Done is a request that was carried out before.
type Done struct {
	Act     string // as the record names it
	Noun    string
	Subject string // id
	At      day.Instant
	Answer  []byte // nil when it was lost, by a crash between the act and the answer
}

// Once gives a desk whose acts belong to a request, or tells what came of the
// request when it has been carried out. The desk notes the key in the
// transaction of each act, beside its record, so neither a crash nor a second
// attempt at the same time does the act twice: the second is refused with
// problem.Conflict. What is refused notes nothing, and may be asked again.
//
// problem.Invalid when the key stands for another request, or is no key;
// problem.SignedOut for an actor without an account.
func (d *Desk) Once(ctx context.Context, asked Asked) (desk *Desk, done *Done, err error) {
	if d.actor.User == "" {
		return nil, nil, identity.ErrSignedOut()
	}
	if n := len(asked.Key); n == 0 || n > keyMost || strings.ContainsFunc(asked.Key, func(r rune) bool { return r < '!' || r > '~' }) {
		return nil, nil, problem.New(problem.Invalid, "app.request_key", "most", keyMost)
	}
	digest := d.store.RequestDigest(asked.What)
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		before, ok, err := d.store.Request(ctx, tx, d.actor.User, asked.Key)
		switch {
		case err != nil || !ok:
			return err
		case before.Digest != digest:
			return problem.New(problem.Invalid, "app.request_differs")
		}
		done = &Done{before.Act, before.Noun, before.Subject, before.At, before.Answer}
		return nil
	})
	if err != nil || done != nil {
		return nil, done, err
	}
	return &Desk{App: d.App, actor: d.actor, once: &store.Request{Account: d.actor.User, Key: asked.Key, Digest: digest, Claim: d.ids()}}, nil, nil
}

// claim notes the key of the request that an act belongs to.
func (d *Desk) claim(ctx context.Context, tx *sqldb.Tx, a *act) error {
	if d.once == nil {
		return nil
	}
	r := *d.once
	r.Act, r.Noun, r.Subject, r.At = a.name, a.noun, string(a.subject), d.clock.Now()
	mine, err := d.store.ClaimRequest(ctx, tx, &r)
	if err == nil && !mine {
		err = problem.New(problem.Conflict, "app.request_under_way")
	}
	return err
}

// KeepAnswer keeps the answer to the request of the desk, if something was done
// for it, and forgets requests of days ago. It is sealed.
func (d *Desk) KeepAnswer(ctx context.Context, answer []byte) error {
	if d.once == nil {
		return nil
	}
	r := *d.once
	r.Answer = answer
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := d.store.KeepAnswer(ctx, tx, &r); err != nil {
			return err
		}
		_, err := d.store.DropRequests(ctx, tx, day.At(d.clock.Now().Time().Add(-requestsKept)))
		return err
	})
}
