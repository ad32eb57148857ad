package view

import "strconv"

// BarChart is horizontal bars drawn by the server: no script, prints as it is.
type BarChart struct {
	Label  string // what it shows, for who cannot see it
	Bars   []Bar
	Legend []BarPart // classes and titles only
}

// Bar is one line of the chart.
type Bar struct {
	Name  string
	Note  string // at its end
	Parts []BarPart
}

// BarPart is one colour of a bar: c-done, c-booked, c-open, c-bad, c-out, c-green.
type BarPart struct {
	Class string
	Title string
	N     int64
}

// The measures of a chart, in its own units.
const (
	barWide  = 600
	barName  = 150
	barNote  = 80
	barRow   = 28
	barInner = barWide - barName - barNote
)

// drawn is a part with its place.
type drawn struct{ Class, Title, X, Y, Width string }

func (c BarChart) viewBox() string { return "0 0 " + strconv.Itoa(barWide) + " " + c.height() }
func (c BarChart) height() string  { return strconv.Itoa(len(c.Bars) * barRow) }
func (c BarChart) labelX() string  { return strconv.Itoa(barName - 8) }
func (c BarChart) axisX() string   { return strconv.Itoa(barName) }
func (c BarChart) textY(i int) string {
	return strconv.Itoa(i*barRow + 19)
}

func (b Bar) total() (n int64) {
	for _, p := range b.Parts {
		n += p.N
	}
	return n
}

// scale is the length of one, by the longest bar.
func (c BarChart) scale() float64 {
	most := int64(1)
	for _, b := range c.Bars {
		most = max(most, b.total())
	}
	return float64(barInner) / float64(most)
}

func (c BarChart) parts(i int) (all []drawn) {
	x, scale := float64(barName), c.scale()
	for _, p := range c.Bars[i].Parts {
		if p.N == 0 {
			continue
		}
		width := float64(p.N) * scale
		all = append(all, drawn{p.Class, p.Title, units(x), strconv.Itoa(i*barRow + 6), units(width)})
		x += width
	}
	return all
}

func (c BarChart) endX(i int) string {
	return units(float64(barName) + float64(c.Bars[i].total())*c.scale() + 8)
}

func units(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
