package api

import (
	"fmt"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/identity"
	"songnuan/internal/registry"
	"songnuan/internal/walktest"
)

// askedOf asks for another income of a household.
func askedOf(number, income string) object {
	return object{"household": number, "kind": "income", "occasion": "work", "happened": "2027-01-20", "fields": object{"income": income}, "members": []any{}, "added": []any{}, "gone": []any{},
		"new_household": object{}, "papers_seen": []any{"income_proof"}, "note": "工资涨了", "taken_in": ""}
}

// filed is a request about a new household of the first village.
func (d *desk) filed(t testing.TB, by *app.Desk) *registry.ChangeRequest {
	t.Helper()
	filed, err := by.FileChange(t.Context(), app.ChangeOrder{Number: d.household(t), Kind: registry.ChangeIncome, Occasion: "work",
		Ask: registry.ChangeAsk{On: d.Clock.Today(), Fields: map[string]string{"income": fmt.Sprint(10000 + d.Serial())}, Seen: []string{"income_proof"}}})
	if err != nil {
		t.Fatal(err)
	}
	return filed.Request
}

func filedChange(t testing.TB, d *desk) *registry.ChangeRequest { return d.filed(t, d.Machine) }

func sentChange(t testing.TB, d *desk) *registry.ChangeRequest {
	sent, err := d.Machine.SubmitChange(t.Context(), app.SubmitOrder{ID: d.filed(t, d.Machine).ID})
	if err != nil {
		t.Fatal(err)
	}
	return sent.Request
}

// heldChange was approved inside a freeze that is over.
func heldChange(t testing.TB, d *desk) *registry.ChangeRequest {
	c := sentChange(t, d)
	freeze, err := d.Machine.AddFreeze(t.Context(), app.FreezeOrder{Area: c.Area, From: d.Clock.Today(), To: d.Clock.Today(), Reason: "核对"})
	if err != nil {
		t.Fatal(err)
	}
	held, err := d.App.As(identity.AtCommandLine("另一人")).DecideChange(t.Context(), app.DecisionOrder{ID: c.ID, Verb: registry.VerbApprove})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Machine.EndFreeze(t.Context(), freeze.ID, 0); err != nil {
		t.Fatal(err)
	}
	return held.Request
}

// ofChange is a route of a request as make leaves it.
func ofChange(rest string, body any, make func(testing.TB, *desk) *registry.ChangeRequest) walkSample {
	var row int
	s := walkSample{do: func(t testing.TB, d *desk) (string, any) {
		c := make(t, d)
		row = c.Row
		return "/changes/" + string(c.ID) + rest, body
	}}
	if rest != "" {
		s.version = func(testing.TB, *desk) int64 { return int64(row) }
	}
	return s
}

// ofOwnChange is a route of a request that the actor files.
func ofOwnChange(rest string, body any) walkSample {
	return walkSample{header: map[string]string{"If-Match": `"1"`}, do: func(t testing.TB, d *desk) (string, any) {
		return "/changes/" + string(d.filed(t, d.Machine).ID) + rest, body
	}, own: func(t testing.TB, d *desk, who *walktest.Actor) (string, any) {
		desk, err := d.App.DeskOf(t.Context(), who.Visit)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(who.From.Sees, "A") || !who.Role.Can(identity.ChangeFile) {
			desk = d.Machine
		}
		return "/changes/" + string(d.filed(t, desk).ID) + rest, body
	}}
}
