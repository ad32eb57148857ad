package plan

import (
	"slices"
	"strings"

	"songnuan/internal/locale"
)

// Turn is what became of a clause from one version of a plan to another.
type Turn string

// The turns.
const (
	Added   Turn = "added"
	Removed Turn = "removed"
	Changed Turn = "changed"
)

// Change is one clause that two versions of a plan say differently.
type Change struct {
	Turn    Turn
	Section string // its heading
	Ref     string // section and id; "" is what the plan says of itself
	Name    string
	Before  string // the sentence, "" of an added clause
	After   string
	Fields  []FieldChange // of a changed clause
	Pos     Pos           // in the later version; of a removed clause in the earlier
}

// FieldChange is one field of a clause. Where it holds a list, only what
// differs stands here.
type FieldChange struct {
	Label  string
	Before string
	After  string
}

// Compare tells what the later version of a plan says otherwise than the
// earlier, clause by clause, in the order of the later. The order of clauses is
// no difference, and neither is anything that reads the same.
func Compare(before, after *Plan, lang locale.Lang) []Change {
	c := &comparison{lang: lang, old: before.Document(lang), now: after.Document(lang)}
	c.head()
	for i := range c.now.Sections {
		c.section(&c.now.Sections[i])
	}
	for i := range c.old.Sections {
		s := &c.old.Sections[i]
		for j := range s.Clauses {
			if one := &s.Clauses[j]; c.now.clause(s.Key, one.ID) == nil {
				c.all = append(c.all, Change{Turn: Removed, Section: s.Title, Ref: one.Ref, Name: one.Name, Before: said(one), Pos: one.Pos})
			}
		}
		if c.now.section(s.Key) == nil && len(s.Clauses) == 0 {
			c.changed(Change{Section: s.Title}, linesOf(s), nil)
		}
	}
	return c.all
}

type comparison struct {
	lang     locale.Lang
	old, now *Document
	all      []Change
}

func (d *Document) section(key string) *DocSection {
	for i := range d.Sections {
		if d.Sections[i].Key == key {
			return &d.Sections[i]
		}
	}
	return nil
}

func (d *Document) clause(section, id string) *DocClause {
	s := d.section(section)
	if s == nil {
		return nil
	}
	for i := range s.Clauses {
		if s.Clauses[i].ID == id {
			return &s.Clauses[i]
		}
	}
	return nil
}

// head compares what the plans say of themselves.
func (c *comparison) head() {
	title := locale.Text(c.lang, "plan.show.field.title", nil)
	old := append([]DocLine{{Key: "title", Label: title, Text: c.old.Title}}, c.old.Head...)
	now := append([]DocLine{{Key: "title", Label: title, Text: c.now.Title}}, c.now.Head...)
	c.changed(Change{Section: locale.Text(c.lang, "plan.show.section.head", nil)}, old, now)
}

func (c *comparison) section(now *DocSection) {
	old := c.old.section(now.Key)
	if len(now.Clauses) == 0 {
		var before []DocLine
		if old != nil {
			before = linesOf(old)
		}
		c.changed(Change{Section: now.Title}, before, linesOf(now))
		return
	}
	for i := range now.Clauses {
		one := &now.Clauses[i]
		change := Change{Section: now.Title, Ref: one.Ref, Name: one.Name, After: said(one), Pos: one.Pos}
		before := c.old.clause(now.Key, one.ID)
		if before == nil {
			change.Turn = Added
			c.all = append(c.all, change)
			continue
		}
		change.Before = said(before)
		c.changed(change, c.whole(before), c.whole(one))
	}
}

// whole is all that a clause says, its name and sources too.
func (c *comparison) whole(one *DocClause) []DocLine {
	name := DocLine{Key: "name", Label: locale.Text(c.lang, "plan.show.field.name", nil), Text: one.Name}
	source := DocLine{Key: "source", Label: locale.Text(c.lang, "plan.show.field.source", nil)}
	for _, text := range one.Source {
		source.Parts = append(source.Parts, DocPart{Text: text})
	}
	return slices.Concat([]DocLine{name}, one.Lines, []DocLine{source})
}

// linesOf are the lines of a section without clauses; the paper's by itself.
func linesOf(s *DocSection) []DocLine {
	if len(s.Text) == 0 {
		return s.Lines
	}
	line := DocLine{Key: s.Key, Label: s.Title}
	for _, text := range s.Text {
		line.Parts = append(line.Parts, DocPart{Text: text})
	}
	return []DocLine{line}
}

func said(c *DocClause) string {
	if c.Sentence != "" {
		return c.Sentence
	}
	return c.Name
}

// changed adds a change when some field differs.
func (c *comparison) changed(change Change, old, now []DocLine) {
	for i := range now {
		change.add(now[i].Label, find(old, now[i].Key), &now[i])
	}
	for i := range old {
		if find(now, old[i].Key) == nil {
			change.add(old[i].Label, &old[i], nil)
		}
	}
	if len(change.Fields) > 0 {
		change.Turn = Changed
		c.all = append(c.all, change)
	}
}

func find(lines []DocLine, key string) *DocLine {
	for i := range lines {
		if lines[i].Key == key {
			return &lines[i]
		}
	}
	return nil
}

// add notes a field that differs; of lists what only one of them holds.
func (c *Change) add(label string, old, now *DocLine) {
	before, after := textsOf(old), textsOf(now)
	left := slices.DeleteFunc(slices.Clone(before), func(one string) bool { return slices.Contains(after, one) })
	right := slices.DeleteFunc(slices.Clone(after), func(one string) bool { return slices.Contains(before, one) })
	if len(left)+len(right) > 0 {
		c.Fields = append(c.Fields, FieldChange{label, strings.Join(left, "；"), strings.Join(right, "；")})
	}
}

// textsOf are the parts of a line, or the line.
func textsOf(l *DocLine) (all []string) {
	switch {
	case l == nil:
		return nil
	case len(l.Parts) == 0 && l.Text != "":
		return []string{l.Text}
	}
	for i := range l.Parts {
		all = append(all, l.Parts[i].whole())
	}
	return all
}

// whole is a part in one line, what is nested in it too.
func (p *DocPart) whole() string {
	if p.Clause == nil {
		return p.Text
	}
	all := []string{p.Clause.Name}
	for i := range p.Clause.Lines {
		l := &p.Clause.Lines[i]
		all = append(all, l.Label+" "+strings.Join(textsOf(l), "、"))
	}
	return strings.Join(slices.Concat(all, p.Clause.Source), "，")
}
