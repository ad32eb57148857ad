package plan

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"songnuan/internal/day"
)

func isFestival(name string) bool { return day.IsFestival(name) }

// spans finds periods that end before they begin.
func (l *linter) spans() {
	l.plan.each(func(at place, key string, _ part, v reflect.Value) {
		if span, ok := reflect.TypeAssert[*Span](v.Addr()); ok {
			l.backwards(span.From, span.To, at.label)
		}
	})
	for i := range l.plan.Phases {
		p := &l.plan.Phases[i]
		l.backwards(p.From, p.To, "phases."+p.ID)
		if p.From.Text == "" && !p.written("from") {
			l.say("phase_without_date", "phases", &p.Clause, "id")
		}
	}
	for i := range l.plan.Events {
		e := &l.plan.Events[i]
		l.backwards(e.On, e.To, "events."+e.ID)
	}
}

func (l *linter) backwards(from, to Date, label string) {
	if !from.Day.IsZero() && !to.Day.IsZero() && to.Day.Before(from.Day) {
		l.Add("span_backwards", to.Pos, label, "from", from.Day, "to", to.Day)
	}
}

// order finds what comes before that on which it rests.
func (l *linter) order() {
	visits := l.visitsEnd()
	for i := range l.plan.Reports {
		r := &l.plan.Reports[i]
		if onVisits[r.What] && everyOf(r.Every) == Once && r.By.Day.Before(visits) && !r.By.Day.IsZero() {
			l.Add("report_before_visits", r.By.Pos, "reports."+r.ID, "name", r.label(), "by", r.By.Day, "visits", visits)
		}
	}
	l.tasksInOrder()
	l.givenBeforeMade()
}

// onVisits are the reports that tell what was done.
var onVisits = map[string]bool{"roster": true, "basics": true, "summary": true, "photos": true}

// visitsEnd is the last day of the visits within the campaign: of the duties
// to visit that end with it, or else of the plan's period.
func (l *linter) visitsEnd() day.Date {
	p := l.plan
	closes := p.ClosesOn.Day
	var last day.Date
	for i := range p.Duties {
		d := &p.Duties[i]
		end := l.period(d.When).To
		if isVisit(d.Act) && (closes.IsZero() && !end.After(p.Period.To.Day) || !closes.IsZero() && !end.After(closes)) && end.After(last) {
			last = end
		}
	}
	return last
}

func (l *linter) tasksInOrder() {
	due := map[string]*Task{}
	for i := range l.plan.Phases {
		for j := range l.plan.Phases[i].Tasks {
			due[l.plan.Phases[i].Tasks[j].ID] = &l.plan.Phases[i].Tasks[j]
		}
	}
	for i := range l.plan.Phases {
		for j := range l.plan.Phases[i].Tasks {
			t := &l.plan.Phases[i].Tasks[j]
			for _, id := range t.After {
				if first := due[id]; first != nil && !t.Due.Day.IsZero() && t.Due.Day.Before(first.Due.Day) {
					l.Add("task_before_task", t.Due.Pos, "phases."+t.ID, "name", t.label(), "due", t.Due.Day, "first", first.label(), "by", first.Due.Day)
				}
			}
		}
	}
}

// givenBeforeMade: goods go out when they are made.
func (l *linter) givenBeforeMade() {
	made := map[string]*Production{}
	for i := range l.plan.Production {
		made[l.plan.Production[i].ID] = &l.plan.Production[i]
	}
	for i := range l.plan.Allocation {
		a := &l.plan.Allocation[i]
		if from := made[a.From]; from != nil {
			l.early(a.When.From, from.When.From.Day, "allocations", &a.Clause, from)
			l.early(a.When.To, from.When.To.Day, "allocations", &a.Clause, from)
		}
	}
	for i := range l.plan.Goods {
		g := &l.plan.Goods[i]
		if from := made[g.Stock]; from != nil {
			l.early(g.By, from.When.To.Day, "goods", &g.Clause, from)
			l.early(g.When.To, from.When.To.Day, "goods", &g.Clause, from)
		}
	}
}

func (l *linter) early(given Date, ready day.Date, section string, c *Clause, made *Production) {
	if !given.Day.IsZero() && given.Day.Before(ready) {
		l.Add("given_before_made", given.Pos, section+"."+c.ID, "name", c.label(), "given", given.Day, "made", made.label(), "ready", ready)
	}
}

// closing: the campaign has an end, and what must be settled by then is due
// by then.
func (l *linter) closing() {
	p := l.plan
	if p.ClosesOn.Text == "" {
		if _, written := p.Keys["closes_on"]; !written {
			l.Add("closes_missing", p.Pos, "")
		}
		return
	}
	closes := p.ClosesOn.Day
	if closes.IsZero() {
		return
	}
	if p.Period.To.Day.After(closes) {
		l.Add("closes_before_end", p.ClosesOn.Pos, "", "closes", closes, "end", p.Period.To.Day)
	}
	late := func(code, section string, c *Clause, due Date) {
		if due.Day.After(closes) {
			l.Add(code, due.Pos, section+"."+c.ID, "name", c.label(), "due", due.Day, "closes", closes)
		}
	}
	for i := range p.Cash {
		late("payment_after_close", "cash", &p.Cash[i].Clause, p.Cash[i].By)
	}
	for i := range p.Goods {
		late("payment_after_close", "goods", &p.Goods[i].Clause, p.Goods[i].By)
	}
	for i := range p.Payments {
		late("payment_after_close", "payments", &p.Payments[i].Clause, p.Payments[i].Due)
	}
}

// limits finds phases and events outside the plan's period.
func (l *linter) limits() {
	p := l.plan
	if p.Year == 0 && p.Period.From.Text == "" && p.Period.To.Text == "" && len(p.Phases) == 0 {
		l.Add("period_open", p.Pos, "")
	}
	period := day.Period{From: p.Period.From.Day, To: p.Period.To.Day}
	for i := range p.Events {
		e := &p.Events[i]
		last := e.To
		if last.Text == "" {
			last = e.On
		}
		for _, date := range []Date{e.On, last} {
			if !date.Day.IsZero() && !period.Contains(date.Day) {
				l.Add("outside_period", date.Pos, "events."+e.ID, "name", e.label(), "day", date.Day, "period", period)
				break
			}
		}
		l.agenda(e)
	}
}

var clock = regexp.MustCompile(`^([01]?\d|2[0-3])[:：]([0-5]\d)$`)

// agenda: clock times are times, and go forward.
func (l *linter) agenda(e *Event) {
	last := -1
	for i := range e.Agenda {
		a := &e.Agenda[i]
		if a.At == "" {
			continue
		}
		m := clock.FindStringSubmatch(a.At)
		if m == nil {
			l.Add("bad_clock", a.Pos, "events."+e.ID, "text", clip(a.At))
			continue
		}
		hour, _ := strconv.Atoi(m[1])
		minute, _ := strconv.Atoi(m[2])
		if at := hour*60 + minute; at < last {
			l.Add("agenda_backwards", a.Pos, "events."+e.ID, "text", clip(a.At), "do", clip(a.Do))
		} else {
			last = at
		}
	}
}

// longestNotice, in days, is beyond any public notice; more is a slip.
const longestNotice = 366

// notices: a public notice does not run out while offices are closed.
func (l *linter) notices() {
	for i := range l.plan.Notices {
		n := &l.plan.Notices[i]
		if !n.written("days") {
			l.say("notice_without_days", "notices", &n.Clause, "id")
		}
		if n.Days.Fixed != nil && *n.Days.Fixed > longestNotice {
			l.Add("notice_too_long", n.Keys.At("days", 0, n.Pos), "notices."+n.ID, "name", n.label(), "days", *n.Days.Fixed)
			continue
		}
		if n.Days.Fixed == nil || n.Post.Day.IsZero() {
			continue
		}
		days := int(*n.Days.Fixed)
		if name, ok := l.calendar.EndsInHoliday(n.Post.Day, days, n.Working); ok {
			end := l.calendar.NoticeEnd(n.Post.Day, days, n.Working)
			l.Add("notice_ends_in_holiday", n.Post.Pos, "notices."+n.ID, "name", n.label(), "end", end, "holiday", name)
		}
	}
}

// workdays: counting working days needs the year's holiday notice.
func (l *linter) workdays() {
	said := map[int]bool{}
	miss := func(period day.Period, pos Pos, label string) {
		for _, year := range l.calendar.Missing(period) {
			if !said[year] {
				said[year] = true
				l.Add("holidays_missing", pos, label, "year", year)
			}
		}
	}
	l.plan.each(func(at place, _ string, _ part, v reflect.Value) {
		if date, ok := reflect.TypeAssert[*Date](v.Addr()); ok && strings.Contains(date.Text, "工作日") && !date.Day.IsZero() {
			miss(day.Period{From: date.Day.AddDays(-31), To: date.Day.AddDays(31)}, date.Pos, at.label)
		}
	})
	period := day.Period{From: l.plan.Period.From.Day, To: l.plan.Period.To.Day}
	if a := l.plan.Approval; a != nil {
		for i := range a.Steps {
			if s := &a.Steps[i]; strings.Contains(s.Within, "工作日") {
				miss(period, s.Keys.At("within", -1, s.Pos), "approval."+s.ID)
			}
		}
	}
	for i := range l.plan.Notices {
		if n := &l.plan.Notices[i]; n.Working && !n.Post.Day.IsZero() {
			miss(day.Period{From: n.Post.Day, To: n.Post.Day.AddDays(31)}, n.Post.Pos, "notices."+n.ID)
		}
	}
}
