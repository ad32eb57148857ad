package plan

import (
	"reflect"

	"songnuan/internal/problem"
	"songnuan/internal/rule"
)

// compileRules compiles every rule of the plan for what it is asked about: the
// unit of the classes that its clause names, or a person of the household for
// `children`.
func (p *Plan) compileRules(found *findings) {
	units := map[string]rule.Unit{}
	for _, c := range p.Classes {
		units[c.ID] = unitOf(c.Unit)
	}
	c := &ruleCompiler{findings: found, units: units}
	p.each(func(at place, key string, _ part, v reflect.Value) {
		switch own := v.Addr().Interface().(type) {
		case *Rule:
			if key != "by" { // of an Order, below
				c.rule(own, at, c.unit(at, key))
			}
		case *[]Rule:
			for i := range *own {
				c.rule(&(*own)[i], at, c.unit(at, key))
			}
		case *[]Order:
			for i := range *own {
				c.order(&(*own)[i], at, c.unit(at, key))
			}
		}
	})
}

func unitOf(text string) rule.Unit {
	if text == "person" {
		return rule.UnitPerson
	}
	return rule.UnitHousehold
}

type ruleCompiler struct {
	*findings
	units map[string]rule.Unit
	done  int
}

// over tells whether there were more rules than a plan may have.
func (c *ruleCompiler) over(r *Rule, at place) bool {
	if c.done++; c.done == maxRules+1 {
		c.Add("rules_too_many", r.Pos, at.label, "most", maxRules)
	}
	return c.done > maxRules
}

// unit is what a rule of the clause is asked about. A clause for classes of
// both units is asked about households.
func (c *ruleCompiler) unit(at place, key string) rule.Unit {
	if key == "children" {
		return rule.UnitPerson
	}
	if at.section == "classes" {
		return c.units[at.clause.ID]
	}
	classes := classesOf(at)
	if len(classes) == 0 {
		return rule.UnitHousehold
	}
	for _, id := range classes {
		if c.units[id] != rule.UnitPerson {
			return rule.UnitHousehold
		}
	}
	return rule.UnitPerson
}

// classesOf is what the clause names under `class`.
func classesOf(at place) []string {
	if !at.owner.IsValid() {
		return nil
	}
	class := at.owner.FieldByName("Class")
	if !class.IsValid() {
		return nil
	}
	return texts(class)
}

func (c *ruleCompiler) rule(r *Rule, at place, unit rule.Unit) {
	if r.Text == "" || r.node == nil || c.over(r, at) {
		return
	}
	compiled, err := rule.Compile(r.Text, unit)
	if err != nil {
		c.bad(r, at, err)
		return
	}
	r.Compiled = compiled
	c.warn(r, at, &compiled.Expression)
}

// order takes whatever can be sorted by.
func (c *ruleCompiler) order(o *Order, at place, unit rule.Unit) {
	if o.By.Text == "" || o.By.node == nil || c.over(&o.By, at) {
		return
	}
	if number, err := rule.CompileInt(o.By.Text, unit); err == nil {
		o.Number = number
		c.warn(&o.By, at, &number.Expression)
	} else if choice, err := rule.CompileText(o.By.Text, unit); err == nil {
		o.Choice = choice
		c.warn(&o.By, at, &choice.Expression)
	} else {
		c.rule(&o.By, at, unit)
	}
}

func (c *ruleCompiler) bad(r *Rule, at place, err error) {
	why := problem.As(err)
	c.Add("rule_bad", r.at(why), at.label, "why", whyOf(why))
}

func (c *ruleCompiler) warn(r *Rule, at place, compiled *rule.Expression) {
	for _, w := range compiled.Warnings() {
		c.Add("rule_term", r.at(w), at.label, "why", whyOf(w))
	}
	for _, d := range compiled.Doubts() {
		c.Add("rule_doubt", r.at(d), at.label, "why", whyOf(d))
	}
}

// at maps the line and column of a problem in the rule's text to the file.
func (r *Rule) at(p *problem.Error) Pos {
	line, _ := p.Args["line"].(int)
	column, _ := p.Args["column"].(int)
	return r.node.Spot(line, column)
}
