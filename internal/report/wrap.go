package report

import (
	"strings"
	"unicode"

	"songnuan/internal/pdf"
)

// Signs that may not begin a line, and those that may not end one (GB/T 15834,
// 附录 B).
const (
	noStart = "，。、；：！？…）》」』】〉”’％,.;:!?)%"
	noEnd   = "（《「『【〈“‘("
)

// wrap cuts a text into lines no wider than width millimetres at a type size in
// points. It breaks between ideographs and at blanks; a word wider than a line
// is broken where it must. Line breaks of the text stay.
func wrap(text string, size, width float64) (lines []string) {
	for paragraph := range strings.SplitSeq(strings.ReplaceAll(text, "\t", " "), "\n") {
		lines = append(lines, wrapParagraph([]rune(strings.TrimSpace(paragraph)), size, width)...)
	}
	return lines
}

func wrapParagraph(text []rune, size, width float64) (lines []string) {
	for {
		fits := fit(text, size, width)
		if fits >= len(text) {
			return append(lines, string(text))
		}
		at := fits
		for at > 0 && !mayBreak(text[at-1], text[at]) {
			at--
		}
		if at == 0 {
			at = fits
		}
		lines = append(lines, strings.TrimRightFunc(string(text[:at]), unicode.IsSpace))
		for at < len(text) && unicode.IsSpace(text[at]) {
			at++
		}
		text = text[at:]
	}
}

// fit is how many characters from the front go on one line, one at the least.
func fit(text []rune, size, width float64) int {
	var sum float64
	for i, r := range text {
		sum += pdf.Width(string(r), size)
		if sum > width && i > 0 {
			return i
		}
	}
	return len(text)
}

// mayBreak tells whether a line may end between two characters.
func mayBreak(before, after rune) bool {
	switch {
	case strings.ContainsRune(noStart, after), strings.ContainsRune(noEnd, before):
		return false
	case unicode.IsSpace(before), unicode.IsSpace(after):
		return true
	}
	return wordless(before) || wordless(after)
}

// wordless characters stand for themselves: all but letters and figures of
// words written with blanks between.
func wordless(r rune) bool { return r > 0x2E7F || r == '-' || r == '/' }
