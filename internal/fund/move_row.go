package fund

import (
	"songnuan/internal/problem"
)

// turn is what a verb makes of a row.
type turn struct {
	from, to RowState
	kind     Kind // of the entry, "" for none
	out, in  Place
	reason   bool // it must be given
}

var turns = map[Verb]turn{
	Credits: {OnTheWay, Credited, Credit, Sent, Paid, false},
	Returns: {OnTheWay, Returned, Return, Sent, Promised, true},
	Correct: {Returned, Corrected, "", "", "", true},
	Resend:  {Corrected, OnTheWay, Send, Promised, Sent, false},
	GiveUp:  {Returned, GivenUp, Release, Promised, Free, true},
}

// rows turns some rows of a batch that is out. Rows that stand already where
// the verb leads are passed over, so that the same command, or the same return
// file, twice changes nothing; rows that stand elsewhere refuse the whole.
func (m *move) rows() (*Entry, error) {
	if err := m.now(); err != nil {
		return nil, err
	}
	t := turns[m.act.Verb]
	if t.reason {
		if err := m.reason(); err != nil {
			return nil, err
		}
	}
	if m.act.Verb == Resend && m.rules.Frozen {
		return nil, problem.New(problem.Conflict, "fund.frozen")
	}
	turned, err := m.turn(t)
	if err != nil {
		return nil, err
	}
	m.settle()
	if t.kind == "" {
		return nil, nil
	}
	return m.moved(t.kind, turned, t.out, t.in)
}

// turn turns the rows that the act names, all that fit when it names none.
func (m *move) turn(t turn) (turned []Row, err error) {
	named := map[int64]bool{}
	for _, seq := range m.act.Rows {
		named[seq] = true
	}
	for i := range m.Rows {
		r := &m.Rows[i]
		if len(m.act.Rows) > 0 && !named[r.Seq] {
			continue
		}
		delete(named, r.Seq)
		switch {
		case r.State == t.from:
			r.State = t.to
			if m.act.Verb == Resend {
				r.Times++
			}
			if t.reason {
				r.Reason = m.act.Reason
			}
			turned = append(turned, *r)
		case r.State != t.to && len(m.act.Rows) > 0:
			return nil, problem.New(problem.Conflict, "fund.row_not_now", "seq", r.Seq, "state", r.State)
		}
	}
	if len(named) > 0 {
		return nil, problem.New(problem.NotFound, "fund.row_unknown")
	}
	return turned, nil
}

// settle ends the batch when every row has its end.
func (m *move) settle() {
	for i := range m.Rows {
		if !m.Rows[i].State.Over() {
			return
		}
	}
	m.State = Settled
}
