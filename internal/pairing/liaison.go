package pairing

import (
	"strings"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
)

// Liaison speaks for a village (村扶贫济困负责人): helpers and households reach
// each other through him (plans/gaobu-pairing: 要通过村的扶贫济困负责人进行沟通).
type Liaison struct {
	ID       id.ID
	Area     area.Code // the village
	Unit     string    // path, "" when it is none of them
	Name     string
	Post     string
	Phone    personal.Phone // of the office: helpers and households are told it
	From     day.Date
	To       day.Date // last day; unset while he serves
	Actor    string
	Recorded day.Instant
	Version  int64
}

// Check checks a liaison that a person typed. problem.Invalid.
func (l *Liaison) Check() error {
	l.Name, l.Post = strings.TrimSpace(l.Name), strings.TrimSpace(l.Post)
	switch n := utf8.RuneCountInString(l.Name); {
	case n == 0 || n > 40:
		return problem.New(problem.Invalid, "pairing.liaison_name")
	case l.Phone.IsZero():
		return problem.New(problem.Invalid, "pairing.liaison_phone")
	case len(l.Area) != 12:
		return problem.New(problem.Invalid, "pairing.liaison_village")
	case utf8.RuneCountInString(l.Post) > 40:
		return problem.New(problem.Invalid, "pairing.liaison_post")
	case l.From.IsZero():
		return problem.New(problem.Invalid, "pairing.liaison_day")
	}
	return nil
}
