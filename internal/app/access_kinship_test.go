package app_test

import (
	"maps"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
)

func init() {
	maps.Copy(userCases, kinCases)
}

// ownKin is a relative of an account that nobody else has on record.
func (w *walk) ownKin() app.NewKin {
	return app.NewKin{Relation: "父母", Name: "近亲" + strconv.Itoa(w.next()), Birth: "1950-01-02"}
}

// seated is the walk's actor with the account of village A's clerk: relatives
// are put on record by an account of one's own.
func (w *walk) seated(account string) *app.Desk {
	u, _, err := w.machine.User(w.t.Context(), account)
	if err != nil {
		w.t.Fatal(err)
	}
	a := w.desk.Actor()
	a.User = u.ID
	return w.As(a)
}

// kinCases are the use cases over relatives of staff.
var kinCases = map[string]useCase{
	"MyKin": {identity.KinKeep, func(w *walk) (int64, error) {
		w.plant.kin(w)
		list, err := w.seated("u.cc").MyKin(w.t.Context())
		return int64(len(list)), err
	}, anyone, false},
	"AddKin": {identity.KinKeep, func(w *walk) (int64, error) {
		_, err := w.seated("u.aa").AddKin(w.t.Context(), w.ownKin())
		return done(err)
	}, anyone, false},
	"EndKin": {identity.KinKeep, func(w *walk) (int64, error) {
		desk := w.seated("u.aa")
		k, err := desk.AddKin(w.t.Context(), w.ownKin())
		if err != nil {
			k.ID = id.New() // who may not add is to be refused all the same
		}
		return done(desk.EndKin(w.t.Context(), k.ID, w.machine.Today(), "去世"))
	}, anyone, false},
	"KinList": {identity.KinSee, func(w *walk) (seen int64, err error) {
		w.plant.kin(w)
		for after := ""; ; {
			list, next, err := w.desk.KinList(w.t.Context(), false, app.PageOf{After: after, Limit: 500})
			if err != nil {
				return seen, err
			}
			accounts := map[string]bool{}
			for _, k := range list {
				w.tell(k)
				accounts[k.Account] = true
			}
			if seen += int64(len(accounts)); next == "" {
				return seen, nil
			}
			after = next
		}
	}, accountsThere, false},
}

// kin puts a relative of each account of the walk on record, once.
func (p *planted) kin(w *walk) {
	if p.kinLaid {
		return
	}
	p.kinLaid = true
	for _, account := range standpoints[0].accounts {
		desk := w.As(identity.Actor{Name: account, Role: identity.VillageClerk, User: w.seated(account).Actor().User, Scope: identity.Everything})
		if _, err := desk.AddKin(w.t.Context(), app.NewKin{Relation: "配偶", Name: "东方近亲", IDNumber: "441900196503120012", From: day.Date{}}); err != nil {
			w.t.Fatal(err)
		}
	}
}
