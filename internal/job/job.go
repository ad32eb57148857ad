// Package job is the background: it takes up the work that use cases put into
// the table of jobs, and runs it as the actors who asked for it, some at a
// time. Several servers over one database never run one job at once.
package job

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
)

// Options say how a runner works. A zero field is chosen.
type Options struct {
	Workers int           // jobs at once; 2
	Poll    time.Duration // between two looks for work; half a second
	Beat    time.Duration // between two signs of life of a job; a second
	Tidy    time.Duration // between two clearings away; ten minutes
	Log     *slog.Logger  // hears of failures, never of persons
}

func (o Options) orDefault() Options {
	for _, d := range []struct {
		field    *time.Duration
		fallback time.Duration
	}{{&o.Poll, time.Second / 2}, {&o.Beat, time.Second}, {&o.Tidy, 10 * time.Minute}} {
		if *d.field <= 0 {
			*d.field = d.fallback
		}
	}
	if o.Workers <= 0 {
		o.Workers = 2
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Runner runs jobs.
type Runner struct {
	app *app.App
	id  id.ID
	Options
	running atomic.Int64
}

// New makes a runner. Each has an id of its own, so that two in one process
// are as two servers.
func New(a *app.App, o Options) *Runner { return &Runner{app: a, id: id.New(), Options: o.orDefault()} }

// Running is how many jobs are being worked on.
func (r *Runner) Running() int64 { return r.running.Load() }

// Run works until ctx ends, and comes back when every job in hand has come to
// a safe place: those that can go on by themselves wait for the next runner.
func (r *Runner) Run(ctx context.Context) {
	var all sync.WaitGroup
	for range r.Workers {
		all.Go(func() { r.every(ctx, r.Poll, r.workOff) })
	}
	all.Go(func() { r.every(ctx, r.Options.Tidy, r.tidy) })
	all.Wait()
}

// every does something at once and then again after each pause.
func (r *Runner) every(ctx context.Context, pause time.Duration, do func(context.Context)) {
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for ctx.Err() == nil {
		do(ctx)
		select {
		case <-ticker.C:
		case <-ctx.Done():
		}
	}
}

func (r *Runner) tidy(ctx context.Context) {
	if err := r.app.Tidy(ctx); err != nil && ctx.Err() == nil {
		r.failed("clearing away", nil, err)
	}
}

// workOff works until nothing waits.
func (r *Runner) workOff(ctx context.Context) {
	for ctx.Err() == nil {
		j, err := r.app.ClaimJob(ctx, r.id)
		if err != nil && ctx.Err() == nil {
			r.failed("looking for work", nil, err)
		}
		if err != nil || j == nil {
			return
		}
		r.work(ctx, j)
	}
}

// errServerEnds is the cause that ends a job with its server.
var errServerEnds = errors.New("the server ends")

// ending is how long a job may take to write down how it ended.
const ending = 10 * time.Second

// work runs one job to its end.
func (r *Runner) work(ctx context.Context, j *identity.Job) {
	r.running.Add(1)
	defer r.running.Add(-1)
	run, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	defer context.AfterFunc(ctx, func() { cancel(errServerEnds) })()
	pulse := r.pulse(run, j, cancel)
	err := r.app.PerformJob(run, j, pulse.tell)
	pulse.end()
	cause := context.Cause(run)
	cancel(nil)
	last, done := context.WithTimeout(context.WithoutCancel(ctx), ending)
	defer done()
	if problem.Is(err, problem.Internal) && cause == nil {
		r.failed("working", j, err)
	}
	if err := r.app.EndJob(last, j, err, cause); err != nil && !problem.Is(err, problem.Conflict) {
		r.failed("ending", j, err)
	}
}

func (r *Runner) failed(doing string, j *identity.Job, err error) {
	attrs := []any{"doing", doing, "key", problem.As(err).Key, "error", err}
	if j != nil {
		attrs = append(attrs, "job", j.ID, "kind", j.Kind)
	}
	r.Log.Error("job", attrs...)
}
