package api

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/identity"
	"songnuan/internal/walktest"
)

// samples are how the walk and the tests of bad input call each route. A new
// route adds its own.
var samples = map[string]walkSample{
	"version":   at1("/version"),
	"me":        at1("/me"),
	"token_end": at1("/me/token"),

	"household_search": with("/households/search", object{"text": "Q"}),
	"household":        at1("/households/QA01"),
	"households":       at1("/households?limit=500&by=village&tab=open"),
	"household_count":  at1("/households/count"),
	"household_reveal": {do: func(testing.TB, *desk) (string, any) {
		return "/households/QA01/reveal", object{"reason": "入户前核对", "cards": false}
	}, clear: true},
	"household_timeline": at1("/households/QA01/timeline?limit=500"),
	"household_form":     at1("/households/QA01/form"),
	"household_add":      {do: func(_ testing.TB, d *desk) (string, any) { return "/households", newForm(d) }},
	"household_save": {do: func(t testing.TB, d *desk) (string, any) {
		number := d.household(t)
		form := d.form(t, number)
		form["fields"].(object)["address"] = fmt.Sprintf("东街 %d 号", d.Serial())
		return "/households/" + number, form
	}, header: map[string]string{"If-Match": `"1"`}},
	"household_close": {do: func(t testing.TB, d *desk) (string, any) {
		return "/households/" + d.household(t) + "/close", object{"on": "2027-01-20", "reason": "去世", "note": "已核"}
	}, header: map[string]string{"If-Match": `"1"`}},
	"household_reopen": {do: func(t testing.TB, d *desk) (string, any) {
		number := d.household(t)
		if _, err := d.Machine.CloseHousehold(t.Context(), app.CloseOrder{Number: number, On: d.Clock.Today(), Reason: "去世"}); err != nil {
			t.Fatal(err)
		}
		return "/households/" + number + "/reopen", object{"note": "误销"}
	}, header: map[string]string{"If-Match": `"2"`}},
	"never_helped": at1("/never-helped?limit=500"),
	"unchanged":    at1("/unchanged?limit=500"),

	"campaign":          on(active, "", nil),
	"campaign_settle":   on(unsettled, "/answers", object{"param": "students", "value": "否"}),
	"campaign_activate": on(draft, "/activate", nil),
	"campaign_close":    on(done, "/close", nil),
	"campaign_rosters":  on(active, "/rosters", nil),
	"roster_preview":    on(active, "/rosters/preview", nil),
	"roster_build":      on(draft, "/rosters/build", nil),
	"board":             on(active, "/board", nil),
	"certify":           on(active, "/certificates", object{}),

	"entries": on(active, "/entries?limit=500", nil),
	"entry_steps": {do: func(t testing.TB, d *desk) (string, any) {
		return fmt.Sprintf("/campaigns/%s/entries/%s/steps", d.Active, d.Entry(t, "QA01")), nil
	}},
	"entry_outcome": {do: func(t testing.TB, d *desk) (string, any) {
		return fmt.Sprintf("/campaigns/%s/entries/%s/outcomes", d.Activated(t, walktest.Plan), d.Entry(t, "QA02")),
			object{"state": "moved", "day": "2027-01-20", "person": "林甲", "note": "迁出", "attachment": base64.StdEncoding.EncodeToString(walktest.Photo)}
	}},
	"entry_file": {do: func(t testing.TB, d *desk) (string, any) {
		return fmt.Sprintf("/campaigns/%s/entries/%s/steps/2/file", d.Active, d.Entry(t, "QA01")), nil
	}},

	"roles": at1("/roles"),
	"users": at1("/users?limit=500"),
	"user":  at1("/users/sits.a"),
	"user_add": {do: func(_ testing.TB, d *desk) (string, any) {
		return "/users", object{"account": fmt.Sprintf("new%d", d.Serial()), "name": "新人", "area": "441900129200", "password": "spring-river-9-lantern",
			"roles": []object{{"role": "village_clerk"}}}
	}},
	"user_role": with("/users/sits.a/roles", object{"role": "village_clerk"}),
	"user_role_end": {do: func(t testing.TB, d *desk) (string, any) {
		return "/users/" + d.Newcomer(t) + "/roles/village_clerk", nil
	}},
	"user_password": with("/users/sits.a/password", object{"password": "spring-river-9-lantern"}),
	"user_disable":  {do: func(t testing.TB, d *desk) (string, any) { return "/users/" + d.Newcomer(t) + "/disable", nil }},
	"user_enable": {do: func(t testing.TB, d *desk) (string, any) {
		account := d.Newcomer(t)
		if err := d.Machine.Disable(t.Context(), account); err != nil {
			t.Fatal(err)
		}
		return "/users/" + account + "/enable", nil
	}},
	"user_session_end": {do: func(t testing.TB, d *desk) (string, any) {
		account := d.Newcomer(t)
		return fmt.Sprintf("/users/%s/sessions/%s", account, d.SessionOf(t, account)), nil
	}},
}

// newForm is a household of the first place that is not there yet. Its people
// bear no mark, and live together as one, so that no count is met by chance.
func newForm(d *desk) object {
	return object{
		"fields":     object{"number": fmt.Sprintf("NA%d", d.Serial()), "village": "441900129200", "size": "1", "per_head_month": "2000", "opened": "2027-01-01"},
		"members":    []object{{"fields": object{"name": "新住户", "relation": "户主"}}},
		"categories": []object{}, "causes": []object{}, "accepted": true,
	}
}

// household opens a file in the first place.
func (d *desk) household(t testing.TB) (number string) {
	t.Helper()
	var saved savedShape
	d.post(t, d.as(t, identity.TownReviewer, "everywhere"), "/households", newForm(d)).want(t, http.StatusCreated).json(t, &saved)
	return saved.Number
}

// form is the form of a file, ready to be sent back.
func (d *desk) form(t testing.TB, number string) (form object) {
	t.Helper()
	d.get(t, d.as(t, identity.TownReviewer, "everywhere"), "/households/"+number+"/form").want(t, http.StatusOK).json(t, &form)
	form["accepted"] = true
	return form
}
