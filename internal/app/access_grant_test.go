package app_test

import (
	"maps"

	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

func init() {
	maps.Copy(householdCases, grantCases)
}

// approved is a case of village A that waits for its file.
func (w *walk) approved() string {
	w.t.Helper()
	of := w.walkCase(id.New(), casework.KindFiling, villageA, "decision")
	today, now := w.machine.Today(), w.machine.Now()
	err := w.store.Write(w.t.Context(), func(tx *sqldb.Tx) error {
		c, err := w.store.Case(w.t.Context(), tx, of, identity.Everything)
		if err != nil {
			return err
		}
		c.State, c.Step, c.Doing = casework.Approved, "file", casework.StepFile
		for range 2 { // a version for each act
			c.Version++
			if err := w.store.SaveCases(w.t.Context(), tx, c); err != nil {
				return err
			}
		}
		declared, err := w.store.CaseHousehold(w.t.Context(), tx, of, casework.Declared, identity.Everything)
		if err != nil {
			return err
		}
		declared.Form = family(9) // it has no file yet
		if err := w.store.AddCaseHousehold(w.t.Context(), tx, declared); err != nil {
			return err
		}
		return w.store.AddCaseActs(w.t.Context(), tx,
			&casework.Act{Case: of, Seq: 2, Step: "post", Place: 2, Do: casework.StepNotice, Round: 1, Verb: casework.NoticeOver, On: today, Recorded: now},
			&casework.Act{Case: of, Seq: 3, Step: "decision", Place: 4, Do: casework.StepDecision, Round: 1, Verb: casework.Pass, User: "another", On: today, Recorded: now})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return string(of)
}

// granted is a grant of A902 whose review is due.
func (w *walk) granted() id.ID {
	w.t.Helper()
	h, err := w.machine.Household(w.t.Context(), "A902", day.Date{})
	if err != nil {
		w.t.Fatal(err)
	}
	today := w.machine.Today()
	g := &casework.Grant{ID: id.New(), Case: id.New(), Household: h.ID, Kind: casework.KindFiling, Area: villageA, Category: "其他困难家庭", Pay: "none",
		Decided: today, From: today, Review: today, Remind: today, Recorded: w.machine.Now(), Version: 1}
	if err := w.store.Write(w.t.Context(), func(tx *sqldb.Tx) error { return w.store.AddGrant(w.t.Context(), tx, g) }); err != nil {
		w.t.Fatal(err)
	}
	return g.ID
}

// ungranted takes the grant away again, so that each use case meets one.
func (w *walk) ungranted(of id.ID) {
	w.t.Helper()
	err := w.store.Write(w.t.Context(), func(tx *sqldb.Tx) error {
		_, err := tx.Exec(w.t.Context(), `DELETE FROM case_grant WHERE id = ?`, string(of))
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

var grantCases = map[string]useCase{
	"FileCase": {identity.CaseDecide, func(w *walk) (int64, error) {
		filed, err := w.desk.FileCase(w.t.Context(), w.approved(), app.FileOrder{Version: -1})
		if err == nil { // one household, one open file
			_, err = w.machine.CloseHousehold(w.t.Context(), app.CloseOrder{Number: string(filed.Household), On: w.machine.Today(), Reason: "迁出"})
		}
		return done(err)
	}, who(reachesA, 1), false},
	"HouseholdGrants": {identity.CaseSee, func(w *walk) (int64, error) {
		of := w.granted()
		defer w.ungranted(of)
		all, err := w.desk.HouseholdGrants(w.t.Context(), "A902")
		w.tell(all)
		return int64(len(all)), err
	}, who(reachesA, 1), false},
	"CaseGrant": {identity.CaseSee, func(w *walk) (int64, error) {
		g, err := w.desk.CaseGrant(w.t.Context(), string(w.laid()[0]))
		w.tell(g)
		return done(err)
	}, who(reachesA, 1), false},
	"ReviewsDue": {identity.CaseSee, func(w *walk) (int64, error) {
		of := w.granted()
		defer w.ungranted(of)
		all, _, err := w.desk.ReviewsDue(w.t.Context(), "", 9)
		w.tell(all)
		return int64(len(all)), err
	}, who(reachesA, 1), false},
	"BeginReview": {identity.CaseFile, func(w *walk) (int64, error) {
		of := w.granted()
		defer w.ungranted(of)
		saved, err := w.desk.BeginReview(w.t.Context(), of)
		if err == nil {
			_, err = w.machine.WithdrawCase(w.t.Context(), string(saved.Case), -1, "试")
		}
		return done(err)
	}, who(reachesA, 1), false},
}
