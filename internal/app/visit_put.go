package app

import (
	"context"
	"time"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/visit"
)

// PutVisit takes an entry in, whatever way it came: from a page, a sheet, a
// phone. It may be sent any number of times. What is genuine is always taken,
// and flagged where a person should look; an entry under the id of another one
// is kept beside it.
//
// Errors: Invalid with visit.Faults for answers that do not fit the form that it
// was filled from; NotFound for a household that never was the sender's, and for
// a form that nobody was given; Conflict for a paper sheet that was keyed in.
func (d *Desk) PutVisit(ctx context.Context, e visit.Entry) (receipt *visit.Receipt, err error) {
	if err := d.actor.Must(identity.VisitRecord); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		sent := e
		receipt, err = d.putVisit(ctx, tx, &sent)
		return err
	})
	return receipt, err
}

func (d *Desk) putVisit(ctx context.Context, tx *sqldb.Tx, e *visit.Entry) (*visit.Receipt, error) {
	if err := checkEntry(e); err != nil {
		return nil, err
	}
	form, err := d.keptForm(ctx, tx, e.Form)
	if err != nil {
		return nil, err
	}
	known, err := d.store.VisitContent(ctx, tx, e.ID)
	if err != nil {
		return nil, err
	}
	if known != "" {
		return d.putAgain(ctx, tx, e, form, known)
	}
	p := &arriving{Desk: d, v: &visit.Visit{Entry: *e, Received: d.clock.Now(), State: visit.Stands, Account: d.actor.User, Actor: d.actor.Name, Version: 1}, form: form, content: d.store.ContentDigest(e.Content())}
	p.v.Recorded = p.v.Received
	for _, step := range []func(context.Context, *sqldb.Tx) error{p.household, p.paper, p.times, p.task, p.visitors, p.answers, p.others, p.keep} {
		if err := step(ctx, tx); err != nil {
			return nil, err
		}
	}
	return d.receiptOf(ctx, tx, p.v, form)
}

// checkEntry refuses what no page, sheet or phone makes.
func checkEntry(e *visit.Entry) error {
	for _, one := range []id.ID{e.ID, e.Household} {
		if _, err := id.Parse(string(one)); err != nil {
			return err
		}
	}
	known := false
	for _, way := range visit.Ways {
		known = known || e.Way == way
	}
	if !known {
		return problem.New(problem.Invalid, "visit.no_way")
	}
	for _, at := range []day.Instant{e.At, e.Sent} {
		if at == "" {
			continue
		}
		if _, err := day.ParseInstant(string(at)); err != nil {
			return err
		}
	}
	if e.At == "" && e.On.IsZero() {
		return problem.New(problem.Invalid, "visit.no_day")
	}
	return nil
}

// putAgain answers an entry whose id is there already.
func (d *Desk) putAgain(ctx context.Context, tx *sqldb.Tx, e *visit.Entry, form *visit.Form, known string) (*visit.Receipt, error) {
	v, err := d.store.Visit(ctx, tx, e.ID, identity.Everything)
	if err != nil {
		return nil, err
	}
	if known == d.store.ContentDigest(e.Content()) {
		return d.receiptOf(ctx, tx, v, form)
	}
	if !d.sentIt(v) {
		if _, err := d.visitable(ctx, tx, e.Household); err != nil {
			return nil, err
		}
	}
	now := d.clock.Now()
	if err := d.store.KeepClash(ctx, tx, e, d.actor.User, d.actor.Name, now); err != nil {
		return nil, err
	}
	if err := d.store.AddVisitFlag(ctx, tx, v.ID, visit.Flag{Kind: visit.FlagClash, Raised: now}); err != nil {
		return nil, err
	}
	if err := d.recordVisit(ctx, tx, v, "visit.clash", visitDetail{Way: e.Way}); err != nil {
		return nil, err
	}
	if v, err = d.store.Visit(ctx, tx, e.ID, identity.Everything); err != nil {
		return nil, err
	}
	r, err := d.receiptOf(ctx, tx, v, form)
	if err == nil {
		r.Clashes = true
	}
	return r, err
}

// sentIt tells whether the actor sent an entry himself.
func (d *Desk) sentIt(v *visit.Visit) bool {
	return v.Account == d.actor.User && v.Actor == d.actor.Name
}

// receiptOf is the receipt of an entry that is kept.
func (d *Desk) receiptOf(ctx context.Context, tx *sqldb.Tx, v *visit.Visit, form *visit.Form) (*visit.Receipt, error) {
	here, err := d.store.VisitPhotoIDs(ctx, tx, v.ID)
	if err != nil {
		return nil, err
	}
	there := map[id.ID]bool{}
	for _, one := range here {
		there[one] = true
	}
	r := &visit.Receipt{ID: v.ID, Number: v.Number, Filed: v.Filed, Received: v.Received, Flags: []visit.FlagKind{}, Awaits: []id.ID{}}
	for _, f := range v.Flags {
		r.Flags = append(r.Flags, f.Kind)
		r.Clashes = r.Clashes || f.Kind == visit.FlagClash
	}
	for _, one := range v.Photos(form) {
		if !there[one] {
			r.Awaits = append(r.Awaits, one)
		}
	}
	return r, nil
}

// arriving is an entry on its way in.
type arriving struct {
	*Desk
	v       *visit.Visit
	form    *visit.Form
	content string
	filed   *registry.Household
	faults  visit.Faults
}

func (p *arriving) flag(kind visit.FlagKind) {
	p.v.Flags = append(p.v.Flags, visit.Flag{Kind: kind, Raised: p.v.Received})
}

// times puts the device's clock right by the server's, as far as it told its
// time.
func (p *arriving) times(context.Context, *sqldb.Tx) error {
	v := p.v
	v.ClockOff = visit.ClockOff(v.Sent, v.Received)
	if v.ClockOff > visit.ClockMost*60 || v.ClockOff < -visit.ClockMost*60 {
		p.flag(visit.FlagClock)
	} else {
		v.ClockOff = 0
	}
	v.Day = v.On
	if v.Day.IsZero() {
		v.Day = day.At(v.At.Time().Add(-time.Duration(v.ClockOff) * time.Second)).Date()
	}
	if v.At == "" {
		v.At = v.Received
	}
	switch today := v.Received.Date(); {
	case v.Day.After(today) && v.Way != visit.ByPhone:
		p.faults = append(p.faults, visit.Fault{Question: "on", Err: problem.New(problem.Invalid, "visit.day_ahead")})
	case v.Day.After(today):
		p.flag(visit.FlagFuture)
		v.Day = today
	}
	if closed := p.filed.Closed; !closed.IsZero() && !closed.After(v.Day) {
		p.flag(visit.FlagClosed)
	}
	return nil
}

// task holds the entry against what its duty asks for today.
func (p *arriving) task(ctx context.Context, tx *sqldb.Tx) error {
	task, over, err := p.visitTask(ctx, tx, p.v.Campaign, p.v.Duty, p.v.Act)
	if err != nil {
		return err
	}
	if over {
		p.flag(visit.FlagOver)
	}
	if task.Digest != p.v.Form {
		p.flag(visit.FlagFormChanged)
	}
	p.v.Act = task.Act
	together := int64(1)
	if p.v.Way == visit.ByDesk {
		together = task.Together
	} else if int64(len(p.v.Visitors)) < task.Together {
		p.flag(visit.FlagFew)
	}
	p.faults = append(p.faults, visit.CheckVisitors(p.v.Visitors, together)...)
	return nil
}

// answers checks what was answered, by the form that it was filled from.
func (p *arriving) answers(context.Context, *sqldb.Tx) (err error) {
	members := make([]id.ID, len(p.filed.Members))
	for i := range p.filed.Members {
		members[i] = p.filed.Members[i].ID
	}
	if p.v.Filed != p.v.Household || p.v.Way == visit.ByPhone {
		members = append(members, p.named()...)
	}
	p.faults = append(p.faults, p.form.Check(&p.v.Entry, members)...)
	if err := p.faults.Error(); err != nil {
		return err
	}
	p.v.Own, p.v.Aid, err = p.v.Entry.Aid()
	p.v.Met, p.v.Signed = p.form.Met(p.v.Answers), p.v.Entry.Signed()
	p.v.Counts = p.v.Met
	if !p.v.Met {
		p.flag(visit.FlagUnmet)
	}
	return err
}

// named are the members that the entry itself names: a phone knows the household
// as it was when it left, and a person who has gone since was still met.
func (p *arriving) named() (all []id.ID) {
	for _, q := range p.form.Of(visit.KindMembers) {
		for _, one := range p.v.Answers[q.ID].Many {
			if known, err := id.Parse(one); err == nil {
				all = append(all, known)
			}
		}
	}
	return all
}

// others links it with what else came of the household and the day.
func (p *arriving) others(ctx context.Context, tx *sqldb.Tx) error {
	others, err := p.store.VisitsOn(ctx, tx, p.v.Filed, p.v.Act, p.v.Day, p.v.ID)
	for _, other := range others {
		p.v.Flags = append(p.v.Flags, visit.Flag{Kind: visit.FlagSameDay, Other: other, Raised: p.v.Received})
	}
	return err
}

// keep writes the entry, puts it on record, and does what follows from it.
func (p *arriving) keep(ctx context.Context, tx *sqldb.Tx) error {
	v := p.v
	v.Number = visit.NumberOf("V", v.ID)
	if err := p.store.AddVisit(ctx, tx, v, p.content); err != nil {
		return err
	}
	for _, f := range v.Flags {
		if f.Kind == visit.FlagSameDay {
			if err := p.store.AddVisitFlag(ctx, tx, f.Other, visit.Flag{Kind: visit.FlagSameDay, Other: v.ID, Raised: v.Received}); err != nil {
				return err
			}
		}
	}
	if err := p.recordVisit(ctx, tx, v, "visit.put", visitDetail{Campaign: v.Campaign, Duty: v.Duty, Act: v.Act, Way: v.Way, Flags: len(v.Flags)}); err != nil {
		return err
	}
	return p.found(ctx, tx, v)
}

// visitDetail is what the record says of an entry.
type visitDetail struct {
	Campaign id.ID     `json:"campaign,omitempty"`
	Duty     string    `json:"duty,omitempty"`
	Act      string    `json:"act,omitempty"`
	Way      visit.Way `json:"way,omitempty"`
	Flags    int       `json:"flags,omitempty"`
	Flag     string    `json:"flag,omitempty"`
	Photo    id.ID     `json:"photo,omitempty"`
	File     string    `json:"file,omitempty"`
}

func (d *Desk) recordVisit(ctx context.Context, tx *sqldb.Tx, v *visit.Visit, name string, detail visitDetail) error {
	digest := identity.NewDigest()
	digest.Add(string(v.ID), v.Number, string(v.Filed), v.Form, string(v.State), d.store.ContentDigest(v.Content()))
	return d.record(ctx, tx, act{name: name, noun: "visit", subject: v.ID, where: place{v.Area, v.Unit}, count: 1, digest: digest.Sum(), detail: detail})
}
