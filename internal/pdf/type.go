package pdf

import (
	_ "embed"
	"sync"
	"unicode"
)

// The fonts, each with its licence beside it and cut by font/subset.py. Every
// character stands in one of them at the most.
var (
	//go:embed font/hei.ttf
	heiFile []byte
	//go:embed font/latin.ttf
	latinFile []byte
	//go:embed font/rare.ttf
	rareFile []byte
)

var faces = sync.OnceValue(func() []*face {
	var all []*face
	for _, file := range [][]byte{heiFile, latinFile, rareFile} {
		f, err := readFace(file)
		if err != nil {
			panic(err) // the fonts are part of the program and covered by a test
		}
		all = append(all, f)
	}
	return all
})

// find gives the font that has a character, and its glyph there; no font when
// none has it.
func find(r rune) (font, glyph int) {
	if silent(r) {
		return -1, 0
	}
	for font, f := range faces() {
		if glyph := f.glyph(r); glyph != 0 {
			return font, glyph
		}
	}
	return -1, 0
}

// Has tells whether a character can be drawn. One that cannot stands as a box
// with its number.
func Has(r rune) bool {
	font, _ := find(r)
	return font >= 0 || silent(r)
}

// silent tells of characters that only say how others look: variation
// selectors, joiners, marks of direction.
func silent(r rune) bool {
	if r >= ' ' && r <= '~' || r >= 0x3000 && r < 0xFE00 {
		return false
	}
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) || unicode.IsControl(r)
}

const (
	mmPerPoint = 25.4 / 72
	boxWidth   = 1000 // of a character without a glyph, as wide as an ideograph
)

// Width is how wide a text stands, in millimetres, at a type size in points.
func Width(text string, size float64) float64 {
	var sum float64
	for _, r := range text {
		sum += runeWidth(r)
	}
	return sum / 1000 * size * mmPerPoint
}

// runeWidth is in thousandths of the type size.
func runeWidth(r rune) float64 {
	font, glyph := find(r)
	switch {
	case font >= 0:
		return faces()[font].advance(glyph)
	case silent(r):
		return 0
	}
	return boxWidth
}
