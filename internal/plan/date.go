package plan

import (
	"maps"
	"reflect"
	"slices"

	"songnuan/internal/day"
	"songnuan/internal/problem"
)

// resolver turns the plan's date expressions into days. Phases, events and
// whatever else has a stretch of its own are anchors for the others.
type resolver struct {
	*findings
	env     day.Env
	anchors map[string]stretch
	labels  map[*Date]string
	state   map[*Date]state
}

// stretch is the two edges of an anchor; to may be absent and is then from.
type stretch struct{ from, to *Date }

type state uint8

const (
	untouched state = iota
	busy            // being resolved: met again, it is a circle
	done
)

// resolveDates sets Day of every Date of the plan.
func (p *Plan) resolveDates(opts ReadOptions, found *findings) {
	r := &resolver{findings: found, anchors: p.anchors(), labels: map[*Date]string{}, state: map[*Date]state{}}
	r.env = day.Env{Base: p.base(opts.Today), Calendar: opts.Calendar}
	var all []*Date
	p.each(func(at place, _ string, _ part, v reflect.Value) {
		if date, ok := reflect.TypeAssert[*Date](v.Addr()); ok {
			all = append(all, date)
			r.labels[date] = at.label
		}
	})
	r.resolve(&p.Period.From)
	if !p.Period.From.Day.IsZero() {
		r.env.Base = p.Period.From.Day
	}
	for _, date := range all {
		r.resolve(date)
	}
}

// base is the day from which festivals and days without a year are counted
// before the period is known: midsummer before the plan's Spring Festival.
func (p *Plan) base(today day.Date) day.Date {
	if base, ok := day.New(p.Year-1, 7, 1); ok {
		return base
	}
	return today
}

// anchors names the stretches that start(), end() and a bare id lean on.
// Where two sections use one id, the phase comes first, then the event.
func (p *Plan) anchors() map[string]stretch {
	all := map[string]stretch{"period": {&p.Period.From, &p.Period.To}, "closes_on": {&p.ClosesOn, &p.ClosesOn}}
	add := func(id string, from, to *Date) {
		if _, taken := all[id]; !taken && id != "" {
			all[id] = stretch{from, to}
		}
	}
	for i := range p.Phases {
		add(p.Phases[i].ID, &p.Phases[i].From, &p.Phases[i].To)
	}
	for i := range p.Events {
		add(p.Events[i].ID, &p.Events[i].On, &p.Events[i].To)
	}
	for i := range p.Production {
		add(p.Production[i].ID, &p.Production[i].When.From, &p.Production[i].When.To)
	}
	for i := range p.Surveys {
		add(p.Surveys[i].ID, &p.Surveys[i].When.From, &p.Surveys[i].When.To)
	}
	for i := range p.Notices {
		add(p.Notices[i].ID, &p.Notices[i].Post, &p.Notices[i].Post)
	}
	for i := range p.Reports {
		add(p.Reports[i].ID, &p.Reports[i].By, &p.Reports[i].By)
	}
	return all
}

func (r *resolver) resolve(date *Date) {
	if date.Expr.IsZero() || r.state[date] == done {
		return
	}
	r.state[date] = busy
	defer func() { r.state[date] = done }()
	env := r.env
	env.Edge = day.Start
	if date.Upper {
		env.Edge = day.End
	}
	for _, ref := range date.Expr.Refs().Anchors {
		// Which side of a stretch named alone is meant, the words around it say.
		sides := []day.Edge{ref.Edge}
		if ref.Edge == "" {
			sides = []day.Edge{day.Start, day.End}
		}
		for _, side := range sides {
			if !r.ready(date, ref.Name, side) {
				return
			}
		}
	}
	env.Anchor = r.edge
	at, err := date.Expr.Resolve(env)
	if err != nil {
		why := problem.As(err)
		r.Add("date_unresolved", date.Pos, r.labels[date], "text", clip(date.Text), "why", whyOf(why))
		return
	}
	date.Day = at
}

// ready resolves the side of the anchor that a date leans on; false when there
// is none or the way leads back to the date itself.
func (r *resolver) ready(date *Date, name string, side day.Edge) bool {
	s, ok := r.anchors[name]
	if !ok {
		known := slices.Sorted(maps.Keys(r.anchors))
		r.Add("date_anchor_unknown", date.Pos, r.labels[date], "name", clip(name), "hint", meant(name, known))
		return false
	}
	edge := s.side(side)
	switch {
	case r.state[edge] == busy:
		r.Add("date_circle", date.Pos, r.labels[date], "text", clip(date.Text), "name", name)
		return false
	case edge.Text == "":
		r.Add("date_anchor_open", date.Pos, r.labels[date], "name", name)
		return false
	}
	r.resolve(edge)
	return !edge.Day.IsZero()
}

// side is one edge of the stretch; one that has a single edge is that day.
func (s stretch) side(side day.Edge) *Date {
	first, second := s.from, s.to
	if side == day.End {
		first, second = second, first
	}
	if first.Text == "" {
		return second
	}
	return first
}

// edge is a side of an anchor that ready has resolved.
func (r *resolver) edge(name string, side day.Edge) (day.Date, bool) {
	at := r.anchors[name].side(side).Day
	return at, !at.IsZero()
}

// workdays is the calendar that the plan was read with.
func (p *Plan) workdays() *day.Calendar {
	if p.calendar == nil {
		return day.DefaultCalendar()
	}
	return p.calendar
}
