package intake

import (
	"strings"

	"songnuan/internal/personal"
)

// LongestName is the most characters a person's name may have; names of
// several parts joined by · are long.
const LongestName = 50

// Name reads a person's name. fault is the message key of what is wrong, "" for
// nothing: digits and stars are no name, and a list of masked names (张*三) was
// made for publication and can't be entered.
func Name(text string) (name, fault string) {
	name = personal.NormalName(text)
	switch {
	case strings.ContainsAny(name, "*＊×某"):
		return name, "intake.name_masked"
	case strings.ContainsAny(name, "0123456789"):
		return name, "intake.name_digits"
	case len(name) > LongestName*len("一"):
		return name, "intake.text_too_long"
	}
	return name, ""
}

// Masked is a name as messages show it: 张*丰.
func Masked(name string) string { return personal.NewName(name).String() }
