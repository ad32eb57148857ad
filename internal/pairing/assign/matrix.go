package assign

import "math"

// Solve matches as many rows as can be, at the least total. ErrTooLarge when the
// costs are so large that totals could overflow.
func (p *Matrix) Solve() (*Solution, error) {
	least, most, banned := width(p.Cost)
	seats := p.seats()
	skip, err := spread(least, most, max(p.Rows, len(seats)))
	if err != nil {
		return nil, err
	}
	tight := banned || p.Rows > len(seats) // some row may stay out
	ban := most - least
	if tight {
		ban = skip + 1
	}
	if ban <= math.MaxInt32 {
		return finish(p, laid[int32](p, seats, least, ban), seats, skip, least, tight), nil
	}
	return finish(p, laid[int64](p, seats, least, ban), seats, skip, least, tight), nil
}

// seats are the columns, each as often as it takes rows, but once more at the
// most than there are rows: a column that can't be full costs nothing.
func (p *Matrix) seats() []int32 {
	seats := make([]int32, 0, p.Columns)
	for j := range p.Columns {
		for range min(p.room(j), p.Rows+1) {
			seats = append(seats, int32(j))
		}
	}
	return seats
}

// laid are the costs over the seats, from 0 on.
func laid[T whole](p *Matrix, seats []int32, least, ban int64) []T {
	cost := make([]T, p.Rows*len(seats))
	plain := len(seats) == p.Columns && p.Capacity == nil
	for i := range p.Rows {
		from, to := p.Cost[i*p.Columns:][:p.Columns], cost[i*len(seats):][:len(seats)]
		if plain {
			for j, c := range from {
				to[j] = T(laidCost(c, least, ban))
			}
			continue
		}
		for k, j := range seats {
			to[k] = T(laidCost(from[j], least, ban))
		}
	}
	return cost
}

func laidCost(c, least, ban int64) int64 {
	if c == Banned {
		return ban
	}
	return c - least
}

// finish solves what was laid and tells it in the words of the problem.
func finish[T whole](p *Matrix, cost []T, seats []int32, skip, least int64, tight bool) *Solution {
	s := &Solution{unused: make([]int, p.Columns), Proof: Proof{Row: make([]int64, p.Rows), Column: make([]int64, p.Columns), Skip: skip + least}}
	for j := range p.Columns {
		s.unused[j] = p.room(j)
	}
	if p.Rows == 0 || len(seats) == 0 {
		p.nobody(s)
		return s
	}
	limit := int64(math.MaxInt64)
	if tight {
		limit = skip
	}
	run := newJV(p.Rows, len(seats), cost, limit, !tight && p.Rows == len(seats))
	top := int64(0) // prices of columns are 0 or below
	for _, v := range run.v {
		top = max(top, v)
	}
	for k, j := range seats {
		s.Proof.Column[j] = run.v[k] - top
	}
	for i := range p.Rows {
		s.Proof.Row[i] = run.price(i) + least + top
		k := run.column[i]
		if k < 0 {
			s.Left = append(s.Left, i)
			continue
		}
		j := int(seats[k])
		c := p.At(i, j)
		s.Pairs = append(s.Pairs, Pair{i, j, c})
		s.Total += c
		s.unused[j]--
	}
	s.bound(p.room)
	s.Stuck = stuck(p, s)
	return s
}

// nobody is the solution without any seat.
func (p *Matrix) nobody(s *Solution) {
	for i := range p.Rows {
		s.Left = append(s.Left, i)
		s.Proof.Row[i] = s.Proof.Skip
	}
	s.bound(p.room)
	s.Stuck = stuck(p, s)
}

// bound adds the prices up.
func (s *Solution) bound(room func(column int) int) {
	for _, u := range s.Proof.Row {
		s.Proof.Bound += u
	}
	for j, v := range s.Proof.Column {
		s.Proof.Bound += v * int64(room(j))
	}
	s.Proof.Bound -= s.Proof.Skip * int64(len(s.Left))
}

func (p *Matrix) size() (rows, columns int) { return p.Rows, p.Columns }

// may goes through the columns that a row may have.
func (p *Matrix) may(row int, yield func(column int) bool) {
	for j, c := range p.Cost[row*p.Columns:][:p.Columns] {
		if c != Banned && p.room(j) > 0 && !yield(j) {
			return
		}
	}
}

func (p *Matrix) places(column int) int { return p.room(column) }
func (p *Matrix) needs(int) int         { return 1 }
