package assign

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// best goes through all ways: the most pairs, and the least total of so many.
func best(p *Arcs) (pairs int, total int64) {
	room := make([]int, p.Columns)
	for j := range room {
		room[j] = p.places(j)
	}
	var try func(row int, arc int32, wants, n int, sum int64)
	try = func(row int, arc int32, wants, n int, sum int64) {
		if row == p.Rows {
			if n > pairs || n == pairs && sum < total {
				pairs, total = n, sum
			}
			return
		}
		if arc == p.Start[row+1] || wants == 0 {
			next := 0
			if row+1 < p.Rows {
				next = p.needs(row + 1)
			}
			try(row+1, p.Start[min(row+1, p.Rows)], next, n, sum)
			return
		}
		try(row, arc+1, wants, n, sum)
		if j := p.Column[arc]; p.Cost[arc] != Banned && room[j] > 0 {
			room[j]--
			try(row, arc+1, wants-1, n+1, sum+p.Cost[arc])
			room[j]++
		}
	}
	total = math.MaxInt64
	pairs = -1
	wants := 0
	if p.Rows > 0 {
		wants = p.needs(0)
	}
	try(0, 0, wants, 0, 0)
	return pairs, total
}

// arcsOf is a matrix as arcs, bans and all.
func arcsOf(p *Matrix) *Arcs {
	a := &Arcs{Rows: p.Rows, Columns: p.Columns, Start: []int32{0}}
	for i := range p.Rows {
		for j := range p.Columns {
			if c := p.At(i, j); c != Banned {
				a.Column, a.Cost = append(a.Column, int32(j)), append(a.Cost, c)
			}
		}
		a.Start = append(a.Start, int32(len(a.Cost)))
	}
	if p.Capacity != nil {
		for _, n := range p.Capacity {
			a.Capacity = append(a.Capacity, int32(n))
		}
	}
	return a
}

// anyMatrix is small: best goes through all ways.
func anyMatrix(t *rapid.T, most int) *Matrix { return anyMatrixOf(t, most, most) }

func anyMatrixOf(t *rapid.T, size, room int) *Matrix {
	p := &Matrix{Rows: rapid.IntRange(0, size).Draw(t, "rows"), Columns: rapid.IntRange(0, size).Draw(t, "columns")}
	most := rapid.SampledFrom([]int64{0, 1, 3, 20, 1_000_000, 1 << 40}).Draw(t, "most")
	bans := rapid.IntRange(0, 9).Draw(t, "bans")
	for range p.Rows * p.Columns {
		c := rapid.Int64Range(-most/2, most).Draw(t, "cost")
		if rapid.IntRange(0, 9).Draw(t, "ban") < bans {
			c = Banned
		}
		p.Cost = append(p.Cost, c)
	}
	if rapid.Bool().Draw(t, "capacity") {
		p.Capacity = make([]int, p.Columns)
		for j := range p.Capacity {
			p.Capacity[j] = rapid.IntRange(0, min(room, 3)).Draw(t, "room")
		}
	}
	return p
}

func TestNoWayIsBetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyMatrix(t, 5)
		pairs, total := best(arcsOf(p))
		a := arcsOf(p)
		dense, err := p.Solve()
		if err != nil {
			t.Fatal(err)
		}
		sparse, err := a.Solve()
		if err != nil {
			t.Fatal(err)
		}
		for name, s := range map[string]*Solution{"dense": dense, "sparse": sparse} {
			if len(s.Pairs) != pairs || s.Total != total {
				t.Fatalf("%s: %d pairs at %d, best are %d at %d", name, len(s.Pairs), s.Total, pairs, total)
			}
			checkStuck(t, a, s)
		}
		if err := p.Check(dense); err != nil {
			t.Fatalf("dense: %v", err)
		}
		if err := a.Check(sparse); err != nil {
			t.Fatalf("sparse: %v", err)
		}
	})
}

// checkStuck: every row that is left stands in one set; a set lacks what its
// rows want over the room that its columns have; and without any row of it one
// fewer is left.
func checkStuck(t *rapid.T, p *Arcs, s *Solution) {
	lack := 0
	for _, k := range s.Stuck {
		lack += k.Lack
		room := 0
		for _, j := range k.Columns {
			room += p.places(j)
		}
		if p.Need == nil && (room != k.Room || len(k.Rows) != k.Room+k.Lack) {
			t.Fatalf("set %+v: its columns take %d", k, room)
		}
		for _, i := range k.Rows {
			p.may(i, func(j int) bool {
				if p.Need == nil && !slices.Contains(k.Columns, j) {
					t.Fatalf("row %d of %+v may have column %d", i, k, j)
				}
				return true
			})
			fewer := without(p, i)
			if pairs, _ := best(fewer); p.Need == nil && pairs != len(s.Pairs) {
				t.Fatalf("without row %d of %+v there are %d pairs, with it %d", i, k, pairs, len(s.Pairs))
			}
		}
	}
	if lack != len(s.Left) {
		t.Fatalf("sets lack %d, left are %v", lack, s.Left)
	}
}

// without is the problem without the arcs of a row.
func without(p *Arcs, row int) *Arcs {
	q := *p
	q.Cost = slices.Clone(p.Cost)
	for a := p.Start[row]; a < p.Start[row+1]; a++ {
		q.Cost[a] = Banned
	}
	return &q
}

func TestRowsThatWantSeveral(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := arcsOf(anyMatrix(t, 4))
		p.Need = make([]int32, p.Rows)
		for i := range p.Need {
			p.Need[i] = int32(rapid.IntRange(0, 2).Draw(t, "need"))
		}
		pairs, total := best(p)
		s, err := p.Solve()
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Pairs) != pairs || s.Total != total {
			t.Fatalf("%d pairs at %d, best are %d at %d", len(s.Pairs), s.Total, pairs, total)
		}
		if err := p.Check(s); err != nil {
			t.Fatal(err)
		}
		checkStuck(t, p, s)
	})
}

// Larger problems are held against each other and against their prices.
func TestLargerProblemsProveThemselves(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 11))
	for _, c := range []struct {
		rows, columns int
		bans, most    int64
	}{{120, 120, 0, 100}, {120, 120, 60, 1000}, {100, 160, 30, 50}, {160, 100, 10, 1 << 30}, {150, 150, 97, 9}, {90, 90, 0, 3}} {
		p := &Matrix{Rows: c.rows, Columns: c.columns}
		for range c.rows * c.columns {
			cost := random.Int64N(c.most)
			if random.Int64N(100) < c.bans {
				cost = Banned
			}
			p.Cost = append(p.Cost, cost)
		}
		dense, err := p.Solve()
		if err != nil {
			t.Fatal(err)
		}
		sparse, err := arcsOf(p).Solve()
		if err != nil {
			t.Fatal(err)
		}
		if dense.Total != sparse.Total || len(dense.Left) != len(sparse.Left) {
			t.Errorf("%+v: dense %d without %d, sparse %d without %d", c, dense.Total, len(dense.Left), sparse.Total, len(sparse.Left))
		}
		if err := p.Check(dense); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
		if err := arcsOf(p).Check(sparse); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// A proof that somebody bent is no proof.
func TestCheckFindsWhatIsBent(t *testing.T) {
	p := &Matrix{Rows: 2, Columns: 2, Cost: []int64{1, 2, 3, 5}}
	bend := map[string]func(s *Solution){
		"total":       func(s *Solution) { s.Total-- },
		"price":       func(s *Solution) { s.Proof.Row[0]++ },
		"dearer pair": func(s *Solution) { s.Pairs[0].Column, s.Pairs[1].Column = s.Pairs[1].Column, s.Pairs[0].Column },
		"one twice":   func(s *Solution) { s.Pairs[1] = s.Pairs[0] },
	}
	for name, bent := range bend {
		s, err := p.Solve()
		if err != nil || s.Total != 5 || p.Check(s) != nil {
			t.Fatalf("%+v, %v, %v", s, err, p.Check(s))
		}
		if bent(s); p.Check(s) == nil {
			t.Errorf("%s: passes", name)
		}
	}
}

func TestCostsTooLargeAreRefused(t *testing.T) {
	for _, cost := range [][]int64{{math.MaxInt64 - 1}, {math.MinInt64}, {1 << 59, -(1 << 59)}} {
		p := &Matrix{Rows: 1, Columns: len(cost), Cost: cost}
		if _, err := p.Solve(); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%v: %v", cost, err)
		}
	}
}

func randomMatrix(n int, most int64) *Matrix {
	random := rand.New(rand.NewPCG(1, uint64(n)))
	p := &Matrix{Rows: n, Columns: n, Cost: make([]int64, n*n)}
	for k := range p.Cost {
		p.Cost[k] = 1 + random.Int64N(most)
	}
	return p
}

func benchmarkDense(b *testing.B, n int) {
	p := randomMatrix(n, 1_000_000)
	for b.Loop() {
		if _, err := p.Solve(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDense269(b *testing.B)  { benchmarkDense(b, 269) }
func BenchmarkDense1000(b *testing.B) { benchmarkDense(b, 1000) }
func BenchmarkDense5000(b *testing.B) { benchmarkDense(b, 5000) }

func randomArcs(n, each int) *Arcs {
	random := rand.New(rand.NewPCG(2, uint64(n)))
	p := &Arcs{Rows: n, Columns: n, Start: []int32{0}}
	for range n {
		taken := map[int32]bool{}
		for len(taken) < each {
			if j := int32(random.IntN(n)); !taken[j] {
				taken[j] = true
				p.Column, p.Cost = append(p.Column, j), append(p.Cost, 1+random.Int64N(1_000_000))
			}
		}
		p.Start = append(p.Start, int32(len(p.Cost)))
	}
	return p
}

func BenchmarkArcs100000Of20(b *testing.B) {
	p := randomArcs(100_000, 20)
	for b.Loop() {
		if _, err := p.Solve(); err != nil {
			b.Fatal(err)
		}
	}
}
