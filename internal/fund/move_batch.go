package fund

import (
	"errors"

	"songnuan/internal/problem"
)

func (m *move) run() (*Entry, error) {
	switch m.act.Verb {
	case Make:
		return nil, m.make()
	case Check:
		return nil, m.check()
	case Approve:
		return m.approve()
	case SendBack:
		return m.sendBack()
	case Lock:
		return nil, m.lock()
	case HandOver:
		return m.handOver()
	case Abort:
		return m.abort()
	case TakeOut:
		return nil, m.takeOut()
	case Credits, Returns, Correct, Resend, GiveUp:
		return m.rows()
	}
	return nil, problem.New(problem.Invalid, "fund.no_verb")
}

// make closes the drafting: the rows are as the maker wants them.
func (m *move) make() error {
	if err := m.now(); err != nil {
		return err
	}
	if m.made() {
		return problem.New(problem.Conflict, "fund.made_already")
	}
	return m.Batch.check()
}

// takeOut takes rows out of a draft. One row at least stays: a batch of none is
// aborted.
func (m *move) takeOut() error {
	if err := errors.Join(m.now(), m.reason()); err != nil {
		return err
	}
	if m.made() {
		return problem.New(problem.Conflict, "fund.made_already")
	}
	if len(m.act.Rows) == 0 {
		return problem.New(problem.Invalid, "fund.no_rows")
	}
	if _, err := m.turn(turn{from: Waiting, to: GivenUp, reason: true}); err != nil {
		return err
	}
	if len(m.live()) == 0 {
		return problem.New(problem.Conflict, "fund.batch_emptied")
	}
	return nil
}

// live are the rows that are not given up.
func (b *Batch) live() (rows []Row) {
	for i := range b.Rows {
		if b.Rows[i].State != GivenUp {
			rows = append(rows, b.Rows[i])
		}
	}
	return rows
}

// made tells whether the drafting was closed and not opened again.
func (b *Batch) made() bool {
	for i := range b.Acts {
		if b.Acts[i].Verb == Make && b.stands(&b.Acts[i]) {
			return true
		}
	}
	return false
}

func (m *move) check() error {
	if err := m.now(); err != nil {
		return err
	}
	if !m.made() {
		return problem.New(problem.Conflict, "fund.not_made")
	}
	m.State = Checked
	return m.Batch.check()
}

// approve adds one approval. With the last that the amount takes the money is
// promised.
func (m *move) approve() (*Entry, error) {
	if err := m.now(); err != nil {
		return nil, err
	}
	sum, err := m.Total()
	if err != nil || len(m.Approvals())+1 < Approvals(m.rules.Bands, sum) {
		return nil, err
	}
	m.State = Approved
	return m.moved(Promise, m.live(), Free, Promised)
}

// sendBack opens the drafting again. What was promised is free again.
func (m *move) sendBack() (*Entry, error) {
	if err := errors.Join(m.now(), m.reason()); err != nil {
		return nil, err
	}
	was := m.State
	m.State = Draft
	if was != Approved {
		return nil, nil
	}
	return m.moved(Release, m.live(), Promised, Free)
}

func (m *move) lock() error {
	if err := m.now(); err != nil {
		return err
	}
	if m.rules.Frozen {
		return problem.New(problem.Conflict, "fund.frozen")
	}
	m.State = Locked
	return nil
}

// handOver sends every row out. Of cash the second person is named.
func (m *move) handOver() (*Entry, error) {
	if err := m.now(); err != nil {
		return nil, err
	}
	if m.rules.Frozen {
		return nil, problem.New(problem.Conflict, "fund.frozen")
	}
	if m.Method == Cash && m.rules.Two && (m.act.With == "" || m.act.With == m.act.User) {
		return nil, problem.New(problem.Invalid, "fund.two_hands")
	}
	m.State = Handed
	for i := range m.Rows {
		if m.Rows[i].State == Waiting {
			m.Rows[i].State, m.Rows[i].Times = OnTheWay, 1
		}
	}
	return m.moved(Send, m.live(), Promised, Sent)
}

// abort gives the batch up before anything was sent.
func (m *move) abort() (*Entry, error) {
	if err := errors.Join(m.now(), m.reason()); err != nil {
		return nil, err
	}
	was := m.State
	m.State = Aborted
	rows := m.live()
	if was != Approved && was != Locked {
		rows = nil
	}
	e, err := m.moved(Release, rows, Promised, Free)
	for i := range m.Rows {
		m.Rows[i].State = GivenUp
	}
	return e, err
}
