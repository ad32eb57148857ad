package plan

import (
	"reflect"
	"strings"

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
	c := ruleCompiler{findings: found, units: units}
	p.each(func(at place, key string, _ part, v reflect.Value) {
		switch own := v.Addr().Interface().(type) {
		case *Rule:
			if key != "by" { // of an Order, below
				c.rule(own, at, c.unit(at, key, p))
			}
		case *[]Rule:
			for i := range *own {
				c.rule(&(*own)[i], at, c.unit(at, key, p))
			}
		case *[]Order:
			for i := range *own {
				c.order(&(*own)[i], at, c.unit(at, key, p))
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
}

// unit is what a rule of the clause is asked about. A clause for classes of
// both units is asked about households.
func (c ruleCompiler) unit(at place, key string, p *Plan) rule.Unit {
	if key == "children" {
		return rule.UnitPerson
	}
	if at.section == "classes" {
		return c.units[at.clause.ID]
	}
	classes := classesOf(p, at)
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
func classesOf(p *Plan, at place) []string {
	section, ok := fieldOf(reflect.ValueOf(p).Elem(), at.section)
	if !ok || section.Kind() != reflect.Slice || at.clause == nil {
		return nil
	}
	for i := range section.Len() {
		v := section.Index(i)
		if v.FieldByName("Clause").Addr().Interface() != any(at.clause) {
			continue
		}
		switch class := v.FieldByName("Class"); {
		case !class.IsValid():
			return nil
		case class.Kind() == reflect.String:
			return []string{class.String()}
		default:
			return class.Interface().([]string)
		}
	}
	return nil
}

func (c ruleCompiler) rule(r *Rule, at place, unit rule.Unit) {
	if r.Text == "" || r.node == nil {
		return
	}
	compiled, err := rule.Compile(r.Text, unit)
	if err != nil {
		c.bad(r, at, err)
		return
	}
	r.Compiled = compiled
	c.warn(r, at, compiled.Warnings())
}

// order takes whatever can be sorted by.
func (c ruleCompiler) order(o *Order, at place, unit rule.Unit) {
	if o.By.Text == "" || o.By.node == nil {
		return
	}
	if number, err := rule.CompileInt(o.By.Text, unit); err == nil {
		o.Number = number
		c.warn(&o.By, at, number.Warnings())
	} else if choice, err := rule.CompileText(o.By.Text, unit); err == nil {
		o.Choice = choice
		c.warn(&o.By, at, choice.Warnings())
	} else {
		c.rule(&o.By, at, unit)
	}
}

func (c ruleCompiler) bad(r *Rule, at place, err error) {
	why := problem.As(err)
	c.add("rule_bad", r.at(why), at.label, "why", phrase{why.Key, why.Args})
}

func (c ruleCompiler) warn(r *Rule, at place, warnings []*problem.Error) {
	for _, w := range warnings {
		c.add("rule_term", r.at(w), at.label, "why", phrase{w.Key, w.Args})
	}
}

// at maps the line and column of a problem in the rule's text to the file.
func (r *Rule) at(p *problem.Error) Pos {
	line, _ := p.Args["line"].(int)
	column, _ := p.Args["column"].(int)
	if line < 1 || column < 1 {
		return r.Pos
	}
	lines := strings.SplitAfter(r.Text, "\n")
	offset := column - 1
	for i := 0; i < line-1 && i < len(lines); i++ {
		offset += runes(lines[i])
	}
	return r.node.locate(offset)
}
