package store

import (
	"context"
	"maps"
	"testing"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/offline"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

func init() {
	maps.Copy(unscoped, map[string]string{
		"AddPhone": "write", "TouchPhone": "write", "RevokePhone": "write", "PutFetched": "write", "AddPhoneKey": "write", "PhoneOf": "the account's own",
		"PhoneKeys": "serves sealing and opening, and is not shown", "AddUpload": "write", "AddUploadText": "write", "SaveUpload": "write",
		"UploadByID": "what a phone sent, by an id that only it knows", "UploadTexts": "after Upload, which is scoped", "UploadParts": "the same", "UploadPart": "the same",
		"PutPart": "write", "AddPartPiece": "write", "DropPartPieces": "write", "PartBody": "after UploadPart", "PartsToPut": "the same", "PartIsPut": "write",
		"LastVisits": "after the households, which are the helper's own",
	})
}

// placedPhone is a phone of a user and an upload of a household.
type placedPhone struct{ phone, upload id.ID }

func placePhone(t *testing.T, s *Store, user *identity.User, h *registry.Household) placedPhone {
	t.Helper()
	at := placedPhone{id.New(), id.New()}
	ctx := t.Context()
	write(t, s, func(tx *sqldb.Tx) error {
		if _, err := s.AddPhone(ctx, tx, &offline.Phone{ID: at.phone, User: user.ID, Made: testInstant, Seen: testInstant}); err != nil {
			return err
		}
		_, err := s.AddUpload(ctx, tx, &offline.Upload{ID: at.upload, Phone: at.phone, User: user.ID, Household: h.ID, Area: h.Area, Unit: h.Unit, Envelope: []byte("x"), Way: offline.ByPhone,
			Received: testInstant, State: offline.SetBack, Version: 1})
		return firstError(err, s.TouchPhone(ctx, tx, &offline.Phone{ID: at.phone, Seen: testInstant, Fetched: testInstant}))
	})
	return at
}

func phoneReads(ctx context.Context, s *Store, at placedPhone) map[string]scopedRead {
	return map[string]scopedRead{
		"Phone": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.Phone(ctx, tx, at.phone, scope)) },
		"Phones": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Phones(ctx, tx, scope, "", 9)
			return len(all), err
		},
		"LatePhones": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.LatePhones(ctx, tx, "", day.Instant("9"), scope, 9)
			return len(all), err
		},
		"Upload": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.Upload(ctx, tx, at.upload, scope))
		},
		"Uploads": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Uploads(ctx, tx, offline.SetBack, scope, "", 9)
			return len(all), err
		},
		"CountUploads": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			n, err := s.CountUploads(ctx, tx, offline.SetBack, scope)
			return int(n), err
		},
	}
}
