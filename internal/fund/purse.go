package fund

import (
	"slices"
	"strings"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// Purse is a source of money in one year (资金来源): 市级财政资金 2026. A plan's
// purse is tied to it when the campaign is set up.
type Purse struct {
	ID      id.ID
	Name    string
	Holder  string    // the body that owns it
	Kind    string    // a term of the list purse_kind
	Year    int       // of the books
	Area    area.Code // of the body that keeps it
	Unit    string
	Earmark []string // what it may be spent on: cash, goods, costs; all when empty
	Carry   bool     // what is left goes into the next year
	Closed  day.Date // since when nothing moves in it
	Version int
}

// nameMost bounds a name, in characters.
const nameMost = 60

// Check refuses a purse without a name or a year.
func (p *Purse) Check() error {
	p.Name, p.Holder = strings.TrimSpace(p.Name), strings.TrimSpace(p.Holder)
	switch n := utf8.RuneCountInString(p.Name); {
	case n == 0 || n > nameMost:
		return problem.New(problem.Invalid, "fund.purse_name", "most", nameMost)
	case utf8.RuneCountInString(p.Holder) > nameMost:
		return problem.New(problem.Invalid, "fund.purse_holder", "most", nameMost)
	case p.Year < 1949 || p.Year > 9999:
		return problem.New(problem.Invalid, "fund.purse_year")
	}
	return nil
}

// May refuses to spend on what the purse was not given for (专款专用), in a closed
// purse, and on a day outside of its year. What is "" spends nothing: money comes
// in, is allotted or moved.
func (p *Purse) May(what string, on day.Date) error {
	switch {
	case what != "" && len(p.Earmark) > 0 && !slices.Contains(p.Earmark, what):
		return problem.New(problem.Conflict, "fund.earmarked", "purse", p.Name)
	case !p.Closed.IsZero():
		return problem.New(problem.Conflict, "fund.purse_closed", "purse", p.Name, "day", p.Closed)
	case on.Year() != p.Year:
		return problem.New(problem.Invalid, "fund.year_other", "purse", p.Name, "year", p.Year, "day", on)
	}
	return nil
}

// Line is a budget line: what of a purse is meant for a clause of a plan.
type Line struct {
	ID       id.ID
	Purse    id.ID
	Campaign id.ID
	Clause   string // cash.city_money
	Name     string
}

// PaidIn is the entry for money that came into a purse.
func PaidIn(purse id.ID, fen money.Fen) (*Entry, error) {
	return step(PayIn, fen, Account{Purse: purse, Place: Outside}, Account{Purse: purse, Place: Free})
}

// GivenBack is the entry for what goes back to whoever gave it.
func GivenBack(purse id.ID, fen money.Fen) (*Entry, error) {
	return step(GiveBack, fen, Account{Purse: purse, Place: Free}, Account{Purse: purse, Place: Outside})
}

// Allotted is the entry that gives money of a purse to one of its lines; Withdrawn
// takes it back.
func Allotted(line *Line, fen money.Fen) (*Entry, error) {
	return step(Allot, fen, Account{Purse: line.Purse, Place: Free}, Account{Purse: line.Purse, Line: line.ID, Place: Free})
}

// Withdrawn is the entry that takes money of a line back into its purse.
func Withdrawn(line *Line, fen money.Fen) (*Entry, error) {
	return step(Allot, fen, Account{Purse: line.Purse, Line: line.ID, Place: Free}, Account{Purse: line.Purse, Place: Free})
}

// Moved is the entry for an approved transfer between two purses, or for what
// is carried into the next year: it leaves one purse and comes into the other,
// so that each of them balances by itself.
func Moved(kind Kind, from, to id.ID, fen money.Fen) (*Entry, error) {
	if from == to {
		return nil, problem.New(problem.Invalid, "fund.same_purse")
	}
	e, err := step(kind, fen, Account{Purse: from, Place: Free}, Account{Purse: from, Place: Outside})
	if err != nil {
		return nil, err
	}
	e.Postings = append(e.Postings, Posting{Account{Purse: to, Place: Outside}, -fen}, Posting{Account{Purse: to, Place: Free}, fen})
	return e, nil
}

// step is an entry that moves money from one account to another.
func step(kind Kind, fen money.Fen, from, to Account) (*Entry, error) {
	if fen <= 0 || fen > money.Max {
		return nil, problem.New(problem.Invalid, "fund.amount_bad")
	}
	return &Entry{Kind: kind, Postings: []Posting{{from, -fen}, {to, fen}}}, nil
}
