package report

import (
	"fmt"
	"slices"
	"strings"

	"songnuan/internal/pdf"
)

// Measures of boxes, in millimetres and points.
const (
	boxLabel  = 30.0
	boxHeight = 7.4
	cellSize  = 10.0
)

// boxed draws a box with lines in it, and gives nothing: boxes stand side by side.
func (w *documentWriter) boxed(x, width, height float64, lines []string, label bool) {
	if label {
		w.doc.Fill(x, w.y, width, height, shade)
	}
	w.doc.Box(x, w.y, width, height, thin)
	step := lineHeight(cellSize)
	base := w.y + (height-float64(len(lines))*step)/2 + step*0.76
	for _, line := range lines {
		at := x + padWidth
		if label {
			at = x + (width-pdf.Width(line, cellSize))/2
		}
		w.doc.Text(at, base, pdf.Style{Size: cellSize}, line)
		base += step
	}
}

func heightOf(lines ...[]string) float64 {
	high := boxHeight
	for _, l := range lines {
		high = max(high, float64(len(l))*lineHeight(cellSize)+padHeight)
	}
	return high
}

// facts draws boxes with labels, two a line.
func (w *documentWriter) facts(boxes []Box) {
	for len(boxes) > 0 {
		n := 1
		if !boxes[0].Wide && len(boxes) > 1 && !boxes[1].Wide {
			n = 2
		}
		width := w.width() / float64(n)
		var labels, values [][]string
		for _, b := range boxes[:n] {
			labels = append(labels, wrap(b.Label, cellSize, boxLabel-2*padWidth))
			values = append(values, wrap(b.Value, cellSize, width-boxLabel-2*padWidth))
		}
		high := heightOf(slices.Concat(labels, values)...)
		w.need(high)
		for i := range labels {
			x := w.left + float64(i)*width
			w.boxed(x, boxLabel, high, labels[i], true)
			w.boxed(x+boxLabel, width-boxLabel, high, values[i], false)
		}
		w.y += high
		boxes = boxes[n:]
	}
}

// grid draws a table; its head stands on every page that it reaches.
func (w *documentWriter) grid(g *Grid) {
	widths := make([]float64, len(g.Columns))
	var all float64
	for _, c := range g.Columns {
		all += c.Width
	}
	head := make([][]string, len(g.Columns))
	for i, c := range g.Columns {
		widths[i] = c.Width * w.width() / all
		head[i] = wrap(c.Title, cellSize, widths[i]-2*padWidth)
	}
	high := heightOf(head...)
	w.need(high + boxHeight)
	w.gridLine(widths, head, high, true)
	for _, row := range g.Cells {
		cells := make([][]string, len(widths))
		for i := range widths {
			cells[i] = wrap(row[i], cellSize, widths[i]-2*padWidth)
		}
		tall := heightOf(cells...)
		if w.y+tall > w.floor() {
			w.page()
			w.gridLine(widths, head, high, true)
		}
		w.gridLine(widths, cells, tall, false)
	}
}

func (w *documentWriter) gridLine(widths []float64, cells [][]string, high float64, label bool) {
	x := w.left
	for i, width := range widths {
		w.boxed(x, width, high, cells[i], label)
		x += width
	}
	w.y += high
}

// area draws a box to write into, with places to sign at its lower right.
func (w *documentWriter) area(a *Area) {
	step := lineHeight(cellSize)
	text := wrap(a.Text, cellSize, w.width()-2*padWidth)
	if a.Text == "" {
		text = nil
	}
	most := int((w.floor()-w.top-2*padHeight)/step) - len(a.Signs) - 1
	for title := a.Title; len(text) > most; title = "" { // longer than a page
		w.need(w.floor() - w.top)
		w.areaPart(title, text[:most], w.floor()-w.top)
		text, a = text[most:], &Area{Signs: a.Signs}
	}
	high := max(a.Height, float64(len(text)+len(a.Signs)+1)*step+2*padHeight)
	w.need(high)
	w.areaPart(a.Title, text, high)
	y := w.y - float64(len(a.Signs))*(step+0.6) + step - padHeight
	for _, line := range a.Signs {
		w.doc.Text(w.left+w.width()-padWidth-pdf.Width(line, cellSize)-6, y, pdf.Style{Size: cellSize}, line)
		y += step + 0.6
	}
}

// areaPart draws a box with its heading and some lines, and goes below it.
func (w *documentWriter) areaPart(title string, text []string, high float64) {
	step := lineHeight(cellSize)
	w.doc.Box(w.left, w.y, w.width(), high, thin)
	y := w.y
	if title != "" {
		y += step
		w.doc.Text(w.left+padWidth, y, pdf.Style{Size: cellSize, Bold: true}, title)
	}
	for _, line := range text {
		y += step
		w.doc.Text(w.left+padWidth, y, pdf.Style{Size: cellSize}, line)
	}
	w.y += high
}

func (w *documentWriter) signs(labels []string) {
	w.need(2.4 * w.step)
	w.y += 2.2 * w.step
	each := w.width() / float64(len(labels))
	for i, label := range labels {
		w.doc.Text(w.left+float64(i)*each, w.y-w.step*0.28, pdf.Style{Size: min(w.size, 12)}, label)
	}
	w.y += w.step * 0.5
}

// sealRoom are the lines left free for the seal.
const sealRoom = 3

// seal ends a letter: the issuer and the day, four characters from the right
// margin, with room for the seal above them (GB/T 9704-2012, 7.3.5).
func (w *documentWriter) seal(s *Seal) {
	w.need((sealRoom + 2) * w.step)
	w.y += sealRoom * w.step
	style, edge := pdf.Style{Size: w.size}, w.left+w.width()-pdf.Width(twoIn+twoIn, w.size)
	middle := edge - pdf.Width(s.Day, w.size)/2
	x := min(middle-pdf.Width(s.Issuer, w.size)/2, w.left+w.width()-pdf.Width(s.Issuer, w.size))
	w.doc.Text(max(x, w.left), w.y-w.step*0.28, style, s.Issuer)
	w.y += w.step
	w.doc.Text(edge-pdf.Width(s.Day, w.size), w.y-w.step*0.28, style, s.Day)
}

// lost says which characters no font has; they stand as boxes with their
// numbers.
func (w *documentWriter) lost() {
	missing := w.doc.Missing()
	if len(missing) == 0 {
		return
	}
	var note strings.Builder
	for _, r := range missing {
		note.WriteString(string(r) + " U+" + fmt.Sprintf("%04X", r) + "  ")
	}
	w.need(lineHeight(noteSize) + 2)
	w.y += lineHeight(noteSize) + 1
	w.doc.Text(w.left, w.y, pdf.Style{Size: noteSize}, (&Form{Lang: w.of.Lang}).text("report.no_glyph", "characters", note.String()))
}
