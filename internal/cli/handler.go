package cli

import (
	"context"
	"log/slog"
	"net/http"

	"songnuan/internal/web"
)

// handler makes what is served over an opened program, and what ends it.
func (s *session) handler(_ context.Context, f *serveFlags, o *opening, log *slog.Logger) (http.Handler, func() error, error) {
	pages, err := web.New(web.Config{App: o.desk.App, Log: log, Secure: f.Cert != "" || f.BehindProxy, Demo: o.demo})
	return pages, func() error { return nil }, err
}
