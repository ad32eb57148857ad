package rule

import (
	"math/big"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// Ratio is a decimal number, Num/Den, Den a power of ten: 1.5 is 15/10.
type Ratio struct{ Num, Den int64 }

const maxDecimals = 6

// ratioOf reads the number as it is written, so that 1.1 is eleven tenths and
// not the binary fraction next to it. Between 0 and 1,000,000,000, at most six
// decimals.
func ratioOf(f float64) (Ratio, bool) {
	if !(f >= 0 && f <= 1e9) {
		return Ratio{}, false
	}
	digits, decimals, _ := strings.Cut(strconv.FormatFloat(f, 'f', -1, 64), ".")
	if len(decimals) > maxDecimals {
		return Ratio{}, false
	}
	num, err := strconv.ParseInt(digits+decimals, 10, 64)
	den := int64(1)
	for range decimals {
		den *= 10
	}
	return Ratio{num, den}, err == nil
}

// String is the number as it is written.
func (r Ratio) String() string {
	return strconv.FormatFloat(float64(r.Num)/float64(r.Den), 'f', -1, 64)
}

// of is x × r rounded half away from zero; an error on overflow.
func (r Ratio) of(x int64) ref.Val {
	n := new(big.Int).Mul(big.NewInt(x), big.NewInt(r.Num))
	if !n.IsInt64() {
		return types.NewErr("overflow")
	}
	product, half := n.Int64(), r.Den/2
	quotient, rest := product/r.Den, product%r.Den
	switch {
	case rest >= half && half > 0:
		quotient++
	case rest <= -half && half > 0:
		quotient--
	}
	return types.Int(quotient)
}
