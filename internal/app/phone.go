package app

import (
	"context"
	"strings"
	"time"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/offline"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// PhoneKey is the public half of the office's key, for a phone to seal to.
type PhoneKey struct {
	ID     string `json:"id"`
	Public []byte `json:"public"`
}

// PhoneCard is what a phone gets when it is registered.
type PhoneCard struct {
	Phone   id.ID       `json:"phone"`
	Account string      `json:"account"`
	Name    string      `json:"name"`
	Now     day.Instant `json:"now"`
	Key     PhoneKey    `json:"key"`
}

// RegisterPhone ties a phone, by the id that it minted, to the actor; the same
// again changes nothing. problem.Conflict when it is another's; Forbidden when it
// was revoked.
func (d *Desk) RegisterPhone(ctx context.Context, of id.ID, label string) (card *PhoneCard, err error) {
	if err := d.actor.Must(identity.PhoneUse); err != nil {
		return nil, err
	}
	if _, err := id.Parse(string(of)); err != nil {
		return nil, err
	}
	now := d.clock.Now()
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		me, err := d.me(ctx, tx)
		if err != nil {
			return err
		}
		key, err := d.phoneKey(ctx, tx)
		if err != nil {
			return err
		}
		card = &PhoneCard{of, me.Account, me.Name, now, PhoneKey{key.ID, key.Public()}}
		added, err := d.store.AddPhone(ctx, tx, &offline.Phone{ID: of, User: me.ID, Label: clipped(strings.TrimSpace(label)), Made: now, Seen: now})
		if err != nil {
			return err
		}
		if !added {
			_, err := d.myPhone(ctx, tx, of)
			if problem.Is(err, problem.NotFound) {
				err = problem.New(problem.Conflict, "offline.others_phone")
			}
			return err
		}
		return d.record(ctx, tx, act{name: "phone.register", noun: "phone", subject: of, where: place{me.Area, me.Unit}, count: 1})
	})
	return card, err
}

// myPhone is a phone of the actor. problem.Forbidden with "offline.revoked" when it
// was shut out.
func (d *Desk) myPhone(ctx context.Context, tx *sqldb.Tx, of id.ID) (*offline.Phone, error) {
	p, err := d.store.PhoneOf(ctx, tx, of, d.actor.User)
	if err == nil && p.Revoked != "" {
		return nil, problem.New(problem.Forbidden, "offline.revoked")
	}
	return p, err
}

// phoneKey is the key that phones seal to now; the first is made when it is first
// asked for. The caller's transaction may write.
func (d *Desk) phoneKey(ctx context.Context, tx *sqldb.Tx) (*offline.Key, error) {
	keys, err := d.store.PhoneKeys(ctx, tx)
	if err != nil {
		return nil, err
	}
	if len(keys) > 0 {
		return keys[0], nil
	}
	key, err := offline.NewKey()
	if err != nil {
		return nil, err
	}
	return key, d.store.AddPhoneKey(ctx, tx, key, d.clock.Now())
}

// openEnvelope opens what a phone sealed to any key of the office.
func (d *Desk) openEnvelope(ctx context.Context, tx *sqldb.Tx, envelope []byte, purpose string) ([]byte, error) {
	of, err := offline.KeyOf(envelope)
	if err != nil {
		return nil, err
	}
	keys, err := d.store.PhoneKeys(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		if key.ID == of {
			return key.Open(envelope, purpose)
		}
	}
	return nil, problem.New(problem.Unreadable, "offline.other_key")
}

// Phones gives a page of the phones of people within the scope, the newest first;
// next is the key of the page after, "" at the end.
func (d *Desk) Phones(ctx context.Context, before id.ID, limit int) (page []*offline.Phone, next id.ID, err error) {
	if err := d.actor.Must(identity.PhoneSee); err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		page, err = d.store.Phones(ctx, tx, d.actor.Scope, before, limit+1)
		return err
	})
	if len(page) > limit {
		page = page[:limit]
		next = page[limit-1].ID
	}
	return page, next, err
}

// RevokePhone shuts a lost phone out: it gets and sends nothing more, and drops
// the households it holds as soon as it asks. The sessions of its user end, since
// one of them may be on it.
func (d *Desk) RevokePhone(ctx context.Context, of id.ID) error {
	if err := d.actor.Must(identity.PhoneKeep); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		p, err := d.store.Phone(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		now := d.clock.Now()
		revoked, err := d.store.RevokePhone(ctx, tx, of, now, d.actor.Name)
		if err != nil || !revoked {
			return err
		}
		if _, err := d.store.EndSessions(ctx, tx, p.User, d.actor.Session, now); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "phone.revoke", noun: "phone", subject: of, where: place{p.Area, p.Unit}, count: 1})
	})
}

// LatePhones are the phones within the scope that somebody should ask after:
// entries that wait too long, or households fetched and never heard of since.
func (d *Desk) LatePhones(ctx context.Context, limit int) (late []*offline.Phone, err error) {
	if err := d.actor.Must(identity.PhoneSee); err != nil {
		return nil, err
	}
	now := d.clock.Now().Time()
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		late, err = d.store.LatePhones(ctx, tx, day.At(now.Add(-offline.VeryLate)), day.At(now.Add(-offline.Silent)), d.actor.Scope, limit)
		return err
	})
	return late, err
}

// saidBy is what a phone tells of itself with every message.
func (d *Desk) saidBy(p *offline.Phone, clock string, unsent int, waits time.Duration) {
	now := d.clock.Now()
	p.Seen, p.Drift, p.Unsent, p.Oldest = now, offline.Drift(offline.Instant(clock), now), max(0, unsent), ""
	if unsent > 0 {
		p.Oldest = day.At(now.Time().Add(-max(0, waits)))
	}
}

// benchPhones adds what a day should begin with of phones: those that somebody
// should ask after, and how much of what they sent has to be looked at.
func (d *Desk) benchPhones(ctx context.Context, w *Workbench) (err error) {
	if d.actor.Can(identity.PhoneSee) {
		if w.Phones, err = d.LatePhones(ctx, workbenchLines); err != nil {
			return err
		}
	}
	if !d.actor.Can(identity.UploadSettle) {
		return nil
	}
	return d.store.Read(ctx, func(tx *sqldb.Tx) error {
		w.Uploads, err = d.store.CountUploads(ctx, tx, offline.SetBack, d.actor.Scope)
		return err
	})
}
