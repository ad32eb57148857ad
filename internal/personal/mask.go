package personal

import (
	"strings"
	"unicode/utf8"
)

// keepEnds hides all but the first and last characters. A text too short to
// hide anything is hidden whole.
func keepEnds(text string, first, last int) string {
	r := []rune(text)
	if len(r) <= first+last {
		return strings.Repeat("*", len(r))
	}
	return string(r[:first]) + strings.Repeat("*", len(r)-first-last) + string(r[len(r)-last:])
}

// hidePhone shows 138****5678, and of a landline its area code: 0769-****5678.
func hidePhone(text string) string {
	if area, number, ok := strings.Cut(text, "-"); ok {
		number, _, _ = strings.Cut(number, "-")
		return area + "-" + keepEnds(number, 0, 4)
	}
	if len(text) < 11 {
		return keepEnds(text, 0, 4)
	}
	return keepEnds(text, 3, 4)
}

// hideName shows 张*, 张*丰, 欧阳*, 欧阳*华, and of a name in parts 买**·吐**.
func hideName(text string) string {
	if strings.Contains(text, "·") {
		parts := strings.Split(text, "·")
		for i, part := range parts {
			parts[i] = keepFirst(part, 1)
		}
		return strings.Join(parts, "·")
	}
	n := utf8.RuneCountInString(text)
	surname := utf8.RuneCountInString(Surname(text))
	if n-surname < 2 {
		return keepFirst(text, min(surname, n-1))
	}
	return keepEnds(text, surname, 1)
}

func keepFirst(text string, first int) string {
	r := []rune(text)
	if len(r) <= first || first < 0 {
		return strings.Repeat("*", len(r))
	}
	return string(r[:first]) + strings.Repeat("*", len(r)-first)
}

// placeEnds close the name of a village or community, and of a town for an
// address that names no village; longest first where one ends in another.
var placeEnds = [][]string{
	{"村民委员会", "居民委员会", "村委会", "居委会", "社区", "嘎查", "村"},
	{"街道", "苏木", "镇", "乡"},
}

// hideAddress shows an address down to the village, never the house.
func hideAddress(text string) string {
	for _, ends := range placeEnds {
		cut := -1
		for _, end := range ends {
			if i := strings.Index(text, end); i >= 0 {
				cut = max(cut, i+len(end))
			}
		}
		if cut > 0 {
			if cut == len(text) {
				return text
			}
			return text[:cut] + "****"
		}
	}
	if text == "" {
		return ""
	}
	return "****"
}
