package likeness

import (
	"strings"
	"unicode"

	"songnuan/internal/personal"
)

// Number is an identity number as it was read: 18 places where they could be
// made of it, also when the check digit is wrong, since a mistyped number still
// tells whose it is.
type Number struct {
	text      string // without the check digit when it has 18 places
	check     byte   // 0 when there is none
	valid     bool
	converted bool // of 15 digits
}

// ReadNumber reads a number in any state: of 15 digits, with a wrong digit, with
// one missing. What is no number at all gives none.
func ReadNumber(text string) Number {
	if id, err := personal.ParseID(text); err == nil {
		s := id.Clear()
		return Number{text: s[:17], check: s[17], valid: true, converted: id.Converted()}
	}
	return doubtful(cleaned(text))
}

// OfID is the number of a checked ID.
func OfID(id personal.ID, pending bool) Number {
	s := id.Clear()
	if len(s) != 18 {
		return Number{}
	}
	return Number{text: s[:17], check: s[17], valid: true, converted: pending}
}

// doubtful keeps a number that is not right: of 17 to 19 places, and of 15 with
// an impossible birth. One that a spreadsheet has rounded has lost its end.
func doubtful(s string) Number {
	digits := strings.TrimSuffix(s, "X")
	if !allDigits(digits) || personal.Ruined(s) || oneSign(digits) {
		return Number{}
	}
	switch len(s) {
	case 15:
		return Number{text: s[:6] + "19" + s[6:], converted: true}
	case 18:
		return Number{text: s[:17], check: s[17]}
	case 17, 19:
		return Number{text: s}
	}
	return Number{}
}

var crosses = strings.NewReplacer("×", "X", "Х", "X", "Ⅹ", "X", "✕", "X", "╳", "X")

func cleaned(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			r = r - '！' + '!'
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), r == '\'', r == '‘', r == '’', r == '-':
			return -1
		}
		return unicode.ToUpper(r)
	}, crosses.Replace(text))
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// oneSign sees 000000… and 111111…, which stand where there is no number.
func oneSign(s string) bool { return strings.Trim(s, s[:1]) == "" }

// IsZero tells whether there is no number.
func (n Number) IsZero() bool { return n.text == "" }

// Birth that the number says, 0 when it says none that can be.
func (n Number) Birth() Birth {
	if len(n.text) < 14 || n.short() || n.text[6:8] < "18" || n.text[6:8] > "20" {
		return 0
	}
	var b Birth
	for i := 6; i < 14; i++ {
		b = b*10 + Birth(n.text[i]-'0')
	}
	if b.month() < 1 || b.month() > 12 || b.day() < 1 || b.day() > 31 {
		return 0
	}
	return b
}

// Sex that the number says; 0 without.
func (n Number) Sex() Sex {
	switch {
	case len(n.text) != 17 || n.short():
		return 0
	case (n.text[16]-'0')%2 == 1:
		return Male
	}
	return Female
}

// short tells that a place is missing, nobody knows which.
func (n Number) short() bool { return n.check == 0 && !n.converted }

// whole is all places that are there.
func (n Number) whole() string {
	if n.check == 0 {
		return n.text
	}
	return n.text + string(n.check)
}

// alikeness of two numbers.
type alikeness uint8

const (
	unknown   alikeness = iota // one of them is missing
	equal                      // the same, both right
	converted                  // the same after one of 15 digits was made 18
	checkOnly                  // the same but for the check digit
	oneOff                     // one digit wrong, missing or too many, and one of the two fails its check
	turned                     // two neighbours changed places, likewise
	nearby                     // one digit apart, and both right: brothers have such numbers
	apart                      // two different numbers
)

// compareNumbers says how alike two numbers are. A single wrong digit and two
// neighbours that changed places always break the check digit (ISO 7064
// MOD 11-2), so two right numbers that differ are two persons'.
func compareNumbers(a, b *Number) alikeness {
	switch {
	case a.IsZero() || b.IsZero():
		return unknown
	case a.text == b.text && a.converted != b.converted:
		return converted
	case a.text == b.text && a.check == b.check:
		return equal
	case a.text == b.text:
		return checkOnly
	}
	kind := edit(a.whole(), b.whole())
	if a.converted != b.converted || a.check == 0 && b.check == 0 {
		kind = edit(a.text, b.text) // the check digit of a converted number was worked out
	}
	switch {
	case kind == 0:
		return apart
	case a.valid && b.valid && !a.converted && !b.converted:
		return nearby
	case kind == 't':
		return turned
	}
	return oneOff
}

// edit is 0 for texts more than one slip apart, 's' for one wrong sign, 't' for
// two neighbours that changed places, 'l' for one missing.
func edit(a, b string) byte {
	if len(a) < len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(b) && a[i] == b[i] {
		i++
	}
	switch {
	case len(a) == len(b) && i < len(a) && a[i+1:] == b[i+1:]:
		return 's'
	case len(a) == len(b) && i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]:
		return 't'
	case len(a) == len(b)+1 && a[i+1:] == b[i:]:
		return 'l'
	}
	return 0
}
