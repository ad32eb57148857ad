package personal

import (
	"strings"
	"unicode"
)

// narrow turns full-width letters, digits and signs into ASCII.
func narrow(r rune) rune {
	if r >= '！' && r <= '～' {
		return r - '！' + '!'
	}
	if r == '　' {
		return ' '
	}
	return r
}

// cleanNumber takes away what typing and pasting add to a number: spaces of
// all kinds, marks that can't be seen, the apostrophe that keeps Excel from
// rounding; and turns full-width signs into ASCII.
func cleanNumber(s string) string {
	return strings.Map(func(r rune) rune {
		r = narrow(r)
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) || strings.ContainsRune("'‘’`\"“”", r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
