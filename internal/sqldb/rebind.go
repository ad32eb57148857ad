package sqldb

import (
	"strconv"
	"strings"
	"sync"
)

// rebinder turns ? into PostgreSQL's $1, $2 and remembers what it turned.
type rebinder struct {
	mu   sync.Mutex
	done map[string]string
}

// Statements are written in code and few; rules compiled to SQL are many, so
// the memory starts afresh at a bound.
const rebinderKeeps = 2048

func newRebinder() *rebinder { return &rebinder{done: map[string]string{}} }

func (r *rebinder) rebind(query string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if bound, ok := r.done[query]; ok {
		return bound
	}
	if len(r.done) >= rebinderKeeps {
		clear(r.done)
	}
	bound := rebind(query)
	r.done[query] = bound
	return bound
}

// rebind numbers the placeholders outside strings, quoted names and comments.
func rebind(query string) string {
	var b strings.Builder
	n := 0
	for i := 0; i < len(query); {
		if skip := quoted(query[i:]); skip > 0 {
			b.WriteString(query[i : i+skip])
			i += skip
			continue
		}
		if query[i] == '?' {
			n++
			b.WriteString("$" + strconv.Itoa(n))
		} else {
			b.WriteByte(query[i])
		}
		i++
	}
	return b.String()
}

// quoted is the length of the string, quoted name or comment that s begins
// with, 0 for none. A doubled quote ends one and begins the next.
func quoted(s string) int {
	for _, pair := range [...][2]string{{"'", "'"}, {`"`, `"`}, {"--", "\n"}, {"/*", "*/"}} {
		inner, ok := strings.CutPrefix(s, pair[0])
		if !ok {
			continue
		}
		if end := strings.Index(inner, pair[1]); end >= 0 {
			return len(pair[0]) + end + len(pair[1])
		}
		return len(s)
	}
	return 0
}
