package store

import (
	"context"
	"maps"
	"testing"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/visit"
)

func init() {
	maps.Copy(unscoped, map[string]string{
		"AddVisitSheets": "write", "KeyedSheet": "who keyed a sheet in: serves a refusal, after the sheet's household was found visitable",
		"AddReminder": "write", "SaveReminder": "write", "PutReminderChannel": "write", "PutAccountMail": "write",
		"RemindersToSend": "the program's own outbox", "RemindersOf": "the same", "ReminderKeys": "the same", "AccountsOfHelpers": "the same; ids only",
		"OwnNotices": "one's own", "AccountMail": "one's own, and the outbox", "ReminderChannel": "the office's setting",
	})
}

func reminderReads(ctx context.Context, t *testing.T, s *Store, at placed) map[string]scopedRead {
	t.Helper()
	r := &visit.Reminder{ID: id.New(), Once: "k", Kind: visit.RemindLate, Channel: visit.ByMail, Name: "某", Area: at.open.Area, Unit: at.open.Unit, Due: date26(12, 1), State: visit.ReminderFailed, Made: testInstant, Version: 1, Subject: "题", Words: "话", Numbers: []string{"1"}}
	write(t, s, func(tx *sqldb.Tx) error {
		for _, want := range []bool{true, false} { // the second of a key is none
			if added, err := s.AddReminder(ctx, tx, r); err != nil || added != want {
				t.Errorf("added %t, %v", added, err)
			}
		}
		return nil
	})
	write(t, s, func(tx *sqldb.Tx) error {
		return s.AddVisitSheets(ctx, tx, []VisitSheet{{Number: "S-1", Household: at.open.ID, Area: at.open.Area, Unit: at.open.Unit, Printed: testInstant}})
	})
	return map[string]scopedRead{
		"VisitSheet": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.VisitSheet(ctx, tx, "S-1", scope)) },
		"Reminder":   func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.Reminder(ctx, tx, r.ID, scope)) },
		"Reminders": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.Reminders(ctx, tx, visit.ReminderFailed, scope, "", 9)
			return len(all), err
		},
	}
}
