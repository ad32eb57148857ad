package plan

import "reflect"

// place is where a value of the plan belongs.
type place struct {
	section string  // yaml key of the section
	kind    string  // the section again, but for nested clauses tasks or steps
	label   string  // section.id, as in Finding.Clause
	clause  *Clause // nil outside clauses
	owner   reflect.Value
	nested  Pos // of a part without keys of its own: a tier, a share
}

// visitor sees a field that may hold something: its key and tags, its value.
type visitor func(at place, key string, part part, v reflect.Value)

// each visits every field of the plan by its key, clauses and what is nested
// in them included, in the order of the types.
func (p *Plan) each(visit visitor) {
	v := reflect.ValueOf(p).Elem()
	shape := shapeOf(v.Type())
	for _, key := range shape.Order {
		part := shape.Names[key]
		field := v.FieldByIndex(part.Index)
		at := place{section: key, kind: key}
		visit(at, key, part, field)
		descend(field, at, visit)
	}
}

func descend(v reflect.Value, at place, visit visitor) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			descend(v.Elem(), at, visit)
		}
	case reflect.Slice:
		if k := v.Type().Elem().Kind(); k == reflect.Struct {
			for i := range v.Len() {
				descend(v.Index(i), at, visit)
			}
		}
	case reflect.Struct:
		shape := shapeOf(v.Type())
		if holdsClause(v.Type()) {
			at.owner = v
			at.clause = v.FieldByName("Clause").Addr().Interface().(*Clause)
			at.label = at.section + "." + at.clause.ID
		} else if pos := v.FieldByName("Pos"); pos.IsValid() {
			at.nested = pos.Interface().(Pos)
		}
		for _, key := range shape.Order {
			part := shape.Names[key]
			field := v.FieldByIndex(part.Index)
			visit(at, key, part, field)
			if key == "tasks" || key == "steps" {
				below := at
				below.kind = key
				descend(field, below, visit)
				continue
			}
			descend(field, at, visit)
		}
	}
}

// pos is the place of a key, or of an item of its list; item is -1 for the
// whole. Parts without keys of their own are one place.
func (at place) pos(p *Plan, key string, item int) Pos {
	switch {
	case at.nested != Pos{}:
		return at.nested
	case at.clause == nil:
		return p.Keys.At(key, item, p.Pos)
	}
	return at.clause.Keys.At(key, item, at.clause.Pos)
}
