package plan

import (
	"strconv"
	"strings"

	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// String is the quantity in units without trailing zeros: 2.5.
func (q Quantity) String() string {
	whole, rest := strconv.FormatInt(int64(q)/1000, 10), int64(q)%1000
	if rest == 0 {
		return whole
	}
	if rest < 0 {
		rest = -rest
	}
	return whole + "." + strings.TrimRight(strconv.FormatInt(1000+rest, 10)[1:], "0")
}

// thousandths shows a figure in thousandths of a unit.
type thousandths Figure

// Text is 4, 1–2, 约100 or 不少于3.
func (t thousandths) Text(lang locale.Lang) string {
	switch {
	case !Figure(t).Known():
		return Word("unknown").Text(lang)
	case t.Open:
		return locale.Text(lang, "plan.word.at_least", problem.Args{"n": Quantity(t.Min)})
	case t.About:
		return locale.Text(lang, "plan.word.about", problem.Args{"n": Quantity(t.N)})
	case t.Min != t.Max:
		return Quantity(t.Min).String() + "–" + Quantity(t.Max).String()
	}
	return Quantity(t.N).String()
}
