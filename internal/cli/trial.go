package cli

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"

	"songnuan/internal/app"
	"songnuan/internal/web"
)

// trial lets the first run look at a made-up office: it lies in a throw-away
// database of its own and stands in the real one's place until it is ended, so
// that nothing made up ever lies beside what is real.
type trial struct {
	s     *session
	ctx   context.Context // of serving
	log   *slog.Logger
	pages web.Config // of the real office
	back  string     // path of the first page

	shown atomic.Pointer[http.Handler]
	mu    sync.Mutex
	end   context.CancelFunc // nil while there is none
	ended chan struct{}
}

// ServeHTTP shows the office whose turn it is.
func (t *trial) ServeHTTP(w http.ResponseWriter, r *http.Request) { (*t.shown.Load()).ServeHTTP(w, r) }

// begin lays the made-up office and shows it.
func (t *trial) begin(context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.end != nil {
		return nil
	}
	ctx, end := context.WithCancel(t.ctx)
	ready, ended := make(chan error, 1), make(chan struct{})
	go func() {
		defer close(ended)
		ready <- t.s.throwAwayUnder(ctx, func(desk *app.Desk) error { return t.show(ctx, desk, ready) })
	}()
	if err := <-ready; err != nil {
		end()
		return err
	}
	t.end, t.ended = end, ended
	return nil
}

// show shows the made-up office until it is ended.
func (t *trial) show(ctx context.Context, desk *app.Desk, ready chan<- error) error {
	if err := lay(ctx, t.s, desk); err != nil {
		return err
	}
	pages, err := web.New(web.Config{App: desk.App, Log: t.log, Secure: t.pages.Secure, Demo: true, Switch: true, Trial: &web.Trial{End: t.clear}})
	if err != nil {
		return err
	}
	real := t.shown.Swap(&pages)
	ready <- nil
	err = background(desk.App, t.log)(ctx) // until it is ended
	t.shown.Store(real)
	return err
}

// clear ends the made-up office and waits until it is gone.
func (t *trial) clear() string {
	t.mu.Lock()
	end, ended := t.end, t.ended
	t.end = nil
	t.mu.Unlock()
	if end != nil {
		end()
		<-ended
	}
	return t.back
}
