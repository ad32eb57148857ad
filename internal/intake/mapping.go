package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"songnuan/internal/problem"
	"songnuan/internal/sheet"
)

// Ignore in place of a field leaves a column out.
const Ignore = "-"

// Column is what one column of a sheet means.
type Column struct {
	Index      int    `json:"index"`      // from 0
	Heading    string `json:"heading"`    // as written
	Field      string `json:"field"`      // Field.Name; "" is the office's own column, kept as an extra; or Ignore
	Confidence int    `json:"confidence"` // 0..100
	Reason     string `json:"reason"`     // message key saying why
}

// Mapping is what the columns of a sheet mean, in their order.
type Mapping struct {
	Columns []Column `json:"columns"`
}

// Confidence of a guess, by what it rests on.
const (
	byPerson  = 100
	byHeading = 100
	byHalf    = 90 // one of two stacked headings
	byPart    = 70
	byContent = 60
	byDoubt   = 40 // the heading says it, the content speaks against it
)

// Of is the first column that carries the field.
func (m Mapping) Of(field string) (Column, bool) {
	for _, column := range m.Columns {
		if column.Field == field {
			return column, true
		}
	}
	return Column{}, false
}

// Has tells whether any column carries the field.
func (m Mapping) Has(field string) bool { _, ok := m.Of(field); return ok }

// Fields is heading → field, as a person gives it and as it is remembered. Of
// two columns with one heading the first is meant.
func (m Mapping) Fields() map[string]string {
	fields := make(map[string]string, len(m.Columns))
	for _, column := range m.Columns {
		if _, had := fields[column.Heading]; !had && column.Heading != "" {
			fields[column.Heading] = column.Field
		}
	}
	return fields
}

// Fingerprint names a set of headings, in their order, so that a mapping given
// once is found again for the next list of the same form.
func (h Header) Fingerprint() string {
	keys := make([]string, len(h.Headings))
	for i, heading := range h.Headings {
		keys[i] = normal(heading)
	}
	sum := sha256.Sum256([]byte(strings.Join(keys, "\n")))
	return hex.EncodeToString(sum[:16])
}

// Guess says what the columns mean, from their headings and from a sample of
// the rows below. A field goes to the column that claims it most surely, the
// left one of equals; the others become extras.
func (c *Catalogue) Guess(header Header, sample []sheet.Row) Mapping {
	columns := make([]Column, len(header.Headings))
	for i, heading := range header.Headings {
		columns[i] = c.guess(i, heading, sample)
	}
	c.settle(columns)
	return Mapping{columns}
}

func (c *Catalogue) guess(index int, heading string, sample []sheet.Row) Column {
	column := Column{Index: index, Heading: heading, Reason: "intake.column_extra"}
	filled, looks := c.content(index, sample)
	f, confidence := c.byHeadingOf(heading)
	switch {
	case f != nil:
		column.Field, column.Confidence, column.Reason = f.Name, confidence, "intake.column_heading"
		if f.Looks != nil && looks != f && filled > 2 && !mostlyLooks(f, index, sample, 20) {
			column.Confidence, column.Reason = byDoubt, "intake.column_doubt"
		}
		if column.Confidence == byDoubt && looks != nil {
			column.Field, column.Confidence, column.Reason = looks.Name, byContent, "intake.column_content"
		}
	case looks != nil:
		column.Field, column.Confidence, column.Reason = looks.Name, byContent, "intake.column_content"
	case heading == "":
		column.Field, column.Reason = Ignore, "intake.column_empty"
		if filled > 0 {
			column.Field, column.Reason = "", "intake.column_nameless"
			column.Heading = sheet.ColumnName(index)
		}
	}
	return column
}

// byHeadingOf reads a heading, or the two halves of a stacked one: together
// 户主/身份证号 is 户主身份证号; in 家庭成员/姓名 the lower half counts, then
// the upper.
func (c *Catalogue) byHeadingOf(heading string) (*Field, int) {
	if heading == "" {
		return nil, 0
	}
	if f := c.exact(heading); f != nil {
		return f, byHeading
	}
	if upper, lower, stacked := strings.Cut(heading, "/"); stacked {
		for _, part := range []string{upper + lower, lower, upper} {
			if f := c.exact(part); f != nil {
				return f, byHalf
			}
		}
	}
	if f := c.partial(heading); f != nil {
		return f, byPart
	}
	return nil, 0
}

// content is how many sampled cells of the column hold something, and the
// field that at least four in five of them look like.
func (c *Catalogue) content(index int, sample []sheet.Row) (filled int, looks *Field) {
	for _, row := range sample {
		if _, blank := Text(row.Text(index)); !blank {
			filled++
		}
	}
	if filled < 2 {
		return filled, nil
	}
	for i := range c.Fields {
		if f := &c.Fields[i]; f.Looks != nil && mostlyLooks(f, index, sample, 80) {
			return filled, f
		}
	}
	return filled, nil
}

func mostlyLooks(f *Field, index int, sample []sheet.Row, percent int) bool {
	filled, like := 0, 0
	for _, row := range sample {
		text := row.Text(index)
		if index < len(row.Cells) {
			text = row.Cells[index].Plain()
		}
		text, blank := Text(text)
		if blank {
			continue
		}
		filled++
		if f.Looks(text) {
			like++
		}
	}
	return filled > 0 && 100*like >= percent*filled
}

// settle leaves each field with one column, unless it may have many.
func (c *Catalogue) settle(columns []Column) {
	owner := map[string]int{}
	for i := range columns {
		name := columns[i].Field
		if name == "" || name == Ignore || c.byName[name].Many {
			continue
		}
		first, taken := owner[name]
		if !taken {
			owner[name] = i
			continue
		}
		loser := i
		if columns[i].Confidence > columns[first].Confidence {
			loser, owner[name] = first, i
		}
		columns[loser].Field, columns[loser].Confidence, columns[loser].Reason = "", 0, "intake.column_taken"
	}
}

// Given is the mapping with a person's word (heading → field, "" for an extra,
// Ignore to leave it out) put over the guess. It refuses headings that the
// sheet does not have, unknown fields, and one field on two columns.
func (c *Catalogue) Given(guess Mapping, fields map[string]string) (Mapping, error) {
	m := Mapping{append([]Column(nil), guess.Columns...)}
	for heading, field := range fields {
		if field != "" && field != Ignore && c.byName[field] == nil {
			return Mapping{}, problem.New(problem.Invalid, "intake.no_field", "field", field)
		}
		i := slices.IndexFunc(m.Columns, func(c Column) bool { return normal(c.Heading) == normal(heading) })
		if i < 0 {
			return Mapping{}, problem.New(problem.Invalid, "intake.no_heading", "heading", heading)
		}
		m.Columns[i].Field, m.Columns[i].Confidence, m.Columns[i].Reason = field, byPerson, "intake.column_person"
	}
	return m, c.unique(&m)
}

// unique lets the person's word win over a guess and refuses two such words.
func (c *Catalogue) unique(m *Mapping) error {
	for i := range m.Columns {
		a := m.Columns[i]
		if a.Reason != "intake.column_person" || a.Field == "" || a.Field == Ignore || c.byName[a.Field].Many {
			continue
		}
		for j := range m.Columns {
			b := &m.Columns[j]
			if i == j || b.Field != a.Field {
				continue
			}
			if b.Reason == a.Reason {
				return problem.New(problem.Invalid, "intake.field_twice", "first", a.Heading, "second", b.Heading)
			}
			b.Field, b.Confidence, b.Reason = "", 0, "intake.column_taken"
		}
	}
	return nil
}
