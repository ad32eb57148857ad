package pdf

import (
	"bytes"
	"fmt"
	"strings"
)

// bold is how wide the outline of bold text is drawn, by type size: the fonts
// have one weight.
const bold = 0.032

// Text sets a line of text whose baseline begins at x, y.
func (d *Document) Text(x, y float64, style Style, text string) {
	d.set(&d.page, x/mmPerPoint, (d.paper.Height-y)/mmPerPoint, style, text)
}

// set writes a line into a content stream, at a place in points from below.
func (d *Document) set(to *bytes.Buffer, x, y float64, style Style, text string) {
	if text == "" {
		return
	}
	fmt.Fprintf(to, "BT %s g %s %s Td ", decimal(style.Grey), decimal(x), decimal(y))
	if style.Bold {
		fmt.Fprintf(to, "2 Tr %s w %s G ", decimal(style.Size*bold), decimal(style.Grey))
	}
	var run strings.Builder
	var boxes []float64 // where they begin
	current, at := -1, x
	flush := func() {
		if run.Len() > 0 {
			fmt.Fprintf(to, "<%s>Tj ", run.String())
			run.Reset()
		}
	}
	for _, r := range text {
		font, glyph := find(r)
		switch {
		case font < 0 && silent(r):
			continue
		case font < 0:
			flush()
			d.number(to, r, style.Size)
			boxes, current = append(boxes, at), -1
		default:
			if font != current {
				flush()
				fmt.Fprintf(to, "/F%d %s Tf ", font, decimal(style.Size))
				current = font
			}
			code(&run, d.subsets[font].number(glyph, r))
		}
		at += runeWidth(r) / 1000 * style.Size
	}
	flush()
	if style.Bold {
		to.WriteString("0 Tr ")
	}
	to.WriteString("ET\n")
	for _, at := range boxes {
		fmt.Fprintf(to, "0 G 0.4 w %s %s %s %s re S\n", decimal(at+0.5), decimal(y-style.Size*0.13), decimal(style.Size-1), decimal(style.Size*0.98))
	}
}

// number stands for a character that no font has: its six figures in two small
// lines. Readers copy the character itself.
func (d *Document) number(to *bytes.Buffer, r rune, size float64) {
	const latin = 1
	d.missing[r] = true
	small := size * 0.42
	set := func(figures string) (width float64, text string) {
		var codes strings.Builder
		for _, c := range figures {
			glyph := faces()[latin].glyph(c)
			width += faces()[latin].advance(glyph) / 1000 * small
			code(&codes, d.subsets[latin].number(glyph, c))
		}
		return width, codes.String()
	}
	figures := fmt.Sprintf("%06X", r)
	upper, first := set(figures[:3])
	lower, second := set(figures[3:])
	back := func(width float64) string { return decimal(width / small * 1000) }
	fmt.Fprintf(to, "/Span<</ActualText %s>>BDC /F%d %s Tf ", textString(string(r)), latin, decimal(small))
	fmt.Fprintf(to, "%s Ts [%s<%s>%s]TJ ", decimal(size*0.4), back((upper-size)/2), first, back((upper+lower)/2))
	fmt.Fprintf(to, "0 Ts [<%s>%s]TJ EMC ", second, back((lower-size)/2))
}

// code writes the number of a glyph in four figures.
func code(to *strings.Builder, n int) {
	const figures = "0123456789ABCDEF"
	to.Write([]byte{figures[n>>12&15], figures[n>>8&15], figures[n>>4&15], figures[n&15]})
}

// Total draws what is known at the end only, such as the number of pages, from
// x, y. All places share one style.
func (d *Document) Total(x, y float64, style Style) {
	d.total.style, d.total.used = style, true
	fmt.Fprintf(&d.page, "q 1 0 0 1 %s %s cm /Total Do Q\n", points(x), points(d.paper.Height-y))
}

func (d *Document) writeTotal(text string) {
	var content bytes.Buffer
	if d.total.used {
		d.set(&content, 0, 0, d.total.style, text)
	}
	d.out.stream(d.total.number, fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 -20 %s 60]/Resources %d 0 R", points(d.paper.Width), d.shared), content.Bytes())
}

// Box draws a box whose line is so many millimetres wide.
func (d *Document) Box(x, y, width, height, line float64) {
	fmt.Fprintf(&d.page, "0 G %s w %s %s %s %s re S\n", points(line), points(x), points(d.paper.Height-y-height), points(width), points(height))
}

// Fill paints a box grey.
func (d *Document) Fill(x, y, width, height, grey float64) {
	fmt.Fprintf(&d.page, "%s g %s %s %s %s re f\n", decimal(grey), points(x), points(d.paper.Height-y-height), points(width), points(height))
}
