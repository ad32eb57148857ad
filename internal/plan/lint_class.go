package plan

import (
	"slices"
	"strconv"
	"strings"
)

// classesCovered: a class says in one way who belongs, and somebody does
// something for it.
func (l *linter) classesCovered() {
	if len(l.plan.Classes) == 0 {
		l.Add("no_classes", l.plan.Pos, "")
	}
	for i := range l.plan.Classes {
		c := &l.plan.Classes[i]
		ways := c.ways()
		switch {
		case len(ways) == 0:
			l.say("class_without_people", "classes", &c.Clause, "id")
		case len(ways) > 1:
			l.say("class_two_ways", "classes", &c.Clause, ways[1], "ways", strings.Join(ways, ", "))
		}
		if !l.provided[c.ID].named {
			l.say("class_unused", "classes", &c.Clause, "id")
		}
		for n, except := range c.Except {
			if except.Text != "" && except.Text == c.Who.Text {
				l.Add("except_empties", c.Keys.At("except", n, c.Pos), "classes."+c.ID, "name", c.label())
			}
		}
	}
}

// ways are the keys by which the class says who belongs. A prescribed list may
// carry a rule that its entries must meet as well.
func (c *Class) ways() []string {
	var ways []string
	if c.Who.Text != "" && (c.Prescribed == nil || !c.Prescribed.Check) {
		ways = append(ways, "who")
	}
	if len(c.List) > 0 {
		ways = append(ways, "list")
	}
	if c.Prescribed != nil {
		ways = append(ways, "prescribed")
	}
	if len(c.Bulk) > 0 {
		ways = append(ways, "bulk")
	}
	return ways
}

// provision is what the plan's clauses do for a class.
type provision struct {
	named                           bool // by a benefit or a duty
	visits, payment, goods, pairing bool
	duties                          int
}

// provisions looks through the clauses once. A duty that names no class and no
// site is owed to all.
func (p *Plan) provisions() map[string]*provision {
	all := make(map[string]*provision, len(p.Classes))
	for i := range p.Classes {
		all[p.Classes[i].ID] = &provision{}
	}
	mark := func(classes []string, set func(*provision)) {
		for _, id := range classes {
			if got := all[id]; got != nil {
				got.named = true
				set(got)
			}
		}
	}
	for i := range p.Cash {
		mark(p.Cash[i].Class, func(got *provision) { got.payment = true })
	}
	for i := range p.Goods {
		mark(p.Goods[i].Class, func(got *provision) { got.goods = true })
	}
	for i := range p.Pairing {
		mark(p.Pairing[i].Class, func(got *provision) { got.pairing = true })
	}
	for i := range p.Services {
		mark(p.Services[i].Class, func(got *provision) {})
	}
	for i := range p.Talks {
		mark(p.Talks[i].Class, func(got *provision) {})
	}
	for i := range p.Inspection {
		mark(p.Inspection[i].Class, func(got *provision) {})
	}
	p.duties(all, mark)
	return all
}

func (p *Plan) duties(all map[string]*provision, mark func([]string, func(*provision))) {
	var toAll provision
	for i := range p.Duties {
		d := &p.Duties[i]
		add := func(got *provision) {
			got.duties++
			got.visits = got.visits || isVisit(d.Act)
		}
		if len(d.Class) == 0 && d.Site == "" {
			add(&toAll)
		} else {
			mark(d.Class, add)
		}
	}
	for _, got := range all {
		got.named = got.named || toAll.duties > 0
		got.duties += toAll.duties
		got.visits = got.visits || toAll.visits
	}
}

// classesHelped: what settles an entry is something the plan provides.
func (l *linter) classesHelped() {
	for i := range l.plan.Classes {
		c := &l.plan.Classes[i]
		if len(c.HelpedWhen.All)+len(c.HelpedWhen.Any) == 0 {
			if _, written := c.Keys["helped_when"]; !written {
				l.say("helped_missing", "classes", &c.Clause, "id")
			}
			continue
		}
		for _, act := range c.HelpedWhen.All {
			if !l.provides(c, act) {
				l.say("helped_unprovided", "classes", &c.Clause, "helped_when", "act", actPhrase(act))
			}
		}
		l.anyOf(c)
	}
}

func (l *linter) anyOf(c *Class) {
	lacking := slices.DeleteFunc(slices.Clone(c.HelpedWhen.Any), func(act string) bool { return l.provides(c, act) })
	code := "helped_any_unprovided"
	if len(lacking) == len(c.HelpedWhen.Any) {
		code = "helped_unprovided"
	}
	for _, act := range lacking {
		l.say(code, "classes", &c.Clause, "helped_when", "act", actPhrase(act))
	}
}

// provides tells whether a clause of the plan can bring the act about.
func (l *linter) provides(c *Class, act string) bool {
	got := l.provided[c.ID]
	switch act {
	case ByVisit:
		return got.visits
	case ByPayment:
		return got.payment
	case ByGoods:
		return got.goods
	case ByPairing:
		return got.pairing
	case ByReceipt:
		return len(c.Bulk) > 0
	case ByHand:
		return true
	}
	need := 1
	if m := strings.TrimSuffix(strings.TrimPrefix(act, ByDuties+"("), ")"); m != act {
		need, _ = strconv.Atoi(m)
	}
	return got.duties >= need
}

// isVisit tells the acts in which somebody meets the household face to face.
func isVisit(act string) bool {
	return act == "visit" || act == "visit_on_post" || act == "patrol" || act == "check"
}

func actPhrase(act string) phrase {
	switch act {
	case ByVisit:
		return phraseOf("plan.act.visit")
	case ByPayment:
		return phraseOf("plan.act.payment")
	case ByGoods:
		return phraseOf("plan.act.goods")
	case ByPairing:
		return phraseOf("plan.act.pairing")
	case ByReceipt:
		return phraseOf("plan.act.receipt")
	}
	return phraseOf("plan.act.duties")
}

// quotas: one figure a class, and a table that comes to it.
func (l *linter) quotas() {
	seen := map[string]Pos{}
	for i := range l.plan.Quotas {
		q := &l.plan.Quotas[i]
		key := q.Class + "/" + q.Per
		if first, twice := seen[key]; twice {
			l.say("quota_twice", "quotas", &q.Clause, "class", "class", l.nameOf(q.Class), "line", first.Line)
		}
		seen[key] = q.Pos
		if q.Class == "" {
			l.say("quota_without_class", "quotas", &q.Clause, "id")
		}
		if q.Count == (Count{}) && len(q.Table) == 0 {
			l.say("quota_without_count", "quotas", &q.Clause, "id")
		}
		var sum int64
		for _, n := range q.Table {
			sum += n
		}
		if whole := q.Count.Fixed; len(q.Table) > 0 && whole != nil && *whole != sum && (q.Per == "" || q.Per == "total") {
			l.say("quota_table", "quotas", &q.Clause, "table", "stated", *whole, "sum", sum)
		}
	}
}

// nameOf is what people call a class.
func (l *linter) nameOf(id string) string {
	if c := l.classes[id]; c != nil {
		return c.label()
	}
	return id
}
