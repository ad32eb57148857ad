package plan

import "reflect"

// place is where a value of the plan belongs.
type place struct {
	section string  // yaml key of the section
	label   string  // section.id, as in Finding.Clause
	clause  *Clause // nil outside clauses
}

// visitor sees a field that may hold something: its key and tags, its value.
type visitor func(at place, key string, part part, v reflect.Value)

// each visits every field of the plan by its key, clauses and what is nested
// in them included, in the order of the types.
func (p *Plan) each(visit visitor) {
	v := reflect.ValueOf(p).Elem()
	shape := shapeOf(v.Type())
	for _, key := range shape.order {
		part := shape.names[key]
		field := v.FieldByIndex(part.index)
		at := place{section: key}
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
			at.clause = v.FieldByName("Clause").Addr().Interface().(*Clause)
			at.label = at.section + "." + at.clause.ID
		}
		for _, key := range shape.order {
			part := shape.names[key]
			field := v.FieldByIndex(part.index)
			visit(at, key, part, field)
			descend(field, at, visit)
		}
	}
}

// pos is the place of a key of the clause that at stands for.
func (at place) pos(p *Plan, key string, item int) Pos {
	if at.clause == nil {
		return p.Keys.At(key, item, p.Pos)
	}
	return at.clause.Keys.At(key, item, at.clause.Pos)
}
