package api

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/walktest"
)

func TestARepeatedWriteActsOnceAndAnswersAlike(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDesk(t, db)
		admin := d.as(t, identity.Administrator, "everywhere")
		body := object{"account": "hu.an", "name": "新人", "area": "441900129200", "password": "spring-river-9-lantern", "roles": []object{{"role": "village_clerk"}}}
		first := asked{method: http.MethodPost, path: Base + "/users", token: admin.Token, body: body, key: "one"}
		a := d.ask(t, first).want(t, http.StatusCreated)
		if a.Header().Get("Location") != Base+"/users/hu.an" {
			t.Errorf("Location: %s", a.Header().Get("Location"))
		}
		b := d.ask(t, first).want(t, http.StatusCreated)
		if b.Body.String() != a.Body.String() || b.Header().Get("Location") != a.Header().Get("Location") || b.Header().Get("Idempotency-Replayed") != "true" {
			t.Errorf("again: %s %v", b.Body, b.Header())
		}
		other := first
		other.body = replaced(body, "name", "别人")
		var p problemShape
		d.ask(t, other).want(t, http.StatusUnprocessableEntity).json(t, &p)
		if p.Code != "app.request_differs" {
			t.Errorf("%+v", p)
		}
		none := first
		none.key = "-"
		d.ask(t, none).want(t, http.StatusBadRequest)
		bad := first
		bad.key = "with space"
		d.ask(t, bad).want(t, http.StatusUnprocessableEntity)
		fresh := first
		fresh.key = "two" // the account is taken now
		d.ask(t, fresh).want(t, http.StatusConflict)
	})
}

// TestARefusedWriteMayBeAskedAgain: what was refused did nothing, so the same
// key may carry the corrected request.
func TestARefusedWriteMayBeAskedAgain(t *testing.T) {
	d := newDesk(t, dbtest.SQLite(t))
	admin := d.as(t, identity.Administrator, "everywhere")
	body := object{"account": "hu.an", "name": "新人", "area": "441900129200", "password": "1", "roles": []object{}}
	q := asked{method: http.MethodPost, path: Base + "/users", token: admin.Token, body: body, key: "one"}
	d.ask(t, q).want(t, http.StatusUnprocessableEntity)
	q.body = replaced(body, "password", "spring-river-9-lantern")
	d.ask(t, q).want(t, http.StatusCreated)
}

func TestOfManyWritesAtOnceOneActs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDesk(t, db)
		clerk := d.as(t, identity.TownReviewer, "town")
		of := d.Activated(t, walktest.Plan)
		path := fmt.Sprintf("%s/campaigns/%s/entries/%s/outcomes", Base, of, d.Entry(t, "QA02"))
		body := object{"state": "helped", "day": "2027-01-20", "person": "林甲", "seen": 1}
		var wait sync.WaitGroup
		codes := make([]int, 6)
		for i := range codes {
			wait.Go(func() {
				codes[i] = d.ask(t, asked{method: http.MethodPost, path: path, token: clerk.Token, body: body, key: "same"}).Code
			})
		}
		wait.Wait()
		for _, code := range codes {
			if code != http.StatusOK && code != http.StatusConflict {
				t.Errorf("%v", codes)
			}
		}
		var steps struct{ Items []stepShape }
		d.get(t, clerk, fmt.Sprintf("/campaigns/%s/entries/%s/steps", of, d.Entry(t, "QA02"))).want(t, http.StatusOK).json(t, &steps)
		if len(steps.Items) != 2 {
			t.Errorf("%d steps", len(steps.Items))
		}
		d.ask(t, asked{method: http.MethodPost, path: path, token: clerk.Token, body: body, key: "same"}).want(t, http.StatusOK)
	})
}
