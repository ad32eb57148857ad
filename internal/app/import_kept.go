package app

import (
	"context"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// openRows opens an import that was sent in for reading its kept rows again: what
// the columns mean was written down by the check, so the file stays closed.
func (d *Desk) openRows(ctx context.Context, of id.ID) (*importing, error) {
	if err := d.actor.Must(identity.ListImport); err != nil {
		return nil, err
	}
	var b *registry.Batch
	err := d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		b, err = d.store.Batch(ctx, tx, of, d.actor.User, d.actor.Scope)
		return err
	})
	if err != nil {
		return nil, err
	}
	if b.Upload == "" {
		return nil, problem.New(problem.Conflict, "import.from_disk")
	}
	detail, err := detailOf(b)
	if err != nil {
		return nil, err
	}
	if !detail.whole() { // checked before the columns were written down
		return d.openSent(ctx, of, nil)
	}
	w := &draft{batch: b, edits: map[store.RowPlace]store.RowEdit{}}
	im, err := d.newImporting(ctx, kindOf(b.Kind), d.orderOf(w, detail), nil)
	if err != nil {
		return nil, err
	}
	im.list = &officeList{name: b.File, digest: b.Digest, wish: listWish{edits: w.edits}}
	for _, t := range detail.Tables {
		im.list.tables = append(im.list.tables, table{place: t.Place, sheet: t.Sheet, header: intake.Header{Headings: t.Headings}, mapping: intake.Mapping{Columns: t.Columns}})
	}
	batch := *b
	batch.Started = d.clock.Now() // what enters from now on is recorded now
	im.batch = &batch
	return im, nil
}

// whole tells whether the columns of all sheets are known.
func (detail batchDetail) whole() bool {
	for _, t := range detail.Tables {
		if len(t.Columns) == 0 {
			return false
		}
	}
	return len(detail.Tables) > 0
}

// edit is what a person put right in a row.
func (im *importing) edit(sheet, number int) store.RowEdit {
	if im.order.draft == nil {
		return store.RowEdit{}
	}
	return im.order.draft.edits[store.RowPlace{Sheet: sheet, Number: number}]
}

// accepted tells whether a person has taken over what the reader made of a cell.
func (im *importing) accepted(row *registry.Aside, f *intake.Finding) bool {
	for column, fix := range im.edit(row.Sheet, row.Number).Fixes {
		if fix.Mark && fix.Key == f.Key && im.list.table(row.Sheet).column(f) == column {
			return true
		}
	}
	return false
}

// column is where a finding's cell stands in the row, from 0; -1 when it
// concerns the row.
func (t *table) column(f *intake.Finding) int {
	if t == nil || f.Column == "" {
		return -1
	}
	at := -1
	for _, c := range t.mapping.Columns {
		switch {
		case c.Heading != f.Column:
		case c.Field == f.Field:
			return c.Index
		case at < 0:
			at = c.Index
		}
	}
	return at
}

// idColumns are the columns of a sheet that hold ID numbers.
func (t *table) idColumns() (columns []int) {
	for _, c := range t.mapping.Columns {
		if c.Field == "id_number" || c.Field == "head_id" {
			columns = append(columns, c.Index)
		}
	}
	return columns
}

// sharing finds out which kept rows have an ID number in common, as far as the
// check found that they had.
type sharing struct {
	numbers map[string]map[store.RowPlace]bool
	rows    map[store.RowPlace]registry.Aside
}

// sharedMost bounds the rows that are held against one another.
const sharedMost = 20_000

func (im *importing) sharing(ctx context.Context, tx *sqldb.Tx) (*sharing, error) {
	rows, err := im.store.AsideSaying(ctx, tx, im.batch.ID, "registry.id_in_two", sharedMost)
	s := &sharing{map[string]map[store.RowPlace]bool{}, map[store.RowPlace]registry.Aside{}}
	for i := range rows {
		s.put(im, &rows[i])
	}
	return s, err
}

func (s *sharing) put(im *importing, row *registry.Aside) {
	at := placeOf(row)
	for _, places := range s.numbers {
		delete(places, at)
	}
	s.rows[at] = *row
	t := im.list.table(row.Sheet)
	if t == nil {
		return
	}
	for _, column := range t.idColumns() {
		if column >= len(row.Cells) {
			continue
		}
		text, _ := intake.Text(row.Cells[column])
		number, err := personal.ParseID(intake.Compact(text))
		if err != nil {
			continue
		}
		if s.numbers[number.Clear()] == nil {
			s.numbers[number.Clear()] = map[store.RowPlace]bool{}
		}
		s.numbers[number.Clear()][at] = true
	}
}

// tell says which other row has a number, as the scan of the whole file does.
func (s *sharing) tell(number string, row int) (other int, again bool) {
	for at := range s.numbers[number] {
		if at.Number != row && (!again || at.Number < other) {
			other, again = at.Number, true
		}
	}
	return other, again
}

// with are the rows that share a number with a row.
func (s *sharing) with(row *registry.Aside) (others []store.RowPlace) {
	at := placeOf(row)
	for _, places := range s.numbers {
		if !places[at] {
			continue
		}
		for other := range places {
			if other != at {
				others = append(others, other)
			}
		}
	}
	return others
}

func placeOf(row *registry.Aside) store.RowPlace {
	return store.RowPlace{Sheet: row.Sheet, Number: row.Number}
}
