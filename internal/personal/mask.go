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

// HideNumbers stars what may be an identity, phone or card number in a text of
// any kind: all but the first two of nine digits in a row, or of eleven that
// only spaces and hyphens part. A date has eight, and amounts are shorter; what
// starts with 20 is the moment a file was made (20261123103000), since no
// region, phone or card starts so.
func HideNumbers(text string) string {
	const together, apart = 9, 11
	hidden := []byte(text)
	start, digits, run, longest := 0, 0, 0, 0
	star := func(end int) {
		moment := longest == digits && strings.HasPrefix(text[start:], "20")
		if longest < together && digits < apart || moment {
			return
		}
		kept := 0
		for i := start; i < end; i++ {
			if isDigit(hidden[i]) {
				if kept++; kept > 2 {
					hidden[i] = '*'
				}
			}
		}
	}
	for i := 0; i <= len(text); i++ {
		switch {
		case i < len(text) && isDigit(text[i]):
			digits, run = digits+1, run+1
			longest = max(longest, run)
		case i < len(text) && (text[i] == ' ' || text[i] == '-') && run > 0:
			run = 0
		default:
			star(i)
			start, digits, run, longest = i+1, 0, 0, 0
		}
	}
	return string(hidden)
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// MaskMail shows an e-mail address as c***@qq.com; "" stays "".
func MaskMail(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 1 {
		return ""
	}
	first := []rune(address[:at])[:1]
	return string(first) + "***" + address[at:]
}
