package demo

import "math/rand/v2"

// dice draws. Everything in the package that is left to chance goes through it.
type dice struct{ r *rand.Rand }

// upTo is 0 … n-1.
func (d dice) upTo(n int) int { return d.r.IntN(n) }

// between is low … high, both included.
func (d dice) between(low, high int) int { return low + d.r.IntN(high-low+1) }

// percent is true in so many of a hundred.
func (d dice) percent(n int) bool { return d.r.IntN(100) < n }

// one draws from a list.
func one[T any](d dice, list []T) T { return list[d.upTo(len(list))] }

// weighted is something that is drawn as often as its weight says.
type weighted[T any] struct {
	what   T
	weight int
}

func draw[T any](d dice, list []weighted[T]) T {
	total := 0
	for _, w := range list {
		total += w.weight
	}
	at := d.upTo(total)
	for _, w := range list {
		if at -= w.weight; at < 0 {
			return w.what
		}
	}
	panic("demo: weights do not add up")
}

// sign draws one character of a text.
func (d dice) sign(text string) string {
	signs := []rune(text)
	return string(signs[d.upTo(len(signs))])
}
