package plan

import (
	"reflect"
	"strings"
	"sync"
)

// shape is what a struct type accepts: its keys in the order of the type.
type shape struct {
	order []string
	names map[string]part
}

// part is one key: where it goes and how it is read.
type part struct {
	index []int
	tag   reflect.StructTag
	typ   reflect.Type
}

var shapes sync.Map // reflect.Type to *shape

func shapeOf(t reflect.Type) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	s := &shape{names: map[string]part{}}
	s.take(t, nil)
	shapes.Store(t, s)
	return s
}

func (s *shape) take(t reflect.Type, prefix []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int{}, prefix...), i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case options == "inline":
			s.take(f.Type, index)
		case name != "" && name != "-":
			s.order = append(s.order, name)
			s.names[name] = part{index, f.Tag, f.Type}
		}
	}
}
