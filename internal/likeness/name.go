package likeness

import (
	"slices"
	"strings"

	"songnuan/internal/personal"
)

// named is a name as it is compared. One stands for all who have it.
type named struct {
	text   string // folded
	signs  []rune
	sounds []string // syllables
	near   []string // syllables without what dialects run together
	sound  uint64   // of near, in its order
	sorted uint64   // of near, whatever the order: 三丰张 is 张三丰
}

// hash is FNV-1a over the parts: the same in every run, so that the same list
// gives the same pairs.
func hash(parts ...string) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for _, p := range parts {
		for i := range len(p) {
			h = (h ^ uint64(p[i])) * prime
		}
		h = (h ^ 0x1f) * prime
	}
	return h | 1 // 0 is no key
}

func newNamed(text string) named {
	n := named{text: text, signs: []rune(text)}
	if text == "" {
		return n
	}
	n.sounds = personal.Pinyin(text).Syllables
	n.near = make([]string, len(n.sounds))
	for i, s := range n.sounds {
		n.near[i] = dialect(s)
	}
	n.sound = hash(n.near...)
	n.sorted = hash(slices.Sorted(slices.Values(n.near))...)
	return n
}

// dialect runs together what many speakers do: zh and z, n and l, ang and an.
func dialect(s string) string {
	for _, pair := range [][2]string{{"zh", "z"}, {"ch", "c"}, {"sh", "s"}, {"l", "n"}} {
		if rest, ok := strings.CutPrefix(s, pair[0]); ok {
			s = pair[1] + rest
			break
		}
	}
	for _, end := range []string{"ang", "eng", "ing"} {
		if rest, ok := strings.CutSuffix(s, end); ok {
			return rest + end[:2]
		}
	}
	return s
}

// first is the sound of the surname, last that of the last sign.
func (n *named) first() string {
	if len(n.near) == 0 {
		return ""
	}
	return n.near[0]
}

func (n *named) last() string {
	if len(n.near) == 0 {
		return ""
	}
	return n.near[len(n.near)-1]
}

// naming is how alike two names are.
type naming uint8

const (
	nameUnknown naming = iota
	nameSame
	nameVariant   // another form of a character: 昇 and 升
	nameHomophone // the same sounds
	nameNear      // nearly the same sounds
	nameTurned    // the same characters in another order
	nameCrossed   // it stands in the column of the head, and the head's here
	nameSlip      // one character is another
	nameShort     // one character is missing
	nameFamily    // the surname only
	nameOther
)

// compareNames looks at the names alone.
func compareNames(a, b *named) naming {
	switch {
	case a.text == "" || b.text == "":
		return nameUnknown
	case a.text == b.text:
		return nameSame
	case len(a.signs) == len(b.signs) && slices.Equal(a.sounds, b.sounds):
		return nameHomophone
	case a.sound == b.sound:
		return nameNear
	case a.sorted == b.sorted && len(a.signs) > 1:
		return nameTurned
	case len(a.signs) == len(b.signs) && len(a.signs) > 2 && differing(a.signs, b.signs) == 1:
		return nameSlip
	case max(len(a.signs), len(b.signs)) > 2 && missingOne(a.signs, b.signs):
		return nameShort
	case a.signs[0] == b.signs[0]:
		return nameFamily
	}
	return nameOther
}

func differing(a, b []rune) (n int) {
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

// missingOne tells whether one is the other without one sign.
func missingOne(a, b []rune) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(a) != len(b)+1 {
		return false
	}
	i := 0
	for i < len(b) && a[i] == b[i] {
		i++
	}
	return slices.Equal(a[i+1:], b[i:])
}

// shared gives the signs that a slip left as they are, each with whether it is
// the first.
func shared(a, b []rune, yield func(sign rune, first bool)) {
	if len(a) > len(b) {
		a, b = b, a
	}
	for i, r := range a {
		if r == b[i] || len(a) < len(b) && r == b[i+1] {
			yield(r, i == 0)
		}
	}
}
