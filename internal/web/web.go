// Package web is the office in the browser: pages rendered by the server, each
// a plain GET or POST first. A handler decodes, calls one use case and renders;
// who may do what is said by the routes and held by the store.
package web

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/klauspost/compress/gzhttp"

	"songnuan/internal/app"
)

// Config is what the office needs.
type Config struct {
	App *app.App
	Log *slog.Logger

	Org    string // whose office it is, as the bar shows it; "" is the product's name
	Secure bool   // reached over HTTPS: cookies are kept to it
	Demo   bool   // the people are made up: every page says so
	Switch bool   // who looks may become any of them
	Trial  *Trial // of a made-up office before there is a real one, nil for none
	API    http.Handler
	Random io.Reader // for request numbers; the machine's when nil
}

// Server answers the office's requests.
type Server struct {
	Config
	assets *assets
	phone  *shell
	named  atomic.Pointer[string] // what the office calls itself
}

// New makes the office's handler.
func New(c Config) (http.Handler, error) {
	s, err := newServer(c)
	if err != nil {
		return nil, err
	}
	return s.handler(), nil
}

func newServer(c Config) (*Server, error) {
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	assets, err := loadAssets()
	if err != nil {
		return nil, err
	}
	phone, err := loadShell(assets.path("icon.svg"))
	s := &Server{Config: c, assets: assets, phone: phone}
	if office, err := c.App.Office(context.Background()); err == nil {
		s.named.Store(&office.Name)
	}
	return s, err
}

func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range openRoutes {
		mux.Handle(r.Pattern, s.open(r))
	}
	for _, r := range routes {
		mux.Handle(r.Pattern, s.desk(r))
	}
	mux.Handle("GET /static/", s.assets)
	mux.Handle("/", s.open(openRoute{"/", (*visit).nowhere}))
	if s.API != nil {
		mux.Handle("/api/", s.API)
	}
	pages := gzhttp.GzipHandler(s.headers(sameOrigin(s, mux)))
	if s.API == nil {
		return pages
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/") {
			s.API.ServeHTTP(w, r) // has its own ways of saying no, and takes no cookie
			return
		}
		pages.ServeHTTP(w, r)
	})
}

// sameOrigin refuses a write that another site's page has sent (CSRF).
func sameOrigin(s *Server, next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(s.open(openRoute{"", (*visit).crossOrigin}))
	return guard.Handler(next)
}

// headers are those of every answer. The policy lets nothing run or load that
// is not the program's own file.
func (s *Server) headers(next http.Handler) http.Handler {
	policy := strings.Join([]string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "connect-src 'self'", "manifest-src 'self'", "worker-src 'self'",
		"form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'self'",
	}, "; ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// local is a path of this office to go to, "/" for anything else.
func local(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}
