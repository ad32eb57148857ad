package app

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// ChangeView is a request as every edge shows it, personal data masked.
type ChangeView struct {
	ChangeLine
	Row      int                    `json:"row"` // version of the request
	Aspects  []string               `json:"aspects"`
	Needs    int                    `json:"approvers"` // persons besides who files
	Compare  bool                   `json:"paper"`     // the last of them compares with the paper
	On       day.Date               `json:"on,omitzero"`
	Note     string                 `json:"note,omitempty"` // long numbers hidden
	Seen     []string               `json:"seen,omitempty"` // papers seen in the original
	Files    []ChangeFile           `json:"files"`          // before and after
	Findings registry.Faults        `json:"-"`
	Papers   []registry.ChangePaper `json:"-"`
	Lacks    []string               `json:"lacks,omitempty"`
	Acts     []ChangeActView        `json:"acts"`

	Conflicts  []ChangeConflict     `json:"conflicts,omitempty"`
	Collisions []registry.Collision `json:"-"`
	Stale      bool                 `json:"stale"` // the file has another version by now
	Freezes    []FreezeView         `json:"freezes,omitempty"`
	Free       day.Date             `json:"free,omitzero"` // it could take effect on this day
	May        ChangeMay            `json:"may"`
	Version    int                  `json:"version"` // of the file that it was made on
}

// ChangeFile is one file of a request: which it is, and what differs.
type ChangeFile struct {
	Part    string                `json:"part"` // file, other, fresh
	Number  string                `json:"number,omitempty"`
	ID      id.ID                 `json:"id,omitempty"`
	Changes []registry.Difference `json:"changes"`
}

// ChangeActView is one act as it is shown.
type ChangeActView struct {
	Verb  registry.ChangeVerb  `json:"verb"`
	To    registry.ChangeState `json:"to"`
	Who   string               `json:"who"` // account
	Name  string               `json:"-"`   // the same, as the office calls him
	Role  identity.Role        `json:"role"`
	At    day.Instant          `json:"at"`
	Note  string               `json:"note,omitempty"` // long numbers hidden
	Paper bool                 `json:"paper,omitempty"`
}

// ChangeMay is what the actor may do to a request now.
type ChangeMay struct {
	Edit     bool `json:"edit"`
	Submit   bool `json:"submit"`
	Approve  bool `json:"approve"`
	Return   bool `json:"return"`
	Withdraw bool `json:"withdraw"`
	Apply    bool `json:"apply"`
}

// Change shows one request: what differs before and after, papers, acts, and
// what stands in its way. problem.NotFound outside the scope.
func (d *Desk) Change(ctx context.Context, of id.ID) (view *ChangeView, err error) {
	if err := d.actor.Must(identity.ChangeSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.store.Change(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		w := &changing{Desk: d, tx: tx, FiledChange: &FiledChange{Request: c}}
		view, err = w.view(ctx, c)
		return err
	})
	return view, err
}

func (w *changing) view(ctx context.Context, c *registry.ChangeRequest) (*ChangeView, error) {
	v := &ChangeView{Row: c.Row, Needs: c.Route.Approvers, Compare: c.Route.Paper, On: c.Ask.On, Note: personal.HideNumbers(c.Ask.Note), Seen: c.Ask.Seen, Version: c.Version}
	for _, a := range c.Aspects {
		v.Aspects = append(v.Aspects, string(a))
	}
	names := w.colleagues(w.tx)
	for _, a := range c.Acts {
		name, err := names.called(ctx, a.Actor)
		if err != nil {
			return nil, err
		}
		v.Acts = append(v.Acts, ChangeActView{a.Verb, a.To, a.Actor, name, identity.Role(a.Role), a.At, personal.HideNumbers(a.Note), a.Paper})
	}
	lines, err := w.changeLines(ctx, w.tx, w.lineFilter(c))
	if err != nil {
		return nil, err
	}
	v.ChangeLine = lines[0]
	if v.Papers, err = w.store.ChangePapers(ctx, w.tx, c.ID, w.actor.Scope); err != nil {
		return nil, err
	}
	for i := range v.Papers {
		if v.Papers[i].Actor, err = names.called(ctx, v.Papers[i].Actor); err != nil {
			return nil, err
		}
	}
	if c.State.Ended() {
		v.Files, err = w.past(ctx, c)
	} else {
		err = w.future(ctx, c, v)
	}
	w.may(c, v)
	return v, err
}

// future works out what the request would do to the files as they stand.
func (w *changing) future(ctx context.Context, c *registry.ChangeRequest, v *ChangeView) error {
	err := w.load(ctx, c)
	if problem.Is(err, problem.Conflict) || problem.Is(err, problem.NotFound) { // closed, or out of reach by now
		v.Stale = true
		v.Files, err = w.past(ctx, c)
		return err
	}
	if err != nil {
		return err
	}
	v.Stale = w.standing.File.Version != c.Version
	copied := *c
	copied.Ask = *copyAsk(&c.Ask)
	if _, err := w.stale(ctx, &copied, nil); err != nil && !refusal(err) {
		return err
	}
	v.Collisions = w.Collisions
	if err := w.conflicts(ctx, c); err != nil && !refusal(err) {
		return err
	}
	v.Conflicts = w.Conflicts
	if err := w.papers(ctx, c); err != nil && !refusal(err) {
		return err
	}
	v.Lacks, w.Faults = w.Lacks, nil
	after, err := w.carry(ctx, c)
	if err != nil && !refusal(err) {
		return err
	}
	v.Findings = w.Faults
	if after.File == nil {
		return nil
	}
	if v.Files, err = w.filesOf(ctx, w.standing, after, c); err != nil {
		return err
	}
	free, standing, err := w.freeFrom(ctx, c, after)
	if err != nil {
		return err
	}
	v.Free = free
	for i := range standing {
		one, err := w.freezeView(ctx, w.tx, &standing[i])
		if err != nil {
			return err
		}
		v.Freezes = append(v.Freezes, one)
	}
	return nil
}

// refusal tells whether an error only says what the request lacks.
func refusal(err error) bool {
	return problem.Is(err, problem.Invalid) || problem.Is(err, problem.Conflict)
}

func (w *changing) filesOf(ctx context.Context, before, after registry.ChangeFiles, c *registry.ChangeRequest) (files []ChangeFile, err error) {
	for _, one := range []struct {
		part     string
		old, new *registry.Household
		number   string
	}{{"file", before.File, after.File, c.File}, {"other", before.Other, after.Other, c.OtherFile}, {"fresh", &registry.Household{}, after.Fresh, c.FreshFile}} {
		if one.old == nil || one.new == nil {
			continue
		}
		f := ChangeFile{Part: one.part, Number: one.number, ID: one.new.ID}
		if f.Changes, err = w.maskDifferences(ctx, w.tx, registry.Diff(one.old, one.new)); err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// past is what a request did to the files, or, of one that was never applied,
// would have done to the version it was made on.
func (w *changing) past(ctx context.Context, c *registry.ChangeRequest) ([]ChangeFile, error) {
	version := func(of id.ID, n int) (*registry.Household, error) {
		if of == "" || n < 1 {
			return nil, nil
		}
		h, err := w.store.HouseholdVersion(ctx, w.tx, of, n, w.actor.Scope)
		if problem.Is(err, problem.NotFound) { // lay elsewhere then
			return nil, nil
		}
		return h, err
	}
	var before, after registry.ChangeFiles
	for _, one := range []struct {
		into *(*registry.Household)
		of   id.ID
		n    int
	}{{&before.File, c.Household, c.Version}, {&before.Other, c.Other, c.OtherVersion}} {
		h, err := version(one.of, one.n)
		if err != nil {
			return nil, err
		}
		*one.into = h
	}
	if c.State != registry.ChangeApplied {
		if before.File == nil {
			return nil, nil
		}
		w.standing = before
		after, err := w.carry(ctx, c)
		if err != nil || after.File == nil {
			w.Faults = nil
			return nil, nil //nolint:nilerror // what can't be worked out any more is not shown
		}
		return w.filesOf(ctx, before, after, c)
	}
	for _, one := range []struct {
		into *(*registry.Household)
		of   id.ID
		n    int
	}{{&after.File, c.Household, c.Result}, {&after.Other, c.Other, c.OtherVersion + 1}, {&after.Fresh, c.Fresh, 1}} {
		h, err := version(one.of, one.n)
		if err != nil {
			return nil, err
		}
		*one.into = h
	}
	return w.filesOf(ctx, before, after, c)
}

// may says what the actor could do to the request.
func (w *changing) may(c *registry.ChangeRequest, v *ChangeView) {
	own := c.FiledBy(w.actor.Name, w.actor.User) && w.actor.Can(identity.ChangeFile)
	decides := w.actor.Can(identity.ChangeDecide) && c.State.Pending() && c.FourEyes(w.actor.Name, w.actor.User, registry.VerbApprove) == nil
	v.May = ChangeMay{
		Edit: own && c.State.Editable(), Submit: own && c.State.Editable(), Withdraw: own && !c.State.Ended(),
		Approve: decides && c.State != registry.ChangeApproved, Return: decides,
		Apply: w.actor.Can(identity.ChangeDecide) && c.State == registry.ChangeApproved && !v.Free.After(w.clock.Today()),
	}
}

// ChangeLine is a request on a list. Names are masked.
type ChangeLine struct {
	ID       id.ID                `json:"id"`
	Number   string               `json:"number,omitempty"`
	Kind     registry.ChangeCode  `json:"kind"`
	Occasion string               `json:"occasion"`
	State    registry.ChangeState `json:"state"`

	Household id.ID     `json:"household"`
	File      string    `json:"file"` // number of the household's file
	Head      string    `json:"head,omitempty"`
	Other     id.ID     `json:"other,omitempty"`
	OtherFile string    `json:"other_file,omitempty"`
	Fresh     id.ID     `json:"fresh,omitempty"`
	FreshFile string    `json:"fresh_file,omitempty"`
	Area      area.Code `json:"area"`
	Village   string    `json:"village"`

	Filer     string      `json:"filer"` // account
	FilerName string      `json:"-"`     // the same, as the office calls him
	Made      day.Instant `json:"made"`
	Sent      day.Instant `json:"sent,omitempty"`
	Due       day.Date    `json:"due,omitzero"`
	Late      bool        `json:"late"`
	Holds     day.Date    `json:"holds,omitzero"` // approved: takes effect on this day
	Applied   day.Instant `json:"applied,omitempty"`
}
