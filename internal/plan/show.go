package plan

import (
	"bufio"
	"io"
	"reflect"
	"slices"
	"strings"

	"songnuan/internal/locale"
)

// Show writes the plan as a document in Markdown, laid out like a paper plan:
// a numbered heading for each section, one for each clause, and every field
// that says something, with dates resolved, ids as names, and the sentences
// that a clause came from. It works from the types of the format, so a field
// added there is shown without a change here; a test holds the labels to it.
func (p *Plan) Show(w io.Writer, lang locale.Lang) error {
	out := bufio.NewWriter(w)
	d := &document{out: out, lang: lang, plan: p, names: p.clauseNames()}
	d.head()
	d.open()
	v := reflect.ValueOf(p).Elem()
	shape := shapeOf(v.Type())
	for _, key := range shape.order {
		part := shape.names[key]
		if hasHeading(key, part) {
			d.section(key, v.FieldByIndex(part.index), part)
		}
	}
	if p.Paper != "" {
		d.heading("paper")
		for line := range strings.Lines(p.Paper) {
			d.line("> " + plain(line))
		}
	}
	return out.Flush()
}

// document is one plan being shown. Errors of the writer stay in the buffer
// until it is flushed.
type document struct {
	out      *bufio.Writer
	lang     locale.Lang
	plan     *Plan
	names    map[string]string
	sections int
}

func (d *document) line(text string) {
	_, _ = d.out.WriteString(text + "\n") // kept by the buffer, returned by Flush
}

func (d *document) text(key string, pairs ...any) string { return explain(key, pairs...).Text(d.lang) }

// head shows the title and the fields of the plan itself.
func (d *document) head() {
	d.line("# " + plain(d.plan.Title))
	d.line("")
	v := reflect.ValueOf(d.plan).Elem()
	shape := shapeOf(v.Type())
	for _, key := range shape.order {
		part := shape.names[key]
		if key == "title" || key == "paper" || hasHeading(key, part) {
			continue
		}
		d.field("", "Plan", key, v.FieldByIndex(part.index), part.tag)
	}
}

// open shows which questions of the paper are still open, and who settled the
// others how.
func (d *document) open() {
	if len(d.plan.Assumptions) > 0 {
		d.line("")
		d.line("> " + d.text("plan.show.draft"))
	}
	for _, a := range d.plan.Assumptions {
		d.line("> - " + d.text("plan.show.assumed", "param", a.Param, "value", plain(a.Value), "ask", plain(a.Ask)))
	}
	for _, a := range d.plan.Answers {
		d.line("- " + d.text("plan.show.answered", "param", a.Param, "value", plain(a.Value)))
	}
	for _, u := range d.plan.Unchosen {
		d.line("- " + d.text("plan.show.unchosen", "clause", u.Section+"."+u.ID, "if", d.onlyIf(u.OnlyIf)))
	}
}

// hasHeading tells the sections from the fields of the plan itself.
func hasHeading(key string, part part) bool {
	return isSection(key) || part.typ.Kind() == reflect.Pointer || key == "remarks"
}

func (d *document) heading(key string) {
	d.sections++
	d.line("")
	d.line("## " + d.text("plan.show.heading", "n", numeral(d.sections, d.lang), "title", d.text("plan.show.section."+key)))
}

// section shows the clauses of one section, or a section that is one clause.
func (d *document) section(key string, v reflect.Value, part part) {
	if v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 {
		return
	}
	switch {
	case v.Kind() == reflect.Slice && holdsClause(v.Type().Elem()):
		d.heading(key)
		for i := range v.Len() {
			d.clause(i+1, v.Index(i))
		}
	case v.Kind() == reflect.Pointer:
		d.heading(key)
		d.clause(1, v.Elem())
	default:
		d.heading(key)
		d.line("")
		d.field("", "Plan", key, v, part.tag)
	}
}

// clause shows one clause under its own heading.
func (d *document) clause(n int, v reflect.Value) {
	c := clauseOf(v)
	d.line("")
	d.line("### " + d.text("plan.show.clause", "n", numeral(n, d.lang), "name", plain(c.label()), "id", c.ID))
	d.line("")
	d.fields("", v)
	d.sources("", v)
}

func clauseOf(v reflect.Value) *Clause { return v.FieldByName("Clause").Addr().Interface().(*Clause) }

// fields shows what a clause says: its own fields first, what every clause
// carries after them.
func (d *document) fields(indent string, v reflect.Value) {
	shape := shapeOf(v.Type())
	shared := shapeOf(clauseType)
	order := slices.Clone(shape.order)
	slices.SortStableFunc(order, func(a, b string) int { return rank(shared, a) - rank(shared, b) })
	for _, key := range order {
		if key == "id" || key == "name" || key == "source" {
			continue // in the heading, or quoted below
		}
		part := shape.names[key]
		d.field(indent, v.Type().Name(), key, v.FieldByIndex(part.index), part.tag)
	}
}

func rank(shared *shape, key string) int {
	if _, ok := shared.names[key]; ok {
		return 1
	}
	return 0
}

// field shows one field, when it says something.
func (d *document) field(indent, owner, key string, v reflect.Value, tag reflect.StructTag) {
	label := d.label(owner, key)
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct && !isValue(v.Type().Elem()) {
		d.items(indent, label, v)
		return
	}
	if text := d.value(v, tag); text != "" {
		d.line(indent + "- " + d.text("plan.show.field_line", "label", label, "value", text))
	}
}

// items shows a list of parts, nested clauses with all they carry.
func (d *document) items(indent, label string, v reflect.Value) {
	if v.Len() == 0 {
		return
	}
	d.line(indent + "- " + d.text("plan.show.field_line", "label", label, "value", ""))
	for i := range v.Len() {
		item := v.Index(i)
		if !holdsClause(item.Type()) {
			d.line(indent + "  - " + d.inline(item))
			continue
		}
		c := clauseOf(item)
		d.line(indent + "  - " + d.text("plan.show.item", "name", plain(c.label()), "id", c.ID))
		d.fields(indent+"    ", item)
		d.sources(indent+"    ", item)
	}
}

// sources quotes the sentences of the paper plan.
func (d *document) sources(indent string, v reflect.Value) {
	source := clauseOf(v).Source
	if len(source) == 0 {
		return
	}
	d.line("")
	for i, sentence := range source {
		broken := "" // two blanks keep sentences on lines of their own
		if i < len(source)-1 {
			broken = "  "
		}
		d.line(indent + "> " + d.text("plan.show.source", "text", plain(sentence)) + broken)
	}
}
