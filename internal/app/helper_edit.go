package app

import (
	"context"
	"strings"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/pairing"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
	"songnuan/internal/term"
)

// HelperForm is a helper as a person types him.
type HelperForm struct {
	ID           id.ID // "" is a new one
	Version      int   // that the person has seen
	Number       string
	Name         string
	Organisation string
	Post         string
	Kind         string
	Area         area.Code // village, or the whole town
	Capacity     int
	Skills       string
	Phone        string // "" leaves it as it is, "-" takes it away
	IDNumber     string // the same
}

// taken lays what was typed over a helper. problem.Invalid.
func (f *HelperForm) taken(h *pairing.Helper) (err error) {
	var fault string
	if h.Name, fault = intake.Name(f.Name); fault != "" || h.Name == "" {
		return problem.New(problem.Invalid, "pairing.helper_name")
	}
	for _, one := range []struct {
		into *string
		text string
	}{{&h.Number, intake.Compact(f.Number)}, {&h.Organisation, f.Organisation}, {&h.Post, f.Post}, {&h.Skills, f.Skills}} {
		if *one.into = strings.TrimSpace(one.text); utf8.RuneCountInString(*one.into) > helperTextMost {
			return problem.New(problem.Invalid, "pairing.helper_text", "most", helperTextMost)
		}
	}
	h.Kind = ""
	if f.Kind != "" {
		var ok bool
		if h.Kind, ok = term.Canonical(term.HelperKind, f.Kind); !ok {
			return problem.New(problem.Invalid, "pairing.helper_kind")
		}
	}
	if h.Capacity = f.Capacity; h.Capacity < 1 || h.Capacity > pairing.MaxCapacity {
		return problem.New(problem.Invalid, "pairing.helper_capacity", "most", pairing.MaxCapacity)
	}
	if h.Area = f.Area; h.Area == "" {
		return problem.New(problem.Invalid, "pairing.helper_area")
	}
	if h.Phone, err = typed(h.Phone, f.Phone, personal.ParsePhone); err != nil {
		return err
	}
	h.IDNumber, err = typed(h.IDNumber, f.IDNumber, personal.ParseID)
	return err
}

// helperTextMost is the longest number, organisation, post or skill, in characters.
const helperTextMost = 60

// typed is a number that is shown masked: nothing typed leaves it, a dash takes
// it away.
func typed[T any](now T, text string, parse func(string) (T, error)) (T, error) {
	var none T
	switch text = strings.TrimSpace(text); text {
	case "":
		return now, nil
	case "-", "－", "—":
		return none, nil
	}
	return parse(text)
}

// SaveHelper puts a helper into the register, or changes one. problem.Invalid
// for what is typed wrong; problem.Conflict when he is in it already, or
// somebody changed him since.
func (d *Desk) SaveHelper(ctx context.Context, f HelperForm) (of id.ID, err error) {
	if err := d.actor.Must(identity.PairKeep); err != nil {
		return "", err
	}
	if f.ID == "" {
		return d.addHelper(ctx, &f)
	}
	err = d.turnHelper(ctx, f.ID, f.Version, "pairing.helper_edit", func(_, next *pairing.Helper) error { return f.taken(next) })
	return f.ID, err
}

func (d *Desk) addHelper(ctx context.Context, f *HelperForm) (of id.ID, err error) {
	h := &pairing.Helper{ID: d.ids(), Opened: d.clock.Today(), Version: 1, Batch: d.ids()}
	if err := f.taken(h); err != nil {
		return "", err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		prepared, err := d.readyHelper(ctx, tx, h)
		if err != nil {
			return err
		}
		if err := d.store.AddHelpers(ctx, tx, []*store.PreparedHelper{prepared}); err != nil {
			return err
		}
		return d.recordHelper(ctx, tx, "pairing.helper_add", h, helperDetail{h.Version, h.Batch, h.Closed})
	})
	return h.ID, err
}

// helperDetail is what the record keeps of a change of the register.
type helperDetail struct {
	Version int      `json:"version"`
	Command id.ID    `json:"command"`
	Closed  day.Date `json:"closed,omitzero"`
}

// readyHelper prepares a helper whose place the actor covers and who is not on
// record already, under another id.
func (d *Desk) readyHelper(ctx context.Context, tx *sqldb.Tx, h *pairing.Helper) (*store.PreparedHelper, error) {
	if h.Organisation != "" {
		unit, ok, err := d.store.UnitByName(ctx, tx, h.Organisation)
		if err != nil {
			return nil, err
		}
		if ok {
			h.Unit = unit.Path
		}
	}
	if !d.actor.Scope.CoversPlace(h.Area, h.Unit) {
		return nil, problem.New(problem.Forbidden, "app.outside_scope")
	}
	prepared := d.store.PrepareHelper(h, d.clock.Now())
	known, err := d.store.FindExistingHelpers(ctx, tx, []*store.PreparedHelper{prepared})
	if err != nil {
		return nil, err
	}
	if k := known[0]; k != nil && k.ID != h.ID && h.Closed.IsZero() {
		return nil, problem.New(problem.Conflict, "pairing.helper_twice")
	}
	return prepared, nil
}

// turnHelper writes a version of a helper after the one that the person saw.
func (d *Desk) turnHelper(ctx context.Context, of id.ID, seen int, name string, turn func(old, next *pairing.Helper) error) error {
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		old, err := d.store.Helper(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		if seen != 0 && seen != old.Version {
			return problem.New(problem.Conflict, "pairing.changed", "name", personal.NewName(old.Name))
		}
		next := *old
		if err := turn(old, &next); err != nil {
			return err
		}
		if next.Organisation != old.Organisation {
			next.Unit = ""
		}
		next.Version, next.Batch = old.Version+1, d.ids()
		prepared, err := d.readyHelper(ctx, tx, &next)
		if err != nil {
			return err
		}
		if err := d.store.ReplaceHelper(ctx, tx, of, prepared, d.clock.Now()); err != nil {
			return err
		}
		return d.recordHelper(ctx, tx, name, &next, helperDetail{next.Version, next.Batch, next.Closed})
	})
}

// CloseHelper says that somebody helps no more from a day on, today at the
// latest; his pairs wait to be adjusted.
func (d *Desk) CloseHelper(ctx context.Context, of id.ID, version int, on day.Date) error {
	if err := d.actor.Must(identity.PairKeep); err != nil {
		return err
	}
	return d.turnHelper(ctx, of, version, "pairing.helper_close", func(old, next *pairing.Helper) error {
		switch {
		case !old.Closed.IsZero():
			return problem.New(problem.Conflict, "pairing.helper_closed")
		case on.IsZero() || on.After(d.clock.Today()) || on.Before(old.Opened):
			return problem.New(problem.Invalid, "pairing.helper_day", "opened", old.Opened.String())
		}
		next.Closed = on
		return nil
	})
}

// ReopenHelper lets somebody help again.
func (d *Desk) ReopenHelper(ctx context.Context, of id.ID, version int) error {
	if err := d.actor.Must(identity.PairKeep); err != nil {
		return err
	}
	return d.turnHelper(ctx, of, version, "pairing.helper_reopen", func(old, next *pairing.Helper) error {
		if old.Closed.IsZero() {
			return problem.New(problem.Conflict, "pairing.helper_open")
		}
		next.Closed = day.Date{}
		return nil
	})
}
