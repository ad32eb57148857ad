package casework

import (
	"slices"
	"strings"
	"unicode/utf8"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
)

// Now is what an act is judged by besides the case.
type Now struct {
	Today    day.Date
	Calendar *day.Calendar
	Kin      bool  // who acts, or one of those with him, is a relative of the household: he must stand aside
	Acts     []Act // of the case so far, in order
	Papers   int   // documents of the application still missing
	Consent  bool  // the consent for the cross-check is on record, where it is asked for
}

// reasonMost bounds an opinion, in characters.
const reasonMost = 2000

// Do gives the case as it stands after an act, and the act with its place
// filled in. It refuses an act that the state, the step, the role, four eyes or
// kinship does not allow, with problem.Conflict, Forbidden or Invalid.
func (c *Case) Do(p *Profile, a Act, now Now) (*Case, *Act, error) {
	step, place := p.Step(c.Step)
	if c.State.Ended() {
		return nil, nil, problem.New(problem.Conflict, "casework.ended", "state", c.State)
	}
	a.Reason = strings.TrimSpace(a.Reason)
	if utf8.RuneCountInString(a.Reason) > reasonMost {
		return nil, nil, problem.New(problem.TooLarge, "casework.reason_long", "most", reasonMost)
	}
	if err := c.mayAct(step, &a, now); err != nil {
		return nil, nil, err
	}
	next := *c
	next.Version++
	a.Case, a.Seq, a.Step, a.Place, a.Round, a.On = c.ID, next.Version, c.Step, place, c.Round, now.Today
	if step != nil {
		a.Do = step.Do
	}
	a.Late = a.Verb.judges() && (c.Overdue(now.Today) || c.OverdueAll(now.Today))
	m := &move{Case: &next, was: c, profile: p, step: step, place: place, act: &a, now: now}
	if err := m.run(); err != nil {
		return nil, nil, err
	}
	return &next, &a, nil
}

// move is one act on its way into a case.
type move struct {
	*Case
	was     *Case
	profile *Profile
	step    *Step
	place   int
	act     *Act
	now     Now
}

func (m *move) run() error {
	switch m.act.Verb {
	case Submit:
		return m.submit()
	case AskPapers:
		return m.askPapers()
	case Complete:
		return m.complete()
	case Confirm:
		return m.confirm()
	case Pass:
		return m.pass()
	case Refuse:
		return m.refuse()
	case SendBack:
		return m.sendBack()
	case Withdraw, Transfer:
		return m.leave()
	case Post, NoticeOver, Object, Uphold, Dismiss, TakeDown:
		return m.notice()
	case Extend:
		return m.extend()
	case OpenFile:
		return m.open()
	}
	return problem.New(problem.Invalid, "casework.no_verb")
}

// needs refuses an act outside of states.
func (m *move) needs(states ...State) error {
	if slices.Contains(states, m.was.State) {
		return nil
	}
	return problem.New(problem.Conflict, "casework.not_now", "verb", m.act.Verb, "state", m.was.State)
}

func (m *move) reason() error {
	if m.act.Reason == "" {
		return problem.New(problem.Invalid, "casework.reason_missing")
	}
	return nil
}

func (m *move) submit() error {
	if err := m.needs(Draft); err != nil {
		return err
	}
	first := m.profile.Next(-1, m.Case)
	if first == nil {
		return problem.New(problem.Invalid, "casework.no_steps")
	}
	m.State, m.Received = Running, m.now.Today
	m.DueAll = m.profile.Total.Due(m.now.Today, m.profile.Total.Days, m.now.Calendar)
	m.stand(first)
	return nil
}

// stand puts the case at a step from today on.
func (m *move) stand(s *Step) {
	m.Step, m.Began, m.Lost, m.Stopped = s.ID, m.now.Today, 0, day.Date{}
	m.Doing, m.Turn = s.Do, strings.Join(slices.Sorted(slices.Values(s.Who())), " ")
	m.Due = s.Within.Due(m.now.Today, s.Within.Days, m.now.Calendar)
}

// onward puts the case at the next step that it takes.
func (m *move) onward() error {
	next := m.profile.Next(m.place, m.Case)
	if next == nil {
		return problem.New(problem.Conflict, "casework.no_more_steps")
	}
	m.State = Running
	m.stand(next)
	if next.Do == StepFile {
		m.State = Approved
	}
	return nil
}

// askPapers is the one notice of what is missing (一次性告知).
func (m *move) askPapers() error {
	if err := m.needs(Running); err != nil {
		return err
	}
	if m.step == nil || m.step.Do != StepIntake && m.step.Do != StepPapers {
		return problem.New(problem.Conflict, "casework.papers_at_intake")
	}
	for _, a := range m.now.Acts {
		if a.Verb == AskPapers && a.Round == m.Round && a.Step == m.was.Step {
			return problem.New(problem.Conflict, "casework.asked_once")
		}
	}
	if err := m.reason(); err != nil {
		return err
	}
	m.State, m.Stopped = Incomplete, m.now.Today
	m.Due = m.profile.Apply.Supplement.Due(m.now.Today, m.profile.Apply.Supplement.Days, m.now.Calendar)
	return nil
}

// complete sets the clock going again where it stood.
func (m *move) complete() error {
	if err := m.needs(Incomplete); err != nil {
		return err
	}
	if m.now.Papers > 0 {
		return problem.New(problem.Conflict, "casework.papers_missing", "count", m.now.Papers)
	}
	m.State = Running
	m.resume()
	if m.step != nil && m.step.Do == StepIntake {
		// The limit counts from the day on which the application was complete.
		m.Received = m.now.Today
		m.DueAll = m.profile.Total.Due(m.now.Today, m.profile.Total.Days, m.now.Calendar)
	}
	return nil
}

// resume lets the clock run on, and moves the step's last day by the days that
// it stood still.
func (m *move) resume() {
	if m.Stopped.IsZero() || m.step == nil {
		return
	}
	within := m.step.Within
	m.Lost += m.stood(within)
	m.Due = within.Due(m.Began, within.Days+m.Lost, m.now.Calendar)
	m.putOff()
}

// stood is for how many days of the limit's counting the clock has stood still.
func (m *move) stood(l Limit) int {
	if l.Working() {
		return m.now.Calendar.Workdays(day.Period{From: m.Stopped, To: m.now.Today.AddDays(-1)})
	}
	return m.now.Today.Sub(m.Stopped)
}

// putOff moves the last day of the whole by the days that the clock stood still.
func (m *move) putOff() {
	if !m.DueAll.IsZero() && !m.Stopped.IsZero() {
		m.DueAll = m.profile.Total.Due(m.DueAll, m.stood(m.profile.Total), m.now.Calendar)
	}
	m.Stopped = day.Date{}
}

// confirm is one of those who checked at home, saying so himself. It moves
// nothing; the check counts him when it is taken.
func (m *move) confirm() error {
	if err := m.needs(Running); err != nil {
		return err
	}
	if m.step.Do != StepCheck {
		return problem.New(problem.Conflict, "casework.confirm_at_check")
	}
	for _, a := range m.now.Acts {
		if a.Verb == Confirm && a.Step == m.was.Step && a.Round == m.Round && a.User == m.act.User {
			return problem.New(problem.Conflict, "casework.confirmed_before")
		}
	}
	return nil
}

func (m *move) pass() error {
	if err := m.needs(Running); err != nil {
		return err
	}
	if m.act.Late && m.act.Reason == "" {
		return problem.New(problem.Invalid, "casework.late_reason", "due", m.was.Due)
	}
	if err := m.complies(); err != nil {
		return err
	}
	m.take()
	return m.onward()
}

// take keeps what the act says of the case.
func (m *move) take() {
	if m.act.Category != "" {
		m.Category = m.act.Category
	}
	if m.act.Class != "" {
		m.Class = m.act.Class
	}
	switch m.step.Do {
	case StepOpinion, StepDecision, StepAppraisal, StepCheck:
		if m.act.Amount != 0 || m.step.Do == StepDecision {
			m.Amount = m.act.Amount
		}
		if m.act.Covered != 0 {
			m.Covered = m.act.Covered
		}
	}
}

// refuse ends the case at a decision; before it, the intake refuses what the
// office may not take. An opinion against is an opinion: it goes on.
func (m *move) refuse() error {
	if err := m.needs(Running); err != nil {
		return err
	}
	if err := m.reason(); err != nil {
		return err
	}
	if err := m.complies(); err != nil {
		return err
	}
	switch m.step.Do {
	case StepDecision, StepIntake:
		m.end(Refused)
		return nil
	case StepOpinion, StepAppraisal:
		return m.againstOnward()
	}
	return problem.New(problem.Conflict, "casework.not_now", "verb", m.act.Verb, "state", m.was.State)
}

// againstOnward carries an opinion against the case to whoever decides: a
// notice of a case that is not proposed would tell a neighbour's poverty for
// nothing.
func (m *move) againstOnward() error {
	for i := m.place + 1; i < len(m.profile.Steps); i++ {
		s := &m.profile.Steps[i]
		if s.When.Holds(m.Case) && s.Do == StepDecision {
			m.State = Running
			m.stand(s)
			return nil
		}
	}
	m.end(Refused)
	return nil
}

func (m *move) end(s State) {
	m.State, m.Step, m.Doing, m.Turn, m.Due, m.Stopped = s, "", "", "", day.Date{}, day.Date{}
}

// sendBack returns the case for correction; what was done from there on counts
// no more.
func (m *move) sendBack() error {
	if err := m.needs(Running, Approved); err != nil {
		return err
	}
	if err := m.reason(); err != nil {
		return err
	}
	if most := m.profile.Return.Most; most > 0 && m.Round > most {
		return problem.New(problem.Conflict, "casework.returned_often", "times", m.Round-1, "most", most)
	}
	return m.back(m.act.To)
}

// back puts the case at an earlier step, for another round.
func (m *move) back(id string) error {
	to, at := m.profile.Step(id)
	if to == nil || at >= m.place {
		return problem.New(problem.Invalid, "casework.back_where")
	}
	m.act.To, m.act.ToPlace = id, at
	m.Round++
	m.State = Running
	m.stand(to)
	return nil
}

// leave ends the case without a decision.
func (m *move) leave() error {
	if err := m.reason(); err != nil {
		return err
	}
	switch m.act.Verb {
	case Transfer:
		if m.act.Area == "" && m.act.Unit == "" {
			return problem.New(problem.Invalid, "casework.transfer_where")
		}
		m.end(Transferred)
	default:
		m.end(Withdrawn)
	}
	return nil
}

func (m *move) extend() error {
	if err := m.needs(Running, Posted, Incomplete, Disputed); err != nil {
		return err
	}
	total := m.profile.Total
	switch {
	case total.Extend <= total.Days:
		return problem.New(problem.Conflict, "casework.no_extension")
	case m.Extended:
		return problem.New(problem.Conflict, "casework.extended_once")
	}
	if err := m.reason(); err != nil {
		return err
	}
	m.Extended = true
	m.DueAll = total.Due(m.Received, total.Extend, m.now.Calendar)
	return nil
}

// Users are the accounts that took part in an act.
func (a *Act) Users() (all []id.ID) {
	if a.User != "" {
		all = append(all, a.User)
	}
	for _, p := range a.With {
		if p.User != "" {
			all = append(all, p.User)
		}
	}
	return all
}
