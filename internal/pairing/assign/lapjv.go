package assign

import (
	"math"
)

// whole are the sizes that costs are kept in.
type whole interface{ int32 | int64 }

// jv is one run of LAPJV over n rows and m >= n columns.
type jv[T whole] struct {
	n, m   int
	cost   []T
	skip   int64   // of leaving a row out; never reached when all rows fit
	v      []int64 // prices of columns
	column []int32 // of a row; none, or out
	row    []int32 // of a column, or none
	free   []int32
}

const (
	none = -1 // nobody yet
	out  = -2 // left out for good
)

// newJV begins a run. reduce makes the column reduction, for which there must be
// as many columns as rows and no ban.
func newJV[T whole](n, m int, cost []T, skip int64, reduce bool) *jv[T] {
	s := &jv[T]{n: n, m: m, cost: cost, skip: skip, v: make([]int64, m), column: make([]int32, n), row: make([]int32, m)}
	fill(s.column, none)
	fill(s.row, none)
	if reduce {
		s.reduceColumns()
	} else {
		for i := range n {
			s.free = append(s.free, int32(i))
		}
	}
	s.reduceRows()
	s.reduceRows()
	s.augment()
	return s
}

func fill(all []int32, with int32) {
	for i := range all {
		all[i] = with
	}
}

// line is the costs of a row.
func (s *jv[T]) line(i int32) []T { return s.cost[int(i)*s.m:][:s.m] }

// reduceColumns gives each column its cheapest row where that is free yet, and
// moves what a row has to spare to the price of its column.
func (s *jv[T]) reduceColumns() {
	least, at := make([]T, s.m), make([]int32, s.m)
	copy(least, s.line(0))
	for i := int32(1); i < int32(s.n); i++ {
		row := s.line(i)
		for j := range least {
			if c := row[j]; c < least[j] {
				least[j], at[j] = c, i
			}
		}
	}
	times := make([]int, s.n)
	for j := s.m - 1; j >= 0; j-- {
		i := at[j]
		s.v[j] = int64(least[j])
		if times[i]++; times[i] == 1 {
			s.column[i], s.row[j] = int32(j), i
		}
	}
	for i := range int32(s.n) {
		switch times[i] {
		case 0:
			s.free = append(s.free, i)
		case 1:
			s.transfer(i)
		}
	}
}

func (s *jv[T]) transfer(i int32) {
	mine, row, v := int(s.column[i]), s.line(i), s.v
	least := int64(math.MaxInt64)
	for j := range v {
		if h := int64(row[j]) - v[j]; h < least && j != mine {
			least = h
		}
	}
	if least != math.MaxInt64 {
		v[mine] -= least
	}
}

// two finds the cheapest and the second cheapest column of a row at the prices
// of the moment.
func (s *jv[T]) two(i int32) (first, second int64, at, next int32) {
	row := s.line(i)
	v := s.v[:len(row)]
	first, second, at, next = math.MaxInt64, math.MaxInt64, none, none
	for j, c := range row {
		h := int64(c) - v[j]
		if h < second {
			if h < first {
				first, second, at, next = h, first, int32(j), at
			} else {
				second, next = h, int32(j)
			}
		}
	}
	return first, second, at, next
}

// reduceRows gives each free row its cheapest column, whose price falls by what
// the second cheapest costs more; the row that had it is free. A price war in
// small steps is cut short: what it leaves goes the way of augment.
func (s *jv[T]) reduceRows() {
	steps := 4 * len(s.free)
	free := s.free
	var later []int32
	for k := 0; k < len(free); {
		i := free[k]
		k++
		first, second, at, next := s.two(i)
		if first >= s.skip {
			s.column[i] = out
			continue
		}
		second = min(second, s.skip)
		holder := s.row[at]
		lowered := second > first && second != math.MaxInt64
		if lowered {
			s.v[at] -= second - first
		} else if holder >= 0 && next >= 0 && second == first {
			at, holder = next, s.row[next]
		}
		s.column[i], s.row[at] = at, i
		if holder < 0 {
			continue
		}
		s.column[holder] = none
		if steps--; lowered && steps > 0 {
			k--
			free[k] = holder
		} else {
			later = append(later, holder)
		}
	}
	s.free = later
}

// path is the room that looking for a shortest path needs.
type path struct {
	dist   []int64 // by place in list
	list   []int32 // columns: done, about to be gone through, still to be reached
	before []int32 // row from which a column is reached, by column
}

// augment serves each row that is still free along a shortest path of changes.
func (s *jv[T]) augment() {
	p := &path{make([]int64, s.m), make([]int32, s.m), make([]int32, s.m)}
	for _, f := range s.free {
		s.serve(f, p)
	}
}

// serve finds the shortest path from a free row to a free column, or to a row
// that is better left out, and changes along it.
func (s *jv[T]) serve(f int32, p *path) {
	row := s.line(f)
	for j := range row {
		p.dist[j], p.list[j], p.before[j] = int64(row[j])-s.v[j], int32(j), f
	}
	leave, least := f, s.skip // the row best left out, and at what distance
	low, up, reached := 0, 0, int64(0)
	for {
		if up == low {
			reached, up = p.nearest(low)
			if least < reached {
				s.settle(p, low, least)
				s.turn(f, s.giveUp(leave), p)
				return
			}
			for k := low; k < up; k++ {
				if j := p.list[k]; s.row[j] < 0 {
					s.settle(p, low, reached)
					s.turn(f, j, p)
					return
				}
			}
		}
		at := p.list[low]
		i := s.row[at]
		low++
		row := s.line(i)
		h := int64(row[at]) - s.v[at] - reached
		if d := s.skip - h; d < least && s.skip != math.MaxInt64 {
			leave, least = i, d
		}
		var end int32
		if up, end = s.reach(p, row, i, h, reached, up); end >= 0 {
			s.settle(p, low, reached)
			s.turn(f, end, p)
			return
		}
	}
}

// nearest moves the columns that are nearest of those not gone through to the
// place from low on.
func (p *path) nearest(low int) (reached int64, up int) {
	dist, list := p.dist, p.list[:len(p.dist)]
	if low == len(dist) {
		return math.MaxInt64, low // all are gone through
	}
	reached, up = dist[low], low+1
	for k := low + 1; k < len(dist); k++ {
		d := dist[k]
		if d > reached {
			continue
		}
		if d < reached {
			up, reached = low, d
		}
		dist[k], dist[up] = dist[up], d
		list[k], list[up] = list[up], list[k]
		up++
	}
	return reached, up
}

// reach looks from row i at all columns not reached yet; end is a free one as
// near as those reached now.
func (s *jv[T]) reach(p *path, row []T, i int32, h, reached int64, up int) (next int, end int32) {
	dist, list, v := p.dist, p.list[:len(p.dist)], s.v[:len(row)]
	for k := up; k < len(dist); k++ {
		j := list[k]
		d := int64(row[j]) - v[j] - h
		if d >= dist[k] {
			continue
		}
		p.before[j] = i
		if d == reached {
			if s.row[j] < 0 {
				return up, j
			}
			dist[k], list[k] = dist[up], list[up]
			dist[up], list[up] = d, j
			up++
			continue
		}
		dist[k] = d
	}
	return up, none
}

// settle brings the prices of the columns gone through in line with the path.
func (s *jv[T]) settle(p *path, low int, reached int64) {
	for k := range low {
		s.v[p.list[k]] += p.dist[k] - reached
	}
}

// giveUp leaves a row out and gives the column that is free for that; none when
// it had none.
func (s *jv[T]) giveUp(i int32) int32 {
	j := s.column[i]
	s.column[i] = out
	return j
}

// turn changes the pairs along the path that ends at a column.
func (s *jv[T]) turn(f, end int32, p *path) {
	for end >= 0 {
		i := p.before[end]
		s.row[end] = i
		s.column[i], end = end, s.column[i]
		if i == f {
			return
		}
	}
}

// price is what a row pays: what its column costs it, or being left out.
func (s *jv[T]) price(i int) int64 {
	if s.column[i] < 0 {
		return s.skip
	}
	return int64(s.cost[i*s.m+int(s.column[i])]) - s.v[s.column[i]]
}

// width tells the least and the most cost that is not banned, and whether any
// is.
func width(cost []int64) (least, most int64, banned bool) {
	least, most = math.MaxInt64, math.MinInt64
	for _, c := range cost {
		if c == Banned {
			banned = true
			continue
		}
		least, most = min(least, c), max(most, c)
	}
	if least > most {
		least, most = 0, 0
	}
	return least, most, banned
}

// spread is the numbers from least to most, and the cost of leaving a row out:
// more than n pairs could ever save. ErrTooLarge when totals could overflow.
func spread(least, most int64, n int) (skip int64, err error) {
	const room = math.MaxInt64 / 8
	if least < -room || most > room {
		return 0, ErrTooLarge
	}
	size := int64(max(n, 1))
	reach := most - least
	if reach >= room/size {
		return 0, ErrTooLarge
	}
	if skip = reach*size + 1; skip >= room/size {
		return 0, ErrTooLarge
	}
	return skip, nil
}
