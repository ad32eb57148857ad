package plan

import (
	"slices"

	"songnuan/internal/day"
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
	Each     Figure     // owed to each over Span; N and Min are the least
	Due      Figure     // Count × Each
	Group    Figure     // visitors together, when the plan says
	Parts    []DutyPart // nil when there are more than maxParts
	Span     day.Period
	Beyond   bool // outlives the plan's close: counted over its own span
	Missing  bool
	Strength Strength
	Explain  Explains
}

// duties forecasts what roles and helpers owe, and the inspections.
func (r *reckoner) duties() {
	for i := range r.p.Duties {
		d := &r.p.Duties[i]
		span := r.p.span(d.When)
		var parts []DutyPart
		if r.countable(&d.Clause, "duties."+d.ID, span) {
			parts = r.dutyParts(d, span)
		}
		for _, to := range r.owedTo(d) {
			r.dutyLine(d, to, span, parts)
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

func (r *reckoner) dutyLine(d *Duty, to owed, span day.Period, parts []DutyPart) {
	if r.full() {
		return
	}
	ref := "duties." + d.ID
	line := ActLine{Clause: ref, Act: d.Act, Of: r.who(d.Of), Class: to.class, Site: to.site, Unit: to.unit, Span: span,
		Beyond: r.p.beyond(span), Strength: d.Strength, Group: d.Group.stated(FromStated), Count: r.count(to.count)}
	if !line.Count.Known() {
		r.miss(&d.Clause, ref, to.count.Of, to.count.ID)
	}
	r.finishAct(&d.Clause, &line, parts)
	if d.Act == "aid_value" {
		r.aid(d, line, len(parts))
	}
	r.Acts = append(r.Acts, line)
}

// finishAct adds the parts up and multiplies; parts are kept when they are few
// enough to be read.
func (r *reckoner) finishAct(c *Clause, line *ActLine, parts []DutyPart) {
	if len(parts) <= maxParts {
		line.Parts = parts
	}
	var err error
	for i, part := range parts {
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

// aid is the money that a duty's worth comes to, from the purses it names.
func (r *reckoner) aid(d *Duty, act ActLine, parts int) {
	rate, ok := d.Worth.stated()
	if !ok {
		r.Add("rate_missing", d.Pos, act.Clause, "name", r.name(act.Clause))
		return
	}
	times := Figure{}
	if parts > 0 {
		times = exactly(int64(parts), FromPeriod)
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
	var parts []DutyPart
	if r.countable(&in.Clause, ref, span) {
		for _, part := range r.cut(in.Every, span) {
			parts = append(parts, DutyPart{Part: part, Each: exactly(1, FromClause)})
		}
	}
	for _, to := range r.owedToClasses(classes, ref) {
		if r.full() {
			return
		}
		line := ActLine{Clause: ref, Act: "inspect", Of: r.who(in.By), Class: to.class, Unit: to.unit, Span: span,
			Beyond: r.p.beyond(span), Strength: in.Strength, Count: r.count(to.count)}
		if !line.Count.Known() {
			r.miss(&in.Clause, ref, to.count.Of, to.count.ID)
		}
		r.finishAct(&in.Clause, &line, parts)
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
