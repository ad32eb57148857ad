package pdf

import (
	"encoding/binary"
	"errors"
	"sort"
)

// face is a TrueType font as its file holds it: tables are read where they lie.
type face struct {
	tables  map[string][]byte
	perEm   float64
	metrics int // glyphs with an advance of their own
	glyphs  int
	long    bool // offsets of glyphs take four bytes
	groups  []byte
}

var errFont = errors.New("pdf: not a font of the kind that the program sets")

// readFace reads a font cut by font/subset.py: outlines in glyf, characters in a
// cmap of format 12.
func readFace(file []byte) (*face, error) {
	if len(file) < 12 {
		return nil, errFont
	}
	f := &face{tables: map[string][]byte{}}
	for i := range int(be16(file[4:])) {
		entry := file[12+16*i:]
		at, size := be32(entry[8:]), be32(entry[12:])
		if uint64(at)+uint64(size) > uint64(len(file)) {
			return nil, errFont
		}
		f.tables[string(entry[:4])] = file[at : at+size]
	}
	for _, name := range []string{"head", "hhea", "maxp", "hmtx", "loca", "glyf", "cmap"} {
		if len(f.tables[name]) == 0 {
			return nil, errFont
		}
	}
	f.perEm = float64(be16(f.tables["head"][18:]))
	f.long = be16(f.tables["head"][50:]) == 1
	f.metrics = int(be16(f.tables["hhea"][34:]))
	f.glyphs = int(be16(f.tables["maxp"][4:]))
	cmap := f.tables["cmap"]
	table := cmap[be32(cmap[8:]):]
	if be16(table) != 12 {
		return nil, errFont
	}
	f.groups = table[16 : 16+12*be32(table[12:])]
	return f, nil
}

func be16(b []byte) uint16 { return binary.BigEndian.Uint16(b) }
func be32(b []byte) uint32 { return binary.BigEndian.Uint32(b) }

// glyph is the number of a character's glyph, 0 when the font has none.
func (f *face) glyph(r rune) int {
	n := len(f.groups) / 12
	i := sort.Search(n, func(i int) bool { return be32(f.groups[12*i+4:]) >= uint32(r) })
	if i == n || be32(f.groups[12*i:]) > uint32(r) {
		return 0
	}
	group := f.groups[12*i:]
	return int(be32(group[8:]) + uint32(r) - be32(group))
}

// advance is the width of a glyph in thousandths of the type size.
func (f *face) advance(glyph int) float64 {
	return float64(be16(f.tables["hmtx"][4*min(glyph, f.metrics-1):])) * 1000 / f.perEm
}

// bearing is a glyph's distance from its left edge, in the font's units.
func (f *face) bearing(glyph int) uint16 {
	if glyph < f.metrics {
		return be16(f.tables["hmtx"][4*glyph+2:])
	}
	return be16(f.tables["hmtx"][4*f.metrics+2*(glyph-f.metrics):])
}

// outline is a glyph's drawing, empty for a blank.
func (f *face) outline(glyph int) []byte {
	loca, glyf := f.tables["loca"], f.tables["glyf"]
	if f.long {
		return glyf[be32(loca[4*glyph:]):be32(loca[4*glyph+4:])]
	}
	return glyf[2*int(be16(loca[2*glyph:])) : 2*int(be16(loca[2*glyph+2:]))]
}

// parts gives the places in a composite drawing where the numbers of other
// glyphs stand; none in a simple one. Layout: OpenType specification, table
// glyf, composite glyph description.
func parts(outline []byte) (places []int) {
	const words, scale, more, scales, matrix = 1 << 0, 1 << 3, 1 << 5, 1 << 6, 1 << 7
	if len(outline) < 10 || int16(be16(outline)) >= 0 {
		return nil
	}
	for at := 10; at+4 <= len(outline); {
		flags := be16(outline[at:])
		places = append(places, at+2)
		at += 6
		if flags&words != 0 {
			at += 2
		}
		switch {
		case flags&scale != 0:
			at += 2
		case flags&scales != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
		if flags&more == 0 {
			break
		}
	}
	return places
}
