package server

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"songnuan/internal/day"
)

// Guard slows down who tries passwords, and who floods the forms for strangers:
// every try from one address takes a token of the bucket that the address has for
// such tries, so that objections over the public page keep nobody from signing in.
// Accounts lock beside that, wherever the tries come from.
type Guard struct {
	Guarded func(*http.Request) string // the kind of try that it is; "" is none
	Refuse  http.Handler               // answers, after status and Retry-After; nil is a bare answer
	Clock   day.Clock

	mu   sync.Mutex
	from map[source]*bucket
}

// source is where tries of a kind come from.
type source struct{ kind, address string }

// An office may sit behind one address: all of it can sign in within a minute.
const (
	signInBurst  = 40
	signInEvery  = 2 * time.Second // a token comes back
	addressesMax = 10_000
)

type bucket struct {
	left float64
	at   time.Time
}

// pass lets a request on, or answers it with 429.
func (g *Guard) pass(w http.ResponseWriter, r *http.Request, p *Passage) bool {
	kind := g.Guarded(r)
	if kind == "" {
		return true
	}
	wait := g.take(source{kind, p.From})
	if wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		if g.Refuse == nil {
			w.WriteHeader(http.StatusTooManyRequests)
			return false
		}
		g.Refuse.ServeHTTP(w, r)
		return false
	}
	return true
}

// take takes a token of a source, or tells how long to wait for one.
func (g *Guard) take(from source) (wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.Clock()
	if g.from == nil || len(g.from) >= addressesMax {
		g.forget(now)
	}
	b, ok := g.from[from]
	if !ok {
		b = &bucket{signInBurst, now}
		g.from[from] = b
	}
	b.left = min(signInBurst, b.left+float64(now.Sub(b.at))/float64(signInEvery))
	b.at = now
	if b.left < 1 {
		return time.Duration((1 - b.left) * float64(signInEvery))
	}
	b.left--
	return 0
}

// forget drops the addresses whose bucket has filled up again, or all when that
// is not enough: memory is bounded.
func (g *Guard) forget(now time.Time) {
	kept := map[source]*bucket{}
	for from, b := range g.from {
		if now.Sub(b.at) < signInBurst*signInEvery {
			kept[from] = b
		}
	}
	if len(kept) >= addressesMax {
		kept = map[source]*bucket{}
	}
	g.from = kept
}
