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
)

// LiaisonLine is a village with who speaks for it; nobody in a village without.
type LiaisonLine struct {
	Area    area.Code `json:"area"`
	Village string    `json:"village"`
	ID      id.ID     `json:"id,omitempty"` // "" is a village without a liaison
	Name    string    `json:"name,omitempty"`
	Post    string    `json:"post,omitempty"`
	Phone   string    `json:"phone,omitempty"` // a mask
	From    day.Date  `json:"from,omitzero"`
	Version int64     `json:"version,omitempty"`
}

// Liaisons gives the villages that have households paired, or a liaison, within
// the actor's scope, with who speaks for each today.
func (d *Desk) Liaisons(ctx context.Context) (lines []LiaisonLine, err error) {
	if err := d.actor.Must(identity.PairSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		serving, err := d.store.Liaisons(ctx, tx, d.clock.Today(), d.actor.Scope)
		if err != nil {
			return err
		}
		seen := map[area.Code]bool{}
		for _, l := range serving {
			seen[l.Area] = true
			village, err := d.villageName(ctx, tx, l.Area)
			if err != nil {
				return err
			}
			lines = append(lines, LiaisonLine{l.Area, village, l.ID, l.Name, l.Post, l.Phone.String(), l.From, l.Version})
		}
		paired, err := d.store.PairedVillages(ctx, tx, d.actor.Scope)
		if err != nil {
			return err
		}
		for _, code := range paired {
			if seen[code] {
				continue
			}
			village, err := d.villageName(ctx, tx, code)
			if err != nil {
				return err
			}
			lines = append(lines, LiaisonLine{Area: code, Village: village})
		}
		return nil
	})
	return lines, err
}

// NewLiaison asks for somebody to speak for a village.
type NewLiaison struct {
	Area  area.Code
	Name  string
	Post  string
	Phone string
	From  day.Date // today when unset
}

// AddLiaison puts a liaison on record. problem.Conflict when the village has
// one, problem.Forbidden beyond the actor's scope.
func (d *Desk) AddLiaison(ctx context.Context, order NewLiaison) (*pairing.Liaison, error) {
	if err := d.actor.Must(identity.LiaisonKeep); err != nil {
		return nil, err
	}
	l := &pairing.Liaison{ID: d.ids(), Area: order.Area, Name: order.Name, Post: order.Post, From: order.From, Actor: d.actor.Name, Recorded: d.clock.Now(), Version: 1}
	if l.From.IsZero() {
		l.From = d.clock.Today()
	}
	var err error
	if order.Phone != "" {
		if l.Phone, err = personal.ParsePhone(order.Phone); err != nil {
			return nil, err
		}
	}
	if err := l.Check(); err != nil {
		return nil, err
	}
	if !d.actor.Scope.CoversPlace(l.Area, "") {
		return nil, problem.New(problem.Forbidden, "app.outside_scope")
	}
	return l, d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := d.store.AddLiaison(ctx, tx, l); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "pairing.liaison", noun: "liaison", subject: l.ID, where: place{l.Area, ""}, count: 1})
	})
}

// EndLiaison ends the service of a liaison today.
func (d *Desk) EndLiaison(ctx context.Context, of id.ID) error {
	if err := d.actor.Must(identity.LiaisonKeep); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		l, err := d.store.Liaison(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		if !l.To.IsZero() {
			return problem.New(problem.Conflict, "pairing.liaison_changed")
		}
		l.To = d.clock.Today().AddDays(-1)
		l.Actor, l.Recorded, l.Version = d.actor.Name, d.clock.Now(), l.Version+1
		if err := d.store.SaveLiaison(ctx, tx, l); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "pairing.liaison_end", noun: "liaison", subject: l.ID, where: place{l.Area, l.Unit}, count: 1})
	})
}
