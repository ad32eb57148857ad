package view

import (
	"songnuan/internal/app"
	"songnuan/internal/courier"
	"songnuan/internal/visit"
)

// ReminderRow is one reminder on a list.
type ReminderRow struct {
	*visit.Reminder
	When string
	Why  string // the last try failed
}

// ReminderList is what went out and what did not.
type ReminderList struct {
	Filter  Form
	States  []Option
	Rows    []ReminderRow
	Pager   Pager
	MayKeep bool
}

// MyReminders are a person's own.
type MyReminders struct {
	Rows   []ReminderRow
	Mail   string // where they go by e-mail, masked
	Form   Form
	ToMine bool // to his own households; else to the due list
}

// ReminderChannels are the forms of how reminders leave the office.
type ReminderChannels struct {
	*app.ReminderChannels
	Mail, Hook, Try Form
}

// reminderTone is the colour of a state.
func reminderTone(s visit.ReminderState) string {
	switch s {
	case visit.ReminderSent:
		return "green"
	case visit.ReminderFailed:
		return "red"
	case visit.ReminderDropped:
		return "grey"
	}
	return "amber"
}

func securities(p Page) (all []Option) {
	for _, s := range courier.Securities {
		all = append(all, Option{Value: string(s), Text: p.T("web.reminder.security." + string(s))})
	}
	return all
}

// secretHint says that a secret is kept and not shown.
func secretHint(p Page, kept bool) string {
	if kept {
		return p.T("web.reminder.secret_kept")
	}
	return p.T("web.reminder.secret_none")
}
