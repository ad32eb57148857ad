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
	outer := d.clause
	defer func() { d.clause = outer }()
	made := d.section + "_" + strconv.Itoa(index+1)
	d.clause = d.section + "." + made
	if outer != d.section { // a task of a phase, a step of the approval
		d.clause = outer + "." + strconv.Itoa(index+1)
	}
	if id := n.textOf("id"); id != "" && n.kind == mapping {
		d.clause = d.section + "." + clip(id)
	}
	d.value(n, v, "")
	c := v.FieldByName("Clause").Addr().Interface().(*Clause)
	if c.Pos.Line == 0 {
		c.Pos = n.pos
	}
	if c.ID == "" {
		c.ID = made
	} else if !isID(c.ID) {
		d.add("bad_id", c.Keys.At("id", 0, c.Pos), d.clause, "id", clip(c.ID))
	}
	if c.Drop {
		d.add("drop_without_base", c.Keys.At("drop", 0, c.Pos), d.clause)
	}
	if d.inForce(c) {
		return true
	}
	d.plan.Unchosen = append(d.plan.Unchosen, Unchosen{Section: d.section, ID: c.ID, Name: c.Name, OnlyIf: c.OnlyIf, Source: c.Source, Pos: c.Pos})
	return false
}
