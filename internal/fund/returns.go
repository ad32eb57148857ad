package fund

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/internal/yamldoc"
)

// Reply is one line of the bank's return file.
type Reply struct {
	Line    int // in the file, from 1, as Excel counts
	Seq     int64
	Account string
	Fen     money.Fen
	Paid    bool
	Reason  string // of one that came back, in the bank's words
}

// Reply reads a line's cells; ok is false for a line that is no reply: empty, a
// heading, or a total.
//
// Errors: Invalid naming the line and the column.
func (t *Template) Reply(line int, cells []string) (r Reply, ok bool, err error) {
	value := map[string]string{}
	for i, name := range t.Returns.Columns {
		if i < len(cells) {
			value[name] = strings.TrimSpace(cells[i])
		}
	}
	if t.Returns.Header && line == 1 || value["account"] == "" && value["state"] == "" {
		return r, false, nil
	}
	r.Line, r.Account, r.Reason = line, value["account"], value["reason"]
	if r.Seq, err = strconv.ParseInt(strings.TrimLeft(value["seq"], "0"), 10, 64); err != nil {
		return r, false, t.bad(line, "seq")
	}
	if r.Fen, err = t.parse(value["amount"]); err != nil {
		return r, false, t.bad(line, "amount")
	}
	state := value["state"]
	r.Paid = slices.Contains(t.Returns.Credited, state)
	if !r.Paid && len(t.Returns.Returned) > 0 && !slices.Contains(t.Returns.Returned, state) {
		return r, false, t.bad(line, "state")
	}
	if !r.Paid && r.Reason == "" {
		r.Reason = state
	}
	return r, true, nil
}

// Cut divides a line of a text with fixed widths into its columns, by bytes of
// the encoding; the cells of other files are given back as they are.
func (t *Template) Cut(cells []string) []string {
	if t.File != "txt" {
		return cells
	}
	raw := []byte(strings.Join(cells, " "))
	if t.Encoding != "utf-8" {
		if encoded, err := simplifiedchinese.GB18030.NewEncoder().Bytes(raw); err == nil {
			raw = encoded
		}
	}
	cut := make([]string, len(t.Returns.Widths))
	for i, width := range t.Returns.Widths {
		part := raw[:min(width, len(raw))]
		raw = raw[len(part):]
		if text, err := simplifiedchinese.GB18030.NewDecoder().String(string(part)); err == nil && t.Encoding != "utf-8" {
			cut[i] = text
		} else {
			cut[i] = string(part)
		}
	}
	return cut
}

func (t *Template) bad(line int, column string) error {
	return problem.New(problem.Invalid, "fund.reply_bad", "line", line, "column", yamldoc.PhraseOf("fund.column."+column))
}

func (t *Template) parse(text string) (money.Fen, error) {
	if t.Unit != "fen" {
		return money.Parse(text)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || money.Fen(n) > money.Max {
		return 0, problem.New(problem.Invalid, "fund.amount_bad")
	}
	return money.Fen(n), nil
}

// Sought is a row that is with the bank.
type Sought struct {
	Seq     int64
	Account string // digest or number: compared only
	Fen     money.Fen
	State   RowState
	Times   int // how often it was sent
}

// Match is what a return file says of a batch.
type Match struct {
	Credited []int64            // rows, by sequence
	Returned map[string][]int64 // by the bank's reason
	Same     []int64            // rows that stand so already: a file fed in again
	Unknown  []Reply            // no such row, or another account
	Differs  []Reply            // the row stands the other way already
	Waiting  []int64            // rows on their way of which the file says nothing
}

// MatchReplies holds a return file against a batch, by sequence and account, never
// by name. round is which sending it answers, from 1: a row that was sent again
// since is not returned again by the old file. same tells whether two accounts
// are one.
//
// Errors: Conflict when an amount differs or a row is answered twice in
// different ways: then nothing of the file is taken.
func MatchReplies(rows []Sought, round int, replies []Reply, same func(row Sought, account string) bool) (*Match, error) {
	m := &Match{Returned: map[string][]int64{}}
	bySeq := make(map[int64]*Sought, len(rows))
	for i := range rows {
		bySeq[rows[i].Seq] = &rows[i]
	}
	answered := make(map[int64]Reply, len(replies))
	for _, r := range replies {
		row := bySeq[r.Seq]
		if row == nil || row.Times < round || !later(row, round) && !same(*row, r.Account) {
			m.Unknown = append(m.Unknown, r)
			continue
		}
		if row.Fen != r.Fen {
			return nil, problem.New(problem.Conflict, "fund.reply_amount", "line", r.Line, "seq", r.Seq, "bank", r.Fen, "ours", row.Fen)
		}
		if was, twice := answered[r.Seq]; twice {
			if was.Paid != r.Paid {
				return nil, problem.New(problem.Conflict, "fund.reply_twice", "line", r.Line, "first", was.Line, "seq", r.Seq)
			}
			continue
		}
		answered[r.Seq] = r
		m.take(row, r, round)
	}
	for i := range rows {
		if _, told := answered[rows[i].Seq]; !told && rows[i].State == OnTheWay && rows[i].Times == round {
			m.Waiting = append(m.Waiting, rows[i].Seq)
		}
	}
	return m, nil
}

// later tells whether a row came back from a sending and went out again, perhaps
// to another account.
func later(row *Sought, round int) bool { return row.Times > round }

func (m *Match) take(row *Sought, r Reply, round int) {
	switch {
	case later(row, round) && !r.Paid:
		m.Same = append(m.Same, r.Seq)
	case later(row, round):
		m.Differs = append(m.Differs, r)
	case row.State == OnTheWay && r.Paid:
		m.Credited = append(m.Credited, r.Seq)
	case row.State == OnTheWay:
		m.Returned[r.Reason] = append(m.Returned[r.Reason], r.Seq)
	case r.Paid == (row.State == Credited):
		m.Same = append(m.Same, r.Seq)
	default:
		m.Differs = append(m.Differs, r)
	}
}
