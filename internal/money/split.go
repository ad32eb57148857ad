package money

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"songnuan/internal/problem"
)

// Split shares total among lines by weight so that the shares add up to total
// exactly (largest remainder): each line gets its share rounded down, and the
// fen left over go one each to the largest remainders. Where remainders tie,
// the earlier line comes first. A negative total splits as its mirror image.
//
// Weights are counts of any unit, none negative and not all zero.
func Split(total Fen, weights []int64) ([]Fen, error) {
	if _, err := within(total); err != nil {
		return nil, err
	}
	sum, err := sumWeights(weights)
	if err != nil {
		return nil, err
	}
	shares := make([]Fen, len(weights))
	rests := make([]uint64, len(weights))
	left := magnitude(int64(total))
	for i, w := range weights {
		// total ≤ Max and w ≤ sum, so the quotient fits and Div64 can't panic.
		hi, lo := bits.Mul64(magnitude(int64(total)), uint64(w))
		share, rest := bits.Div64(hi, lo, sum)
		shares[i], rests[i] = Fen(share), rest
		left -= share
	}
	for _, i := range byRemainder(rests)[:left] {
		shares[i]++
	}
	if total < 0 {
		for i := range shares {
			shares[i] = -shares[i]
		}
	}
	return shares, nil
}

// sumWeights is positive and at most MaxInt64.
func sumWeights(weights []int64) (uint64, error) {
	var sum int64
	for i, w := range weights {
		if w < 0 {
			return 0, problem.New(problem.Invalid, "money.negative_weight", "line", i+1, "weight", w)
		}
		if w > math.MaxInt64-sum {
			return 0, tooLarge()
		}
		sum += w
	}
	if sum == 0 {
		return 0, problem.New(problem.Invalid, "money.no_weight")
	}
	return uint64(sum), nil
}

// byRemainder orders lines by remainder, largest first, ties in line order.
func byRemainder(rests []uint64) []int {
	lines := make([]int, len(rests))
	for i := range lines {
		lines[i] = i
	}
	slices.SortStableFunc(lines, func(a, b int) int { return cmp.Compare(rests[b], rests[a]) })
	return lines
}
