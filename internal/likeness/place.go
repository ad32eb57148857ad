package likeness

import (
	"strings"

	"songnuan/internal/personal"
)

// villageOf is a village's name without what offices leave off or put before:
// 高埗镇冼沙村村民委员会 is 冼沙. A code stays as it is.
func villageOf(text string) string {
	text = strings.ReplaceAll(personal.NormalName(text), "·", "")
	if i := strings.LastIndexAny(text, "镇乡县区市"); i >= 0 && i+len("镇") < len(text) && !strings.HasPrefix(text[i:], "区居") {
		if rest := text[i+len("镇"):]; len([]rune(rest)) > 1 {
			text = rest
		}
	}
	short := text
	for _, end := range []string{"村民委员会", "社区居民委员会", "居民委员会", "村委会", "居委会", "社区", "嘎查", "村"} {
		if rest, ok := strings.CutSuffix(short, end); ok && rest != "" {
			short = rest
			break
		}
	}
	return short
}

// addressOf is an address without spaces, marks and the words that carry
// nothing, so that 3组12号 and 三组 12 号 are one.
func addressOf(text string) string {
	text = personal.NormalName(text)
	return strings.Map(func(r rune) rune {
		if i := strings.IndexRune("一二三四五六七八九", r); i >= 0 {
			return rune('1' + i/len("一"))
		}
		if strings.ContainsRune("·-—、，,.。()（）号組组", r) {
			return -1
		}
		return r
	}, text)
}

// placing is how alike two villages or two addresses are.
type placing uint8

const (
	placeUnknown placing = iota
	placeSame
	placeAlike
	placeOther
)

// alikeTexts: one holds the other, or they are one slip apart.
func alikeTexts(a, b string) placing {
	switch {
	case a == "" || b == "":
		return placeUnknown
	case a == b:
		return placeSame
	case min(len(a), len(b)) >= 2*len("一") && (strings.Contains(a, b) || strings.Contains(b, a)):
		return placeAlike
	}
	x, y := []rune(a), []rune(b)
	if len(x) == len(y) && len(x) > 1 && differing(x, y) == 1 && a[0] >= 0x80 && !digitsDiffer(x, y) || missingOne(x, y) && min(len(x), len(y)) > 1 {
		return placeAlike
	}
	return placeOther
}

// digitsDiffer: house 12 is not house 13.
func digitsDiffer(a, b []rune) bool {
	for i := range a {
		if a[i] != b[i] {
			return a[i] < 0x80 || b[i] < 0x80
		}
	}
	return false
}
