package money

import (
	"fmt"
	"strconv"
)

// String is the amount in yuan with two decimals and no grouping: 1234.50.
func (f Fen) String() string {
	sign, yuan, fen := f.parts()
	return fmt.Sprintf("%s%d.%02d", sign, yuan, fen)
}

// Yuan is the amount in yuan as tables print it: 1,234.50.
func (f Fen) Yuan() string {
	sign, yuan, fen := f.parts()
	digits := strconv.FormatUint(yuan, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return fmt.Sprintf("%s%s.%02d", sign, digits, fen)
}

func (f Fen) parts() (sign string, yuan, fen uint64) {
	if f < 0 {
		sign = "-"
	}
	m := magnitude(int64(f))
	return sign, m / 100, m % 100
}
