package area

import (
	"slices"
	"strings"
	"unicode"
)

// How a name was matched, from sure to guessed.
type How int

// The ways, tried in this order.
const (
	None  How = iota
	Exact     // the same characters
	Alias     // the same but for the town before it and the ending: 冼沙, 冼沙村委会, 高埗镇冼沙村
	Near      // one character wrong, missing, too many or two swapped: 洗沙村
)

// Matched is the answer of Match: one area, or several when the name fits them
// equally well and a person must choose.
type Matched struct {
	How   How
	Areas []Area
}

// Area is the one match, false when there is none or more than one.
func (m Matched) Area() (Area, bool) {
	if len(m.Areas) != 1 {
		return Area{}, false
	}
	return m.Areas[0], true
}

// Match looks a written place name up among the areas it can mean, as the
// villages of one town.
func Match(name string, candidates []Area) Matched {
	name = squeeze(name)
	if name == "" {
		return Matched{}
	}
	for _, way := range []struct {
		how  How
		fits func(candidate string) bool
	}{
		{Exact, func(candidate string) bool { return candidate == name }},
		{Alias, func(candidate string) bool { return base(candidate) == base(name) }},
		{Near, func(candidate string) bool { return oneEdit(base(name), base(candidate)) }},
	} {
		var found []Area
		for _, candidate := range candidates {
			if way.fits(squeeze(candidate.Name)) {
				found = append(found, candidate)
			}
		}
		if len(found) > 0 {
			return Matched{way.how, sameKind(name, found)}
		}
	}
	return Matched{}
}

func squeeze(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, name)
}

// endings close the name of a village or community; a name may have two, as
// 高埗村村民委员会 and 新创社区居民委员会.
var endings = []string{"村民委员会", "居民委员会", "村委会", "居委会", "委员会", "社区", "嘎查", "村"}

// towns end what stands before a village's own name.
var towns = []string{"街道办事处", "街道", "苏木", "镇", "乡"}

func base(name string) string {
	for _, town := range towns {
		if _, rest, ok := strings.Cut(name, town); ok && rest != "" && !slices.Contains(endings, rest) {
			name = rest
			break
		}
	}
	return stripEndings(name)
}

// stripEndings keeps at least one character.
func stripEndings(name string) string {
	for again := true; again; {
		again = false
		for _, ending := range endings {
			if rest, ok := strings.CutSuffix(name, ending); ok && rest != "" {
				name, again = rest, true
			}
		}
	}
	return name
}

// sameKind prefers villages for a name written as a village, communities for
// one written as a community, when that leaves any.
func sameKind(name string, found []Area) []Area {
	kind := kindOf(name)
	if kind == "" || len(found) < 2 {
		return found
	}
	same := slices.DeleteFunc(slices.Clone(found), func(a Area) bool { return kindOf(a.Name) != kind })
	if len(same) == 0 {
		return found
	}
	return same
}

func kindOf(name string) string {
	switch {
	case strings.Contains(name, "社区") || strings.Contains(name, "居委会") || strings.Contains(name, "居民委员会"):
		return "社区"
	case strings.Contains(name, "嘎查"):
		return "嘎查"
	case strings.Contains(name, "村"):
		return "村"
	}
	return ""
}

// oneEdit tells whether one character was changed, dropped or added, or two
// neighbours swapped. Names of one character are too short to guess at.
func oneEdit(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y) < 2 || len(y)-len(x) > 1 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	if len(x) < len(y) {
		return slices.Equal(x[i:], y[i+1:])
	}
	if i == len(x) || slices.Equal(x[i+1:], y[i+1:]) {
		return true
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && slices.Equal(x[i+2:], y[i+2:])
}
