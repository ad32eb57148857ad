package fund

import (
	"strings"
	"unicode/utf8"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
)

// Receiver is who took cash: the payee himself when it is empty, or somebody in
// his place (代领).
type Receiver struct {
	Name     string `json:"name,omitempty"`
	Relation string `json:"relation,omitempty"` // to the payee
	ID       string `json:"id,omitempty"`       // number of an ID card, clear; it lies sealed
}

// Proxy tells whether another than the payee received.
func (r *Receiver) Proxy() bool { return r.Name != "" }

// Check refuses somebody in the payee's place without name, relation and ID
// number.
func (r *Receiver) Check() error {
	r.Name, r.Relation, r.ID = strings.TrimSpace(r.Name), strings.TrimSpace(r.Relation), strings.TrimSpace(r.ID)
	switch {
	case r.Name == "" && r.Relation == "" && r.ID == "":
		return nil
	case r.Name == "" || utf8.RuneCountInString(r.Name) > nameMost:
		return problem.New(problem.Invalid, "fund.proxy_name")
	case r.Relation == "" || utf8.RuneCountInString(r.Relation) > nameMost:
		return problem.New(problem.Invalid, "fund.proxy_relation")
	}
	number, err := personal.ParseID(r.ID)
	if err != nil {
		return problem.Wrap(err, problem.Invalid, "fund.proxy_id")
	}
	r.ID = number.Clear()
	return nil
}

// Hand is cash that was handed out: by two, to whom, on which day.
type Hand struct {
	Seq      int64
	Receiver Receiver
	User     id.ID // who signed it off
	Actor    string
	With     id.ID // the other of the two
	WithName string
	On       day.Date
	At       day.Instant
}
