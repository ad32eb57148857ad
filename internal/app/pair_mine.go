package app

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// MyPair is a household that the actor is paired with, as its helper sees it:
// no illness, no income, and no number to ring but the village's liaison.
type MyPair struct {
	Pair      id.ID        `json:"pair"`
	Campaign  id.ID        `json:"campaign"`
	Clause    string       `json:"clause"`
	From      day.Date     `json:"from"`
	Household id.ID        `json:"household"`
	Number    string       `json:"number"`
	Area      area.Code    `json:"area"`
	Village   string       `json:"village"`
	Head      string       `json:"head"`    // a mask, unless asked for in the clear
	Address   string       `json:"address"` // the same
	Size      int          `json:"size"`
	Closed    day.Date     `json:"closed,omitzero"` // the household's file is closed from this day
	Contact   *ContactView `json:"contact"`         // nil in a village without a liaison
	Handover  string       `json:"handover,omitempty"`
	Clear     bool         `json:"clear"`
}

// ContactView is whom a helper and a household reach each other through.
type ContactView struct {
	Name  string `json:"name"`
	Post  string `json:"post,omitempty"`
	Phone string `json:"phone"` // of the office, in the clear: it is there to be rung
}

func contactOf(l *pairing.Liaison) *ContactView {
	if l == nil {
		return nil
	}
	return &ContactView{l.Name, l.Post, l.Phone.Clear()}
}

// myPairsDetail is what the record says of a look at one's own households.
type myPairsDetail struct {
	Helper id.ID `json:"helper"`
}

// MyPairs are the households paired today with the helper that the actor is.
// With clear, names and addresses come whole, which is on record.
// problem.Forbidden for an account that is nobody of the register of helpers.
func (d *Desk) MyPairs(ctx context.Context, clear bool) (mine []MyPair, err error) {
	if err := d.actor.Must(identity.PairMine); err != nil {
		return nil, err
	}
	if !clear {
		err = d.store.Read(ctx, func(tx *sqldb.Tx) error { mine, err = d.myPairs(ctx, tx, false); return err })
		return mine, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		me, err := d.me(ctx, tx)
		if err != nil {
			return err
		}
		if mine, err = d.myPairs(ctx, tx, true); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "pairing.reveal", noun: "pair", where: place{me.Area, me.Unit}, count: int64(len(mine)), detail: myPairsDetail{me.Helper}})
	})
	return mine, err
}

// myHelper is the person of the register of helpers that the actor is.
func (d *Desk) myHelper(ctx context.Context, tx *sqldb.Tx) (id.ID, error) {
	me, err := d.me(ctx, tx)
	if err != nil {
		return "", err
	}
	if me.Helper == "" {
		return "", problem.New(problem.Forbidden, "pairing.not_tied")
	}
	return me.Helper, nil
}

// myHouseholds are the households that the actor is paired with today, whole.
func (d *Desk) myHouseholds(ctx context.Context, tx *sqldb.Tx) ([]*registry.Household, error) {
	helper, err := d.myHelper(ctx, tx)
	if err != nil {
		return nil, err
	}
	return d.store.HouseholdsOfHelper(ctx, tx, helper, d.clock.Today())
}

func (d *Desk) myPairs(ctx context.Context, tx *sqldb.Tx, clear bool) ([]MyPair, error) {
	helper, err := d.myHelper(ctx, tx)
	if err != nil {
		return nil, err
	}
	pairs, err := d.store.PairsOfHelper(ctx, tx, helper, d.clock.Today())
	if err != nil {
		return nil, err
	}
	households, err := d.myHouseholds(ctx, tx)
	if err != nil {
		return nil, err
	}
	byID, villages := map[id.ID]*registry.Household{}, []area.Code{}
	for _, h := range households {
		byID[h.ID] = h
		villages = append(villages, h.Area)
	}
	liaisons, err := d.store.LiaisonsOf(ctx, tx, villages, d.clock.Today())
	if err != nil {
		return nil, err
	}
	mine := make([]MyPair, 0, len(pairs))
	for _, p := range pairs {
		h := byID[p.Household]
		if h == nil {
			continue
		}
		one, err := d.myPair(ctx, tx, p, h, clear)
		if err != nil {
			return nil, err
		}
		one.Contact = contactOf(liaisons[h.Area])
		mine = append(mine, one)
	}
	return mine, nil
}

func (d *Desk) myPair(ctx context.Context, tx *sqldb.Tx, p *pairing.Pair, h *registry.Household, clear bool) (MyPair, error) {
	one := MyPair{Pair: p.ID, Campaign: p.Campaign, Clause: p.Clause, From: p.From, Household: h.ID, Number: h.Number, Area: h.Area, Size: h.Size, Closed: h.Closed, Clear: clear}
	one.Head, one.Address = personal.NewName(h.Head).String(), personal.NewAddress(h.Address).String()
	if clear {
		one.Head, one.Address = h.Head, h.Address
	}
	var err error
	if one.Village, err = d.villageName(ctx, tx, h.Area); err != nil || p.Follows == "" {
		return one, err
	}
	before, err := d.store.Pair(ctx, tx, p.Follows, identity.Everything)
	if problem.Is(err, problem.NotFound) {
		return one, nil
	}
	if err == nil && before.Household == p.Household {
		one.Handover = before.Handover
	}
	return one, err
}
