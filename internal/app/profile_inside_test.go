package app

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/sqldb"
)

// ChosenProfile is the profile by which a case would begin, and whether its text
// can be had again by its digest afterwards.
func ChosenProfile(ctx context.Context, d *Desk, where area.Code, unit string, kind casework.Kind, on day.Date) (name string, again bool, err error) {
	var digest string
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		p, of, err := d.profileFor(ctx, tx, where, unit, kind, on)
		if err != nil {
			return err
		}
		name, digest = p.ID, of
		return nil
	})
	if err != nil {
		return "", false, err
	}
	fresh := d.App.As(d.actor)
	fresh.App.profiles = &profileCache{}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		text, err := d.store.PlanText(ctx, tx, digest)
		if err != nil {
			return err
		}
		p, err := fresh.profileOf(ctx, tx, digest)
		again = err == nil && p.ID == name && casework.ProfileDigest([]byte(text)) == digest
		return err
	})
	return name, again, err
}
