package stage

import (
	"regexp"
	"strconv"

	"songnuan/internal/day"
)

// The dates of a plan's text: a day of a year that its parameter names, and a
// day before the Spring Festival.
var (
	dated  = regexp.MustCompile(`\{year([+-]1)?\}-(\d\d)-(\d\d)`)
	before = regexp.MustCompile(`before\(春节(?:, *(\d+))?\)`)
)

// laid moves every date of a plan by the days that lie between a day of it and
// today, so that today is at that point of the campaign. Its duties of a whole
// year move along; festivals named by themselves stay where they are.
func laid(text []byte, year int, anchor, today, festival day.Date) []byte {
	by := today.Sub(anchor)
	moved := func(d day.Date) []byte { return []byte(d.AddDays(by).String()) }
	text = dated.ReplaceAllFunc(text, func(found []byte) []byte {
		parts := dated.FindSubmatch(found)
		shift, _ := strconv.Atoi(string(parts[1])) // the pattern lets only these through
		month, _ := strconv.Atoi(string(parts[2]))
		of, _ := strconv.Atoi(string(parts[3]))
		d, ok := day.New(year+shift, month, of)
		if !ok {
			return found
		}
		return moved(d)
	})
	return before.ReplaceAllFunc(text, func(found []byte) []byte {
		earlier := 1
		if n := before.FindSubmatch(found)[1]; len(n) > 0 {
			earlier, _ = strconv.Atoi(string(n))
		}
		return moved(festival.AddDays(-earlier))
	})
}
