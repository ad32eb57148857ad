package money

import (
	"math"
	"math/bits"
	"strconv"
	"strings"

	"songnuan/internal/problem"
)

// TimesRatio is f×num/den rounded half up to the fen (四舍五入). Negative
// amounts round by their magnitude, so that a refund mirrors its payment.
// A den of zero or a result beyond ±Max is refused.
func (f Fen) TimesRatio(num, den int64) (Fen, error) {
	if den == 0 {
		return 0, problem.New(problem.Invalid, "money.bad_factor", "factor", strconv.FormatInt(num, 10)+"/0")
	}
	hi, lo := bits.Mul64(magnitude(int64(f)), magnitude(num))
	divisor := magnitude(den)
	if hi >= divisor {
		return 0, tooLarge()
	}
	quotient, rest := bits.Div64(hi, lo, divisor)
	if rest >= divisor-rest {
		quotient++
	}
	if quotient > uint64(Max) {
		return 0, tooLarge()
	}
	if (f < 0) != (num < 0) != (den < 0) {
		return -Fen(quotient), nil
	}
	return Fen(quotient), nil
}

// magnitude is |n|, right for the smallest int64 too.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// Scale is f×factor rounded half up to the fen; factor is a decimal such as
// "1.5" (1.5 × 低保标准), not negative, of at most 18 digits.
func Scale(f Fen, factor string) (Fen, error) {
	whole, fraction, dotted := strings.Cut(factor, ".")
	digits := whole + fraction
	if whole == "" || dotted && fraction == "" || len(digits) > 18 || !allDigits(digits) {
		return 0, problem.New(problem.Invalid, "money.bad_factor", "factor", factor)
	}
	num, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, problem.Wrap(err, problem.Invalid, "money.bad_factor", "factor", factor)
	}
	den := int64(1)
	for range fraction {
		den *= 10
	}
	return f.TimesRatio(num, den)
}

// ScaleFloat is Scale by the shortest decimal that names the float: 1.005
// means 1.005 and not the binary fraction just below it.
func ScaleFloat(f Fen, factor float64) (Fen, error) {
	if math.IsNaN(factor) || math.IsInf(factor, 0) {
		return 0, problem.New(problem.Invalid, "money.bad_factor", "factor", factor)
	}
	return Scale(f, strconv.FormatFloat(factor, 'f', -1, 64))
}

func allDigits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}
