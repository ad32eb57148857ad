package visit

import (
	"crypto/sha256"
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
)

// Receipt says that an entry has arrived. What is sent again gets the same one.
type Receipt struct {
	ID       id.ID       `json:"id"`
	Number   string      `json:"number"` // V-7K3M-QX2P-9ABC
	Filed    id.ID       `json:"filed"`  // the household that it is filed under
	Received day.Instant `json:"received"`
	Flags    []FlagKind  `json:"flags"`             // what a person is to look at
	Awaits   []id.ID     `json:"awaits"`            // photos that it names and that have not come yet
	Clashes  bool        `json:"clashes,omitempty"` // another entry of the same id was here first: both are kept
}

// signs are the characters of a number that people read to each other: none
// that looks like another. Their number is prime, for the check sign.
const signs = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// numberLength counts the signs of a number, the last of which checks the rest.
const numberLength = 12

// NumberOf makes the number of an entry of its id, so that it is the same
// however often it arrives; prefix tells what it is a number of.
func NumberOf(prefix string, of id.ID) string {
	sum := sha256.Sum256([]byte(prefix + string(of)))
	text := make([]byte, 0, numberLength)
	for _, b := range sum[:numberLength-1] {
		text = append(text, signs[int(b)%len(signs)])
	}
	text = append(text, checkSign(text))
	return prefix + "-" + string(text[:4]) + "-" + string(text[4:8]) + "-" + string(text[8:])
}

func checkSign(text []byte) byte {
	sum := 0
	for i, sign := range text {
		sum += (i + 2) * strings.IndexByte(signs, sign)
	}
	return signs[(len(signs)-sum%len(signs))%len(signs)]
}

// ParseNumber reads a number as people type it: small letters, without hyphens,
// with blanks. problem.Invalid for what is none.
func ParseNumber(prefix, text string) (string, error) {
	bad := problem.New(problem.Invalid, "visit.number_bad")
	plain := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '－' || r == '—' || r == '\u3000' {
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(text)))
	body, ok := strings.CutPrefix(plain, prefix)
	if !ok || len(body) != numberLength || strings.Trim(body, signs) != "" {
		return "", bad
	}
	if checkSign([]byte(body[:numberLength-1])) != body[numberLength-1] {
		return "", bad
	}
	return prefix + "-" + body[:4] + "-" + body[4:8] + "-" + body[8:], nil
}
