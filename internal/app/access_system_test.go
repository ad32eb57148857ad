package app_test

import (
	"fmt"
	"slices"

	"songnuan/internal/app"
	"songnuan/internal/identity"
)

// systemCases are the use cases over the ground: areas, tables, the record.
var systemCases = map[string]useCase{
	"ImportAreas": {identity.PlaceKeep, func(w *walk) (int64, error) {
		report, err := w.desk.ImportAreas(w.t.Context(), list(w.t, "code,name", "441900129200,冼沙村村民委员会"), nil)
		if err != nil {
			return 0, err
		}
		return report.Areas, nil
	}, who(reachesA, 1), false},
	"ImportStandards": {identity.PlaceKeep, func(w *walk) (int64, error) {
		report, err := w.desk.ImportStandards(w.t.Context(), list(w.t, "area,kind,yuan,from,to,source", "441900129,dibao_line,1250,2027-01-01,,试"))
		if err != nil {
			return 0, err
		}
		return report.Standards, nil
	}, who(townAndWider, 1), false},
	"LoadSamples": {identity.PlaceKeep, func(w *walk) (int64, error) {
		_, err := w.desk.LoadSamples(w.t.Context())
		return done(err)
	}, who(reachesAll, 1), false},
	"Migrate": {identity.DatabaseKeep, func(w *walk) (int64, error) {
		_, err := w.desk.Migrate(w.t.Context())
		return done(err)
	}, anyone, false},
	"Enqueue to verify": {identity.AuditVerify, func(w *walk) (int64, error) {
		_, err := w.desk.Enqueue(w.t.Context(), app.JobOrder{Kind: identity.RecordCheck})
		return done(err)
	}, anyone, false},
	"Enqueue for a campaign": {identity.RosterExport, func(w *walk) (int64, error) {
		_, err := w.desk.Enqueue(w.t.Context(), app.JobOrder{Kind: identity.RosterWrite, Args: app.CampaignArgs{Campaign: w.plant.active}})
		return done(err)
	}, who(func(p *standpoint) bool { return somewhere(p) && p.name != "elsewhere" }, 1), false}, // whoever sees a part exports that part
	"NameOffice": {identity.PlaceKeep, func(w *walk) (int64, error) {
		return done(w.desk.NameOffice(w.t.Context(), app.Office{Name: "镇社会事务办"}))
	}, who(reachesAll, 1), false},
	"MarkDemo": {identity.DatabaseKeep, func(w *walk) (int64, error) {
		return done(w.desk.MarkDemo(w.t.Context()))
	}, anyone, false},
	"VerifyRecords": {identity.AuditVerify, func(w *walk) (int64, error) {
		_, err := w.desk.VerifyRecords(w.t.Context())
		return done(err)
	}, anyone, false},
}

// userCases are the use cases over accounts.
var userCases = map[string]useCase{
	"Users": {identity.UserSee, func(w *walk) (seen int64, err error) {
		users, err := w.desk.Users(w.t.Context(), "", 10_000)
		for _, u := range users {
			w.tell(u)
			if slices.Contains(standpoints[0].accounts, u.Account) {
				seen++
			}
		}
		return seen, err
	}, accountsThere, false},
	"User": {identity.UserSee, func(w *walk) (seen int64, last error) {
		for _, account := range standpoints[0].accounts {
			u, sessions, err := w.desk.User(w.t.Context(), account)
			if err != nil {
				last = err
				continue
			}
			w.tell(u, sessions)
			seen++
		}
		return seen, last
	}, accountsThere, false},
	"AddUser": {identity.UserKeep, func(w *walk) (int64, error) {
		_, err := w.desk.AddUser(w.t.Context(), app.NewUser{Account: fmt.Sprintf("new%d", w.next()), Name: "新人", Area: villageA, Password: password,
			Roles: []app.RoleOrder{{Role: identity.VillageClerk}}})
		return done(err)
	}, who(reachesA, 1), false},
	"SetPassword": {identity.UserKeep, func(w *walk) (int64, error) {
		return done(w.desk.SetPassword(w.t.Context(), "u.aa", password))
	}, who(reachesA, 1), false},
	"Disable": {identity.UserKeep, func(w *walk) (int64, error) {
		err := w.desk.Disable(w.t.Context(), "u.aa")
		if err == nil {
			err = w.machine.Enable(w.t.Context(), "u.aa")
		}
		return done(err)
	}, who(reachesA, 1), false},
	"Enable": {identity.UserKeep, func(w *walk) (int64, error) {
		err := w.desk.Enable(w.t.Context(), "u.aa")
		if keyOf(err) == "identity.nothing_to_change" { // seen, and open already
			err = nil
		}
		return done(err)
	}, who(reachesA, 1), false},
	"GrantRole": {identity.UserKeep, func(w *walk) (int64, error) {
		return done(w.desk.GrantRole(w.t.Context(), "u.aa", app.RoleOrder{Role: identity.VillageClerk}))
	}, who(reachesA, 1), false},
	"GrantRole beyond": {identity.UserKeep, func(w *walk) (int64, error) {
		err := w.desk.GrantRole(w.t.Context(), "u.aa", app.RoleOrder{Role: identity.AreaLeader, Everywhere: true})
		if err == nil {
			err = w.machine.WithdrawRole(w.t.Context(), "u.aa", identity.AreaLeader)
		}
		return done(err)
	}, who(reachesAll, 1), false},
	"WithdrawRole": {identity.UserKeep, func(w *walk) (int64, error) {
		err := w.desk.WithdrawRole(w.t.Context(), "u.aa", identity.Auditor)
		if keyOf(err) == "identity.role_not_held" { // seen
			err = nil
		}
		return done(err)
	}, who(reachesA, 1), false},
	"EndSession": {identity.UserKeep, func(w *walk) (int64, error) {
		err := w.desk.EndSession(w.t.Context(), "u.aa", w.plant.wrong) // the id of no session
		if keyOf(err) == "identity.no_session" {                       // the account is seen
			err = nil
		}
		return done(err)
	}, who(reachesA, 1), false},
	"FirstLink": {identity.UserKeep, func(w *walk) (int64, error) {
		_, err := w.desk.FirstLink(w.t.Context())
		return done(err)
	}, who(reachesAll, 1), false},
}
