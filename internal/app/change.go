package app

import (
	"context"
	"encoding/json"

	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// ChangeOrder files a change request, as a draft, or changes what one asks for
// that is still with who files it.
type ChangeOrder struct {
	ID       id.ID // "" is a new one
	Row      int   // version of the request that the person has seen
	Number   string
	Kind     registry.ChangeCode
	Occasion string
	Version  int    // of the file that the person has seen; 0 is whichever stands
	Other    string // number of the household that a merge takes in
	Ask      registry.ChangeAsk
}

// FiledChange is what became of a request that was filed, submitted or decided.
// When the error is problem.Invalid, Faults may say why; when it is
// problem.Conflict, Collisions holds both values of every field that the file
// has changed too, to be chosen, or Conflicts the requests in the way.
type FiledChange struct {
	Request    *registry.ChangeRequest
	Faults     registry.Faults
	Collisions []registry.Collision
	Conflicts  []ChangeConflict
	Lacks      []string // papers, see registry.ChangeAsk.Lacks
}

func (f *FiledChange) told() bool {
	return len(f.Faults)+len(f.Collisions)+len(f.Conflicts)+len(f.Lacks) > 0
}

// changing is one request on its way through a use case.
type changing struct {
	*Desk
	tx *sqldb.Tx
	*FiledChange
	standing registry.ChangeFiles
	places   *places
}

// changeWrite runs one use case over requests. What is told of a refusal stays,
// though nothing was written.
func (d *Desk) changeWrite(ctx context.Context, do func(ctx context.Context, w *changing) error) (filed *FiledChange, err error) {
	var refused error
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		filed = &FiledChange{}
		refused = do(ctx, &changing{Desk: d, tx: tx, FiledChange: filed})
		if refused != nil && filed.told() && (problem.Is(refused, problem.Invalid) || problem.Is(refused, problem.Conflict)) {
			return errNothingWritten
		}
		return refused
	})
	if refused != nil {
		if !filed.told() {
			filed = nil
		}
		return filed, refused
	}
	return filed, err
}

// errNothingWritten rolls a transaction back whose refusal is told otherwise.
var errNothingWritten = problem.New(problem.Stopped, "job.asked_to_stop")

// FileChange keeps a request as a draft. problem.Invalid with Faults when what it
// asks for is wrong; problem.NotFound when the household is out of reach.
func (d *Desk) FileChange(ctx context.Context, order ChangeOrder) (filed *FiledChange, err error) {
	if err := d.actor.Must(identity.ChangeFile); err != nil {
		return nil, err
	}
	return d.changeWrite(ctx, func(ctx context.Context, w *changing) error {
		if order.ID == "" {
			return w.file(ctx, order)
		}
		return w.refile(ctx, order)
	})
}

func (w *changing) file(ctx context.Context, order ChangeOrder) error {
	if registry.KindOf(order.Kind) == nil {
		return problem.New(problem.Invalid, "registry.change.kind")
	}
	of, err := w.householdOf(ctx, w.tx, order.Number)
	if err != nil {
		return err
	}
	h, err := w.store.Household(ctx, w.tx, of, w.actor.Scope)
	if err != nil {
		return err
	}
	c := &registry.ChangeRequest{ID: w.ids(), Kind: order.Kind, Household: h.ID, File: h.Number, Version: h.Version, Area: h.Area, Unit: h.Unit,
		State: registry.ChangeDraft, Actor: w.actor.Name, Account: w.actor.User, Made: w.clock.Now(), Row: 1}
	if order.Version != 0 {
		c.Version = order.Version
	}
	if c.Kind == registry.ChangeSplit {
		c.Fresh = w.ids()
	}
	if err := w.ask(ctx, c, order); err != nil {
		return err
	}
	act, err := c.Take(w.step(registry.ChangeStep{Verb: registry.VerbFile, Digest: w.askDigest(c)}))
	if err != nil {
		return err
	}
	if err := w.store.AddChange(ctx, w.tx, c); err != nil {
		return err
	}
	if err := w.store.AddChangeAct(ctx, w.tx, c.ID, act); err != nil {
		return err
	}
	w.Request = c
	return w.recordChange(ctx, w.tx, "change.file", c)
}

// refile changes what a request asks for while it is with who files it.
func (w *changing) refile(ctx context.Context, order ChangeOrder) error {
	c, err := w.seenChange(ctx, order.ID, order.Row)
	if err != nil {
		return err
	}
	switch {
	case !c.FiledBy(w.actor.Name, w.actor.User):
		return problem.New(problem.Forbidden, "registry.change.filer_only")
	case !c.State.Editable():
		return problem.New(problem.Conflict, "registry.change.state", "number", c.Number, "state", c.State)
	}
	if order.Version != 0 {
		c.Version = order.Version
	}
	order.Ask.Unmask(&c.Ask)
	order.Ask.Seen = c.Ask.Seen
	if err := w.ask(ctx, c, order); err != nil {
		return err
	}
	w.Request = c
	if err := w.store.SaveChange(ctx, w.tx, c); err != nil {
		return err
	}
	return w.recordChange(ctx, w.tx, "change.edit", c)
}

// ask puts what an order asks for into the request and works it out once.
func (w *changing) ask(ctx context.Context, c *registry.ChangeRequest, order ChangeOrder) error {
	kind := registry.KindOf(c.Kind)
	c.Occasion, c.Ask = order.Occasion, order.Ask
	if err := w.otherOf(ctx, c, order.Other); err != nil {
		return err
	}
	if err := w.load(ctx, c); err != nil {
		return err
	}
	base, err := w.baseOf(ctx, c)
	if err != nil {
		return err
	}
	c.Ask.Trim(kind, base, w.standing.Other)
	c.Aspects = c.Ask.Aspects(kind)
	c.Route = registry.DefaultRoutes.Of(c.Aspects)
	_, err = w.carry(ctx, c)
	return err
}

// otherOf finds the household that a merge takes in.
func (w *changing) otherOf(ctx context.Context, c *registry.ChangeRequest, number string) error {
	c.Other, c.OtherFile, c.OtherVersion = "", "", 0
	if c.Kind != registry.ChangeMerge || number == "" {
		return nil
	}
	of, err := w.householdOf(ctx, w.tx, number)
	if problem.Is(err, problem.NotFound) {
		w.Faults.Refuse("other", "registry.change.other_none")
		return problem.New(problem.Invalid, "registry.form_wrong")
	}
	if err != nil {
		return err
	}
	h, err := w.store.Household(ctx, w.tx, of, w.actor.Scope)
	if err != nil {
		return err
	}
	c.Other, c.OtherFile, c.OtherVersion = h.ID, h.Number, h.Version
	return nil
}

// seenChange gives a request as the person has seen it. problem.Conflict when it
// has been changed since.
func (w *changing) seenChange(ctx context.Context, of id.ID, row int) (*registry.ChangeRequest, error) {
	c, err := w.store.Change(ctx, w.tx, of, w.actor.Scope)
	if err == nil && row != 0 && row != c.Row {
		err = problem.New(problem.Conflict, "registry.change.changed", "number", c.Number)
	}
	return c, err
}

// step fills in who acts and when.
func (w *changing) step(s registry.ChangeStep) registry.ChangeStep {
	scope, err := json.Marshal(w.actor.Scope)
	if err == nil {
		s.Scope = string(scope)
	}
	s.Actor, s.Account, s.Role, s.At = w.actor.Name, w.actor.User, string(w.actor.Role), w.clock.Now()
	return s
}

// askDigest is the keyed digest of what a request asks for: who approves it, and
// the record of that, are held to it.
func (d *Desk) askDigest(c *registry.ChangeRequest) string {
	body, err := json.Marshal(c.Ask)
	if err != nil {
		return ""
	}
	return d.store.ContentDigest(string(body))
}

// changeDetail is what the record keeps of an act upon a request.
type changeDetail struct {
	Number    string               `json:"number,omitempty"`
	Kind      registry.ChangeCode  `json:"kind"`
	Occasion  string               `json:"occasion"`
	Household id.ID                `json:"household"`
	State     registry.ChangeState `json:"state"`
	Aspects   []registry.Aspect    `json:"aspects,omitempty"`
	Paper     bool                 `json:"paper,omitempty"`
	Ask       string               `json:"ask"` // keyed digest of what is asked for
}

func (d *Desk) recordChange(ctx context.Context, tx *sqldb.Tx, name string, c *registry.ChangeRequest) error {
	detail := changeDetail{Number: c.Number, Kind: c.Kind, Occasion: c.Occasion, Household: c.Household, State: c.State, Aspects: c.Aspects, Ask: d.askDigest(c)}
	if n := len(c.Acts); n > 0 {
		detail.Paper = c.Acts[n-1].Paper
	}
	return d.record(ctx, tx, act{name: name, noun: "change", subject: c.ID, where: place{c.Area, c.Unit}, count: 1, detail: detail})
}

// townOf is the area by which requests are counted: the town, or what stands
// above it where there is none.
func townOf(where area.Code) area.Code { return where.Up(area.Township) }
