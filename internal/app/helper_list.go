package app

import (
	"context"
	"strconv"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/pairing"
	"songnuan/internal/registry"
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

// enter writes each helper as he was ruled.
func (k helperList) enter(ctx context.Context, tx *sqldb.Tx, im *importing, lots []*lot) ([]verdict, error) {
	rulings, err := k.judge(ctx, tx, im, lots)
	if err != nil {
		return nil, err
	}
	verdicts := make([]verdict, len(lots))
	var fresh []*store.PreparedHelper
	for i := range rulings {
		verdicts[i] = rulings[i].verdict()
		p, _ := lots[i].payload.(*helperPayload)
		switch rulings[i].decision {
		case registry.Fresh:
			fresh = append(fresh, p.prepared)
		case registry.Change:
			if err := im.store.ReplaceHelper(ctx, tx, rulings[i].existing, rulings[i].helper, im.clock.Now()); err != nil {
				return nil, err
			}
		}
	}
	return verdicts, im.store.AddHelpers(ctx, tx, fresh)
}

func (helperList) digest(ctx context.Context, s *store.Store, tx *sqldb.Tx, batch id.ID, into *identity.Digest) (int64, error) {
	return s.DigestHelpers(ctx, tx, batch, into)
}
