package term

import (
	"slices"
	"strings"

	"golang.org/x/text/width"
)

// normal is the form in which spellings are compared: half-width, without
// spaces, brackets as ( ), Latin letters in upper case, ideographic comma kept.
func normal(text string) string {
	folded := width.Fold.String(text)
	return strings.ToUpper(strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\n', '\r', '\u00a0', '\ufeff', '\u200b':
			return -1
		case '[', '【', '〔', '{':
			return '('
		case ']', '】', '〕', '}':
			return ')'
		}
		return r
	}, folded))
}

// Suggest gives up to three canonical names that an unknown spelling may have
// meant, best first: those that share the most characters with it, at least
// half of the shorter text.
func Suggest(list, text string) []string {
	l := lists()[list]
	if l == nil {
		return nil
	}
	const enough = 0.5
	type candidate struct {
		name  string
		score float64
	}
	best := map[string]float64{}
	given := []rune(normal(text))
	for _, spelling := range l.ordered {
		name := l.byText[spelling].Name
		if score := likeness(given, []rune(spelling)); score >= enough && score > best[name] {
			best[name] = score
		}
	}
	var found []candidate
	for _, name := range l.names {
		if score, ok := best[name]; ok {
			found = append(found, candidate{name, score})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int {
		if a.score > b.score {
			return -1
		}
		if a.score < b.score {
			return 1
		}
		return 0
	})
	var names []string
	for _, c := range found[:min(3, len(found))] {
		names = append(names, c.name)
	}
	return names
}

// likeness is twice the shared characters over the sum of both lengths
// (Sørensen–Dice), 0..1. Texts in question have a handful of characters.
func likeness(a, b []rune) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	rest := slices.Clone(b)
	shared := 0
	for _, r := range a {
		if i := slices.Index(rest, r); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(a)+len(b))
}
