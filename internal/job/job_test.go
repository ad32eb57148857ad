package job_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/job"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/store"
)

const (
	town     = area.Code("441900129000")
	villageA = area.Code("441900129200")
	villageB = area.Code("441900129201")
)

var password = personal.NewSecret("correct horse battery")

// office is a program with the shipped areas, whose clock the test sets.
type office struct {
	*app.App
	t     *testing.T
	store *store.Store
	past  atomic.Int64 // that the clock is ahead
}

func newOffice(t *testing.T, db *sqldb.DB) *office {
	t.Helper()
	sealer, err := personal.NewSealer(personal.NewKey(), personal.AES)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, store: store.New(db, sealer)}
	start := time.Date(2027, 1, 20, 1, 0, 0, 0, time.UTC)
	clock := func() time.Time { return start.Add(time.Duration(o.past.Load())) }
	o.App = app.New(app.Config{Store: o.store, Clock: clock, IDs: id.New, Calendar: day.DefaultCalendar()})
	machine := o.As(identity.AtCommandLine("测试"))
	if _, err := machine.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := machine.LoadSamples(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) machine() *app.Desk { return o.As(identity.AtCommandLine("测试")) }

// user adds an account with a role over areas and gives its desk.
func (o *office) user(account string, role identity.Role, areas ...area.Code) *app.Desk {
	o.t.Helper()
	_, err := o.machine().AddUser(o.t.Context(), app.NewUser{Account: account, Name: "某人", Area: town, Password: password, Lasting: true,
		Roles: []app.RoleOrder{{Role: role, Areas: areas}}})
	if err != nil {
		o.t.Fatal(err)
	}
	in, err := o.SignIn(o.t.Context(), account, password, "浏览器")
	if err != nil {
		o.t.Fatal(err)
	}
	desk, err := o.DeskOf(o.t.Context(), in.Secret)
	if err != nil {
		o.t.Fatal(err)
	}
	return desk
}

// server runs jobs until the test, or what it gives is called, ends.
func (o *office) server() (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(o.t.Context()))
	done := make(chan struct{})
	runner := job.New(o.App, job.Options{Poll: 2 * time.Millisecond, Beat: 5 * time.Millisecond})
	go func() { runner.Run(ctx); close(done) }()
	stop = sync.OnceFunc(func() { cancel(); <-done })
	o.t.Cleanup(stop)
	return stop
}

// wait waits until the job is in one of the states.
func (o *office) wait(desk *app.Desk, of id.ID, states ...identity.JobState) *identity.Job {
	o.t.Helper()
	for {
		j, err := desk.Job(o.t.Context(), of)
		if err != nil {
			o.t.Fatal(err)
		}
		if slices.Contains(states, j.State) {
			return j
		}
		if !j.State.Open() {
			o.t.Fatalf("job is %s: %s", j.State, j.Failure)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func ask(t *testing.T, desk *app.Desk, order app.JobOrder) *identity.Job {
	t.Helper()
	j, err := desk.Enqueue(t.Context(), order)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

var verify = app.JobOrder{Kind: identity.RecordCheck}

func TestAJobRunsAsWhoAsked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		auditor := o.user("audit", identity.Auditor, town)
		o.server()
		j := o.wait(auditor, ask(t, auditor, verify).ID, identity.JobDone)
		if j.Result == "" || j.Actor != "audit" || j.Tries != 1 || j.Ended == "" {
			t.Errorf("%+v", j)
		}
	})
}

func TestAFormSentTwiceAsksOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		auditor := o.user("audit", identity.Auditor, town)
		order := verify
		order.Form = "form-1"
		first := ask(t, auditor, order)
		o.server()
		o.wait(auditor, first.ID, identity.JobDone)
		if again := ask(t, auditor, order); again.ID != first.ID || again.State != identity.JobDone {
			t.Errorf("sent again: %+v", again)
		}
		other := o.user("audit2", identity.Auditor, town)
		if others := ask(t, other, order); others.ID == first.ID {
			t.Error("the key of another's form gives this one's job")
		}
	})
}

func TestOnlyWhoMayAsks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		clerk := o.user("clerk", identity.VillageClerk, villageA)
		if _, err := clerk.Enqueue(t.Context(), verify); !problem.Is(err, problem.Forbidden) {
			t.Errorf("without the permission: %v", err)
		}
		if _, err := clerk.Enqueue(t.Context(), app.JobOrder{Kind: "nonsense"}); !problem.Is(err, problem.Invalid) {
			t.Errorf("an unknown kind: %v", err)
		}
		if jobs, err := o.machine().Jobs(t.Context(), "", 9); err != nil || len(jobs) != 0 {
			t.Errorf("%d jobs, %v", len(jobs), err)
		}
	})
}

// TestAJobOfADeadServerIsTakenUp abandons a job as a killed server does.
func TestAJobOfADeadServerIsTakenUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		auditor := o.user("audit", identity.Auditor, town)
		j := ask(t, auditor, verify)
		if taken, err := o.ClaimJob(t.Context(), id.New()); err != nil || taken == nil || taken.ID != j.ID {
			t.Fatalf("%+v, %v", taken, err)
		}
		if again, err := o.ClaimJob(t.Context(), id.New()); err != nil || again != nil {
			t.Fatalf("a job in hand was given away: %+v, %v", again, err)
		}
		o.past.Add(int64(app.JobLease + time.Second))
		o.server()
		if j = o.wait(auditor, j.ID, identity.JobDone); j.Tries != 2 {
			t.Errorf("%+v", j)
		}
	})
}

func TestWhatKillsItsServerIsLeftToAPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		auditor := o.user("audit", identity.Auditor, town)
		j := ask(t, auditor, verify)
		for range 3 {
			if taken, err := o.ClaimJob(t.Context(), id.New()); err != nil || taken == nil {
				t.Fatalf("%+v, %v", taken, err)
			}
			o.past.Add(int64(app.JobLease + time.Second))
		}
		if taken, err := o.ClaimJob(t.Context(), id.New()); err != nil || taken != nil {
			t.Fatalf("a fourth time: %+v, %v", taken, err)
		}
		if j, err := auditor.Job(t.Context(), j.ID); err != nil || j.State != identity.JobBroken {
			t.Fatalf("%+v, %v", j, err)
		}
		if _, err := auditor.ContinueJob(t.Context(), j.ID); err != nil {
			t.Fatal(err)
		}
		o.server()
		o.wait(auditor, j.ID, identity.JobDone)
	})
}

// TestServersNeverShareAJob lets several runners work off many jobs.
func TestServersNeverShareAJob(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		auditor := o.user("audit", identity.Auditor, town)
		var all []id.ID
		for range 20 {
			all = append(all, ask(t, auditor, verify).ID)
		}
		for range 3 {
			o.server()
		}
		for _, one := range all {
			if j := o.wait(auditor, one, identity.JobDone); j.Tries != 1 {
				t.Errorf("taken %d times", j.Tries)
			}
		}
	})
}

func TestAnOvertakenRunnerIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		auditor := o.user("audit", identity.Auditor, town)
		ask(t, auditor, verify)
		slow, err := o.ClaimJob(t.Context(), id.New())
		if err != nil {
			t.Fatal(err)
		}
		if err := o.BeatJob(t.Context(), slow, app.Progress{Stage: "scan", Rows: 5}); err != nil {
			t.Fatal(err)
		}
		o.past.Add(int64(app.JobLease + time.Second))
		if _, err := o.ClaimJob(t.Context(), id.New()); err != nil {
			t.Fatal(err)
		}
		if err := o.BeatJob(t.Context(), slow, app.Progress{}); !problem.Is(err, problem.Conflict) {
			t.Errorf("beats on: %v", err)
		}
		if err := o.EndJob(t.Context(), slow, nil, nil); !problem.Is(err, problem.Conflict) {
			t.Errorf("ends another's job: %v", err)
		}
	})
}

func TestADisabledAccountEndsItsJobs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		auditor := o.user("audit", identity.Auditor, town)
		ask(t, auditor, verify)
		ask(t, auditor, verify)
		runs, err := o.ClaimJob(t.Context(), id.New())
		if err != nil {
			t.Fatal(err)
		}
		if err := o.machine().Disable(t.Context(), "audit"); err != nil {
			t.Fatal(err)
		}
		err = o.BeatJob(t.Context(), runs, app.Progress{})
		if !problem.Is(err, problem.Forbidden) {
			t.Errorf("goes on: %v", err)
		}
		if err := o.EndJob(t.Context(), runs, context.Canceled, err); err != nil {
			t.Fatal(err)
		}
		o.server()
		for {
			jobs, err := o.machine().Jobs(t.Context(), "", 9)
			if err != nil {
				t.Fatal(err)
			}
			failed := 0
			for _, j := range jobs {
				if j.State == identity.JobFailed && j.Failure != "" {
					failed++
				}
				if j.State == identity.JobDone {
					t.Fatalf("done without an account: %+v", j)
				}
			}
			if failed == 2 {
				break
			}
			time.Sleep(2 * time.Millisecond)
		}
	})
}

func TestARoleThatWasWithdrawnEndsItsJobs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		auditor := o.user("audit", identity.Auditor, town)
		j := ask(t, auditor, verify)
		if err := o.machine().GrantRole(t.Context(), "audit", app.RoleOrder{Role: identity.Auditor, Areas: []area.Code{villageA}}); err != nil {
			t.Fatal(err)
		}
		o.server()
		if j = o.wait(auditor, j.ID, identity.JobFailed); j.Result != "" {
			t.Errorf("%+v", j)
		}
	})
}

func TestStoppedBeforeItBeginsAndCarriedOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		auditor := o.user("audit", identity.Auditor, town)
		j := ask(t, auditor, verify)
		if j, err := auditor.StopJob(t.Context(), j.ID); err != nil || j.State != identity.JobStopped {
			t.Fatalf("%+v, %v", j, err)
		}
		if _, err := auditor.StopJob(t.Context(), j.ID); !problem.Is(err, problem.Conflict) {
			t.Errorf("stopped twice: %v", err)
		}
		o.server()
		if _, err := auditor.ContinueJob(t.Context(), j.ID); err != nil {
			t.Fatal(err)
		}
		o.wait(auditor, j.ID, identity.JobDone)
		if _, err := auditor.ContinueJob(t.Context(), j.ID); !problem.Is(err, problem.Conflict) {
			t.Errorf("a done job carried on: %v", err)
		}
	})
}

// TestJobsAreOnesOwn: without the right to see others' work a job is there for
// who asked for it, and for nobody else.
func TestJobsAreOnesOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		auditor := o.user("audit", identity.Auditor, town)
		clerk := o.user("clerk", identity.VillageClerk, villageA)
		keeper := o.user("keeper", identity.Administrator, town)
		mine := ask(t, keeper, verify) // an administrator verifies, and sees no others' work
		theirs := ask(t, auditor, verify)
		for _, one := range []struct {
			desk *app.Desk
			of   id.ID
		}{{clerk, mine.ID}, {clerk, theirs.ID}, {keeper, theirs.ID}} {
			for name, use := range map[string]func(context.Context, id.ID) (*identity.Job, error){"see": one.desk.Job, "stop": one.desk.StopJob, "continue": one.desk.ContinueJob} {
				if _, err := use(t.Context(), one.of); !problem.Is(err, problem.NotFound) {
					t.Errorf("%s may %s: %v", one.desk.Actor().Name, name, err)
				}
			}
			if _, err := one.desk.OpenJobFile(t.Context(), one.of); !problem.Is(err, problem.NotFound) {
				t.Errorf("%s may open: %v", one.desk.Actor().Name, err)
			}
		}
		if jobs, err := keeper.Jobs(t.Context(), "", 9); err != nil || len(jobs) != 1 || jobs[0].ID != mine.ID {
			t.Errorf("%d jobs, %v", len(jobs), err)
		}
		if jobs, err := clerk.Jobs(t.Context(), "", 9); err != nil || len(jobs) != 0 {
			t.Errorf("%d jobs, %v", len(jobs), err)
		}
	})
}

func TestJobsPageByKey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		auditor := o.user("audit", identity.Auditor, town)
		var all []string
		for range 5 {
			all = append(all, string(ask(t, auditor, verify).ID))
		}
		var got []string
		for before := id.ID(""); ; {
			page, err := auditor.Jobs(t.Context(), before, 2)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for _, j := range page {
				got = append([]string{string(j.ID)}, got...)
				before = j.ID
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(all) {
			t.Errorf("%v instead of %v", got, all)
		}
	})
}
