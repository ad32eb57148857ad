// Package api is the REST interface below /api/v1: what the pages do, for
// programs. Each route is a line of the table in routes.go with its permission;
// what it takes and gives are Go types, from which requests are checked and the
// OpenAPI document is made, so that neither can differ from the handlers.
package api

import (
	"log/slog"
	"net/http"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/server"
)

// Base is where the interface begins.
const Base = "/api/v1"

// Config is what the interface needs.
type Config struct {
	App     *app.App
	Clock   day.Clock
	Log     *slog.Logger // failures of the program; the default when nil
	Version string       // of the program
	PerMin  int          // requests that one token may make in a minute; 600 when 0
}

// api is the interface over one program.
type api struct {
	Config
	routes  []*route
	mux     *http.ServeMux
	limiter *limiter
}

// New makes the handler of everything below /api/.
func New(c Config) http.Handler { return newAPI(c) }

func newAPI(c Config) *api {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.PerMin == 0 {
		c.PerMin = 600
	}
	a := &api{Config: c, routes: table, mux: http.NewServeMux(), limiter: newLimiter(c.PerMin)}
	for _, r := range a.routes {
		a.mux.HandleFunc(r.method+" "+Base+r.path, func(w http.ResponseWriter, req *http.Request) { a.serve(r, w, req) })
	}
	a.mux.HandleFunc("GET "+Base+"/openapi.json", a.openapi)
	a.mux.HandleFunc("GET "+Base+"/docs", a.docs)
	a.mux.HandleFunc("GET "+Base+"/docs.css", a.docsCSS)
	a.mux.HandleFunc("/", a.nowhere)
	return a
}

// ServeHTTP answers one request.
func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'")
	h.Set("Vary", "Accept-Language, Authorization")
	h.Set("Content-Language", string(langOf(r)))
	a.mux.ServeHTTP(w, r)
}

// methods are those that the table uses.
var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// nowhere answers what no route does: 405 where another method would.
func (a *api) nowhere(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range methods {
		other := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := a.mux.Handler(other); pattern != "/" && method != r.Method {
			allowed = append(allowed, method)
		}
	}
	server.Of(r.Context()).Route = Base
	c := &call{api: a, w: w, r: r, lang: langOf(r)}
	if len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		c.fail(&refusal{status: http.StatusMethodNotAllowed, err: problem.New(problem.Invalid, "api.method", "methods", strings.Join(allowed, ", "))})
		return
	}
	c.fail(problem.New(problem.NotFound, "api.nowhere"))
}

// langOf is the language that the request prefers of those there are: the first
// one named that is Chinese or English.
func langOf(r *http.Request) locale.Lang {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		switch tag, _, _ := strings.Cut(strings.TrimSpace(part), ";"); {
		case strings.HasPrefix(strings.ToLower(tag), "en"):
			return locale.English
		case strings.HasPrefix(strings.ToLower(tag), "zh"):
			return locale.Chinese
		}
	}
	return locale.Chinese
}
