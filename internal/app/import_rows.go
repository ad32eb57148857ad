package app

import (
	"context"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// ImportView is an import with the numbers of its rows.
type ImportView struct {
	*registry.Batch
	AsOf  string
	Sum   RowCounts       // of the check, before anything is entered
	Notes intake.Findings // about the file, of the check
	Jobs  []*identity.Job // that work or worked on it, the newest first
}

// RowCounts counts the rows of a checked list by what is to become of them:
// In = Good + Doubt + Twin + Wrong + Left + Skipped.
type RowCounts struct {
	In, Good, Doubt, Twin, Wrong, Left, Skipped int64
}

// Enter is how many rows would be entered.
func (c RowCounts) Enter() int64 { return c.Good + c.Doubt + c.Twin }

// jobsShown of an import: the last ones tell how it stands.
const jobsShown = 5

// Import shows an import and how far it is.
func (d *Desk) Import(ctx context.Context, of id.ID) (v *ImportView, err error) {
	if err := d.actor.Must(identity.ImportSee); err != nil {
		return nil, err
	}
	v = &ImportView{}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if v.Batch, err = d.store.Batch(ctx, tx, of, d.actor.User, d.actor.Scope); err != nil {
			return err
		}
		detail, err := detailOf(v.Batch)
		if err != nil {
			return err
		}
		v.AsOf = detail.AsOf.String()
		if v.State == registry.Checked {
			if err := v.count(ctx, tx, d.store); err != nil {
				return err
			}
		}
		v.Jobs, err = d.store.JobsOn(ctx, tx, of, jobsShown)
		return err
	})
	return v, err
}

func (v *ImportView) count(ctx context.Context, tx *sqldb.Tx, s *store.Store) error {
	up, err := checkup(v.Batch)
	if err != nil {
		return err
	}
	n, err := s.CountAside(ctx, tx, v.ID)
	v.Notes = up.Notes
	v.Sum = RowCounts{In: up.In, Skipped: up.Skipped, Doubt: n[registry.Doubt], Twin: n[registry.Twin], Wrong: n[registry.Wrong], Left: n[registry.Left]}
	v.Sum.Good = v.Sum.In - v.Sum.Skipped - v.Sum.Doubt - v.Sum.Twin - v.Sum.Wrong - v.Sum.Left
	return err
}

// ImportPage gives imports of the actor's own and of the scope, the newest
// first, older than one.
func (d *Desk) ImportPage(ctx context.Context, before id.ID, limit int) (batches []*registry.Batch, err error) {
	if err := d.actor.Must(identity.ImportSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		batches, err = d.store.Batches(ctx, tx, d.actor.User, d.actor.Scope, before, limit)
		return err
	})
	return batches, err
}

// openImportsShown bounds the unfinished imports that are offered to be carried on.
const openImportsShown = 20

// OpenImports gives the lists that were sent in and are not entered yet, of the
// actor's own and of the scope, the newest first: any of them can be carried on
// where it was left.
func (d *Desk) OpenImports(ctx context.Context) (batches []*registry.Batch, err error) {
	if err := d.actor.Must(identity.ListImport); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		batches, err = d.store.OpenBatches(ctx, tx, d.actor.User, d.actor.Scope, openImportsShown)
		return err
	})
	return batches, err
}

// RowPlace is a row of a list: the sheet's place from 0, the row as it shows.
type RowPlace = store.RowPlace

// ImportRow is a row of a list with what was noticed of it.
type ImportRow struct {
	At      store.RowPlace
	State   registry.AsideState
	Cells   []string // masked, unless it was asked for alone
	Reasons intake.Findings
}

// ImportTable is some rows of one import under their headings.
type ImportTable struct {
	Headings map[int][]string // by the place of the sheet
	Sheets   map[int]string
	Rows     []ImportRow
}

// ImportRows gives the rows of a state behind a place, in the order of the
// file, personal data masked; "" is every state.
func (d *Desk) ImportRows(ctx context.Context, of id.ID, state registry.AsideState, after store.RowPlace, limit int) (*ImportTable, error) {
	if err := d.actor.Must(identity.ListImport); err != nil {
		return nil, err
	}
	var rows []registry.Aside
	t := &ImportTable{}
	var mapped fieldsOf
	err := d.store.Read(ctx, func(tx *sqldb.Tx) error {
		b, err := d.store.Batch(ctx, tx, of, d.actor.User, d.actor.Scope)
		if err != nil {
			return err
		}
		if mapped, err = t.headings(b); err != nil {
			return err
		}
		rows, err = d.store.AsideRows(ctx, tx, of, state, after, limit)
		return err
	})
	for _, row := range rows {
		r := ImportRow{store.RowPlace{Sheet: row.Sheet, Number: row.Number}, row.State, nil, row.Reasons}
		if row.State == registry.Wrong {
			r.Reasons = wrongOnly(row.Reasons)
		}
		for i, text := range row.Cells {
			r.Cells = append(r.Cells, maskedCell(mapped.at(row.Sheet, i), text))
		}
		t.Rows = append(t.Rows, r)
	}
	return t, err
}

// fieldsOf are the fields of the columns by the place of the sheet.
type fieldsOf map[int][]string

func (f fieldsOf) at(sheet, column int) string {
	if fields := f[sheet]; column < len(fields) {
		return fields[column]
	}
	return ""
}

// headings reads how the sheets of an import were headed and understood.
func (t *ImportTable) headings(b *registry.Batch) (fieldsOf, error) {
	detail, err := detailOf(b)
	t.Headings, t.Sheets = map[int][]string{}, map[int]string{}
	mapped := fieldsOf{}
	for _, table := range detail.Tables {
		t.Headings[table.Place], t.Sheets[table.Place], mapped[table.Place] = table.Headings, table.Sheet, table.Fields
	}
	return mapped, err
}

// ImportRow gives one row and the others of its household in clear, to be put
// right. It is the sender's own; looking at it is recorded.
func (d *Desk) ImportRow(ctx context.Context, of id.ID, at store.RowPlace) (*ImportTable, error) {
	if err := d.actor.Must(identity.ListImport); err != nil {
		return nil, err
	}
	t := &ImportTable{}
	return t, d.store.Write(ctx, func(tx *sqldb.Tx) error {
		t.Rows = nil
		b, err := d.store.Batch(ctx, tx, of, d.actor.User, d.actor.Scope)
		if err != nil {
			return err
		}
		if _, err := t.headings(b); err != nil {
			return err
		}
		rows, err := d.store.AsideWith(ctx, tx, of, at)
		if err != nil {
			return err
		}
		for _, row := range rows {
			t.Rows = append(t.Rows, ImportRow{store.RowPlace{Sheet: row.Sheet, Number: row.Number}, row.State, row.Cells, row.Reasons})
		}
		return d.record(ctx, tx, act{name: "import.look", noun: "import", subject: b.ID, where: place{b.Area, b.Unit}, count: int64(len(rows)),
			detail: map[string]any{"sheet": at.Sheet, "row": at.Number}})
	})
}
