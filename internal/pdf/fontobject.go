package pdf

import (
	"bytes"
	"fmt"
	"strings"
)

// fontNames are what readers list as the document's fonts, in the order of faces.
var fontNames = []string{"SongnuanHei", "SongnuanLatin", "SongnuanRare"}

// writeFont writes the glyphs used of one font: a composite font whose codes are
// the numbers of glyphs (ISO 32000-1, 9.7), with a table back to Unicode, so that
// names can be copied and searched.
func (d *Document) writeFont(number, font int) {
	s := d.subsets[font]
	file := s.file() // first, as it adds the parts of composite glyphs
	name := subsetTag(s) + "+" + fontNames[font]
	descendant, descriptor, program, unicode := d.out.reserve(), d.out.reserve(), d.out.reserve(), d.out.reserve()
	d.out.object(number, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", name, descendant, unicode)
	d.out.object(descendant, "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"+
		"/FontDescriptor %d 0 R/CIDToGIDMap/Identity/DW 1000/W[0[%s]]>>", name, descriptor, s.widths())
	d.out.object(descriptor, "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[-200 -300 1200 1100]/ItalicAngle 0/Ascent 900/Descent -250"+
		"/CapHeight 730/StemV 80/FontFile2 %d 0 R>>", name, program)
	d.out.stream(program, fmt.Sprintf("/Length1 %d", len(file)), file)
	d.out.stream(unicode, "", s.unicode())
}

// subsetTag is six letters that tell the subsets of a font apart.
func subsetTag(s *subset) string {
	sum := uint32(len(s.glyphs))
	for _, glyph := range s.glyphs {
		sum = sum*31 + uint32(glyph)
	}
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + byte(sum%26)
		sum /= 26
	}
	return string(tag)
}

func (s *subset) widths() string {
	var b strings.Builder
	for _, glyph := range s.glyphs {
		fmt.Fprintf(&b, "%.4g ", s.advance(glyph))
	}
	return strings.TrimSpace(b.String())
}

// unicode is the table from numbers to characters. A section has no more than a
// hundred lines; characters beyond the first plane take two units of UTF-16.
func (s *subset) unicode() []byte {
	const most = 100
	var b bytes.Buffer
	b.WriteString("/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n" +
		"/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n")
	var lines []string
	for n, char := range s.chars {
		if char != 0 {
			lines = append(lines, fmt.Sprintf("<%04X><%X>\n", n, utf16Bytes(string(char))))
		}
	}
	for len(lines) > 0 {
		some := lines[:min(most, len(lines))]
		fmt.Fprintf(&b, "%d beginbfchar\n%sendbfchar\n", len(some), strings.Join(some, ""))
		lines = lines[len(some):]
	}
	b.WriteString("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
