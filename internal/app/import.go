package app

import (
	"context"
	"errors"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// ImportOrder says what to import and how.
type ImportOrder struct {
	Path    string
	Area    area.Code         // where the rows belong when they name no village; villages are looked for below it
	Unit    string            // name of the unit they belong to; made when there is none
	Mapping map[string]string // heading → field, over what is guessed; remembered for the next list of the form
	AsOf    day.Date          // today when unset: ages, and the day files are opened that state none
	Check   bool              // only check: nothing is entered
	Units   bool              // units that the list names and nobody knows are made below Unit

	draft *draft // a list that was sent in, in place of Path
}

// ImportReport is what an import came to.
type ImportReport struct {
	Batch    *registry.Batch
	Columns  [][]intake.Column // by sheet, what each column was understood as
	Notes    intake.Findings   // about the file, and warnings of rows that entered, the first ones
	Warnings int64             // all of them
	Reasons  map[string]int64  // wrong rows by message key
	Suspects *int64            // pairs of files that may hold one person, new since; nil when nobody looked
}

// Progress is told while an import or an export runs.
type Progress struct {
	Stage string // scan, enter, held
	Rows  int64
	Done  int64 // bytes of the sheet in hand
	Size  int64
}

// ImportHouseholds reads a list of households: every row is checked first, the
// good ones enter in one batch that can be continued and undone, the bad ones
// are kept with their reasons for EachWrongRow.
//
// Errors: problem.Conflict when the same file is already being imported or was
// left half done; problem.Stopped when ctx ended, the batch can be resumed.
func (d *Desk) ImportHouseholds(ctx context.Context, order ImportOrder, tell func(Progress)) (*ImportReport, error) {
	if err := d.actor.Must(identity.ListImport); err != nil {
		return nil, err
	}
	return d.startImport(ctx, householdLists, order, tell)
}

// ImportHelpers reads a list of helpers in the same way.
func (d *Desk) ImportHelpers(ctx context.Context, order ImportOrder, tell func(Progress)) (*ImportReport, error) {
	if err := d.actor.Must(identity.ListImport); err != nil {
		return nil, err
	}
	return d.startImport(ctx, helperLists, order, tell)
}

func (d *Desk) startImport(ctx context.Context, kind listKind, order ImportOrder, tell func(Progress)) (_ *ImportReport, err error) {
	im, err := d.openImport(ctx, kind, order, tell)
	if err != nil {
		return nil, err
	}
	defer im.list.Close()
	if order.Check {
		return im.report, im.check(ctx)
	}
	if err := d.store.Write(ctx, im.begin); err != nil {
		return nil, err
	}
	return im.report, im.run(ctx)
}

// Resume carries on an import that was stopped or broke off. The file must be
// the same.
func (d *Desk) Resume(ctx context.Context, batch id.ID, path string, tell func(Progress)) (*ImportReport, error) {
	if err := d.actor.Must(identity.ListImport); err != nil {
		return nil, err
	}
	var b *registry.Batch
	err := d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		b, err = d.store.Batch(ctx, tx, batch, d.actor.User, d.actor.Scope)
		return err
	})
	if err != nil {
		return nil, err
	}
	if b.Ended != "" {
		return nil, problem.New(problem.Conflict, "app.import_ended", "batch", batch)
	}
	order, err := orderOf(b, path)
	if err != nil {
		return nil, err
	}
	im, err := d.openImport(ctx, kindOf(b.Kind), order, tell)
	if err != nil {
		return nil, err
	}
	defer im.list.Close()
	if im.list.digest != b.Digest {
		return nil, problem.New(problem.Invalid, "app.other_file", "file", b.File)
	}
	return im.resume(ctx, b)
}

// resume carries an import on behind its last transaction.
func (im *importing) resume(ctx context.Context, b *registry.Batch) (*ImportReport, error) {
	b.Runner = im.batch.Runner
	im.batch, im.report.Batch = b, b
	if err := im.store.Write(ctx, im.takeOver); err != nil {
		return nil, err
	}
	return im.report, im.run(ctx)
}

// importing is one import under way.
type importing struct {
	*Desk
	kind   listKind
	order  ImportOrder
	list   *officeList
	batch  *registry.Batch
	report *ImportReport
	tell   func(Progress)
	places *places
	unit   string // path
	seen   *seen
	lost   map[uint64]bool // keys of groups whose rows do not stand together
	likes  *likes
	learnt int64 // rows entered when the database last looked at its tables
}

// newImporting is an import of the order whose list is not opened yet.
func (d *Desk) newImporting(ctx context.Context, kind listKind, order ImportOrder, tell func(Progress)) (*importing, error) {
	if order.AsOf.IsZero() {
		order.AsOf = d.clock.Today()
	}
	if tell == nil {
		tell = func(Progress) {}
	}
	scope, ok := d.actor.Scope.Within(order.Area, "")
	if !ok {
		return nil, problem.New(problem.Forbidden, "app.outside_scope")
	}
	if len(scope.Areas) == 1 {
		order.Area = scope.Areas[0]
	}
	im := &importing{Desk: d, kind: kind, order: order, tell: tell, seen: newSeen(), lost: map[uint64]bool{}, likes: newLikes()}
	var err error
	if im.places, err = d.openPlaces(ctx, order); err != nil {
		return nil, err
	}
	im.unit = im.knownUnit()
	if order.Units && !order.Check {
		im.places.make = func(name string) (string, error) { return im.makeUnit(ctx, name) }
	}
	return im, nil
}

func (d *Desk) openImport(ctx context.Context, kind listKind, order ImportOrder, tell func(Progress)) (*importing, error) {
	im, err := d.newImporting(ctx, kind, order, tell)
	if err != nil {
		return nil, err
	}
	order = im.order
	from, wish, err := im.source(ctx)
	if err != nil {
		return nil, err
	}
	im.list, err = openList(from, kind.catalogue(), kind.guess, wish, func(fingerprint string) (fields map[string]string, err error) {
		err = d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
			fields, err = d.store.Mapping(ctx, tx, kind.name(), fingerprint)
			return err
		})
		return fields, err
	})
	if err != nil {
		return nil, err
	}
	if len(im.places.villages) == 0 && im.list.names("village") {
		return nil, errors.Join(problem.New(problem.Invalid, "app.no_areas", "file", im.list.name), im.list.Close())
	}
	im.batch = &registry.Batch{
		ID: d.ids(), Kind: kind.name(), File: im.list.name, Digest: im.list.digest, State: registry.Checking, Runner: d.ids(),
		Actor: d.actor.Name, Account: d.actor.User, Area: order.Area, Detail: order.detail(im.list), Started: d.clock.Now(),
		Mapping: order.Mapping,
	}
	order.draft.take(im.batch)
	im.report = &ImportReport{Batch: im.batch, Notes: im.list.notes, Reasons: map[string]int64{}}
	for _, t := range im.list.tables {
		im.report.Columns = append(im.report.Columns, t.mapping.Columns)
	}
	return im, nil
}

// begin writes the batch down before its first row is read.
func (im *importing) begin(tx *sqldb.Tx) error {
	ctx := context.WithoutCancel(context.Background())
	path, err := im.putUnit(ctx, tx)
	if err != nil {
		return err
	}
	im.unit, im.batch.Unit = path, path
	other, err := im.store.Unfinished(ctx, tx, im.kind.name(), im.list.digest)
	if err != nil {
		return err
	}
	if other != nil {
		return problem.New(problem.Conflict, "app.import_unfinished", "file", im.list.name, "batch", other.ID, "actor", other.Actor)
	}
	if len(im.order.Mapping) > 0 {
		for _, t := range im.list.tables {
			if err := im.store.PutMapping(ctx, tx, im.kind.name(), t.header.Fingerprint(), only(im.order.Mapping, t.header), im.actor.Name, im.clock.Now()); err != nil {
				return err
			}
		}
	}
	if err := im.addBatch(ctx, tx); err != nil {
		return err
	}
	return im.record(ctx, tx, im.act("import.begin", 0, ""))
}

// addBatch writes the batch down, over its draft when it has one.
func (im *importing) addBatch(ctx context.Context, tx *sqldb.Tx) error {
	if im.order.draft == nil {
		return im.store.AddBatch(ctx, tx, im.batch)
	}
	if err := im.store.ClearAside(ctx, tx, im.batch.ID); err != nil {
		return err
	}
	return im.store.BeginBatch(ctx, tx, im.batch)
}

func (im *importing) takeOver(tx *sqldb.Tx) error {
	ctx := context.Background()
	im.unit = im.batch.Unit
	if err := im.store.TakeBatch(ctx, tx, im.batch.ID, im.batch.Runner); err != nil {
		return err
	}
	return im.record(ctx, tx, im.act("import.resume", 0, ""))
}

func (im *importing) act(name string, count int64, digest string) act {
	return act{
		name: name, noun: "import", subject: im.batch.ID, where: place{Area: im.batch.Area, Unit: im.batch.Unit},
		count: count, digest: digest,
		detail: map[string]any{"kind": im.batch.Kind, "file_sm3": im.batch.Digest, "rows": im.batch.Rows},
	}
}

// run scans the file, enters the good rows, and closes the batch.
func (im *importing) run(ctx context.Context) error {
	err := im.scan(ctx)
	if err == nil {
		err = im.enter(ctx)
	}
	if err == nil {
		err = im.places.err
	}
	if err == nil {
		err = im.enterHeld(ctx)
	}
	if err == nil {
		err = im.store.Write(ctx, func(tx *sqldb.Tx) error { return im.finish(ctx, tx) })
	}
	if err != nil && ctx.Err() != nil { // a driver may say in its own words that it was interrupted
		return problem.Wrap(err, problem.Stopped, "app.import_stopped", "batch", im.batch.ID, "rows", im.batch.Checkpoint)
	}
	return err
}

// finish closes the batch and records the command with the count and the
// digest of the rows it wrote.
func (im *importing) finish(ctx context.Context, tx *sqldb.Tx) error {
	b := *im.batch
	b.State, b.Ended = registry.Entered, im.clock.Now()
	if err := im.store.SaveBatch(ctx, tx, &b); err != nil {
		return err
	}
	digest := identity.NewDigest()
	count, err := im.kind.digest(ctx, im.store, tx, b.ID, digest)
	if err != nil {
		return err
	}
	*im.batch = b
	return im.record(ctx, tx, im.act("import.end", count, digest.Sum()))
}
