package app

import (
	"context"
	"encoding/json"

	"songnuan/internal/courier"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
	"songnuan/internal/visit"
)

// How many reminders are sent in one go, and taken up at once.
const (
	sentInOneGo  = 1000
	takenAtOnce  = 50
	webhookTitle = "text" // how messengers are told that a message is words
)

// SendReminders sends what waits, by the channels that are switched on; nothing
// where none is. A message that its receiver acknowledged is not sent again; one
// of which nobody knows how it ended goes out again under the same id. It gives
// how many were acknowledged.
func (a *App) SendReminders(ctx context.Context) (sent int, err error) {
	d := a.As(identity.AtCommandLine("songnuan"))
	for tried := 0; tried < sentInOneGo; {
		var due []id.ID
		err := a.store.Read(ctx, func(tx *sqldb.Tx) error {
			channels, err := d.liveChannels(ctx, tx)
			if err != nil || len(channels) == 0 {
				return err
			}
			due, err = a.store.RemindersToSend(ctx, tx, channels, a.clock.Now(), takenAtOnce)
			return err
		})
		if err != nil || len(due) == 0 || ctx.Err() != nil {
			return sent, err
		}
		for _, of := range due {
			tried++
			ok, err := d.sendReminder(ctx, of)
			if err != nil {
				return sent, err
			}
			if ok {
				sent++
			}
		}
	}
	return sent, nil
}

// sendReminder sends one: it is taken up in a transaction of its own, carried, and
// what became of it written down, also when the program is asked to end meanwhile.
func (d *Desk) sendReminder(ctx context.Context, of id.ID) (sent bool, err error) {
	r, carrier, address, err := d.takeReminder(ctx, of)
	if err != nil || r == nil {
		return false, err
	}
	told := problem.New(problem.Invalid, "reminder.no_address")
	var carried error = told
	if address != "" || r.Channel == visit.ByWebhook {
		m, err := messageOf(r, address)
		if err != nil {
			return false, err
		}
		carried = carrier.Carry(ctx, m)
	}
	err = d.store.Write(context.WithoutCancel(ctx), func(tx *sqldb.Tx) error {
		after := *r
		after.Told(d.clock.Now(), carried, courier.Passing(carried))
		if err := d.store.SaveReminder(context.WithoutCancel(ctx), tx, &after); err != nil {
			return err
		}
		return d.recordReminder(context.WithoutCancel(ctx), tx, &after, "reminder.send")
	})
	if problem.Is(err, problem.Conflict) { // its time ran out, and another took it up
		return false, nil
	}
	return carried == nil && err == nil, err
}

// takeReminder takes one up that waits, or that nobody told of again in time; nil
// when somebody was faster.
func (d *Desk) takeReminder(ctx context.Context, of id.ID) (r *visit.Reminder, carrier courier.Courier, address string, err error) {
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if r, err = d.store.Reminder(ctx, tx, of, identity.Everything); err != nil {
			return err
		}
		now := d.clock.Now()
		if r.State != visit.ReminderWaiting && r.State != visit.ReminderSending || r.Next > now {
			r = nil
			return nil
		}
		c, err := d.store.ReminderChannel(ctx, tx, r.Channel)
		if err != nil {
			return err
		}
		if carrier, err = d.courierOf(c); err != nil {
			return err
		}
		if r.Account != "" && r.Channel == visit.ByMail {
			if address, err = d.store.AccountMail(ctx, tx, r.Account); err != nil {
				return err
			}
		}
		r.Claim(now)
		return d.store.SaveReminder(ctx, tx, r)
	})
	if problem.Is(err, problem.Conflict) {
		return nil, nil, "", nil
	}
	return r, carrier, address, err
}

// courierOf is who carries a channel's messages.
func (d *Desk) courierOf(c store.ReminderChannel) (courier.Courier, error) {
	if c.Name == visit.ByMail {
		mail := &courier.Mail{}
		return mail, json.Unmarshal(c.Config, mail)
	}
	hook := &courier.Webhook{Clock: d.clock}
	return hook, json.Unmarshal(c.Config, hook)
}

// webhookBody is what a messenger gets. msgtype and text are what the robots of
// 企业微信 and 钉钉 read; the rest is for programs.
type webhookBody struct {
	MessageType string             `json:"msgtype"`
	Text        webhookText        `json:"text"`
	ID          id.ID              `json:"id"`
	Kind        visit.ReminderKind `json:"kind"`
	Subject     string             `json:"subject"`
	Name        string             `json:"name"` // of who is told
	Until       string             `json:"until,omitempty"`
	Households  int64              `json:"households"`
	Numbers     []string           `json:"numbers"`
}

type webhookText struct {
	Content string `json:"content"`
}

func messageOf(r *visit.Reminder, address string) (m courier.Message, err error) {
	m = courier.Message{ID: string(r.ID), To: address, Subject: r.Subject, Text: r.Words}
	if r.Channel == visit.ByWebhook {
		numbers := r.Numbers
		if numbers == nil {
			numbers = []string{}
		}
		m.Body, err = json.Marshal(webhookBody{webhookTitle, webhookText{r.Words}, r.ID, r.Kind, r.Subject, r.Name, r.Due.String(), r.Owed, numbers})
	}
	return m, err
}

func (d *Desk) recordReminder(ctx context.Context, tx *sqldb.Tx, r *visit.Reminder, name string) error {
	return d.record(ctx, tx, act{name: name, noun: "reminder", subject: r.ID, where: place{r.Area, r.Unit}, count: 1,
		detail: map[string]any{"kind": r.Kind, "channel": r.Channel, "state": r.State, "tries": r.Tries, "reason": r.Reason}})
}
