package fund

import (
	"cmp"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// State is where a batch stands.
type State string

// The states.
const (
	Draft    State = "draft"    // 编制中
	Checked  State = "checked"  // 已复核
	Approved State = "approved" // 已审批: its money is promised
	Locked   State = "locked"   // 已锁定: nothing in it changes any more
	Handed   State = "sent"     // 已送出: with the bank, or cash taken from the till
	Settled  State = "settled"  // 已结清: every row has its end
	Aborted  State = "aborted"  // 已作废, before anything was sent
)

// States are all of them, in their order.
var States = []State{Draft, Checked, Approved, Locked, Handed, Settled, Aborted}

// Text is the state as pages write it.
func (s State) Text(lang locale.Lang) string {
	return locale.Text(lang, "fund.state."+string(s), nil)
}

// Ended tells whether nothing more can happen to a batch.
func (s State) Ended() bool { return s == Settled || s == Aborted }

// Method is how the money reaches people.
type Method string

// The methods.
const (
	Bank Method = "bank"        // 银行代发
	Cash Method = "cash_signed" // 现金签领: two people hand it out against signature
)

// RowState is where a row of a batch stands.
type RowState string

// The states of a row.
const (
	Waiting   RowState = "waiting"   // not sent yet
	OnTheWay  RowState = "on_way"    // sent, no answer yet
	Credited  RowState = "credited"  // on the account, or signed for
	Returned  RowState = "returned"  // came back, with a reason: to be put right and sent again
	Corrected RowState = "corrected" // put right, waits to be sent again
	GivenUp   RowState = "given_up"  // will not be paid from this batch: its money is free again
)

// RowStates are all of them.
var RowStates = []RowState{Waiting, OnTheWay, Credited, Returned, Corrected, GivenUp}

// Text is the state as pages write it.
func (s RowState) Text(lang locale.Lang) string {
	return locale.Text(lang, "fund.row."+string(s), nil)
}

// Over tells whether a row has its end.
func (s RowState) Over() bool { return s == Credited || s == GivenUp }

// Row is one payment: to whom, of which due, from which line.
type Row struct {
	Seq       int64 // from 1; with the batch it is what the bank answers by
	Due       id.ID
	Household id.ID
	Area      area.Code
	Unit      string
	Purse     id.ID
	Line      id.ID
	Fen       money.Fen
	State     RowState
	Reason    string // why it came back or was given up
	Times     int    // how often it was sent
	Payee     *Payee // nil where nobody needs to know
}

// Payee is whom a row goes to, as it stood when the row went out.
type Payee struct {
	Name     string `json:"name"`
	Account  string `json:"account,omitempty"`
	Bank     string `json:"bank,omitempty"`
	BankCode string `json:"bank_code,omitempty"`
}

// Batch is one payment run (发放批次).
type Batch struct {
	ID       id.ID
	Number   string
	Campaign id.ID
	Title    string
	Method   Method
	Template string // name of the bank's, "" for cash
	Area     area.Code
	Unit     string
	State    State
	Count    int64     // rows, of one whose rows were not read
	Fen      money.Fen // what they come to
	Follows  id.ID     // the batch whose unpaid rows it takes up
	Made     day.Date
	Actor    string
	Recorded day.Instant
	Rows     []Row
	Acts     []Act // in order
	Version  int64
}

// Act is one thing done to a batch. Acts are only ever added.
type Act struct {
	Seq    int64
	Key    string // of the command: it is done once
	Verb   Verb
	User   id.ID
	Actor  string
	With   id.ID // the second of two who hand out cash
	Reason string
	Rows   []int64 // which rows it was about; all when empty
	On     day.Date
	At     day.Instant
}

// Total is what the rows come to that are not given up.
func (b *Batch) Total() (sum money.Fen, err error) {
	for i := range b.Rows {
		if b.Rows[i].State == GivenUp {
			continue
		}
		if sum, err = money.Add(sum, b.Rows[i].Fen); err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// Tally counts the rows and sums them by state.
func (b *Batch) Tally() map[RowState]Figure {
	all := map[RowState]Figure{}
	for i := range b.Rows {
		f := all[b.Rows[i].State]
		f.Rows++
		f.Fen += b.Rows[i].Fen
		all[b.Rows[i].State] = f
	}
	return all
}

// Figure is so many rows and what they come to.
type Figure struct {
	Rows int64
	Fen  money.Fen
}

// check refuses a batch that nobody should look at: no rows, an amount that is
// none, or a due paid twice.
func (b *Batch) check() error {
	if len(b.Rows) == 0 {
		return problem.New(problem.Invalid, "fund.batch_empty")
	}
	seen := map[id.ID]int64{}
	for i := range b.Rows {
		r := &b.Rows[i]
		if r.Fen <= 0 || r.Fen > money.Max {
			return problem.New(problem.Invalid, "fund.row_amount", "seq", r.Seq)
		}
		if first, twice := seen[r.Due]; twice && r.State != GivenUp {
			return problem.New(problem.Conflict, "fund.row_twice", "first", first, "seq", r.Seq)
		}
		if r.State != GivenUp {
			seen[r.Due] = r.Seq
		}
	}
	_, err := b.Total()
	return err
}

// part is what some rows come to by the line that pays them.
type part struct {
	purse, line id.ID
	fen         money.Fen
}

// parts sums rows by line, in a fixed order.
func parts(rows []Row) ([]part, error) {
	sums := map[[2]id.ID]money.Fen{}
	for i := range rows {
		key := [2]id.ID{rows[i].Purse, rows[i].Line}
		sum, err := money.Add(sums[key], rows[i].Fen)
		if err != nil {
			return nil, err
		}
		sums[key] = sum
	}
	all := make([]part, 0, len(sums))
	for key, fen := range sums {
		all = append(all, part{key[0], key[1], fen})
	}
	slices.SortFunc(all, func(a, b part) int { return cmp.Or(cmp.Compare(a.purse, b.purse), cmp.Compare(a.line, b.line)) })
	return all, nil
}

// moved is the entry that moves the money of some rows from one place to
// another.
func (b *Batch) moved(kind Kind, rows []Row, from, to Place) (*Entry, error) {
	all, err := parts(rows)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	e := &Entry{Kind: kind}
	for _, p := range all {
		e.Postings = append(e.Postings, Posting{b.at(p, from), -p.fen}, Posting{b.at(p, to), p.fen})
	}
	return e, nil
}

func (b *Batch) at(p part, place Place) Account {
	a := Account{Purse: p.purse, Line: p.line, Place: place}
	if place != Free {
		a.Batch = b.ID
	}
	return a
}

// Text is the method as pages write it.
func (m Method) Text(lang locale.Lang) string {
	return locale.Text(lang, "fund.method."+string(m), nil)
}
