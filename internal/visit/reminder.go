package visit

import (
	"time"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// ReminderKind is what a reminder is about.
type ReminderKind string

// The kinds.
const (
	RemindSoon   ReminderKind = "soon"   // a stretch ends soon, and something is owed still
	RemindLate   ReminderKind = "late"   // it is over, and something was not done
	RemindRaised ReminderKind = "raised" // the same, told to who leads the area
	RemindTest   ReminderKind = "test"   // somebody tries a channel
)

// Text is the kind's name.
func (k ReminderKind) Text(lang locale.Lang) string {
	return locale.Text(lang, "reminder.kind."+string(k), nil)
}

// Channel is how a reminder goes out.
type Channel string

// The channels.
const (
	ByNotice  Channel = "notice"  // in the product
	ByMail    Channel = "mail"    // e-mail
	ByWebhook Channel = "webhook" // office messengers
)

// Text is the channel's name.
func (c Channel) Text(lang locale.Lang) string {
	return locale.Text(lang, "reminder.channel."+string(c), nil)
}

// ReminderState is how far a reminder is.
type ReminderState string

// The states.
const (
	ReminderWaiting ReminderState = "waiting"
	ReminderSending ReminderState = "sending" // somebody is at it, until Next at most
	ReminderSent    ReminderState = "sent"    // acknowledged by who took it
	ReminderFailed  ReminderState = "failed"  // not tried again by itself
	ReminderDropped ReminderState = "dropped" // what it was about was done meanwhile
)

// ReminderStates are all, in the order in which lists offer them.
var ReminderStates = []ReminderState{ReminderWaiting, ReminderSending, ReminderSent, ReminderFailed, ReminderDropped}

// Text is the state's name.
func (s ReminderState) Text(lang locale.Lang) string {
	return locale.Text(lang, "reminder.state."+string(s), nil)
}

// Reminder is one message in the outbox: to one person, of one stretch of a duty,
// of one kind, by one channel.
type Reminder struct {
	ID       id.ID
	Once     string
	Kind     ReminderKind
	Channel  Channel
	Campaign id.ID
	Stretch  string // key of the duty's window
	Helper   id.ID  // who owes it, "" of a leader's
	Account  id.ID  // who gets it, "" without one
	Name     string // of who gets it
	Area     area.Code
	Unit     string
	Due      day.Date
	Owed     int64 // households
	State    ReminderState
	Tries    int64
	Next     day.Instant
	Sent     day.Instant
	Seen     day.Instant
	Reason   string // message key, "" while nothing went wrong
	Made     day.Instant
	Version  int64
	Subject  string
	Words    string
	Numbers  []string // of households, no names
}

// reminderWaits are how long it waits after each failure; after the last it is
// not tried again by itself.
var reminderWaits = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour}

// reminderLease is how long somebody who sends is believed to be at it.
const reminderLease = 5 * time.Minute

// Claim takes a reminder up for sending.
func (r *Reminder) Claim(now day.Instant) {
	r.State, r.Next, r.Tries = ReminderSending, day.At(now.Time().Add(reminderLease)), r.Tries+1
	r.Version++
}

// Told ends a try: acknowledged, to be tried again where that may help (passing),
// or given up.
func (r *Reminder) Told(now day.Instant, err error, passing bool) {
	r.Version++
	if err == nil {
		r.State, r.Sent, r.Next, r.Reason = ReminderSent, now, "", ""
		return
	}
	as := problem.As(err)
	r.Reason, r.State, r.Next = as.Key, ReminderFailed, ""
	if passing && r.Tries <= int64(len(reminderWaits)) {
		r.State, r.Next = ReminderWaiting, day.At(now.Time().Add(reminderWaits[r.Tries-1]))
	}
}

// Retry has a reminder that failed tried again at once. problem.Conflict for one
// that did not fail.
func (r *Reminder) Retry(now day.Instant) error {
	if r.State != ReminderFailed {
		return problem.New(problem.Conflict, "reminder.not_failed")
	}
	r.State, r.Next, r.Tries, r.Version = ReminderWaiting, now, 0, r.Version+1
	return nil
}

// Drop puts a reminder aside that has nothing to say any more: one that waits, or
// failed, or hangs as a notice.
func (r *Reminder) Drop() bool {
	if r.State == ReminderWaiting || r.State == ReminderFailed || r.State == ReminderSent && r.Channel == ByNotice && r.Seen == "" {
		r.State, r.Version = ReminderDropped, r.Version+1
		return true
	}
	return false
}
