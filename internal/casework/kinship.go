package casework

import (
	"strings"
	"unicode/utf8"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/term"
)

// Kinship is a relative of somebody who works on cases, put on record apart
// (近亲属备案). Whose relative lives in a household stands aside from its cases
// (回避), and the case says so. Source: 民发〔2021〕57号 on 单独登记备案; the relatives
// are those of 民法典 article 1045, and what list kin holds besides.
type Kinship struct {
	ID       id.ID
	User     id.ID  // account of the member of staff
	Relation string // of the relative to the member of staff: a term of list kin
	Name     string
	IDNumber personal.ID // unset when it is not known
	Birth    day.Date    // told by the number, where there is one
	From     day.Date    // in force from, to: both included; unset is without end
	To       day.Date
	Reason   string // why it ended
	Actor    string
	Recorded day.Instant
	Version  int64
}

// kinReasonMost bounds why an entry ended, in characters.
const kinReasonMost = 200

// Check puts an entry into its one form, and refuses what would find nobody:
// somebody is known by the number, or by name and day of birth. problem.Invalid.
func (k *Kinship) Check(today day.Date) error {
	k.Name = personal.NormalName(k.Name)
	relation, known := term.Canonical(term.Kin, k.Relation)
	switch {
	case !known:
		return problem.New(problem.Invalid, "kin.no_relation")
	case k.Name == "" || utf8.RuneCountInString(k.Name) > 60:
		return problem.New(problem.Invalid, "kin.no_name")
	}
	k.Relation = relation
	if !k.IDNumber.IsZero() {
		born, err := day.Parse(k.IDNumber.Birth())
		if err != nil {
			return err
		}
		k.Birth = born
	}
	switch {
	case k.Birth.IsZero():
		return problem.New(problem.Invalid, "kin.no_birth")
	case k.Birth.After(today):
		return problem.New(problem.Invalid, "kin.birth_later")
	case k.From.IsZero():
		k.From = today
	case k.From.After(today):
		return problem.New(problem.Invalid, "kin.from_later")
	}
	return nil
}

// InForce tells whether the entry counts on a day.
func (k *Kinship) InForce(on day.Date) bool {
	return !k.From.After(on) && (k.To.IsZero() || !k.To.Before(on))
}

// End ends the entry with a day, the last on which it counts. problem.Conflict
// when it has ended, problem.Invalid for a day outside of it or without a reason.
func (k *Kinship) End(on, today day.Date, reason string) error {
	reason = strings.TrimSpace(reason)
	switch {
	case !k.To.IsZero():
		return problem.New(problem.Conflict, "kin.ended")
	case on.IsZero() || on.Before(k.From) || on.After(today):
		return problem.New(problem.Invalid, "kin.end_day", "from", k.From)
	case reason == "" || utf8.RuneCountInString(reason) > kinReasonMost:
		return problem.New(problem.Invalid, "kin.no_reason", "most", kinReasonMost)
	}
	k.To, k.Reason = on, reason
	k.Version++
	return nil
}
