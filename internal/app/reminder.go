package app

import (
	"context"
	"encoding/json"

	"songnuan/internal/courier"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
	"songnuan/internal/visit"
)

// Reminders lists what went out and what did not, within the actor's places, the
// newest first; of one state where it is named.
func (d *Desk) Reminders(ctx context.Context, state visit.ReminderState, before id.ID, limit int) (page []*visit.Reminder, next id.ID, err error) {
	if err := d.actor.Must(identity.ReminderSee); err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		page, next, err = d.store.Reminders(ctx, tx, state, d.actor.Scope, before, min(max(limit, 1), pageMost))
		return err
	})
	return page, next, err
}

// RetryReminder has a reminder that failed tried again at once. problem.Conflict
// for one that did not fail.
func (d *Desk) RetryReminder(ctx context.Context, of id.ID) error {
	if err := d.actor.Must(identity.ReminderKeep); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		r, err := d.store.Reminder(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		if err := r.Retry(d.clock.Now()); err != nil {
			return err
		}
		if err := d.store.SaveReminder(ctx, tx, r); err != nil {
			return err
		}
		return d.recordReminder(ctx, tx, r, "reminder.retry")
	})
}

// ReminderChannels is how reminders leave the office. Secrets are not shown: that
// there is one is.
type ReminderChannels struct {
	Mail           courier.Mail    `json:"mail"` // without its password
	MailLive       bool            `json:"mail_live"`
	MailVersion    int64           `json:"mail_version"`
	MailSecret     bool            `json:"mail_secret"`
	Webhook        courier.Webhook `json:"webhook"` // without its secret
	WebhookLive    bool            `json:"webhook_live"`
	WebhookVersion int64           `json:"webhook_version"`
	WebhookSecret  bool            `json:"webhook_secret"`
}

// ReminderChannels shows how they are set up. problem.Forbidden for who sees a
// part of the office only.
func (d *Desk) ReminderChannels(ctx context.Context) (all *ReminderChannels, err error) {
	if err := d.mustKeepReminders(); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		mail, err := d.store.ReminderChannel(ctx, tx, visit.ByMail)
		if err != nil {
			return err
		}
		hook, err := d.store.ReminderChannel(ctx, tx, visit.ByWebhook)
		if err != nil {
			return err
		}
		all = &ReminderChannels{MailLive: mail.Live, MailVersion: mail.Version, WebhookLive: hook.Live, WebhookVersion: hook.Version}
		if err := json.Unmarshal(mail.Config, &all.Mail); err != nil {
			return err
		}
		if err := json.Unmarshal(hook.Config, &all.Webhook); err != nil {
			return err
		}
		all.MailSecret, all.WebhookSecret = all.Mail.Password != "", all.Webhook.Secret != ""
		all.Mail.Password, all.Webhook.Secret = "", ""
		return nil
	})
	return all, err
}

func (d *Desk) mustKeepReminders() error {
	if err := d.actor.Must(identity.ReminderKeep); err != nil {
		return err
	}
	if !d.actor.Scope.All {
		return problem.New(problem.Forbidden, "app.outside_scope")
	}
	return nil
}

// SetMail sets up how e-mail goes out, over the version that was seen; without a
// password the one before stays. problem.Invalid for what can't be right;
// problem.Conflict when somebody was faster.
func (d *Desk) SetMail(ctx context.Context, mail courier.Mail, live bool, seen int64) error {
	return d.setChannel(ctx, visit.ByMail, live, seen, func(before json.RawMessage) (any, error) {
		var old courier.Mail
		if err := json.Unmarshal(before, &old); err != nil {
			return nil, err
		}
		if mail.Password == "" && mail.User != "" && mail.Host == old.Host {
			mail.Password = old.Password // never sent to another server than it was given for
		}
		if mail.User == "" {
			mail.Password = ""
		}
		return mail, mail.Check()
	})
}

// SetWebhook sets up where webhooks go, as SetMail does.
func (d *Desk) SetWebhook(ctx context.Context, hook courier.Webhook, live bool, seen int64) error {
	return d.setChannel(ctx, visit.ByWebhook, live, seen, func(before json.RawMessage) (any, error) {
		var old courier.Webhook
		if err := json.Unmarshal(before, &old); err != nil {
			return nil, err
		}
		if hook.Secret == "" {
			hook.Secret = old.Secret
		}
		return hook, hook.Check()
	})
}

func (d *Desk) setChannel(ctx context.Context, name visit.Channel, live bool, seen int64, config func(before json.RawMessage) (any, error)) error {
	if err := d.mustKeepReminders(); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := d.store.ReminderChannel(ctx, tx, name)
		if err != nil {
			return err
		}
		if c.Version != seen {
			return problem.New(problem.Conflict, "reminder.changed")
		}
		next, err := config(c.Config)
		if err != nil {
			return err
		}
		if c.Config, err = json.Marshal(next); err != nil {
			return err
		}
		c.Live, c.Actor, c.Recorded, c.Version = live, d.actor.Name, d.clock.Now(), c.Version+1
		if err := d.store.PutReminderChannel(ctx, tx, c); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "reminder.channel", noun: "reminder", count: 1, detail: map[string]any{"channel": name, "live": live}})
	})
}

// TryChannel sends a message to say that a channel works, at once, to an address
// where it needs one. What it came to is listed with the reminders.
func (d *Desk) TryChannel(ctx context.Context, name visit.Channel, to string) error {
	if err := d.mustKeepReminders(); err != nil {
		return err
	}
	if name == visit.ByMail {
		known, err := courier.Address(to)
		if err != nil {
			return err
		}
		to = known
	}
	var c store.ReminderChannel
	err := d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		c, err = d.store.ReminderChannel(ctx, tx, name)
		return err
	})
	if err != nil {
		return err
	}
	if c.Version == 0 {
		return problem.New(problem.Invalid, "reminder.not_set_up")
	}
	carrier, err := d.courierOf(c)
	if err != nil {
		return err
	}
	now := d.clock.Now()
	const lang = locale.Chinese
	r := &visit.Reminder{ID: d.ids(), Kind: visit.RemindTest, Channel: name, Account: d.actor.User, Name: d.actor.Name, Due: now.Date(), State: visit.ReminderSending, Tries: 1, Made: now, Version: 1,
		Subject: text(lang, "reminder.subject.test"), Words: text(lang, "reminder.text.test", "name", d.actor.Name, "when", ShownTime(now))}
	r.Once = "test" + inKey + string(r.ID) + inKey + string(name)
	m, err := messageOf(r, to)
	if err != nil {
		return err
	}
	carried := carrier.Carry(ctx, m)
	r.Told(d.clock.Now(), carried, false)
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := d.store.AddReminder(ctx, tx, r); err != nil {
			return err
		}
		return d.recordReminder(ctx, tx, r, "reminder.try")
	})
	if err != nil {
		return err
	}
	return carried
}

// MyNotices are the reminders that hang for the actor, the newest first.
func (d *Desk) MyNotices(ctx context.Context) (all []*visit.Reminder, err error) {
	if d.actor.User == "" {
		return nil, nil
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		all, err = d.store.OwnNotices(ctx, tx, d.actor.User, workbenchLines)
		return err
	})
	return all, err
}

// PutNoticeAside takes a notice of the actor's own down. problem.NotFound for
// another's.
func (d *Desk) PutNoticeAside(ctx context.Context, of id.ID) error {
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		r, err := d.store.Reminder(ctx, tx, of, identity.Everything)
		if err != nil {
			return err
		}
		if r.Account == "" || r.Account != d.actor.User || r.Channel != visit.ByNotice {
			return problem.New(problem.NotFound, "reminder.none")
		}
		if r.Seen != "" || r.State != visit.ReminderSent {
			return nil
		}
		r.Seen, r.Version = d.clock.Now(), r.Version+1
		if err := d.store.SaveReminder(ctx, tx, r); err != nil {
			return err
		}
		return d.recordReminder(ctx, tx, r, "reminder.seen")
	})
}

// MyMail is where the actor gets reminders by e-mail, masked; "" where he never
// said.
func (d *Desk) MyMail(ctx context.Context) (shown string, err error) {
	if d.actor.User == "" {
		return "", nil
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		address, err := d.store.AccountMail(ctx, tx, d.actor.User)
		shown = personal.MaskMail(address)
		return err
	})
	return shown, err
}

// SetMyMail says where the actor gets reminders by e-mail; "" nowhere.
// problem.Invalid for what is no address.
func (d *Desk) SetMyMail(ctx context.Context, address string) error {
	if d.actor.User == "" {
		return problem.New(problem.Forbidden, "reminder.no_account")
	}
	return d.setMail(ctx, d.actor.User, address)
}

// SetMailOf says where somebody gets reminders by e-mail.
func (d *Desk) SetMailOf(ctx context.Context, account, address string) error {
	if err := d.actor.Must(identity.UserKeep); err != nil {
		return err
	}
	var of id.ID
	err := d.store.Read(ctx, func(tx *sqldb.Tx) error {
		u, err := d.store.UserByAccount(ctx, tx, account, d.actor.Scope)
		if err == nil {
			of = u.ID
		}
		return err
	})
	if err != nil {
		return err
	}
	return d.setMail(ctx, of, address)
}

func (d *Desk) setMail(ctx context.Context, of id.ID, address string) (err error) {
	if address != "" {
		if address, err = courier.Address(address); err != nil {
			return err
		}
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := d.store.PutAccountMail(ctx, tx, of, address, d.clock.Now()); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "reminder.mail", noun: "user", subject: of, count: 1, detail: map[string]any{"kept": address != ""}})
	})
}
