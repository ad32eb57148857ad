package report

import (
	"songnuan/internal/pdf"
	"songnuan/internal/problem"
)

// Size is the paper that somebody chose.
type Size string

// The sizes. Auto turns or enlarges the paper until the columns fit.
const (
	Auto     Size = ""
	Upright  Size = "a4"
	Across   Size = "a4-landscape"
	A3Across Size = "a3-landscape"
)

// ParseSize reads the name of a size.
func ParseSize(name string) (Size, error) {
	switch s := Size(name); s {
	case Auto, Upright, Across, A3Across:
		return s, nil
	}
	return "", problem.New(problem.Invalid, "report.no_paper")
}

// paper is what a size looks like.
func (s Size) paper() pdf.Paper {
	switch s {
	case Upright:
		return pdf.A4
	case A3Across:
		return pdf.A3.Across()
	}
	return pdf.A4.Across()
}

// side is the margin left and right, in millimetres.
const side = 12

// Layout is a form on its paper: how wide each column stands, in millimetres.
type Layout struct {
	Size   Size
	Paper  pdf.Paper
	Widths []float64
}

// LayOut chooses the paper by the columns, unless the form names it, and shares
// out what is left over. Columns too wide for the paper are narrowed alike.
func LayOut(f *Form) Layout {
	var need, grow float64
	for i := range f.Columns {
		need += f.Columns[i].width()
		grow += f.Columns[i].Grow
	}
	l := Layout{Size: f.Paper, Widths: make([]float64, len(f.Columns))}
	if l.Size == Auto {
		l.Size = Upright
		for _, wider := range []Size{Across, A3Across} {
			if need > l.Size.paper().Width-2*side {
				l.Size = wider
			}
		}
	}
	l.Paper = l.Size.paper()
	have := l.Paper.Width - 2*side
	for i := range f.Columns {
		c := &f.Columns[i]
		switch {
		case need > have:
			l.Widths[i] = c.width() * have / need
		case grow > 0:
			l.Widths[i] = c.width() + (have-need)*c.Grow/grow
		default:
			l.Widths[i] = c.width() * have / need
		}
	}
	return l
}

// width is what a column asks for.
func (c *Column) width() float64 {
	if c.Kind == Sign {
		return max(c.Width, SignWidth)
	}
	return c.Width
}
