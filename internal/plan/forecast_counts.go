package plan

import (
	"strings"

	"songnuan/internal/problem"
)

// Counts are numbers from outside the plan, by measure. What is not in it is
// looked up in the plan's own figures (lists, expect, tiers, quotas).
type Counts map[CountKey]Figure

// Set records what a registry counted for a measure; quotas are applied in it.
func (c Counts) Set(key CountKey, n int64) { c[key] = exactly(n, FromRoster) }

// Given records a number that a person gives by name: a class (its entries),
// class.persons, class.households, class.children or class.covered, a site, a
// role, helpers, or units. Quotas of the class still apply to it.
func (p *Plan) Given(c Counts, name string, n int64) error {
	key, ok := p.countKey(name)
	if !ok {
		return problem.New(problem.NotFound, "plan.forecast.no_such_count", "name", name, "known", strings.Join(p.countNames(), ", "))
	}
	if n < 0 || n > limit {
		return problem.New(problem.Invalid, "plan.forecast.bad_count", "name", name, "n", n)
	}
	c[key] = exactly(n, FromGiven)
	return nil
}

func (p *Plan) countKey(name string) (CountKey, bool) {
	id, of, dotted := strings.Cut(name, ".")
	for i := range p.Classes {
		class := &p.Classes[i]
		switch {
		case class.ID != id:
		case !dotted:
			return CountKey{Of: class.entries(), ID: id}, true
		default:
			what := What(of)
			return CountKey{Of: what, ID: id}, what == Households || what == Persons || what == Children || what == Covered
		}
	}
	for i := range p.Sites {
		if p.Sites[i].ID == name {
			return CountKey{Of: Sites, ID: name}, true
		}
	}
	for i := range p.Roles {
		if p.Roles[i].ID == name {
			return CountKey{Of: Holders, ID: name}, true
		}
	}
	what := What(name)
	return CountKey{Of: what}, what == Helpers || what == Units
}

func (p *Plan) countNames() []string {
	names := []string{string(Helpers), string(Units)}
	for i := range p.Classes {
		names = append(names, p.Classes[i].ID)
	}
	for i := range p.Sites {
		names = append(names, p.Sites[i].ID)
	}
	for i := range p.Roles {
		names = append(names, p.Roles[i].ID)
	}
	return names
}

// StatedCounts are the numbers that the plan itself gives, before quotas.
func (p *Plan) StatedCounts() Counts {
	c := Counts{}
	for i := range p.Classes {
		c.class(&p.Classes[i])
	}
	for i := range p.Pairing {
		c.pairing(&p.Pairing[i])
	}
	for i := range p.Sites {
		site := &p.Sites[i]
		figure := site.Expect.stated(FromStated)
		if len(site.Places) > 0 {
			figure = exactly(int64(len(site.Places)), FromList)
		}
		c.put(CountKey{Of: Sites, ID: site.ID}, figure)
	}
	for i := range p.Roles {
		c.put(CountKey{Of: Holders, ID: p.Roles[i].ID}, p.Roles[i].Count.stated(FromStated))
	}
	for i := range p.Cash {
		for tier := range p.Cash[i].Tiers {
			key := CountKey{Clause: "cash." + p.Cash[i].ID, Tier: tier + 1}
			c.put(key, p.Cash[i].Tiers[tier].Expect.stated(FromStated))
		}
	}
	return c
}

// put keeps the first known figure of a key.
func (c Counts) put(key CountKey, f Figure) {
	if f.Known() && !c[key].Known() {
		c[key] = f
	}
}

func (c Counts) class(class *Class) {
	households, persons := class.listed()
	if class.unit() == PerPerson {
		households = Figure{} // who lives together is not on the list
	}
	for _, f := range []struct {
		of           What
		list, expect Figure
	}{
		{Households, households, class.Expect.Households.stated(FromStated)},
		{Persons, persons, class.Expect.Persons.stated(FromStated)},
		{Children, Figure{}, class.Expect.Children.stated(FromStated)},
	} {
		key := CountKey{Of: f.of, ID: class.ID}
		c.put(key, f.list)
		c.put(key, f.expect)
	}
}

// listed counts the entries that the class names itself, missing when it has
// a rule or a list from elsewhere. The persons of a bulk line stand for as
// many entries.
func (c *Class) listed() (households, persons Figure) {
	if len(c.List) == 0 && len(c.Bulk) == 0 {
		return Figure{}, Figure{}
	}
	households, persons = exactly(int64(len(c.List)), FromList), exactly(0, FromList)
	more := make([]Figure, 0, len(c.List))
	for i := range c.List {
		more = append(more, exactly(int64(max(1, c.List[i].Persons)), FromList))
	}
	var err error
	for i := range c.Bulk {
		bulk := c.Bulk[i].Persons.stated(FromList)
		if households, err = households.plus(bulk); err != nil {
			return Figure{}, Figure{}
		}
		more = append(more, bulk)
	}
	for _, f := range more {
		if persons, err = persons.plus(f); err != nil {
			return Figure{}, Figure{}
		}
	}
	return households, persons
}

// pairing says how many helpers there are, and of a single class that says
// nothing itself, how many are paired.
func (c Counts) pairing(pair *Pairing) {
	c.put(CountKey{Of: Helpers}, pair.ExpectHelp.stated(FromStated))
	if len(pair.Class) == 1 {
		c.put(CountKey{Of: Households, ID: pair.Class[0]}, pair.Expect.Households.stated(FromStated))
		c.put(CountKey{Of: Persons, ID: pair.Class[0]}, pair.Expect.Persons.stated(FromStated))
	}
}
