package app

import (
	"context"
	"slices"

	"songnuan/internal/id"
	"songnuan/internal/intake"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// FaultyRow is a row with the cells that are wrong or doubtful, to be put right.
type FaultyRow struct {
	At      store.RowPlace
	Sheet   string
	Version int      // of what was put right in it so far
	Label   []string // number and name, masked, to know the row by
	Faults  []Fault
	Reasons intake.Findings // that concern the row as a whole
}

// Fault is one cell of it.
type Fault struct {
	Column  int // from 0
	Heading string
	Text    string // in the clear
	Found   intake.Findings
	Words   []string // that it may mean
}

// FaultyRows gives the cells of wrong or doubtful rows in the clear, behind a
// place, and nothing else of the rows. They are the sender's own; looking at
// them is recorded.
func (d *Desk) FaultyRows(ctx context.Context, of id.ID, state registry.AsideState, after store.RowPlace, limit int) (faulty []FaultyRow, err error) {
	im, err := d.openRows(ctx, of)
	if err != nil {
		return nil, err
	}
	defer im.list.Close()
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		faulty = nil
		rows, err := d.store.AsideRows(ctx, tx, of, state, after, limit)
		if err != nil || len(rows) == 0 {
			return err
		}
		for i := range rows {
			e, err := d.store.Edit(ctx, tx, of, placeOf(&rows[i]))
			if err != nil {
				return err
			}
			faulty = append(faulty, im.faulty(&rows[i], e.Version))
		}
		b := im.order.draft.batch
		return d.record(ctx, tx, act{name: "import.look", noun: "import", subject: b.ID, where: place{b.Area, b.Unit}, count: int64(len(rows))})
	})
	return faulty, err
}

func (im *importing) faulty(row *registry.Aside, version int) FaultyRow {
	t := im.list.table(row.Sheet)
	r := FaultyRow{At: placeOf(row), Version: version}
	if t == nil {
		r.Reasons = row.Reasons
		return r
	}
	r.Sheet = t.sheet
	for _, field := range []string{"number", "head", "name"} {
		if c, ok := t.mapping.Of(field); ok && c.Index < len(row.Cells) && row.Cells[c.Index] != "" {
			r.Label = append(r.Label, maskedCell(field, row.Cells[c.Index]))
		}
	}
	for i := range row.Reasons {
		f := &row.Reasons[i]
		column := t.column(f)
		if column < 0 || f.Row != row.Number {
			r.Reasons = append(r.Reasons, *f)
			continue
		}
		at := slices.IndexFunc(r.Faults, func(have Fault) bool { return have.Column == column })
		if at < 0 {
			at = len(r.Faults)
			r.Faults = append(r.Faults, Fault{Column: column, Heading: f.Column})
			if column < len(row.Cells) {
				r.Faults[at].Text = row.Cells[column]
			}
		}
		r.Faults[at].Found = append(r.Faults[at].Found, *f)
		r.Faults[at].Words = append(r.Faults[at].Words, Proposals(*f)...)
	}
	for _, fix := range im.fixes(row) {
		for i := range r.Faults {
			if a := &r.Faults[i]; a.Column == fix.column && fix.now != fix.old {
				a.Words = []string{fix.now}
			}
		}
	}
	return r
}
