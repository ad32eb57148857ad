package app

import (
	"context"
	"maps"
	"slices"

	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// CaseView is one case as an actor may see it, with what he may do. What names a
// person of the household is masked unless Clear.
type CaseView struct {
	CaseLine
	Channel  casework.Channel `json:"channel"`
	Agent    string           `json:"agent,omitempty"`
	Class    string           `json:"class,omitempty"`
	Covered  int              `json:"covered"`
	File     string           `json:"file,omitempty"` // number of the file that it is about or that it opened
	Extended bool             `json:"extended"`
	Opened   day.Instant      `json:"opened"`
	Origin   *CaseLink        `json:"origin,omitempty"` // case that it was handed over from
	Heir     *CaseLink        `json:"heir,omitempty"`   // case that it was handed over to

	Procedure string                `json:"procedure"` // title of the profile
	Digest    string                `json:"digest"`    // of its version
	Award     casework.Award        `json:"-"`
	Steps     []CaseStep            `json:"steps"`
	Acts      []CaseAct             `json:"acts"` // oldest first
	Papers    []CasePaper           `json:"papers"`
	Consents  []CaseConsent         `json:"consents"`
	Photos    []CaseDocument        `json:"photos"`
	Others    []CaseDocument        `json:"others"` // papers that the procedure does not name
	Declared  *HouseholdView        `json:"declared,omitempty"`
	Found     *HouseholdView        `json:"found,omitempty"`
	FoundNote string                `json:"found_note,omitempty"`
	Differs   []CaseDiffers         `json:"differs"` // declared beside found
	Assessed  []casework.Assessment `json:"assessed"`

	May        []CaseMay        `json:"may"`
	BackTo     []CaseStepRef    `json:"back_to"`  // steps that it can be sent back to
	Relative   bool             `json:"relative"` // the actor is a relative and stands aside
	Warnings   []*problem.Error `json:"-"`
	Missing    []int            `json:"missing,omitempty"` // years without a holiday table that a last day falls into
	PapersOpen bool             `json:"-"`                 // what was put to it can be taken back
	SeenDraft  int64            `json:"seen_draft"`        // state of the household as declared
	SeenFound  int64            `json:"seen_found"`        // state of what was found in this round, 0 for nothing
	Clear      bool             `json:"clear"`
}

// CaseLink names another case, without its number to who may not see it.
type CaseLink struct {
	Case    id.ID  `json:"id"`
	Number  string `json:"number,omitempty"`
	Village string `json:"village"`
	Seen    bool   `json:"seen"` // the actor may open it
}

// CaseStepRef names a step.
type CaseStepRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// CaseDiffers is one thing that was found otherwise than it was declared.
type CaseDiffers = registry.Difference

// CaseMay is something that the actor may do to a case now, or why not.
type CaseMay struct {
	Verb casework.Verb `json:"verb"`
	OK   bool          `json:"ok"`
	Key  string        `json:"why,omitempty"` // message key of why not
	Why  error         `json:"-"`
}

// MayDo tells whether the actor may do something to the case now.
func (v *CaseView) MayDo(verb casework.Verb) bool {
	for _, m := range v.May {
		if m.Verb == verb {
			return m.OK
		}
	}
	return false
}

// CaseAct is one act as it is shown.
type CaseAct struct {
	Seq      int64                 `json:"seq"`
	Verb     casework.Verb         `json:"verb"`
	Step     string                `json:"step,omitempty"` // its name
	Round    int                   `json:"round"`
	Actor    string                `json:"actor"`
	Name     string                `json:"-"` // of the person, as the office calls him; "" for the program
	Notice   id.ID                 `json:"-"` // that the act is about
	Role     identity.Role         `json:"-"`
	RoleCode string                `json:"role,omitempty"` // Role, or command_line
	With     []casework.Person     `json:"with,omitempty"`
	Reason   string                `json:"reason,omitempty"`
	To       string                `json:"to,omitempty"` // name of the step it went back to
	Category string                `json:"category,omitempty"`
	Class    string                `json:"class,omitempty"`
	Amount   money.Fen             `json:"amount"`
	Covered  int                   `json:"covered,omitempty"`
	Meeting  *casework.Meeting     `json:"meeting,omitempty"`
	Until    day.Date              `json:"until,omitzero"`
	Late     bool                  `json:"late"`
	Standing bool                  `json:"standing"` // no return came after it that undid it
	On       day.Date              `json:"on"`
	Recorded day.Instant           `json:"recorded"`
	Assessed []casework.Assessment `json:"assessed,omitempty"`
}

// Case shows a case of the actor's scope, by its receipt number or its id.
func (d *Desk) Case(ctx context.Context, ref string) (v *CaseView, err error) {
	if err := d.actor.Must(identity.CaseSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.caseOf(ctx, tx, ref)
		if err != nil {
			return err
		}
		v, err = d.viewCase(ctx, tx, c, disclosure{})
		return err
	})
	return v, err
}

// RevealCase shows a case with its household in the clear. The look is on
// record, with its reason, before anything is shown.
func (d *Desk) RevealCase(ctx context.Context, ref string, cards bool, why string) (v *CaseView, err error) {
	if err := d.actor.Must(identity.PersonalUnmask); err != nil {
		return nil, err
	}
	if cards {
		if err := d.actor.Must(identity.CardUnmask); err != nil {
			return nil, err
		}
	}
	reason, err := reasonIn(why)
	if err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := d.caseOf(ctx, tx, ref)
		if err != nil {
			return err
		}
		if v, err = d.viewCase(ctx, tx, c, disclosure{personal: true, cards: cards}); err != nil {
			return err
		}
		return d.recordCase(ctx, tx, c, "case.reveal", map[string]any{"number": c.Number, "reason": reason, "cards": cards, "version": c.Version})
	})
	return v, err
}

// caseViewing is a case on its way into its view.
type caseViewing struct {
	*Desk
	tx *sqldb.Tx
	*caseMove
	show            disclosure
	v               *CaseView
	declared, found *store.CaseHousehold
	names           map[id.ID]string // of the colleagues who acted, as this actor may read them
	accounts        *colleagues
}

func (d *Desk) viewCase(ctx context.Context, tx *sqldb.Tx, c *casework.Case, show disclosure) (*CaseView, error) {
	m, err := d.openMove(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	lines, err := d.caseLines(ctx, tx, []*casework.Case{c})
	if err != nil {
		return nil, err
	}
	w := &caseViewing{Desk: d, tx: tx, caseMove: m, show: show, v: &CaseView{CaseLine: lines[0], Channel: c.Channel, Agent: show.name(c.Agent), Class: c.Class,
		Covered: c.Covered, Extended: c.Extended, Opened: c.Opened, Procedure: m.profile.Title, Digest: c.Digest, Award: m.profile.Award, PapersOpen: c.PapersOpen(), Clear: show.personal}, names: map[id.ID]string{}}
	w.v.Applicant = show.name(c.Applicant)
	for _, part := range []func(context.Context) error{w.colleagues, w.sides, w.links, w.papers, w.assessed, w.may, w.warn} {
		if err := part(ctx); err != nil {
			return nil, err
		}
	}
	w.steps()
	w.doings()
	return w.v, nil
}

// colleagues finds the names of those who acted: an account says little to who
// reads the course of a case.
func (w *caseViewing) colleagues(ctx context.Context) error {
	for i := range w.acts {
		of := w.acts[i].User
		if _, known := w.names[of]; known || of == "" {
			continue
		}
		u, err := w.store.User(ctx, w.tx, of, identity.Everything)
		if problem.Is(err, problem.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		w.names[of] = u.Name
		if !w.works() {
			w.names[of] = masked(u.Name)
		}
	}
	w.accounts = w.Desk.colleagues(w.tx)
	name, err := w.accounts.called(ctx, w.caseMove.Actor)
	w.v.ActorName = name
	return err
}

// sides are the household as declared and as found, with what differs.
func (w *caseViewing) sides(ctx context.Context) (err error) {
	v := w.v
	if w.declared, err = w.store.CaseHousehold(ctx, w.tx, w.ID, casework.Declared, w.actor.Scope); err != nil {
		return err
	}
	if w.found, err = w.store.CaseHousehold(ctx, w.tx, w.ID, casework.Found, w.actor.Scope); err != nil {
		return err
	}
	for _, side := range []struct {
		of   *store.CaseHousehold
		into **HouseholdView
	}{{w.declared, &v.Declared}, {w.found, &v.Found}} {
		if side.of == nil || side.of.Household == nil {
			continue
		}
		if *side.into, err = w.viewOf(ctx, w.tx, side.of.Household, w.show); err != nil {
			return err
		}
	}
	if w.declared != nil {
		v.SeenDraft = w.declared.Version
	}
	if w.found != nil {
		v.FoundNote = personal.HideNumbers(w.found.Note)
		if w.found.Round == w.Round {
			v.SeenFound = w.found.Version
		}
	}
	v.Differs = []CaseDiffers{}
	if v.Declared != nil && v.Found != nil {
		for _, one := range registry.Diff(w.declared.Household, w.found.Household) {
			v.Differs = append(v.Differs, hiddenDifference(one))
		}
	}
	return nil
}

// hiddenDifference hides what a difference tells of a person.
func hiddenDifference(one registry.Difference) registry.Difference {
	switch one.Field {
	case "address", "contact", "birth":
		one.Old, one.New = maskedCell(one.Field, one.Old), maskedCell(one.Field, one.New)
	}
	return one
}

// links are the file and the cases beside this one.
func (w *caseViewing) links(ctx context.Context) error {
	if w.caseMove.Household != "" {
		h, err := w.store.Household(ctx, w.tx, w.caseMove.Household, w.actor.Scope)
		if err == nil {
			w.v.File = h.Number
		} else if !problem.Is(err, problem.NotFound) {
			return err
		}
	}
	for _, one := range []struct {
		of   id.ID
		into **CaseLink
	}{{w.Origin, &w.v.Origin}, {w.Heir, &w.v.Heir}} {
		if one.of == "" {
			continue
		}
		c, err := w.store.Case(ctx, w.tx, one.of, identity.Everything)
		if err != nil {
			return err
		}
		link := &CaseLink{Case: c.ID, Number: c.Number, Seen: w.actor.Scope.Sees(c.Area, c.Unit)}
		if link.Village, err = w.villageName(ctx, w.tx, c.Area); err != nil {
			return err
		}
		if !link.Seen {
			link.Number = ""
		}
		*one.into = link
	}
	return nil
}

func (w *caseViewing) assessed(ctx context.Context) (err error) {
	w.v.Assessed, err = w.assess(ctx, w.tx, w.caseMove)
	if w.v.Assessed == nil {
		w.v.Assessed = []casework.Assessment{}
	}
	return err
}

// doings are the acts as they are shown.
func (w *caseViewing) doings() {
	standing := map[int64]bool{}
	for _, a := range casework.Standing(w.acts) {
		standing[a.Seq] = true
	}
	w.v.Acts = []CaseAct{}
	for i := range w.acts {
		a := &w.acts[i]
		shown := CaseAct{Seq: a.Seq, Verb: a.Verb, Step: w.nameOf(a.Step), Round: a.Round, Actor: a.Actor, Name: w.names[a.User], Notice: a.Notice, Role: identity.Role(a.Role), RoleCode: a.Role, With: w.persons(a.With),
			Reason: personal.HideNumbers(a.Reason), To: w.nameOf(a.To), Category: a.Category, Class: a.Class, Amount: a.Amount, Covered: a.Covered, Meeting: w.meeting(a.Meeting),
			Until: a.Until, Late: a.Late, Standing: standing[a.Seq], On: a.On, Recorded: a.Recorded, Assessed: a.Assessment}
		w.v.Acts = append(w.v.Acts, shown)
	}
}

func (w *caseViewing) nameOf(step string) string {
	if s, _ := w.profile.Step(step); s != nil {
		return s.Name
	}
	return ""
}

// works tells whether the actor works on cases himself, and so knows the
// colleagues: to others their names are masked.
func (w *caseViewing) works() bool {
	return w.show.personal || w.knowsColleagues()
}

func (w *caseViewing) persons(with []casework.Person) (all []casework.Person) {
	for _, p := range with {
		p.User = ""
		if !w.works() {
			p.Name = masked(p.Name)
		}
		all = append(all, p)
	}
	return all
}

func (w *caseViewing) meeting(m *casework.Meeting) *casework.Meeting {
	if m == nil {
		return nil
	}
	shown := *m
	shown.Minutes = personal.HideNumbers(m.Minutes)
	if !w.works() {
		shown.Chair = masked(m.Chair)
	}
	return &shown
}

// warn tells what looks odd, without forbidding it: colleagues of one name who
// judged the case with different accounts, and days that are not certain.
func (w *caseViewing) warn(ctx context.Context) error {
	judges := map[id.ID]bool{}
	for i := range w.acts {
		if a := &w.acts[i]; a.Do.Judges() {
			for _, of := range a.Users() {
				judges[of] = true
			}
		}
	}
	if w.actor.User != "" && len(judges) > 0 {
		judges[w.actor.User] = true
	}
	met := map[string]bool{}
	for _, of := range slices.Sorted(maps.Keys(judges)) {
		u, err := w.store.User(ctx, w.tx, of, identity.Everything)
		if problem.Is(err, problem.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if met[u.Name] {
			w.v.Warnings = append(w.v.Warnings, problem.New(problem.Conflict, "casework.same_name", "name", masked(u.Name)))
		}
		met[u.Name] = true
	}
	last := w.Due
	if w.DueAll.After(last) {
		last = w.DueAll
	}
	if !w.State.Ended() && !last.IsZero() {
		w.v.Missing = w.missingYears(w.clock.Today(), last)
	}
	return nil
}
