package plan

import (
	"cmp"
	"slices"

	"songnuan/internal/day"
)

// Due is one thing of the plan that falls on a day or must be done by it.
type Due struct {
	From     day.Date // the first day it can be done; unset when only the deadline is known
	When     day.Date // the day itself, or the last day for it; unset when the plan ties it to no date
	What     Explain
	Who      Word // a role by its name, helper, or a body
	Clause   string
	Class    string // of duties: for whom
	Strength Strength
}

// maxParts is how many repetitions of one clause a schedule lists one by one;
// what falls due more often shows as one line over its whole span.
const maxParts = 60

// Schedule lists all dated things of the plan in order, what has no date last.
// The calendar counts working days of public notices; nil is the one that the
// plan was read with.
func (p *Plan) Schedule(calendar *day.Calendar) []Due {
	if calendar == nil {
		calendar = p.workdays()
	}
	s := &scheduler{reckoner: newReckoner(p, nil), calendar: calendar}
	s.course()
	s.benefits()
	s.making()
	s.care()
	s.notices()
	s.publish()
	slices.SortStableFunc(s.dues, func(a, b Due) int {
		if a.When.IsZero() != b.When.IsZero() {
			if a.When.IsZero() {
				return 1
			}
			return -1
		}
		return a.When.Compare(b.When)
	})
	return s.dues
}

// DutyCalendar is the part of the schedule that roles and helpers owe, per
// class and not per household: each period with its deadline, each festival.
func (p *Plan) DutyCalendar() []Due {
	all := p.Schedule(nil)
	return slices.DeleteFunc(all, func(d Due) bool {
		section, _ := cutRef(d.Clause)
		return section != "duties" && section != "inspections"
	})
}

// scheduler collects what falls due.
type scheduler struct {
	*reckoner
	calendar *day.Calendar
	dues     []Due
}

func (s *scheduler) due(section string, c *Clause, from, when day.Date, who string, what Explain) {
	if len(s.dues) >= maxLines {
		return // Forecast says so
	}
	s.dues = append(s.dues, Due{From: from, When: when, What: what, Who: s.who(who), Clause: section + "." + c.ID, Strength: c.Strength})
}

// title is what people call the clause.
func title(c *Clause) string { return cmp.Or(c.Name, c.ID) }

// by adds a clause with a deadline, when it has one.
func (s *scheduler) by(section string, c *Clause, by Date, who, key string) {
	if !by.Day.IsZero() {
		s.due(section, c, day.Date{}, by.Day, who, explain(key, "name", title(c)))
	}
}

// over adds a clause by its own span, when it has one.
func (s *scheduler) over(section string, c *Clause, when Span, who, key string) {
	if span := ownSpan(when); !span.From.IsZero() || !span.To.IsZero() {
		s.due(section, c, span.From, span.To, who, explain(key, "name", title(c)))
	}
}

// ownSpan is the days that a clause writes itself.
func ownSpan(when Span) day.Period { return day.Period{From: when.From.Day, To: when.To.Day} }

// every adds a clause once for each part of its span.
func (s *scheduler) every(section string, c *Clause, every Every, when Span, who, key string) {
	if every == "" || every == Once {
		s.over(section, c, when, who, key)
		return
	}
	parts := s.cut(every, s.p.span(when))
	if len(parts) > maxParts {
		span := s.p.span(when)
		s.due(section, c, span.From, span.To, who, explain("plan.schedule.often", "name", title(c), "every", Word(every), "times", len(parts)))
		return
	}
	for _, part := range parts {
		s.due(section, c, part.From, part.To, who, explain("plan.schedule.part", "name", title(c), "part", part.Name))
	}
}

// course is how the plan runs: phases and tasks, approval, reports, events,
// its close.
func (s *scheduler) course() {
	for i := range s.p.Phases {
		s.phase(&s.p.Phases[i])
	}
	if a := s.p.Approval; a != nil {
		for i := range a.Steps {
			step := &a.Steps[i]
			s.due("approval", &step.Clause, day.Date{}, day.Date{}, step.By,
				explain("plan.schedule.step", "n", i+1, "name", title(&step.Clause), "within", step.Within))
		}
	}
	for i := range s.p.Reports {
		report := &s.p.Reports[i]
		s.by("reports", &report.Clause, report.By, report.From, "plan.schedule.report")
		if report.Every != "" && report.Every != Once {
			s.every("reports", &report.Clause, report.Every, Span{To: report.By}, report.From, "plan.schedule.report")
		}
	}
	for i := range s.p.Events {
		s.event(&s.p.Events[i])
	}
	if closes := s.p.ClosesOn.Day; !closes.IsZero() {
		s.dues = append(s.dues, Due{When: closes, What: explain("plan.schedule.closes"), Clause: "closes_on"})
	}
}

func (s *scheduler) phase(phase *Phase) {
	name := title(&phase.Clause)
	span := phase.period()
	if !span.From.IsZero() {
		s.due("phases", &phase.Clause, day.Date{}, span.From, "", explain("plan.schedule.begins", "name", name))
	}
	if span.To.After(span.From) {
		s.due("phases", &phase.Clause, span.From, span.To, "", explain("plan.schedule.ends", "name", name))
	}
	for i := range phase.Tasks {
		task := &phase.Tasks[i]
		when := task.Due.Day
		if when.IsZero() {
			when = span.To
		}
		what := explain("plan.schedule.task", "name", title(&task.Clause))
		if task.Site != "" {
			what = explain("plan.schedule.task_each", "name", title(&task.Clause), "site", s.name("sites."+task.Site))
		}
		s.due("phases", &task.Clause, span.From, when, task.By, what)
	}
}

func (s *scheduler) event(event *Event) {
	name := title(&event.Clause)
	s.due("events", &event.Clause, day.Date{}, event.On.Day, event.By, explain("plan.schedule.event", "name", name, "place", event.Place))
	for i := range event.Agenda {
		item := &event.Agenda[i]
		if item.At != "" {
			s.due("events", &event.Clause, day.Date{}, event.On.Day, item.By, explain("plan.schedule.agenda", "name", name, "at", item.At, "do", item.Do))
		}
	}
	if event.To.Day.After(event.On.Day) {
		s.due("events", &event.Clause, event.On.Day, event.To.Day, event.By, explain("plan.schedule.ends", "name", name))
	}
}
