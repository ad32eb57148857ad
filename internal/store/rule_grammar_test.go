package store

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"songnuan/internal/rule"
)

// grammar writes well-typed rules at random.
type grammar struct {
	*rapid.T
	bound   int
	unit    rule.Unit
	persons []string // names in scope
	names   []string
}

func (g *grammar) pick(from ...string) string { return rapid.SampledFrom(from).Draw(g.T, "") }

// one chooses a production; at depth 0 only the leaf remains.
func (g *grammar) one(depth int, leaf func() string, inner ...func() string) string {
	if depth <= 0 {
		return leaf()
	}
	if i := rapid.IntRange(0, len(inner)).Draw(g.T, ""); i < len(inner) {
		return inner[i]()
	}
	return leaf()
}

func (g *grammar) truth(depth int) string {
	d := depth - 1
	return g.one(depth, func() string { return g.truthLeaf() },
		func() string { return "(" + g.truth(d) + " && " + g.truth(d) + ")" },
		func() string { return "(" + g.truth(d) + " || " + g.truth(d) + ")" },
		func() string { return "!(" + g.truth(d) + ")" },
		func() string { return "(" + g.truth(d) + " ? " + g.truth(d) + " : " + g.truth(d) + ")" },
		func() string { return "(" + g.truth(d) + g.pick(" == ", " != ") + g.truth(d) + ")" },
		func() string { return "(" + g.number(d) + g.comparison() + g.number(d) + ")" },
		func() string { return "(" + g.text(d) + g.comparison() + g.text(d) + ")" },
		func() string { return g.text(d) + " in " + g.list(d) },
		func() string { return g.text(d) + " in [" + g.text(d) + ", " + g.text(d) + "]" },
		func() string { return g.number(d) + " in [" + g.number(d) + ", " + g.number(d) + "]" },
		func() string { return g.text(d) + g.pick(".startsWith(", ".endsWith(", ".contains(") + g.text(d) + ")" },
		func() string { return g.walk(g.pick("exists", "all", "exists_one"), d) },
		func() string { return g.nameWalk(g.pick("exists", "all", "exists_one"), d) },
		func() string {
			return "within(" + g.text(0) + ", " + g.pick("'441900129000'", "'441900000000'", "'110000000000'", "campaign.params.code", "campaign.params.no") + ")"
		})
}

func (g *grammar) truthLeaf() string {
	leaves := []string{"true", "false", "has(household.income)", "has(household.housing)", "has(area.dibao_line)", "has(campaign.params.no)",
		"household.size > 2", "household.income_per_head < area.dibao_line", "'低保对象' in household.categories"}
	for _, p := range g.everybody() {
		leaves = append(leaves, p+".covered", p+".head", "has("+p+".birth)", "has("+p+".disability_grade)", p+".age >= 80", "14 != "+p+".age", p+".sex == '女'")
	}
	return g.pick(leaves...)
}

func (g *grammar) everybody() []string {
	if g.unit == rule.UnitPerson {
		return append([]string{"person"}, g.persons...)
	}
	return g.persons
}

func (g *grammar) comparison() string { return g.pick(" == ", " != ", " < ", " <= ", " > ", " >= ") }

func (g *grammar) number(depth int) string {
	d := depth - 1
	return g.one(depth, func() string { return g.numberLeaf() },
		func() string {
			return "(" + g.number(d) + g.pick(" + ", " - ", " * ", " / ", " % ") + g.number(d) + ")"
		},
		func() string { return "-(" + g.number(d) + ")" },
		func() string {
			return "times(" + g.number(d) + ", " + g.pick("1.5", "0.1", "2.0", "0.333333", "0.0", "3") + ")"
		},
		func() string { return "(" + g.truth(d) + " ? " + g.number(d) + " : " + g.number(d) + ")" },
		func() string { return "size(" + g.list(d) + ")" },
		func() string { return g.walk("filter", d) + ".size()" },
		func() string { return "size(" + g.text(d) + ")" })
}

func (g *grammar) numberLeaf() string {
	leaves := []string{"0", "1", "-1", "80", "14", "yuan(1280)", "yuan(0.5)", "9223372036854775807", "-9223372036854775808", "household.size", "household.covered",
		"household.income", "household.income_per_head", "household.rigid_expense", "area.dibao_line", "area.line('other')", "area.line('none')",
		"campaign.year", "int(campaign.params.year)", "int(campaign.params.town)", "household.members.size()"}
	for _, p := range g.everybody() {
		leaves = append(leaves, p+".age", p+".income", p+".disability_grade")
	}
	return g.pick(leaves...)
}

func (g *grammar) text(depth int) string {
	d := depth - 1
	return g.one(depth, func() string { return g.textLeaf() },
		func() string { return "(" + g.text(d) + " + " + g.text(d) + ")" },
		func() string { return "(" + g.truth(d) + " ? " + g.text(d) + " : " + g.text(d) + ")" })
}

func (g *grammar) textLeaf() string {
	leaves := []string{"''", "'低保对象'", "'烈属'", "'因病'", "'a'", "'A'", "'%'", "'_'", "'户主'", "'1946-11-23'", "household.number", "household.area", "household.unit",
		"household.unit_name", "household.housing", "household.housing_grade", "household.opened", "household.main_category", "household.main_cause",
		"campaign.as_of", "campaign.params.town", "campaign.params.no", "area.code"}
	for _, p := range g.everybody() {
		for field := range strings.FieldsSeq("birth sex relation health disability school employment") {
			leaves = append(leaves, p+"."+field)
		}
	}
	return g.pick(append(leaves, g.names...)...)
}

// list is a list of names.
func (g *grammar) list(depth int) string {
	return g.one(depth, func() string {
		leaves := []string{"household.categories", "household.causes"}
		for _, p := range g.everybody() {
			leaves = append(leaves, p+".categories")
		}
		return g.pick(leaves...)
	}, func() string { return g.nameWalk("filter", depth-1) })
}

func (g *grammar) walk(macro string, depth int) string {
	over := g.one(depth, func() string { return "household.members" }, func() string { return g.walk("filter", depth-1) })
	g.bound++
	name := fmt.Sprintf("m%d", g.bound%2) // names are shadowed now and then
	inner := *g
	inner.persons = append(append([]string(nil), g.persons...), name)
	inner.names = without(g.names, name)
	out := over + "." + macro + "(" + name + ", " + inner.truth(depth) + ")"
	g.bound = inner.bound
	return out
}

func (g *grammar) nameWalk(macro string, depth int) string {
	over := g.list(depth)
	if macro != "filter" && macro != "exists_one" && rapid.Bool().Draw(g.T, "") {
		over = "['低保对象', '因学']"
	}
	g.bound++
	name := fmt.Sprintf("m%d", g.bound%2)
	inner := *g
	inner.names = append(append([]string(nil), g.names...), name)
	inner.persons = without(g.persons, name)
	out := over + "." + macro + "(" + name + ", " + inner.truth(depth) + ")"
	g.bound = inner.bound
	return out
}

func without(list []string, name string) []string {
	var out []string
	for _, one := range list {
		if one != name {
			out = append(out, one)
		}
	}
	return out
}
