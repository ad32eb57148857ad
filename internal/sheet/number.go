package sheet

import (
	"math"
	"strconv"
	"strings"

	"github.com/xuri/nfp"
)

// plain writes a stored number without exponent. It moves the point in the
// digits themselves, so that nothing is rounded.
func plain(raw string) string {
	mantissa, exponent, ok := strings.Cut(strings.ToUpper(raw), "E")
	if !ok {
		return raw
	}
	shift, err := strconv.Atoi(exponent)
	if err != nil || shift > 400 || shift < -400 {
		return raw
	}
	sign := ""
	if strings.HasPrefix(mantissa, "-") {
		sign, mantissa = "-", mantissa[1:]
	}
	whole, part, _ := strings.Cut(mantissa, ".")
	digits := whole + part
	point := len(whole) + shift
	switch {
	case point <= 0:
		digits, point = strings.Repeat("0", 1-point)+digits, 1
	case point > len(digits):
		digits += strings.Repeat("0", point-len(digits))
	}
	whole, part = strings.TrimLeft(digits[:point], "0"), strings.TrimRight(digits[point:], "0")
	if whole == "" {
		whole = "0"
	}
	if part != "" {
		part = "." + part
	}
	return sign + whole + part
}

// general shows a number as Excel's standard format does: eleven places, and
// from twelve whole digits on an exponent. An ID number typed as a number
// therefore shows as 4.419E+17.
func general(x float64) string {
	size := math.Abs(x)
	switch {
	case x == 0:
		return "0"
	case size >= 1e11 || size < 1e-9:
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(x, 'E', 5, 64), "E")
		return trimZeros(mantissa) + "E" + exponent
	}
	whole := len(strconv.FormatFloat(math.Trunc(size), 'f', 0, 64))
	return trimZeros(strconv.FormatFloat(x, 'f', max(0, 10-whole), 64))
}

func trimZeros(s string) string {
	if !strings.Contains(s, ".") {
		return s
	}
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// pattern is what a section of a number format asks for.
type pattern struct {
	prefix, suffix       string
	whole, least, digits int // least whole digits, least and most decimals
	thousands, percent   bool
}

// show writes the number in its format. Formats with an exponent, a fraction,
// a condition or marks between the digits are rare in lists of people; for
// these the plain number is shown.
func (f *format) show(x float64, raw string) string {
	section := f.section(x)
	if section == nil {
		return general(x)
	}
	p, ok := patternOf(section.Items)
	if !ok {
		return plain(raw)
	}
	if section.Type == nfp.TokenSectionNegative {
		x = -x
	}
	return p.write(x)
}

// section picks the part for the number's sign, nil when the format says
// nothing about numbers.
func (f *format) section(x float64) *nfp.Section {
	var positive *nfp.Section
	for i := range f.sections {
		s := &f.sections[i]
		switch s.Type {
		case nfp.TokenSectionPositive:
			positive = s
		case nfp.TokenSectionNegative:
			if x < 0 {
				return s
			}
		case nfp.TokenSectionZero:
			if x == 0 {
				return s
			}
		}
	}
	return positive
}

func patternOf(items []nfp.Token) (p pattern, ok bool) {
	var inDecimals, seen, closed bool
	literal := func(s string) {
		if seen {
			p.suffix += s
			closed = true
		} else {
			p.prefix += s
		}
	}
	for _, item := range items {
		switch item.TType {
		case nfp.TokenTypeZeroPlaceHolder, nfp.TokenTypeHashPlaceHolder, nfp.TokenTypeDigitalPlaceHolder:
			if closed {
				return p, false
			}
			seen = true
			p.count(item, inDecimals)
		case nfp.TokenTypeDecimalPoint:
			inDecimals = true
		case nfp.TokenTypeThousandsSeparator:
			p.thousands = true
		case nfp.TokenTypePercent:
			p.percent = true
			literal("%")
		case nfp.TokenTypeLiteral:
			literal(item.TValue)
		case nfp.TokenTypeCurrencyLanguage:
			literal(currency(item))
		case nfp.TokenTypeColor, nfp.TokenTypeAlignment, nfp.TokenTypeRepeatsChar:
		default:
			return p, false
		}
	}
	return p, seen || p.prefix != ""
}

func (p *pattern) count(item nfp.Token, inDecimals bool) {
	n := len(item.TValue)
	zero := item.TType == nfp.TokenTypeZeroPlaceHolder
	switch {
	case inDecimals && zero:
		p.least, p.digits = p.least+n, p.digits+n
	case inDecimals:
		p.digits += n
	case zero:
		p.whole += n
	}
}

func currency(item nfp.Token) string {
	for _, part := range item.Parts {
		if part.Token.TType == nfp.TokenSubTypeCurrencyString {
			return part.Token.TValue
		}
	}
	return ""
}

func (p pattern) write(x float64) string {
	if p.percent {
		x *= 100
	}
	sign := ""
	if x < 0 {
		sign, x = "-", -x
	}
	text := strconv.FormatFloat(x, 'f', min(p.digits, 30), 64)
	whole, part, _ := strings.Cut(text, ".")
	for len(part) > p.least && strings.HasSuffix(part, "0") {
		part = part[:len(part)-1]
	}
	if whole == "0" && p.whole == 0 {
		whole = ""
	}
	whole = strings.Repeat("0", max(0, min(p.whole, maxCode)-len(whole))) + whole
	if p.thousands {
		whole = groups(whole)
	}
	if part != "" {
		part = "." + part
	}
	return sign + p.prefix + whole + part + p.suffix
}

func groups(whole string) string {
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return whole
}
