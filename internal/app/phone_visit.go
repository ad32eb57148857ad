package app

import (
	"context"
	"encoding/json"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/offline"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/visit"
)

// makeVisit makes a visit of an upload that is held, and puts the photos that are
// whole to it. It may be called any number of times, by whoever sends something of
// the entry: what is done already is not done again.
func (d *Desk) makeVisit(ctx context.Context, of id.ID) error {
	u, err := d.heldUpload(ctx, of)
	if err != nil || u == nil {
		return err
	}
	owner, err := d.ownerOf(ctx, u)
	if err != nil {
		return err
	}
	if u.State == offline.Held {
		err := d.store.Write(ctx, func(tx *sqldb.Tx) error { return d.takeUpload(ctx, tx, of, owner) })
		if err != nil && !entryRefused(err) {
			return err
		}
		if err != nil {
			return d.setAside(ctx, of, offline.NotTaken)
		}
	}
	return d.putPhotos(ctx, of, owner)
}

// entryRefused tells an entry that can't become a visit from a machine that fails.
func entryRefused(err error) bool {
	switch problem.CodeOf(err) {
	case problem.Invalid, problem.NotFound, problem.Forbidden, problem.Conflict, problem.Unreadable, problem.TooLarge:
		return true
	}
	return false
}

// heldUpload is an upload whose text is there, nil for none yet.
func (d *Desk) heldUpload(ctx context.Context, of id.ID) (u *offline.Upload, err error) {
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		u, err = d.store.UploadByID(ctx, tx, of)
		if problem.Is(err, problem.NotFound) {
			u, err = nil, nil
		}
		return err
	})
	return u, err
}

// ownerOf is the desk of the helper who entered an upload, whoever brought it: a
// colleague on whose hands the phone is, or the clerk who takes its file in.
func (d *Desk) ownerOf(ctx context.Context, u *offline.Upload) (owner *Desk, err error) {
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		one, err := d.store.User(ctx, tx, u.User, identity.Everything)
		if err != nil {
			return err
		}
		scope, held := one.Held(identity.Helper)
		if !held && u.User == d.actor.User {
			owner = d
			return nil
		}
		owner = d.As(identity.Actor{Name: one.Account, Shown: one.Name, User: one.ID, Role: identity.Helper, Scope: scope})
		return nil
	})
	return owner, err
}

// takeUpload files an upload as a visit, in one transaction with what is noted of
// it.
func (d *Desk) takeUpload(ctx context.Context, tx *sqldb.Tx, of id.ID, owner *Desk) error {
	u, err := d.store.UploadByID(ctx, tx, of)
	if err != nil || u.State != offline.Held {
		return err
	}
	texts, err := d.textsOf(ctx, tx, u)
	if err != nil {
		return err
	}
	entry, err := entryOf(texts[0], u)
	if err != nil {
		return err
	}
	receipt, err := owner.putVisit(ctx, tx, entry)
	if err != nil {
		return err
	}
	u.State, u.Receipt = offline.Taken, receipt.Number
	for _, f := range receipt.Flags {
		if r, ok := flagReasons[f]; ok {
			u.Reasons = u.Reasons.With(r)
		}
	}
	if err := d.notedReasons(ctx, tx, u, texts[0]); err != nil {
		return err
	}
	if u.Reasons.Looked() {
		u.State = offline.SetBack
	}
	if err := d.store.SaveUpload(ctx, tx, u); err != nil {
		return err
	}
	detail := uploadDetail{Phone: u.Phone, Household: u.Household, Reasons: u.Reasons, Receipt: u.Receipt}
	if u.User != d.actor.User {
		detail.Brought = d.actor.Name
	}
	return d.record(ctx, tx, act{name: "phone.taken", noun: "upload", subject: u.ID, where: placeOfUpload(u), count: 1, digest: u.Digest, detail: detail})
}

// flagReasons are the flags of a visit that say why an upload is to be looked at.
var flagReasons = map[visit.FlagKind]offline.Reason{
	visit.FlagClosed: offline.FileClosed, visit.FlagMerged: offline.FileMoved, visit.FlagMoved: offline.FileMoved, visit.FlagNotHis: offline.NotPaired,
	visit.FlagFormChanged: offline.FormChanged, visit.FlagSameDay: offline.SameDay, visit.FlagClock: offline.ClockWrong, visit.FlagFuture: offline.ClockWrong,
}

// notedReasons adds what a phone noted against the file, and that the file has
// changed since the phone fetched it.
func (d *Desk) notedReasons(ctx context.Context, tx *sqldb.Tx, u *offline.Upload, t *offline.Text) error {
	if len(t.Noted) == 0 {
		return nil
	}
	u.Reasons = u.Reasons.With(offline.Noted)
	h, err := d.store.Household(ctx, tx, t.Household, identity.Everything)
	if problem.Is(err, problem.NotFound) {
		return nil
	}
	if err == nil && t.Version != 0 && h.Version != t.Version {
		u.Reasons = u.Reasons.With(offline.FileChanged)
	}
	return err
}

// entryOf is a text as visits are taken in.
func entryOf(t *offline.Text, u *offline.Upload) (*visit.Entry, error) {
	e := &visit.Entry{ID: t.ID, Household: t.Household, Campaign: t.Campaign, Duty: t.Duty, Act: t.Act, Form: t.Digest, Way: visit.ByPhone, At: u.Finished, Answers: visit.Answers{}}
	if e.At == "" {
		e.At = u.Received
	}
	if u.Way == offline.ByPhone {
		e.Sent = day.At(u.Received.Time().Add(u.Drift)) // a file tells nothing of its phone's clock
	}
	for question, raw := range t.Answers {
		var a visit.Answer
		if err := json.Unmarshal(raw, &a); err != nil {
			return nil, problem.Wrap(err, problem.Unreadable, "offline.text_broken")
		}
		e.Answers[question] = a
	}
	for _, name := range t.Visitors {
		e.Visitors = append(e.Visitors, visit.Visitor{Name: name})
	}
	return e, nil
}

// setAside notes why the office has to look at an upload.
func (d *Desk) setAside(ctx context.Context, of id.ID, why offline.Reason) error {
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		u, err := d.store.UploadByID(ctx, tx, of)
		if err != nil {
			return err
		}
		u.State, u.Reasons = offline.SetBack, u.Reasons.With(why)
		if err := d.store.SaveUpload(ctx, tx, u); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "phone.aside", noun: "upload", subject: u.ID, where: placeOfUpload(u), count: 1, detail: uploadDetail{Phone: u.Phone, Household: u.Household, Reasons: u.Reasons}})
	})
}

// putPhotos puts the photos that are whole to their visit; one that can't be opened
// or is none is told to the office.
func (d *Desk) putPhotos(ctx context.Context, of id.ID, owner *Desk) error {
	var parts []*offline.Part
	err := d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		parts, err = d.store.PartsToPut(ctx, tx, of)
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range parts {
		if err := d.putPhoto(ctx, of, p.ID, owner); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) putPhoto(ctx context.Context, of, photo id.ID, owner *Desk) error {
	var content []byte
	err := d.store.Read(ctx, func(tx *sqldb.Tx) error {
		body, err := d.store.PartBody(ctx, tx, photo)
		if err == nil {
			content, err = d.openEnvelope(ctx, tx, body, "photo:"+string(photo))
		}
		return err
	})
	if err == nil {
		err = owner.PutVisitPhoto(ctx, PhotoOrder{Visit: of, ID: photo, Content: content})
	}
	if err != nil && !entryRefused(err) {
		return err
	}
	if err != nil {
		if err := d.setAside(ctx, of, offline.PhotoWrong); err != nil {
			return err
		}
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error { return d.store.PartIsPut(ctx, tx, photo, err == nil) })
}

// phoneActs are what a phone can enter, in the order it offers them.
var phoneActs = []string{"visit", "call", "letter", "deed", "aid_value"}

// phoneTasks are what may be entered under each campaign of the pairs; the forms go
// into the slice.
func (d *Desk) phoneTasks(ctx context.Context, tx *sqldb.Tx, pairs []MyPair, s *Slice) (map[id.ID][]PhoneTask, error) {
	all, known := map[id.ID][]PhoneTask{}, map[string]bool{}
	for i := range pairs {
		of := pairs[i].Campaign
		if _, done := all[of]; done {
			continue
		}
		tasks, err := d.tasksOf(ctx, tx, of)
		if err != nil {
			return nil, err
		}
		for _, t := range tasks {
			all[of] = append(all[of], PhoneTask{t.Digest, t.Campaign, t.Duty, t.Act, t.Name, t.Together})
			if !known[t.Digest] {
				known[t.Digest] = true
				s.Forms = append(s.Forms, PhoneForm{t.Digest, t.Form})
			}
		}
	}
	return all, nil
}

// tasksOf are the duties of a campaign that a phone can enter, a visit at least.
func (d *Desk) tasksOf(ctx context.Context, tx *sqldb.Tx, of id.ID) (tasks []*VisitTask, err error) {
	c, err := d.store.Campaign(ctx, tx, of, identity.Everything)
	if err != nil {
		return nil, err
	}
	p, err := d.planOf(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	for _, act := range phoneActs {
		duty := ""
		for i := range p.Duties {
			if p.Duties[i].Act == act {
				duty = p.Duties[i].ID
				break
			}
		}
		if duty == "" && act != "visit" {
			continue
		}
		t, _, err := d.visitTask(ctx, tx, of, duty, act)
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, t)
	}
	return tasks, nil
}

// visitsShown is how many past visits of a household lie on a phone.
const visitsShown = 3

// phoneVisits are the last visits of households.
func (d *Desk) phoneVisits(ctx context.Context, tx *sqldb.Tx, all []*registry.Household) (map[id.ID][]PhoneVisit, error) {
	ids := make([]id.ID, len(all))
	for i, h := range all {
		ids[i] = h.ID
	}
	visits := map[id.ID][]PhoneVisit{}
	err := d.store.LastVisits(ctx, tx, ids, visitsShown, func(household id.ID, on day.Date, number string) {
		visits[household] = append(visits[household], PhoneVisit{on, number})
	})
	return visits, err
}
