package yamldoc

import (
	"reflect"
	"unicode/utf8"
)

// meantKey proposes the key of a type that a mistyped one, or the Chinese name
// of a key, stands for.
func (d *Decoder) meantKey(t reflect.Type, text string) Phrase {
	known := ShapeOf(t).Order
	for _, key := range known {
		if d.Label != nil && d.Label(t, key) == text {
			return PhraseOf("yamldoc.meant", "word", key)
		}
	}
	return Meant(text, known)
}

// Meant proposes the known word that lies nearest to a mistyped one.
func Meant(text string, known []string) Phrase {
	const longest, most = 40, 500
	best, nearest := "", 3 // three edits away is another word
	size := utf8.RuneCountInString(text)
	if size > longest {
		return Phrase{}
	}
	for _, word := range known[:min(most, len(known))] {
		long := utf8.RuneCountInString(word)
		if n := size - long; n > 2 || n < -2 {
			continue
		}
		if d := distance(text, word); d < nearest && d < max(size, long)-1 {
			best, nearest = word, d
		}
	}
	if best == "" {
		return Phrase{}
	}
	return PhraseOf("yamldoc.meant", "word", best)
}

// distance is the number of edits between two words: letters put in, taken
// out, changed, or swapped with their neighbour.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			change := last[j-1]
			if x[i-1] != y[j-1] {
				change++
			}
			row[j] = min(change, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
