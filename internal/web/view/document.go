package view

import (
	"fmt"
	"strings"

	"songnuan/internal/report"
)

// DocumentList is the documents that can be printed.
type DocumentList struct {
	Case, Number string
	Form         Form
	Lines        []DocumentLine
}

// DocumentLine is one of them.
type DocumentLine struct{ Name, Title, When, Href string }

// Document is one as it will be printed.
type Document struct {
	*report.Document
	Name, Case, Number  string
	Form                Form
	Of                  bool // of a case or household: there is something to unmask
	MayUnmask, MayCards bool
}

func (d Document) class() string {
	if d.Letter {
		return "leaf leaf-a4 doc doc-letter"
	}
	return "leaf leaf-a4 doc"
}

// share is how wide a column stands, in percent.
func share(g *report.Grid, i int) string {
	var all float64
	for _, c := range g.Columns {
		all += c.Width
	}
	return fmt.Sprintf("%.2f%%", 100*g.Columns[i].Width/all)
}

// pairs puts boxes two a line, wide ones alone.
func pairs(boxes []report.Box) (lines [][]report.Box) {
	for len(boxes) > 0 {
		n := 1
		if !boxes[0].Wide && len(boxes) > 1 && !boxes[1].Wide {
			n = 2
		}
		lines = append(lines, boxes[:n])
		boxes = boxes[n:]
	}
	return lines
}

func paragraphs(text string) []string { return strings.Split(strings.TrimRight(text, "\n"), "\n") }

func paragraphClass(b report.Block) string {
	switch {
	case b.Align == report.Centre:
		return "doc-centre"
	case b.Align == report.Right:
		return "doc-right"
	case b.Flush && b.Bold:
		return "doc-flush strong"
	case b.Flush:
		return "doc-flush"
	}
	return "doc-text"
}

// areaClass is how high a box to write into stands at the least.
func areaClass(a *report.Area) string {
	if a.Height >= 30 {
		return "doc-area doc-tall"
	}
	return "doc-area"
}
