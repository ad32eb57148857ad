package app

import (
	"context"
	"slices"

	"songnuan/internal/blob"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/visit"
)

// PhotoOrder is a photo or a drawn signature of a visit as it came.
type PhotoOrder struct {
	Visit   id.ID
	ID      id.ID // minted where it was taken
	Content []byte
}

// PutVisitPhoto keeps a photo of a visit, with the place and time that the
// camera wrote beside it taken out. It may come before its visit, and more than
// once; it is whole, in pieces is the phone's affair.
//
// Errors: Invalid for what is no photo; TooLarge above blob.Most; Conflict when
// another photo has the id; NotFound for another's visit.
func (d *Desk) PutVisitPhoto(ctx context.Context, order PhotoOrder) (err error) {
	if err := d.actor.Must(identity.VisitRecord); err != nil {
		return err
	}
	for _, one := range []id.ID{order.Visit, order.ID} {
		if _, err := id.Parse(string(one)); err != nil {
			return err
		}
	}
	file, err := blob.Photo(order.Content)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		v, err := d.store.Visit(ctx, tx, order.Visit, identity.Everything)
		switch {
		case problem.Is(err, problem.NotFound):
			v = &visit.Visit{Entry: visit.Entry{ID: order.Visit}}
		case err != nil:
			return err
		default:
			mine, err := d.isMine(ctx, tx, v)
			if err != nil {
				return err
			}
			if !mine && (d.actor.Role == identity.Helper || !d.actor.Scope.Sees(v.Area, v.Unit)) {
				return problem.New(problem.NotFound, "visit.none")
			}
		}
		photo := &visit.Photo{Visit: order.Visit, ID: order.ID, File: file.Digest, Account: d.actor.User, Actor: d.actor.Name, Recorded: d.clock.Now()}
		return d.store.PutVisitPhoto(ctx, tx, photo, file)
	})
}

// OpenVisitPhoto gives a photo of a visit within the actor's places. That
// somebody looked is recorded first.
func (d *Desk) OpenVisitPhoto(ctx context.Context, of, photo id.ID) (*blob.File, error) {
	if err := d.actor.Must(identity.PersonalUnmask); err != nil {
		return nil, err
	}
	return d.openPhoto(ctx, of, photo, func(tx *sqldb.Tx) (*visit.Visit, error) { return d.store.Visit(ctx, tx, of, d.actor.Scope) })
}

func (d *Desk) openPhoto(ctx context.Context, of, photo id.ID, find func(*sqldb.Tx) (*visit.Visit, error)) (file *blob.File, err error) {
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		v, err := find(tx)
		if err != nil {
			return err
		}
		if file, err = d.store.VisitPhoto(ctx, tx, of, photo, identity.Everything); err != nil {
			return err
		}
		return d.recordVisit(ctx, tx, v, "visit.photo_view", visitDetail{Photo: photo, File: file.Digest})
	})
	return file, err
}

func (d *Desk) isMine(ctx context.Context, tx *sqldb.Tx, v *visit.Visit) (bool, error) {
	if d.sentIt(v) || d.actor.Role != identity.Helper {
		return d.sentIt(v), nil
	}
	me, err := d.myHelper(ctx, tx)
	return err == nil && slices.Contains(v.Helpers(), me), err
}
