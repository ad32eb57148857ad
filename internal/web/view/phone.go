package view

import (
	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/locale"
	"songnuan/internal/offline"
)

// Phone is the shell of the page for entering visits without a network.
type Phone struct {
	Lang     locale.Lang
	Title    string
	Org      string
	Icon     string
	NoScript string
	File     func(name string) string
}

// PhoneList is a page of phones.
type PhoneList struct {
	Rows    []PhoneRow
	Pager   Pager
	CanKeep bool
}

// PhoneRow is a phone in the list.
type PhoneRow struct {
	*offline.Phone
	Tone, State string
	Waits       string // since when something waits on it
}

// UploadList is a page of what phones sent and somebody has to look at.
type UploadList struct {
	Tabs  []Tab
	Rows  []app.PhoneUploadLine
	Pager Pager
}

// UploadShow is one of them.
type UploadShow struct {
	Form
	*app.PhoneUploadView
	Off   string // by how much the phone's clock was off, "" when it was right
	Waits bool   // it is to be looked at
}

// instantOr is an instant in words, a dash for none.
func instantOr(i day.Instant) string {
	if i == "" {
		return "—"
	}
	return instant(i)
}
