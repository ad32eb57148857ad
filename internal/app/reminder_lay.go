package app

import (
	"context"
	"slices"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
	"songnuan/internal/visit"
)

// The settings of reminders, in days.
const (
	remindSoon   = "remind_soon_days"   // before the last day a helper is reminded
	remindLate   = "remind_late_days"   // after it he is told that it has passed
	remindLeader = "remind_leader_days" // after it who leads the area is told
	remindUntil  = "remind_until_days"  // after it nobody is told of it any more
)

// numbersTold bounds the households that a message names by their numbers.
const numbersTold = 10

// reminding is one round of laying reminders.
type reminding struct {
	*Desk
	days     map[string]int
	channels []visit.Channel
	accounts map[id.ID]id.ID // of helpers
	leaders  map[area.Code][]store.AreaLink
}

// LayReminders makes up what is to be said of what is due today: to each helper
// who owes something that ends soon or has ended, and to who leads an area of what
// has ended for some days. Each is made up once. Reminders of what was done
// meanwhile are dropped. It gives how many came new; a server does it every now
// and then.
func (a *App) LayReminders(ctx context.Context) (laid int, err error) {
	r := &reminding{Desk: a.As(identity.AtCommandLine("songnuan")), days: map[string]int{}}
	var running []*campaign.Campaign
	err = a.store.Read(ctx, func(tx *sqldb.Tx) error {
		if err := r.prepare(ctx, tx); err != nil {
			return err
		}
		running, err = r.running(ctx, tx)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, c := range running {
		n, err := r.campaign(ctx, c)
		if err != nil {
			return laid, err
		}
		laid += n
	}
	return laid, nil
}

func (r *reminding) prepare(ctx context.Context, tx *sqldb.Tx) (err error) {
	for _, name := range []string{remindSoon, remindLate, remindLeader, remindUntil} {
		days, err := r.store.Setting(ctx, tx, name)
		if err != nil {
			return err
		}
		r.days[name] = int(days)
	}
	if r.channels, err = r.liveChannels(ctx, tx); err != nil {
		return err
	}
	if r.accounts, err = r.store.AccountsOfHelpers(ctx, tx); err != nil {
		return err
	}
	r.leaders, err = r.leadersOf(ctx, tx)
	return err
}

// liveChannels are the channels that are set up and switched on.
func (d *Desk) liveChannels(ctx context.Context, tx *sqldb.Tx) (all []visit.Channel, err error) {
	for _, name := range []visit.Channel{visit.ByMail, visit.ByWebhook} {
		c, err := d.store.ReminderChannel(ctx, tx, name)
		if err != nil {
			return nil, err
		}
		if c.Live {
			all = append(all, name)
		}
	}
	return all, nil
}

func (r *reminding) campaign(ctx context.Context, c *campaign.Campaign) (laid int, err error) {
	var windows []DueWindow
	err = r.store.Read(ctx, func(tx *sqldb.Tx) error {
		p, err := r.planOf(ctx, tx, c)
		if err != nil {
			return err
		}
		windows, err = r.dueWindows(ctx, tx, c.ID, p)
		return err
	})
	if err != nil {
		return 0, err
	}
	for i := range windows {
		if kinds := r.kinds(&windows[i]); len(kinds) > 0 {
			n, err := r.window(ctx, c, &windows[i], kinds)
			if err != nil {
				return laid, err
			}
			laid += n
		}
	}
	return laid, nil
}

// kinds are what is said of a window today.
func (r *reminding) kinds(w *DueWindow) (all []visit.ReminderKind) {
	left := w.Span.To.Sub(r.clock.Today())
	if left >= 0 {
		if left <= r.days[remindSoon] {
			all = append(all, visit.RemindSoon)
		}
		return all
	}
	if -left > r.days[remindUntil] {
		return nil
	}
	if -left >= r.days[remindLate] {
		all = append(all, visit.RemindLate)
	}
	if -left >= r.days[remindLeader] {
		all = append(all, visit.RemindRaised)
	}
	return all
}

// someone is who is told, and of what.
type someone struct {
	helper  id.ID
	account id.ID
	name    string
	where   place
	owed    int64
	numbers []string
}

func (s *someone) add(number string) {
	s.owed++
	if len(s.numbers) < numbersTold && !slices.Contains(s.numbers, number) {
		s.numbers = append(s.numbers, number)
	}
}

// window makes up the reminders of one window.
func (r *reminding) window(ctx context.Context, c *campaign.Campaign, w *DueWindow, kinds []visit.ReminderKind) (laid int, err error) {
	var helpers, leaders map[string]*someone
	var keys map[string]bool
	var open []*visit.Reminder
	err = r.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if helpers, leaders, err = r.owing(ctx, tx, c, w); err != nil {
			return err
		}
		if keys, err = r.store.ReminderKeys(ctx, tx, c.ID, w.Key); err != nil {
			return err
		}
		open, err = r.store.RemindersOf(ctx, tx, c.ID, w.Key)
		return err
	})
	if err != nil {
		return 0, err
	}
	var made []*visit.Reminder
	for _, kind := range kinds {
		people := helpers
		if kind == visit.RemindRaised {
			people = leaders
		}
		for who, one := range people {
			for _, channel := range r.waysTo(one) {
				m := r.remind(c, w, kind, channel, who, one)
				if !keys[m.Once] {
					made = append(made, m)
				}
			}
		}
	}
	done := slices.DeleteFunc(open, func(m *visit.Reminder) bool {
		people := helpers
		if m.Kind == visit.RemindRaised {
			people = leaders
		}
		return people[whoIn(m.Once)] != nil
	})
	if len(made)+len(done) == 0 {
		return 0, nil
	}
	slices.SortFunc(made, func(a, b *visit.Reminder) int { return strings.Compare(a.Once, b.Once) })
	return len(made), r.keep(ctx, c, w, made, done)
}

// waysTo are the channels by which somebody is told: a notice needs an account.
func (r *reminding) waysTo(one *someone) []visit.Channel {
	if one.account == "" {
		return r.channels
	}
	return append([]visit.Channel{visit.ByNotice}, r.channels...)
}

// owing are who owes something in a window still, and who leads where something is
// owed, each under a key.
func (r *reminding) owing(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, w *DueWindow) (helpers, leaders map[string]*someone, err error) {
	helpers, leaders = map[string]*someone{}, map[string]*someone{}
	for after := ""; ; {
		page, next, err := r.store.DutiesDue(ctx, tx, w.query(c.ID), identity.Everything, after, pageMost)
		if err != nil {
			return nil, nil, err
		}
		for _, l := range page {
			if l.Helper != "" {
				one := helpers[string(l.Helper)]
				if one == nil {
					one = &someone{helper: l.Helper, account: r.accounts[l.Helper], name: l.Name, where: place{l.Area, l.Unit}}
					helpers[string(l.Helper)] = one
				}
				one.add(l.Number)
			}
			for _, link := range leadersAt(r.leaders, l.Area) {
				key := firstOf(string(link.Account), string(link.ID))
				if leaders[key] == nil {
					leaders[key] = &someone{account: link.Account, name: link.Name, where: place{link.Area, link.Unit}}
				}
				leaders[key].add(l.Number)
			}
		}
		if after = next; after == "" {
			return helpers, leaders, nil
		}
	}
}

const inKey = "|"

// whoIn is who is told, out of a reminder's key.
func whoIn(once string) string {
	parts := strings.Split(once, inKey)
	return parts[len(parts)-2]
}

func (r *reminding) remind(c *campaign.Campaign, w *DueWindow, kind visit.ReminderKind, channel visit.Channel, who string, one *someone) *visit.Reminder {
	now := r.clock.Now()
	m := &visit.Reminder{ID: r.ids(), Once: strings.Join([]string{string(kind), string(c.ID), w.Key, who, string(channel)}, inKey), Kind: kind, Channel: channel, Campaign: c.ID, Stretch: w.Key,
		Helper: one.helper, Account: one.account, Name: one.name, Area: one.where.Area, Unit: one.where.Unit, Due: w.Span.To, Owed: one.owed, State: visit.ReminderWaiting, Next: now, Made: now, Version: 1, Numbers: one.numbers}
	if channel == visit.ByNotice {
		m.State, m.Sent, m.Next = visit.ReminderSent, now, ""
	}
	args := []any{"name", one.name, "title", c.Title, "duty", w.Title(), "day", w.Span.To, "n", one.owed, "numbers", strings.Join(one.numbers, "、")}
	const lang = locale.Chinese // what leaves the office is Chinese
	switch kind {
	case visit.RemindSoon:
		m.Subject, m.Words = text(lang, "reminder.subject.soon", args...), text(lang, "reminder.text.soon", args...)
	case visit.RemindLate:
		m.Subject, m.Words = text(lang, "reminder.subject.late", args...), text(lang, "reminder.text.late", args...)
	default:
		m.Subject, m.Words = text(lang, "reminder.subject.raised", args...), text(lang, "reminder.text.raised", args...)
	}
	return m
}

// keep writes what was made up and drops what was done meanwhile.
func (r *reminding) keep(ctx context.Context, c *campaign.Campaign, w *DueWindow, made, done []*visit.Reminder) error {
	return r.store.Write(ctx, func(tx *sqldb.Tx) error {
		for _, m := range made {
			if _, err := r.store.AddReminder(ctx, tx, m); err != nil {
				return err
			}
		}
		for _, m := range done {
			before := *m // the transaction may be tried again
			if !before.Drop() {
				continue
			}
			if err := r.store.SaveReminder(ctx, tx, &before); err != nil {
				return err
			}
		}
		return r.record(ctx, tx, act{name: "reminder.lay", noun: "reminder", subject: c.ID, where: place{c.Area, c.Unit}, count: int64(len(made)),
			detail: map[string]any{"stretch": w.Key, "dropped": len(done)}})
	})
}
