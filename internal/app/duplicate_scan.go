package app

import (
	"context"
	"encoding/json"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/likeness"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// DuplicateScan is what looking through the registry came to.
type DuplicateScan struct {
	Persons int64 `json:"persons"`
	Pairs   int64 `json:"pairs"`
	Files   int64 `json:"files"`        // pairs of files that the pairs of persons make
	Fresh   int64 `json:"fresh"`        // of them new, or open again since what speaks for them changed
	Dropped int64 `json:"dropped"`      // open ones that are none any more
	Large   int64 `json:"large_groups"` // of which only neighbours were compared
}

// suspectsAtOnce are written in one transaction.
const suspectsAtOnce = 500

// ScanDuplicates looks through the open files of an area, "" for all of the
// actor's scope, for persons who stand in two. What was decided before stays
// decided unless what speaks for it has changed. Sealed numbers are opened in
// memory, and nothing of them is written.
func (d *Desk) ScanDuplicates(ctx context.Context, within area.Code, tell func(Progress)) (*DuplicateScan, error) {
	if err := d.actor.Must(identity.DuplicateMark); err != nil {
		return nil, err
	}
	scope, ok := d.actor.Scope.Within(within, "")
	if !ok {
		return nil, problem.New(problem.Forbidden, "app.outside_scope")
	}
	if tell == nil {
		tell = func(Progress) {}
	}
	began := d.clock.Now()
	pool, places, err := d.poolOf(ctx, within, scope, tell)
	if err != nil {
		return nil, err
	}
	found, err := pool.Find(ctx, func(done, of int) { tell(Progress{Stage: "compare", Done: int64(done), Size: int64(of)}) })
	if err != nil {
		return nil, err
	}
	suspects := likeness.Join(found.Pairs, func(at int) (household, member id.ID) { return places[at].household, places[at].member })
	scan := &DuplicateScan{Persons: int64(pool.Len()), Pairs: int64(len(found.Pairs)), Files: int64(len(suspects)), Large: found.Large}
	for part := range slices.Chunk(suspects, suspectsAtOnce) {
		var fresh int64
		if err := d.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
			fresh, err = d.store.PutSuspects(ctx, tx, part, d.ids, began)
			return err
		}); err != nil {
			return nil, err
		}
		scan.Fresh += fresh
	}
	return scan, d.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
		if scan.Dropped, err = d.store.DropSuspects(ctx, tx, within, began, scope); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "duplicate.scan", noun: "duplicate", subject: d.ids(), where: place{Area: within}, count: scan.Files, detail: scan})
	})
}

// personAt is who stands at a place of a pool.
type personAt struct{ household, member id.ID }

func (d *Desk) poolOf(ctx context.Context, within area.Code, scope identity.Scope, tell func(Progress)) (*likeness.Pool, []personAt, error) {
	pool, places := likeness.NewPool(), []personAt{}
	err := d.store.Read(ctx, func(tx *sqldb.Tx) error {
		return d.store.EachPerson(ctx, tx, within, scope, func(p *store.FilePerson) error {
			pool.Add(&p.Person)
			places = append(places, personAt{p.Household, p.Member})
			if n := int64(len(places)); n%tellEvery == 0 {
				tell(Progress{Stage: "read", Rows: n})
			}
			return ctx.Err()
		})
	})
	return pool, places, err
}

// DuplicateArgs are the args of a search in the background.
type DuplicateArgs struct {
	Area area.Code `json:"area,omitempty"`
}

// onDuplicates is the area, one search at a time.
func onDuplicates(_ context.Context, d *Desk, _ *sqldb.Tx, args json.RawMessage) (on jobOn, err error) {
	var a DuplicateArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return on, problem.Wrap(err, problem.Invalid, "job.no_kind")
	}
	if _, ok := d.actor.Scope.Within(a.Area, ""); !ok {
		return on, problem.New(problem.NotFound, "app.outside_scope")
	}
	where := place{Area: a.Area}
	if where.Area == "" && len(d.actor.Scope.Areas) == 1 {
		where.Area = d.actor.Scope.Areas[0]
	}
	return jobOn{where: where, holds: "duplicates " + string(where.Area)}, nil
}

func runDuplicates(ctx context.Context, d *Desk, t *task) error {
	var args DuplicateArgs
	if err := t.args(&args); err != nil {
		return err
	}
	scan, err := d.ScanDuplicates(ctx, args.Area, t.tell)
	if err == nil {
		t.result = scan
	}
	return err
}
