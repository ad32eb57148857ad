package app_test

import (
	"maps"

	"songnuan/internal/courier"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/visit"
)

func init() {
	maps.Copy(userCases, reminderCases)
	maps.Copy(open, map[string]string{
		"LayReminders": "the program itself; it shows nobody anything", "SendReminders": "the same",
		"MyNotices": "one's own", "PutNoticeAside": "one's own", "MyMail": "one's own", "SetMyMail": "one's own",
	})
}

// reminderCases are the use cases over reminders.
var reminderCases = map[string]useCase{
	"Reminders": {identity.ReminderSee, func(w *walk) (int64, error) {
		w.failedReminder()
		page, _, err := w.desk.Reminders(w.t.Context(), visit.ReminderFailed, "", 1)
		w.tell(page)
		return int64(len(page)), err
	}, who(reachesA, 1), false},
	"RetryReminder": {identity.ReminderKeep, func(w *walk) (int64, error) {
		return ifDone(w.desk.RetryReminder(w.t.Context(), w.failedReminder()))
	}, who(reachesA, 1), false},
	"ReminderChannels": {identity.ReminderKeep, func(w *walk) (int64, error) {
		all, err := w.desk.ReminderChannels(w.t.Context())
		w.tell(all)
		return ifDone(err)
	}, who(reachesAll, 1), false},
	"SetMail": {identity.ReminderKeep, func(w *walk) (int64, error) {
		return atFault(w.desk.SetMail(w.t.Context(), courier.Mail{}, false, 0), "courier.no_host")
	}, who(reachesAll, 1), false},
	"SetWebhook": {identity.ReminderKeep, func(w *walk) (int64, error) {
		return atFault(w.desk.SetWebhook(w.t.Context(), courier.Webhook{}, false, 0), "courier.no_url")
	}, who(reachesAll, 1), false},
	"TryChannel": {identity.ReminderKeep, func(w *walk) (int64, error) {
		return atFault(w.desk.TryChannel(w.t.Context(), visit.ByWebhook, ""), "reminder.not_set_up")
	}, who(reachesAll, 1), false},
	"SetMailOf": {identity.UserKeep, func(w *walk) (int64, error) {
		return ifDone(w.desk.SetMailOf(w.t.Context(), "u.aa", "a@example.com"))
	}, who(reachesA, 1), false},
}

// atFault counts a use case that got as far as one fault.
func atFault(err error, key string) (int64, error) {
	if err != nil && problem.As(err).Key == key {
		return 1, nil
	}
	return 0, err
}

// failedReminder lays one of village A that failed.
func (w *walk) failedReminder() id.ID {
	r := &visit.Reminder{ID: id.New(), Kind: visit.RemindLate, Channel: visit.ByMail, Name: "某帮扶", Area: villageA, Due: w.machine.Today(), State: visit.ReminderFailed, Reason: "courier.refused", Made: w.machine.Now(), Version: 1}
	r.Once = string(r.ID)
	if err := w.store.Write(w.t.Context(), func(tx *sqldb.Tx) error {
		_, err := w.store.AddReminder(w.t.Context(), tx, r)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return r.ID
}
