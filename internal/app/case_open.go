package app

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// CaseOrder is an application as it is filled in.
type CaseOrder struct {
	Kind      casework.Kind
	Channel   casework.Channel
	Agent     string        // who stands in for the applicant: the guardian of a minor, who handed it in for others
	Cause     string        // main cause; of an exit its reason; "" is the household's main cause
	Number    string        // of the file that it is about, "" for a household that has none
	Form      registry.Form // the household as declared; empty for one on file is as the file stands
	Applicant int           // place on the form, from 1; 0 is the head
	Note      string

	Accepted bool  // the warnings were read
	Draft    bool  // keep it even where something is wrong
	Seen     int64 // state of the draft that the person has seen, see CaseDraft
}

// SavedCase is what became of an application. When the error is problem.Invalid,
// Faults says why, and Form is to be sent again.
type SavedCase struct {
	Case    id.ID
	Number  string
	Version int64 // of the case
	Seen    int64 // state of the draft
	Faults  registry.Faults
	Form    registry.Form
}

// OpenCase begins an application as a draft, by a clerk on behalf or for one who
// is there. What is wrong with its household is refused, unless it is to be kept
// as a draft.
//
// problem.Invalid with Faults; problem.NotFound when no procedure is for such
// cases here; problem.Conflict when the household applies for the same already.
func (d *Desk) OpenCase(ctx context.Context, order CaseOrder) (*SavedCase, error) {
	if err := d.actor.Must(identity.CaseFile); err != nil {
		return nil, err
	}
	return d.saveCase(ctx, "", order)
}

// SaveCase writes a draft anew, or corrects the household of an application that
// waits for its papers or was sent back to be corrected.
func (d *Desk) SaveCase(ctx context.Context, ref string, order CaseOrder) (*SavedCase, error) {
	if err := d.actor.Must(identity.CaseFile); err != nil {
		return nil, err
	}
	if ref == "" {
		return nil, problem.New(problem.NotFound, "casework.no_case")
	}
	return d.saveCase(ctx, ref, order)
}

func (d *Desk) saveCase(ctx context.Context, ref string, order CaseOrder) (saved *SavedCase, err error) {
	places, err := d.openPlaces(ctx, ImportOrder{AsOf: d.clock.Today()})
	if err != nil {
		return nil, err
	}
	var refused error
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		w := &caseWriting{caseForm: &caseForm{Desk: d, tx: tx, places: places, form: order.Form}, order: order}
		refused = w.save(ctx, ref)
		saved = &SavedCase{Faults: w.faults, Form: order.Form}
		if w.c != nil {
			saved.Case, saved.Number, saved.Version, saved.Seen = w.c.ID, w.c.Number, w.c.Version, w.state
		}
		if problem.Is(refused, problem.Invalid) { // nothing was written, and what is told stays
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

// caseWriting is an application on its way into the store.
type caseWriting struct {
	*caseForm
	order CaseOrder
	c     *casework.Case
	state int64 // of the declared household
	isNew bool
}

func (w *caseWriting) save(ctx context.Context, ref string) error {
	if err := w.order.check(); err != nil {
		return err
	}
	before, err := w.begin(ctx, ref)
	if err != nil {
		return err
	}
	file, err := w.fileOf(ctx, w.tx, w.order.Number)
	if err != nil {
		return err
	}
	if w.c.Kind.OnFile() && file == nil {
		return problem.New(problem.Invalid, "casework.needs_file")
	}
	if file != nil {
		if w.c.Household = file.ID; len(w.form.Fields) == 0 {
			w.form = registry.FormOf(file, registry.Show{Personal: true, Cards: true})
		}
	}
	h, err := w.read(ctx, before, file)
	if err != nil {
		return err
	}
	if err := w.place(ctx, h, before); err != nil {
		return err
	}
	if err := w.refuse(); err != nil {
		return err
	}
	return w.keep(ctx, h)
}

// check refuses what no application can say.
func (o *CaseOrder) check() error {
	if _, err := casework.ParseKind(string(o.Kind)); err != nil {
		return err
	}
	o.Agent, o.Cause, o.Note = strings.TrimSpace(o.Agent), strings.TrimSpace(o.Cause), strings.TrimSpace(o.Note)
	for _, text := range []string{o.Agent, o.Cause, o.Note} {
		if utf8.RuneCountInString(text) > noteMost {
			return problem.New(problem.Invalid, "casework.note_long", "most", noteMost)
		}
	}
	return nil
}

// begin gives the case that is written, a new one without ref, and its household
// as it was declared before.
func (w *caseWriting) begin(ctx context.Context, ref string) (*store.CaseHousehold, error) {
	if ref == "" {
		w.isNew = true
		w.c = &casework.Case{ID: w.ids(), Kind: w.order.Kind, Round: 1, State: casework.Draft, Opened: w.clock.Now(), User: w.actor.User}
		return nil, nil
	}
	var err error
	if w.c, err = w.caseOf(ctx, w.tx, ref); err != nil {
		return nil, err
	}
	atIntake := w.c.State == casework.Incomplete || w.c.State == casework.Running && w.c.Doing == casework.StepIntake
	if w.c.State != casework.Draft && !atIntake {
		return nil, problem.New(problem.Conflict, "casework.not_correctable", "state", w.c.State)
	}
	if err := w.standsAside(ctx, w.tx, w.c); err != nil {
		return nil, err
	}
	before, err := w.declaredOf(ctx, w.tx, w.c)
	if err == nil && w.order.Seen != before.Version {
		err = w.actedSince(ctx, w.tx, before.Actor, before.Recorded, w.c.State)
	}
	return before, err
}

// place finds the village and the procedure, and holds the application against
// it.
func (w *caseWriting) place(ctx context.Context, h *registry.Household, before *store.CaseHousehold) (err error) {
	c := w.c
	applicant := w.applicant()
	if c.State == casework.Draft {
		c.Kind = w.order.Kind
	}
	if c.Channel, c.Agent, c.Cause = w.order.Channel, w.order.Agent, w.order.Cause; h != nil {
		fillCase(c, h, applicant)
	} else {
		w.guess()
		if c.Unit = w.form.Fields["unit"]; c.Area == "" || w.form.Fields["village"] != string(c.Area) {
			if c.Area, err = w.villageIn(w.form.Fields["village"], c.Unit); err != nil {
				w.faults.Refuse("village", "casework.village_first")
				return problem.New(problem.Invalid, "registry.form_wrong")
			}
		}
	}
	if !w.actor.Scope.Sees(c.Area, c.Unit) { // not even as a draft
		w.faults.Refuse("village", "app.outside_scope")
		return problem.New(problem.Invalid, "registry.form_wrong")
	}
	p, digest, err := w.profileOfCase(ctx)
	if err != nil {
		return err
	}
	c.Profile, c.Digest = p.ID, digest
	if len(p.Apply.By) > 0 && !slices.Contains(p.Apply.By, c.Channel) {
		return problem.New(problem.Invalid, "casework.channel_not_allowed", "profile", p.Title)
	}
	if c.Kind == casework.KindExit && !slices.Contains(p.Exit.Reasons, c.Cause) {
		return problem.New(problem.Invalid, "casework.no_exit_reason")
	}
	if h == nil {
		return w.free(ctx, p, c, typedNumbers(w.form, before))
	}
	w.minor(p, h, applicant, c.Agent)
	if err := w.free(ctx, p, c, heldNumbers(w.form, h)); err != nil {
		return err
	}
	return w.hints(ctx, h)
}

// profileOfCase is the procedure by which a draft is to begin, and the one by
// which the case began afterwards.
func (w *caseWriting) profileOfCase(ctx context.Context) (*casework.Profile, string, error) {
	if w.c.State == casework.Draft {
		return w.profileFor(ctx, w.tx, w.c.Area, w.c.Unit, w.c.Kind, w.clock.Today())
	}
	p, err := w.profileOf(ctx, w.tx, w.c.Digest)
	return p, w.c.Digest, err
}

// applicant is the place of the applicant in the household.
func (w *caseWriting) applicant() int {
	if w.order.Applicant == 0 {
		return 0
	}
	return w.form.PlaceOf(w.order.Applicant)
}

// guess takes the applicant's name from a form that can't be read.
func (w *caseWriting) guess() {
	at := max(w.order.Applicant-1, 0)
	if at < len(w.form.Members) {
		w.c.Applicant = strings.TrimSpace(w.form.Members[at].Fields["name"])
	}
	w.c.Persons = len(w.form.Members)
}

// refuse holds back what is wrong, and what is doubtful and was not read, unless
// it is to be kept as a draft.
func (w *caseWriting) refuse() error {
	if w.order.Draft && w.c.State == casework.Draft {
		return nil
	}
	switch {
	case w.faults.Wrong():
		return problem.New(problem.Invalid, "registry.form_wrong")
	case len(w.faults) > 0 && !w.order.Accepted:
		return problem.New(problem.Invalid, "registry.form_doubtful")
	}
	return nil
}

// keep writes the case and the household as declared.
func (w *caseWriting) keep(ctx context.Context, h *registry.Household) (err error) {
	c := w.c
	if w.faults.Wrong() {
		h = nil // a draft: read again when it is handed in
	}
	if h != nil {
		if c.Kin, err = w.kinOnRecord(ctx, w.tx, h); err != nil {
			return err
		}
	}
	c.Actor, c.Recorded = w.actor.Name, w.clock.Now()
	put, name := w.store.RewriteCase, "case.save"
	if w.isNew {
		put, name = w.store.AddCase, "case.open"
	}
	if err := put(ctx, w.tx, c); err != nil {
		return err
	}
	state := &store.CaseHousehold{Case: c.ID, Side: casework.Declared, Round: c.Round, Form: w.form, Household: h, Applicant: w.order.Applicant, Note: w.order.Note,
		User: w.actor.User, Actor: c.Actor, Recorded: c.Recorded}
	if err := w.store.AddCaseHousehold(ctx, w.tx, state); err != nil {
		return err
	}
	w.state = state.Version
	if err := w.store.PutCasePersons(ctx, w.tx, c.ID, h); err != nil {
		return err
	}
	return w.recordCase(ctx, w.tx, c, name, map[string]any{"number": c.Number, "kind": c.Kind, "profile": c.Profile, "digest": c.Digest, "state": state.Version})
}

// CaseForm is an application as it is to be filled in further, what names a
// person masked.
type CaseForm struct {
	CaseOrder
	Case  id.ID
	State casework.State
}

// CaseDraft gives an application as it was last saved, to go on with it.
func (d *Desk) CaseDraft(ctx context.Context, ref string) (f *CaseForm, err error) {
	if err := d.actor.Must(identity.CaseFile); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.caseOf(ctx, tx, ref)
		if err != nil {
			return err
		}
		h, err := d.declaredOf(ctx, tx, c)
		if err != nil {
			return err
		}
		f = &CaseForm{CaseOrder{Kind: c.Kind, Channel: c.Channel, Agent: c.Agent, Cause: c.Cause, Form: maskedForm(h.Form), Applicant: h.Applicant, Note: h.Note, Seen: h.Version}, c.ID, c.State}
		if h.Household != nil {
			f.Form = registry.FormOf(h.Household, registry.Show{})
			f.Applicant = applicantOn(h)
		}
		if c.Household != "" {
			file, err := d.store.Household(ctx, tx, c.Household, d.actor.Scope)
			if err != nil {
				return err
			}
			f.Number = file.Number
		}
		return nil
	})
	return f, err
}

// applicantOn is the place of the applicant on the form that FormOf makes, where
// the members stand in the household's order.
func applicantOn(h *store.CaseHousehold) int {
	if h.Applicant == 0 {
		return 0
	}
	return h.Form.PlaceOf(h.Applicant) + 1
}
