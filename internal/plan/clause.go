package plan

import (
	"reflect"
	"regexp"
	"strconv"
)

var idShape = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,63}$`)

func isID(text string) bool { return idShape.MatchString(text) }

// clauseItem reads one clause of a list into v. It is false for a clause that
// is not in force under the plan's answers: it is checked and left out.
func (d *decoder) clauseItem(n *node, v reflect.Value, index int) bool {
	outer := d.Clause
	defer func() { d.Clause = outer }()
	made := d.section + "_" + strconv.Itoa(index+1)
	d.Clause = d.section + "." + made
	if outer != d.section { // a task of a phase, a step of the approval
		d.Clause = outer + "." + strconv.Itoa(index+1)
	}
	if id := n.TextOf("id"); id != "" && n.Kind == mapping {
		d.Clause = d.section + "." + clip(id)
	}
	d.Value(n, v, "")
	c := v.FieldByName("Clause").Addr().Interface().(*Clause)
	if c.Pos.Line == 0 {
		c.Pos = n.Pos
	}
	if c.ID == "" {
		c.ID = made
	} else if !isID(c.ID) {
		d.Add("bad_id", c.Keys.At("id", 0, c.Pos), d.Clause, "id", clip(c.ID))
	}
	if c.Drop {
		d.Add("drop_without_base", c.Keys.At("drop", 0, c.Pos), d.Clause)
	}
	return d.chosen(c, v)
}

// isSingle tells the sections that are one clause: approval and six.
func isSingle(t reflect.Type) bool { return t.Kind() == reflect.Pointer && holdsClause(t.Elem()) }

// single finishes a section that is one clause, and takes it out when it is
// not in force.
func (d *decoder) single(field reflect.Value) {
	c := field.Elem().FieldByName("Clause").Addr().Interface().(*Clause)
	if c.ID == "" {
		c.ID = d.section
	}
	if !d.chosen(c, field.Elem()) {
		field.SetZero()
	}
}

// chosen tells whether a clause is in force, and keeps what is left out.
func (d *decoder) chosen(c *Clause, v reflect.Value) bool {
	if d.inForce(c) {
		return true
	}
	d.plan.Unchosen = append(d.plan.Unchosen, Unchosen{Section: d.section, ID: c.ID, Name: c.Name, OnlyIf: c.OnlyIf, Source: sourcesIn(v), Pos: c.Pos})
	return false
}

// sourcesIn are the sentences that a clause and those nested in it came from.
func sourcesIn(v reflect.Value) Source {
	var all Source
	descend(v, place{}, func(_ place, key string, _ part, field reflect.Value) {
		if own, ok := reflect.TypeAssert[Source](field); ok && key == "source" {
			all = append(all, own...)
		}
	})
	return all
}
