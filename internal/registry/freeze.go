package registry

import (
	"slices"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
)

// Freeze holds changes back around a payment (冻结期), in an area and a unit
// with all below them, so that the roster that was signed is the one that is
// paid.
type Freeze struct {
	ID       id.ID
	Area     area.Code // "" does not narrow
	Unit     string
	From, To day.Date // both days are in it
	Ended    day.Date // from this day it holds no more; unset is as planned
	Aspects  []Aspect // none is all
	Reason   string
	Actor    string
	Recorded day.Instant
	EndedBy  string
	Row      int // version
}

// Check refuses a freeze that can hold nothing, or for longer than a year.
func (f *Freeze) Check() error {
	const longest = 366
	switch {
	case f.From.IsZero() || f.To.IsZero():
		return problem.New(problem.Invalid, "registry.change.freeze_days")
	case f.To.Before(f.From):
		return problem.New(problem.Invalid, "registry.change.freeze_backwards", "from", f.From.String(), "to", f.To.String())
	case f.To.Sub(f.From) > longest:
		return problem.New(problem.Invalid, "registry.change.freeze_long", "longest", longest)
	case strings.TrimSpace(f.Reason) == "":
		return problem.New(problem.Invalid, "registry.change.freeze_reason")
	}
	for _, aspect := range f.Aspects {
		if !slices.Contains(FreezeAspects, aspect) {
			return problem.New(problem.Invalid, "registry.change.freeze_aspect")
		}
	}
	return nil
}

// In tells whether the freeze holds on a day.
func (f *Freeze) In(on day.Date) bool {
	return !on.Before(f.From) && !on.After(f.To) && (f.Ended.IsZero() || on.Before(f.Ended))
}

// Holds tells whether it holds any of the aspects of a file that lies in a
// place.
func (f *Freeze) Holds(aspects []Aspect, where area.Code, unit string) bool {
	if !f.Area.Contains(where) || !strings.HasPrefix(unit, f.Unit) {
		return false
	}
	return len(f.Aspects) == 0 || slices.ContainsFunc(f.Aspects, func(a Aspect) bool { return slices.Contains(aspects, a) })
}

// FreeFrom is the first day, from today on, on which none of the freezes holds,
// and those that stand before it. All of them must be ones that Holds is true
// of.
func FreeFrom(freezes []Freeze, today day.Date) (free day.Date, standing []Freeze) {
	free = today
	for moved := true; moved; {
		moved = false
		for _, f := range freezes {
			if !f.In(free) {
				continue
			}
			standing = append(standing, f)
			if next := f.To.AddDays(1); f.Ended.IsZero() || next.Before(f.Ended) {
				free = next
			} else {
				free = f.Ended
			}
			moved = true
		}
	}
	return free, standing
}
