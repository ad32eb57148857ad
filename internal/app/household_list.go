package app

import (
	"context"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/personal"
	"songnuan/internal/registry"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// listKind is one kind of list that offices send.
type listKind interface {
	name() string
	catalogue() *intake.Catalogue
	guess(intake.Header, []sheet.Row) intake.Mapping
	grouper(intake.Mapping) grouper
	reader(im *importing, m intake.Mapping, known knower) rowReader
	prepare(im *importing, l *lot) // makes the payload ready for the tables
	judge(ctx context.Context, tx *sqldb.Tx, im *importing, lots []*lot) ([]ruling, error)
	enter(ctx context.Context, tx *sqldb.Tx, im *importing, lots []*lot) ([]verdict, error)
	digest(ctx context.Context, s *store.Store, tx *sqldb.Tx, batch id.ID, into *identity.Digest) (int64, error)

	// For undoing an import: what it touched, and how to take one record back.
	touched(ctx context.Context, s *store.Store, tx *sqldb.Tx, batch, after id.ID, scope identity.Scope) ([]store.Touched, error)
	remove(ctx context.Context, d *Desk, tx *sqldb.Tx, of, command id.ID) error
	restore(ctx context.Context, d *Desk, tx *sqldb.Tx, t store.Touched, command id.ID) error
}

func kindOf(name string) listKind {
	if name == helperLists.name() {
		return helperLists
	}
	return householdLists
}

// householdLists are lists of households with their members.
var householdLists listKind = householdList{}

type householdList struct{}

func (householdList) name() string                 { return "households" }
func (householdList) catalogue() *intake.Catalogue { return registry.Catalogue() }
func (householdList) guess(h intake.Header, s []sheet.Row) intake.Mapping {
	return registry.Guess(h, s)
}
func (householdList) grouper(m intake.Mapping) grouper { return registry.NewGrouper(m) }

func (householdList) reader(im *importing, m intake.Mapping, known knower) rowReader {
	return &householdReader{
		Assembler: registry.NewAssembler(m, registry.Options{
			Today: im.order.AsOf, Area: im.order.Area, UnitPath: im.unit,
			Place: im.places.find, Unit: im.places.unit, NewID: im.ids,
			Seen: func(number personal.ID, row int) (int, bool) { return known(number.Clear(), row) },
		}),
		fields: registry.FieldsOf(m),
	}
}

type householdReader struct {
	*registry.Assembler
	fields registry.Fields
}

// householdPayload is a household on its way in.
type householdPayload struct {
	household *registry.Household
	fields    registry.Fields // what the list can say anything about
	prepared  *store.Prepared
	listed    string // household number of the list, where it is not taken over at once
}

func (r *householdReader) Add(row sheet.Row) *lot { return r.lot(r.Assembler.Add(row)) }
func (r *householdReader) Flush() *lot            { return r.lot(r.Assembler.Flush()) }

func (r *householdReader) lot(done *registry.Result) *lot {
	if done == nil {
		return nil
	}
	l := &lot{findings: done.Findings}
	if !done.Wrong() {
		l.payload = &householdPayload{household: done.Household, fields: r.fields}
	}
	return l
}

func (householdList) prepare(im *importing, l *lot) {
	p, ok := l.payload.(*householdPayload)
	if !ok {
		return
	}
	h := p.household
	if im.refuse(l, place{h.Area, h.Unit}) {
		return
	}
	h.Version, h.Batch = 1, im.batch.ID
	if h.Opened.IsZero() {
		h.Opened = im.order.AsOf
	}
	if im.choice(l) == ChoiceNew { // its number may be another's
		p.listed, h.Number = h.Number, ""
	}
	if h.Number == "" {
		h.MakeNumber(im.store.ContentDigest)
	}
	p.prepared = im.store.Prepare(h, im.batch.Started)
}

// enter writes each household as it was ruled.
func (k householdList) enter(ctx context.Context, tx *sqldb.Tx, im *importing, lots []*lot) ([]verdict, error) {
	rulings, err := k.judge(ctx, tx, im, lots)
	if err != nil {
		return nil, err
	}
	verdicts := make([]verdict, len(lots))
	var fresh []*store.Prepared
	for i := range rulings {
		verdicts[i] = rulings[i].verdict()
		p, _ := lots[i].payload.(*householdPayload)
		switch rulings[i].decision {
		case registry.Fresh:
			fresh = append(fresh, p.prepared)
		case registry.Change:
			changed, err := im.change(ctx, tx, rulings[i].existing, p)
			if err != nil {
				return nil, err
			}
			if !changed {
				verdicts[i].state = unchanged
			}
		}
	}
	return verdicts, im.store.AddHouseholds(ctx, tx, fresh)
}

// change brings an open file up to the list, if the list says anything new.
func (im *importing) change(ctx context.Context, tx *sqldb.Tx, file id.ID, p *householdPayload) (changed bool, err error) {
	old, prepared, err := im.merged(ctx, tx, file, p)
	if err != nil || prepared == nil {
		return false, err
	}
	return true, im.store.ReplaceHousehold(ctx, tx, old, prepared, im.clock.Now())
}

// merged gives an open file and what the list would make of it, nil when it
// says nothing new.
func (im *importing) merged(ctx context.Context, tx *sqldb.Tx, file id.ID, p *householdPayload) (*registry.Household, *store.Prepared, error) {
	old, err := im.store.Household(ctx, tx, file, im.actor.Scope)
	if err != nil {
		return nil, nil, err
	}
	next := registry.Merge(old, p.household, p.fields)
	next.Version, next.Batch = old.Version+1, im.batch.ID
	for i := range next.Members {
		if next.Members[i].ID == "" {
			next.Members[i].ID = im.ids()
		}
	}
	prepared := im.store.Prepare(next, im.clock.Now())
	if prepared.Digest == im.store.Prepare(old, im.clock.Now()).Digest {
		return old, nil, nil
	}
	return old, prepared, nil
}

func (householdList) digest(ctx context.Context, s *store.Store, tx *sqldb.Tx, batch id.ID, into *identity.Digest) (int64, error) {
	return s.DigestHouseholds(ctx, tx, batch, into)
}
