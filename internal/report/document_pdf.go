package report

import (
	"fmt"
	"io"
	"strings"

	"songnuan/internal/pdf"
)

// measures are where a document stands on A4, in millimetres and points.
type measures struct {
	top, left, right, bottom float64
	size, step               float64 // of the text and from line to line
	title                    float64
}

// letterMeasures are those of GB/T 9704-2012: 天头 37 mm, 订口 28 mm, 版心 156 by
// 225 mm, 22 lines of 28 characters in 3号.
var letterMeasures = measures{37, 28, 26, 35, 16, 225.0 / 22, 22}

var sheetMeasures = measures{13, 16, 16, 16, 10.5, 5.4, 18}

// WritePDF writes the document.
func (d *Document) WritePDF(to io.Writer) error {
	m := sheetMeasures
	if d.Letter {
		m = letterMeasures
	}
	w := &documentWriter{measures: m, of: d, doc: pdf.New(to, pdf.A4, pdf.About{Title: d.Title, Created: d.Printed})}
	w.page()
	w.heading()
	for i := range d.Blocks {
		if i+1 < len(d.Blocks) {
			w.keep(&d.Blocks[i], &d.Blocks[i+1])
		}
		w.block(&d.Blocks[i])
	}
	w.lost()
	return w.doc.Close((&Form{Lang: d.Lang}).PageCount(w.doc.Pages()))
}

// documentWriter is a document on its way onto paper.
type documentWriter struct {
	measures
	of  *Document
	doc *pdf.Document
	y   float64 // where the next line begins
}

func (w *documentWriter) width() float64 { return pdf.A4.Width - w.left - w.right }

func (w *documentWriter) floor() float64 { return pdf.A4.Height - w.bottom }

func (w *documentWriter) page() {
	w.doc.Page()
	w.y = w.top
	w.foot()
}

// need begins another page unless so much stands free on this one.
func (w *documentWriter) need(height float64) {
	if w.y+height > w.floor() && w.y > w.top {
		w.page()
	}
}

// foot draws the number of the page, and who printed it.
func (w *documentWriter) foot() {
	const small = 8
	grey := pdf.Style{Size: small, Grey: 0.25}
	f := &Form{Lang: w.of.Lang}
	if w.of.Letter { // 4号半角宋体, odd pages right, even pages left
		number := fmt.Sprintf("— %d —", w.doc.Pages())
		x := w.left + w.size*0.35
		if w.doc.Pages()%2 == 1 {
			x = pdf.A4.Width - w.right - pdf.Width(number, 14) - w.size*0.35
		}
		w.doc.Text(x, w.floor()+7, pdf.Style{Size: 14}, number)
	} else {
		number := f.PageNumber(w.doc.Pages())
		x := pdf.A4.Width/2 - pdf.Width(number, 9)
		w.doc.Text(x, pdf.A4.Height-11, pdf.Style{Size: 9}, number)
		w.doc.Total(pdf.A4.Width/2, pdf.A4.Height-11, pdf.Style{Size: 9})
	}
	w.doc.Text(w.left, pdf.A4.Height-6.5, grey, w.of.FootLabel())
	clear := w.of.ClearLabel()
	w.doc.Text(pdf.A4.Width-w.right-pdf.Width(clear, small), pdf.A4.Height-6.5, grey, clear)
}

func (w *documentWriter) heading() {
	for _, line := range wrap(w.of.Title, w.title, w.width()) {
		w.y += w.title * 0.5
		w.middle(line, pdf.Style{Size: w.title, Bold: true})
	}
	w.y += w.step * 0.6
	if w.of.Number != "" {
		w.y += w.step * 0.8
		w.middle(w.of.Number, pdf.Style{Size: w.size})
		w.y += w.step * 0.4
	}
	if w.of.Letter {
		w.y += w.step * 0.8
	}
}

func (w *documentWriter) middle(text string, style pdf.Style) {
	w.doc.Text(w.left+(w.width()-pdf.Width(text, style.Size))/2, w.y, style, text)
}

func (w *documentWriter) block(b *Block) {
	switch {
	case b.Facts != nil:
		w.facts(b.Facts)
	case b.Grid != nil:
		w.grid(b.Grid)
	case b.Area != nil:
		w.area(b.Area)
	case b.Signs != nil:
		w.signs(b.Signs)
	case b.Seal != nil:
		w.seal(b.Seal)
	default:
		w.paragraph(b)
	}
}

// keep takes a paragraph to the next page when what ends the document would
// stand there alone (此页无正文).
func (w *documentWriter) keep(b, next *Block) {
	if b.Text == "" || next.Seal == nil {
		return
	}
	lines := len(wrapIndented(indent(b.Text), w.size, w.width()))
	if height := float64(lines+sealRoom+2) * w.step; height < w.floor()-w.top {
		w.need(height)
	}
}

// paragraph sets a text, its first line two characters in.
func (w *documentWriter) paragraph(b *Block) {
	style := pdf.Style{Size: w.size, Bold: b.Bold}
	text := b.Text
	if b.Align == "" && !b.Flush {
		text = indent(text)
	}
	for _, line := range wrapIndented(text, w.size, w.width()) {
		w.need(w.step)
		w.y += w.step
		x := w.left
		switch b.Align {
		case Centre:
			x += (w.width() - pdf.Width(line, w.size)) / 2
		case Right:
			x += w.width() - pdf.Width(line, w.size)
		}
		w.doc.Text(x, w.y-w.step*0.28, style, line)
	}
}

const twoIn = "　　"

func indent(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return twoIn + strings.Join(lines, "\n"+twoIn)
}

// wrapIndented is wrap for paragraphs that begin with blanks, which wrap takes off.
func wrapIndented(text string, size, width float64) (lines []string) {
	for paragraph := range strings.SplitSeq(text, "\n") {
		body, in := strings.CutPrefix(paragraph, twoIn)
		if !in {
			lines = append(lines, wrap(paragraph, size, width)...)
			continue
		}
		first := wrap(body, size, width-pdf.Width(twoIn, size))
		lines = append(lines, twoIn+first[0])
		if rest := strings.TrimPrefix(strings.TrimSpace(body), first[0]); strings.TrimSpace(rest) != "" {
			lines = append(lines, wrap(rest, size, width)...)
		}
	}
	return lines
}
