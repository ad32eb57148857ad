package app

import (
	"context"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/likeness"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// DuplicateView is a suspect with its two files beside each other, masked.
type DuplicateView struct {
	*likeness.Suspect
	By      string // who decided, as the office calls him
	A, B    *HouseholdView
	Names   map[id.ID]string // of the members of both files, masked
	Keep    id.ID            // the file that is kept in Offers
	Newer   id.ID            // the file that was changed last
	Offers  []registry.Offer // field by field; nil of a person listed twice in one household
	Entries []DuplicateEntry // lines of both in campaigns under way
}

// DuplicateEntry is a line of one of the files in a campaign under way. A merge
// leaves it as it is.
type DuplicateEntry struct {
	store.HeldEntry
	Of id.ID // household
}

// Duplicate shows a suspect. keep names the file that is to be kept; "" proposes
// the one with more members, and of equals the one opened first.
func (d *Desk) Duplicate(ctx context.Context, of, keep id.ID) (view *DuplicateView, err error) {
	if err := d.actor.Must(identity.DuplicateSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		x, err := d.store.Suspect(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		a, b, err := d.filesOf(ctx, tx, x)
		if err != nil {
			return err
		}
		view = &DuplicateView{Suspect: x, Names: map[id.ID]string{}, Keep: keep}
		if view.By, err = d.colleagues(tx).called(ctx, x.Actor); err != nil {
			return err
		}
		if view.A, err = d.viewOf(ctx, tx, a, disclosure{}); err != nil {
			return err
		}
		if view.B, err = d.viewOf(ctx, tx, b, disclosure{}); err != nil {
			return err
		}
		if view.Newer, err = d.newerOf(ctx, tx, a, b); err != nil {
			return err
		}
		view.offer(a, b)
		return d.entriesHeld(ctx, tx, view, a, b)
	})
	return view, err
}

// offer sets the fields beside each other.
func (v *DuplicateView) offer(a, b *registry.Household) {
	for _, h := range []*registry.Household{a, b} {
		for i := range h.Members {
			v.Names[h.Members[i].ID] = masked(h.Members[i].Name)
		}
	}
	if a.ID == b.ID {
		return
	}
	if v.Keep != a.ID && v.Keep != b.ID {
		v.Keep = a.ID
		if len(b.Members) > len(a.Members) || len(b.Members) == len(a.Members) && b.Opened.Before(a.Opened) {
			v.Keep = b.ID
		}
		if v.State == likeness.Merged && v.Kept != "" {
			v.Keep = v.Kept
		}
	}
	kept, gone := a, b
	if v.Keep == b.ID {
		kept, gone = b, a
	}
	v.Offers = unionOf(v.Suspect, kept, gone, v.Newer).Offers()
}

func (d *Desk) entriesHeld(ctx context.Context, tx *sqldb.Tx, v *DuplicateView, files ...*registry.Household) error {
	for i, h := range files {
		if i > 0 && h.ID == files[0].ID {
			continue
		}
		subjects := []id.ID{h.ID}
		for j := range h.Members {
			subjects = append(subjects, h.Members[j].ID)
		}
		held, err := d.store.EntriesHeld(ctx, tx, subjects, d.actor.Scope)
		if err != nil {
			return err
		}
		for _, e := range held {
			v.Entries = append(v.Entries, DuplicateEntry{e, h.ID})
		}
	}
	return nil
}
