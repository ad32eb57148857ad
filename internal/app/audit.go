package app

import (
	"context"
	"errors"
	"slices"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// AuditFilter asks for a part of the record; what is not set does not narrow.
type AuditFilter struct {
	From, To day.Date // both included, days in Beijing
	Actor    string
	Machine  bool // only what was done at the command line
	Looks    bool // only what showed clear personal data
	Act      string
	Noun     string
	Subject  string // with Noun
	Area     area.Code
}

// AuditPlace is the place of a record in the list.
type AuditPlace struct {
	At day.Instant
	ID id.ID
}

// AuditSpan is a page of the list, see store.AuditSpan.
type AuditSpan struct {
	Before, After AuditPlace
	Limit         int
}

// AuditRecords gives the records within the actor's scope that pass the filter,
// the newest first. Who sees no cases is told who did what when and where, and
// nothing of the case.
//
// Errors: Invalid for a range that ends before it begins; Forbidden for a
// search by a case to who sees none.
func (d *Desk) AuditRecords(ctx context.Context, f AuditFilter, span AuditSpan) (page []identity.Record, err error) {
	if err := d.actor.Must(identity.AuditSee); err != nil {
		return nil, err
	}
	if err := d.mayFilter(f); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		page, err = d.auditPage(ctx, tx, f, span)
		return err
	})
	return page, err
}

func (d *Desk) mayFilter(f AuditFilter) error {
	switch {
	case !f.From.IsZero() && !f.To.IsZero() && f.To.Before(f.From):
		return problem.New(problem.Invalid, "audit.period")
	case f.Subject != "" && !d.actor.Can(identity.HouseholdSee) && !identity.OfSystem(f.Noun):
		return problem.New(problem.Forbidden, "audit.withheld_subject")
	}
	return nil
}

func (d *Desk) auditPage(ctx context.Context, tx *sqldb.Tx, f AuditFilter, span AuditSpan) ([]identity.Record, error) {
	filter, err := d.auditFilter(ctx, tx, f)
	if err != nil || filter.Acts != nil && len(filter.Acts) == 0 {
		return nil, err
	}
	page, err := d.store.AuditRecords(ctx, tx, filter, store.AuditSpan{Before: store.AuditKey(span.Before), After: store.AuditKey(span.After), Limit: span.Limit}, d.actor.Scope)
	for i := range page {
		page[i] = d.shown(page[i])
	}
	return page, err
}

// shown is a record as the actor may see it.
func (d *Desk) shown(r identity.Record) identity.Record {
	if d.actor.Can(identity.HouseholdSee) {
		return r
	}
	return r.Withheld()
}

func (d *Desk) auditFilter(ctx context.Context, tx *sqldb.Tx, f AuditFilter) (store.AuditFilter, error) {
	filter := store.AuditFilter{Actor: f.Actor, Noun: f.Noun, Subject: f.Subject, Area: f.Area}
	if !f.From.IsZero() {
		filter.From = f.From.AddDays(-1).End()
	}
	if !f.To.IsZero() {
		filter.To = f.To.End()
	}
	if f.Machine {
		filter.Role = identity.CommandLine
	}
	if f.Act != "" {
		filter.Acts = []string{f.Act}
	}
	if f.Looks {
		acts, err := d.store.AuditActs(ctx, tx)
		if err != nil {
			return filter, err
		}
		filter.Acts = slices.DeleteFunc(acts, func(name string) bool {
			return !identity.Looks(name) || f.Act != "" && name != f.Act
		})
		if filter.Acts == nil {
			filter.Acts = []string{}
		}
	}
	return filter, nil
}

// AuditActs are the names of all acts on record, for choosing among them.
func (d *Desk) AuditActs(ctx context.Context) (acts []string, err error) {
	if err := d.actor.Must(identity.AuditSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		acts, err = d.store.AuditActs(ctx, tx)
		return err
	})
	return acts, err
}

// AuditRecord shows one record. problem.NotFound when there is none within the
// actor's scope.
func (d *Desk) AuditRecord(ctx context.Context, at AuditPlace) (r identity.Record, err error) {
	if err := d.actor.Must(identity.AuditSee); err != nil {
		return r, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		r, err = d.store.AuditRecord(ctx, tx, store.AuditKey(at), d.actor.Scope)
		return err
	})
	if errors.Is(err, sqldb.ErrNoRow) {
		err = problem.New(problem.NotFound, "audit.not_found")
	}
	return d.shown(r), err
}

// ParseAuditPlace reads a place as Text writes it; ok is false for anything
// else.
func ParseAuditPlace(text string) (p AuditPlace, ok bool) {
	at, of, found := strings.Cut(text, "_")
	instant, err := day.ParseInstant(at)
	if !found || err != nil || of == "" {
		return AuditPlace{}, false
	}
	return AuditPlace{instant, id.ID(of)}, true
}

// Text is the place in an address.
func (p AuditPlace) Text() string {
	if p.At == "" {
		return ""
	}
	return string(p.At) + "_" + string(p.ID)
}
