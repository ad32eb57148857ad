package plan

import (
	"cmp"
	"slices"

	"songnuan/internal/day"
)

// Forecast is what a plan comes to: money by clause, class and purse, goods,
// what is to be made and shared out, visits and other acts, pairs and people.
type Forecast struct {
	Lines       []Line
	Purses      []PurseTotal
	Total       Reckoned // all lines but own purses, costs outside the total, and missing ones
	Stated      []Stated // figures of the paper against the lines
	Goods       []GoodsLine
	Stock       []GoodsTotal // goods by item, bundles opened
	Making      []Making
	Allocations []Allotment
	Acts        []ActLine
	Pairs       []PairLine
	People      []PeopleLine
	Findings    []Finding // missing numbers first of all; never a silent zero
}

// VisitsDue is the number of visits owed over the plan, at the least: calls at
// the door and at the post, also those that are only striven for.
func (f *Forecast) VisitsDue() int64 {
	var due int64
	for i := range f.Acts {
		if a := &f.Acts[i]; a.Act == "visit" || a.Act == "visit_on_post" {
			due += a.Due.Min
		}
	}
	return due
}

// Complete tells whether every line has its number.
func (f *Forecast) Complete() bool {
	return !slices.ContainsFunc(f.Lines, func(l Line) bool { return l.Missing })
}

// Line is the part of a clause that one purse pays for one class.
type Line struct {
	Clause   string // section and id: cash.visit_money
	Class    string // "" when the line is not paid by class, or for several together
	Unit     string // what Count counts: household, person, …, once, or a unit of goods
	Count    Figure // of all tiers
	Purse    string // "" when the plan names none
	Reckoned        // what this purse pays, in fen
	Whole    Reckoned
	Addends  []Addend // how Whole comes about, one a tier
	Own      bool     // from the helpers' own pockets: outside the total
	Outside  bool     // a cost that the plan keeps outside its total
	Cost     bool     // the organiser's own cost
	Beyond   bool     // falls due after the plan closes
	Missing  bool     // a number is missing: Amount is no figure at all
	Strength Strength
	Explain  Explains
}

// Counted tells whether the line is in the total.
func (l *Line) Counted() bool { return !l.Own && !l.Outside && !l.Missing }

// Addend is count × rate × times of one tier.
type Addend struct {
	Tier  string
	Count Figure
	Rate  Reckoned
	Times Figure
	Sum   Reckoned // after caps
}

// reckoner builds one forecast.
type reckoner struct {
	p        *Plan
	given    Counts
	stated   Counts
	classes  map[string]*Class
	sites    map[string]*Site
	items    map[string]*Item
	purses   map[string]*Purse
	quotas   map[string][]*Quota
	names    map[string]string // section.id to what people read
	parts    map[partsKey][]day.Part
	contents map[string]contents // by item, see goods
	missed   map[missing]bool
	overfull bool
	*findings
	Forecast
}

type missing struct {
	clause, id string
	of         What
}

// Forecast reckons what the plan comes to. Counts are numbers from a registry
// or a person; where it has none the plan's own figures are taken.
func (p *Plan) Forecast(counts Counts) *Forecast { return &reckon(p, counts).Forecast }

func reckon(p *Plan, counts Counts) *reckoner {
	r := newReckoner(p, counts)
	r.cash()
	r.goods()
	r.production()
	r.costs()
	r.duties()
	r.making()
	r.allocations()
	r.pairs()
	r.people()
	r.totals()
	r.compare()
	r.Findings = r.Sorted()
	return r
}

func newReckoner(p *Plan, counts Counts) *reckoner {
	r := &reckoner{p: p, findings: Book.Collect(), given: counts, stated: p.StatedCounts(), classes: p.classIndex(),
		sites: map[string]*Site{}, items: map[string]*Item{}, purses: map[string]*Purse{}, quotas: map[string][]*Quota{},
		names: p.clauseNames(), parts: map[partsKey][]day.Part{}, contents: map[string]contents{}, missed: map[missing]bool{}}
	for i := range p.Sites {
		r.sites[p.Sites[i].ID] = &p.Sites[i]
	}
	for i := range p.Items {
		r.items[p.Items[i].ID] = &p.Items[i]
	}
	for i := range p.Purses {
		r.purses[p.Purses[i].ID] = &p.Purses[i]
	}
	for i := range p.Quotas {
		q := &p.Quotas[i]
		r.quotas[q.Class] = append(r.quotas[q.Class], q)
	}
	return r
}

// miss says once that a number is missing.
func (r *reckoner) miss(c *Clause, ref string, of What, id string) {
	key := missing{ref, id, of}
	if r.missed[key] {
		return
	}
	r.missed[key] = true
	r.Add("count_missing", c.Pos, ref, "name", r.name(ref), "of", Word(of), "id", r.idName(of, id))
}

// fail reports arithmetic that leaves the range; the line stays missing.
func (r *reckoner) fail(c *Clause, ref string) {
	r.Add("amount_too_large", c.Pos, ref, "name", r.name(ref))
}

// name is what people call a clause, its id when it has no name.
func (r *reckoner) name(ref string) string {
	_, id := cutRef(ref)
	return cmp.Or(r.names[ref], id)
}

func (r *reckoner) idName(of What, id string) string {
	switch of {
	case Sites:
		return r.name("sites." + id)
	case Holders:
		return r.name("roles." + id)
	case Helpers, Units:
		return ""
	}
	return r.name("classes." + id)
}
