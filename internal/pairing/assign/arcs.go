package assign

import "math"

func (p *Arcs) size() (rows, columns int) { return p.Rows, p.Columns }

func (p *Arcs) places(column int) int {
	if p.Capacity == nil {
		return 1
	}
	return int(p.Capacity[column])
}

func (p *Arcs) needs(row int) int {
	if p.Need == nil {
		return 1
	}
	return int(p.Need[row])
}

// may goes through the columns that a row may have.
func (p *Arcs) may(row int, yield func(column int) bool) {
	for a := p.Start[row]; a < p.Start[row+1]; a++ {
		if j := int(p.Column[a]); p.Cost[a] != Banned && p.places(j) > 0 && !yield(j) {
			return
		}
	}
}

// flow is one run over arcs.
type flow struct {
	*Arcs
	skip   int64
	u, v   []int64
	owner  []int32   // row of an arc
	taken  []bool    // by arc
	held   [][]int32 // arcs taken of a column
	left   []int32   // by row: how many columns it stays without
	dist   []int64   // by node
	before []int32   // arc by which each is reached, none for a row that waits
	seen   []int32   // nodes reached in this search
	tree   []int32   // the row that a node was reached from
	end    []int32   // by row: where its tree ends
	heap   heap

	queue, later []int32 // rows to begin with
}

// Solve matches as many rows as can be, as often as they want, at the least
// total; see Matrix.Solve.
func (p *Arcs) Solve() (*Solution, error) {
	least, most, _ := width(p.Cost)
	wanted := 0
	for i := range p.Rows {
		wanted += p.needs(i)
	}
	skip, err := spread(least, most, wanted)
	if err != nil {
		return nil, err
	}
	f := newFlow(p, skip+least)
	f.begin()
	for waiting := f.wanting(nil); len(waiting) > 0; waiting = f.wanting(waiting) {
		for len(waiting) > 0 {
			waiting = f.phase(waiting)
		}
	}
	return f.solution(), nil
}

func newFlow(p *Arcs, skip int64) *flow {
	f := &flow{Arcs: p, skip: skip, u: make([]int64, p.Rows), v: make([]int64, p.Columns), owner: make([]int32, len(p.Cost)), taken: make([]bool, len(p.Cost)),
		held: make([][]int32, p.Columns), left: make([]int32, p.Rows), dist: make([]int64, 2*p.Rows+p.Columns), before: filled(2*p.Rows + p.Columns),
		tree: filled(2*p.Rows + p.Columns), end: filled(p.Rows)}
	for i := range p.Rows {
		for a := p.Start[i]; a < p.Start[i+1]; a++ {
			f.owner[a] = int32(i)
		}
	}
	for n := range f.dist {
		f.dist[n] = math.MaxInt64
	}
	return f
}

// begin gives the rows that want a single column their cheapest, in the way of
// LAPJV's row reduction: the price of the column falls by what the second
// cheapest costs more, and the row that had it comes again. Rows with two columns
// equally cheap come later, when prices have moved. It is cut short where prices
// move in small steps only.
func (f *flow) begin() {
	for i := range f.Rows {
		f.queue = append(f.queue, int32(i))
	}
	for steps := 60 * f.Rows; steps > 0 && len(f.queue)+len(f.later) > 0; steps-- {
		if len(f.queue) == 0 {
			f.queue, f.later = f.later, f.queue
		}
		i := f.queue[len(f.queue)-1]
		f.queue = f.queue[:len(f.queue)-1]
		f.offer(i)
	}
	for _, i := range append(f.queue, f.later...) {
		f.u[i] = f.two(i).first
	}
}

// choice is what a row would take at the prices of the moment: its cheapest and
// second cheapest arc, being left out among them as none.
type choice struct {
	first, second int64
	arc, next     int32
}

func (f *flow) two(i int32) choice {
	c := choice{f.skip, math.MaxInt64, none, none}
	for a := f.Start[i]; a < f.Start[i+1]; a++ {
		j := f.Column[a]
		if f.Cost[a] == Banned || f.places(int(j)) == 0 {
			continue
		}
		if h := f.Cost[a] - f.v[j]; h < c.first {
			c = choice{h, c.first, a, c.arc}
		} else if h < c.second {
			c.second, c.next = h, a
		}
	}
	return c
}

// offer gives a row its cheapest column where one takes one row only, or has
// room.
func (f *flow) offer(i int32) {
	c := f.two(i)
	f.u[i] = c.first
	if c.arc < 0 || f.needs(int(i)) != 1 {
		return
	}
	j := f.Column[c.arc]
	alone, full := f.places(int(j)) == 1, len(f.held[j]) == f.places(int(j))
	switch {
	case !full && !alone:
		f.hold(c.arc)
	case alone && (c.second > c.first || !full):
		f.v[j] -= c.second - c.first
		f.u[i] = c.second
		f.queue = append(f.queue, f.oust(j)...)
		f.hold(c.arc)
	case alone && c.next >= 0 && f.places(int(f.Column[c.next])) == 1:
		f.later = append(f.later, f.oust(f.Column[c.next])...)
		f.hold(c.next)
	}
}

// oust takes a column from the row that has it.
func (f *flow) oust(j int32) []int32 {
	if len(f.held[j]) == 0 {
		return nil
	}
	a := f.held[j][0]
	f.release(a)
	return []int32{f.owner[a]}
}

// wanting are the rows that lack a column and are not left without for good.
func (f *flow) wanting(rows []int32) []int32 {
	rows = rows[:0]
	for i := range int32(f.Rows) {
		has := int(f.left[i])
		for a := f.Start[i]; a < f.Start[i+1]; a++ {
			if f.taken[a] {
				has++
			}
		}
		if has < f.needs(int(i)) {
			rows = append(rows, i)
		}
	}
	return rows
}

// phase looks for shortest paths from all rows that want a column more, at
// once, and changes along one path of each tree that came to an end: at a column
// with room, or at a row that is best left out. It stops where a tree that has
// an end meets another one: no price would be right for both. It gives the rows
// that still wait.
func (f *flow) phase(waiting []int32) []int32 {
	for _, i := range waiting {
		f.tree[i], f.end[i] = i, none
		f.reach(i, 0, none, i)
	}
	ended, length := 0, int64(0)
	for ended < len(waiting) {
		n, d := f.heap.pop()
		if d > f.dist[n] {
			continue // reached on a shorter way since
		}
		length = d
		root := f.tree[n]
		switch kind, at := f.node(n); {
		case kind == isRow:
			f.fromRow(at, d)
			continue
		case kind == isColumn && len(f.held[at]) >= f.places(int(at)):
			f.fromColumn(at, d)
			continue
		case f.end[root] >= 0:
		default:
			f.end[root] = n
			ended++
			if !f.single(kind, at) {
				if kind == isColumn {
					f.fromColumn(at, d) // its price may fall: those who share it pay with it
				}
				continue
			}
		}
		break
	}
	f.settle(length)
	next := waiting[:0]
	for _, i := range waiting {
		if f.end[i] >= 0 {
			f.finish(f.end[i])
		} else {
			next = append(next, i)
		}
	}
	return next
}

// The kinds of node of a search: rows, columns, and for each row that it is left
// out.
const (
	isRow = iota
	isColumn
	isLeft
)

func (f *flow) node(n int32) (kind int, at int32) {
	switch rows, columns := int32(f.Rows), int32(f.Columns); {
	case n < rows:
		return isRow, n
	case n < rows+columns:
		return isColumn, n - rows
	default:
		return isLeft, n - rows - columns
	}
}

// single tells whether the phase must stop at an end: what takes more than one
// keeps its price while there is room.
func (f *flow) single(kind int, at int32) bool {
	if kind == isLeft {
		return f.needs(int(at)) > 1
	}
	return f.places(int(at))-len(f.held[at]) > 1
}

// reach notes a way to a node when it is the shortest so far.
func (f *flow) reach(n int32, d int64, arc, root int32) {
	if d >= f.dist[n] {
		return
	}
	if f.dist[n] == math.MaxInt64 {
		f.seen = append(f.seen, n)
	}
	f.dist[n], f.before[n], f.tree[n] = d, arc, root
	f.heap.push(n, d)
}

func (f *flow) fromRow(i int32, d int64) {
	u, root := f.u[i], f.tree[i]
	f.reach(int32(f.Rows+f.Columns)+i, d+f.skip-u, none, root)
	for a := f.Start[i]; a < f.Start[i+1]; a++ {
		j := f.Column[a]
		if c := f.Cost[a]; !f.taken[a] && c != Banned && (f.Capacity == nil || f.Capacity[j] > 0) {
			f.reach(int32(f.Rows)+j, d+c-u-f.v[j], a, root)
		}
	}
}

func (f *flow) fromColumn(j int32, d int64) {
	root := f.tree[int32(f.Rows)+j]
	for _, a := range f.held[j] {
		i := f.owner[a]
		f.reach(i, d-(f.Cost[a]-f.u[i]-f.v[j]), a, root)
	}
}

// settle brings the prices in line with paths of the length, and forgets the
// search but for the ways it went.
func (f *flow) settle(length int64) {
	for _, n := range f.seen {
		if d := f.dist[n]; d < length {
			switch kind, at := f.node(n); kind {
			case isRow:
				f.u[at] += length - d
			case isColumn:
				f.v[at] -= length - d
			}
		}
		f.dist[n] = math.MaxInt64
	}
	f.seen = f.seen[:0]
	f.heap.clear()
}

// finish takes and gives back arcs along the way to an end.
func (f *flow) finish(end int32) {
	kind, at := f.node(end)
	n := end
	if kind == isLeft {
		n = at
		f.left[at]++
		f.u[at] = min(f.u[at], f.skip)
	}
	for f.before[n] >= 0 {
		a := f.before[n]
		if f.taken[a] {
			f.release(a)
			n = f.Column[a] + int32(f.Rows)
		} else {
			f.hold(a)
			n = f.owner[a]
		}
	}
}

func (f *flow) hold(arc int32) {
	j := f.Column[arc]
	f.taken[arc] = true
	f.held[j] = append(f.held[j], arc)
}

func (f *flow) release(arc int32) {
	j := f.Column[arc]
	f.taken[arc] = false
	held := f.held[j]
	for k := range held {
		if held[k] == arc {
			held[k] = held[len(held)-1]
			f.held[j] = held[:len(held)-1]
			return
		}
	}
}

func (f *flow) solution() *Solution {
	s := &Solution{unused: make([]int, f.Columns), Proof: Proof{Row: f.u, Column: f.v, Skip: f.skip}}
	for j := range f.Columns {
		s.unused[j] = f.places(j) - len(f.held[j])
	}
	over := int64(0) // what taken arcs are cheaper than their prices: an arc is there once
	for i := range f.Rows {
		for a := f.Start[i]; a < f.Start[i+1]; a++ {
			if f.taken[a] {
				s.Pairs = append(s.Pairs, Pair{i, int(f.Column[a]), f.Cost[a]})
				s.Total += f.Cost[a]
				over += f.Cost[a] - f.u[i] - f.v[f.Column[a]]
			}
		}
		for range f.left[i] {
			s.Left = append(s.Left, i)
		}
		s.Proof.Bound += f.u[i] * int64(f.needs(i))
	}
	for j, v := range f.v {
		s.Proof.Bound += v * int64(f.places(j))
	}
	s.Proof.Bound += over - f.skip*int64(len(s.Left))
	s.Stuck = stuck(f.Arcs, s)
	return s
}
