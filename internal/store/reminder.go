package store

import (
	"context"
	"encoding/json"
	"errors"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/visit"
)

const reminderColumns = `id, once, kind, channel, campaign, stretch, helper, account, name, area, unit, due_day, owed, state, tries, next, sent, seen, reason, made, version, sealed`

// reminderBody is what of a reminder lies sealed.
type reminderBody struct {
	Subject string   `json:"subject"`
	Words   string   `json:"words"`
	Numbers []string `json:"numbers,omitempty"`
}

// AddReminder writes a reminder unless there is one of its key; added tells.
func (s *Store) AddReminder(ctx context.Context, tx *sqldb.Tx, r *visit.Reminder) (added bool, err error) {
	sealed, err := s.sealJSON(personal.ForReminder, reminderBody{r.Subject, r.Words, r.Numbers})
	if err != nil {
		return false, err
	}
	rows, err := tx.Exec(ctx, `INSERT INTO reminder (`+reminderColumns+`) VALUES (`+sqldb.Marks(22)+`) ON CONFLICT DO NOTHING`,
		string(r.ID), r.Once, string(r.Kind), string(r.Channel), string(r.Campaign), r.Stretch, string(r.Helper), string(r.Account), r.Name, string(r.Area), r.Unit, r.Due.String(), r.Owed,
		string(r.State), r.Tries, string(r.Next), string(r.Sent), string(r.Seen), r.Reason, string(r.Made), r.Version, sealed)
	return rows == 1, err
}

func (s *Store) scanReminder(row *sqldb.Row) (*visit.Reminder, error) {
	r := &visit.Reminder{}
	var due string
	var sealed []byte
	if err := row.Scan(&r.ID, &r.Once, &r.Kind, &r.Channel, &r.Campaign, &r.Stretch, &r.Helper, &r.Account, &r.Name, &r.Area, &r.Unit, &due, &r.Owed,
		&r.State, &r.Tries, &r.Next, &r.Sent, &r.Seen, &r.Reason, &r.Made, &r.Version, &sealed); err != nil {
		return nil, err
	}
	r.Due = dateOf(&due)
	var body reminderBody
	if err := s.unsealJSON(personal.ForReminder, sealed, &body); err != nil {
		return nil, err
	}
	r.Subject, r.Words, r.Numbers = body.Subject, body.Words, body.Numbers
	return r, nil
}

// SaveReminder writes how far a reminder is over the version before.
// problem.Conflict when somebody was faster.
func (s *Store) SaveReminder(ctx context.Context, tx *sqldb.Tx, r *visit.Reminder) error {
	rows, err := tx.Exec(ctx, `UPDATE reminder SET state = ?, tries = ?, next = ?, sent = ?, seen = ?, reason = ?, version = ? WHERE id = ? AND version = ?`,
		string(r.State), r.Tries, string(r.Next), string(r.Sent), string(r.Seen), r.Reason, r.Version, string(r.ID), r.Version-1)
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "reminder.changed")
	}
	return err
}

// Reminder gives one within the scope. problem.NotFound when there is none.
func (s *Store) Reminder(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*visit.Reminder, error) {
	where, args := scopeWhere("m", scope)
	r, err := s.scanReminder(tx.Row(ctx, `SELECT `+prefixed("m", reminderColumns)+` FROM reminder m WHERE m.id = ? AND `+where, append([]any{string(of)}, args...)...))
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "reminder.none")
	}
	return r, err
}

// Reminders gives a page within the scope, of a state where one is named, the
// newest first; next is "" at the end.
func (s *Store) Reminders(ctx context.Context, tx *sqldb.Tx, state visit.ReminderState, scope identity.Scope, before id.ID, limit int) (page []*visit.Reminder, next id.ID, err error) {
	where, args := scopeWhere("m", scope)
	if state != "" {
		where += ` AND m.state = ?`
		args = append(args, string(state))
	}
	if before != "" {
		where += ` AND m.id < ?`
		args = append(args, string(before))
	}
	page, err = sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("m", reminderColumns)+` FROM reminder m WHERE `+where+` ORDER BY m.id DESC LIMIT ?`, append(args, limit+1)...), s.scanReminder)
	if len(page) > limit {
		page = page[:limit]
		next = page[limit-1].ID
	}
	return page, next, err
}

// RemindersToSend gives the ids of those of some channels whose time has come: that
// wait, and that somebody took up and never told of again.
func (s *Store) RemindersToSend(ctx context.Context, tx *sqldb.Tx, channels []visit.Channel, now day.Instant, limit int) ([]id.ID, error) {
	args := []any{string(now)}
	for _, one := range channels {
		args = append(args, string(one))
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT id FROM reminder WHERE state IN ('waiting', 'sending') AND next <= ? AND channel IN (`+sqldb.Marks(len(channels))+`) ORDER BY next, id LIMIT ?`, append(args, limit)...),
		func(row *sqldb.Row) (of id.ID, err error) { return of, row.Scan(&of) })
}

// RemindersOf gives the reminders of a stretch that are not over: they wait,
// failed, or hang as notices.
func (s *Store) RemindersOf(ctx context.Context, tx *sqldb.Tx, campaign id.ID, stretch string) ([]*visit.Reminder, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT `+reminderColumns+` FROM reminder WHERE campaign = ? AND stretch = ? AND (state IN ('waiting', 'failed') OR state = 'sent' AND channel = 'notice' AND seen = '') ORDER BY id`,
		string(campaign), stretch), s.scanReminder)
}

// OwnNotices gives the notices that hang for an account, the newest first.
func (s *Store) OwnNotices(ctx context.Context, tx *sqldb.Tx, account id.ID, limit int) ([]*visit.Reminder, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT `+reminderColumns+` FROM reminder WHERE account = ? AND channel = 'notice' AND state = 'sent' AND seen = '' ORDER BY id DESC LIMIT ?`,
		string(account), limit), s.scanReminder)
}

// ReminderKeys gives the keys of a stretch's reminders, so that what is there is
// not made up again.
func (s *Store) ReminderKeys(ctx context.Context, tx *sqldb.Tx, campaign id.ID, stretch string) (map[string]bool, error) {
	keys := map[string]bool{}
	for row, err := range tx.Query(ctx, `SELECT once FROM reminder WHERE campaign = ? AND stretch = ?`, string(campaign), stretch) {
		if err != nil {
			return nil, err
		}
		var key string
		if err := row.Scan(&key); err != nil {
			return nil, err
		}
		keys[key] = true
	}
	return keys, nil
}

// ReminderChannel is how reminders go out by e-mail or to a messenger.
type ReminderChannel struct {
	Name     visit.Channel
	Live     bool
	Config   json.RawMessage // with its secret
	Actor    string
	Recorded day.Instant
	Version  int64 // 0 of one that nobody has set up
}

// ReminderChannel gives one, switched off when nobody has set it up.
func (s *Store) ReminderChannel(ctx context.Context, tx *sqldb.Tx, name visit.Channel) (c ReminderChannel, err error) {
	c = ReminderChannel{Name: name, Config: json.RawMessage("{}")}
	var live int64
	var sealed []byte
	err = tx.Row(ctx, `SELECT live, sealed, actor, recorded, version FROM reminder_channel WHERE name = ?`, string(name)).Scan(&live, &sealed, &c.Actor, &c.Recorded, &c.Version)
	if errors.Is(err, sqldb.ErrNoRow) {
		return c, nil
	}
	if err != nil {
		return c, err
	}
	c.Live = live == 1
	return c, s.unsealJSON(personal.ForReminder, sealed, &c.Config)
}

// PutReminderChannel writes one over the version before. problem.Conflict when
// somebody was faster.
func (s *Store) PutReminderChannel(ctx context.Context, tx *sqldb.Tx, c ReminderChannel) error {
	sealed, err := s.sealJSON(personal.ForReminder, c.Config)
	if err != nil {
		return err
	}
	rows, err := tx.Exec(ctx, `INSERT INTO reminder_channel (name, live, sealed, actor, recorded, version) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET live = excluded.live, sealed = excluded.sealed, actor = excluded.actor, recorded = excluded.recorded, version = excluded.version
		WHERE reminder_channel.version = ?`, string(c.Name), flag(c.Live), sealed, c.Actor, string(c.Recorded), c.Version, c.Version-1)
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "reminder.changed")
	}
	return err
}

// AccountMail is where an account gets its e-mail, "" where nobody said.
func (s *Store) AccountMail(ctx context.Context, tx *sqldb.Tx, account id.ID) (address string, err error) {
	var sealed []byte
	err = tx.Row(ctx, `SELECT sealed FROM account_mail WHERE account = ?`, string(account)).Scan(&sealed)
	if errors.Is(err, sqldb.ErrNoRow) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	words, err := s.unseal(personal.ForReminder, sealed, 1)
	if err != nil {
		return "", err
	}
	return words[0], nil
}

// PutAccountMail keeps where an account gets its e-mail; "" forgets it.
func (s *Store) PutAccountMail(ctx context.Context, tx *sqldb.Tx, account id.ID, address string, at day.Instant) error {
	if address == "" {
		_, err := tx.Exec(ctx, `DELETE FROM account_mail WHERE account = ?`, string(account))
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO account_mail (account, sealed, recorded) VALUES (?, ?, ?) ON CONFLICT (account) DO UPDATE SET sealed = excluded.sealed, recorded = excluded.recorded`,
		string(account), s.seal(personal.ForReminder, address), string(at))
	return err
}

// AccountsOfHelpers gives which account is whose own: by helper, those that can
// sign in.
func (s *Store) AccountsOfHelpers(ctx context.Context, tx *sqldb.Tx) (map[id.ID]id.ID, error) {
	accounts := map[id.ID]id.ID{}
	for row, err := range tx.Query(ctx, `SELECT helper, id FROM account WHERE helper <> ''`) {
		if err != nil {
			return nil, err
		}
		var helper, account id.ID
		if err := row.Scan(&helper, &account); err != nil {
			return nil, err
		}
		accounts[helper] = account
	}
	return accounts, nil
}
