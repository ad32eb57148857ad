package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const (
	// JobLease is for how long a job is taken to be alive after its runner was
	// heard of last. Clocks of two servers may differ by some seconds.
	JobLease = 2 * time.Minute
	// jobTries is how often a job that breaks off is taken up again by itself.
	jobTries = 3
)

// ClaimJob gives a job to a runner, nil when there is nothing to do. A job
// whose runner is gone is taken up again if it may be; else it is left as
// broken, for a person to carry on.
func (a *App) ClaimJob(ctx context.Context, runner id.ID) (j *identity.Job, err error) {
	if j, err = a.jobToDo(ctx); err != nil || j == nil {
		return nil, err
	}
	taken := false
	err = a.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
		taken = false
		if j, err = a.store.JobToDo(ctx, tx, a.clock.Now()); err != nil || j == nil {
			return err
		}
		state, before := j.State, j.Runner
		if state == identity.JobRunning && (j.Stop || !jobKinds()[j.Kind].again || j.Tries >= jobTries) {
			j.State, j.Ended, j.Runner = identity.JobBroken, a.clock.Now(), ""
			_, err = a.store.TurnJob(ctx, tx, j, state, before)
			return err
		}
		j.State, j.Runner, j.Lease, j.Tries = identity.JobRunning, runner, a.lease(), j.Tries+1
		if j.Started == "" {
			j.Started = a.clock.Now()
		}
		taken, err = a.store.TurnJob(ctx, tx, j, state, before)
		return err
	})
	if err != nil || !taken {
		return nil, err
	}
	return j, nil
}

// jobToDo looks without writing, so that idle runners disturb no writer.
func (a *App) jobToDo(ctx context.Context) (j *identity.Job, err error) {
	err = a.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		j, err = a.store.JobToDo(ctx, tx, a.clock.Now())
		return err
	})
	return j, err
}

func (a *App) lease() day.Instant { return day.At(a.clock.Now().Time().Add(JobLease)) }

// Expired tells whether a runner that could not be heard of must take its job
// to be another's by now.
func (a *App) Expired(j *identity.Job) bool { return a.clock.Now() > j.Lease }

// Errors by which a runner knows why a job must end.
var (
	errJobStop = problem.New(problem.Stopped, "job.asked_to_stop")
	errJobLost = problem.New(problem.Conflict, "job.lost")
)

// BeatJob says that the runner of a job is alive, and how far the job is. The
// error says that it must end: problem.Stopped when somebody asked for it,
// problem.Conflict when another runner has it, problem.Forbidden when the
// account no longer holds what the job was asked with.
func (a *App) BeatJob(ctx context.Context, j *identity.Job, p Progress) error {
	next := *j
	next.Lease = a.lease()
	if next.Stage != p.Stage {
		next.Stage, next.StageAt = p.Stage, a.clock.Now()
	}
	next.Counted, next.Done, next.Size = p.Rows, p.Done, p.Size
	err := a.store.Write(ctx, func(tx *sqldb.Tx) error {
		switch stop, mine, err := a.store.BeatJob(ctx, tx, &next); {
		case err != nil:
			return err
		case !mine:
			return errJobLost
		case stop:
			return errJobStop
		}
		_, err := a.jobActor(ctx, tx, &next)
		return err
	})
	if err == nil {
		j.Lease, j.Progress = next.Lease, next.Progress
	}
	return err
}

// jobActor is who a job runs as: the account that asked, in the role it asked
// in, over what it saw then, as long as it still holds all of that.
func (a *App) jobActor(ctx context.Context, tx *sqldb.Tx, j *identity.Job) (identity.Actor, error) {
	if j.Account == "" && j.Role == identity.CommandLine {
		return identity.AtCommandLine(j.Actor), nil
	}
	u, err := a.store.User(ctx, tx, j.Account, identity.Everything)
	switch {
	case problem.Is(err, problem.NotFound) || err == nil && (u.Disabled != "" || u.Temporary):
		return identity.Actor{}, problem.New(problem.Forbidden, "job.account_gone", "actor", j.Actor)
	case err != nil:
		return identity.Actor{}, err
	}
	if scope, held := u.Held(j.Role); !held || !scope.Covers(j.Scope) {
		return identity.Actor{}, problem.New(problem.Forbidden, "job.role_gone", "actor", j.Actor)
	}
	return identity.Actor{Name: u.Account, User: u.ID, Role: j.Role, Scope: j.Scope}, nil
}

// PerformJob does the work of a job and keeps the file it wrote. When ctx ends
// it comes back soon.
func (a *App) PerformJob(ctx context.Context, j *identity.Job, tell func(Progress)) (err error) {
	kind, ok := jobKinds()[j.Kind]
	if !ok {
		return problem.New(problem.Invalid, "job.no_kind")
	}
	var actor identity.Actor
	if err := a.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		actor, err = a.jobActor(ctx, tx, j)
		return err
	}); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "songnuan-job-*")
	if err != nil {
		return problem.Wrap(err, problem.Internal, "sqldb.no_temporary_file")
	}
	defer os.RemoveAll(folder)
	defer func() {
		if fault := recover(); fault != nil { // one job must not end the server; its cause is for the log
			err = problem.Wrap(fmt.Errorf("%v", fault), problem.Internal, "problem.internal")
		}
	}()
	d, t := a.As(actor), &task{Job: j, tell: tell, folder: folder}
	if err := d.actor.Must(kind.permission); err != nil {
		return err
	}
	if err := kind.run(ctx, d, t); err != nil {
		return err
	}
	if t.result != nil {
		body, err := json.Marshal(t.result)
		if err != nil {
			return err
		}
		j.Result = string(body)
	}
	return d.keepResult(ctx, t)
}

// ErrJobLost is the cause that ends a job whose lease has run out.
func ErrJobLost() error { return errJobLost }

// EndJob writes how a job ended, by the error of its work and the cause that
// ended it early, nil for none. A job cut off by the end of its server waits
// again if it can go on by itself.
func (a *App) EndJob(ctx context.Context, j *identity.Job, failed, cause error) error {
	next := *j
	next.State, next.Ended, next.Runner = identity.JobDone, a.clock.Now(), ""
	switch {
	case failed == nil:
	case errors.Is(cause, errJobLost):
		return nil
	case errors.Is(cause, errJobStop):
		next.State = identity.JobStopped
	case problem.Is(cause, problem.Forbidden):
		next.State, next.Failure = identity.JobFailed, failureOf(cause)
	case cause != nil && jobKinds()[j.Kind].again:
		next.State, next.Ended, next.Tries, next.Lease = identity.JobWaiting, "", j.Tries-1, ""
	case cause != nil:
		next.State = identity.JobBroken
	default:
		next.State, next.Failure = identity.JobFailed, failureOf(failed)
	}
	next.Stop = false
	return a.store.Write(ctx, func(tx *sqldb.Tx) error {
		mine, err := a.store.TurnJob(ctx, tx, &next, identity.JobRunning, j.Runner)
		if err == nil && !mine {
			return errJobLost
		}
		return err
	})
}

// failureOf is what a person reads of a failed job, in each language: its
// arguments would not survive as JSON.
func failureOf(err error) string {
	texts := map[locale.Lang]string{}
	for _, lang := range []locale.Lang{locale.Chinese, locale.English} {
		texts[lang] = locale.Error(lang, err)
	}
	body, err := json.Marshal(texts)
	if err != nil {
		return ""
	}
	return string(body)
}

func extension(name string) string { return filepath.Ext(name) }
