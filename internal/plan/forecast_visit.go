package plan

import (
	"slices"
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/locale"
)

// DutyPart is what is owed to each within one stretch: 2027年第1季度.
type DutyPart struct {
	day.Part
	Each      Figure
	Festivals []FestivalVisit // in order; without Separate each counts toward Each
}

// FestivalVisit is a visit at a festival: Due is the day itself, or the last
// day of the duty when that is the eve.
type FestivalVisit struct {
	Name string
	Due  day.Date
}

// dutyParts cuts the span of a duty and puts each festival into its part. A
// festival's visit counts toward what the part owes unless the plan wants it
// besides (separate).
func (r *reckoner) dutyParts(d *Duty, span day.Period) []DutyPart {
	cut := r.cut(d.per(), span)
	parts := make([]DutyPart, len(cut))
	festivals := festivalVisits(d.AlsoAt, span, r.leadsToAFestival(d))
	for i, part := range cut {
		parts[i] = DutyPart{Part: part, Each: d.owes()}
		for _, f := range festivals {
			if part.Contains(f.Due) {
				parts[i].Festivals = append(parts[i].Festivals, f)
			}
		}
		parts[i].Each = withFestivals(parts[i].Each, int64(len(parts[i].Festivals)), d.Separate)
	}
	return parts
}

// per is how often a duty falls due; the worth of aid is a year's.
func (d *Duty) per() Every {
	if d.Per == "" && d.Act == "aid_value" {
		return Yearly
	}
	return d.Per
}

// owes is how many each part asks for: at least one when the plan says nothing.
// N is the least, so that what is due is never more than what is owed.
func (d *Duty) owes() Figure {
	least, most := d.AtLeast.stated(FromClause), d.AtMost.stated(FromClause)
	if !least.Known() && !most.Known() {
		return exactly(1, FromClause)
	}
	f := Figure{N: least.Min, Min: least.Min, Max: least.Max, Open: !most.Known() && least.Open, Origin: FromClause}
	if most.Known() {
		f.Max = max(f.Min, most.Max)
	}
	return f
}

// withFestivals adds the festivals of a part to what it owes.
func withFestivals(f Figure, festivals int64, separate bool) Figure {
	if separate {
		f.N, f.Min, f.Max = f.N+festivals, f.Min+festivals, f.Max+festivals
		return f
	}
	f.N, f.Min, f.Max = max(f.N, festivals), max(f.Min, festivals), max(f.Max, festivals)
	return f
}

// leadsToAFestival: the duty ends on a day that is not written as a date, such
// as before(春节).
func (r *reckoner) leadsToAFestival(d *Duty) bool {
	to := d.When.To.Text
	if to == "" {
		to = r.p.Period.To.Text
	}
	_, err := day.Parse(to)
	return err != nil
}

// festivalVisits are the festivals within a span. With eve, one that falls on
// the day after the span, and on no day of it, counts too: a span that runs "to
// the day before 春节" includes the visit before 春节.
func festivalVisits(names []string, span day.Period, eve bool) []FestivalVisit {
	if span.Days() == 0 {
		return nil
	}
	var all []FestivalVisit
	for _, name := range names {
		var within, after []FestivalVisit
		for year := span.From.Year() - 1; year <= span.To.Year()+1; year++ {
			switch on, err := day.Festival(name, year); {
			case err != nil: // the linter names what is no festival
			case span.Contains(on):
				within = append(within, FestivalVisit{name, on})
			case eve && on == span.To.AddDays(1):
				after = append(after, FestivalVisit{name, span.To})
			}
		}
		if len(within) == 0 {
			within = after
		}
		all = append(all, within...)
	}
	slices.SortStableFunc(all, func(a, b FestivalVisit) int { return a.Due.Compare(b.Due) })
	return all
}

// partTexts shows the parts of a duty one after another.
type partTexts []DutyPart

// Text is 2027年第1季度 2 次（元旦、春节）；…
func (p partTexts) Text(lang locale.Lang) string {
	all := make(Explains, len(p))
	for i, part := range p {
		names := make([]string, len(part.Festivals))
		for j, f := range part.Festivals {
			names[j] = f.Name
		}
		key := "plan.forecast.part"
		if len(names) > 0 {
			key = "plan.forecast.part_festivals"
		}
		all[i] = explain(key, "part", part.Name, "each", part.Each, "festivals", strings.Join(names, "、"))
	}
	return all.Text(lang)
}
