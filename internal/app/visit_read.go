package app

import (
	"context"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/visit"
)

// Visit gives an entry within the actor's places, with its flags, in the clear
// of what was answered and without a household's name: who reads it may see
// visits. What names persons is masked by the views that show it.
func (d *Desk) Visit(ctx context.Context, of id.ID) (v *visit.Visit, err error) {
	if err := d.actor.Must(identity.VisitSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		v, err = d.store.Visit(ctx, tx, of, d.actor.Scope)
		return err
	})
	return v, err
}
