package app

import (
	"context"
	"strconv"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/pairing"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// helperLists are lists of helpers, one a row.
var helperLists listKind = helperList{}

type helperList struct{}

func (helperList) name() string                                        { return "helpers" }
func (helperList) catalogue() *intake.Catalogue                        { return pairing.Catalogue() }
func (helperList) guess(h intake.Header, s []sheet.Row) intake.Mapping { return pairing.Guess(h, s) }
func (helperList) grouper(intake.Mapping) grouper                      { return oneEach{} }

// oneEach makes every row a record of its own.
type oneEach struct{}

func (oneEach) Key(row sheet.Row) string { return "#" + strconv.Itoa(row.Number) }

func (helperList) reader(im *importing, m intake.Mapping, known knower) rowReader {
	return &helperReader{list: pairing.NewList(m, pairing.Options{
		Area: im.order.Area, UnitPath: im.unit, Opened: im.order.AsOf,
		Place: im.places.find, Unit: im.places.unit, Seen: known, NewID: im.ids,
	})}
}

// helperReader gives the helper of a row when the next one comes, as the
// readers of longer records do.
type helperReader struct {
	list *pairing.List
	last *lot
}

func (r *helperReader) Check() error { return r.list.Check() }

func (r *helperReader) Add(row sheet.Row) *lot {
	done := r.Flush()
	read := r.list.Read(row)
	r.last = &lot{findings: read.Findings}
	if !read.Wrong() {
		r.last.payload = &helperPayload{helper: read.Helper}
	}
	return done
}

func (r *helperReader) Flush() *lot {
	done := r.last
	r.last = nil
	return done
}

type helperPayload struct {
	helper   *pairing.Helper
	prepared *store.PreparedHelper
}

func (helperList) prepare(im *importing, l *lot) {
	p, ok := l.payload.(*helperPayload)
	if !ok || im.refuse(l, place{p.helper.Area, p.helper.Unit}) {
		return
	}
	p.helper.Version, p.helper.Batch = 1, im.batch.ID
	p.prepared = im.store.PrepareHelper(p.helper, im.batch.Started)
}

func (helperList) enter(ctx context.Context, tx *sqldb.Tx, im *importing, lots []*lot) ([]verdict, error) {
	verdicts := make([]verdict, len(lots))
	var asked []*store.PreparedHelper
	var at []int
	for i, l := range lots {
		if p, ok := l.payload.(*helperPayload); ok {
			asked, at = append(asked, p.prepared), append(at, i)
			continue
		}
		verdicts[i].state = wrong
	}
	known, err := im.store.FindExistingHelpers(ctx, tx, asked)
	if err != nil {
		return nil, err
	}
	var fresh []*store.PreparedHelper
	for n, p := range asked {
		switch old := known[n]; {
		case old == nil:
			fresh = append(fresh, p)
		case !im.actor.Scope.Sees(old.Area, old.Unit): // neither shown nor changed
			verdicts[at[n]] = clash(lots[at[n]], "app.helper_elsewhere")
		case old.Digest == p.Digest:
			verdicts[at[n]].state = unchanged
		case old.Batch == im.batch.ID:
			verdicts[at[n]] = clash(lots[at[n]], "pairing.twice_in_list")
		default:
			changed, err := im.changeHelper(ctx, tx, old, p)
			if err != nil {
				return nil, err
			}
			if !changed {
				verdicts[at[n]].state = unchanged
			}
		}
	}
	return verdicts, im.store.AddHelpers(ctx, tx, fresh)
}

// changeHelper brings a helper up to the list, if the list says anything new;
// the id and the day he began stay.
func (im *importing) changeHelper(ctx context.Context, tx *sqldb.Tx, old *store.KnownHelper, p *store.PreparedHelper) (changed bool, err error) {
	next := *p.Helper
	next.ID, next.Opened, next.Version = old.ID, old.Opened, old.Version+1
	prepared := im.store.PrepareHelper(&next, im.clock.Now())
	if prepared.Digest == old.Digest {
		return false, nil
	}
	return true, im.store.ReplaceHelper(ctx, tx, old.ID, prepared, im.clock.Now())
}

func (helperList) digest(ctx context.Context, s *store.Store, tx *sqldb.Tx, batch id.ID, into *identity.Digest) (int64, error) {
	return s.DigestHelpers(ctx, tx, batch, into)
}
