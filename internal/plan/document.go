package plan

import (
	"reflect"
	"slices"
	"strings"

	"songnuan/internal/locale"
)

// Document is a plan laid out like a paper plan (方案): a heading for each
// section, the clauses below it, for each a sentence, its fields with dates
// resolved and ids as names, and the sentences of the paper it came from.
type Document struct {
	Title    string
	Head     []DocLine // what the plan says of itself
	Sections []DocSection
}

// DocSection is one numbered section.
type DocSection struct {
	Key     string // of the file: cash
	Number  string // 一
	Title   string
	Clauses []DocClause
	Lines   []DocLine // of a section without clauses
	Text    []string  // the paper itself, a line each
}

// DocClause is one clause.
type DocClause struct {
	Ref      string // section and id, as findings name it: cash.visit_money
	ID       string
	Number   string
	Name     string
	Named    bool      // the plan gives the name; else it is the id
	Sentence string    // what it comes to, in Chinese; "" when the fields say it all
	Spans    []DocSpan // the same in parts, values of parameters by themselves
	Lines    []DocLine
	Source   []string
	Pos      Pos
}

// DocLine is one field that says something.
type DocLine struct {
	Key    string
	Label  string
	Text   string
	Parts  []DocPart
	Params []string // that stand in it
}

// DocPart is one of a list of parts: a line, or a clause nested in another.
type DocPart struct {
	Text   string
	Clause *DocClause
}

// Document lays the plan out. It works from the types of the format, so that a
// field added there is shown without a change here; a test holds the labels
// to it.
func (p *Plan) Document(lang locale.Lang) *Document {
	return newDocument(p, lang).lay()
}

// document is one plan being laid out.
type document struct {
	lang     locale.Lang
	plan     *Plan
	names    map[string]string
	markdown bool // texts are to stand in Markdown
}

func newDocument(p *Plan, lang locale.Lang) *document {
	return &document{lang: lang, plan: p, names: p.clauseNames()}
}

func (d *document) text(key string, pairs ...any) string { return explain(key, pairs...).Text(d.lang) }

func (d *document) lay() *Document {
	doc := &Document{Title: d.plain(d.plan.Title)}
	v := reflect.ValueOf(d.plan).Elem()
	shape := shapeOf(v.Type())
	for _, key := range shape.Order {
		part := shape.Names[key]
		if key == "title" || key == "paper" || hasHeading(key, part) {
			continue
		}
		doc.Head = d.field(doc.Head, "", "Plan", key, v.FieldByIndex(part.Index), part.Tag, d.plan.Keys)
	}
	for _, key := range shape.Order {
		if part := shape.Names[key]; hasHeading(key, part) && (key != "params" || d.markdown) {
			d.section(doc, key, v.FieldByIndex(part.Index), part)
		}
	}
	if !d.markdown { // what is to be settled is a supplement of the paper
		d.section(doc, "params", v.FieldByIndex(shape.Names["params"].Index), shape.Names["params"])
	}
	if d.plan.Paper != "" {
		s := d.heading(doc, "paper")
		for line := range strings.Lines(d.plan.Paper) {
			s.Text = append(s.Text, d.plain(line))
		}
	}
	return doc
}

// hasHeading tells the sections from the fields of the plan itself.
func hasHeading(key string, part part) bool {
	return isSection(key) || part.Type.Kind() == reflect.Pointer || key == "remarks"
}

func (d *document) heading(doc *Document, key string) *DocSection {
	doc.Sections = append(doc.Sections, DocSection{Key: key, Number: numeral(len(doc.Sections)+1, d.lang), Title: d.text("plan.show.section." + key)})
	return &doc.Sections[len(doc.Sections)-1]
}

// section lays out the clauses of one section, or a section that is one clause.
func (d *document) section(doc *Document, key string, v reflect.Value, part part) {
	if v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 {
		return
	}
	s := d.heading(doc, key)
	switch {
	case v.Kind() == reflect.Slice && holdsClause(v.Type().Elem()):
		for i := range v.Len() {
			s.Clauses = append(s.Clauses, *d.clause(key, i+1, v.Index(i)))
		}
	case v.Kind() == reflect.Pointer:
		s.Clauses = append(s.Clauses, *d.clause(key, 1, v.Elem()))
	default:
		s.Lines = d.field(nil, key, "Plan", key, v, part.Tag, d.plan.Keys)
	}
}

// clause lays out one clause.
func (d *document) clause(section string, n int, v reflect.Value) *DocClause {
	c := clauseOf(v)
	laid := &DocClause{Ref: section + "." + c.ID, ID: c.ID, Number: numeral(n, d.lang), Name: d.plain(c.label()), Named: c.Name != "",
		Spans: spans(d.plan.sentence(v.Addr().Interface())), Lines: d.fields(section, v), Pos: c.Pos}
	laid.Sentence = unmarked(laid.Spans)
	for _, sentence := range c.Source {
		laid.Source = append(laid.Source, d.plain(sentence))
	}
	return laid
}

func clauseOf(v reflect.Value) *Clause { return v.FieldByName("Clause").Addr().Interface().(*Clause) }

// fields lay out what a clause says: its own fields first, what every clause
// carries after them.
func (d *document) fields(section string, v reflect.Value) (lines []DocLine) {
	shape, keys := shapeOf(v.Type()), clauseOf(v).Keys
	shared := shapeOf(clauseType)
	order := slices.Clone(shape.Order)
	slices.SortStableFunc(order, func(a, b string) int { return rank(shared, a) - rank(shared, b) })
	for _, key := range order {
		if key == "id" || key == "name" || key == "source" {
			continue // in the heading, or quoted below
		}
		part := shape.Names[key]
		lines = d.field(lines, section, v.Type().Name(), key, v.FieldByIndex(part.Index), part.Tag, keys)
	}
	return lines
}

func rank(shared *shape, key string) int {
	if _, ok := shared.Names[key]; ok {
		return 1
	}
	return 0
}

// field lays out one field, when it says something.
func (d *document) field(lines []DocLine, section, owner, key string, v reflect.Value, tag reflect.StructTag, keys Keys) []DocLine {
	line := DocLine{Key: key, Label: d.label(owner, key), Params: slices.Compact(slices.Sorted(slices.Values(d.plan.filled[keys[key]])))}
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct && !isValue(v.Type().Elem()) {
		line.Parts = d.parts(section, v)
		if len(line.Parts) == 0 {
			return lines
		}
		return append(lines, line)
	}
	if line.Text = d.value(v, tag); line.Text == "" {
		return lines
	}
	return append(lines, line)
}

// parts lay out a list of parts, nested clauses with all they carry.
func (d *document) parts(section string, v reflect.Value) (all []DocPart) {
	for i := range v.Len() {
		item := v.Index(i)
		if !holdsClause(item.Type()) {
			all = append(all, DocPart{Text: d.inline(item)})
			continue
		}
		all = append(all, DocPart{Clause: d.clause(section, i+1, item)})
	}
	return all
}
