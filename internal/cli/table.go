package cli

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// aligned sets rows in columns as wide as their widest cell, for terminals, on
// which a Chinese character takes two places. Columns named in right stand
// flush right.
func aligned(rows [][]string, right map[int]bool) []string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], places(cell))
		}
	}
	lines := make([]string, len(rows))
	for n, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-places(cell))
			if right[i] {
				cell, pad = pad+cell, ""
			}
			line.WriteString(cell + pad + "  ")
		}
		lines[n] = strings.TrimRight(line.String(), " ")
	}
	return lines
}

// places is how many places a text takes on a terminal.
func places(text string) (n int) {
	for _, r := range text {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Cf):
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// table prints rows under a heading; numbers are the columns flush right.
func (s *session) table(heading []string, rows [][]string, numbers ...int) {
	right := map[int]bool{}
	for _, column := range numbers {
		right[column] = true
	}
	for _, line := range aligned(append([][]string{heading}, rows...), right) {
		s.line(line)
	}
}
