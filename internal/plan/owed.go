package plan

import (
	"slices"

	"songnuan/internal/day"
)

// Owed is what one duty asks for of each household of a class, or of each site:
// so many times within each window.
type Owed struct {
	Duty    *Duty
	Class   string // "" of a site, and of what a role owes once for itself
	Site    string
	Unit    string // household, person, site, holder: what each of them is
	Windows []Window
}

// Window is a stretch of days within which something is owed. That of a festival
// ends on its day; what is done in it counts toward the stretch around it too.
type Window struct {
	day.Period        // From and the last day for it
	Name       string // 2027年第1季度; 春节
	Festival   bool
	Least      int64 // at least so many, or as many fen of worth
	Most       int64 // 0 is open
}

// Owed lists what the plan's duties ask for, in the order of the plan. A duty
// whose days can't be told has no windows.
func (p *Plan) Owed() []Owed {
	r := newReckoner(p, nil)
	var all []Owed
	for i := range p.Duties {
		d := &p.Duties[i]
		span := p.span(d.When)
		if by := d.By.Day; !by.IsZero() && (span.To.IsZero() || by.Before(span.To)) {
			span.To = by
		}
		var windows []Window
		if days := span.Days(); days > 0 && days <= maxSpan {
			windows = windowsOf(d, r.dutyParts(d, span))
		}
		for _, to := range r.owedTo(d) {
			all = append(all, Owed{d, to.class, to.site, to.unit, windows})
		}
	}
	return all
}

// Raised is what a duty asks for while a notice raises it to another cadence:
// what it asks for of each stretch, within each part of those days that lie
// within its own.
func (p *Plan) Raised(d *Duty, every Every, days day.Period) (all []Window) {
	span := p.span(d.When)
	if by := d.By.Day; !by.IsZero() && (span.To.IsZero() || by.Before(span.To)) {
		span.To = by
	}
	both, ok := days.Intersect(span)
	if !ok || both.Days() == 0 || both.Days() > maxSpan || d.Act == "aid_value" {
		return nil
	}
	each := d.owes()
	for _, part := range cut(every, both) {
		all = append(all, Window{part.Period, part.Name, false, each.N, each.Max})
	}
	return all
}

// PairedBy gives the pairing clauses whose helpers owe a duty; none for what a
// role owes on its own, whoever does it.
func (p *Plan) PairedBy(d *Duty) (clauses []string) {
	for i := range p.Pairing {
		if c := &p.Pairing[i]; d.Of == "helper" || slices.Contains(c.Helpers, d.Of) {
			clauses = append(clauses, c.ID)
		}
	}
	return clauses
}

// windowsOf are the parts of a duty, each behind the festivals in it.
func windowsOf(d *Duty, parts []DutyPart) (all []Window) {
	for _, part := range parts {
		from := part.From
		for _, f := range part.Festivals {
			if f.Due.Before(from) {
				from = f.Due // two festivals on one day
			}
			all = append(all, Window{day.Period{From: from, To: f.Due}, f.Name, true, 1, 0})
			from = f.Due.AddDays(1)
		}
		w := Window{part.Period, part.Name, false, part.Each.N, part.Each.Max}
		if part.Each.Open {
			w.Most = 0
		}
		if d.Act == "aid_value" {
			w.Least, w.Most = 0, 0
			if rate, ok := d.Worth.stated(); ok {
				w.Least = int64(rate.Min)
			}
		}
		all = append(all, w)
	}
	return all
}

// Together is how many visitors the duty asks for at once; 1 when it does not
// say.
func (d *Duty) Together() int64 {
	f := d.Group.stated(FromStated)
	if !f.Known() {
		return 1
	}
	return max(1, f.Min)
}
