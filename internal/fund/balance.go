package fund

import (
	"maps"

	"songnuan/internal/id"
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// Balances are what stands in each account. They follow from the entries and
// are kept only to be quick.
type Balances map[Account]money.Fen

// Post adds an entry, or refuses it whole: no account may fall below zero,
// except Outside, which may not rise above it.
func (b Balances) Post(e *Entry) error {
	if err := e.Check(); err != nil {
		return err
	}
	after := map[Account]money.Fen{}
	for _, p := range e.Postings {
		was, seen := after[p.Account]
		if !seen {
			was = b[p.Account]
		}
		sum, err := money.Add(was, p.Fen)
		if err != nil {
			return err
		}
		after[p.Account] = sum
	}
	for account, fen := range after {
		if err := within(account, fen); err != nil {
			return err
		}
	}
	maps.Copy(b, after)
	return nil
}

func within(a Account, fen money.Fen) error {
	if a.Place == Outside && fen > 0 || a.Place != Outside && fen < 0 {
		return problem.New(problem.Conflict, "fund.overdrawn", "place", a.Place, "short", max(fen, -fen))
	}
	return nil
}

// Standing is a purse, a line or a batch at a glance, in fen.
type Standing struct {
	In       money.Fen // paid in or moved in, net of what went back or away
	Free     money.Fen
	Promised money.Fen
	Sent     money.Fen
	Paid     money.Fen
}

// Whole tells whether everything that came in is accounted for. It holds of a
// purse, not of a line.
func (s Standing) Whole() bool { return s.In == s.Free+s.Promised+s.Sent+s.Paid }

// Standing sums the accounts that match: "" matches every line or batch.
func (b Balances) Standing(purse, line, batch id.ID) (s Standing) {
	for a, fen := range b {
		if a.Purse != purse || line != "" && a.Line != line || batch != "" && a.Batch != batch {
			continue
		}
		s.add(a.Place, fen)
	}
	return s
}

func (s *Standing) add(place Place, fen money.Fen) {
	switch place {
	case Outside:
		s.In -= fen
	case Free:
		s.Free += fen
	case Promised:
		s.Promised += fen
	case Sent:
		s.Sent += fen
	case Paid:
		s.Paid += fen
	}
}
