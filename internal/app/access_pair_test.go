package app_test

import (
	"maps"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

func init() {
	maps.Copy(userCases, pairUserCases)
	maps.Copy(userCases, pairCases)
}

// pairUserCases are the use cases over accounts of helpers.
var pairUserCases = map[string]useCase{
	"TieHelper": {identity.UserKeep, func(w *walk) (int64, error) {
		w.plant.helper(w)
		return w.eachAccount(func(account string) error { return w.desk.TieHelper(w.t.Context(), account, "", 0) })
	}, accountsThere, false},
	"TiedHelper": {identity.UserSee, func(w *walk) (int64, error) {
		return w.eachAccount(func(account string) error {
			_, err := w.desk.TiedHelper(w.t.Context(), account)
			return err
		})
	}, accountsThere, false},
	"MyDues": {identity.PairMine, func(w *walk) (int64, error) {
		w.plant.helper(w)
		_, err := w.seated("helper.a").MyDues(w.t.Context())
		return ifDone(err)
	}, anyone, false},
	"MyPairs": {identity.PairMine, func(w *walk) (int64, error) {
		w.plant.helper(w)
		mine, err := w.seated("helper.a").MyPairs(w.t.Context(), false) // one's own, whatever the scope
		return int64(len(mine)), err
	}, anyone, false},
}

// pairCases are the use cases over pairs and who makes them. The walk's campaign
// pairs nobody: what is done to it ends at its plan.
var pairCases = map[string]useCase{
	"Pairing": {identity.PairSee, func(w *walk) (int64, error) {
		_, err := w.desk.Pairing(w.t.Context(), w.plant.active)
		return done(err)
	}, who(meets, 1), false},
	"ProposePairs": {identity.PairKeep, func(w *walk) (int64, error) {
		_, err := w.desk.ProposePairs(w.t.Context(), w.plant.active, "")
		return w.noClause(err)
	}, who(runs, 1), false},
	"ConfirmPairs": {identity.PairKeep, func(w *walk) (int64, error) {
		return w.noClause(w.desk.ConfirmPairs(w.t.Context(), w.plant.active, ""))
	}, who(runs, 1), false},
	"PairByHand": {identity.PairKeep, func(w *walk) (int64, error) {
		return w.noClause(w.desk.PairByHand(w.t.Context(), app.HandPair{Campaign: w.plant.active, Household: "A902", Helper: "H-1", Reason: "同村"}))
	}, who(runs, 1), false},
	"LockPair": {identity.PairKeep, func(w *walk) (int64, error) {
		w.plant.helper(w)
		err := w.desk.LockPair(w.t.Context(), w.plant.active, true)
		if keyOf(err) == "pairing.not_proposed" { // it stands, so cannot be locked
			err = nil
		}
		return done(err)
	}, who(runs, 1), false},
	"EndPair": {identity.PairKeep, func(w *walk) (int64, error) {
		w.plant.helper(w)
		err := w.desk.EndPair(w.t.Context(), w.plant.active, "", "")
		if keyOf(err) == "pairing.reason_needed" { // the pair stays for the next of the walk
			err = nil
		}
		return done(err)
	}, who(runs, 1), false},
	"HelperList": {identity.PairSee, func(w *walk) (int64, error) {
		w.plant.helper(w)
		lines, _, err := w.desk.HelperList(w.t.Context(), app.HelperFilter{Name: "东方帮扶"}, app.PageOf{Limit: 50})
		w.tell(lines)
		return int64(len(lines)), err
	}, who(reachesA, 1), false},
	"HelperOf": {identity.PairSee, func(w *walk) (int64, error) {
		w.plant.helper(w)
		view, err := w.desk.HelperOf(w.t.Context(), w.plant.helperID)
		w.tell(view)
		return done(err)
	}, who(reachesA, 1), false},
	"RevealHelper": {identity.PairKeep, func(w *walk) (int64, error) {
		w.plant.helper(w)
		view, err := w.desk.RevealHelper(w.t.Context(), w.plant.helperID, "核对电话")
		w.tell(view)
		return done(err)
	}, who(reachesA, 1), true},
	"SaveHelper": {identity.PairKeep, func(w *walk) (int64, error) {
		_, err := w.desk.SaveHelper(w.t.Context(), app.HelperForm{Name: "新来的", Organisation: "单位" + string(id.New()), Area: villageA, Capacity: 1})
		return done(err)
	}, who(reachesA, 1), false},
	"CloseHelper": {identity.PairKeep, func(w *walk) (int64, error) {
		of, err := w.machine.SaveHelper(w.t.Context(), app.HelperForm{Name: "要走的", Organisation: "单位" + string(id.New()), Area: villageA, Capacity: 1})
		if err != nil {
			w.t.Fatal(err)
		}
		return done(w.desk.CloseHelper(w.t.Context(), of, 1, w.machine.Today()))
	}, who(reachesA, 1), false},
	"ReopenHelper": {identity.PairKeep, func(w *walk) (int64, error) {
		of, err := w.machine.SaveHelper(w.t.Context(), app.HelperForm{Name: "回来的", Organisation: "单位" + string(id.New()), Area: villageA, Capacity: 1})
		if err == nil {
			err = w.machine.CloseHelper(w.t.Context(), of, 1, w.machine.Today())
		}
		if err != nil {
			w.t.Fatal(err)
		}
		return done(w.desk.ReopenHelper(w.t.Context(), of, 2))
	}, who(reachesA, 1), false},
	"AdjustPair": {identity.PairKeep, func(w *walk) (int64, error) {
		_, err := w.desk.AdjustPair(w.t.Context(), app.AdjustOrder{Campaign: w.plant.active, Household: "A902"})
		return w.noClause(err)
	}, who(runs, 1), false},
	"AdoptPair": {identity.PairKeep, func(w *walk) (int64, error) {
		return w.noClause(w.desk.AdoptPair(w.t.Context(), app.HandPair{Campaign: w.plant.active, Household: "A902", Helper: "H-1"}))
	}, who(runs, 1), false},
	"ProposeRound": {identity.PairKeep, func(w *walk) (int64, error) {
		_, err := w.desk.ProposeRound(w.t.Context(), w.plant.active, "")
		return w.noClause(err)
	}, who(runs, 1), false},
	"PairCards": {identity.PairSee, func(w *walk) (int64, error) {
		_, err := w.desk.PairCards(w.t.Context(), w.plant.active, "", "")
		return w.noClause(err)
	}, who(meets, 1), false},
	"ClearPairCards": {identity.PairKeep, func(w *walk) (int64, error) {
		_, err := w.desk.ClearPairCards(w.t.Context(), w.plant.active, "", "")
		return w.noClause(err)
	}, who(meets, 1), false},
	"Liaisons": {identity.PairSee, func(w *walk) (int64, error) {
		w.plant.helper(w)
		lines, err := w.desk.Liaisons(w.t.Context())
		w.tell(lines)
		return int64(min(len(lines), 1)), err
	}, who(reachesA, 1), false},
	"AddLiaison": {identity.LiaisonKeep, func(w *walk) (int64, error) {
		l, err := w.desk.AddLiaison(w.t.Context(), app.NewLiaison{Area: villageA, Name: "莫主任", Phone: "13800138125"})
		if err == nil {
			err = w.machine.EndLiaison(w.t.Context(), l.ID)
		}
		return done(err)
	}, who(reachesA, 1), false},
	"EndLiaison": {identity.LiaisonKeep, func(w *walk) (int64, error) {
		l, err := w.machine.AddLiaison(w.t.Context(), app.NewLiaison{Area: villageA, Name: "莫主任", Phone: "13800138125"})
		if err != nil {
			w.t.Fatal(err)
		}
		if err = w.desk.EndLiaison(w.t.Context(), l.ID); err != nil {
			if err := w.machine.EndLiaison(w.t.Context(), l.ID); err != nil {
				w.t.Fatal(err)
			}
		}
		return done(err)
	}, who(reachesA, 1), false},
}

// noClause counts an act on a campaign whose plan pairs nobody as done: it came
// as far as the plan.
func (w *walk) noClause(err error) (int64, error) {
	if keyOf(err) == "pairing.no_clause" {
		err = nil
	}
	return done(err)
}

// eachAccount does something to each account of the walk and counts those to
// whom it could be done.
func (w *walk) eachAccount(do func(account string) error) (n int64, last error) {
	for _, account := range standpoints[0].accounts {
		if err := do(account); err == nil {
			n++
		} else {
			last = err
		}
	}
	if n > 0 {
		return n, nil
	}
	return 0, last
}

// helper lays a helper with an account and a household of village A, once.
func (p *planted) helper(w *walk) {
	if p.helperLaid {
		return
	}
	p.helperLaid = true
	ctx := w.t.Context()
	phone, err := personal.ParsePhone("13800138124")
	if err != nil {
		w.t.Fatal(err)
	}
	p.helperID = id.New()
	h := &pairing.Helper{ID: p.helperID, Number: "H-1", Name: "东方帮扶", Area: villageA, Capacity: 1, Opened: w.machine.Today(), Phone: phone, Version: 1}
	p.secrets = append(p.secrets, phone.Clear())
	if err := w.store.Write(ctx, func(tx *sqldb.Tx) error {
		return w.store.AddHelpers(ctx, tx, []*store.PreparedHelper{w.store.PrepareHelper(h, w.machine.Now())})
	}); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.machine.AddUser(ctx, app.NewUser{Account: "helper.a", Name: "帮扶", Password: password, Lasting: true, Area: gaobu, Roles: []app.RoleOrder{{Role: identity.Helper}}}); err != nil {
		w.t.Fatal(err)
	}
	if err := w.machine.TieHelper(ctx, "helper.a", "H-1", 0); err != nil {
		w.t.Fatal(err)
	}
	err = w.store.Write(ctx, func(tx *sqldb.Tx) error {
		known, err := w.store.FileOf(ctx, tx, "A901", "", identity.Everything)
		if err != nil {
			return err
		}
		return w.store.AddPairs(ctx, tx, []*pairing.Pair{{ID: w.plant.active, Household: known.ID, Helper: h.ID, Campaign: w.plant.active, Clause: "c",
			From: w.machine.Today(), State: pairing.Standing, How: pairing.ByHand, Recorded: w.machine.Now(), Version: 1}})
	})
	if err != nil {
		w.t.Fatal(err)
	}
}
