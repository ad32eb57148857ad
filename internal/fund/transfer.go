package fund

import (
	"strings"
	"unicode/utf8"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// Income is money that came into a purse, and the paper that shows it.
type Income struct {
	Entry   id.ID
	Purse   id.ID
	Giver   string // 拨款单位 or donor
	Receipt string // number of the voucher or donation receipt (捐赠票据)
	Note    string
	On      day.Date
	Fen     money.Fen
}

// Check refuses an income without who gave it: 慈善法 第三十八条 asks of a
// donation's receipt the donor, the kind, the quantity, the handler and the day.
func (in *Income) Check() error {
	in.Giver, in.Receipt, in.Note = strings.TrimSpace(in.Giver), strings.TrimSpace(in.Receipt), strings.TrimSpace(in.Note)
	switch n := utf8.RuneCountInString(in.Giver); {
	case n == 0 || n > nameMost:
		return problem.New(problem.Invalid, "fund.giver_missing", "most", nameMost)
	case utf8.RuneCountInString(in.Receipt) > nameMost:
		return problem.New(problem.Invalid, "fund.receipt_long", "most", nameMost)
	case utf8.RuneCountInString(in.Note) > reasonMost:
		return problem.New(problem.TooLarge, "fund.reason_long", "most", reasonMost)
	}
	return nil
}

// AskedState is where a transfer stands.
type AskedState string

// The states of a transfer.
const (
	Waits   AskedState = "asked"
	Done    AskedState = "done"
	Refused AskedState = "refused"
)

// Asked is a transfer between purses (调剂), or a carry-over (结转), that one asks
// for and another decides.
type Asked struct {
	ID        id.ID
	From, To  id.ID // purses
	Kind      Kind  // Transfer or Carry
	Fen       money.Fen
	Effective day.Date
	Reason    string
	State     AskedState
	Asker     id.ID // account
	Actor     string
	At        day.Instant
	Decider   id.ID
	Answer    string
	Decided   day.Instant
	Version   int64
}

// Check refuses a transfer that is none.
func (t *Asked) Check() error {
	t.Reason = strings.TrimSpace(t.Reason)
	switch n := utf8.RuneCountInString(t.Reason); {
	case n == 0:
		return problem.New(problem.Invalid, "fund.reason_missing")
	case n > reasonMost:
		return problem.New(problem.TooLarge, "fund.reason_long", "most", reasonMost)
	}
	_, err := Moved(t.Kind, t.From, t.To, t.Fen)
	return err
}

// Decide gives the transfer as it stands after the decision of another than who
// asked, and the entry for one that was granted.
func (t *Asked) Decide(by id.ID, grant bool, answer string, at day.Instant) (*Asked, *Entry, error) {
	answer = strings.TrimSpace(answer)
	switch {
	case t.State != Waits:
		return nil, nil, problem.New(problem.Conflict, "fund.decided_already")
	case by == "" || by == t.Asker:
		return nil, nil, problem.New(problem.Forbidden, "fund.own_transfer")
	case !grant && answer == "":
		return nil, nil, problem.New(problem.Invalid, "fund.reason_missing")
	}
	next := *t
	next.Decider, next.Answer, next.Decided = by, answer, at
	next.Version++
	if next.State = Refused; !grant {
		return &next, nil, nil
	}
	next.State = Done
	e, err := Moved(t.Kind, t.From, t.To, t.Fen)
	return &next, e, err
}
