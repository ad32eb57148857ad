package cli

import (
	"context"
	"log/slog"
	"net/http"

	"songnuan/internal/api"
	"songnuan/internal/web"
)

// handler makes what is served over an opened program. While it has no
// administrator, a made-up office can be tried in its place.
func (s *session) handler(ctx context.Context, f *serveFlags, o *opening, log *slog.Logger) (http.Handler, error) {
	c := web.Config{App: o.desk.App, Log: log, Secure: f.Cert != "" || f.BehindProxy, Demo: o.demo, Switch: o.demo,
		API: api.New(api.Config{App: o.desk.App, Clock: s.env.Clock, Log: log, Version: s.env.Version})}
	t := &trial{s: s, ctx: ctx, log: log, pages: c, back: o.first}
	if o.first != "" {
		c.Trial = &web.Trial{Begin: t.begin}
	}
	pages, err := web.New(c)
	t.shown.Store(&pages)
	return t, err
}
