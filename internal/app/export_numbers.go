package app

import (
	"context"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// clearNumbers are the numbers of one entry, for an export that unmasks.
type clearNumbers struct{ id, phone, card string }

// numbers gives the clear numbers of a page of entries by subject: a person's
// own, and of a household its head's with its phone and card. Empty unless the
// export unmasks; that it does is recorded.
func (x *rosterExport) numbers(ctx context.Context, page []campaign.Entry) (map[string]clearNumbers, error) {
	if !x.Unmask {
		return nil, nil
	}
	return x.clearNumbers(ctx, page, x.scope)
}

func (d *Desk) clearNumbers(ctx context.Context, page []campaign.Entry, scope identity.Scope) (map[string]clearNumbers, error) {
	var ids []id.ID
	for i := range page {
		if page[i].Household != "" {
			ids = append(ids, id.ID(page[i].Household))
		}
	}
	var households []*registry.Household
	err := d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		households, err = d.store.HouseholdsByID(ctx, tx, ids, scope)
		return err
	})
	all := map[string]clearNumbers{}
	for _, h := range households {
		for i := range h.Members {
			m := &h.Members[i]
			own := clearNumbers{m.IDNumber.Clear(), firstOf(m.Phone.Clear(), h.Phone.Clear()), firstOf(m.Card.Clear(), h.Card.Clear())}
			all[string(m.ID)] = own
			if m.IsHead() || i == 0 {
				own.phone, own.card = firstOf(h.Phone.Clear(), own.phone), firstOf(h.Card.Clear(), own.card)
				all[string(h.ID)] = own
			}
		}
	}
	return all, err
}
