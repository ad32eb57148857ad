package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
	"songnuan/internal/visit"
)

// VisitSheet is a form about to be filled in for a household. Names are masked.
type VisitSheet struct {
	VisitTask
	ID        id.ID         `json:"id"` // of the entry, so that a form sent twice is one
	Household id.ID         `json:"household"`
	Number    string        `json:"number"`
	Head      string        `json:"head"`
	Village   string        `json:"village"`
	Closed    day.Date      `json:"closed,omitzero"`
	Members   []SheetMember `json:"members"`
	Duties    []SheetDuty   `json:"duties"` // what can be entered for it, by campaigns under way
	Today     day.Date      `json:"today"`
	Paper     string        `json:"paper,omitempty"` // number of the paper sheet that is keyed in
}

// SheetMember is a member of the household, the name masked.
type SheetMember struct {
	ID       id.ID  `json:"id"`
	Name     string `json:"name"`
	Relation string `json:"relation"`
}

// SheetDuty is a duty of a campaign that has the household on a roster.
type SheetDuty struct {
	Campaign id.ID  `json:"campaign"`
	Title    string `json:"title"`
	Duty     string `json:"duty"`
	Name     string `json:"name"`
	Act      string `json:"act"`
}

// sheetCampaigns bounds the campaigns that a sheet offers.
const sheetCampaigns = 20

// VisitSheet gives the form for a household: of a duty of a campaign, or of an
// act outside of campaigns. It keeps the form under its digest.
func (d *Desk) VisitSheet(ctx context.Context, household string, of id.ID, duty, act string) (sheet *VisitSheet, err error) {
	if err := d.actor.Must(identity.VisitRecord); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		known, err := id.Parse(household)
		if err != nil {
			if known, err = d.householdOf(ctx, tx, household); err != nil {
				return err
			}
		}
		h, err := d.visitable(ctx, tx, known)
		if err != nil {
			return err
		}
		task, _, err := d.visitTask(ctx, tx, of, duty, act)
		if err != nil {
			return err
		}
		if _, err := d.store.PutVisitForm(ctx, tx, task.Form); err != nil {
			return err
		}
		sheet = &VisitSheet{VisitTask: *task, ID: d.ids(), Household: h.ID, Number: h.Number, Head: personal.NewName(h.Head).String(), Closed: h.Closed, Today: d.clock.Today()}
		for _, m := range h.Members {
			sheet.Members = append(sheet.Members, SheetMember{m.ID, personal.NewName(m.Name).String(), m.Relation})
		}
		if sheet.Village, err = d.villageName(ctx, tx, h.Area); err != nil {
			return err
		}
		sheet.Duties, err = d.sheetDuties(ctx, tx, h.ID)
		return err
	})
	return sheet, err
}

func (d *Desk) sheetDuties(ctx context.Context, tx *sqldb.Tx, household id.ID) (all []SheetDuty, err error) {
	campaigns, _, err := d.store.Campaigns(ctx, tx, campaign.Active, d.actor.Scope, "", sheetCampaigns)
	if err != nil {
		return nil, err
	}
	for _, line := range campaigns {
		entries, err := d.store.EntriesOf(ctx, tx, line.ID, household)
		if err != nil {
			return nil, err
		}
		if len(entries) == 0 {
			continue
		}
		c, err := d.store.Campaign(ctx, tx, line.ID, identity.Everything)
		if err != nil {
			return nil, err
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return nil, err
		}
		classes := map[string]bool{}
		for _, e := range entries {
			classes[e.Class] = true
		}
		seen := map[string]bool{}
		for _, owed := range p.Owed() {
			if one := owed.Duty; classes[owed.Class] && !seen[one.ID] {
				seen[one.ID] = true
				all = append(all, SheetDuty{c.ID, c.Title, one.ID, firstOf(one.Name, one.ID), one.Act})
			}
		}
	}
	return all, nil
}

// PhotoID is the id of a photo of an entry that was given no id where it was
// taken: the same for the same photo of the same entry, so that a form sent
// twice is one.
func PhotoID(of id.ID, content []byte) id.ID {
	const kept = 24 // of 36 characters
	sum := sha256.Sum256(content)
	return of[:kept] + id.ID(hex.EncodeToString(sum[:])[:36-kept])
}

// VisitView is an entry as a page shows it. Names of the household are masked.
type VisitView struct {
	*visit.Visit
	File     string // number of the household
	Head     string
	Village  string
	Title    string // of the campaign
	Task     string // name of the duty
	Fallback string // of the duty, when nobody was met
	Form     *visit.Form
	Pictures []id.ID
	Clashes  int
	MayJudge bool
	MayOpen  bool // photos
}

// plainWords are answers whose words show no number of a person, a phone or a
// card: who wants those opens the file, which is on record. What was asked for in
// confidence is shown to who may see such demands only.
func (d *Desk) plainWords(all visit.Answers) visit.Answers {
	plain := make(visit.Answers, len(all))
	for of, a := range all {
		a.Text = personal.HideNumbers(a.Text)
		a.Hazards, a.Demands = slices.Clone(a.Hazards), slices.Clone(a.Demands)
		for i := range a.Hazards {
			a.Hazards[i].Note = personal.HideNumbers(a.Hazards[i].Note)
		}
		for i := range a.Demands {
			a.Demands[i].Text = personal.HideNumbers(a.Demands[i].Text)
			if a.Demands[i].Sensitive && !d.actor.Can(identity.DemandSensitive) {
				a.Demands[i].Text = ""
			}
		}
		plain[of] = a
	}
	return plain
}

// VisitView shows an entry within the actor's places.
func (d *Desk) VisitView(ctx context.Context, of id.ID) (view *VisitView, err error) {
	if err := d.actor.Must(identity.VisitSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		v, err := d.store.Visit(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		v.Answers = d.plainWords(v.Answers)
		view = &VisitView{Visit: v, MayJudge: d.actor.Can(identity.VisitJudge), MayOpen: d.actor.Can(identity.PersonalUnmask)}
		h, err := d.store.Household(ctx, tx, v.Filed, identity.Everything)
		if err != nil {
			return err
		}
		view.File, view.Head = h.Number, personal.NewName(h.Head).String()
		if view.Village, err = d.villageName(ctx, tx, v.Area); err != nil {
			return err
		}
		if view.Form, err = d.keptForm(ctx, tx, v.Form); err != nil {
			return err
		}
		if view.Pictures, err = d.store.VisitPhotoIDs(ctx, tx, v.ID); err != nil {
			return err
		}
		task, _, err := d.visitTask(ctx, tx, v.Campaign, v.Duty, v.Act)
		if err != nil {
			return err
		}
		view.Title, view.Task, view.Fallback = task.Title, task.Name, task.Fallback
		clashes, err := d.store.Clashes(ctx, tx, of, d.actor.Scope)
		view.Clashes = len(clashes)
		return err
	})
	return view, err
}
