package casework

import (
	"slices"

	"songnuan/internal/problem"
)

// notice moves the case along its public notice. One row of a notice is one
// case: an objection stops this case and no other.
func (m *move) notice() error {
	if m.step == nil || m.step.Do != StepNotice {
		return problem.New(problem.Conflict, "casework.not_now", "verb", m.act.Verb, "state", m.was.State)
	}
	switch m.act.Verb {
	case Post:
		return m.post()
	case NoticeOver:
		return m.noticeOver()
	case Object:
		return m.object()
	}
	return m.settle()
}

func (m *move) post() error {
	if err := m.needs(Running); err != nil {
		return err
	}
	if m.act.Notice == "" || !m.act.Until.After(m.now.Today) {
		return problem.New(problem.Invalid, "casework.notice_until")
	}
	m.State, m.Due = Posted, m.act.Until
	return nil
}

// noticeOver carries the case on the day after the notice's last.
func (m *move) noticeOver() error {
	if err := m.needs(Posted); err != nil {
		return err
	}
	if !m.now.Today.After(m.was.Due) {
		return problem.New(problem.Conflict, "casework.notice_runs", "until", m.was.Due)
	}
	m.hung()
	return m.onward()
}

// hung takes the days of the notice out of the limit of the whole.
func (m *move) hung() {
	for _, a := range slices.Backward(m.now.Acts) {
		if a.Verb == Post && a.Step == m.was.Step {
			m.Stopped = a.On
			m.putOff()
			return
		}
	}
}

func (m *move) object() error {
	if err := m.needs(Posted); err != nil {
		return err
	}
	m.hung()
	m.State, m.Objected, m.Stopped = Disputed, true, m.now.Today
	answer := m.step.Notice.answer()
	m.Due = answer.Due(m.now.Today, answer.Days, m.now.Calendar)
	return nil
}

func (n *NoticeRule) answer() Limit {
	if n == nil {
		return Limit{}
	}
	return n.Answer
}

// settle ends an objection, or takes a notice down. An objection that was right
// sends the case back; one that was not has it posted anew, for the first
// notice did not run its days.
func (m *move) settle() error {
	state := Disputed
	if m.act.Verb == TakeDown {
		state = Posted
	}
	if err := m.needs(state); err != nil {
		return err
	}
	if err := m.reason(); err != nil {
		return err
	}
	if m.act.Verb == TakeDown {
		m.hung()
	}
	m.putOff()
	if m.act.Verb == Uphold {
		return m.back(m.backFrom())
	}
	m.State = Running
	m.stand(m.step)
	return nil
}

// backFrom is the step that an upheld objection goes back to: the one the
// profile names, or the last check before the notice.
func (m *move) backFrom() string {
	if n := m.step.Notice; n != nil && n.Objection != "" {
		return n.Objection
	}
	before := m.profile.Steps[:m.place]
	for _, s := range slices.Backward(before) {
		if s.Do == StepCheck {
			return s.ID
		}
	}
	return ""
}
