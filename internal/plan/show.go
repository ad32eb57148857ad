package plan

import (
	"bufio"
	"io"

	"songnuan/internal/locale"
)

// Show writes the plan as a document in Markdown, laid out like a paper plan:
// a numbered heading for each section, one for each clause, and every field
// that says something, with dates resolved, ids as names, and the sentences
// that a clause came from.
func (p *Plan) Show(w io.Writer, lang locale.Lang) error {
	out := bufio.NewWriter(w)
	d := newDocument(p, lang)
	d.markdown = true
	m := &markdown{out: out, d: d}
	m.document(d.lay())
	return out.Flush()
}

// markdown writes a document down. Errors of the writer stay in the buffer
// until it is flushed.
type markdown struct {
	out *bufio.Writer
	d   *document
}

func (m *markdown) line(text string) {
	_, _ = m.out.WriteString(text + "\n") // kept by the buffer, returned by Flush
}

func (m *markdown) document(doc *Document) {
	m.line("# " + doc.Title)
	m.line("")
	m.fields("", doc.Head)
	m.open()
	for i := range doc.Sections {
		s := &doc.Sections[i]
		m.heading(s)
		for j := range s.Clauses {
			m.clause(&s.Clauses[j])
		}
		if len(s.Lines) > 0 {
			m.line("")
			m.fields("", s.Lines)
		}
		for _, line := range s.Text {
			m.line("> " + line)
		}
	}
}

func (m *markdown) heading(s *DocSection) {
	m.line("")
	m.line("## " + m.d.text("plan.show.heading", "n", s.Number, "title", s.Title))
}

// open shows which questions of the paper are still open, and who settled the
// others how.
func (m *markdown) open() {
	d := m.d
	if len(d.plan.Assumptions) > 0 {
		m.line("")
		m.line("> " + d.text("plan.show.draft"))
	}
	for _, a := range d.plan.Assumptions {
		m.line("> - " + d.text("plan.show.assumed", "param", a.Param, "value", d.plain(a.Value), "ask", d.plain(a.Ask)))
	}
	for _, a := range d.plan.Answers {
		m.line("- " + d.text("plan.show.answered", "param", a.Param, "value", d.plain(a.Value)))
	}
	for _, u := range d.plan.Unchosen {
		m.line("- " + d.text("plan.show.unchosen", "clause", u.Section+"."+u.ID, "if", d.onlyIf(u.OnlyIf)))
	}
}

func (m *markdown) clause(c *DocClause) {
	m.line("")
	m.line("### " + m.d.text("plan.show.clause", "n", c.Number, "name", c.Name, "id", c.ID))
	m.line("")
	m.fields("", c.Lines)
	m.sources("", c.Source)
}

func (m *markdown) fields(indent string, all []DocLine) {
	for i := range all {
		f := &all[i]
		m.line(indent + "- " + m.d.text("plan.show.field_line", "label", f.Label, "value", f.Text))
		for j := range f.Parts {
			m.part(indent+"  ", &f.Parts[j])
		}
	}
}

// part writes one of a list of parts, a nested clause with all it carries.
func (m *markdown) part(indent string, part *DocPart) {
	c := part.Clause
	if c == nil {
		m.line(indent + "- " + part.Text)
		return
	}
	m.line(indent + "- " + m.d.text("plan.show.item", "name", c.Name, "id", c.ID))
	m.fields(indent+"  ", c.Lines)
	m.sources(indent+"  ", c.Source)
}

// sources quotes the sentences of the paper plan.
func (m *markdown) sources(indent string, source []string) {
	if len(source) == 0 {
		return
	}
	m.line("")
	for i, sentence := range source {
		broken := "" // two blanks keep sentences on lines of their own
		if i < len(source)-1 {
			broken = "  "
		}
		m.line(indent + "> " + m.d.text("plan.show.source", "text", sentence) + broken)
	}
}
