package cli

import (
	"context"
	"io"
	"log/slog"
	"net/http"
)

// handler makes what is served over an opened program, and what ends it.
func (s *session) handler(_ context.Context, _ *serveFlags, _ *opening, _ *slog.Logger) (http.Handler, func() error, error) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, s.text("cli.help.songnuan")+"\n") // who went away needs no answer
	})
	return mux, func() error { return nil }, nil
}
