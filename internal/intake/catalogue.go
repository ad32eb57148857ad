package intake

import (
	"strings"

	"golang.org/x/text/width"
)

// Field is something a list can say about its subject.
type Field struct {
	Name    string                 // stable key, kept in remembered mappings
	Heading string                 // heading in the sheets we write ourselves
	Same    []string               // other headings seen in offices' lists
	Looks   func(text string) bool // a cell looks like this field whatever its heading; nil where content tells nothing
	Many    bool                   // several columns may carry it
}

// Catalogue is the set of fields of one kind of list. It is fixed once made
// and safe for concurrent use.
type Catalogue struct {
	Fields    []Field
	byHeading map[string]*Field
	byName    map[string]*Field
}

// NewCatalogue indexes the fields. A heading that names two fields belongs to
// the first one.
func NewCatalogue(fields []Field) *Catalogue {
	c := &Catalogue{Fields: fields, byHeading: map[string]*Field{}, byName: map[string]*Field{}}
	for i := range fields {
		f := &fields[i]
		c.byName[f.Name] = f
		for _, heading := range append([]string{f.Heading}, f.Same...) {
			if key := normal(heading); c.byHeading[key] == nil {
				c.byHeading[key] = f
			}
		}
	}
	return c
}

// Field finds a field by its name, nil when there is none.
func (c *Catalogue) Field(name string) *Field { return c.byName[name] }

// exact is the field whose heading this is, with or without a note in
// brackets: 家庭年收入（元）.
func (c *Catalogue) exact(heading string) *Field {
	key := normal(heading)
	if key == "" {
		return nil
	}
	if f := c.byHeading[key]; f != nil {
		return f
	}
	return c.byHeading[withoutNote(key)]
}

// partial is the field with the longest heading that stands inside the given
// one: 户主姓名 in 被慰问户主姓名. Headings of one character match too much.
func (c *Catalogue) partial(heading string) *Field {
	key := withoutNote(normal(heading))
	var best *Field
	longest := len("一")
	for known, f := range c.byHeading {
		if len(known) < longest || len(known) == longest && (best == nil || known <= normal(best.Heading)) {
			continue
		}
		if len(known) > len("一") && strings.Contains(key, known) {
			best, longest = f, len(known)+1
		}
	}
	return best
}

// normal is the form in which headings are compared: half-width, without
// spaces, line breaks, stars and colons, Latin letters in upper case.
func normal(heading string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\n', '\r', '\u00a0', '\u200b', '\ufeff', '*', ':', '_', '"', '\'', '.', '、', '。':
			return -1
		case '[', '【', '〔', '〈', '<':
			return '('
		case ']', '】', '〕', '〉', '>':
			return ')'
		}
		return r
	}, width.Fold.String(heading)))
}

// withoutNote cuts bracketed notes: 身份证号(18位) is 身份证号.
func withoutNote(key string) string {
	for {
		open := strings.IndexByte(key, '(')
		if open < 0 {
			return key
		}
		length := strings.IndexByte(key[open:], ')')
		if length < 0 {
			return key[:open]
		}
		key = key[:open] + key[open+length+1:]
	}
}

// Yuan is how many yuan one unit of the column is, as its heading says:
// 10,000 for 年收入(万元), 1,000 for 千元, else 1.
func Yuan(heading string) int64 {
	key := normal(heading)
	switch {
	case strings.Contains(key, "万元"):
		return 10_000
	case strings.Contains(key, "千元"):
		return 1_000
	}
	return 1
}
