package day

import (
	"slices"
	"strconv"

	"songnuan/internal/problem"
)

// Expr is a date expression of the plan format, made by ParseExpr:
//
//	2027-01-15   {year}-11-25   {year}年11月25日   11月25日   {deadline}
//	春节   春节(2027)   {year+1}年春节   腊月廿三   腊月廿三(2027)
//	before(春节)   before(春节, 7)   before(end(field), 10 工作日)   after(launch, 2 周)
//	start(field)   end(field)   launch
//	{year}年12月上旬   {year}年12月   2027年2月底
//
// {name} is a parameter, {name+1} a number parameter and one. before(x) is
// the day before x, after(x) the day after. A unit is 天, 工作日, 周, 月 or
// their English names; none means days. The last forms are stretches, of
// which Env.Edge or the word around them picks the first or last day.
type Expr struct {
	text string
	root node
}

// node is one form of the grammar.
type node interface {
	// resolve gives the date; edge picks the side of a stretch.
	resolve(env Env, edge Edge) (Date, error)
	// refs reports the parameters and anchors below.
	refs(r *Refs)
}

// Edge is a side of a stretch of days.
type Edge string

// The edges. An Env without one takes Start.
const (
	Start Edge = "start"
	End   Edge = "end"
)

// Env is what an expression needs from around it.
type Env struct {
	// Base is the date the plan begins. A festival or day without a year is
	// the first one on or after it.
	Base Date
	// Edge picks the day of a stretch: Start where the expression opens a
	// period, End where it closes one or sets a deadline.
	Edge Edge
	// Param gives a parameter's answer. Nil knows none.
	Param func(name string) (string, bool)
	// Anchor gives the edge of a phase, or the date of a named event. It must
	// not resolve in a circle. Nil knows none.
	Anchor func(name string, edge Edge) (Date, bool)
	// Calendar counts 工作日. Nil is DefaultCalendar; ask its Missing about
	// the years around the result.
	Calendar *Calendar
}

// Refs are the names that an expression leans on, each once, in order.
type Refs struct {
	Params  []string
	Anchors []AnchorRef
}

// AnchorRef is start(Name), end(Name), or an event named alone, whose Edge is
// empty.
type AnchorRef struct {
	Name string
	Edge Edge
}

// String is the expression as it was written.
func (e Expr) String() string { return e.text }

// IsZero tells whether there is no expression.
func (e Expr) IsZero() bool { return e.root == nil }

// Resolve gives the date. Missing parameters and anchors, answers of the
// wrong kind, days that do not exist and dates outside the range are errors;
// so is the zero Expr.
func (e Expr) Resolve(env Env) (Date, error) {
	if e.root == nil {
		return Date{}, problem.New(problem.Invalid, "day.empty")
	}
	if env.Edge == "" {
		env.Edge = Start
	}
	d, err := e.root.resolve(env, env.Edge)
	if err == nil && d.IsZero() {
		err = problem.New(problem.Invalid, "day.out_of_range", "text", clip(e.text))
	}
	return d, err
}

// Refs lists the parameters and anchors that the expression uses.
func (e Expr) Refs() Refs {
	var r Refs
	if e.root != nil {
		e.root.refs(&r)
	}
	return r
}

// Unresolved lists what the expression uses and env does not supply, so that
// a plan can tell an open question from a wrong date.
func (e Expr) Unresolved(env Env) Refs {
	all, open := e.Refs(), Refs{}
	for _, name := range all.Params {
		if _, ok := env.param(name); !ok {
			open.Params = append(open.Params, name)
		}
	}
	for _, a := range all.Anchors {
		if _, ok := env.anchor(a.Name, a.edgeOr(Start)); !ok {
			open.Anchors = append(open.Anchors, a)
		}
	}
	return open
}

func (a AnchorRef) edgeOr(edge Edge) Edge {
	if a.Edge != "" {
		return a.Edge
	}
	return edge
}

func (r *Refs) param(name string) {
	if name != "" && !slices.Contains(r.Params, name) {
		r.Params = append(r.Params, name)
	}
}

func (r *Refs) anchor(a AnchorRef) {
	if !slices.Contains(r.Anchors, a) {
		r.Anchors = append(r.Anchors, a)
	}
}

func (env Env) param(name string) (string, bool) {
	if env.Param == nil {
		return "", false
	}
	return env.Param(name)
}

func (env Env) anchor(name string, edge Edge) (Date, bool) {
	if env.Anchor == nil {
		return Date{}, false
	}
	d, ok := env.Anchor(name, edge)
	return d, ok && !d.IsZero()
}

func (env Env) calendar() *Calendar {
	if env.Calendar == nil {
		return DefaultCalendar()
	}
	return env.Calendar
}

// term is a number in an expression: a literal, or a parameter plus an
// offset. The zero term is absent.
type term struct {
	param string
	n     int // the literal, or the offset
	given bool
}

func (t term) value(env Env) (int, error) {
	if t.param == "" {
		return t.n, nil
	}
	answer, ok := env.param(t.param)
	if !ok {
		return 0, problem.New(problem.Invalid, "day.param_missing", "name", t.param)
	}
	n, err := strconv.Atoi(foldText(answer))
	if err != nil || n < 0 || n > 9999 {
		return 0, problem.New(problem.Invalid, "day.param_not_number", "name", t.param, "answer", clip(answer))
	}
	return n + t.n, nil
}
