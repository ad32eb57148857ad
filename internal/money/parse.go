package money

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"songnuan/internal/problem"
)

// Parse reads an amount that must not be negative, in any spelling that lists
// and papers use: 1234.5, 1,234.50, 1234.50元, ¥1,234.50, full-width digits,
// 1.2万元, 壹仟贰佰叁拾肆元伍角整. A bare number is yuan.
//
// It refuses, each with its own message: more than two decimals that are not
// zero, wrong grouping, scientific notation, formulas, amounts above Max,
// negative amounts, and anything that is no amount.
func Parse(text string) (Fen, error) {
	amount, err := ParseSigned(text)
	if err == nil && amount < 0 {
		return 0, problem.New(problem.Invalid, "money.negative", "text", clip(text))
	}
	return amount, err
}

// ParseSigned is Parse for columns where a negative amount has a meaning:
// -12.50, (12.50) as accountants write it, 负壹拾贰元伍角整.
func ParseSigned(text string) (Fen, error) {
	s := strings.TrimSpace(width.Fold.String(text))
	if s == "" {
		return 0, problem.New(problem.Invalid, "money.empty")
	}
	if strings.HasPrefix(s, "=") {
		return 0, problem.New(problem.Invalid, "money.formula", "text", clip(text))
	}
	s, negative := cutSign(cutCurrency(s))
	s = cutCurrency(s)
	amount, err := parseUnsigned(s, text)
	if negative {
		amount = -amount
	}
	return amount, err
}

func cutCurrency(s string) string {
	for _, mark := range []string{"人民币", "RMB", "CNY", "¥"} {
		if rest, ok := strings.CutPrefix(s, mark); ok {
			return strings.TrimSpace(rest)
		}
	}
	return s
}

func cutSign(s string) (rest string, negative bool) {
	for _, minus := range []string{"-", "−", "负"} {
		if rest, ok := strings.CutPrefix(s, minus); ok {
			return strings.TrimSpace(rest), true
		}
	}
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		return strings.TrimSpace(s[1 : len(s)-1]), true
	}
	return s, false
}

var (
	numeral    = regexp.MustCompile(`^([0-9][0-9,]*)(?:\.([0-9]+))?\s*([万亿]?)\s*(?:[元圆]?[整正]?)$`)
	grouped    = regexp.MustCompile(`^[0-9]{1,3}(,[0-9]{3})+$`)
	scientific = regexp.MustCompile(`^[0-9.]+[eE][+-]?[0-9]+`)
)

func parseUnsigned(s, text string) (Fen, error) {
	if scientific.MatchString(s) {
		return 0, problem.New(problem.Invalid, "money.scientific", "text", clip(text))
	}
	m := numeral.FindStringSubmatch(s)
	if m == nil {
		return parseCapital(s)
	}
	whole, fraction, unit := m[1], m[2], m[3]
	if strings.Contains(whole, ",") && !grouped.MatchString(whole) {
		return 0, problem.New(problem.Invalid, "money.grouping", "text", clip(text))
	}
	shift := map[string]int{"": 2, "万": 6, "亿": 10}[unit]
	return shiftPoint(strings.ReplaceAll(whole, ",", ""), fraction, shift, text)
}

// shiftPoint moves the decimal point right by shift places, to fen.
func shiftPoint(whole, fraction string, shift int, text string) (Fen, error) {
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > shift {
		return 0, problem.New(problem.Invalid, "money.too_precise", "text", clip(text))
	}
	digits := strings.TrimLeft(whole+fraction+strings.Repeat("0", shift-len(fraction)), "0")
	if digits == "" {
		return 0, nil
	}
	if len(digits) > 16 { // Max has 16 digits
		return 0, tooLarge()
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, problem.Wrap(err, problem.Invalid, "money.malformed", "text", clip(text))
	}
	return within(Fen(n))
}
