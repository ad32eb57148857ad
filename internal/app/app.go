// Package app holds the use cases: authorise, load, decide, save, record, each
// in one transaction. A desk binds them to an actor, its scope and the clock;
// without an actor there is no use case.
package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// App is the program over one database.
type App struct {
	store    *store.Store
	clock    day.Clock
	ids      id.Source
	days     *calendar
	random   io.Reader
	plans    *planCache
	profiles *profileCache
}

// Config is what an App needs.
type Config struct {
	Store    *store.Store
	Clock    day.Clock
	IDs      id.Source
	Calendar *day.Calendar // the program's holiday table; day.DefaultCalendar when nil
	Holidays *day.Calendar // a table over it and over the database's, nil for none
	Random   io.Reader     // for salts, sessions and tokens; the machine's when nil
}

// New makes the program.
func New(c Config) *App {
	if c.Random == nil {
		c.Random = rand.Reader
	}
	return &App{c.Store, c.Clock, c.IDs, newCalendar(c.Calendar, c.Holidays), c.Random, &planCache{}, &profileCache{}}
}

// At is the same program at another time, over the same database: what is laid
// for a demonstration lies behind it.
func (a *App) At(clock day.Clock) *App {
	b := *a
	b.clock = clock
	return &b
}

// Now is the present instant by the program's clock.
func (a *App) Now() day.Instant { return a.clock.Now() }

// As gives the desk of an actor.
func (a *App) As(actor identity.Actor) *Desk { return &Desk{App: a, actor: actor} }

// Desk is where one actor works: every use case is a method of it.
type Desk struct {
	*App
	actor identity.Actor
	once  *store.Request // under way; nil unless a program asked under a key
}

// Actor is who works at the desk.
func (d *Desk) Actor() identity.Actor { return d.actor }

// act is what a use case writes down of itself.
type act struct {
	name    string // household.import
	noun    string
	subject id.ID
	where   place
	count   int64
	digest  string
	detail  any // marshalled to JSON; no personal data
}

// record appends the act to the audit log, in its own transaction tx.
func (d *Desk) record(ctx context.Context, tx *sqldb.Tx, a act) error {
	var detail string
	if a.detail != nil {
		body, err := json.Marshal(a.detail)
		if err != nil {
			return err
		}
		detail = string(body)
	}
	if err := d.claim(ctx, tx, &a); err != nil {
		return err
	}
	return d.store.AppendAudit(ctx, tx, identity.Record{
		ID: d.ids(), At: d.clock.Now(), Actor: d.actor.Name, Role: d.actor.Role, Act: a.name, Noun: a.noun, Subject: string(a.subject),
		Area: a.where.Area, Unit: a.where.Unit, Count: a.count, Digest: a.digest, Detail: detail,
	})
}

// SealRecords closes the audit chains that have grown with a link of the chain
// over the chains. Every command line ends with it.
func (d *Desk) SealRecords(ctx context.Context) error {
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		return d.store.SealChains(ctx, tx, func(s *identity.Seal) { s.At = d.clock.Now() })
	})
}

// VerifyRecords walks the audit chains. It gives the number of records found
// whole, and the first break as an error.
func (d *Desk) VerifyRecords(ctx context.Context) (records int64, err error) {
	if err := d.actor.Must(identity.AuditVerify); err != nil {
		return 0, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		records, err = d.store.VerifyAudit(ctx, tx)
		return err
	})
	return records, err
}
