package casework

import (
	"fmt"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
)

// ReceiptPrefix is the beginning of the receipt numbers (受理编号) of a town and
// a year: the year's last two digits and the town's three. Towns of different
// counties may share one; they then share its count.
func ReceiptPrefix(where area.Code, on day.Date) string {
	town := "000"
	if len(where) >= 9 {
		town = string(where[6:9])
	}
	return fmt.Sprintf("%02d-%s", on.Year()%100, town)
}

// Receipt is the n-th receipt number of a prefix, from 1, with its check digit:
// 26-129-0017-4. It is short enough to be told over the telephone; the check
// finds any one wrong digit and nearly all that are swapped.
func Receipt(prefix string, n int64) string {
	body := fmt.Sprintf("%s-%04d", prefix, n)
	return body + "-" + string(checkDigit(body))
}

// ReceiptSound tells whether a text is a receipt number with its check digit.
func ReceiptSound(text string) bool {
	at := strings.LastIndexByte(text, '-')
	return at > 0 && strings.Count(text, "-") == 3 && text[at+1:] == string(checkDigit(text[:at]))
}

// checkDigit is that of ISO/IEC 7064, MOD 11,10, over the digits of a text.
func checkDigit(text string) byte {
	p := 10
	for _, r := range text {
		if r < '0' || r > '9' {
			continue
		}
		if p = (p + int(r-'0')) % 10; p == 0 {
			p = 10
		}
		p = p * 2 % 11
	}
	return byte('0' + (11-p)%10)
}
