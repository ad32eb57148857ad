package api

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
)

// schema is what a value may look like: requests are checked by it, and the
// document tells it (JSON Schema 2020-12, as OpenAPI 3.1 has it).
type schema struct {
	name       string // of a component; "" stands where it is used
	kind       string // object, array, string, integer, number, boolean; "" is anything
	format     string // uuid, date, date-time, byte
	pattern    string
	enum       []string
	min, max   *int64 // of a number; of the length of a text, in characters; of the count of an array
	items      *schema
	properties []property
	others     *schema // of an object: what keys besides the properties hold
	example    any
	nullable   bool // may be null: nobody knows
}

type property struct {
	name     string
	required bool
	schema   *schema
}

// most that a request may hold where its field says nothing else.
const (
	textMost  = 1000
	itemsMost = 1000
)

var textual = reflect.TypeFor[encoding.TextMarshaler]()

// known are the types whose look is not that of their kind.
var known = map[reflect.Type]schema{
	reflect.TypeFor[id.ID]():               {kind: "string", format: "uuid", example: "0193591b-7c00-7d2a-8c3e-5b1f0a9d4e21"},
	reflect.TypeFor[area.Code]():           {kind: "string", pattern: "^[0-9]{12}$", example: "441900129000"},
	reflect.TypeFor[day.Date]():            {kind: "string", format: "date", example: "2027-01-20"},
	reflect.TypeFor[day.Instant]():         {kind: "string", format: "date-time", example: "2027-01-20T01:00:00.000000Z"},
	reflect.TypeFor[json.RawMessage]():     {},
	reflect.TypeFor[identity.JobKind]():    {kind: "string", example: "roster_build"},
	reflect.TypeFor[money.Fen]():           {kind: "integer", example: 40000},
	reflect.TypeFor[identity.Role]():       {kind: "string", enum: names(identity.Granted)},
	reflect.TypeFor[identity.Permission](): {kind: "string", enum: names(identity.Permissions())},
	reflect.TypeFor[identity.Kind]():       {kind: "string", enum: []string{"visit", "token"}},
	reflect.TypeFor[campaign.Outcome]():    {kind: "string", enum: append(names(campaign.Outcomes), string(campaign.Out))},
	reflect.TypeFor[campaign.State]():      {kind: "string", enum: []string{"draft", "active", "closed"}},
	reflect.TypeFor[campaign.Turn]():       {kind: "string", enum: []string{"in", "fell_out", "kept", "other"}},
}

func names[T ~string](all []T) []string {
	var texts []string
	for _, one := range all {
		texts = append(texts, string(one))
	}
	return texts
}

// schemas makes a schema of each type once.
type schemas struct {
	byType map[reflect.Type]*schema
	names  map[string]reflect.Type
}

func newSchemas() *schemas {
	return &schemas{map[reflect.Type]*schema{}, map[string]reflect.Type{}}
}

func (all *schemas) of(t reflect.Type) *schema {
	if t.Kind() == reflect.Pointer {
		return all.of(t.Elem())
	}
	if s, ok := known[t]; ok {
		return &s
	}
	if s := all.byType[t]; s != nil {
		return s
	}
	switch t.Kind() {
	case reflect.Struct:
		if t.Implements(textual) {
			return &schema{kind: "string"}
		}
		return all.object(t)
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return &schema{kind: "string", format: "byte"}
		}
		return &schema{kind: "array", items: all.of(t.Elem())}
	case reflect.Map:
		return &schema{kind: "object", others: all.of(t.Elem())}
	case reflect.String:
		return &schema{kind: "string"}
	case reflect.Bool:
		return &schema{kind: "boolean"}
	case reflect.Float32, reflect.Float64:
		return &schema{kind: "number"}
	case reflect.Interface:
		return &schema{}
	default:
		return &schema{kind: "integer"}
	}
}

func (all *schemas) object(t reflect.Type) *schema {
	s := &schema{name: all.nameOf(t), kind: "object"}
	all.byType[t] = s // before its fields: a type may hold itself
	for _, f := range fields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || name == "" {
			continue
		}
		s.properties = append(s.properties, property{name, !strings.Contains(options, "omit"), all.field(f)})
	}
	return s
}

// nameOf is a component's name: the type's, without the Shape that the program
// calls it by.
func (all *schemas) nameOf(t reflect.Type) string {
	name := strings.TrimSuffix(t.Name(), "Shape")
	if base, inner, generic := strings.Cut(name, "["); generic { // page[songnuan/internal/api.userShape]
		inner = inner[strings.LastIndexAny(inner, "./")+1:]
		name = strings.TrimSuffix(strings.TrimRight(inner, "]"), "Shape") + strings.ToUpper(base[:1]) + base[1:]
	}
	if name == "" {
		return ""
	}
	name = strings.ToUpper(name[:1]) + name[1:]
	if other, taken := all.names[name]; taken && other != t {
		panic("api: two types are called " + name)
	}
	all.names[name] = t
	return name
}

// field is the schema of a field: its type's, with what its tags say.
func (all *schemas) field(f reflect.StructField) *schema {
	s := *all.of(f.Type)
	s.nullable = f.Type.Kind() == reflect.Pointer && !strings.Contains(f.Tag.Get("json"), ",omit") && s.name == ""
	inner := &s
	if s.kind == "array" && f.Tag.Get("enum") != "" {
		items := *s.items
		s.items, inner = &items, &items
	}
	if enum := f.Tag.Get("enum"); enum != "" {
		inner.enum = strings.Split(enum, ",")
	}
	if pattern := f.Tag.Get("pattern"); pattern != "" {
		s.pattern = pattern
	}
	s.min, s.max = bound(f, "min", s.min), bound(f, "max", s.max)
	if example := f.Tag.Get("example"); example != "" {
		s.example = sampleOf(&s, example)
	}
	return &s
}

func bound(f reflect.StructField, tag string, otherwise *int64) *int64 {
	n, err := strconv.ParseInt(f.Tag.Get(tag), 10, 64)
	if err != nil {
		return otherwise
	}
	return &n
}

func sampleOf(s *schema, text string) any {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && s.kind == "integer" {
		return n
	}
	return text
}

// fields are those of a struct with those of the structs embedded in it.
func fields(t reflect.Type) (all []reflect.StructField) {
	for i := range t.NumField() {
		f := t.Field(i)
		inner := f.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if f.Anonymous && inner.Kind() == reflect.Struct && f.Tag.Get("json") == "" {
			for _, deeper := range fields(inner) {
				deeper.Index = append([]int{i}, deeper.Index...)
				all = append(all, deeper)
			}
			continue
		}
		f.Index = []int{i}
		all = append(all, f)
	}
	return all
}
