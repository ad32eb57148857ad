package webtest

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/demo/stage"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/job"
	"songnuan/internal/personal"
	"songnuan/internal/server"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/store"
	"songnuan/internal/web"
)

// Office is the server of a test, over a database of its own.
type Office struct {
	*app.App
	t       testing.TB
	Machine *app.Desk // of the command line
	URL     string
	Laid    *stage.Laid   // of a demonstration
	ahead   *atomic.Int64 // nanoseconds by which its clock was moved on
}

// Morning is when the offices of tests open: half past nine on a working day
// eleven days before the Spring Festival. Their clocks go on from there.
var Morning = time.Date(2027, 1, 26, 9, 30, 0, 0, day.Beijing)

// Empty starts an office that has nothing but tables.
func Empty(t testing.TB, db *sqldb.DB) *Office {
	t.Helper()
	o := open(t, db)
	if _, err := o.Machine.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.serve(web.Config{})
	return o
}

// Demo starts an office with the whole demonstration in it.
func Demo(t testing.TB) *Office {
	t.Helper()
	o := open(t, dbtest.SQLite(t))
	laid, err := stage.Lay(t.Context(), o.App, Morning)
	if err != nil {
		t.Fatal(err)
	}
	o.Laid = laid
	o.serve(web.Config{Demo: true, Switch: true})
	return o
}

func open(t testing.TB, db *sqldb.DB) *Office {
	t.Helper()
	sealer, err := personal.NewSealer(personal.NewKey(), personal.AES)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	ahead := new(atomic.Int64)
	clock := func() time.Time { return Morning.Add(time.Since(began) + time.Duration(ahead.Load())) }
	a := app.New(app.Config{Store: store.New(db, sealer), Clock: clock, IDs: id.New})
	return &Office{App: a, t: t, Machine: a.As(identity.AtCommandLine("测试")), ahead: ahead}
}

// Ahead moves the clock of the office on: days of a notice pass.
func (o *Office) Ahead(by time.Duration) { o.ahead.Add(int64(by)) }

// serve puts the server that people start before the office, with the
// background at work.
func (o *Office) serve(c web.Config) {
	o.t.Helper()
	log := slog.New(slog.NewTextHandler(o.t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	c.App, c.Log = o.App, log
	pages, err := web.New(c)
	if err != nil {
		o.t.Fatal(err)
	}
	listener, err := server.Listen("127.0.0.1:0", false)
	if err != nil {
		o.t.Fatal(err)
	}
	s, err := server.New(server.Config{Handler: pages, Log: log, Clock: time.Now}, listener)
	if err != nil {
		o.t.Fatal(err)
	}
	o.URL = "http://" + listener.Addr().String()
	ctx, stop := context.WithCancel(context.WithoutCancel(o.t.Context()))
	ended := make(chan error, 1)
	worked := make(chan bool)
	go func() { ended <- s.Run(ctx) }()
	go func() {
		job.New(o.App, job.Options{Log: log, Poll: 50 * time.Millisecond}).Run(ctx)
		close(worked)
	}()
	o.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			o.t.Error(err)
		}
		<-worked
	})
}

// of is the office as part of a test sees it.
func (o *Office) of(t testing.TB) *Office {
	part := *o
	part.t = t
	return &part
}

// User adds an account in a role over areas, everywhere when none is named, with
// the demonstration's password.
func (o *Office) User(account string, order app.RoleOrder) {
	o.t.Helper()
	order.Everywhere = len(order.Areas)+len(order.Units) == 0
	_, err := o.Machine.AddUser(o.t.Context(), app.NewUser{Account: account, Name: "同事" + account, Password: personal.NewSecret(stage.Password), Lasting: true, Roles: []app.RoleOrder{order}})
	if err != nil {
		o.t.Fatal(err)
	}
}
