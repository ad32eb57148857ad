package app

import (
	"context"
	"maps"
	"slices"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/offline"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// PhoneUploadLine is an upload in a list.
type PhoneUploadLine struct {
	*offline.Upload
	Number  string // of the household's file, "" when there is none
	Head    string // masked
	Village string
}

// PhoneUploads gives a page of what phones sent within the scope that stands in a state,
// the newest first; next is the key of the page after, "" at the end.
func (d *Desk) PhoneUploads(ctx context.Context, state offline.UploadState, before id.ID, limit int) (page []PhoneUploadLine, next id.ID, err error) {
	if err := d.actor.Must(identity.UploadSettle); err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		page = nil
		found, err := d.store.Uploads(ctx, tx, state, d.actor.Scope, before, limit+1)
		if err != nil {
			return err
		}
		for _, u := range found {
			line, _, err := d.uploadLine(ctx, tx, u)
			if err != nil {
				return err
			}
			page = append(page, line)
		}
		return nil
	})
	if len(page) > limit {
		page = page[:limit]
		next = page[limit-1].ID
	}
	return page, next, err
}

func (d *Desk) uploadLine(ctx context.Context, tx *sqldb.Tx, u *offline.Upload) (line PhoneUploadLine, h *registry.Household, err error) {
	line.Upload = u
	h, err = d.store.Household(ctx, tx, u.Household, d.actor.Scope)
	if problem.Is(err, problem.NotFound) {
		return line, nil, nil
	}
	if err != nil {
		return line, nil, err
	}
	line.Number, line.Head = h.Number, personal.NewName(h.Head).String()
	line.Village, err = d.villageName(ctx, tx, h.Area)
	return line, h, err
}

// PhoneUploadView is an upload side by side with the office's own file.
type PhoneUploadView struct {
	PhoneUploadLine
	Fields   []PhoneUploadField // what the phone noted of the file
	Reason   string             // the visitor's words to it
	Texts    int                // how many came under the id
	Answers  []AnswerSide
	Visitors []string
	CanTake  bool // change requests can be filed of the household
}

// PhoneUploadField is one field as the phone noted it, and as the file has it.
type PhoneUploadField struct {
	Name  string
	Kind  registry.ChangeCode // of the request by which it is taken
	Phone string              // masked where it is a number of somebody
	Now   string              // likewise
	Same  bool
}

// AnswerSide is an answer that the texts under one id give differently.
type AnswerSide struct {
	Question    string
	First, Last string
}

// notedKinds are the fields that a visitor may note, each with the kind of request
// that changes it.
var notedKinds = []struct {
	name string
	kind registry.ChangeCode
}{
	{"phone", registry.ChangeContact}, {"contact", registry.ChangeContact}, {"contact_relation", registry.ChangeContact},
	{"address", registry.ChangeHousing}, {"housing", registry.ChangeHousing},
}

// PhoneUpload shows an upload with everything that has to be looked at.
func (d *Desk) PhoneUpload(ctx context.Context, of id.ID) (v *PhoneUploadView, err error) {
	if err := d.actor.Must(identity.UploadSettle); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		v, err = d.uploadView(ctx, tx, of)
		return err
	})
	return v, err
}

func (d *Desk) uploadView(ctx context.Context, tx *sqldb.Tx, of id.ID) (*PhoneUploadView, error) {
	u, err := d.store.Upload(ctx, tx, of, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	line, h, err := d.uploadLine(ctx, tx, u)
	if err != nil {
		return nil, err
	}
	texts, err := d.textsOf(ctx, tx, u)
	if err != nil {
		return nil, err
	}
	first, last := texts[0], texts[len(texts)-1]
	v := &PhoneUploadView{PhoneUploadLine: line, Reason: last.Reason, Texts: len(texts), Visitors: last.Visitors, CanTake: h != nil && h.Closed.IsZero() && d.actor.Can(identity.ChangeFile)}
	if h != nil {
		v.Fields = notedFields(last, h)
	}
	for _, question := range slices.Sorted(maps.Keys(last.Answers)) {
		if was, is := string(first.Answers[question]), string(last.Answers[question]); was != is {
			v.Answers = append(v.Answers, AnswerSide{question, was, is})
		}
	}
	return v, nil
}

// notedFields puts what a phone noted beside what the file has, masked.
func notedFields(t *offline.Text, h *registry.Household) (all []PhoneUploadField) {
	now := registry.FormOf(h, registry.Show{})
	clear := registry.FormOf(h, registry.Show{Personal: true})
	for _, n := range notedKinds {
		noted, ok := t.Noted[n.name]
		if !ok || noted == "" {
			continue
		}
		f := PhoneUploadField{Name: n.name, Kind: n.kind, Phone: noted, Now: now.Fields[n.name], Same: noted == clear.Fields[n.name]}
		if n.name == "phone" {
			f.Phone = "***"
			if phone, err := personal.ParsePhone(noted); err == nil {
				f.Phone = phone.String()
			}
		}
		all = append(all, f)
	}
	return all
}

// SettleUploadOrder says what becomes of an upload that was set aside.
type SettleUploadOrder struct {
	Version int
	Take    []string // fields noted on the phone to be asked for by change requests
}

// SettleUpload ends the looking at an upload: the fields taken become change
// requests, drafts of the actor's to be handed in as any other. It gives the
// numbers of the requests' ids.
//
// Errors: Conflict when somebody was quicker; what FileChange gives for a value
// that the file can't take.
func (d *Desk) SettleUpload(ctx context.Context, of id.ID, order SettleUploadOrder) (filed []id.ID, err error) {
	if err := d.actor.Must(identity.UploadSettle); err != nil {
		return nil, err
	}
	var number string
	asks := map[registry.ChangeCode]map[string]string{}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		v, err := d.uploadView(ctx, tx, of)
		if err != nil {
			return err
		}
		if v.Version != order.Version || v.State != offline.SetBack {
			return problem.New(problem.Conflict, "offline.upload_changed")
		}
		texts, err := d.textsOf(ctx, tx, v.Upload)
		if err != nil {
			return err
		}
		number = string(v.Household)
		for _, f := range v.Fields {
			if slices.Contains(order.Take, f.Name) && !f.Same {
				if asks[f.Kind] == nil {
					asks[f.Kind] = map[string]string{}
				}
				asks[f.Kind][f.Name] = texts[len(texts)-1].Noted[f.Name]
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, kind := range slices.Sorted(maps.Keys(asks)) {
		done, err := d.FileChange(ctx, ChangeOrder{Number: number, Kind: kind, Occasion: "other", Ask: registry.ChangeAsk{On: d.clock.Today(), Fields: asks[kind]}})
		if err != nil {
			return nil, err
		}
		filed = append(filed, done.Request.ID)
	}
	return filed, d.settleUpload(ctx, of, order.Version, filed)
}

func (d *Desk) settleUpload(ctx context.Context, of id.ID, version int, filed []id.ID) error {
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		u, err := d.store.Upload(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		if u.Version != version {
			return problem.New(problem.Conflict, "offline.upload_changed")
		}
		u.State, u.Settled, u.SettledBy = offline.Settled, d.clock.Now(), d.actor.Name
		if err := d.store.SaveUpload(ctx, tx, u); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "phone.settle", noun: "upload", subject: of, where: placeOfUpload(u), count: int64(len(filed)), detail: settleDetail{u.Reasons, filed}})
	})
}

type settleDetail struct {
	Reasons offline.Reasons `json:"reasons,omitempty"`
	Changes []id.ID         `json:"changes,omitempty"`
}

// TryUpload makes a visit once more of an upload of which none could be made, for
// example since the household has been entered meanwhile.
func (d *Desk) TryUpload(ctx context.Context, of id.ID) error {
	if err := d.actor.Must(identity.UploadSettle); err != nil {
		return err
	}
	err := d.store.Write(ctx, func(tx *sqldb.Tx) error {
		u, err := d.store.Upload(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		if u.State != offline.SetBack || u.Receipt != "" {
			return problem.New(problem.Conflict, "offline.upload_changed")
		}
		u.State, u.Reasons = offline.Held, nil
		if err := d.store.SaveUpload(ctx, tx, u); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "phone.try", noun: "upload", subject: of, where: placeOfUpload(u), count: 1})
	})
	if err != nil {
		return err
	}
	return d.makeVisit(ctx, of)
}
