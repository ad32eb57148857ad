package app

import (
	"context"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/offline"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// EntryOrder is the text of an entry, sealed, as a phone sends it.
type EntryOrder struct {
	Phone    id.ID // that sends it; "" for a file
	Entry    id.ID
	Envelope []byte
	Clock    string // of the phone when it sent it, RFC 3339
	Unsent   int    // entries that wait on the phone, this one among them
	Way      offline.Way
}

// EntryAnswer is how an entry stands with the office, see offline.Standing.
type EntryAnswer struct {
	Entry   id.ID           `json:"id"`
	State   offline.Event   `json:"state"`
	Receipt string          `json:"receipt,omitempty"`
	Reasons offline.Reasons `json:"reasons,omitempty"`
	Photos  []PartAnswer    `json:"photos"`
}

// PartAnswer is how far a photo has come.
type PartAnswer struct {
	ID    id.ID `json:"id"`
	Have  int64 `json:"have"` // bytes; go on from there
	Whole bool  `json:"whole"`
}

// PutUpload takes the text of an entry. It is kept as it came before anything is
// made of it; the same again answers how things stand. Another text under the same
// id is kept beside the first and is the office's to look at.
//
// Errors: Unreadable, Invalid for what is no entry; Forbidden from a phone that was
// revoked.
func (d *Desk) PutUpload(ctx context.Context, order EntryOrder) (*EntryAnswer, error) {
	if err := d.actor.Must(identity.PhoneUse); err != nil {
		return nil, err
	}
	order.Way = offline.ByPhone
	return d.putUpload(ctx, order)
}

func (d *Desk) putUpload(ctx context.Context, order EntryOrder) (*EntryAnswer, error) {
	if len(order.Envelope) > offline.TextMost {
		return nil, problem.New(problem.TooLarge, "offline.text_large", "most", offline.TextMost>>10)
	}
	err := d.store.Write(ctx, func(tx *sqldb.Tx) error { return d.keepUpload(ctx, tx, order) })
	if err != nil {
		return nil, err
	}
	if err := d.makeVisit(ctx, order.Entry); err != nil {
		return nil, err
	}
	return d.standing(ctx, order.Entry)
}

// keepUpload writes an envelope down, whatever becomes of it.
func (d *Desk) keepUpload(ctx context.Context, tx *sqldb.Tx, order EntryOrder) error {
	now := d.clock.Now()
	if order.Way == offline.ByPhone {
		p, err := d.myPhone(ctx, tx, order.Phone)
		if err != nil {
			return err
		}
		p.Seen, p.Drift, p.Unsent = now, offline.Drift(offline.Instant(order.Clock), now), max(p.Unsent, 1)
		if p.Oldest == "" {
			p.Oldest = now
		}
		if err := d.store.TouchPhone(ctx, tx, p); err != nil {
			return err
		}
	}
	plain, err := d.openEnvelope(ctx, tx, order.Envelope, "text:"+string(order.Entry))
	if err != nil {
		return err
	}
	text, err := offline.ReadText(plain, order.Entry)
	if err != nil {
		return err
	}
	u := &offline.Upload{ID: order.Entry, Phone: text.Phone, User: d.actor.User, Household: text.Household, Digest: offline.DigestOf(order.Envelope), Envelope: order.Envelope,
		Way: order.Way, Finished: offline.Instant(text.Finished), Received: now, Drift: offline.Drift(offline.Instant(order.Clock), now), State: offline.Held, Version: 1}
	if err := d.placeUpload(ctx, tx, u); err != nil {
		return err
	}
	added, err := d.store.AddUpload(ctx, tx, u)
	if err != nil {
		return err
	}
	if added {
		return d.record(ctx, tx, act{name: "phone.upload", noun: "upload", subject: u.ID, where: place{u.Area, u.Unit}, count: 1, digest: u.Digest,
			detail: uploadDetail{Phone: u.Phone, Household: u.Household, Way: u.Way, Seconds: int64(u.Drift.Seconds())}})
	}
	return d.keepOther(ctx, tx, u, now)
}

// uploadDetail is what the record keeps of an upload.
type uploadDetail struct {
	Phone     id.ID           `json:"phone"`
	Household id.ID           `json:"household"`
	Way       offline.Way     `json:"way,omitempty"`
	Seconds   int64           `json:"clock_ahead,omitempty"` // of the phone
	Reasons   offline.Reasons `json:"reasons,omitempty"`
	Receipt   string          `json:"receipt,omitempty"`
	Brought   string          `json:"brought,omitempty"` // by whom, where that is not whose it is
}

// placeUpload finds whose an upload is and where its household lies. An entry of a
// phone that was handed over is that of who entered it.
func (d *Desk) placeUpload(ctx context.Context, tx *sqldb.Tx, u *offline.Upload) error {
	p, err := d.store.Phone(ctx, tx, u.Phone, identity.Everything)
	switch {
	case err == nil:
		u.User, u.Area, u.Unit = p.User, p.Area, p.Unit
	case !problem.Is(err, problem.NotFound):
		return err
	case u.User == "":
		return problem.New(problem.Invalid, "offline.no_phone")
	}
	h, err := d.store.Household(ctx, tx, u.Household, identity.Everything)
	if problem.Is(err, problem.NotFound) {
		return nil
	}
	if err == nil {
		u.Area, u.Unit = h.Area, h.Unit
	}
	return err
}

// keepOther keeps an envelope that came under a known id: nothing when it is the
// same one.
func (d *Desk) keepOther(ctx context.Context, tx *sqldb.Tx, u *offline.Upload, now day.Instant) error {
	first, err := d.store.UploadByID(ctx, tx, u.ID)
	if err != nil || first.Digest == u.Digest {
		return err
	}
	added, err := d.store.AddUploadText(ctx, tx, u.ID, u.Digest, u.Envelope, now)
	if err != nil || !added {
		return err
	}
	first.Reasons = first.Reasons.With(offline.SentTwice)
	if first.State != offline.Held {
		first.State = offline.SetBack
	}
	if err := d.store.SaveUpload(ctx, tx, first); err != nil {
		return err
	}
	return d.record(ctx, tx, act{name: "phone.upload_again", noun: "upload", subject: u.ID, where: place{first.Area, first.Unit}, count: 1, digest: u.Digest})
}

// PieceOrder is a piece of a sealed photo.
type PieceOrder struct {
	Phone  id.ID // that sends it; "" for a file
	Entry  id.ID
	Photo  id.ID
	Size   int64  // of the envelope, in bytes
	Digest string // of the envelope
	Offset int64
	Body   []byte
}

// PutPiece takes a piece of a photo, before or after the text that names it; the
// answer says from where to go on.
func (d *Desk) PutPiece(ctx context.Context, order PieceOrder) (*EntryAnswer, error) {
	if err := d.actor.Must(identity.PhoneUse); err != nil {
		return nil, err
	}
	return d.putPiece(ctx, order, func(tx *sqldb.Tx) error {
		_, err := d.myPhone(ctx, tx, order.Phone)
		return err
	})
}

func (d *Desk) putPiece(ctx context.Context, order PieceOrder, may func(*sqldb.Tx) error) (*EntryAnswer, error) {
	for _, one := range []id.ID{order.Entry, order.Photo} {
		if _, err := id.Parse(string(one)); err != nil {
			return nil, err
		}
	}
	whole := false
	err := d.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
		if may != nil {
			if err := may(tx); err != nil {
				return err
			}
		}
		whole, err = d.keepPiece(ctx, tx, order)
		return err
	})
	if err != nil {
		return nil, err
	}
	if whole {
		if err := d.makeVisit(ctx, order.Entry); err != nil {
			return nil, err
		}
	}
	a, err := d.standing(ctx, order.Entry)
	if err != nil {
		return nil, err
	}
	return a, d.tellPart(ctx, a, order)
}

// keepPiece writes a piece down; whole tells that it was the last.
func (d *Desk) keepPiece(ctx context.Context, tx *sqldb.Tx, order PieceOrder) (whole bool, err error) {
	p, err := d.store.UploadPart(ctx, tx, order.Photo, order.Entry)
	if err != nil {
		return false, err
	}
	at := p.Have / offline.PieceBytes
	keep, anew, err := p.Take(order.Size, order.Digest, order.Offset, int64(len(order.Body)))
	if err != nil {
		return false, err
	}
	if anew {
		at = 0
		if err := d.store.DropPartPieces(ctx, tx, p.ID); err != nil {
			return false, err
		}
	}
	if !keep && !anew {
		return p.Whole, nil
	}
	if err := d.store.PutPart(ctx, tx, p, order.Entry, d.actor.User, d.clock.Now()); err != nil || !keep {
		return false, err
	}
	if err := d.store.AddPartPiece(ctx, tx, p.ID, at, order.Body); err != nil || !p.Full() {
		return false, err
	}
	body, err := d.store.PartBody(ctx, tx, p.ID)
	if err != nil {
		return false, err
	}
	if whole = p.Check(offline.DigestOf(body)); !whole {
		if err := d.store.DropPartPieces(ctx, tx, p.ID); err != nil {
			return false, err
		}
	}
	return whole, d.store.PutPart(ctx, tx, p, order.Entry, d.actor.User, d.clock.Now())
}

// standing tells how an entry stands.
func (d *Desk) standing(ctx context.Context, of id.ID) (a *EntryAnswer, err error) {
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		a, err = d.standingIn(ctx, tx, of)
		return err
	})
	return a, err
}

func (d *Desk) standingIn(ctx context.Context, tx *sqldb.Tx, of id.ID) (*EntryAnswer, error) {
	a := &EntryAnswer{Entry: of, State: offline.IsMissing, Photos: []PartAnswer{}}
	u, err := d.store.UploadByID(ctx, tx, of)
	if problem.Is(err, problem.NotFound) {
		return a, nil
	}
	if err != nil {
		return nil, err
	}
	wanted, err := d.wantedBy(ctx, tx, u)
	if err != nil {
		return nil, err
	}
	parts, err := d.store.UploadParts(ctx, tx, of)
	if err != nil {
		return nil, err
	}
	a.State, a.Receipt, a.Reasons = offline.Standing(true, u.Aside(), wanted, parts), u.Receipt, u.Reasons
	for _, photo := range wanted {
		one := PartAnswer{ID: photo}
		if p := parts[photo]; p != nil {
			one.Have, one.Whole = p.Have, p.Whole
		}
		a.Photos = append(a.Photos, one)
	}
	return a, nil
}

// tellPart adds the photo that a piece belongs to, where no text names it yet.
func (d *Desk) tellPart(ctx context.Context, a *EntryAnswer, order PieceOrder) error {
	for _, p := range a.Photos {
		if p.ID == order.Photo {
			return nil
		}
	}
	return d.store.Read(ctx, func(tx *sqldb.Tx) error {
		p, err := d.store.UploadPart(ctx, tx, order.Photo, order.Entry)
		if err == nil {
			a.Photos = append(a.Photos, PartAnswer{p.ID, p.Have, p.Whole})
		}
		return err
	})
}

// wantedBy are the photos that the texts of an upload name.
func (d *Desk) wantedBy(ctx context.Context, tx *sqldb.Tx, u *offline.Upload) (wanted []id.ID, err error) {
	texts, err := d.textsOf(ctx, tx, u)
	seen := map[id.ID]bool{}
	for _, t := range texts {
		for _, photo := range t.Wanted() {
			if !seen[photo] {
				seen[photo] = true
				wanted = append(wanted, photo)
			}
		}
	}
	return wanted, err
}

// textsOf opens the texts of an upload, the one that came first in front.
func (d *Desk) textsOf(ctx context.Context, tx *sqldb.Tx, u *offline.Upload) (texts []*offline.Text, err error) {
	envelopes := [][]byte{u.Envelope}
	if u.Reasons.Has(offline.SentTwice) {
		others, err := d.store.UploadTexts(ctx, tx, u.ID)
		if err != nil {
			return nil, err
		}
		envelopes = append(envelopes, others...)
	}
	for _, envelope := range envelopes {
		plain, err := d.openEnvelope(ctx, tx, envelope, "text:"+string(u.ID))
		if err != nil {
			return nil, err
		}
		t, err := offline.ReadText(plain, u.ID)
		if err != nil {
			return nil, err
		}
		texts = append(texts, t)
	}
	return texts, nil
}

// placeOfUpload is where an upload lies, for the record.
func placeOfUpload(u *offline.Upload) place { return place{u.Area, u.Unit} }
