package app

import (
	"context"
	"strings"

	"songnuan/internal/id"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

const (
	// cellMost is how long a corrected cell may be, in bytes: what a sheet holds.
	cellMost = 32 << 10
	// mendMost bounds the rows that are put right in one go.
	mendMost = 500
)

// MendOrder is a row being put right.
type MendOrder struct {
	At    store.RowPlace
	Cells map[int]string // by column from 0
	Seen  *int           // version of the row that the person saw; nil takes it as it is
}

// Mended is what became of a row that was put right.
type Mended struct {
	At    store.RowPlace
	State registry.AsideState // "" when it has entered
	// Clash names who changed the row since the person saw it; then nothing of
	// the order was taken, and Cells are those of the order that differ from
	// what the other put there.
	Clash string
	Cells map[int]string
}

// MendRow puts cells of a row right, by column from 0, and feeds the rows of
// its household, and only those, through the same reader again. Before the list
// is entered the row is checked anew; of a list that was entered, the household
// enters into the same import when nothing is wrong any more. The file that was
// sent in stays as it came.
//
// It gives the state of the row afterwards; "" when it has entered.
func (d *Desk) MendRow(ctx context.Context, of id.ID, at store.RowPlace, cells map[int]string) (registry.AsideState, error) {
	mended, err := d.MendRows(ctx, of, []MendOrder{{At: at, Cells: cells}})
	if err != nil {
		return "", err
	}
	return mended[0].State, nil
}

// MendRows is MendRow for several rows in one transaction, at most 500. A row
// that somebody else changed since is left, and told.
func (d *Desk) MendRows(ctx context.Context, of id.ID, orders []MendOrder) (mended []Mended, err error) {
	im, err := d.openRows(ctx, of)
	if err != nil {
		return nil, err
	}
	defer im.list.Close()
	if err := checkMend(orders); err != nil {
		return nil, err
	}
	at := make(map[store.RowPlace]*MendOrder, len(orders))
	places := make([]store.RowPlace, len(orders))
	for i := range orders {
		places[i], at[orders[i].At] = orders[i].At, &orders[i]
	}
	var clashes []Mended
	m, err := im.mend(ctx, "import.mend", places, func(row *registry.Aside, e *store.RowEdit) bool {
		o := at[placeOf(row)]
		if o == nil {
			return false
		}
		if o.Seen != nil && *o.Seen != e.Version {
			clashes = append(clashes, Mended{At: o.At, State: row.State, Clash: e.Actor, Cells: differingCells(row, o.Cells)})
			return false
		}
		return editCells(row, e, o.Cells)
	}, func() { clashes = nil })
	if err != nil {
		return nil, err
	}
	for i := range orders {
		mended = append(mended, Mended{At: orders[i].At, State: m.stateOf(orders[i].At)})
		for _, clash := range clashes {
			if clash.At == orders[i].At {
				mended[i] = clash
			}
		}
	}
	return mended, nil
}

func checkMend(orders []MendOrder) error {
	if len(orders) > mendMost {
		return problem.New(problem.TooLarge, "import.too_many_rows", "most", mendMost)
	}
	for _, o := range orders {
		for column, text := range o.Cells {
			if column < 0 || column >= sheet.DefaultLimits().Columns || len(text) > cellMost {
				return problem.New(problem.Invalid, "intake.text_too_long", "column", sheet.ColumnName(max(column, 0)), "longest", cellMost/3)
			}
		}
	}
	return nil
}

// differingCells are the cells of an order that are not what the row has.
func differingCells(row *registry.Aside, cells map[int]string) map[int]string {
	differing := map[int]string{}
	for column, text := range cells {
		if column >= len(row.Cells) && strings.TrimSpace(text) != "" || column < len(row.Cells) && row.Cells[column] != text {
			differing[column] = text
		}
	}
	return differing
}

// editCells puts the cells that were touched into the edit.
func editCells(row *registry.Aside, e *store.RowEdit, cells map[int]string) (changed bool) {
	for column, text := range differingCells(row, cells) { // what was not touched stays as it was sent
		e.Cells[column] = strings.TrimSpace(text)
		delete(e.Fixes, column)
		changed = true
	}
	return changed
}

// LeaveRow leaves the household of a row out of an import, or takes it in
// again.
func (d *Desk) LeaveRow(ctx context.Context, of id.ID, at store.RowPlace, leave bool) (registry.AsideState, error) {
	im, err := d.openRows(ctx, of)
	if err != nil {
		return "", err
	}
	defer im.list.Close()
	m, err := im.mend(ctx, "import.leave", []store.RowPlace{at}, func(_ *registry.Aside, e *store.RowEdit) bool {
		e.Leave = leave
		return true
	}, func() {})
	if err != nil {
		return "", err
	}
	return m.stateOf(at), nil
}

// mend changes the edits of the rows of some households, and deals with those
// anew, in one transaction. change is asked of every row of them; again is
// called before the transaction is begun, as often as that is.
func (im *importing) mend(ctx context.Context, name string, places []store.RowPlace, change func(*registry.Aside, *store.RowEdit) bool, again func()) (m *mending, err error) {
	err = im.store.Write(ctx, func(tx *sqldb.Tx) error {
		again()
		m = &mending{importing: im, tx: tx}
		if err := m.load(ctx, places); err != nil {
			return err
		}
		if err := m.change(ctx, change); err != nil {
			return err
		}
		if err := m.deal(ctx); err != nil {
			return err
		}
		return im.record(ctx, tx, act{name: name, noun: "import", subject: m.batch.ID, where: place{m.batch.Area, m.batch.Unit}, count: int64(m.changed),
			detail: map[string]any{"rows": len(m.rows), "households": len(m.groups), "entered": m.entered}})
	})
	return m, err
}
