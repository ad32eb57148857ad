package app

import (
	"context"

	"songnuan/internal/campaign"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/internal/sqldb"
)

// EntryView is one entry of a campaign's universe: why it is there, how it
// stands, and all that happened to it.
type EntryView struct {
	Campaign *campaign.Campaign
	Line     EntryLine
	Standing *campaign.Step // its name is masked
	Steps    []campaign.Step
	Reasons  []EntryReason
	MayTell  bool // record how it ended
	MayOpen  bool // open attached files
}

// EntryReason is a line of a roster that the entry stands on.
type EntryReason struct {
	Class    string
	Name     string // masked; of a member or of the entry itself
	Standing campaign.Standing
	Basis    campaign.Basis
	Why      string   // in words
	Missing  []string // fields without a value
	MissingT string   // in words
	Due      string   // what an entry of the class is due
}

// Entry shows one entry.
func (d *Desk) Entry(ctx context.Context, ref EntryRef, lang locale.Lang) (view *EntryView, err error) {
	if err := d.actor.Must(identity.HouseholdSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, standing, err := d.entry(ctx, tx, ref)
		if err != nil {
			return err
		}
		view = &EntryView{Campaign: c, Standing: standing, MayTell: d.actor.Can(identity.OutcomeRecord) && c.State == campaign.Active, MayOpen: d.actor.Can(identity.PersonalUnmask)}
		names, err := d.placeNames(ctx, tx, c)
		if err != nil {
			return err
		}
		found, err := d.store.CoveredOne(ctx, tx, c.ID, standing.Subject, d.actor.Scope)
		if err != nil {
			return err
		}
		if found != nil {
			view.Line = names.entry(found)
		}
		standing.Name = view.Line.Name
		if view.Steps, err = d.store.Steps(ctx, tx, c.ID, standing.Subject, d.actor.Scope); err != nil {
			return err
		}
		for i := range view.Steps {
			if view.Steps[i].Kind != campaign.Bulk {
				view.Steps[i].Name = masked(view.Steps[i].Name)
			}
		}
		return d.entryReasons(ctx, tx, view, standing.Subject, lang)
	})
	return view, err
}

func (d *Desk) entryReasons(ctx context.Context, tx *sqldb.Tx, view *EntryView, subject string, lang locale.Lang) error {
	p, err := d.planOf(ctx, tx, view.Campaign)
	if err != nil {
		return err
	}
	lines, err := d.store.RosterOf(ctx, tx, view.Campaign.ID, subject, d.actor.Scope)
	if err != nil {
		return err
	}
	due := dueByClass(p, p.Forecast(nil), lang)
	words := &rosterExport{RosterOrder: RosterOrder{Lang: lang}}
	for i := range lines {
		e := &lines[i]
		name := e.Name
		if e.Kind != campaign.Bulk {
			name = masked(name)
		}
		view.Reasons = append(view.Reasons, EntryReason{Class: className(p, e.Class), Name: name, Standing: e.State, Basis: e.Basis, Why: words.why(e),
			Missing: e.Reason.Missing, MissingT: missingFields(e.Reason.Missing, lang), Due: due[e.Class]})
	}
	return nil
}

func className(p *plan.Plan, class string) string {
	for i := range p.Classes {
		if p.Classes[i].ID == class {
			return firstOf(p.Classes[i].Name, class)
		}
	}
	return class
}

// EntriesWanted narrows a list of entries.
type EntriesWanted struct {
	State campaign.Outcome
	Class string // on whose roster they stand; "" is all
	PageOf
}

// EntryList gives a page of the entries of a universe, by village, narrowed to
// a state and to a class.
func (d *Desk) EntryList(ctx context.Context, of EntryRef, want EntriesWanted) (lines []EntryLine, next string, err error) {
	if err := d.actor.Must(identity.HouseholdSee); err != nil {
		return nil, "", err
	}
	scope, err := want.scope(d.actor.Scope)
	if err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		lines = nil
		c, err := d.store.Campaign(ctx, tx, of.Campaign, d.actor.Scope)
		if err != nil {
			return err
		}
		names, err := d.placeNames(ctx, tx, c)
		if err != nil {
			return err
		}
		found, more, err := d.store.CoveredOfClass(ctx, tx, c.ID, want.State, want.Class, scope, want.After, want.limit())
		for i := range found {
			lines = append(lines, names.entry(&found[i]))
		}
		next = more
		return err
	})
	return lines, next, err
}
