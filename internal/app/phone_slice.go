package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/offline"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/visit"
)

// SliceOrder asks for what a phone may hold. What it holds already is the cursor:
// only what differs from it is sent.
type SliceOrder struct {
	Phone  id.ID            `json:"phone"`
	Held   map[id.ID]string `json:"held"`  // digest by household
	Forms  []string         `json:"forms"` // digests
	Ask    []id.ID          `json:"ask"`   // entries whose standing it wants to know
	Clock  string           `json:"clock"` // RFC 3339
	Unsent int              `json:"unsent"`
	Waits  int64            `json:"waits"` // seconds that the oldest unsent entry waits
}

// Slice is the answer: what is new or changed, and what has to go.
type Slice struct {
	Now        day.Instant    `json:"now"`
	Households []PhoneFile    `json:"households"`
	Gone       []id.ID        `json:"gone"`
	Forms      []PhoneForm    `json:"forms"`
	Entries    []*EntryAnswer `json:"entries"`
	Key        PhoneKey       `json:"key"`
}

// PhoneFile is a household as a phone holds it: what a visitor needs in the lane
// and no more.
type PhoneFile struct {
	Digest  string            `json:"digest"`
	Version int               `json:"version"` // of the file
	Noted   map[string]string `json:"file"`    // what a visitor may find otherwise, as the file has it
	Tasks   []PhoneTask       `json:"tasks"`   // what can be entered
	Members []PhoneMember     `json:"members"`
	Visits  []PhoneVisit      `json:"visits"` // the last ones
	MyPair
}

// PhoneForm is a form by its digest.
type PhoneForm struct {
	Digest string      `json:"digest"`
	Form   *visit.Form `json:"form"`
}

// PhoneTask is what can be entered for a household, upon which form.
type PhoneTask struct {
	Digest   string `json:"digest"` // of the form
	Campaign id.ID  `json:"campaign"`
	Duty     string `json:"duty"`
	Act      string `json:"act"`
	Name     string `json:"name"`
	Together int64  `json:"together"` // visitors at once, at least
}

// PhoneMember is somebody who lives there, for being ticked as at home.
type PhoneMember struct {
	ID       id.ID  `json:"id"`
	Name     string `json:"name"`
	Relation string `json:"relation"`
}

// PhoneVisit is a visit that was.
type PhoneVisit struct {
	On      day.Date `json:"on"`
	Receipt string   `json:"receipt"`
}

// askMost is how many entries a phone may ask after at once.
const askMost = 200

// PhoneSlice gives a phone what it may hold: the households paired with its user
// today. Who fetched what is on record; nothing is written where nothing is new.
func (d *Desk) PhoneSlice(ctx context.Context, order SliceOrder) (*Slice, error) {
	if err := d.actor.Must(identity.PhoneUse); err != nil {
		return nil, err
	}
	if len(order.Ask) > askMost {
		return nil, problem.New(problem.TooLarge, "offline.ask_many", "most", askMost)
	}
	s := &Slice{Now: d.clock.Now(), Households: []PhoneFile{}, Gone: []id.ID{}, Forms: []PhoneForm{}, Entries: []*EntryAnswer{}}
	var phone *offline.Phone
	err := d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if phone, err = d.myPhone(ctx, tx, order.Phone); err != nil {
			return err
		}
		return d.cutSlice(ctx, tx, s, order)
	})
	if err != nil {
		return nil, err
	}
	return s, d.noteSlice(ctx, phone, s, order)
}

func (d *Desk) cutSlice(ctx context.Context, tx *sqldb.Tx, s *Slice, order SliceOrder) error {
	keys, err := d.store.PhoneKeys(ctx, tx)
	if err != nil {
		return err
	}
	if len(keys) > 0 {
		s.Key = PhoneKey{keys[0].ID, keys[0].Public()}
	}
	files, err := d.phoneFiles(ctx, tx, s)
	if err != nil {
		return err
	}
	there := map[id.ID]bool{}
	for _, f := range files {
		there[f.Household] = true
		if order.Held[f.Household] != f.Digest {
			s.Households = append(s.Households, f)
		}
	}
	for of := range order.Held {
		if !there[of] {
			s.Gone = append(s.Gone, of)
		}
	}
	s.Forms = newForms(s.Forms, order.Forms)
	for _, of := range order.Ask {
		a, err := d.standingIn(ctx, tx, of)
		if err != nil {
			return err
		}
		s.Entries = append(s.Entries, a)
	}
	return nil
}

func newForms(all []PhoneForm, held []string) (fresh []PhoneForm) {
	known := map[string]bool{}
	for _, digest := range held {
		known[digest] = true
	}
	fresh = []PhoneForm{}
	for _, f := range all {
		if !known[f.Digest] {
			fresh = append(fresh, f)
		}
	}
	return fresh
}

// phoneFiles are all households that the phone may hold; the forms that they need
// go into the slice.
func (d *Desk) phoneFiles(ctx context.Context, tx *sqldb.Tx, s *Slice) ([]PhoneFile, error) {
	pairs, err := d.myPairs(ctx, tx, true)
	if err != nil {
		return nil, err
	}
	households, err := d.myHouseholds(ctx, tx)
	if err != nil {
		return nil, err
	}
	byID := map[id.ID]*registry.Household{}
	for _, h := range households {
		byID[h.ID] = h
	}
	tasks, err := d.phoneTasks(ctx, tx, pairs, s)
	if err != nil {
		return nil, err
	}
	visits, err := d.phoneVisits(ctx, tx, households)
	if err != nil {
		return nil, err
	}
	files := make([]PhoneFile, 0, len(pairs))
	seen := map[id.ID]bool{}
	for _, p := range pairs {
		if seen[p.Household] {
			continue // adopted on top of the clause's pair
		}
		seen[p.Household] = true
		h := byID[p.Household]
		f := PhoneFile{Version: h.Version, Noted: map[string]string{"address": h.Address, "housing": h.Housing}, Tasks: tasks[p.Campaign], Members: membersOf(h), Visits: visits[h.ID], MyPair: p}
		body, err := json.Marshal(f)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(body)
		f.Digest = hex.EncodeToString(sum[:8])
		files = append(files, f)
	}
	return files, nil
}

func membersOf(h *registry.Household) (all []PhoneMember) {
	for i := range h.Members {
		m := &h.Members[i]
		all = append(all, PhoneMember{m.ID, m.Name, m.Relation})
	}
	return all
}

// seenEvery is how often a phone that says nothing new is written down.
const seenEvery = time.Minute

// noteSlice writes down what the phone said and got.
func (d *Desk) noteSlice(ctx context.Context, p *offline.Phone, s *Slice, order SliceOrder) error {
	before := *p
	d.saidBy(p, order.Clock, order.Unsent, time.Duration(order.Waits)*time.Second)
	fresh := len(s.Households)+len(s.Gone)+len(s.Forms) > 0 || p.Fetched == ""
	if !fresh && p.Unsent == before.Unsent && p.Seen.Time().Sub(before.Seen.Time()) < seenEvery {
		return nil
	}
	p.Fetched = p.Seen
	var got []id.ID
	for i := range s.Households {
		got = append(got, s.Households[i].Household)
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := d.store.TouchPhone(ctx, tx, p); err != nil {
			return err
		}
		for _, f := range s.Forms { // what is filled in upon them is checked against them, however the plan changes
			if _, err := d.store.PutVisitForm(ctx, tx, f.Form); err != nil {
				return err
			}
		}
		if !fresh {
			return nil
		}
		if err := d.store.PutFetched(ctx, tx, p.ID, got, s.Gone, p.Seen); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "phone.fetch", noun: "phone", subject: p.ID, where: place{p.Area, p.Unit}, count: int64(len(got)), detail: fetchDetail{got, s.Gone}})
	})
}

// fetchDetail is what the record keeps of what a phone got: whoever loses it, it is
// known whose files were on it.
type fetchDetail struct {
	Households []id.ID `json:"households,omitempty"`
	Gone       []id.ID `json:"gone,omitempty"`
}
