package plan

import (
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/day"
)

// Procedure is a procedure profile of the library, as far as a plan that names
// it (`approval: {profile: …}`) has to fit it.
type Procedure struct {
	ID      string
	Applied bool       // people apply by it; not only re-checks and exits
	Area    area.Code  // where it holds, with all below; "" is everywhere
	Force   day.Period // in which it is in force
	Notices []ProcedureNotice
}

// ProcedureNotice is one public notice among the steps of a procedure.
type ProcedureNotice struct {
	Level   string // village, town, county, city
	Days    int
	Working bool // Days are working days
}

// procedure finds what the plan names and the library does not have, or has for
// other cases, places or days. Nothing is said without a library at hand.
func (l *linter) procedure() {
	a := l.plan.Approval
	if a == nil || a.Profile == "" || l.plan.procedures == nil {
		return
	}
	var known []string
	var named []Procedure
	for _, p := range l.plan.procedures {
		known = append(known, p.ID)
		if p.ID == a.Profile {
			named = append(named, p)
		}
	}
	at, label := a.Keys.At("profile", -1, a.Pos), "approval."+a.ID
	if len(named) == 0 {
		l.Add("procedure_unknown", at, label, "profile", clip(a.Profile), "hint", meant(a.Profile, known))
		return
	}
	fits := []struct {
		code  string
		holds func(Procedure) bool
	}{{"procedure_elsewhere", l.reaches}, {"procedure_without_application", func(p Procedure) bool { return p.Applied }}, {"procedure_not_in_force", l.inForceThroughout}}
	for _, fit := range fits {
		if !slices.ContainsFunc(named, fit.holds) {
			l.Add(fit.code, at, label, "profile", clip(a.Profile))
			return
		}
		named = slices.DeleteFunc(named, func(p Procedure) bool { return !fit.holds(p) })
	}
	l.againstSteps(named[0])
}

// reaches tells whether a procedure holds in all of the plan's place.
func (l *linter) reaches(p Procedure) bool { return p.Area.Contains(l.plan.Area) }

// inForceThroughout tells whether a procedure is in force on the first and the
// last day of the plan, as far as they are known.
func (l *linter) inForceThroughout(p Procedure) bool {
	for _, on := range []day.Date{l.plan.Period.From.Day, l.plan.Period.To.Day} {
		if !on.IsZero() && !p.Force.Contains(on) {
			return false
		}
	}
	return true
}

// againstSteps holds the plan's notices against those of its procedure: what a
// procedure posts for longer stays up for longer.
func (l *linter) againstSteps(p Procedure) {
	for i := range l.plan.Notices {
		n := &l.plan.Notices[i]
		if n.Objection == "block_all" {
			l.say("notice_blocks_all", "notices", &n.Clause, "objection")
		}
		var met []ProcedureNotice
		for _, one := range p.Notices {
			if one.Level == n.Level {
				met = append(met, one)
			}
		}
		switch {
		case n.Level == "unit" || n.Level == "" || n.Days.Fixed == nil:
		case len(met) == 0:
			l.say("notice_without_step", "notices", &n.Clause, "level", "profile", clip(p.ID))
		case met[0].Working == n.Working && int64(met[0].Days) > *n.Days.Fixed:
			l.say("notice_shorter", "notices", &n.Clause, "days", "days", *n.Days.Fixed, "profile", clip(p.ID), "longer", met[0].Days)
		}
	}
}

// NoticeAt is what the plan asks of a public notice of a level, nil when it asks
// for none there. A notice of a unit has the level unit.
func (p *Plan) NoticeAt(level string) *Notice {
	i := slices.IndexFunc(p.Notices, func(n Notice) bool { return n.Level == level })
	if i < 0 {
		return nil
	}
	return &p.Notices[i]
}

// Refills tells whether a row taken off is filled from those who wait; nil where
// the plan does not say.
func (n *Notice) Refills() *bool {
	if !n.written("refill") {
		return nil
	}
	return &n.Refill
}
