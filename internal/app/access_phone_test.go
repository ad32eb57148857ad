package app_test

import (
	"bytes"
	"encoding/json"
	"maps"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/offline"
	"songnuan/internal/sqldb"
)

func init() {
	maps.Copy(userCases, phoneCases)
}

// phoneCases are the use cases of phones and of what they send. The households of
// the walk are those of the planted helper; one's own comes whatever the scope.
var phoneCases = map[string]useCase{
	"RegisterPhone": {identity.PhoneUse, func(w *walk) (int64, error) {
		w.plant.helper(w)
		card, err := w.seated("helper.a").RegisterPhone(w.t.Context(), id.New(), "某手机")
		return one(card, err)
	}, anyone, false},
	"PhoneSlice": {identity.PhoneUse, func(w *walk) (int64, error) {
		w.plant.helper(w)
		phone := w.phone()
		slice, err := w.seated("helper.a").PhoneSlice(w.t.Context(), app.SliceOrder{Phone: phone})
		if err != nil {
			return 0, err
		}
		return int64(len(slice.Households)), nil
	}, anyone, false},
	"PutUpload": {identity.PhoneUse, func(w *walk) (int64, error) {
		w.plant.helper(w)
		_, entry, envelope := w.envelope()
		a, err := w.seated("helper.a").PutUpload(w.t.Context(), app.EntryOrder{Phone: w.phone(), Entry: entry, Envelope: envelope})
		return one(a, err)
	}, anyone, false},
	"PutPiece": {identity.PhoneUse, func(w *walk) (int64, error) {
		w.plant.helper(w)
		body := []byte("not a photo")
		a, err := w.seated("helper.a").PutPiece(w.t.Context(), app.PieceOrder{Phone: w.phone(), Entry: id.New(), Photo: id.New(), Size: int64(len(body)), Digest: offline.DigestOf(body), Body: body})
		return one(a, err)
	}, anyone, false},
	"Phones": {identity.PhoneSee, func(w *walk) (int64, error) {
		phone := w.phone()
		all, _, err := w.desk.Phones(w.t.Context(), "", 1000)
		n := int64(0)
		for _, p := range all {
			w.tell(p)
			if p.ID == phone {
				n++
			}
		}
		return n, err
	}, who(runs, 1), false},
	"LatePhones": {identity.PhoneSee, func(w *walk) (int64, error) {
		all, err := w.desk.LatePhones(w.t.Context(), 9)
		w.tell(all)
		return 0, err
	}, func(*standpoint) int64 { return 0 }, false},
	"RevokePhone": {identity.PhoneKeep, func(w *walk) (int64, error) {
		return one(&struct{}{}, w.desk.RevokePhone(w.t.Context(), w.phone()))
	}, who(runs, 1), false},
	"PhoneUploads": {identity.UploadSettle, func(w *walk) (int64, error) {
		entry := w.sentEntry()
		all, _, err := w.desk.PhoneUploads(w.t.Context(), offline.SetBack, "", 1000)
		n := int64(0)
		for _, u := range all {
			w.tell(u.Number, u.Head, u.Village)
			if u.ID == entry {
				n++
			}
		}
		return n, err
	}, who(reachesA, 1), false},
	"PhoneUpload": {identity.UploadSettle, func(w *walk) (int64, error) {
		u, err := w.desk.PhoneUpload(w.t.Context(), w.sentEntry())
		w.tell(u)
		return one(u, err)
	}, who(reachesA, 1), false},
	"SettleUpload": {identity.UploadSettle, func(w *walk) (int64, error) {
		_, err := w.desk.SettleUpload(w.t.Context(), w.sentEntry(), app.SettleUploadOrder{Version: 1})
		return one(&struct{}{}, err)
	}, who(reachesA, 1), false},
	"TryUpload": {identity.UploadSettle, func(w *walk) (int64, error) {
		return one(&struct{}{}, w.desk.TryUpload(w.t.Context(), w.sentEntry()))
	}, who(reachesA, 1), false},
	"BringPhoneFile": {identity.UploadSettle, func(w *walk) (int64, error) {
		_, entry, envelope := w.envelope()
		var file bytes.Buffer
		file.WriteString(offline.FileMark)
		if err := offline.WriteItem(&file, offline.Item{Entry: entry, Envelope: envelope}); err != nil {
			w.t.Fatal(err)
		}
		b, err := w.desk.BringPhoneFile(w.t.Context(), &file)
		if err != nil {
			return 0, err
		}
		return int64(b.Entries), nil
	}, anyone, false}, // an envelope of somebody else's says nothing to who brings it
}

// one counts what a use case gave.
func one[T any](found *T, err error) (int64, error) {
	if err != nil || found == nil {
		return 0, err
	}
	return 1, nil
}

// phone registers a phone of the planted helper.
func (w *walk) phone() id.ID {
	w.t.Helper()
	w.plant.helper(w)
	of := id.New()
	u, _, err := w.machine.User(w.t.Context(), "helper.a")
	if err != nil {
		w.t.Fatal(err)
	}
	card, err := w.As(identity.Actor{Name: u.Account, User: u.ID, Role: identity.Helper}).RegisterPhone(w.t.Context(), of, "某手机")
	if err != nil {
		w.t.Fatal(err)
	}
	phoneKey = card.Key.Public
	return of
}

// phoneKey is the office's, as the phone of the walk got it last.
var phoneKey []byte

// sentEntry is an upload of the household that was set aside.
func (w *walk) sentEntry() id.ID {
	w.t.Helper()
	phone, entry, envelope := w.envelope()
	err := w.store.Write(w.t.Context(), func(tx *sqldb.Tx) error {
		p, err := w.store.Phone(w.t.Context(), tx, phone, identity.Everything)
		if err != nil {
			return err
		}
		h, err := w.store.FileOf(w.t.Context(), tx, "A901", "", identity.Everything)
		if err != nil {
			return err
		}
		_, err = w.store.AddUpload(w.t.Context(), tx, &offline.Upload{ID: entry, Phone: phone, User: p.User, Household: h.ID, Area: h.Area, Unit: h.Unit, Digest: offline.DigestOf(envelope),
			Envelope: envelope, Way: offline.ByPhone, Received: w.machine.Now(), State: offline.SetBack, Reasons: offline.Reasons{offline.Noted}, Version: 1})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return entry
}

// envelope is a visit to A901 as a phone seals it.
func (w *walk) envelope() (phone, entry id.ID, envelope []byte) {
	w.t.Helper()
	phone, entry = w.phone(), id.New()
	var household id.ID
	err := w.store.Read(w.t.Context(), func(tx *sqldb.Tx) error {
		file, err := w.store.FileOf(w.t.Context(), tx, "A901", "", identity.Everything)
		if err == nil {
			household = file.ID
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	body, err := json.Marshal(offline.Text{ID: entry, Phone: phone, Household: household, Noted: map[string]string{"contact": "欧阳新"}, Visitors: []string{"东方帮扶"}, Finished: w.machine.Now().Time().Format("2006-01-02T15:04:05Z")})
	if err == nil {
		envelope, err = offline.Seal(phoneKey, body, "text:"+string(entry))
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return phone, entry, envelope
}
