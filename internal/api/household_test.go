package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

func TestTwoPeopleChangeOneHousehold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDesk(t, db)
		first, second := d.as(t, identity.TownReviewer, "town"), d.as(t, identity.VillageClerk, "village A")
		number := d.household(t)
		form := d.form(t, number)
		save := func(token string, body object) *answer {
			who := first
			if token == "second" {
				who = second
			}
			return d.ask(t, asked{method: http.MethodPut, path: Base + "/households/" + number, token: who.Token, body: body, header: map[string]string{"If-Match": `"1"`}})
		}
		with := func(name, value string) object {
			fields := replaced(form["fields"].(object), name, value)
			return replaced(form, "fields", fields)
		}
		if a := save("first", with("address", "东街 1 号")).want(t, http.StatusOK); a.Header().Get("ETag") != `"2"` {
			t.Errorf("ETag: %s", a.Header().Get("ETag"))
		}
		a := save("second", with("address", "西街 9 号")).want(t, http.StatusPreconditionFailed)
		var p struct {
			Extra changedShape `json:"extra"`
		}
		a.json(t, &p)
		if len(p.Extra.Collisions) != 1 || p.Extra.Collisions[0].Field != "address" || p.Extra.Collisions[0].Mine != "西街 9 号" || p.Extra.Version != 2 || p.Extra.Form == nil {
			t.Fatalf("%+v", p.Extra)
		}
		// The second sends the form back, with a choice.
		text, err := json.Marshal(p.Extra.Form)
		if err != nil {
			t.Fatal(err)
		}
		var again object
		if err := json.Unmarshal(text, &again); err != nil {
			t.Fatal(err)
		}
		again["accepted"], again["choices"] = true, object{p.Extra.Collisions[0].Key: "mine"}
		d.ask(t, asked{method: http.MethodPut, path: Base + "/households/" + number, token: second.Token, body: again, header: map[string]string{"If-Match": `"2"`}}).want(t, http.StatusOK)
		// Without saying what was seen nothing is changed.
		d.ask(t, asked{method: http.MethodPut, path: Base + "/households/" + number, token: second.Token, body: again}).want(t, http.StatusPreconditionRequired)
		misspelt := with("adress", "x")
		d.ask(t, asked{method: http.MethodPut, path: Base + "/households/" + number, token: second.Token, body: misspelt, header: map[string]string{"If-Match": `"3"`}}).want(t, http.StatusUnprocessableEntity)
	})
}

func TestClearDataComesOnlyWithAReasonAndIsOnRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDesk(t, db)
		clerk := d.as(t, identity.VillageClerk, "village A")
		secret := d.Places[0].Secrets[1] // an ID number
		if a := d.get(t, clerk, "/households/QA01").want(t, http.StatusOK); strings.Contains(a.Body.String(), secret) || a.Header().Get("ETag") != `"1"` {
			t.Errorf("%s %v", a.Body, a.Header())
		}
		d.post(t, clerk, "/households/QA01/reveal", object{"reason": " "}).want(t, http.StatusUnprocessableEntity)
		if a := d.post(t, clerk, "/households/QA01/reveal", object{"reason": "入户前核对"}).want(t, http.StatusOK); !strings.Contains(a.Body.String(), secret) {
			t.Errorf("%s", a.Body)
		}
		d.post(t, clerk, "/households/QA01/reveal", object{"reason": "发放补助", "cards": true}).want(t, http.StatusForbidden)
		a := d.get(t, clerk, "/households/QA01/timeline").want(t, http.StatusOK)
		if n := strings.Count(a.Body.String(), `"revealed"`); n != 1 || !strings.Contains(a.Body.String(), "入户前核对") {
			t.Errorf("%d looks in %s", n, a.Body)
		}
	})
}
