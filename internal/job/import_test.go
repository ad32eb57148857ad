package job_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

const manyRows = 6000

// checkedList sends a long list in and has it checked by a server.
func (o *office) checkedList(desk *app.Desk) id.ID {
	o.t.Helper()
	var b strings.Builder
	b.WriteString("户号,村,户主,家庭人口\n")
	for i := range manyRows {
		fmt.Fprintf(&b, "H%05d,冼沙村,张一,2\n", i)
	}
	sent, err := desk.Upload(o.t.Context(), app.UploadOrder{Kind: "households", Name: "名册.csv"}, strings.NewReader(b.String()))
	if err != nil {
		o.t.Fatal(err)
	}
	j, err := desk.SettleImport(o.t.Context(), sent.ID, app.SettleOrder{})
	if err != nil {
		o.t.Fatal(err)
	}
	stop := o.server()
	o.wait(desk, j.ID, identity.JobDone)
	stop()
	return sent.ID
}

// whole fails the test unless every row is there once.
func (o *office) whole(desk *app.Desk, of id.ID) {
	o.t.Helper()
	v, err := desk.Import(o.t.Context(), of)
	if err != nil {
		o.t.Fatal(err)
	}
	if v.State != registry.Entered || v.Rows.In != manyRows || v.Rows.Entered != manyRows {
		o.t.Errorf("%s %+v", v.State, v.Rows)
	}
	if n := o.households(); n != manyRows {
		o.t.Errorf("%d households", n)
	}
	if _, err := o.machine().VerifyRecords(o.t.Context()); err != nil {
		o.t.Error(err)
	}
}

func (o *office) households() (n int64) {
	o.t.Helper()
	err := o.store.Read(o.t.Context(), func(tx *sqldb.Tx) error {
		return tx.Row(o.t.Context(), `SELECT COUNT(*) FROM household`).Scan(&n)
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

// some waits until the import has entered a part.
func (o *office) some() {
	for o.households() == 0 {
		time.Sleep(time.Millisecond)
	}
}

func TestAnImportIsStoppedAndCarriedOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		clerk := o.user("clerk", identity.VillageClerk, villageA)
		of := o.checkedList(clerk)
		o.server()
		j, err := clerk.BeginImport(t.Context(), of, "")
		if err != nil {
			t.Fatal(err)
		}
		o.some()
		if _, err := clerk.BeginImport(t.Context(), of, ""); !problem.Is(err, problem.Conflict) {
			t.Errorf("two at once: %v", err)
		}
		if _, err := clerk.StopJob(t.Context(), j.ID); err != nil && !problem.Is(err, problem.Conflict) {
			t.Fatal(err)
		}
		if j = o.wait(clerk, j.ID, identity.JobStopped, identity.JobDone); j.State == identity.JobStopped {
			if n := o.households(); n == manyRows {
				t.Error("stopped, and yet everything is in")
			}
			if _, err := clerk.ContinueJob(t.Context(), j.ID); err != nil {
				t.Fatal(err)
			}
			o.wait(clerk, j.ID, identity.JobDone)
		}
		o.whole(clerk, of)
	})
}

// TestAnImportOutlivesItsServer ends the server in the midst of an import; the
// next one carries it on.
func TestAnImportOutlivesItsServer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		clerk := o.user("clerk", identity.VillageClerk, villageA)
		of := o.checkedList(clerk)
		end := o.server()
		j, err := clerk.BeginImport(t.Context(), of, "")
		if err != nil {
			t.Fatal(err)
		}
		o.some()
		end()
		if now, err := clerk.Job(t.Context(), j.ID); err != nil || now.State != identity.JobWaiting && now.State != identity.JobDone {
			t.Fatalf("%+v, %v", now, err)
		}
		o.server()
		o.wait(clerk, j.ID, identity.JobDone)
		o.whole(clerk, of)
	})
}

// TestAnImportOutlivesACrash drops a runner in the midst of an import without a
// word, as a killed process does, and lets its lease run out.
func TestAnImportOutlivesACrash(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		clerk := o.user("clerk", identity.VillageClerk, villageA)
		of := o.checkedList(clerk)
		j, err := clerk.BeginImport(t.Context(), of, "")
		if err != nil {
			t.Fatal(err)
		}
		dead, err := o.ClaimJob(t.Context(), id.New())
		if err != nil || dead == nil {
			t.Fatal(dead, err)
		}
		ctx, kill := context.WithCancel(t.Context())
		_ = o.PerformJob(ctx, dead, func(p app.Progress) { // nobody hears how it ended
			if p.Stage == "enter" {
				kill()
			}
		})
		if n := o.households(); n == 0 || n == manyRows {
			t.Fatalf("%d households when it died", n)
		}
		o.past.Add(int64(app.JobLease + time.Second))
		o.server()
		if j = o.wait(clerk, j.ID, identity.JobDone); j.Tries != 2 {
			t.Errorf("%+v", j)
		}
		o.whole(clerk, of)
	})
}

// TestASlowRunnerDoesNotEnterTwice lets a runner that was given up go on beside
// the one that took its import over.
func TestASlowRunnerDoesNotEnterTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		clerk := o.user("clerk", identity.VillageClerk, villageA)
		of := o.checkedList(clerk)
		if _, err := clerk.BeginImport(t.Context(), of, ""); err != nil {
			t.Fatal(err)
		}
		slow, err := o.ClaimJob(t.Context(), id.New())
		if err != nil {
			t.Fatal(err)
		}
		overtaken := false
		err = o.PerformJob(t.Context(), slow, func(p app.Progress) {
			if p.Stage != "enter" || overtaken {
				return
			}
			overtaken = true
			o.past.Add(int64(app.JobLease + time.Second))
			fast, err := o.ClaimJob(t.Context(), id.New())
			if err != nil || fast == nil {
				t.Error(fast, err)
				return
			}
			if err := o.EndJob(t.Context(), fast, o.PerformJob(t.Context(), fast, func(app.Progress) {}), nil); err != nil {
				t.Error(err)
			}
		})
		if !problem.Is(err, problem.Conflict) {
			t.Errorf("the slow one ended with %v", err)
		}
		o.whole(clerk, of)
	})
}
