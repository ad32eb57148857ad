package report

import (
	"io"

	"songnuan/internal/day"
	"songnuan/internal/locale"
	"songnuan/internal/pdf"
)

// Poster is a public notice (公示) for a board: a title, some sentences, a table
// in large type, and who posts it beside the place for the seal.
type Poster struct {
	Lang    locale.Lang
	Title   string
	Before  []string // paragraphs above the table
	Columns []PosterColumn
	Rows    [][]string
	After   []string // paragraphs below it
	Office  string   // with the place for the seal
	Date    string
	Number  string // at the foot
	Created day.Instant
	Large   bool // A3 instead of A4
}

// PosterColumn is one column of its table.
type PosterColumn struct {
	Head   string
	Width  float64 // share of the width
	Right  bool
	Centre bool
}

// Type sizes of a poster on A4, in points. What hangs on a wall is read standing
// before it: nothing but the foot is smaller than sixteen.
const (
	posterTitle = 26
	posterType  = 16
	posterFoot  = 11
	posterSide  = 20 // margins, in millimetres
	posterTop   = 22
	posterEnd   = 20
)

// poster is a Poster on its way onto paper.
type poster struct {
	*Poster
	doc   *pdf.Document
	paper pdf.Paper
	scale float64
	y     float64
	page  int
}

// Write makes a PDF document of the poster.
func (p *Poster) Write(to io.Writer) error {
	w := &poster{Poster: p, paper: pdf.A4, scale: 1}
	if p.Large {
		w.paper, w.scale = pdf.A3, pdf.A3.Width/pdf.A4.Width
	}
	w.doc = pdf.New(to, w.paper, pdf.About{Title: p.Title, Author: p.Office, Created: p.Created})
	w.turn()
	w.y += 4 * w.scale
	for _, line := range wrap(p.Title, posterTitle*w.scale, w.inner()) {
		size := posterTitle * w.scale
		w.y += lineHeight(size)
		w.doc.Text((w.paper.Width-pdf.Width(line, size))/2, w.y, pdf.Style{Size: size, Bold: true}, line)
	}
	w.y += 6 * w.scale
	w.paragraphs(p.Before)
	w.table()
	w.y += 2 * w.scale
	w.paragraphs(p.After)
	w.sign()
	form := Form{Lang: p.Lang}
	return w.doc.Close(form.PageCount(w.doc.Pages()))
}

func (w *poster) inner() float64 { return w.paper.Width - 2*posterSide*w.scale }

// turn begins a page, with its number at the foot.
func (w *poster) turn() {
	w.doc.Page()
	w.page++
	w.y = posterTop * w.scale
	form, size := Form{Lang: w.Lang}, posterFoot*w.scale
	style, at := pdf.Style{Size: size}, w.paper.Height-10*w.scale
	number := form.PageNumber(w.page)
	w.doc.Text(posterSide*w.scale, at, style, w.Number)
	right := w.paper.Width - posterSide*w.scale - pdf.Width("共 000 页", size)
	w.doc.Text(right-pdf.Width(number, size), at, style, number)
	w.doc.Total(right, at, style)
}

// room begins a page where less than high is left on this one, and tells
// whether it did.
func (w *poster) room(high float64) bool {
	if w.y+high <= w.paper.Height-posterEnd*w.scale {
		return false
	}
	w.turn()
	return true
}

// paragraphs set text, the first line of each indented by two characters.
func (w *poster) paragraphs(all []string) {
	size := posterType * w.scale
	high := lineHeight(size) * 1.2
	for _, text := range all {
		for _, line := range wrapIndented(twoIn+text, size, w.inner()) {
			w.room(high)
			w.y += high
			w.doc.Text(posterSide*w.scale, w.y, pdf.Style{Size: size}, line)
		}
	}
	w.y += 4 * w.scale
}

// table draws the list; its head stands on every page.
func (w *poster) table() {
	heads := make([]string, len(w.Columns))
	for i := range w.Columns {
		heads[i] = w.Columns[i].Head
	}
	w.row(heads, true)
	for _, cells := range w.Rows {
		w.row(cells, false)
	}
}

func (w *poster) widths() []float64 {
	var all float64
	for i := range w.Columns {
		all += w.Columns[i].Width
	}
	widths := make([]float64, len(w.Columns))
	for i := range w.Columns {
		widths[i] = w.inner() * w.Columns[i].Width / all
	}
	return widths
}

// row draws one line of the table.
func (w *poster) row(cells []string, head bool) {
	size, pad, widths := posterType*w.scale, 1.4*w.scale, w.widths()
	lines, most := make([][]string, len(widths)), 1
	for i := range widths {
		if i < len(cells) {
			lines[i] = wrap(cells[i], size, widths[i]-2*pad)
		}
		most = max(most, len(lines[i]))
	}
	step := lineHeight(size)
	high := float64(most)*step + 3.4*w.scale
	if w.room(high) && !head {
		heads := make([]string, len(w.Columns))
		for i := range w.Columns {
			heads[i] = w.Columns[i].Head
		}
		w.row(heads, true)
	}
	x := posterSide * w.scale
	for i, width := range widths {
		if head {
			w.doc.Fill(x, w.y, width, high, shade)
		}
		w.doc.Box(x, w.y, width, high, thin*w.scale)
		base := w.y + (high-float64(len(lines[i]))*step)/2 + step*0.76
		for _, line := range lines[i] {
			at := x + pad
			switch wide := pdf.Width(line, size); {
			case head || w.Columns[i].Centre:
				at = x + (width-wide)/2
			case w.Columns[i].Right:
				at = x + width - pad - wide
			}
			w.doc.Text(at, base, pdf.Style{Size: size, Bold: head}, line)
			base += step
		}
		x += width
	}
	w.y += high
}

// sign ends the poster with who posts it and the day, to the right, with room
// for the seal over both.
func (w *poster) sign() {
	size := posterType * w.scale
	step := lineHeight(size) * 1.4
	w.room(4 * step)
	w.y += 1.6 * step
	for _, line := range []string{w.Office, w.Date} {
		w.doc.Text(w.paper.Width-posterSide*w.scale-12*w.scale-pdf.Width(line, size), w.y, pdf.Style{Size: size}, line)
		w.y += step
	}
}
