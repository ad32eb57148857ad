package intake

import (
	"strings"

	"songnuan/internal/personal"
)

// LongestName is the most characters a person's name may have; names of
// several parts joined by · are long.
const LongestName = 50

// Name reads a person's name. fault is the message key of what is wrong, "" for
// nothing. A list of masked names (张*三) was made for publication and can't be
// entered; a number is no name, though 无名氏3 of a rescue station is.
func Name(text string) (name, fault string) {
	name = personal.NormalName(text)
	switch {
	case strings.ContainsAny(name, "*＊×某"):
		return name, "intake.name_masked"
	case digitsIn(name) > 2 || allDigits(name):
		return name, "intake.name_digits"
	case len(name) > LongestName*len("一"):
		return name, "intake.text_too_long"
	}
	return name, ""
}

// Masked is a name as messages show it: 张*丰.
func Masked(name string) string { return personal.NewName(name).String() }

func digitsIn(text string) (n int) {
	for i := 0; i < len(text); i++ {
		if text[i] >= '0' && text[i] <= '9' {
			n++
		}
	}
	return n
}
