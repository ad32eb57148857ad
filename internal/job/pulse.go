package job

import (
	"context"
	"sync"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
)

// pulse tells the database again and again that a job is alive and how far it
// is, and ends the job when it is told to.
type pulse struct {
	lock sync.Mutex
	last app.Progress
	quit chan struct{}
	over sync.WaitGroup
}

func (r *Runner) pulse(ctx context.Context, j *identity.Job, cancel context.CancelCauseFunc) *pulse {
	p := &pulse{quit: make(chan struct{})}
	alive := *j // the work has its own
	p.over.Go(func() {
		ticker := time.NewTicker(r.Beat)
		defer ticker.Stop()
		for {
			select {
			case <-p.quit:
				return
			case <-ticker.C:
				if err := r.beat(ctx, &alive, p.now()); err != nil {
					cancel(err)
					return
				}
			}
		}
	})
	return p
}

// beat is nil while the job may go on. That the database could not be reached
// is no reason to end, until the lease runs out.
func (r *Runner) beat(ctx context.Context, alive *identity.Job, now app.Progress) error {
	switch err := r.app.BeatJob(ctx, alive, now); {
	case err == nil, ctx.Err() != nil:
		return nil
	case problem.As(err).Key == "sqldb.busy", problem.Is(err, problem.Internal):
		r.failed("keeping the lease", alive, err)
		if r.app.Expired(alive) {
			return app.ErrJobLost()
		}
		return nil
	default:
		return err
	}
}

func (p *pulse) tell(now app.Progress) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.last = now
}

func (p *pulse) now() app.Progress {
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.last
}

// end stops the pulse; the work has ended.
func (p *pulse) end() {
	close(p.quit)
	p.over.Wait()
}
