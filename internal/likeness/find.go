package likeness

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
)

// Found is what a search came to.
type Found struct {
	Pairs    []Pair // by A, then B
	Compared int64  // pairs that were held against each other
	Large    int64  // groups too large to hold each against each: neighbours in three orders only
}

// Compare holds two persons of the pool against each other; false when they are
// not worth a look.
func (p *Pool) Compare(a, b int) (Pair, bool) {
	p.settle()
	return p.pair(hit{int32(min(a, b)), int32(max(a, b))})
}

// hit is a pair before it is explained.
type hit struct{ a, b int32 }

func (p *Pool) pair(h hit) (Pair, bool) {
	a, b := &p.records[h.a], &p.records[h.b]
	e := p.look(a, b)
	score, verdict, ok := e.judge(p.weigh(a, b, &e))
	if !ok {
		return Pair{}, false
	}
	return Pair{A: int(h.a), B: int(h.b), Score: score, Verdict: verdict, Reasons: p.reasons(a, &e)}, true
}

// Find gives every pair that is worth a look. tell hears how many of the passes
// are done. Error: ctx's.
func (p *Pool) Find(ctx context.Context, tell func(done, of int)) (*Found, error) {
	return p.find(ctx, 0, tell)
}

// FindAcross gives the pairs of one of the first persons, of whom there are so
// many, with one of the others: of a list with the files, and none within the
// list or among the files. Error: ctx's.
func (p *Pool) FindAcross(ctx context.Context, first int, tell func(done, of int)) (*Found, error) {
	if first <= 0 || first >= len(p.records) {
		return &Found{}, ctx.Err()
	}
	return p.find(ctx, int32(first), tell)
}

func (p *Pool) find(ctx context.Context, first int32, tell func(done, of int)) (*Found, error) {
	if len(p.records) > math.MaxInt32 {
		panic("likeness: more persons than a place can count")
	}
	p.settle()
	passes := p.passes()
	found := &Found{}
	var hits []hit
	var done int
	var mu sync.Mutex
	var group sync.WaitGroup
	room := make(chan struct{}, max(1, min(4, runtime.GOMAXPROCS(0))))
	for _, keys := range passes {
		room <- struct{}{}
		group.Go(func() {
			defer func() { <-room }()
			s := search{pool: p, first: first}
			s.run(ctx, keys)
			mu.Lock()
			defer mu.Unlock()
			hits = append(hits, s.hits...)
			found.Compared += s.compared
			found.Large += s.large
			if done++; tell != nil {
				tell(done, len(passes))
			}
		})
	}
	group.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	slices.SortFunc(hits, func(x, y hit) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	for _, h := range slices.Compact(hits) {
		if pair, ok := p.pair(h); ok {
			found.Pairs = append(found.Pairs, pair)
		}
	}
	return found, nil
}
