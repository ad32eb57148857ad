package cli

import (
	"log/slog"
	"net/http"

	"songnuan/internal/web"
)

// handler makes what is served over an opened program.
func (s *session) handler(f *serveFlags, o *opening, log *slog.Logger) (http.Handler, error) {
	return web.New(web.Config{App: o.desk.App, Log: log, Secure: f.Cert != "" || f.BehindProxy, Demo: o.demo})
}
