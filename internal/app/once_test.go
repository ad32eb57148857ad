package app_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// asking is a reviewer of the town who asks by keys.
func asking(t *testing.T, db *sqldb.DB) (*door, *app.Desk) {
	d := newDoor(t, db)
	d.add(t, "reviewer", app.RoleOrder{Role: identity.TownReviewer})
	return d, d.signIn(t, "reviewer")
}

func open2027(t *testing.T, desk *app.Desk) (id.ID, error) {
	t.Helper()
	c, err := desk.OpenCampaign(t.Context(), app.CampaignOrder{Plan: readPlan(t, walkPlan), Text: []byte(walkPlan), AsOf: asOf})
	return c.ID, err
}

func TestARequestIsCarriedOutOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, desk := asking(t, db)
		asked := app.Asked{Key: "k-1", What: "POST /campaigns 甲"}
		once, done, err := desk.Once(t.Context(), asked)
		if err != nil || done != nil {
			t.Fatalf("a new request: %+v, %v", done, err)
		}
		opened, err := open2027(t, once)
		if err != nil {
			t.Fatal(err)
		}
		// As if the program had crashed before it could answer.
		_, done, err = desk.Once(t.Context(), asked)
		if err != nil || done == nil || done.Subject != string(opened) || done.Act != "campaign.open" || done.Answer != nil {
			t.Fatalf("after a crash: %+v, %v", done, err)
		}
		if err := once.KeepAnswer(t.Context(), []byte("欧阳甲")); err != nil {
			t.Fatal(err)
		}
		if _, done, err = desk.Once(t.Context(), asked); err != nil || string(done.Answer) != "欧阳甲" {
			t.Errorf("the answer came back as %+v, %v", done, err)
		}
		_, _, err = desk.Once(t.Context(), app.Asked{Key: "k-1", What: "POST /campaigns 乙"})
		wantKey(t, "another request under the key", err, "app.request_differs")
		d.add(t, "other", app.RoleOrder{Role: identity.TownReviewer})
		if _, done, err = d.signIn(t, "other").Once(t.Context(), asked); err != nil || done != nil {
			t.Errorf("another's key: %+v, %v", done, err)
		}
		d.now = d.now.Add(49 * time.Hour)
		later, _, err := d.signIn(t, "reviewer").Once(t.Context(), app.Asked{Key: "k-2", What: "x"})
		if err != nil || later.KeepAnswer(t.Context(), []byte("x")) != nil {
			t.Fatal(err)
		}
		if _, done, err = d.signIn(t, "reviewer").Once(t.Context(), asked); err != nil || done != nil {
			t.Errorf("days later: %+v, %v", done, err)
		}
	})
}

func TestWhatIsRefusedIsNotRemembered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		_, desk := asking(t, db)
		asked := app.Asked{Key: "k", What: "settle"}
		once, _, err := desk.Once(t.Context(), asked)
		if err != nil {
			t.Fatal(err)
		}
		if err := once.Settle(t.Context(), id.New(), "year", "2027"); !problem.Is(err, problem.NotFound) {
			t.Fatal(err)
		}
		if err := once.KeepAnswer(t.Context(), []byte("404")); err != nil {
			t.Fatal(err)
		}
		if _, done, err := desk.Once(t.Context(), asked); err != nil || done != nil {
			t.Errorf("%+v, %v", done, err)
		}
		for _, key := range []string{"", "with space", "键", string(make([]byte, 101))} {
			_, _, err := desk.Once(t.Context(), app.Asked{Key: key})
			wantKey(t, key, err, "app.request_key")
		}
	})
}

func TestOfManyAtOnceOneActs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		_, desk := asking(t, db)
		const attempts = 8
		var wait sync.WaitGroup
		errs := make([]error, attempts)
		for i := range attempts {
			once, done, err := desk.Once(t.Context(), app.Asked{Key: "k", What: "open"})
			if err != nil || done != nil {
				t.Fatal(done, err)
			}
			wait.Go(func() { _, errs[i] = open2027(t, once) })
		}
		wait.Wait()
		acted := 0
		for _, err := range errs {
			if err == nil {
				acted++
			} else {
				wantKey(t, "the others", err, "app.request_under_way")
			}
		}
		if acted != 1 {
			t.Errorf("%d acted: %v", acted, errors.Join(errs...))
		}
	})
}
