// Package personal holds the values that name a person: identity numbers,
// phones, bank and disability cards, names and addresses. Each is checked when
// it is read and shows only its mask when it is printed, logged or encoded;
// the clear text leaves through Clear alone, and rests sealed by a Sealer.
package personal

import (
	"fmt"
	"log/slog"
	"unique"
)

// Secret is a text that prints as its mask. Two are equal (==) when their
// clear texts and kinds are. The text lies behind a handle and not in a string
// field, since fmt looks into unexported fields without asking for a method.
type Secret struct {
	text unique.Handle[string]
	mask masker
}

// masker says how a Secret shows itself.
type masker uint8

const (
	maskAll masker = iota
	maskID
	maskPhone
	maskCard
	maskName
	maskAddress
)

// NewSecret is a text of which nothing is shown, not even its length: a
// password or a token.
func NewSecret(text string) Secret { return newSecret(text, maskAll) }

func newSecret(text string, mask masker) Secret {
	if text == "" {
		return Secret{mask: mask}
	}
	return Secret{text: unique.Make(text), mask: mask}
}

// Clear is the whole text, "" when there is none. Who calls it records why.
func (s Secret) Clear() string {
	if s.text == (unique.Handle[string]{}) {
		return ""
	}
	return s.text.Value()
}

// IsZero tells whether there is no text.
func (s Secret) IsZero() bool { return s.Clear() == "" }

// String is the mask.
func (s Secret) String() string {
	text := s.Clear()
	switch s.mask {
	case maskID:
		return keepEnds(text, 6, 4)
	case maskPhone:
		return hidePhone(text)
	case maskCard:
		return keepEnds(text, 4, 4)
	case maskName:
		return hideName(text)
	case maskAddress:
		return hideAddress(text)
	}
	if text == "" {
		return ""
	}
	return "***"
}

// Format shows the mask whatever the verb: %v, %+v, %#v, %q, %x.
func (s Secret) Format(state fmt.State, _ rune) { _, _ = fmt.Fprint(state, s.String()) }

// LogValue shows the mask.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText gives the mask, to JSON and other encodings.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
