package plan

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/problem"
)

// decoder puts a tree into the types of the format by their struct tags:
//
//	yaml:"key"          the key; ",inline" takes the fields of Clause in
//	oneof:"a b c"       the words a text may be
//	ref:"classes,all"   ids of that section, or the literals after it (see refs.go)
//	later:"room"        read and checked; acted on when the room arrives (see lint)
//
// Every place is recorded and every mistake collected; a value that can't be
// read stays at its zero.
type decoder struct {
	*findings
	plan    *Plan
	clause  string // section.id of the clause being read
	section string

	answers  answers         // of the parameters
	declared []string        // parameters the plan has
	known    map[string]bool // the same, to look up
	grown    int             // bytes that answers added to the plan's text
}

// fromNode is a value with spellings of its own.
type fromNode interface{ from(d *decoder, n *node) }

var (
	clauseType = reflect.TypeFor[Clause]()
	areaType   = reflect.TypeFor[area.Code]()
)

// bare names the key that a plain text stands for where a mapping is due:
// `agenda: [领导发言]` is `agenda: [{do: 领导发言}]`.
var bare = map[reflect.Type]string{
	reflect.TypeFor[Share](): "purse", reflect.TypeFor[Goal](): "text", reflect.TypeFor[Remark](): "text",
	reflect.TypeFor[AgendaItem](): "do", reflect.TypeFor[Task](): "name", reflect.TypeFor[Choice](): "value",
	reflect.TypeFor[Maker](): "who", reflect.TypeFor[AllocatedTo](): "name", reflect.TypeFor[Named](): "name",
	reflect.TypeFor[Rung](): "to", reflect.TypeFor[Ban](): "text", reflect.TypeFor[Order](): "by",
	reflect.TypeFor[Part](): "item", reflect.TypeFor[Bulk](): "name",
}

// value reads n into v, by the tags of the field that holds it.
func (d *decoder) value(n *node, v reflect.Value, tag reflect.StructTag) {
	if n.broken || n.kind == empty {
		return
	}
	if own, ok := reflect.TypeAssert[fromNode](v.Addr()); ok {
		own.from(d, n)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), tag)
	case reflect.Struct:
		d.object(n, v)
	case reflect.Slice:
		d.slice(n, v, tag)
	case reflect.Map:
		d.table(n, v, tag)
	default:
		d.plain(n, v, tag)
	}
}

// plain reads a scalar.
func (d *decoder) plain(n *node, v reflect.Value, tag reflect.StructTag) {
	if n.kind != scalar {
		d.wrong(n, wantText)
		return
	}
	text := strings.TrimSpace(n.text)
	switch v.Kind() {
	case reflect.String:
		if words := tag.Get("oneof"); words != "" && !d.among(n, text, strings.Fields(words)) {
			return
		}
		if v.Type() == areaType && text != "" {
			code, err := area.Parse(text)
			if err != nil {
				why := problem.As(err)
				d.add("area_bad", n.pos, d.clause, "why", phrase{why.Key, why.Args})
				return
			}
			text = string(code)
		}
		v.SetString(text)
	case reflect.Bool:
		switch strings.ToLower(text) {
		case "true", "yes", "是":
			v.SetBool(true)
		case "false", "no", "否":
		default:
			d.wrong(n, wantBool)
		}
	case reflect.Int, reflect.Int64:
		whole, err := strconv.ParseInt(text, 10, 64)
		if err != nil || whole < 0 {
			d.wrong(n, wantWhole)
			return
		}
		v.SetInt(whole)
	default:
		panic(fmt.Sprintf("plan: no reading for %s", v.Type()))
	}
}

// among checks a word against the words there are.
func (d *decoder) among(n *node, text string, words []string) bool {
	if slices.Contains(words, text) {
		return true
	}
	d.add("bad_word", n.pos, d.clause, "value", clip(text), "words", strings.Join(words, ", "), "hint", meant(text, words))
	return false
}

// slice reads a list; a single value stands for a list of one, and a section
// of clauses may be a mapping from id to clause.
func (d *decoder) slice(n *node, v reflect.Value, tag reflect.StructTag) {
	items := []*node{n}
	switch {
	case n.kind == list:
		items = n.items
	case n.kind == mapping && holdsClause(v.Type().Elem()) && !looksLikeOne(n, v.Type().Elem()):
		items = byID(n)
	}
	for i, item := range items {
		if item.broken {
			continue
		}
		if item.kind == empty {
			d.add("empty_item", item.pos, d.clause)
			continue
		}
		one := reflect.New(v.Type().Elem()).Elem()
		if holdsClause(one.Type()) {
			if !d.clauseItem(item, one, i) {
				continue
			}
		} else {
			d.value(item, one, tag)
		}
		v.Set(reflect.Append(v, one))
	}
}

func holdsClause(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	f, ok := t.FieldByName("Clause")
	return ok && f.Anonymous && f.Type == clauseType
}

// looksLikeOne tells a single clause from a mapping of clauses by id.
func looksLikeOne(n *node, t reflect.Type) bool {
	known := shapeOf(t).names
	for _, f := range n.fields {
		if _, ok := known[f.key]; ok {
			return true
		}
	}
	return len(n.fields) == 0
}

func byID(n *node) []*node {
	items := make([]*node, 0, len(n.fields))
	for _, f := range n.fields {
		id := &node{kind: scalar, text: f.key, pos: f.pos, lines: n.lines}
		item := &node{kind: mapping, pos: f.pos, lines: n.lines, broken: f.value.broken}
		item.fields = append([]field{{"id", f.pos, id}}, f.value.fields...)
		if f.value.kind == scalar || f.value.kind == list {
			item = f.value // reported where it is read
		}
		items = append(items, item)
	}
	return items
}

// object reads a mapping into a struct.
func (d *decoder) object(n *node, v reflect.Value) {
	if key, ok := bare[v.Type()]; ok && n.kind == scalar {
		n = &node{kind: mapping, pos: n.pos, lines: n.lines, fields: []field{{key, n.pos, n}}}
	}
	if n.kind != mapping {
		d.wrong(n, wantMapping)
		return
	}
	shape := shapeOf(v.Type())
	keys := make(Keys, len(n.fields))
	for _, f := range n.fields {
		part, ok := shape.names[f.key]
		if !ok {
			d.add("key_unknown", f.pos, d.clause, "key", clip(f.key), "hint", meantKey(v.Type(), f.key))
			continue
		}
		keys[f.key] = f.value.pos
		if f.value.kind == list {
			for i, item := range f.value.items {
				keys[f.key+"."+strconv.Itoa(i)] = item.pos
			}
		}
		d.value(f.value, v.FieldByIndex(part.index), part.tag)
		markFarEdge(v.FieldByIndex(part.index), f.key)
	}
	if pos := v.FieldByName("Pos"); pos.IsValid() {
		pos.Set(reflect.ValueOf(n.pos))
	}
	if at := v.FieldByName("Keys"); at.IsValid() {
		at.Set(reflect.ValueOf(keys))
	}
}

// farEdges are the keys whose loose day means its last: 2月上旬 as an end is
// the 10th.
var farEdges = map[string]bool{"to": true, "by": true, "due": true, "closes_on": true}

func markFarEdge(v reflect.Value, key string) {
	if date, ok := reflect.TypeAssert[*Date](v.Addr()); ok {
		date.Upper = farEdges[key]
	}
}

// table reads a mapping with free keys.
func (d *decoder) table(n *node, v reflect.Value, tag reflect.StructTag) {
	if n.kind != mapping {
		d.wrong(n, wantMapping)
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, f := range n.fields {
		one := reflect.New(v.Type().Elem()).Elem()
		d.value(f.value, one, tag)
		v.SetMapIndex(reflect.ValueOf(f.key), one)
	}
}

// wrong says that something else was expected here.
func (d *decoder) wrong(n *node, want phrase) {
	if n.broken {
		return
	}
	if name := bareParamName(n); name != "" {
		d.add("quote_param", n.pos, d.clause, "param", name)
		return
	}
	got := phraseOf("plan.got.text", "text", clip(n.text))
	switch n.kind {
	case list:
		got = phraseOf("plan.got.list")
	case mapping:
		got = phraseOf("plan.got.mapping")
	}
	d.add("wrong_type", n.pos, d.clause, "want", want, "got", got)
}

// bareParamName finds {year} written without quotes, which YAML takes for a
// mapping.
func bareParamName(n *node) string {
	if n.kind == mapping && len(n.fields) == 1 && n.fields[0].value.kind == empty && isID(n.fields[0].key) {
		return n.fields[0].key
	}
	return ""
}
