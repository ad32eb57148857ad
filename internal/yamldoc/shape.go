package yamldoc

import (
	"reflect"
	"strings"
	"sync"
)

// Shape is what a struct type accepts: its keys in the order of the type.
type Shape struct {
	Order []string
	Names map[string]Part
}

// Part is one key: where it goes and how it is read.
type Part struct {
	Index []int
	Tag   reflect.StructTag
	Type  reflect.Type
}

var shapes sync.Map // reflect.Type to *Shape

// ShapeOf is the shape of a struct type, by its yaml tags.
func ShapeOf(t reflect.Type) *Shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*Shape)
	}
	s := &Shape{Names: map[string]Part{}}
	s.take(t, nil)
	shapes.Store(t, s)
	return s
}

func (s *Shape) take(t reflect.Type, prefix []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int{}, prefix...), i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case options == "inline":
			s.take(f.Type, index)
		case name != "" && name != "-":
			s.Order = append(s.Order, name)
			s.Names[name] = Part{index, f.Tag, f.Type}
		}
	}
}
