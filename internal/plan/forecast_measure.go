package plan

import (
	"slices"

	"songnuan/internal/money"
)

// What is counted.
type What string

// The things a registry, a list of helpers or an area tree can count.
const (
	Households What = "households"
	Persons    What = "persons"  // members of the households; of a class of persons, its entries
	Covered    What = "covered"  // 保障人口
	Children   What = "children" // children at school, or whom the clause's own rule names
	Sites      What = "sites"
	Units      What = "units" // grass-roots units
	Helpers    What = "helpers"
	Holders    What = "holders" // of a role
	Money      What = "money"   // fen that a clause with a cap gives, each household held to the cap
)

// CountKey names a number of Counts.
type CountKey struct {
	Of     What
	ID     string // class, site or role; "" for units and helpers
	Clause string // cash.school when counted for one clause; "" is the class as a whole
	Tier   int    // from 1, in the order of the clause; 0 is no tier
}

// Measure is a number that only a registry can give, and what to count for it.
type Measure struct {
	CountKey
	Earlier  []string // classes of the same clause that the plan has before: their entries are not counted again
	When     Rule     // what the tier asks of an entry; "" asks nothing
	Before   []Rule   // tiers before it, none of which may fit
	Children Rule     // whom to count under Of: children; "" is a child at school

	// Of money: what the rate counts, what each of them gets over the whole
	// period, and the most that a household gets; in fen.
	Counted    What
	Each, Most money.Fen
}

// Measures lists what is to be counted so that every line of the forecast has
// its number: each class as a whole, then what single clauses ask for, then
// sites, roles, helpers and units. Each key stands once.
func (p *Plan) Measures() []Measure {
	var all []Measure
	for i := range p.Classes {
		for _, of := range []What{Households, Persons} {
			all = append(all, Measure{CountKey: CountKey{Of: of, ID: p.Classes[i].ID}})
		}
	}
	r := newReckoner(p, nil)
	for i := range p.Cash {
		all = append(all, r.cashMeasures(&p.Cash[i])...)
	}
	for i := range p.Goods {
		all = append(all, r.goodsMeasures(&p.Goods[i])...)
	}
	return append(all, p.placeMeasures()...)
}

func (p *Plan) classIndex() map[string]*Class {
	index := make(map[string]*Class, len(p.Classes))
	for i := range p.Classes {
		index[p.Classes[i].ID] = &p.Classes[i]
	}
	return index
}

// unit is what an entry of the class is.
func (c *Class) unit() Per {
	if c.Unit == "person" {
		return PerPerson
	}
	return PerHousehold
}

// entries is what counts the class's own entries.
func (c *Class) entries() What {
	if c.unit() == PerPerson {
		return Persons
	}
	return Households
}

// countedBy is what a rate per p counts; "" when it is no count of a class.
func (p Per) countedBy() What {
	switch p {
	case PerHousehold:
		return Households
	case PerPerson:
		return Persons
	case PerCovered:
		return Covered
	case PerChild:
		return Children
	}
	return ""
}

// perFor is what a clause counts by for a class: as written, else the class's unit.
func perFor(written Per, class *Class) Per {
	if written == "" && class != nil {
		return class.unit()
	}
	if written == "" {
		return PerHousehold
	}
	return written
}

// before are the classes of a clause that the plan has before another: rosters
// are built in the plan's order.
func before(of []string, id string, classes []Class) (earlier []string) {
	for i := range classes {
		if classes[i].ID == id {
			return earlier
		}
		if slices.Contains(of, classes[i].ID) {
			earlier = append(earlier, classes[i].ID)
		}
	}
	return earlier
}

func (r *reckoner) cashMeasures(c *Cash) []Measure {
	var all []Measure
	for _, id := range c.Class {
		of := perFor(c.Per, r.classes[id]).countedBy()
		if of == "" {
			continue
		}
		base := Measure{CountKey: CountKey{Of: of, ID: id, Clause: "cash." + c.ID}, Earlier: before(c.Class, id, r.p.Classes)}
		if of == Children {
			base.Children = c.Children
		}
		if len(c.Tiers) == 0 {
			all = append(all, base)
			all = append(all, r.cappedMeasure(c, base, c.Amount)...)
			continue
		}
		var fitted []Rule
		for tier := range c.Tiers {
			m := base
			m.Tier, m.When, m.Before = tier+1, c.Tiers[tier].When, slices.Clone(fitted)
			all = append(all, m)
			all = append(all, r.cappedMeasure(c, m, c.Tiers[tier].Amount)...)
			fitted = append(fitted, c.Tiers[tier].When)
		}
	}
	return all
}

func (r *reckoner) goodsMeasures(g *Goods) []Measure {
	if g.Per != PerCovered && g.Per != PerChild && len(g.Class) < 2 {
		return nil // the class as a whole answers
	}
	var all []Measure
	for _, id := range g.Class {
		if of := perFor(g.Per, r.classes[id]).countedBy(); of != "" {
			all = append(all, Measure{CountKey: CountKey{Of: of, ID: id, Clause: "goods." + g.ID}, Earlier: before(g.Class, id, r.p.Classes)})
		}
	}
	return all
}

// placeMeasures counts what is no class.
func (p *Plan) placeMeasures() []Measure {
	var all []Measure
	for i := range p.Sites {
		all = append(all, Measure{CountKey: CountKey{Of: Sites, ID: p.Sites[i].ID}})
	}
	for i := range p.Roles {
		all = append(all, Measure{CountKey: CountKey{Of: Holders, ID: p.Roles[i].ID}})
	}
	return append(all, Measure{CountKey: CountKey{Of: Helpers}}, Measure{CountKey: CountKey{Of: Units}})
}
