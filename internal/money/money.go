// Package money counts in fen (分), the hundredth of a yuan, as int64: exact
// sums and splits, and the spellings of money that offices use, from 1,234.50
// to 壹仟贰佰叁拾肆元伍角整.
package money

import "songnuan/internal/problem"

// Fen is an amount in fen. In JSON it is a plain integer, since a decimal
// would pass through a float at the reader's end.
type Fen int64

// Max is the largest amount, 90 trillion yuan (9e15 fen): above any budget,
// and small enough that JSON readers keep it exactly (below 2^53).
const Max Fen = 9_000_000_000_000_000

// oneYuan is one yuan in fen.
const oneYuan Fen = 100

// within refuses amounts beyond ±Max.
func within(f Fen) (Fen, error) {
	if f > Max || f < -Max {
		return 0, tooLarge()
	}
	return f, nil
}

func tooLarge() error { return problem.New(problem.Invalid, "money.too_large") }

// Add is a+b, refused beyond ±Max.
func Add(a, b Fen) (Fen, error) {
	if _, err := within(a); err != nil {
		return 0, err
	}
	if _, err := within(b); err != nil {
		return 0, err
	}
	return within(a + b)
}

// Sum adds all amounts, refused when a running total leaves ±Max.
func Sum(amounts ...Fen) (Fen, error) {
	var total Fen
	for _, amount := range amounts {
		var err error
		if total, err = Add(total, amount); err != nil {
			return 0, err
		}
	}
	return total, nil
}

// Times is f×n, refused beyond ±Max.
func (f Fen) Times(n int64) (Fen, error) { return f.TimesRatio(n, 1) }
