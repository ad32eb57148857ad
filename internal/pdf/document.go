// Package pdf writes documents of text and lines: pages of any size, fonts that
// hold every common ideograph, and a page count that stands on page one before
// the last page is known. Pages leave memory as they are finished.
//
// Why the program writes these files itself is told in docs/decisions/0015.
package pdf

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"

	"songnuan/internal/day"
)

// Paper is a size in millimetres.
type Paper struct{ Width, Height float64 }

// The sizes of ISO 216, upright.
var (
	A4 = Paper{210, 297}
	A3 = Paper{297, 420}
)

// Across is the paper turned.
func (p Paper) Across() Paper { return Paper{p.Height, p.Width} }

// About is what a document says of itself to readers and search engines.
type About struct {
	Title   string
	Author  string
	Created day.Instant
}

// Style is how a text is set. Size is in points; Grey goes from 0, black, to 1.
type Style struct {
	Size float64
	Bold bool
	Grey float64
}

// Document is being written. Places are in millimetres from the paper's upper
// left corner. The first failure to write stays and is told by Close.
type Document struct {
	out     *output
	about   About
	paper   Paper
	page    bytes.Buffer // of the page at hand
	open    bool
	pages   []int // object numbers
	root    int
	tree    int
	shared  int // resources of every page
	fonts   []int
	subsets []*subset
	total   *later
	missing map[rune]bool
}

// later is a text that is known at the end, and is drawn on pages before.
type later struct {
	number int
	style  Style
	used   bool
}

// New begins a document.
func New(to io.Writer, paper Paper, about About) *Document {
	d := &Document{out: newOutput(to), about: about, paper: paper, missing: map[rune]bool{}}
	d.root, d.tree, d.shared = d.out.reserve(), d.out.reserve(), d.out.reserve()
	for _, f := range faces() {
		d.fonts = append(d.fonts, d.out.reserve())
		d.subsets = append(d.subsets, newSubset(f))
	}
	d.total = &later{number: d.out.reserve()}
	return d
}

// Page ends the page before and begins another.
func (d *Document) Page() {
	d.endPage()
	d.open = true
}

// Pages is how many pages have begun.
func (d *Document) Pages() int {
	if d.open {
		return len(d.pages) + 1
	}
	return len(d.pages)
}

func (d *Document) endPage() {
	if !d.open {
		return
	}
	page, content := d.out.reserve(), d.out.reserve()
	d.out.stream(content, "", d.page.Bytes())
	d.out.object(page, "<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Resources %d 0 R/Contents %d 0 R>>",
		d.tree, points(d.paper.Width), points(d.paper.Height), d.shared, content)
	d.pages = append(d.pages, page)
	d.page.Reset()
	d.open = false
}

// Missing are the characters that no font has, each once. They stand as boxes
// with their numbers, and readers copy them as they are.
func (d *Document) Missing() []rune { return slices.Sorted(maps.Keys(d.missing)) }

// Close ends the document. total is what Total stands for.
func (d *Document) Close(total string) error {
	d.endPage()
	d.writeTotal(total)
	var kids, fonts bytes.Buffer
	for _, page := range d.pages {
		kids.WriteString(strconv.Itoa(page) + " 0 R ")
	}
	for i, number := range d.fonts {
		d.writeFont(number, i)
		fmt.Fprintf(&fonts, "/F%d %d 0 R", i, number)
	}
	d.out.object(d.shared, "<</ProcSet[/PDF/Text]/Font<<%s>>/XObject<</Total %d 0 R>>>>", fonts.String(), d.total.number)
	d.out.object(d.tree, "<</Type/Pages/Count %d/Kids[%s]>>", len(d.pages), kids.String())
	d.out.object(d.root, "<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)/ViewerPreferences<</DisplayDocTitle true>>>>", d.tree)
	info := d.out.reserve()
	d.out.object(info, "<</Title %s/Author %s/Producer(Songnuan)/CreationDate(D:%s)>>",
		textString(d.about.Title), textString(d.about.Author), stamp(d.about.Created))
	return d.out.end(d.root, info)
}

// stamp is an instant as documents write it, in the time of Beijing.
func stamp(at day.Instant) string {
	t := at.Time().In(day.Beijing)
	return t.Format("20060102150405") + "+08'00'"
}

// points turns millimetres into points of the file, with two decimals.
func points(mm float64) string { return decimal(mm / mmPerPoint) }

func decimal(n float64) string {
	return strconv.FormatFloat(math.Round(n*100)/100, 'f', -1, 64)
}
