package plan

import (
	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// Severity of a finding. An error means that the plan can't run.
type Severity string

// The severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Finding is something the linter, the forecast or the roster has to say about
// a place of the plan. Its message is plan.finding.<code>.
type Finding struct {
	Severity Severity
	Code     string
	Pos      Pos
	Clause   string // section and id: cash.visit_money; "" is the plan as a whole
	Args     problem.Args
}

// Text is the message in the reader's language.
func (f Finding) Text(lang locale.Lang) string {
	return locale.Text(lang, "plan.finding."+f.Code, f.Args)
}
