package app

import (
	"context"
	"strings"
	"unicode/utf8"

	"songnuan/internal/blob"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// CheckOrder is what was found at home (入户调查).
type CheckOrder struct {
	Form     registry.Form // the household as found
	Note     string
	Photos   []*blob.File
	Accepted bool  // the warnings were read
	Seen     int64 // state of what was found before that the person has seen, 0 is none
	// Take takes the step too: both are written, or neither. nil leaves it.
	Take *StepOrder
}

// CheckForm gives the form of what is found at home: what was written down in
// this round, else the household as it was declared. What names a person is
// masked.
func (d *Desk) CheckForm(ctx context.Context, ref string) (f *CaseForm, err error) {
	if err := d.actor.Must(identity.CaseCheck); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.caseOf(ctx, tx, ref)
		if err != nil {
			return err
		}
		h, seen, err := d.checkBase(ctx, tx, c)
		if err != nil {
			return err
		}
		f = &CaseForm{CaseOrder{Kind: c.Kind, Channel: c.Channel, Form: maskedForm(h.Form), Seen: seen}, c.ID, c.State}
		if seen > 0 {
			f.Note = h.Note
		}
		if h.Household != nil {
			f.Form = registry.FormOf(h.Household, registry.Show{})
		}
		return nil
	})
	return f, err
}

// checkBase is what the check begins with, and the state of what was found in
// this round, 0 when nothing was.
func (d *Desk) checkBase(ctx context.Context, tx *sqldb.Tx, c *casework.Case) (*store.CaseHousehold, int64, error) {
	found, err := d.store.CaseHousehold(ctx, tx, c.ID, casework.Found, identity.Everything)
	if err != nil {
		return nil, 0, err
	}
	if found != nil && found.Round == c.Round {
		return found, found.Version, nil
	}
	declared, err := d.declaredOf(ctx, tx, c)
	return declared, 0, err
}

// RecordCheck writes down the household as it was found at home, beside what was
// declared, with photos. Without Take it moves nothing: the check is taken by
// TakeStep.
//
// problem.Invalid with Faults for what is wrong, or doubtful and not Accepted.
func (d *Desk) RecordCheck(ctx context.Context, ref string, order CheckOrder) (saved *SavedCase, err error) {
	if err := d.actor.Must(identity.CaseCheck); err != nil {
		return nil, err
	}
	places, err := d.openPlaces(ctx, ImportOrder{AsOf: d.clock.Today()})
	if err != nil {
		return nil, err
	}
	var refused error
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		f := &caseForm{Desk: d, tx: tx, places: places, form: order.Form}
		saved, refused = f.record(ctx, ref, &order)
		if refused == nil && order.Take != nil {
			return f.take(ctx, ref, order.Take)
		}
		if problem.Is(refused, problem.Invalid) {
			return nil
		}
		return refused
	})
	if err == nil {
		err = refused
	}
	if err != nil && (saved == nil || len(saved.Faults) == 0) {
		return nil, err
	}
	return saved, err
}

// take takes the step of the check that was written down.
func (f *caseForm) take(ctx context.Context, ref string, order *StepOrder) error {
	if err := f.mustTake(order.Do, order.Verb); err != nil {
		return err
	}
	c, err := f.seenCase(ctx, f.tx, ref, order.Seen)
	if err == nil {
		_, err = f.takeStep(ctx, f.tx, c, order)
	}
	return err
}

func (f *caseForm) record(ctx context.Context, ref string, order *CheckOrder) (*SavedCase, error) {
	c, err := f.caseOf(ctx, f.tx, ref)
	if err != nil {
		return nil, err
	}
	if err := f.mayCheck(ctx, c, order); err != nil {
		return nil, err
	}
	base, seen, err := f.checkBase(ctx, f.tx, c)
	if err != nil {
		return nil, err
	}
	if seen != order.Seen {
		return nil, f.actedSince(ctx, f.tx, base.Actor, base.Recorded, c.State)
	}
	h, err := f.read(ctx, base, nil)
	if err != nil {
		return nil, err
	}
	if h != nil && (h.Area != c.Area || h.Unit != c.Unit) {
		f.faults.Refuse("village", "casework.found_elsewhere")
	}
	saved := &SavedCase{Case: c.ID, Number: c.Number, Version: c.Version, Seen: seen, Faults: f.faults, Form: order.Form}
	switch {
	case f.faults.Wrong() || h == nil:
		return saved, problem.New(problem.Invalid, "registry.form_wrong")
	case len(f.faults) > 0 && !order.Accepted:
		return saved, problem.New(problem.Invalid, "registry.form_doubtful")
	}
	saved.Seen, err = f.keepFound(ctx, c, h, order)
	return saved, err
}

// mayCheck refuses who may not check the case now.
func (f *caseForm) mayCheck(ctx context.Context, c *casework.Case, order *CheckOrder) error {
	m, err := f.openMove(ctx, f.tx, c)
	if err != nil {
		return err
	}
	switch {
	case c.State != casework.Running || c.Doing != casework.StepCheck:
		return problem.New(problem.Conflict, "casework.other_step", "step", m.stepName(), "state", c.State)
	case c.Turn != "" && !casework.TurnOf(c.Turn, string(f.actor.Role)):
		return problem.New(problem.Forbidden, "casework.not_your_step", "step", m.stepName())
	case utf8.RuneCountInString(order.Note) > remarkMost:
		return problem.New(problem.Invalid, "casework.note_long", "most", remarkMost)
	}
	return f.standsAside(ctx, f.tx, c)
}

// remarkMost bounds what is noted of a check, in characters.
const remarkMost = 2000

// keepFound writes what was found and the photos.
func (f *caseForm) keepFound(ctx context.Context, c *casework.Case, h *registry.Household, order *CheckOrder) (int64, error) {
	state := &store.CaseHousehold{Case: c.ID, Side: casework.Found, Round: c.Round, Form: f.form, Household: h, Note: strings.TrimSpace(order.Note),
		User: f.actor.User, Actor: f.actor.Name, Recorded: f.clock.Now()}
	if err := f.store.AddCaseHousehold(ctx, f.tx, state); err != nil {
		return 0, err
	}
	declared, err := f.declaredOf(ctx, f.tx, c)
	if err != nil {
		return 0, err
	}
	if err := f.store.PutCasePersons(ctx, f.tx, c.ID, declared.Household, h); err != nil {
		return 0, err
	}
	all, err := f.store.Documents(ctx, f.tx, []id.ID{c.ID}, identity.Everything)
	if err != nil {
		return 0, err
	}
	if len(all)+len(order.Photos) > documentsMost {
		return 0, problem.New(problem.TooLarge, "casework.documents_most", "most", documentsMost)
	}
	for _, photo := range order.Photos {
		doc := &casework.Document{ID: f.ids(), Case: c.ID, Kind: casework.KindPhoto, Round: c.Round, File: photo.Digest, On: f.clock.Today(),
			User: f.actor.User, Actor: f.actor.Name, Recorded: f.clock.Now()}
		if err := f.store.AddAttachment(ctx, f.tx, photo, doc.Recorded); err != nil {
			return 0, err
		}
		if err := f.store.AddDocument(ctx, f.tx, doc); err != nil {
			return 0, err
		}
	}
	return state.Version, f.recordCase(ctx, f.tx, c, "case.found", map[string]any{"number": c.Number, "version": state.Version, "photos": len(order.Photos)})
}
