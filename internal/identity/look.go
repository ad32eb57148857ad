package identity

import (
	"slices"
	"strings"
)

// Looks tells whether an act shows somebody clear personal data: what is looked
// at unmasked, a row given back as it was sent, an attached paper or photo.
func Looks(act string) bool {
	return strings.HasSuffix(act, ".unmask") || act == "import.corrections" || act == "attachment.view"
}

// systemNouns are what records of the office itself are about; all others are
// about cases.
var systemNouns = []string{"user", "area", "unit", "standard", "holiday", "term", "database", "audit", "session", "plan", "setting"}

// OfSystem tells whether records of a noun are about the office itself, and so
// open to who sees no cases.
func OfSystem(noun string) bool { return slices.Contains(systemNouns, noun) }

// Withheld is the record for who sees no cases: who did what, when and where,
// and nothing of the case.
func (r Record) Withheld() Record {
	if !OfSystem(r.Noun) {
		r.Subject, r.Digest, r.Detail = "", "", ""
	}
	return r
}
