package day

import (
	"fmt"

	"songnuan/internal/problem"
)

// span is which days of a month a dayNode names.
type span uint8

const (
	oneDay     span = iota
	wholeMonth      // the whole month
	early           // 上旬, 1–10
	middle          // 中旬, 11–20
	late            // 下旬, 21 to the end
	monthLast       // 月底, the last day
)

// dayNode is a day or part of a month; without a year it is the first on or
// after the base.
type dayNode struct {
	year, month, day term
	span             span
}

func (n dayNode) refs(r *Refs) {
	r.param(n.year.param)
	r.param(n.month.param)
	r.param(n.day.param)
}

func (n dayNode) resolve(env Env, edge Edge) (Date, error) {
	month, err := n.month.value(env)
	if err != nil {
		return Date{}, err
	}
	day, err := n.day.value(env)
	if err != nil {
		return Date{}, err
	}
	return inYear(env, n.year, func(year int) (Date, error) { return n.pick(year, month, day, edge) })
}

// pick is the day of the month that the span and edge mean.
func (n dayNode) pick(year, month, day int, edge Edge) (Date, error) {
	text := fmt.Sprintf("%d-%02d-%02d", year, month, max(day, 1))
	first, err := existing(year, month, 1, text)
	if err != nil {
		return Date{}, err
	}
	from, to := day, day
	switch last := daysIn(first.Year(), first.Month()); n.span {
	case wholeMonth:
		from, to = 1, last
	case early:
		from, to = 1, 10
	case middle:
		from, to = 11, 20
	case late:
		from, to = 21, last
	case monthLast:
		from, to = last, last
	}
	if edge == End {
		from = to
	}
	return existing(year, month, from, text)
}

// inYear resolves a day of the year that t names; without t it is the first
// such day on or after the base.
func inYear(env Env, t term, in func(year int) (Date, error)) (Date, error) {
	if t.given {
		year, err := t.value(env)
		if err != nil {
			return Date{}, err
		}
		return in(year)
	}
	if env.Base.IsZero() {
		return Date{}, problem.New(problem.Invalid, "day.no_base")
	}
	var lastErr error
	// A year early for 三九, which lies in the next January; eight years on for
	// 29 February and a thirtieth of 腊月.
	for year := env.Base.Year() - 1; year <= env.Base.Year()+8; year++ {
		d, err := in(year)
		if err == nil && !d.Before(env.Base) {
			return d, nil
		}
		if err != nil {
			lastErr = err
		}
	}
	return Date{}, lastErr
}

// namedNode is a festival or lunar day, with or without a year.
type namedNode struct {
	name  string
	lunar Lunar // the zero Lunar means the festival called name
	year  term
}

func (n namedNode) refs(r *Refs) { r.param(n.year.param) }

func (n namedNode) resolve(env Env, _ Edge) (Date, error) {
	return inYear(env, n.year, func(year int) (Date, error) {
		if n.lunar != (Lunar{}) {
			return n.lunar.OfWinter(year)
		}
		return Festival(n.name, year)
	})
}

// anchorNode is the edge of a phase or a named event.
type anchorNode struct{ ref AnchorRef }

func (n anchorNode) refs(r *Refs) { r.anchor(n.ref) }

func (n anchorNode) resolve(env Env, edge Edge) (Date, error) {
	d, ok := env.anchor(n.ref.Name, n.ref.edgeOr(edge))
	if !ok {
		return Date{}, problem.New(problem.Invalid, "day.anchor_missing", "name", n.ref.Name)
	}
	return d, nil
}

// paramNode is a parameter whose answer is a whole date.
type paramNode struct{ name string }

func (n paramNode) refs(r *Refs) { r.param(n.name) }

func (n paramNode) resolve(env Env, edge Edge) (Date, error) {
	answer, ok := env.param(n.name)
	if !ok {
		return Date{}, problem.New(problem.Invalid, "day.param_missing", "name", n.name)
	}
	e, err := ParseExpr(answer)
	if err != nil || len(e.Refs().Params) > 0 { // an answer that asks again could ask for ever
		return Date{}, problem.Wrap(err, problem.Invalid, "day.param_not_date", "name", n.name, "answer", clip(answer))
	}
	return e.root.resolve(env, edge)
}

// shiftNode is before or after another date.
type shiftNode struct {
	of     node
	before bool
	count  term
	unit   shiftUnit
}

type shiftUnit uint8

const (
	byDay shiftUnit = iota
	byWorkday
	byWeek
	byMonth
)

var shiftUnits = map[string]shiftUnit{
	"": byDay, "天": byDay, "日": byDay, "day": byDay, "days": byDay,
	"工作日": byWorkday, "个工作日": byWorkday, "workday": byWorkday, "workdays": byWorkday,
	"周": byWeek, "星期": byWeek, "个星期": byWeek, "week": byWeek, "weeks": byWeek,
	"月": byMonth, "个月": byMonth, "month": byMonth, "months": byMonth,
}

func (n shiftNode) refs(r *Refs) {
	n.of.refs(r)
	r.param(n.count.param)
}

// resolve counts from the near side of a stretch: before(上旬) from its first
// day, after(上旬) from its last.
func (n shiftNode) resolve(env Env, _ Edge) (Date, error) {
	near := End
	if n.before {
		near = Start
	}
	d, err := n.of.resolve(env, near)
	if err != nil {
		return Date{}, err
	}
	count, err := n.count.value(env)
	if err != nil {
		return Date{}, err
	}
	if n.before {
		count = -count
	}
	switch n.unit {
	case byWorkday:
		return env.calendar().AddWorkdays(d, count), nil
	case byWeek:
		return d.AddDays(7 * count), nil
	case byMonth:
		return d.AddMonths(count), nil
	}
	return d.AddDays(count), nil
}
