package plan

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"songnuan/internal/locale"
	"songnuan/internal/personal"
)

// shown is a value with a way of its own to be shown.
type shown interface{ show(d *document) string }

var shownType = reflect.TypeFor[shown]()

func isValue(t reflect.Type) bool { return reflect.PointerTo(t).Implements(shownType) }

// value shows a value by its type and tags; "" when it says nothing.
func (d *document) value(v reflect.Value, tag reflect.StructTag) string {
	if own, ok := reflect.TypeAssert[shown](v.Addr()); ok {
		return own.show(d)
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		return d.value(v.Elem(), tag)
	case reflect.Struct:
		return d.inline(v)
	case reflect.Slice:
		all := make([]string, 0, v.Len())
		for i := range v.Len() {
			all = append(all, d.value(v.Index(i), tag))
		}
		return d.list(all)
	case reflect.Map:
		return d.table(v)
	case reflect.String:
		return d.word(v.String(), tag)
	case reflect.Bool:
		if v.Bool() {
			return Word("yes").Text(d.lang)
		}
		return ""
	case reflect.Int, reflect.Int64:
		if v.Int() == 0 {
			return ""
		}
		return fmt.Sprint(v.Int())
	}
	panic("plan: nothing shows a " + v.Type().String())
}

// word shows a text: a fixed word translated, an id by what it names.
func (d *document) word(text string, tag reflect.StructTag) string {
	if tag.Get("oneof") != "" {
		return Word(text).Text(d.lang)
	}
	if refs := tag.Get("ref"); refs != "" {
		return d.reference(text, refs)
	}
	return d.plain(text)
}

// reference names what an id stands for; what is no id of the sections is a
// word or a body and shows as such.
func (d *document) reference(id, refs string) string {
	sections, _, _ := strings.Cut(strings.TrimSuffix(refs, "?"), ",")
	for section := range strings.FieldsSeq(sections) {
		if name, ok := d.names[strings.TrimSuffix(section, "?")+"."+id]; ok {
			return d.plain(name)
		}
	}
	return d.plain(Word(id).Text(d.lang))
}

func (d *document) list(all []string) string {
	return strings.Join(all, d.text("plan.forecast.comma"))
}

// table shows a mapping in the order of its keys.
func (d *document) table(v reflect.Value) string {
	m, ok := reflect.TypeAssert[map[string]int64](v)
	if !ok {
		panic("plan: nothing shows a " + v.Type().String())
	}
	return d.tableOf(m)
}

func (d *document) tableOf(m map[string]int64) string {
	var all []string
	for _, key := range slices.Sorted(maps.Keys(m)) {
		all = append(all, fmt.Sprintf("%s %d", d.plain(key), m[key]))
	}
	return d.list(all)
}

// inline shows a part in one line: labels and values, the leading one bare.
func (d *document) inline(v reflect.Value) string {
	shape := shapeOf(v.Type())
	var all []string
	for _, key := range shape.Order {
		part := shape.Names[key]
		text := d.value(v.FieldByIndex(part.Index), part.Tag)
		switch {
		case text == "":
		case key == "id_number":
			all = append(all, d.text("plan.show.part", "label", d.label(v.Type().Name(), key), "value", maskedID(text)))
		case bare[v.Type()] == key:
			all = append(all, text)
		default:
			all = append(all, d.text("plan.show.part", "label", d.label(v.Type().Name(), key), "value", text))
		}
	}
	return strings.Join(all, d.text("plan.show.between"))
}

func (t *Date) show(d *document) string {
	switch {
	case t.Text == "":
		return ""
	case t.Day.IsZero():
		return d.text("plan.show.date_open", "text", d.plain(t.Text))
	case t.Text == t.Day.String():
		return d.day(t)
	}
	return d.text("plan.show.date", "day", d.day(t), "text", d.plain(t.Text))
}

func (d *document) day(t *Date) string {
	if d.lang == locale.English {
		return t.Day.String()
	}
	return t.Day.Chinese()
}

func (s *Span) show(d *document) string {
	from, to := s.From.show(d), s.To.show(d)
	switch {
	case from == "" && to == "":
		return ""
	case from == to:
		return from
	}
	return d.text("plan.show.span", "from", from, "to", to)
}

func (a *Amount) show(d *document) string {
	r, ok := a.stated()
	switch {
	case !ok:
		return ""
	case a.Max != nil && a.Min == nil:
		return d.text("plan.show.yuan", "amount", d.text("plan.word.at_most", "n", r.Max.Yuan()))
	}
	return d.text("plan.show.yuan", "amount", r)
}

func (c *Count) show(d *document) string {
	switch {
	case c.All:
		return Word("all").Text(d.lang)
	case c.Percent != nil:
		return Quantity(*c.Percent*10).String() + "%"
	case c.Max != nil && c.Min == nil:
		return d.text("plan.word.at_most", "n", *c.Max)
	}
	f := c.stated(FromStated)
	if !f.Known() {
		return ""
	}
	return f.Text(d.lang)
}

func (q *Quantity) show(*document) string {
	if *q == 0 {
		return ""
	}
	return q.String()
}

func (r *Rule) show(*document) string {
	if r.Text == "" {
		return ""
	}
	return "`" + strings.ReplaceAll(oneLine(r.Text), "`", "'") + "`"
}

func (p *Per) show(d *document) string      { return Word(*p).Text(d.lang) }
func (e *Every) show(d *document) string    { return Word(*e).Text(d.lang) }
func (s *Strength) show(d *document) string { return Word(*s).Text(d.lang) }

func (h *Helped) show(d *document) string {
	key, acts := "plan.show.each_of", h.All
	if len(h.Any) > 0 {
		key, acts = "plan.show.one_of", h.Any
	}
	if len(acts) == 0 {
		return ""
	}
	all := make([]string, len(acts))
	for i, act := range acts {
		all[i] = d.plain(Word(act).Text(d.lang))
	}
	return d.text(key, "acts", d.list(all))
}

func (s *Source) show(d *document) string { return d.list(*s) }

func (o *OnlyIf) show(d *document) string { return d.onlyIf(*o) }

func (d *document) onlyIf(o OnlyIf) string {
	var all []string
	for _, param := range slices.Sorted(maps.Keys(o)) {
		all = append(all, d.plain(param+" = "+strings.Join(o[param], " / ")))
	}
	return d.list(all)
}

// plain keeps a text of the plan on one line and, in Markdown, out of HTML.
func (d *document) plain(text string) string {
	if d.markdown {
		return strings.ReplaceAll(oneLine(text), "<", "&lt;")
	}
	return oneLine(text)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// maskedID keeps identity numbers of named entries out of a document that is
// handed around; the file itself has them.
func maskedID(text string) string {
	id, err := personal.ParseID(text)
	if err != nil {
		return "***"
	}
	return id.String()
}
