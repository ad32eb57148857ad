package app_test

import (
	"slices"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/yamldoc"
)

// TestWhichProfileACaseBeginsBy: the nearest in force on the day, the office's
// own before a shipped one, never one with errors; its text is kept.
func TestWhichProfileACaseBeginsBy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		town := d.As(identity.Actor{Name: "镇", Role: identity.TownReviewer, Scope: identity.Scope{Areas: []area.Code{gaobu}}})
		want := func(kind casework.Kind, where area.Code, on, name string) {
			t.Helper()
			day, err := day.Parse(on)
			if err != nil {
				t.Fatal(err)
			}
			got, again, err := app.ChosenProfile(t.Context(), town, where, "", kind, day)
			if name == "" {
				if !problem.Is(err, problem.NotFound) {
					t.Errorf("%s in %s on %s: %s, %v", kind, where, on, got, err)
				}
				return
			}
			if got != name || !again || err != nil {
				t.Errorf("%s in %s on %s: %s, kept %v, %v", kind, where, on, got, again, err)
			}
		}
		want(casework.KindFiling, villageA, "2026-03-01", "gaobu-filing")
		want(casework.KindFiling, elsewhere, "2026-03-01", "") // the town's alone
		want(casework.KindFiling, villageA, "2025-12-31", "")
		want(casework.KindDibao, villageA, "2021-06-30", "strict-county")
		want(casework.KindDibao, villageA, "2021-07-01", "dibao")
		want(casework.KindWorkerSevere, villageA, "2026-03-01", "") // a union's

		own := strings.Replace(string(walkProfile("own")), "from: 2026-01-01", "from: 2026-07-01", 1)
		v, err := town.SaveProfile(t.Context(), app.ProfileOrder{Text: []byte(own)})
		if err != nil || v.State == app.ProfileUnsound {
			t.Fatalf("%+v, %v", v, err)
		}
		want(casework.KindFiling, villageA, "2026-06-30", "gaobu-filing")
		want(casework.KindFiling, villageA, "2026-07-01", "own")
		worse := strings.Replace(own, "fields: [serial,", "fields: [phone, serial,", 1)
		bad, err := town.SaveProfile(t.Context(), app.ProfileOrder{Profile: id.ID(v.Ref), Seen: 1, Text: []byte(worse)})
		if err != nil || bad.State != app.ProfileUnsound || bad.Version != 2 {
			t.Fatalf("%+v, %v", bad, err)
		}
		july, _ := day.New(2026, 7, 1)
		if got, _, _ := app.ChosenProfile(t.Context(), town, villageA, "", casework.KindFiling, july); got != "own" {
			t.Errorf("a version with errors hides the sound one: %s", got)
		}
		_, err = town.SaveProfile(t.Context(), app.ProfileOrder{Text: []byte(strings.Replace(own, "441900129", "152502001", 1))})
		if !problem.Is(err, problem.Forbidden) && !problem.Is(err, problem.Conflict) {
			t.Errorf("a profile for another town: %v", err)
		}
		marginal := strings.Replace(string(walkProfile("later")), "kinds: [filing]", "kinds: [marginal]", 1)
		for name, from := range map[string]string{"later": "from: 2031-07-01", "sooner": "from: 2026-07-01"} {
			text := strings.Replace(strings.Replace(marginal, "profile: later", "profile: "+name, 1), "from: 2026-01-01", from, 1)
			v, err = town.SaveProfile(t.Context(), app.ProfileOrder{Text: []byte(text)})
			if err != nil {
				t.Fatal(err)
			}
		}
		if !slices.ContainsFunc(v.Findings, func(f yamldoc.Finding) bool { return f.Code == "profiles_overlap" }) {
			t.Errorf("two are in force together in some years, and the second is not told so: %+v", v.Findings)
		}
	})
}
