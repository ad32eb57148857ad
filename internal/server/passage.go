package server

import (
	"context"
	"crypto/rand"
	"net"
	"net/http"
	"strings"

	"songnuan/internal/id"
)

// Passage is one request on its way through the program. Who handles it writes
// down what it turned out to be, for the log and the counts.
type Passage struct {
	ID     string // names the request in the log and on a page that tells of a fault
	Route  string // pattern that was matched, never the path: paths hold numbers of households
	User   id.ID  // who is signed in, "" for nobody
	Secure bool   // came encrypted, as far as is known
	From   string // address of the client, for the guard; it is not logged
}

type passageKey struct{}

// Of gives the passage of a request; one of its own where no server is, as in
// tests of a handler.
func Of(ctx context.Context) *Passage {
	if p, ok := ctx.Value(passageKey{}).(*Passage); ok {
		return p
	}
	return &Passage{}
}

// begin gives a request its passage.
func (c *Config) begin(r *http.Request) (*http.Request, *Passage) {
	p := &Passage{ID: strings.ToLower(rand.Text()[:10]), Secure: r.TLS != nil}
	p.From, _, _ = net.SplitHostPort(r.RemoteAddr)
	if c.BehindProxy {
		p.Secure = p.Secure || r.Header.Get("X-Forwarded-Proto") == "https"
		if forwarded := r.Header.Values("X-Forwarded-For"); len(forwarded) > 0 {
			hops := strings.Split(forwarded[len(forwarded)-1], ",")
			p.From = strings.TrimSpace(hops[len(hops)-1]) // the one that the proxy itself has seen
		}
	}
	return r.WithContext(context.WithValue(r.Context(), passageKey{}, p)), p
}
