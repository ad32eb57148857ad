package app

import (
	"context"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// ChangeForm is what a request of a kind is filled in upon: the file as it
// stands, personal data masked, and what was asked for so far.
type ChangeForm struct {
	Kind       registry.ChangeCode
	Household  id.ID
	Form       registry.Form // of the file, masked
	Head       string        // masked
	Area       area.Code
	Village    string
	Categories []registry.ChangeTerm
	Causes     []registry.ChangeTerm
	Other      *registry.Form // of the household that a merge takes in, masked; nil while none is named
	OtherFile  string
	Villages   []area.Area             // that the household may move to
	Request    *registry.ChangeRequest // being changed, its ask masked; nil of a new one
	Open       []ChangeLine            // requests of the household that have not ended
}

// NewChange is the form of a new request; other is the number of the household
// that a merge takes in, "" while none is named.
func (d *Desk) NewChange(ctx context.Context, number string, kind registry.ChangeCode, other string) (form *ChangeForm, err error) {
	if err := d.actor.Must(identity.ChangeFile); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		of, err := d.householdOf(ctx, tx, number)
		if err != nil {
			return err
		}
		form, err = d.changeForm(ctx, tx, of, kind, other)
		return err
	})
	return form, err
}

// EditChange is the form of a request that is with who files it, filled in as it
// was; other replaces the household that a merge takes in.
func (d *Desk) EditChange(ctx context.Context, of id.ID, other string) (form *ChangeForm, err error) {
	if err := d.actor.Must(identity.ChangeFile); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.filing(ctx, tx, of)
		if err != nil {
			return err
		}
		if other == "" {
			other = c.OtherFile
		}
		if form, err = d.changeForm(ctx, tx, c.Household, c.Kind, other); err != nil {
			return err
		}
		c.Ask = c.Ask.Masked()
		form.Request = c
		return nil
	})
	return form, err
}

func (d *Desk) changeForm(ctx context.Context, tx *sqldb.Tx, of id.ID, kind registry.ChangeCode, other string) (*ChangeForm, error) {
	if registry.KindOf(kind) == nil {
		return nil, problem.New(problem.NotFound, "registry.change.kind")
	}
	h, err := d.store.Household(ctx, tx, of, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	if !h.Closed.IsZero() {
		return nil, problem.New(problem.Conflict, "registry.file_closed", "number", h.Number)
	}
	f := &ChangeForm{Kind: kind, Household: h.ID, Form: registry.FormOf(h, registry.Show{}), Head: masked(h.Head), Area: h.Area}
	f.Categories, f.Causes = registry.TermsOf(h)
	if f.Village, err = d.villageName(ctx, tx, h.Area); err != nil {
		return nil, err
	}
	if slices.Contains(registry.KindOf(kind).Fields, "village") || slices.Contains(registry.KindOf(kind).NewFields, "village") {
		if f.Villages, err = d.store.Villages(ctx, tx, h.Area.Up(area.County), d.clock.Today().String(), placesShown); err != nil {
			return nil, err
		}
	}
	lines, err := d.openLines(ctx, tx, h.ID)
	if err != nil {
		return nil, err
	}
	f.Open = lines
	return f, d.otherForm(ctx, tx, f, other)
}

// otherForm adds the household that a merge takes in, where it is found.
func (d *Desk) otherForm(ctx context.Context, tx *sqldb.Tx, f *ChangeForm, number string) error {
	if f.Kind != registry.ChangeMerge || number == "" {
		return nil
	}
	f.OtherFile = number
	of, err := d.householdOf(ctx, tx, number)
	if problem.Is(err, problem.NotFound) || problem.Is(err, problem.Conflict) || of == f.Household {
		return nil // told when it is saved, with what was typed kept
	}
	if err != nil {
		return err
	}
	h, err := d.store.Household(ctx, tx, of, d.actor.Scope)
	if err != nil {
		return err
	}
	if h.Closed.IsZero() {
		other := registry.FormOf(h, registry.Show{})
		f.Other = &other
	}
	return nil
}

// SeenChangePapers notes which papers who files a request has seen in the
// original, instead of attaching a copy.
func (d *Desk) SeenChangePapers(ctx context.Context, of id.ID, row int, seen []string) error {
	if err := d.actor.Must(identity.ChangeFile); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := d.filing(ctx, tx, of)
		if err != nil {
			return err
		}
		if row != 0 && row != c.Row {
			return problem.New(problem.Conflict, "registry.change.changed", "number", c.Number)
		}
		asked := PapersOf(c.Kind, c.Occasion)
		c.Ask.Seen = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(seen))), func(one string) bool { return !slices.Contains(asked, one) })
		if err := d.store.SaveChange(ctx, tx, c); err != nil {
			return err
		}
		return d.recordChange(ctx, tx, "change.edit", c)
	})
}
