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
	"MyPairs": {identity.PairMine, func(w *walk) (int64, error) {
		w.plant.helper(w)
		mine, err := w.seated("helper.a").MyPairs(w.t.Context(), false) // one's own, whatever the scope
		return int64(len(mine)), err
	}, anyone, false},
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
	h := &pairing.Helper{ID: id.New(), Number: "H-1", Name: "东方帮扶", Area: villageA, Capacity: 1, Opened: w.machine.Today(), Phone: phone, Version: 1}
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
