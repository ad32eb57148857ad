package view

import "strconv"

// BarChart is horizontal bars drawn by the server: no script, prints as it is,
// and its words grow with the reading mode.
type BarChart struct {
	Label  string // what it shows, for who cannot see it
	Bars   []Bar
	Legend []BarPart // classes and titles only
}

// Bar is one line of the chart.
type Bar struct {
	Name  string
	Note  string // at its end
	To    string // where its name leads, "" for nowhere
	Parts []BarPart
}

// BarPart is one colour of a bar: c-done, c-booked, c-open, c-bad, c-out, c-green.
type BarPart struct {
	Class string
	Title string
	N     int64
}

// barWide is the length of the longest bar, in the drawing's own units.
const barWide = 1000

// drawn is a part with its place.
type drawn struct{ Class, Title, X, Width string }

func (b *Bar) total() (n int64) {
	for _, p := range b.Parts {
		n += p.N
	}
	return n
}

// parts are the drawn parts of a bar, by the scale of the longest.
func (c BarChart) parts(i int) (all []drawn) {
	longest := int64(1)
	for k := range c.Bars {
		longest = max(longest, c.Bars[k].total())
	}
	x, scale := 0.0, barWide/float64(longest)
	for _, p := range c.Bars[i].Parts {
		if p.N == 0 {
			continue
		}
		width := float64(p.N) * scale
		all = append(all, drawn{p.Class, p.Title, units(x), units(width)})
		x += width
	}
	return all
}

func units(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
