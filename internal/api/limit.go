package api

import (
	"math"
	"sync"
	"time"
)

// limiter lets each token make so many requests a minute; up to a tenth of
// them, and no fewer than ten, may come at once.
type limiter struct {
	perSecond, burst float64
	mu               sync.Mutex
	left             map[string]*bucket
	swept            time.Time
}

type bucket struct {
	left float64
	at   time.Time
}

func newLimiter(perMinute int) *limiter {
	return &limiter{perSecond: float64(perMinute) / 60, burst: max(10, float64(perMinute)/10), left: map[string]*bucket{}}
}

// take counts a request; wait is in how many seconds the next one may come, 0
// when this one may go on.
func (l *limiter) take(token string, now time.Time) (wait int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	b := l.left[token]
	if b == nil {
		b = &bucket{l.burst, now}
		l.left[token] = b
	}
	b.left = min(l.burst, b.left+now.Sub(b.at).Seconds()*l.perSecond)
	b.at = now
	if b.left < 1 {
		return max(1, int(math.Ceil((1-b.left)/l.perSecond)))
	}
	b.left--
	return 0
}

// sweep forgets tokens that have been quiet long enough to have all their
// requests again.
func (l *limiter) sweep(now time.Time) {
	if now.Sub(l.swept) < time.Minute {
		return
	}
	l.swept = now
	for token, b := range l.left {
		if now.Sub(b.at).Seconds()*l.perSecond >= l.burst {
			delete(l.left, token)
		}
	}
}
