package plan

import (
	"cmp"
	"slices"
	"strconv"

	"songnuan/internal/day"
)

// JobKind says what sort of work a job is.
type JobKind string

// The kinds.
const (
	JobTask    JobKind = "task"    // a task of a phase
	JobSurvey  JobKind = "survey"  // 摸底
	JobRaise   JobKind = "raise"   // a purse to fill
	JobOnPost  JobKind = "on_post" // visits to people at work (岗位慰问)
	JobTalk    JobKind = "talk"    // 座谈
	JobMedia   JobKind = "media"   // something published
	JobService JobKind = "service" // help that is neither cash nor goods
	JobChannel JobKind = "channel" // a channel for demands to keep open
	JobEvent   JobKind = "event"   // an activity
	JobAgenda  JobKind = "agenda"  // an item of its agenda
	JobReport  JobKind = "report"  // what goes up
)

// JobKinds are all of them, in the order in which they are shown.
var JobKinds = []JobKind{JobTask, JobSurvey, JobRaise, JobOnPost, JobTalk, JobMedia, JobService, JobChannel, JobEvent, JobAgenda, JobReport}

// Job is one thing that somebody does for the campaign as a whole by a day, and
// shows that it was done. What is done for each household is a duty.
type Job struct {
	Kind     JobKind
	Clause   string // section and id
	Part     string // tells the repetitions of a clause apart; "" for the only one
	Phase    string // id of the phase it falls in, "" for none
	Title    string
	By       string // role by its name, or body; "" when the plan names nobody
	Site     string // id of the site: one job for each
	Class    string // whose number is wanted, when Wants is 0; "" for none
	From     day.Date
	Due      day.Date // unset when the plan ties it to no date
	Wants    int64    // results asked for: talks, articles, persons; 0 when the plan names no number
	Strength Strength
}

// Jobs are the course of the plan as work to hand out, in the order of its
// phases and dates.
func (p *Plan) Jobs() []Job {
	j := &jobs{scheduler: &scheduler{reckoner: newReckoner(p, nil), calendar: p.workdays()}}
	for _, section := range []func(){j.tasks, j.surveys, j.raising, j.onPost, j.talks, j.media, j.services, j.channels, j.events, j.reports} {
		section()
	}
	order := map[string]int{"": len(p.Phases)}
	for i := range p.Phases {
		order[p.Phases[i].ID] = i
	}
	slices.SortStableFunc(j.all, func(a, b Job) int {
		return cmp.Or(cmp.Compare(order[a.Phase], order[b.Phase]), compareDue(a.Due, b.Due))
	})
	return j.all
}

func compareDue(a, b day.Date) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return a.Compare(b)
}

// jobs collects them.
type jobs struct {
	*scheduler
	all []Job
}

// add takes a job in, as far as a plan may have lines at all.
func (j *jobs) add(c *Clause, job Job) {
	if len(j.all) >= maxLines {
		return
	}
	job.Title, job.By, job.Strength = cmp.Or(job.Title, title(c)), string(j.who(job.By)), c.Strength
	if job.Phase == "" {
		job.Phase = j.phaseOf(cmp.Or(job.Due, job.From))
	}
	j.all = append(j.all, job)
}

// phaseOf is the phase that a day falls in, the last that has begun where two
// overlap.
func (j *jobs) phaseOf(on day.Date) (phase string) {
	for i := range j.p.Phases {
		span := j.p.Phases[i].period()
		if !on.IsZero() && !span.From.IsZero() && !on.Before(span.From) && !on.After(span.To) {
			phase = j.p.Phases[i].ID
		}
	}
	return phase
}

// over adds a clause with its days: its own, else those of the plan.
func (j *jobs) over(c *Clause, when Span, job Job) {
	span := j.p.span(when)
	job.From, job.Due = span.From, span.To
	j.add(c, job)
}

func (j *jobs) tasks() {
	for i := range j.p.Phases {
		phase := &j.p.Phases[i]
		span := phase.period()
		for k := range phase.Tasks {
			task := &phase.Tasks[k]
			due := task.Due.Day
			if due.IsZero() {
				due = span.To
			}
			j.add(&task.Clause, Job{Kind: JobTask, Clause: "tasks." + task.ID, Phase: phase.ID, By: task.By, Site: task.Site, From: span.From, Due: due})
		}
	}
}

func (j *jobs) surveys() {
	for i := range j.p.Surveys {
		s := &j.p.Surveys[i]
		j.over(&s.Clause, s.When, Job{Kind: JobSurvey, Clause: "surveys." + s.ID, By: s.By})
	}
}

func (j *jobs) raising() {
	for i := range j.p.Purses {
		purse := &j.p.Purses[i]
		if span := ownSpan(purse.Raise); !span.To.IsZero() {
			j.add(&purse.Clause, Job{Kind: JobRaise, Clause: "purses." + purse.ID, By: purse.Holder, From: span.From, Due: span.To})
		}
	}
}

// onPost are the visits to people at their work, a job for each part of the
// duty and each festival in it.
func (j *jobs) onPost() {
	for i := range j.p.Duties {
		d := &j.p.Duties[i]
		kind := map[string]JobKind{"visit_on_post": JobOnPost, "talk": JobTalk}[d.Act]
		if kind == "" {
			continue
		}
		parts := j.dutyParts(d, j.p.span(d.When))
		if len(parts) > maxParts {
			parts = nil
		}
		for _, to := range j.owedTo(d) {
			for _, part := range parts {
				job := Job{Kind: kind, Clause: "duties." + d.ID, By: d.Of, Class: to.class, From: part.From, Due: part.To, Part: to.class + "@" + part.To.String()}
				if len(part.Festivals) == 0 {
					j.add(&d.Clause, job)
				}
				for _, f := range part.Festivals {
					job.Title, job.Due, job.Part = title(&d.Clause)+"（"+f.Name+"）", f.Due, to.class+"@"+f.Due.String()
					j.add(&d.Clause, job)
				}
			}
		}
	}
}

func (j *jobs) talks() {
	for i := range j.p.Talks {
		t := &j.p.Talks[i]
		n, _ := t.Count.Planned()
		j.over(&t.Clause, t.When, Job{Kind: JobTalk, Clause: "talks." + t.ID, By: t.By, Wants: n})
	}
}

// media are what is published: once with its number, or once for each part of
// its cadence.
func (j *jobs) media() {
	for i := range j.p.Publicity {
		c := &j.p.Publicity[i]
		n, _ := c.Count.Planned()
		job := Job{Kind: JobMedia, Clause: "publicity." + c.ID, By: c.By, Wants: n}
		parts := j.cut(c.Every, j.p.span(c.When))
		if c.Every == "" || c.Every == Once || len(parts) == 0 || len(parts) > maxParts {
			j.over(&c.Clause, c.When, job)
			continue
		}
		for _, part := range parts {
			job.From, job.Due, job.Part = part.From, part.To, part.To.String()
			job.Title = title(&c.Clause) + "（" + part.Name + "）"
			j.add(&c.Clause, job)
		}
	}
}

func (j *jobs) services() {
	for i := range j.p.Services {
		s := &j.p.Services[i]
		n, _ := s.Count.Planned()
		j.over(&s.Clause, s.When, Job{Kind: JobService, Clause: "services." + s.ID, By: s.By, Wants: n})
	}
}

func (j *jobs) channels() {
	for i := range j.p.Demands {
		c := &j.p.Demands[i]
		j.over(&c.Clause, c.When, Job{Kind: JobChannel, Clause: "demands." + c.ID, By: c.By})
	}
}

// events are the activities and, after each, its agenda in order.
func (j *jobs) events() {
	for i := range j.p.Events {
		e := &j.p.Events[i]
		ref, last := "events."+e.ID, e.To.Day
		if last.IsZero() {
			last = e.On.Day
		}
		j.add(&e.Clause, Job{Kind: JobEvent, Clause: ref, By: e.By, From: e.On.Day, Due: last})
		for k := range e.Agenda {
			item := &e.Agenda[k]
			what := title(&e.Clause) + "：" + item.Do
			if item.At != "" {
				what = title(&e.Clause) + " " + item.At + "：" + item.Do
			}
			j.add(&e.Clause, Job{Kind: JobAgenda, Clause: ref, Part: strconv.Itoa(k + 1), Title: what, By: cmp.Or(item.By, e.By), From: e.On.Day, Due: e.On.Day})
		}
	}
}

func (j *jobs) reports() {
	for i := range j.p.Reports {
		r := &j.p.Reports[i]
		j.add(&r.Clause, Job{Kind: JobReport, Clause: "reports." + r.ID, By: r.From, Due: r.By.Day})
	}
}
