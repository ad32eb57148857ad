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
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// HelperLine is a helper in the register; the phone is a mask.
type HelperLine struct {
	PairHelper
	Number   string   `json:"number"`
	Post     string   `json:"post,omitempty"`
	Village  string   `json:"village"`
	Capacity int      `json:"capacity"`
	Load     int      `json:"load"` // households that stand
	Phone    string   `json:"phone"`
	Closed   day.Date `json:"closed,omitzero"`
}

// HelperFilter narrows the register; what is empty does not.
type HelperFilter = store.HelperQuery

// HelperList is the register of helpers within the actor's scope, a page of it,
// by id. next is the key of the page after, "" at the end.
func (d *Desk) HelperList(ctx context.Context, filter HelperFilter, page PageOf) (lines []HelperLine, next string, err error) {
	if err := d.actor.Must(identity.PairSee); err != nil {
		return nil, "", err
	}
	limit := min(max(page.Limit, 1), pageMost)
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		lines, next = nil, ""
		helpers, err := d.store.HelperPage(ctx, tx, filter, d.clock.Today(), d.actor.Scope, id.ID(page.After), limit+1)
		if err != nil {
			return err
		}
		if len(helpers) > limit {
			helpers = helpers[:limit]
			next = string(helpers[limit-1].ID)
		}
		ids := make([]id.ID, len(helpers))
		for i, h := range helpers {
			ids[i] = h.ID
		}
		loads, err := d.store.HelperLoads(ctx, tx, ids)
		if err != nil {
			return err
		}
		for _, h := range helpers {
			line, err := d.helperLine(ctx, tx, h)
			if err != nil {
				return err
			}
			line.Load = loads[h.ID]
			lines = append(lines, line)
		}
		return nil
	})
	return lines, next, err
}

func (d *Desk) helperLine(ctx context.Context, tx *sqldb.Tx, h *pairing.Helper) (HelperLine, error) {
	village, err := d.villageName(ctx, tx, h.Area)
	return HelperLine{PairHelper: pairHelper(h), Number: h.Number, Post: h.Post, Village: village, Capacity: h.Capacity, Phone: h.Phone.String(), Closed: h.Closed}, err
}

// HelperView is one helper with the households that he helps or helped.
type HelperView struct {
	HelperLine
	Area    area.Code  `json:"area"`
	ID18    string     `json:"id_number,omitempty"` // a mask, unless asked for in the clear
	Opened  day.Date   `json:"opened"`
	Version int        `json:"version"`
	Clear   bool       `json:"clear"`
	Pairs   []HelpedBy `json:"pairs"` // of the actor's scope; standing ones first
}

// HelpedBy is a household that a helper is or was paired with.
type HelpedBy struct {
	*pairing.Pair
	Title   string `json:"campaign_title"`
	Number  string `json:"number"`
	Head    string `json:"head"` // a mask
	Village string `json:"village"`
}

// HelperOf shows one helper, phone and ID number masked.
func (d *Desk) HelperOf(ctx context.Context, of id.ID) (view *HelperView, err error) {
	if err := d.actor.Must(identity.PairSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		h, err := d.store.Helper(ctx, tx, of, d.actor.Scope)
		if err == nil {
			view, err = d.helperView(ctx, tx, h)
		}
		return err
	})
	return view, err
}

// RevealHelper shows the phone and the ID number of a helper; the look is on
// record with its reason.
func (d *Desk) RevealHelper(ctx context.Context, of id.ID, reason string) (view *HelperView, err error) {
	if err := d.actor.Must(identity.PairKeep); err != nil {
		return nil, err
	}
	if err := d.actor.Must(identity.PersonalUnmask); err != nil {
		return nil, err
	}
	if reason, err = reasonIn(reason); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		h, err := d.store.Helper(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		if view, err = d.helperView(ctx, tx, h); err != nil {
			return err
		}
		view.Phone, view.ID18, view.Clear = h.Phone.Clear(), h.IDNumber.Clear(), true
		return d.recordHelper(ctx, tx, "pairing.helper_reveal", h, revealDetail{Reason: reason, Version: h.Version})
	})
	return view, err
}

func (d *Desk) recordHelper(ctx context.Context, tx *sqldb.Tx, name string, h *pairing.Helper, detail any) error {
	return d.record(ctx, tx, act{name: name, noun: "helper", subject: h.ID, where: place{h.Area, h.Unit}, count: 1, detail: detail})
}

func (d *Desk) helperView(ctx context.Context, tx *sqldb.Tx, h *pairing.Helper) (*HelperView, error) {
	line, err := d.helperLine(ctx, tx, h)
	if err != nil {
		return nil, err
	}
	v := &HelperView{HelperLine: line, Area: h.Area, ID18: h.IDNumber.String(), Opened: h.Opened, Version: h.Version}
	pairs, err := d.store.Pairs(ctx, tx, store.PairQuery{Helper: h.ID}, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	for _, state := range []pairing.State{pairing.Standing, pairing.Proposed, pairing.Ended} {
		for _, p := range pairs {
			if p.State != state {
				continue
			}
			one, err := d.helpedBy(ctx, tx, p)
			if err != nil {
				return nil, err
			}
			v.Pairs = append(v.Pairs, one)
			if state == pairing.Standing {
				v.Load++
			}
		}
	}
	return v, nil
}

func (d *Desk) helpedBy(ctx context.Context, tx *sqldb.Tx, p *pairing.Pair) (one HelpedBy, err error) {
	one.Pair = p
	h, err := d.store.Household(ctx, tx, p.Household, d.actor.Scope)
	if err != nil {
		return one, err
	}
	one.Number, one.Head = h.Number, personal.NewName(h.Head).String()
	if one.Village, err = d.villageName(ctx, tx, h.Area); err != nil {
		return one, err
	}
	c, err := d.store.Campaign(ctx, tx, p.Campaign, d.actor.Scope)
	if problem.Is(err, problem.NotFound) {
		return one, nil
	}
	if err == nil {
		one.Title = c.Title
	}
	return one, err
}
