// Package server carries a handler over the network: it listens, bounds what a
// request may cost, numbers and logs requests, counts them, tells whether the
// program is well, and ends without cutting anybody off. It knows nothing of
// pages.
package server

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"

	"songnuan/internal/day"
	"songnuan/internal/problem"
)

// What one request and all of them together may take.
const (
	headerTime  = 10 * time.Second // until the head of a request is there
	readTime    = time.Minute      // until all of a request is there
	uploadTime  = 30 * time.Minute // the same where it carries a file
	writeTime   = 10 * time.Minute // until the answer is taken: a large workbook over a slow line
	idleTime    = 2 * time.Minute  // between two requests of a connection
	headerBytes = 64 << 10
	bodyBytes   = 210 << 20 // the largest list is 200 MiB; pages set lower bounds
	connections = 1000      // open at once; who comes later waits
)

// Grace is how long requests under way may still take when the server ends.
const Grace = 20 * time.Second

// Config says what to serve and how.
type Config struct {
	Handler     http.Handler
	Log         *slog.Logger
	Clock       day.Clock
	BehindProxy bool   // X-Forwarded-Proto and -For are believed
	Cert, Key   string // files of a TLS certificate; both "" is plain HTTP
	Metrics     *Metrics
	Health      *Health
	Guard       *Guard // of sign-in, may be nil
}

// Server serves on one listener.
type Server struct {
	http   *http.Server
	listen net.Listener
}

// New makes a server on a listener, see Listen. It takes the listener over.
func New(c Config, listen net.Listener) (*Server, error) {
	s := &Server{listen: netutil.LimitListener(listen, connections)}
	s.http = &http.Server{
		Handler: c.handler(), ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: headerBytes, ErrorLog: quiet(c.Log),
	}
	if c.Cert == "" {
		return s, nil
	}
	pair, err := tls.LoadX509KeyPair(c.Cert, c.Key)
	if err != nil {
		return nil, problem.Wrap(errors.Join(err, listen.Close()), problem.Invalid, "server.bad_certificate", "path", c.Cert)
	}
	s.http.TLSConfig = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}
	s.listen = tls.NewListener(s.listen, s.http.TLSConfig)
	return s, nil
}

// Run serves until ctx ends, then takes no more requests and waits for those
// under way, at most Grace.
func (s *Server) Run(ctx context.Context) error {
	ended := make(chan error, 1)
	go func() { ended <- s.http.Serve(s.listen) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	within, stop := context.WithTimeout(context.WithoutCancel(ctx), Grace)
	defer stop()
	err := s.http.Shutdown(within)
	if errors.Is(err, context.DeadlineExceeded) {
		err = s.http.Close() // who still hangs on is cut off
	}
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
