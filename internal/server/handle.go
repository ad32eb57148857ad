package server

import (
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

// handler is the way of every request: health by itself, then the guard, the
// limits, the handler; what came of it is counted and logged.
func (c *Config) handler() http.Handler {
	mux := http.NewServeMux()
	if c.Health != nil {
		mux.Handle("GET /healthz", c.Health)
	}
	mux.Handle("/", c.Handler)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := c.Clock()
		r, p := c.begin(r)
		seen := &answer{ResponseWriter: w}
		done := c.Metrics.begin()
		defer func() {
			if fault := recover(); fault != nil {
				c.fault(seen, p, fault)
			}
			took := c.Clock().Sub(began)
			done(r.Method, p.route(r), seen.status(), took)
			c.log(r, p, seen, took)
		}()
		bound(seen, r)
		if c.Guard == nil || c.Guard.pass(seen, r, p) {
			mux.ServeHTTP(seen, r)
		}
	})
}

// bound keeps a request to its size, and gives one with a file its time.
func bound(w *answer, r *http.Request) {
	r.Body = http.MaxBytesReader(w.ResponseWriter, r.Body, bodyBytes)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(uploadTime)) //nolint:forbidigo // deadlines are the machine's time; without one the shorter holds
	}
}

// route is the pattern of a request, "other" where none matched.
func (p *Passage) route(r *http.Request) string {
	switch {
	case p.Route != "" && p.Route != "/":
		return p.Route
	case r.Pattern != "" && r.Pattern != "/":
		return r.Pattern
	}
	return "other"
}

// log writes one line a request. Faults of the program are errors; what comes
// from outside is not.
func (c *Config) log(r *http.Request, p *Passage, a *answer, took time.Duration) {
	level := slog.LevelInfo
	if a.status() >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	c.Log.LogAttrs(r.Context(), level, "request", slog.String("id", p.ID), slog.String("method", r.Method), slog.String("route", p.route(r)),
		slog.Int("status", a.status()), slog.Int64("bytes", a.bytes), slog.Float64("ms", float64(took.Microseconds())/1000), slog.String("user", string(p.User)))
}

// fault answers for a handler that broke. What it broke with may hold data of
// people, so only errors of the Go runtime are spelt out.
func (c *Config) fault(w *answer, p *Passage, fault any) {
	if fault == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so
		return
	}
	what := fmt.Sprintf("%T", fault)
	if err, ok := fault.(runtime.Error); ok {
		what = err.Error()
	}
	c.Log.Error("fault", "id", p.ID, "what", what, "stack", string(debug.Stack()))
	if w.code == 0 {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = io.WriteString(w, "500 "+p.ID+"\n") // who went away needs no answer
	}
}

// answer remembers what was answered.
type answer struct {
	http.ResponseWriter
	code  int
	bytes int64
}

func (a *answer) WriteHeader(code int) {
	if a.code == 0 && code >= http.StatusOK {
		a.code = code
	}
	a.ResponseWriter.WriteHeader(code)
}

func (a *answer) Write(data []byte) (int, error) {
	if a.code == 0 {
		a.code = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(data)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) status() int {
	if a.code == 0 {
		return http.StatusOK
	}
	return a.code
}

// quiet is where net/http complains of connections that break. Its lines name
// addresses of people; only that there was one is kept.
func quiet(to *slog.Logger) *log.Logger { return log.New(brokenConnection{to}, "", 0) }

type brokenConnection struct{ to *slog.Logger }

func (b brokenConnection) Write(line []byte) (int, error) {
	b.to.Debug("connection broken")
	return len(line), nil
}
