package app

import (
	"context"
	"io"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/offline"
	"songnuan/internal/problem"
)

// BroughtFile is what became of a phone's file: what could not be sent over the
// network, brought by hand.
type BroughtFile struct {
	Entries int // on file now, those that were before too
	Photos  int
	Broken  int // pieces of the file that are none, or sealed to another office
	Aside   int // entries that have to be looked at
}

// BringPhoneFile takes in the file that a phone wrote: envelopes as they would have
// been sent. The same file again changes nothing.
//
// Errors: Unreadable when it is no such file; TooLarge.
func (d *Desk) BringPhoneFile(ctx context.Context, r io.Reader) (*BroughtFile, error) {
	if err := d.actor.Must(identity.UploadSettle); err != nil {
		return nil, err
	}
	b := &BroughtFile{}
	var entries []id.ID
	err := offline.ReadFile(r, func(item offline.Item) error {
		err := d.bring(ctx, item)
		switch {
		case problem.Is(err, problem.Unreadable), problem.Is(err, problem.Invalid), problem.Is(err, problem.TooLarge):
			b.Broken++
		case err != nil:
			return err
		case item.Photo == "":
			b.Entries++
			entries = append(entries, item.Entry)
		default:
			b.Photos++
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, of := range entries {
		a, err := d.standing(ctx, of)
		if err != nil {
			return nil, err
		}
		if a.State == offline.IsAside || len(a.Reasons) > 0 {
			b.Aside++
		}
	}
	return b, nil
}

func (d *Desk) bring(ctx context.Context, item offline.Item) error {
	if item.Photo == "" {
		_, err := d.putUpload(ctx, EntryOrder{Entry: item.Entry, Envelope: item.Envelope, Way: offline.ByFile})
		return err
	}
	digest := offline.DigestOf(item.Envelope)
	for offset := 0; offset < len(item.Envelope); offset += offline.PieceBytes {
		piece := item.Envelope[offset:min(len(item.Envelope), offset+offline.PieceBytes)]
		order := PieceOrder{Entry: item.Entry, Photo: item.Photo, Size: int64(len(item.Envelope)), Digest: digest, Offset: int64(offset), Body: piece}
		if _, err := d.putPiece(ctx, order, nil); err != nil {
			return err
		}
	}
	return nil
}
