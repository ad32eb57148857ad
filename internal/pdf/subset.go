package pdf

import (
	"encoding/binary"
	"slices"
)

// subset is the part of a face that one document uses. Its glyphs are numbered
// as they are first used, so text can be written before the font is.
type subset struct {
	*face
	numbers map[int]int // glyph of the face → of the subset
	glyphs  []int       // of the face, by number
	chars   []rune      // that each stands for, 0 for a part of others
}

func newSubset(f *face) *subset {
	return &subset{face: f, numbers: map[int]int{0: 0}, glyphs: []int{0}, chars: []rune{0}}
}

// number gives the glyph of a character its number.
func (s *subset) number(glyph int, char rune) int {
	n, ok := s.numbers[glyph]
	if !ok {
		n = len(s.glyphs)
		s.numbers[glyph] = n
		s.glyphs = append(s.glyphs, glyph)
		s.chars = append(s.chars, char)
	}
	if s.chars[n] == 0 {
		s.chars[n] = char
	}
	return n
}

// file makes a TrueType file of the glyphs used, with the parts of composite
// ones.
func (s *subset) file() []byte {
	var glyf, loca, hmtx []byte
	for n := 0; n < len(s.glyphs); n++ { // grows while parts are found
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		glyf = append(glyf, s.drawing(s.glyphs[n])...)
		glyf = append(glyf, make([]byte, -len(glyf)&3)...)
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	for _, glyph := range s.glyphs {
		hmtx = binary.BigEndian.AppendUint16(hmtx, be16(s.tables["hmtx"][4*min(glyph, s.metrics-1):]))
		hmtx = binary.BigEndian.AppendUint16(hmtx, s.bearing(glyph))
	}
	count := uint16(len(s.glyphs))
	head, hhea, maxp := slices.Clone(s.tables["head"]), slices.Clone(s.tables["hhea"]), slices.Clone(s.tables["maxp"])
	binary.BigEndian.PutUint16(head[50:], 1) // offsets of four bytes
	binary.BigEndian.PutUint32(head[8:], 0)  // sum over the file, set below
	binary.BigEndian.PutUint16(hhea[34:], count)
	binary.BigEndian.PutUint16(maxp[4:], count)
	return assemble([]table{{"glyf", glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", hmtx}, {"loca", loca}, {"maxp", maxp}})
}

// drawing is an outline whose parts bear their numbers in the subset.
func (s *subset) drawing(glyph int) []byte {
	outline := s.outline(glyph)
	places := parts(outline)
	if len(places) == 0 {
		return outline
	}
	outline = slices.Clone(outline)
	for _, at := range places {
		part := s.number(int(be16(outline[at:])), 0)
		binary.BigEndian.PutUint16(outline[at:], uint16(part))
	}
	return outline
}

type table struct {
	name string
	body []byte
}

// assemble puts tables, in the order of their names, into a file.
func assemble(tables []table) []byte {
	n := len(tables)
	file := binary.BigEndian.AppendUint32(nil, 0x00010000)
	power, log := 1, 0
	for power*2 <= n {
		power, log = power*2, log+1
	}
	for _, v := range []int{n, power * 16, log, (n - power) * 16} {
		file = binary.BigEndian.AppendUint16(file, uint16(v))
	}
	at := 12 + 16*n
	for _, t := range tables {
		file = append(file, t.name...)
		for _, v := range []uint32{checksum(t.body), uint32(at), uint32(len(t.body))} {
			file = binary.BigEndian.AppendUint32(file, v)
		}
		at += (len(t.body) + 3) &^ 3
	}
	head := 0
	for _, t := range tables {
		if t.name == "head" {
			head = len(file)
		}
		file = append(file, t.body...)
		file = append(file, make([]byte, -len(file)&3)...)
	}
	binary.BigEndian.PutUint32(file[head+8:], 0xB1B0AFBA-checksum(file))
	return file
}

func checksum(body []byte) (sum uint32) {
	for len(body) >= 4 {
		sum += be32(body)
		body = body[4:]
	}
	var last [4]byte
	copy(last[:], body)
	return sum + be32(last[:])
}
