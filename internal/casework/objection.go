package casework

import (
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// Objection (异议) is what somebody said against one row of a notice, or against
// the notice as a whole. It needs no name.
type Objection struct {
	ID       id.ID
	Notice   id.ID
	Serial   int   // of the row, 0 for the whole notice
	Case     id.ID // of the row, "" for the whole notice
	Area     area.Code
	Unit     string
	Public   bool // came over the public page
	Named    bool
	Received day.Date
	Due      day.Date // to be answered by; unset without limit
	State    ObjectionState
	Settled  day.Date

	ObjectionText // sealed where it lies

	Actor    string // of the last change; "" is a stranger on the public page
	Recorded day.Instant
	Version  int64
}

// ObjectionText are the words of an objection and of its answer.
type ObjectionText struct {
	Receipt string   `json:"receipt"`
	Name    string   `json:"name,omitempty"`
	Contact string   `json:"contact,omitempty"`
	Text    string   `json:"text"`
	Taker   string   `json:"taker,omitempty"`  // who took it in the office
	Looked  []Person `json:"looked,omitempty"` // who looked into it again
	Answer  string   `json:"answer,omitempty"` // reasons, for who objected to read
}

// ObjectionState is how an objection stands.
type ObjectionState string

// The states of an objection.
const (
	ObjectionOpen      ObjectionState = "open"
	ObjectionUpheld    ObjectionState = "upheld"
	ObjectionDismissed ObjectionState = "dismissed"
)

// ObjectionStates are all, in the order they are shown.
var ObjectionStates = []ObjectionState{ObjectionOpen, ObjectionUpheld, ObjectionDismissed}

// Text is the state's name.
func (s ObjectionState) Text(lang locale.Lang) string {
	return locale.Text(lang, "casework.objection_state."+string(s), nil)
}

// Late tells whether the answer is overdue.
func (o *Objection) Late(today day.Date) bool {
	return o.State == ObjectionOpen && !o.Due.IsZero() && o.Due.Before(today)
}

// Bounds of what is typed, in characters.
const (
	objectionLeast = 5
	ObjectionMost  = 2000
	contactMost    = 100
)

// Check puts an objection's words right and refuses one that nobody could look
// into.
func (t *ObjectionText) Check() error {
	t.Text, t.Name, t.Contact = strings.TrimSpace(strings.ToValidUTF8(t.Text, "")), strings.TrimSpace(t.Name), strings.TrimSpace(t.Contact)
	switch n := utf8.RuneCountInString(t.Text); {
	case n < objectionLeast:
		return problem.New(problem.Invalid, "casework.objection_short", "least", objectionLeast)
	case n > ObjectionMost:
		return problem.New(problem.Invalid, "casework.objection_long", "most", ObjectionMost, "count", n)
	case utf8.RuneCountInString(t.Name) > contactMost, utf8.RuneCountInString(t.Contact) > contactMost:
		return problem.New(problem.Invalid, "casework.contact_long", "most", contactMost)
	}
	return nil
}

// receiptSigns are the characters of a receipt number: none that looks like
// another on paper. Their number is prime, so that the check character finds
// every wrong character and every two that changed places.
const receiptSigns = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// receiptLength counts the characters of a receipt number: fifteen by chance,
// which is 74 bits, and one that checks them.
const receiptLength = 16

// NewReceipt makes a receipt number, AB2C-DEFG-H3JK-4567, that nobody can guess.
func NewReceipt(random io.Reader) (string, error) {
	signs, one := make([]byte, 0, receiptLength), make([]byte, 1)
	for len(signs) < receiptLength-1 {
		if _, err := io.ReadFull(random, one); err != nil {
			return "", err
		}
		if most := 256 / len(receiptSigns) * len(receiptSigns); int(one[0]) < most {
			signs = append(signs, receiptSigns[int(one[0])%len(receiptSigns)])
		}
	}
	return parted(string(append(signs, receiptCheck(signs)))), nil
}

// receiptCheck is the sign whose place makes the weighted sum a multiple of the
// number of signs.
func receiptCheck(signs []byte) byte {
	sum := 0
	for i, sign := range signs {
		sum += (i + 2) * strings.IndexByte(receiptSigns, sign)
	}
	n := len(receiptSigns)
	return receiptSigns[(n-sum%n)%n]
}

func parted(signs string) string {
	return signs[:4] + "-" + signs[4:8] + "-" + signs[8:12] + "-" + signs[12:]
}

// ParseReceipt reads a receipt number as people type it: small letters, with or
// without hyphens and spaces.
func ParseReceipt(text string) (string, error) {
	signs := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '－' || r == '—' || r == '\u3000' {
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(text)))
	bad := problem.New(problem.Invalid, "casework.receipt_bad")
	if len(signs) != receiptLength || strings.Trim(signs, receiptSigns) != "" {
		return "", bad
	}
	if receiptCheck([]byte(signs[:receiptLength-1])) != signs[receiptLength-1] {
		return "", bad
	}
	return parted(signs), nil
}

// MaySettle refuses who has checked the case at home before, by account or by
// name: an objection is looked into by others.
func MaySettle(acts []Act, looked []Person) error {
	if len(looked) == 0 {
		return problem.New(problem.Invalid, "casework.looked_missing")
	}
	for _, a := range Standing(acts) {
		if a.Do != StepCheck || a.Verb != Pass {
			continue
		}
		for _, who := range looked {
			name := strings.TrimSpace(who.Name)
			if who.User != "" && slices.Contains(a.Users(), who.User) || name != "" && a.names(name) {
				return problem.New(problem.Forbidden, "casework.checked_before")
			}
		}
	}
	return nil
}

// names tells whether a person of the name took part in the act.
func (a *Act) names(name string) bool {
	return slices.ContainsFunc(a.With, func(p Person) bool { return strings.TrimSpace(p.Name) == name })
}
