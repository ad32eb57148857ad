package cli

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/job"
	"songnuan/internal/problem"
	"songnuan/internal/server"
)

// serveFlags say where to serve and who stands in between.
type serveFlags struct {
	Addr        string `placeholder:"HOST:PORT" env:"SONGNUAN_ADDR"`
	MetricsAddr string `placeholder:"HOST:PORT" env:"SONGNUAN_METRICS_ADDR"`
	Cert        string `placeholder:"FILE" env:"SONGNUAN_CERT"`
	CertKey     string `placeholder:"FILE" env:"SONGNUAN_CERT_KEY"`
	BehindProxy bool   `env:"SONGNUAN_BEHIND_PROXY"`
	Log         string `enum:"text,json" default:"text" env:"SONGNUAN_LOG"`
}

type serveCommand struct {
	databaseFlags
	serveFlags
}

// sealEvery is how often the audit chains are sealed while the program serves.
const sealEvery = 10 * time.Minute

// do makes what is not there yet, brings the tables to this version, and serves
// until it is told to end.
func (c *serveCommand) do(ctx context.Context, s *session) error {
	if err := c.consistent(); err != nil {
		return err
	}
	if err := c.chooseFolder(); err != nil {
		return err
	}
	made, config, key, err := (&migrateCommand{c.databaseFlags}).prepareAll(ctx)
	if err != nil {
		return err
	}
	return s.desk(ctx, config, key, func(desk *app.Desk) error {
		if _, err := desk.Migrate(ctx); err != nil {
			return err
		}
		return c.serve(ctx, s, &opening{desk: desk, folder: c.Data, keyMade: made})
	})
}

// consistent refuses flags that contradict one another.
func (f *serveFlags) consistent() error {
	if (f.Cert == "") != (f.CertKey == "") {
		return problem.New(usage, "cli.half_certificate")
	}
	return nil
}

// opening is what is served, and what is to be said at the start.
type opening struct {
	desk    *app.Desk
	folder  string // where the data lies, "" on another machine
	keyMade string // path of a key that was made just now
	demo    bool   // the people in it are made up
	first   string // path of the first page, "" where there is an administrator
	logins  []login
}

// serve listens, says so, and serves until ctx ends.
func (f *serveFlags) serve(ctx context.Context, s *session, o *opening) (err error) {
	logger := f.logger(s)
	if o.first, err = firstPath(ctx, o.desk); err != nil {
		return err
	}
	handler, err := s.handler(ctx, f, o, logger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.desk.SealRecords(context.WithoutCancel(ctx))) }()
	metrics := server.NewMetrics(s.env.Version, figures, func(ctx context.Context) (server.Gauges, error) { return gauges(ctx, o.desk.App) })
	main, err := f.listen()
	if err != nil {
		return err
	}
	serving, err := server.New(server.Config{Handler: handler, Log: logger, Clock: s.env.Clock, BehindProxy: f.BehindProxy, Cert: f.Cert, Key: f.CertKey,
		Metrics: metrics, Health: &server.Health{Ready: o.desk.Ready, Folder: o.folder}, Guard: &server.Guard{Guarded: guarded, Clock: s.env.Clock}}, main)
	if err != nil {
		return err
	}
	counting, err := f.counting(s, metrics, logger)
	if err != nil {
		return errors.Join(err, main.Close())
	}
	if err := f.welcome(s, o, main); err != nil {
		return errors.Join(err, main.Close())
	}
	return together(ctx, serving.Run, counting, sealing(o.desk, logger), background(o.desk.App, logger))
}

// together runs all until ctx ends or one fails, and waits for all.
func together(ctx context.Context, all ...func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, len(all))
	for _, one := range all {
		go func() { ended <- one(ctx) }()
	}
	var err error
	for range all {
		if one := <-ended; one != nil {
			err = errors.Join(err, one)
			stop()
		}
	}
	return err
}

// background does the work that pages leave to it. At the end each job comes to a
// place from which it goes on at the next start.
func background(a *app.App, logger *slog.Logger) func(context.Context) error {
	return func(ctx context.Context) error {
		job.New(a, job.Options{Log: logger}).Run(ctx)
		return nil
	}
}

// sealing closes the audit chains from time to time.
func sealing(desk *app.Desk, logger *slog.Logger) func(context.Context) error {
	return func(ctx context.Context) error {
		due := time.NewTicker(sealEvery)
		defer due.Stop()
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-due.C:
				if err := desk.SealRecords(ctx); err != nil && ctx.Err() == nil {
					logger.Error("sealing", "code", problem.CodeOf(err))
				}
			}
		}
	}
}

func (f *serveFlags) logger(s *session) *slog.Logger {
	if f.Log == "json" {
		return slog.New(slog.NewJSONHandler(s.env.Err, nil))
	}
	return slog.New(slog.NewTextHandler(s.env.Err, nil))
}

// listen takes the address; where nobody named one, the next free port does.
func (f *serveFlags) listen() (net.Listener, error) {
	if f.Addr == "" {
		return server.Listen(server.DefaultAddress, true)
	}
	return server.Listen(f.Addr, false)
}

// counting serves the counts on their own address; without one it waits.
func (f *serveFlags) counting(s *session, metrics *server.Metrics, logger *slog.Logger) (func(context.Context) error, error) {
	if f.MetricsAddr == "" {
		return func(context.Context) error { return nil }, nil
	}
	listener, err := server.Listen(f.MetricsAddr, false)
	if err != nil {
		return nil, err
	}
	one, err := server.New(server.Config{Handler: metrics.Handler(), Log: logger, Clock: s.env.Clock}, listener)
	if err != nil {
		return nil, err
	}
	return one.Run, nil
}

// guarded tells the requests that are slowed down, by their kind: those that try
// a password or a one-time link, and what strangers send to the public page,
// objections and receipt numbers.
func guarded(r *http.Request) string {
	switch {
	case r.Method != http.MethodPost:
	case r.URL.Path == "/sign-in" || strings.HasPrefix(r.URL.Path, "/first"):
		return "sign-in"
	case strings.HasPrefix(r.URL.Path, "/public/"):
		return "public"
	}
	return ""
}

// figures are what the counts tell of the program beside its requests.
var figures = map[string]string{
	"sessions":                "Open sessions by kind.",
	"database_connections":    "Connections to the database: open, in use.",
	"database_waited_seconds": "Time that work has waited for a connection.",
}

func gauges(ctx context.Context, a *app.App) (server.Gauges, error) {
	f, err := a.Figures(ctx)
	if err != nil {
		return nil, err
	}
	g := server.Gauges{"sessions": {}, "database_connections": {"open": float64(f.Connections), "in_use": float64(f.InUse)},
		"database_waited_seconds": {"all": f.Waited.Seconds()}}
	for kind, count := range f.Sessions {
		g["sessions"][string(kind)] = float64(count)
	}
	return g, nil
}
