package report

import (
	"io"

	"songnuan/internal/pdf"
)

// Printer is a sink that makes a PDF document.
type Printer struct {
	*Pager
	form *Form
	doc  *pdf.Document
	head Line
}

// NewPrinter begins a document.
func NewPrinter(to io.Writer, f *Form) *Printer {
	p := &Printer{form: f}
	p.Pager = NewPager(f, p.draw)
	p.doc = pdf.New(to, p.Paper, pdf.About{Title: f.Title, Author: f.Filler, Created: f.Printed})
	p.head = p.HeadLine(f)
	return p
}

// Total ends the report and the document.
func (p *Printer) Total(s *Sums) error {
	if err := p.Pager.Total(s); err != nil {
		return err
	}
	return p.doc.Close(p.form.PageCount(p.doc.Pages()))
}

// Width of lines in millimetres, and how light the boxes of heads are.
const (
	thin  = 0.18
	shade = 0.93
)

func (p *Printer) draw(page *Page) error {
	p.doc.Page()
	y := p.top(page)
	y = p.line(&p.head, y, shade)
	for i := range page.Lines {
		line := &page.Lines[i]
		grey := 1.0
		if line.Kind != OfRow {
			grey = shade + 0.03
		}
		y = p.line(line, y, grey)
	}
	for _, note := range page.Notes {
		y += noteHeight
		p.doc.Text(side, y, pdf.Style{Size: noteSize}, note)
	}
	p.signs(page, y)
	p.foot(page)
	return nil
}

// top draws what stands above the table and gives where the table begins.
func (p *Printer) top(page *Page) float64 {
	f, y := p.form, float64(topMargin)
	if page.First() {
		p.middle(y+8, pdf.Style{Size: fitting(f.Title, 18, p.Paper.Width-2*side), Bold: true}, f.Title)
		y += titleHeight
		if f.Under != "" {
			p.middle(y+3.5, pdf.Style{Size: fitting(f.Under, 11, p.Paper.Width-2*side)}, f.Under)
			y += underHeight
		}
	} else {
		p.middle(y+4.2, pdf.Style{Size: fitting(f.Title, 11, p.Paper.Width/2)}, f.Title)
	}
	style := pdf.Style{Size: bodySize}
	p.doc.Text(side, y+4.2, style, f.FillerLabel())
	right := f.AsOfLabel()
	if unit := f.UnitLabel(); unit != "" {
		right += "    " + unit
	}
	p.doc.Text(p.Paper.Width-side-pdf.Width(right, bodySize), y+4.2, style, right)
	y += headHeight
	if page.First() {
		y = p.facts(y)
	}
	return y
}

// fitting is a type size that keeps a line within a width.
func fitting(text string, size, width float64) float64 {
	if wide := pdf.Width(text, size); wide > width {
		return size * width / wide
	}
	return size
}

func (p *Printer) middle(y float64, style pdf.Style, text string) {
	p.doc.Text((p.Paper.Width-pdf.Width(text, style.Size))/2, y, style, text)
}

// facts draws the box of facts.
func (p *Printer) facts(y float64) float64 {
	for _, line := range p.factLines(p.form.Facts) {
		high := factLineHeight(line)
		each := p.Paper.Width/2 - side
		if line.facts[0].Wide {
			each *= 2
		}
		for i, fact := range line.facts {
			x := side + float64(i)*each
			p.doc.Fill(x, y, factLabel, high, shade)
			p.box(x, y, factLabel, high)
			p.box(x+factLabel, y, each-factLabel, high)
			p.lines([]string{fact.Label}, x, y, factLabel, high, Cell{Size: factLabelSize(fact.Label), Centre: true}, false)
			p.lines(line.lines[i], x+factLabel, y, each-factLabel, high, Cell{Size: factSize}, false)
		}
		y += high
	}
	return y
}

// line draws one line of the table and gives where the next begins.
func (p *Printer) line(line *Line, y, grey float64) float64 {
	bold := line.Kind != OfRow && line.Kind != OfWords
	x := float64(side)
	for _, cell := range line.Cells {
		width := p.span(cell.Column, cell.Span)
		if grey < 1 {
			p.doc.Fill(x, y, width, line.Height, grey)
		}
		p.box(x, y, width, line.Height)
		p.lines(cell.Lines, x, y, width, line.Height, cell, bold)
		x += width
	}
	return y + line.Height
}

func (p *Printer) box(x, y, width, height float64) { p.doc.Box(x, y, width, height, thin) }

// lines sets the lines of a cell in the middle of its height.
func (p *Printer) lines(text []string, x, y, width, height float64, cell Cell, bold bool) {
	step := lineHeight(cell.Size)
	base := y + (height-float64(len(text))*step)/2 + step*0.76
	for _, line := range text {
		at := x + padWidth
		switch {
		case cell.Right:
			at = x + width - padWidth - pdf.Width(line, cell.Size)
		case cell.Centre:
			at = x + (width-pdf.Width(line, cell.Size))/2
		}
		p.doc.Text(at, base, pdf.Style{Size: cell.Size, Bold: bold}, line)
		base += step
	}
}

// signs draws the places to sign, side by side below the table.
func (p *Printer) signs(page *Page, y float64) {
	step := (p.Paper.Width - 2*side) / float64(max(len(page.Signs), 1))
	for i, label := range page.Signs {
		p.doc.Text(side+float64(i)*step, y+10, pdf.Style{Size: bodySize}, label)
	}
}

// foot draws what stands at the foot of every page: its number, and below who
// printed it.
func (p *Printer) foot(page *Page) {
	const size, numberSize = 8, 9
	number, middle := p.form.PageNumber(page.Number), p.Paper.Width/2
	y, numbered := p.Paper.Height-11, pdf.Style{Size: numberSize}
	p.doc.Text(middle-pdf.Width(number, numberSize), y, numbered, number)
	p.doc.Total(middle, y, numbered)
	y, style := p.Paper.Height-6.5, pdf.Style{Size: size, Grey: 0.25}
	p.doc.Text(side, y, style, p.form.FootLabel())
	clear := p.form.ClearLabel()
	p.doc.Text(p.Paper.Width-side-pdf.Width(clear, size), y, style, clear)
}
