package plan

import "songnuan/internal/day"

type partsKey struct {
	every Every
	span  day.Period
}

// span is the days a clause runs over: its own, else the plan's.
func (p *Plan) span(when Span) day.Period {
	own := day.Period{From: when.From.Day, To: when.To.Day}
	whole := p.period()
	if own.From.IsZero() {
		own.From = whole.From
	}
	if own.To.IsZero() {
		own.To = whole.To
	}
	return own
}

// period is the plan's own, else from the first phase to the last, else up to
// the day it closes.
func (p *Plan) period() day.Period {
	whole := day.Period{From: p.Period.From.Day, To: p.Period.To.Day}
	for i := range p.Phases {
		phase := p.Phases[i].period()
		if p.Period.From.Day.IsZero() && !phase.From.IsZero() && (whole.From.IsZero() || phase.From.Before(whole.From)) {
			whole.From = phase.From
		}
		if p.Period.To.Day.IsZero() && phase.To.After(whole.To) {
			whole.To = phase.To
		}
	}
	if whole.To.IsZero() {
		whole.To = p.ClosesOn.Day
	}
	return whole
}

// period is the days of a phase, a single one when it has no end.
func (f *Phase) period() day.Period {
	if f.To.Day.IsZero() {
		return day.Period{From: f.From.Day, To: f.From.Day}
	}
	return day.Period{From: f.From.Day, To: f.To.Day}
}

// beyond tells whether a span outlives the day the plan closes.
func (p *Plan) beyond(span day.Period) bool {
	return !p.ClosesOn.Day.IsZero() && span.To.After(p.ClosesOn.Day)
}

// cut divides a span into the parts in which something falls due. Weeks,
// months, quarters and terms are those of the calendar, and each that the span
// touches counts; a year is the campaign's own, counted from the first day of
// the span, since a winter campaign runs over New Year and "once a year" would
// else fall due twice within it.
func cut(every Every, span day.Period) []day.Part {
	if span.Days() == 0 {
		return nil
	}
	switch every {
	case "", Once:
		return []day.Part{{Name: span.String(), Period: span}}
	case Yearly:
		return years(span)
	}
	return day.Parts(day.Unit(every), span)
}

func years(span day.Period) []day.Part {
	var all []day.Part
	for n := 0; ; n++ {
		part := day.Period{From: span.From.AddMonths(12 * n), To: span.From.AddMonths(12*n + 12).AddDays(-1)}
		if part.From.IsZero() || part.From.After(span.To) {
			return all
		}
		if part.To.IsZero() || part.To.After(span.To) {
			part.To = span.To
		}
		all = append(all, day.Part{Name: part.String(), Period: part})
	}
}

// maxSpan is the longest stretch, in days, that is counted through; twenty
// years is beyond any campaign and keeps a slip of the year from being
// multiplied out.
const maxSpan = 20 * 366

// countable reports a span that can't be counted over.
func (r *reckoner) countable(c *Clause, ref string, span day.Period) bool {
	switch days := span.Days(); {
	case days == 0:
		r.Add("period_missing", c.Pos, ref, "name", r.name(ref))
		return false
	case days > maxSpan:
		r.Add("period_too_long", c.Pos, ref, "name", r.name(ref), "from", span.From, "to", span.To)
		return false
	}
	return true
}

// cut is the package's cut, remembered where many clauses ask the same and
// the answer is short.
func (r *reckoner) cut(every Every, span day.Period) []day.Part {
	if span.Days() > maxSpan {
		return nil
	}
	key := partsKey{every, span}
	parts, ok := r.parts[key]
	if !ok {
		parts = cut(every, span)
		if len(parts) <= maxParts {
			r.parts[key] = parts
		}
	}
	return parts
}

// times is how often a rate is paid: as stated, once, or counted over the
// span; missing when the span can't be counted over.
func (r *reckoner) times(c *Clause, ref string, stated Count, every Every, span day.Period) Figure {
	if f := stated.stated(FromClause); f.Known() {
		return f
	}
	if every == "" || every == Once {
		return exactly(1, FromClause)
	}
	if !r.countable(c, ref, span) {
		return Figure{}
	}
	return exactly(int64(len(r.cut(every, span))), FromPeriod)
}
