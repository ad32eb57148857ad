package view

import (
	"songnuan/internal/app"
	"songnuan/internal/identity"
)

// AuditList is a page of the record.
type AuditList struct {
	Form         // what was asked
	Rows         []AuditRow
	Pager        Pager
	Acts         []Option
	Nouns        []Option
	Withheld     bool // the reader sees nothing of cases
	Export, Sort bool
	Query        string
}

// AuditRow is one record in words.
type AuditRow struct {
	identity.Record
	Place  string // of it in the list
	When   string
	Act    string
	Role   string
	Where  string
	Look   bool
	Facts  []Option // of the detail: name and value
	System bool     // not withheld
}

// AuditCheck is the page where the record is checked.
type AuditCheck struct {
	Runs []CheckRun
	Busy bool
	Form
}

// CheckRun is one check in the background.
type CheckRun struct {
	When, Who, State string
	Tone             string
	Failure          string
	Result           *app.VerifyResult
	Breaks           []string
}
