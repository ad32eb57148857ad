// Package assign finds who is matched with whom so that as many as can be are,
// and, of all ways to do so, at the least total cost. It proves what it found:
// each solution carries prices (a dual solution of the linear programme) from
// which anybody can check in one pass that nothing cheaper exists, and when some
// rows are left out it tells the smallest sets that cannot all be served (Hall's
// theorem). It knows neither helpers nor households.
//
// Dense matrices go through LAPJV (R. Jonker, A. Volgenant, Computing 38, 1987:
// column reduction, reduction transfer, augmenting row reduction, shortest
// augmenting paths); arcs, and capacities of rows, through shortest augmenting
// paths with a heap. Costs are whole numbers, so that totals are exact.
package assign

import (
	"errors"
	"math"
)

// Banned is the cost of a pair that may not be.
const Banned = math.MaxInt64

// ErrTooLarge says that costs are so large that totals could not be exact.
var ErrTooLarge = errors.New("assign: costs too large for their number")

// Matrix is a problem with a cost for each row and column.
type Matrix struct {
	Rows, Columns int
	Cost          []int64 // row after row; Banned for what may not be
	Capacity      []int   // rows that each column takes, 0 or more; nil is one each
}

// At is the cost of a row with a column.
func (p *Matrix) At(row, column int) int64 { return p.Cost[row*p.Columns+column] }

// room is how many rows a column takes.
func (p *Matrix) room(column int) int {
	if p.Capacity == nil {
		return 1
	}
	return p.Capacity[column]
}

// Arcs is a problem in which each row may go with some columns only.
type Arcs struct {
	Rows, Columns int
	Start         []int32 // arcs of row i are Start[i] to Start[i+1]
	Column        []int32 // by arc; no row names a column twice
	Cost          []int64 // by arc
	Capacity      []int32 // rows that each column takes; nil is one each
	Need          []int32 // columns that each row wants, all different; nil is one each
}

// Pair is a row with its column.
type Pair struct {
	Row, Column int
	Cost        int64
}

// Solution is who goes with whom.
type Solution struct {
	Pairs  []Pair // by row
	Left   []int  // rows that lack a column, as often as they lack one
	Total  int64  // of the pairs
	Proof  Proof
	Stuck  []Stuck // why rows are left; empty when none is
	unused []int   // room that each column has left
}

// Spare are the columns that would take more rows.
func (s *Solution) Spare() (columns []int) {
	for j, n := range s.unused {
		if n > 0 {
			columns = append(columns, j)
		}
	}
	return columns
}

// Proof are prices that show that no solution is better: no pair costs less than
// the price of its row and its column together, leaving a row out costs Skip,
// and all prices together come to what the solution costs.
type Proof struct {
	Row    []int64 // price of each row
	Column []int64 // price of each column, 0 or below
	Skip   int64   // cost reckoned for each row left out: more than any pairs could save
	Bound  int64   // what every solution with as many pairs costs at the least
}

// Stuck is a smallest set of rows that can't all be served: all the columns any
// of them may have are fewer than the rows, and without any one of a smallest
// set the others could be served.
type Stuck struct {
	Rows    []int // by number
	Columns []int // all that any of the rows may have
	Room    int   // rows that the columns take together
	Lack    int   // rows of the set that stay without
}
