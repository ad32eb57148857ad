package plan

import (
	"slices"
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/locale"
)

// ActLine is what one duty or inspection comes to for one class or kind of site.
type ActLine struct {
	Clause   string
	Act      string // visit, call, deed, …; inspect for inspections
	Of       Word   // who owes it: a role by its name, helper, or a body
	Class    string
	Site     string
	Unit     string // what Count counts: household, person, site, holder, pair
	Count    Figure
	Each     Figure // owed to each over Span; N and Min are the least
	Due      Figure // Count × Each
	Group    Figure // visitors together, when the plan says
	Parts    []DutyPart
	Span     day.Period
	Beyond   bool // outlives the plan's close: counted over its own span
	Missing  bool
	Strength Strength
	Explain  Explains
}

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

// duties forecasts what roles and helpers owe, and the inspections.
func (r *reckoner) duties() {
	for i := range r.p.Duties {
		d := &r.p.Duties[i]
		for _, to := range r.owedTo(d) {
			r.dutyLine(d, to)
		}
	}
	for i := range r.p.Inspection {
		r.inspection(&r.p.Inspection[i])
	}
}

// owed is to whom or where something is owed.
type owed struct {
	class, site, unit string
	count             CountKey
}

// owedTo are the classes or sites of a duty. A helper's duty without classes
// is owed to the classes he is paired with; a role's duty without classes or
// sites is owed once by each who holds it.
func (r *reckoner) owedTo(d *Duty) []owed {
	classes := d.Class
	if len(classes) == 0 && d.Site == "" && d.Of == "helper" {
		classes = r.pairedClasses()
	}
	switch {
	case d.Site != "" && len(classes) == 0:
		return []owed{{site: d.Site, unit: string(PerSite), count: CountKey{Of: Sites, ID: d.Site}}}
	case len(classes) == 0 && d.Of != "" && d.Of != "helper":
		return []owed{{unit: "holder", count: CountKey{Of: Holders, ID: d.Of}}}
	case len(classes) == 0:
		for i := range r.p.Classes {
			classes = append(classes, r.p.Classes[i].ID)
		}
	}
	return r.owedToClasses(classes, "duties."+d.ID)
}

func (r *reckoner) owedToClasses(classes []string, ref string) []owed {
	all := make([]owed, 0, len(classes))
	for _, id := range classes {
		class := r.classes[id]
		if class == nil {
			continue // the linter names it
		}
		all = append(all, owed{class: id, unit: string(class.unit()), count: CountKey{Of: class.entries(), ID: id, Clause: ref}})
	}
	return all
}

func (r *reckoner) pairedClasses() []string {
	var all []string
	for i := range r.p.Pairing {
		for _, id := range r.p.Pairing[i].Class {
			if !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	return all
}

func (r *reckoner) dutyLine(d *Duty, to owed) {
	ref := "duties." + d.ID
	span := r.p.span(d.When)
	line := ActLine{Clause: ref, Act: d.Act, Of: r.who(d.Of), Class: to.class, Site: to.site, Unit: to.unit, Span: span,
		Beyond: r.p.beyond(span), Strength: d.Strength, Group: d.Group.stated(FromStated), Count: r.count(to.count)}
	if !line.Count.Known() {
		r.miss(&d.Clause, ref, to.count.Of, to.count.ID)
	}
	line.Parts = r.dutyParts(d, span)
	if len(line.Parts) == 0 {
		r.add("period_missing", d.Pos, ref, "name", r.name(ref))
	}
	r.finishAct(&d.Clause, &line)
	if d.Act == "aid_value" {
		r.aid(d, line)
	}
	r.Acts = append(r.Acts, line)
}

// finishAct adds the parts up and multiplies.
func (r *reckoner) finishAct(c *Clause, line *ActLine) {
	err := error(nil)
	for i, part := range line.Parts {
		if i == 0 {
			line.Each = part.Each
			continue
		}
		if line.Each, err = line.Each.plus(part.Each); err != nil {
			break
		}
	}
	if err == nil {
		line.Due, err = line.Count.times(line.Each)
	}
	if err != nil {
		r.fail(c, line.Clause)
		line.Due = Figure{}
	}
	line.Missing = !line.Due.Known()
	line.Explain = r.actExplained(line)
}

// dutyParts cuts the span of a duty and puts each festival into its part. A
// festival's visit counts toward what the part owes unless the plan wants it
// besides (separate).
func (r *reckoner) dutyParts(d *Duty, span day.Period) []DutyPart {
	cut := r.cut(d.per(), span)
	parts := make([]DutyPart, len(cut))
	festivals := festivalVisits(d.AlsoAt, span)
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

// festivalVisits are the festivals within a span. One that falls on the day
// after the span, and on no day of it, counts too: a span that runs "to the
// day before 春节" includes the visit before 春节.
func festivalVisits(names []string, span day.Period) []FestivalVisit {
	if span.Days() == 0 {
		return nil
	}
	var all []FestivalVisit
	for _, name := range names {
		var within, eve []FestivalVisit
		for year := span.From.Year() - 1; year <= span.To.Year()+1; year++ {
			switch on, err := day.Festival(name, year); {
			case err != nil: // the linter names what is no festival
			case span.Contains(on):
				within = append(within, FestivalVisit{name, on})
			case on == span.To.AddDays(1):
				eve = append(eve, FestivalVisit{name, span.To})
			}
		}
		if len(within) == 0 {
			within = eve
		}
		all = append(all, within...)
	}
	slices.SortStableFunc(all, func(a, b FestivalVisit) int { return a.Due.Compare(b.Due) })
	return all
}

// aid is the money that a duty's worth comes to, from the purses it names.
func (r *reckoner) aid(d *Duty, act ActLine) {
	rate, ok := d.Worth.stated()
	if !ok {
		r.add("rate_missing", d.Pos, act.Clause, "name", r.name(act.Clause))
		return
	}
	times := exactly(int64(len(act.Parts)), FromPeriod)
	if len(act.Parts) == 0 {
		times = Figure{}
	}
	addend := Addend{Count: act.Count, Rate: rate, Times: times}
	pay := payment{clause: &d.Clause, shares: d.Purse, line: Line{Clause: act.Clause, Class: act.Class, Unit: act.Unit,
		Strength: d.Strength, Beyond: act.Beyond}}
	var err error
	if addend.Sum, err = addend.sum(); err != nil {
		r.fail(&d.Clause, act.Clause)
		pay.line.Missing = true
	}
	pay.line.Addends = []Addend{addend}
	r.pay(pay)
}

// inspection forecasts who is looked at, how often.
func (r *reckoner) inspection(in *Inspection) {
	ref := "inspections." + in.ID
	span := r.p.span(in.When)
	classes := in.Class
	if len(classes) == 0 {
		for i := range r.p.Classes {
			classes = append(classes, r.p.Classes[i].ID)
		}
	}
	for _, to := range r.owedToClasses(classes, ref) {
		line := ActLine{Clause: ref, Act: "inspect", Of: r.who(in.By), Class: to.class, Unit: to.unit, Span: span,
			Beyond: r.p.beyond(span), Strength: in.Strength, Count: r.count(to.count)}
		if !line.Count.Known() {
			r.miss(&in.Clause, ref, to.count.Of, to.count.ID)
		}
		for _, part := range r.cut(in.Every, span) {
			line.Parts = append(line.Parts, DutyPart{Part: part, Each: exactly(1, FromClause)})
		}
		r.finishAct(&in.Clause, &line)
		r.Acts = append(r.Acts, line)
	}
}

// who names a role, the helpers, or a body.
func (r *reckoner) who(id string) Word {
	if name, ok := r.names["roles."+id]; ok {
		return Word(name)
	}
	return Word(id)
}

// actExplained says: 269 户 × 5 次 = 1345 次; 2027年第1季度 2 次（元旦、春节）…
func (r *reckoner) actExplained(l *ActLine) Explains {
	var all Explains
	if l.Missing {
		all = append(all, explain("plan.forecast.act_unknown", "unit", counting(l.Unit), "act", Word(l.Act), "each", l.Each))
	} else {
		all = append(all, explain("plan.forecast.act", "count", l.Count, "unit", counting(l.Unit), "act", Word(l.Act),
			"each", l.Each, "due", l.Due, "origin", l.Count.Origin))
	}
	if len(l.Parts) > 1 && len(l.Parts) <= 12 {
		all = append(all, explain("plan.forecast.parts", "unit", Word(l.Unit), "parts", partTexts(l.Parts)))
	}
	if l.Beyond {
		all = append(all, explain("plan.forecast.beyond", "closes", r.p.ClosesOn.Day))
	}
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
