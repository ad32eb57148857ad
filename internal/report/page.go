package report

import (
	"songnuan/internal/pdf"
)

// Page is one printed page: its lines from the top, and what ends the report on
// the last one.
type Page struct {
	Number int
	Last   bool
	Lines  []Line
	Notes  []string // lines of text below the table
	Signs  []string // places to sign
}

// First tells whether the page bears the title and the facts.
func (p *Page) First() bool { return p.Number == 1 }

// LineKind says what a line is.
type LineKind string

// The kinds of line.
const (
	OfRow      LineKind = "row"
	OfGroup    LineKind = "group"
	OfSubtotal LineKind = "subtotal"
	OfPage     LineKind = "page"
	OfTotal    LineKind = "total"
	OfWords    LineKind = "words"
)

// Line is one line of a page's table.
type Line struct {
	Kind   LineKind
	Cells  []Cell // from the left; together they span all columns
	Height float64
	sums   *Sums // of a row, for the sum of its page
}

// Cell is one cell of a line.
type Cell struct {
	Column int // its first column
	Span   int
	Lines  []string
	Size   float64 // of type, in points
	Right  bool    // set flush right
	Centre bool
}

// Measures of a page, in millimetres and points.
const (
	topMargin    = 13
	bottomMargin = 17 // with the foot
	titleHeight  = 13
	underHeight  = 6.5
	headHeight   = 6.5 // of the lines 填报单位 and 单位:元
	factHeight   = 8
	rowHeight    = 7.2
	signedHeight = 8.5 // of a row that is signed in
	padHeight    = 3.4
	padWidth     = 1.2
	noteHeight   = 5.4
	signHeight   = 15
	bodySize     = 10
	noteSize     = 9
	leading      = 1.24 // of a line of text, by type size
)

const mmPerPoint = 25.4 / 72

// lineHeight is the height of a line of text at a type size.
func lineHeight(size float64) float64 { return size * mmPerPoint * leading }

// cell sets a value in the width of its columns.
func (l *Layout) cell(f *Form, column, span int, value any) Cell {
	c := &f.Columns[column]
	cell := Cell{Column: column, Span: span, Size: bodySize, Right: span == 1 && (c.Kind == Number || c.Kind == Persons || c.Kind == Money),
		Centre: span == 1 && (c.Kind == Serial || c.Kind == Date)}
	text, width := Spell(value), l.span(column, span)-2*padWidth
	if _, isText := value.(string); !isText { // a figure is never broken: it is set smaller
		if text != "" {
			if wide := pdf.Width(text, bodySize); wide > width {
				cell.Size = max(bodySize*width/wide, 3)
			}
			cell.Lines = []string{text}
		}
		return cell
	}
	cell.Lines = wrap(text, bodySize, width)
	return cell
}

func (l *Layout) span(column, span int) (width float64) {
	for i := column; i < column+span; i++ {
		width += l.Widths[i]
	}
	return width
}

// height is how high a line with these cells stands.
func (f *Form) height(cells []Cell) float64 {
	high := float64(rowHeight)
	if f.Has(Sign) {
		high = signedHeight
	}
	for i := range cells {
		high = max(high, float64(len(cells[i].Lines))*lineHeight(bodySize)+padHeight)
	}
	return high
}

// sumLine is a line of sums: the label before the first column that is summed,
// and the sums in their columns.
func (l *Layout) sumLine(f *Form, kind LineKind, label string, s *Sums) Line {
	n := len(f.Columns)
	first := 0
	for first < n && !f.Columns[first].Total {
		first++
	}
	if first == 0 { // the label wants a place of its own
		first = 1
	}
	cells := []Cell{l.cell(f, 0, first, label)}
	for i := first; i < n; i++ {
		cells = append(cells, l.cell(f, i, 1, s.Value(&f.Columns[i], i)))
	}
	return Line{Kind: kind, Cells: cells, Height: f.height(cells)}
}

// wholeLine has one cell over all columns.
func (l *Layout) wholeLine(f *Form, kind LineKind, text string) Line {
	cells := []Cell{l.cell(f, 0, len(f.Columns), text)}
	return Line{Kind: kind, Cells: cells, Height: f.height(cells)}
}
