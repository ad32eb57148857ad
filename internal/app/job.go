package app

import (
	"context"
	"encoding/json"
	"time"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// JobOrder asks for work in the background.
type JobOrder struct {
	Kind identity.JobKind
	Args any    // of the kind, see job_kind.go; marshalled to JSON, so nothing personal
	Form string // key of the form that asks: sent again, it gives the job it gave before; "" is none
}

// Enqueue asks for work in the background, in a transaction of its own. The
// work runs as the actor, in the same role and over no more than the actor
// sees now.
//
// Errors: Forbidden without the permission of the kind; NotFound when what it
// is to work on lies outside the scope; Conflict when another job works on it.
func (d *Desk) Enqueue(ctx context.Context, order JobOrder) (j *identity.Job, err error) {
	kind, err := d.mayAsk(order.Kind)
	if err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
		j, err = d.enqueue(ctx, tx, kind, order)
		return err
	})
	return j, err
}

// mayAsk gives a kind of work to who may do it in the foreground too.
func (d *Desk) mayAsk(name identity.JobKind) (jobKind, error) {
	kind, ok := jobKinds()[name]
	if !ok {
		return kind, problem.New(problem.Invalid, "job.no_kind")
	}
	return kind, d.actor.Must(kind.permission)
}

// enqueue is Enqueue inside the transaction of a use case: the job is there if
// and only if the use case is.
func (d *Desk) enqueue(ctx context.Context, tx *sqldb.Tx, kind jobKind, order JobOrder) (*identity.Job, error) {
	if order.Form != "" {
		if known, err := d.store.JobOfForm(ctx, tx, d.actor.User, order.Form); err != nil || known != nil {
			return known, err
		}
	}
	args, err := json.Marshal(order.Args)
	if err != nil {
		return nil, err
	}
	on, err := kind.on(ctx, d, tx, args)
	if err != nil {
		return nil, err
	}
	j := &identity.Job{
		ID: d.ids(), Kind: order.Kind, Args: string(args), State: identity.JobWaiting,
		Account: d.actor.User, Actor: d.actor.Name, Role: d.actor.Role, Scope: d.actor.Scope,
		Area: on.where.Area, Unit: on.where.Unit, Subject: on.subject, Holds: on.holds, Form: order.Form, Made: d.clock.Now(),
	}
	if err := d.store.AddJob(ctx, tx, j); err != nil {
		return nil, err
	}
	return j, d.recordJob(ctx, tx, "job.ask", j)
}

func (d *Desk) recordJob(ctx context.Context, tx *sqldb.Tx, name string, j *identity.Job) error {
	return d.record(ctx, tx, act{name: name, noun: "job", subject: j.ID, where: place{j.Area, j.Unit}, count: 1,
		detail: map[string]any{"kind": j.Kind, "on": j.Subject}})
}

// Jobs gives the actor's own jobs and, to who may see others' work, those of
// the actor's scope; the newest first, those older than one.
func (d *Desk) Jobs(ctx context.Context, before id.ID, limit int) (jobs []*identity.Job, err error) {
	err = d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		jobs, err = d.store.Jobs(ctx, tx, d.actor.User, d.scopeFor(identity.JobSee), before, limit)
		return err
	})
	return jobs, err
}

// Job gives one of the jobs that Jobs lists. problem.NotFound for any other.
func (d *Desk) Job(ctx context.Context, of id.ID) (j *identity.Job, err error) {
	err = d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		j, err = d.store.Job(ctx, tx, of, d.actor.User, d.scopeFor(identity.JobSee))
		return err
	})
	return j, err
}

// scopeFor is the actor's scope to who holds the permission, and nothing to
// others: their own rows are found by their account.
func (d *Desk) scopeFor(p identity.Permission) identity.Scope {
	if d.actor.Can(p) {
		return d.actor.Scope
	}
	return identity.Scope{}
}

// JobPace is how fast a running job goes: rows a second in its present stage,
// and how long the rest of it takes at that; ok is false while too little is
// done to tell.
func (a *App) JobPace(j *identity.Job) (perSecond float64, left time.Duration, ok bool) {
	spent := a.clock.Now().Time().Sub(j.StageAt.Time())
	if j.State != identity.JobRunning || j.Size == 0 || j.Done == 0 || j.StageAt == "" || spent < time.Second {
		return 0, 0, false
	}
	left = time.Duration(float64(spent) / float64(j.Done) * float64(j.Size-j.Done))
	return float64(j.Counted) / spent.Seconds(), left, true
}

// StopJob ends a job: at once when it waits, else at the next safe place. What
// it has done stays; see JobLeaves for what that is.
func (d *Desk) StopJob(ctx context.Context, of id.ID) (j *identity.Job, err error) {
	return d.turnJob(ctx, of, "job.stop", func(tx *sqldb.Tx, j *identity.Job) error {
		switch j.State {
		case identity.JobRunning:
			j.Stop = true
			return d.store.AskStop(ctx, tx, j.ID)
		case identity.JobWaiting:
			return d.putJob(ctx, tx, j, func() { j.State, j.Ended = identity.JobStopped, d.clock.Now() })
		}
		return problem.New(problem.Conflict, "job.over")
	})
}

// ContinueJob carries on a job that was stopped, broke off or failed: where it
// was, for those that can, else from the beginning. It runs as who asked for it.
func (d *Desk) ContinueJob(ctx context.Context, of id.ID) (j *identity.Job, err error) {
	return d.turnJob(ctx, of, "job.continue", func(tx *sqldb.Tx, j *identity.Job) error {
		if j.State.Open() || j.State == identity.JobDone {
			return problem.New(problem.Conflict, "job.goes_on")
		}
		err := d.putJob(ctx, tx, j, func() {
			j.State, j.Stop, j.Tries, j.Failure, j.Ended, j.Runner, j.Lease = identity.JobWaiting, false, 0, "", "", "", ""
		})
		if _, taken := sqldb.IsUnique(err); taken {
			return problem.Wrap(err, problem.Conflict, "job.busy")
		}
		return err
	})
}

// turnJob changes a job that is the actor's own, or in the scope of who may
// stop others' work, and records it.
func (d *Desk) turnJob(ctx context.Context, of id.ID, name string, turn func(*sqldb.Tx, *identity.Job) error) (j *identity.Job, err error) {
	err = d.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
		if j, err = d.store.Job(ctx, tx, of, d.actor.User, d.scopeFor(identity.JobStop)); err != nil {
			return err
		}
		if err := turn(tx, j); err != nil {
			return err
		}
		return d.recordJob(ctx, tx, name, j)
	})
	return j, err
}

// putJob writes a change of a job that stands as it was read.
func (a *App) putJob(ctx context.Context, tx *sqldb.Tx, j *identity.Job, change func()) error {
	state, runner := j.State, j.Runner
	change()
	mine, err := a.store.TurnJob(ctx, tx, j, state, runner)
	if err == nil && !mine {
		return problem.New(problem.Conflict, "job.over")
	}
	return err
}
