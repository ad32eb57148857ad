package assign

import (
	"errors"
	"fmt"
)

// Check goes over a solution with its prices, in one pass over the costs, and
// says what does not hold. nil proves that no solution matches more, and none
// that matches as many costs less.
func (p *Matrix) Check(s *Solution) error {
	taken, err := paired(p, s)
	if err != nil {
		return err
	}
	for i := range p.Rows {
		for j, c := range p.Cost[i*p.Columns:][:p.Columns] {
			_, is := taken[[2]int{i, j}]
			if p.room(j) == 0 {
				c = Banned
			}
			if err := fair(s, i, j, c, is, false); err != nil {
				return err
			}
		}
	}
	return s.summed(p)
}

// Check is Matrix.Check for arcs.
func (p *Arcs) Check(s *Solution) error {
	taken, err := paired(p, s)
	if err != nil {
		return err
	}
	for i := range p.Rows {
		for a := p.Start[i]; a < p.Start[i+1]; a++ {
			j := int(p.Column[a])
			_, is := taken[[2]int{i, j}]
			delete(taken, [2]int{i, j})
			c := p.Cost[a]
			if p.places(j) == 0 {
				c = Banned
			}
			if err := fair(s, i, j, c, is, p.needs(i) > 1); err != nil {
				return err
			}
		}
	}
	if len(taken) > 0 {
		return errors.New("a pair that is no arc")
	}
	return s.summed(p)
}

// paired checks that nobody has more than is right.
func paired(p problem, s *Solution) (map[[2]int]int64, error) {
	rows, columns := p.size()
	taken, of, in := map[[2]int]int64{}, make([]int, rows), make([]int, columns)
	for _, pair := range s.Pairs {
		at := [2]int{pair.Row, pair.Column}
		if _, twice := taken[at]; twice {
			return nil, fmt.Errorf("pair %v twice", at)
		}
		taken[at] = pair.Cost
		of[pair.Row]++
		in[pair.Column]++
	}
	for _, i := range s.Left {
		of[i]++
		if s.Proof.Row[i] != s.Proof.Skip {
			return nil, fmt.Errorf("row %d is left out at the price %d, not %d", i, s.Proof.Row[i], s.Proof.Skip)
		}
	}
	for i, n := range of {
		if n != p.needs(i) || s.Proof.Row[i] > s.Proof.Skip {
			return nil, fmt.Errorf("row %d is told of %d times, its price is %d", i, n, s.Proof.Row[i])
		}
	}
	for j, n := range in {
		v := s.Proof.Column[j]
		if n > p.places(j) || v > 0 || n < p.places(j) && v != 0 {
			return nil, fmt.Errorf("column %d holds %d of %d at the price %d", j, n, p.places(j), v)
		}
	}
	return taken, nil
}

// fair checks the price of one pair. An arc that a row takes beside others may
// cost less than its price: it is there only once.
func fair(s *Solution, i, j int, c int64, taken, several bool) error {
	if c == Banned {
		if taken {
			return fmt.Errorf("row %d has column %d, which is banned", i, j)
		}
		return nil
	}
	over := c - s.Proof.Row[i] - s.Proof.Column[j]
	switch {
	case taken && over > 0, taken && !several && over != 0, !taken && over < 0:
		return fmt.Errorf("row %d and column %d cost %d over their prices, taken %t", i, j, over, taken)
	}
	return nil
}

// summed checks the totals.
func (s *Solution) summed(p problem) error {
	total, bound := int64(0), -s.Proof.Skip*int64(len(s.Left))
	for _, pair := range s.Pairs {
		total += pair.Cost
		bound += pair.Cost - s.Proof.Row[pair.Row] - s.Proof.Column[pair.Column]
	}
	for i, u := range s.Proof.Row {
		bound += u * int64(p.needs(i))
	}
	for j, v := range s.Proof.Column {
		bound += v * int64(p.places(j))
	}
	if total != s.Total || bound != s.Proof.Bound || total != bound {
		return fmt.Errorf("pairs cost %d, told %d; prices bound it by %d, told %d", total, s.Total, bound, s.Proof.Bound)
	}
	return nil
}
