package yamldoc

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/problem"
)

// Decoder puts a tree into the types of a format by their struct tags:
//
//	yaml:"key"          the key; ",inline" takes the fields of an embedded struct in
//	oneof:"a b c"       the words a text may be
//
// Every place is recorded (fields Pos and Keys) and every mistake collected; a
// value that can't be read stays at its zero. What a format has of its own
// goes through the hooks; each may be nil.
type Decoder struct {
	*Findings
	Clause string // what is being read, for findings

	// Own reads a value with spellings of its own, and tells whether it did.
	Own func(n *Node, v reflect.Value) bool
	// Bare names the key that a plain text stands for where a mapping is due:
	// `agenda: [领导发言]` is `agenda: [{do: 领导发言}]`.
	Bare map[reflect.Type]string
	// Label is the Chinese name of a type's key, for who writes that instead.
	Label func(t reflect.Type, key string) string
	// Items are the items of a mapping that stands where a list is due; nil
	// when it is a list of one.
	Items func(n *Node, elem reflect.Type) []*Node
	// Item reads an item of a list itself; keep is false for one that is left out.
	Item func(n *Node, v reflect.Value, index int) (mine, keep bool)
	// Met sees each value behind its key.
	Met func(key string, v reflect.Value)
	// Odd says what is wrong with a value in words of its own, and tells whether it did.
	Odd func(n *Node) bool
}

// What is expected where something else stands.
var (
	WantText    = PhraseOf("yamldoc.want.text")
	wantBool    = PhraseOf("yamldoc.want.bool")
	WantWhole   = PhraseOf("yamldoc.want.whole")
	wantMapping = PhraseOf("yamldoc.want.mapping")
)

var areaType = reflect.TypeFor[area.Code]()

// Value reads n into v, by the tags of the field that holds it.
func (d *Decoder) Value(n *Node, v reflect.Value, tag reflect.StructTag) {
	if n.Broken || n.Kind == Empty || d.Own != nil && d.Own(n, v) {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.Value(n, v.Elem(), tag)
	case reflect.Struct:
		d.Object(n, v)
	case reflect.Slice:
		d.slice(n, v, tag)
	case reflect.Map:
		d.table(n, v, tag)
	default:
		d.plain(n, v, tag)
	}
}

// plain reads a scalar.
func (d *Decoder) plain(n *Node, v reflect.Value, tag reflect.StructTag) {
	if n.Kind != Scalar {
		d.Wrong(n, WantText)
		return
	}
	text := strings.TrimSpace(n.Text)
	switch v.Kind() {
	case reflect.String:
		if words := tag.Get("oneof"); words != "" && !d.Among(n, text, strings.Fields(words)) {
			return
		}
		if v.Type() == areaType && text != "" {
			code, err := area.Parse(text)
			if err != nil {
				d.Add("area_bad", n.Pos, d.Clause, "why", Why(problem.As(err)))
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
			d.Wrong(n, wantBool)
		}
	case reflect.Int, reflect.Int64:
		whole, err := strconv.ParseInt(text, 10, 64)
		if err != nil || whole < 0 {
			d.Wrong(n, WantWhole)
			return
		}
		v.SetInt(whole)
	default:
		panic(fmt.Sprintf("yamldoc: no reading for %s", v.Type()))
	}
}

// Among checks a word against the words there are.
func (d *Decoder) Among(n *Node, text string, words []string) bool {
	if slices.Contains(words, text) {
		return true
	}
	d.Add("bad_word", n.Pos, d.Clause, "value", Clip(text), "words", strings.Join(words, ", "), "hint", Meant(text, words))
	return false
}

// slice reads a list; a single value stands for a list of one.
func (d *Decoder) slice(n *Node, v reflect.Value, tag reflect.StructTag) {
	items := []*Node{n}
	if n.Kind == List {
		items = n.Items
	} else if n.Kind == Mapping && d.Items != nil {
		if own := d.Items(n, v.Type().Elem()); own != nil {
			items = own
		}
	}
	for i, item := range items {
		if item.Broken {
			continue
		}
		if item.Kind == Empty {
			d.Add("empty_item", item.Pos, d.Clause)
			continue
		}
		one := reflect.New(v.Type().Elem()).Elem()
		if d.item(item, one, i, tag) {
			v.Set(reflect.Append(v, one))
		}
	}
}

// item reads one value of a list and tells whether it is kept.
func (d *Decoder) item(n *Node, v reflect.Value, index int, tag reflect.StructTag) bool {
	if d.Item != nil {
		if mine, keep := d.Item(n, v, index); mine {
			return keep
		}
	}
	d.Value(n, v, tag)
	return true
}

// Object reads a mapping into a struct.
func (d *Decoder) Object(n *Node, v reflect.Value) {
	if key, ok := d.Bare[v.Type()]; ok && n.Kind == Scalar {
		n = &Node{Kind: Mapping, Pos: n.Pos, Lines: n.Lines, Fields: []Field{{key, n.Pos, n}}}
	}
	if n.Kind != Mapping {
		d.Wrong(n, wantMapping)
		return
	}
	shape := ShapeOf(v.Type())
	keys := make(Keys, len(n.Fields))
	for _, f := range n.Fields {
		part, ok := shape.Names[f.Key]
		if !ok {
			d.Unknown(f, v.Type())
			continue
		}
		keys[f.Key] = f.Value.Pos
		if f.Value.Kind == List {
			for i, item := range f.Value.Items {
				keys[f.Key+"."+strconv.Itoa(i)] = item.Pos
			}
		}
		d.Value(f.Value, v.FieldByIndex(part.Index), part.Tag)
		if d.Met != nil {
			d.Met(f.Key, v.FieldByIndex(part.Index))
		}
	}
	if pos := v.FieldByName("Pos"); pos.IsValid() {
		pos.Set(reflect.ValueOf(n.Pos))
	}
	if at := v.FieldByName("Keys"); at.IsValid() {
		at.Set(reflect.ValueOf(keys))
	}
}

// Unknown says that a type has no such key, and which one may be meant.
func (d *Decoder) Unknown(f Field, t reflect.Type) {
	d.Add("key_unknown", f.Pos, d.Clause, "key", Clip(f.Key), "hint", d.meantKey(t, f.Key))
}

// table reads a mapping with free keys.
func (d *Decoder) table(n *Node, v reflect.Value, tag reflect.StructTag) {
	if n.Kind != Mapping {
		d.Wrong(n, wantMapping)
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, f := range n.Fields {
		one := reflect.New(v.Type().Elem()).Elem()
		d.Value(f.Value, one, tag)
		v.SetMapIndex(reflect.ValueOf(f.Key), one)
	}
}

// Wrong says that something else was expected here.
func (d *Decoder) Wrong(n *Node, want Phrase) {
	if n.Broken || d.Odd != nil && d.Odd(n) {
		return
	}
	got := PhraseOf("yamldoc.got.text", "text", Clip(n.Text))
	switch n.Kind {
	case List:
		got = PhraseOf("yamldoc.got.list")
	case Mapping:
		got = PhraseOf("yamldoc.got.mapping")
	}
	d.Add("wrong_type", n.Pos, d.Clause, "want", want, "got", got)
}
