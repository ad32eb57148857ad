package app

import (
	"context"

	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// SubmitCase hands a draft in: its household is read again as of today, the
// procedure of the day is the one it keeps, and it gets its receipt number.
// seen is the state of the draft that the person has seen.
//
// problem.Invalid with Faults for what is wrong; warnings were to be read when
// the draft was saved.
func (d *Desk) SubmitCase(ctx context.Context, ref string, seen int64) (*SavedCase, error) {
	if err := d.actor.Must(identity.CaseFile); err != nil {
		return nil, err
	}
	places, err := d.openPlaces(ctx, ImportOrder{AsOf: d.clock.Today()})
	if err != nil {
		return nil, err
	}
	var saved *SavedCase
	var refused error
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		w := &caseWriting{caseForm: &caseForm{Desk: d, tx: tx, places: places}}
		refused = w.submit(ctx, ref, seen)
		saved = &SavedCase{Faults: w.faults, Form: registry.Form{}}
		if w.c != nil {
			saved.Case, saved.Number, saved.Version, saved.Seen = w.c.ID, w.c.Number, w.c.Version, seen
		}
		if problem.Is(refused, problem.Invalid) {
			return nil
		}
		return refused
	})
	if err == nil {
		err = refused
	}
	if err != nil && len(saved.Faults) == 0 {
		saved = nil
	}
	return saved, err
}

func (w *caseWriting) submit(ctx context.Context, ref string, seen int64) (err error) {
	if w.c, err = w.caseOf(ctx, w.tx, ref); err != nil {
		return err
	}
	declared, err := w.declaredOf(ctx, w.tx, w.c)
	switch {
	case err != nil:
		return err
	case w.c.State != casework.Draft:
		return problem.New(problem.Conflict, "casework.submitted", "number", w.c.Number)
	case seen != declared.Version:
		return w.actedSince(ctx, w.tx, declared.Actor, declared.Recorded, w.c.State)
	}
	w.form = declared.Form
	w.order = CaseOrder{Kind: w.c.Kind, Channel: w.c.Channel, Agent: w.c.Agent, Cause: w.c.Cause, Applicant: declared.Applicant}
	h, err := w.read(ctx, declared, nil)
	if err == nil && h != nil {
		err = w.place(ctx, h, declared)
	}
	if err != nil {
		return err
	}
	if w.faults.Wrong() {
		return problem.New(problem.Invalid, "registry.form_wrong")
	}
	return w.hand(ctx, declared, h)
}

// hand gives the application its number and lets it begin.
func (w *caseWriting) hand(ctx context.Context, declared *store.CaseHousehold, h *registry.Household) (err error) {
	c, prefix := w.c, casework.ReceiptPrefix(w.c.Area, w.clock.Today())
	n, err := w.store.NextReceipt(ctx, w.tx, prefix)
	if err != nil {
		return err
	}
	c.Number = casework.Receipt(prefix, n)
	if c.Kin, err = w.kinOnRecord(ctx, w.tx, h); err != nil {
		return err
	}
	if err := w.store.PutCasePersons(ctx, w.tx, c.ID, h); err != nil {
		return err
	}
	if declared.Household == nil {
		state := *declared
		state.Household, state.User, state.Actor, state.Recorded = h, w.actor.User, w.actor.Name, w.clock.Now()
		if err := w.store.AddCaseHousehold(ctx, w.tx, &state); err != nil {
			return err
		}
	}
	w.c, err = w.act(ctx, w.tx, c, casework.Act{Verb: casework.Submit})
	return err
}

// WithdrawCase ends a case by the applicant's wish.
func (d *Desk) WithdrawCase(ctx context.Context, ref string, seen int64, reason string) (*casework.Case, error) {
	if err := d.actor.Must(identity.CaseFile); err != nil {
		return nil, err
	}
	return d.actOnce(ctx, ref, seen, casework.Act{Verb: casework.Withdraw, Reason: reason})
}

// ExtendCase puts the last day of the whole off to what the procedure allows at
// most, with a reason.
func (d *Desk) ExtendCase(ctx context.Context, ref string, seen int64, reason string) (*casework.Case, error) {
	if err := d.actor.Must(identity.CaseReview); err != nil {
		return nil, err
	}
	return d.actOnce(ctx, ref, seen, casework.Act{Verb: casework.Extend, Reason: reason})
}

// TransferOrder hands a case over to another village or unit.
type TransferOrder struct {
	Seen    int64
	Village string // 12 digits
	Unit    string // path, "" for none
	Reason  string
}

// TransferCase ends a case here and opens it as a draft in another village or
// unit within the actor's scope, with its household and its papers (转办). Each
// names the other. It gives the new one.
func (d *Desk) TransferCase(ctx context.Context, ref string, order TransferOrder) (heir *casework.Case, err error) {
	if err := d.actor.Must(identity.CaseFile); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := d.seenCase(ctx, tx, ref, order.Seen)
		if err != nil {
			return err
		}
		heir, err = d.transfer(ctx, tx, c, order)
		return err
	})
	return heir, err
}

func (d *Desk) transfer(ctx context.Context, tx *sqldb.Tx, c *casework.Case, order TransferOrder) (*casework.Case, error) {
	village, err := d.villageIn(order.Village, order.Unit)
	if err != nil {
		return nil, err
	}
	switch known, err := (&editing{Desk: d, tx: tx}).unitKnown(ctx, order.Unit); {
	case err != nil:
		return nil, err
	case !known:
		return nil, problem.New(problem.Invalid, "registry.unit_unknown")
	case village == c.Area && order.Unit == c.Unit:
		return nil, problem.New(problem.Invalid, "casework.transfer_same")
	}
	p, digest, err := d.profileFor(ctx, tx, village, order.Unit, c.Kind, d.clock.Today())
	if err != nil {
		return nil, err
	}
	heir := &casework.Case{ID: d.ids(), Kind: c.Kind, Channel: c.Channel, Profile: p.ID, Digest: digest, Area: village, Unit: order.Unit, Household: c.Household,
		Applicant: c.Applicant, Agent: c.Agent, Persons: c.Persons, Covered: c.Covered, Cause: c.Cause, Round: 1, State: casework.Draft, Kin: c.Kin, Origin: c.ID,
		Opened: d.clock.Now(), User: d.actor.User, Actor: d.actor.Name, Recorded: d.clock.Now()}
	from := *c
	from.Heir = heir.ID
	if _, err := d.act(ctx, tx, &from, casework.Act{Verb: casework.Transfer, Reason: order.Reason, Area: village, Unit: order.Unit}); err != nil {
		return nil, err
	}
	if err := d.store.AddCase(ctx, tx, heir); err != nil {
		return nil, err
	}
	if err := d.handOver(ctx, tx, c.ID, heir); err != nil {
		return nil, err
	}
	return heir, d.recordCase(ctx, tx, heir, "case.open", map[string]any{"kind": heir.Kind, "profile": heir.Profile, "digest": heir.Digest, "origin": c.ID})
}

// handOver copies the household as declared, in its new place, and the papers.
func (d *Desk) handOver(ctx context.Context, tx *sqldb.Tx, of id.ID, heir *casework.Case) error {
	h, err := d.store.CaseHousehold(ctx, tx, of, casework.Declared, identity.Everything)
	if err != nil || h == nil {
		return err
	}
	h.Case, h.Round = heir.ID, 1
	if h.Household != nil {
		moved := *h.Household
		moved.Area, moved.Unit = heir.Area, heir.Unit
		h.Applicant, h.Household = applicantOn(h), &moved
		h.Form = registry.FormOf(&moved, registry.Show{Personal: true, Cards: true})
	} else {
		h.Form.Fields["village"], h.Form.Fields["unit"] = string(heir.Area), heir.Unit
	}
	if err := d.store.AddCaseHousehold(ctx, tx, h); err != nil {
		return err
	}
	if err := d.store.PutCasePersons(ctx, tx, heir.ID, h.Household); err != nil {
		return err
	}
	papers, err := d.store.Documents(ctx, tx, []id.ID{of}, identity.Everything)
	if err != nil {
		return err
	}
	for _, p := range papers {
		if p.Kind == casework.KindPhoto {
			continue // of a check that is made anew
		}
		p.ID, p.Case, p.Round = d.ids(), heir.ID, 1
		if err := d.store.AddDocument(ctx, tx, &p); err != nil {
			return err
		}
	}
	return nil
}
