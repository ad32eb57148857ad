package app

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"songnuan/internal/id"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

const (
	fixRowsAtOnce  = 500  // kept rows looked through at a time
	fixMost        = 2000 // rows put right by one call
	fixesShown     = 10   // examples of a kind
	fixHousesAtOne = 100  // households in one transaction
)

// FixKind is what a person can take over at once: one kind of mistake in one
// column.
type FixKind struct {
	Key     string // of the finding
	Column  string // heading
	Count   int64  // rows in which it is proposed
	Taken   int64  // rows in which it was taken over, before the list is entered
	Example []FixExample
}

// FixExample is one of them, personal data masked.
type FixExample struct {
	At       store.RowPlace
	Old, New string
}

// ProposedFixes goes through the rows that are wrong or doubtful, and says what
// of it can be put right as proposed, by kind and column, the most frequent
// first.
func (d *Desk) ProposedFixes(ctx context.Context, of id.ID) (kinds []FixKind, err error) {
	im, err := d.openRows(ctx, of)
	if err != nil {
		return nil, err
	}
	defer im.list.Close()
	t := &fixTally{at: map[[2]string]int{}}
	err = im.eachFix(ctx, func(row *registry.Aside, f fix) error {
		t.add(im, row, f)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if im.order.draft.batch.State == registry.Checked {
		if err := t.addTaken(ctx, im); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(t.kinds, func(a, b FixKind) int { return cmp.Compare(b.Count, a.Count) })
	return t.kinds, nil
}

// fixTally counts fixes by kind and column.
type fixTally struct {
	kinds []FixKind
	at    map[[2]string]int
}

func (t *fixTally) kind(key, column string) *FixKind {
	i, had := t.at[[2]string{key, column}]
	if !had {
		i = len(t.kinds)
		t.at[[2]string{key, column}] = i
		t.kinds = append(t.kinds, FixKind{Key: key, Column: column})
	}
	return &t.kinds[i]
}

func (t *fixTally) add(im *importing, row *registry.Aside, f fix) {
	table := im.list.table(row.Sheet)
	k := t.kind(f.key, table.heading(f.column))
	if k.Count++; len(k.Example) < fixesShown {
		field := fieldAt(table.mapping, f.column)
		e := FixExample{placeOf(row), maskedCell(field, f.old), maskedCell(field, f.now)}
		if f.mark {
			e.Old, e.New = maskedOld(f.old), maskedOld(f.now)
		}
		k.Example = append(k.Example, e)
	}
}

// maskedOld shows of a number of 15 digits, and of what becomes of it, no more
// than of every ID number: the place and the end.
func maskedOld(number string) string {
	const shown = 6 + 4
	if len(number) < shown {
		return personal.HideNumbers(number)
	}
	return number[:6] + strings.Repeat("*", len(number)-shown) + number[len(number)-4:]
}

// addTaken counts what was taken over before.
func (t *fixTally) addTaken(ctx context.Context, im *importing) error {
	edits, err := im.allEdits(ctx)
	for at, e := range edits {
		for column, f := range e.Fixes {
			if table := im.list.table(at.Sheet); table != nil {
				t.kind(f.Key, table.heading(column)).Taken++
			}
		}
	}
	return err
}

func (im *importing) allEdits(ctx context.Context) (edits map[store.RowPlace]store.RowEdit, err error) {
	err = im.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		edits, err = im.store.Edits(ctx, tx, im.batch.ID)
		return err
	})
	return edits, err
}

// heading is what stands above a column.
func (t *table) heading(column int) string {
	for _, c := range t.mapping.Columns {
		if c.Index == column {
			return c.Heading
		}
	}
	return ""
}

// eachFix gives what can be put right in the rows that something was noticed of.
func (im *importing) eachFix(ctx context.Context, yield func(*registry.Aside, fix) error) error {
	for _, state := range []registry.AsideState{registry.Wrong, registry.Doubt, registry.Twin} {
		err := im.eachAside(ctx, state, func(row *registry.Aside) error {
			for _, f := range im.fixes(row) {
				if err := yield(row, f); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachAside gives the kept rows of a state in the order of the file.
func (im *importing) eachAside(ctx context.Context, state registry.AsideState, yield func(*registry.Aside) error) error {
	for after := (store.RowPlace{}); ; {
		var rows []registry.Aside
		err := im.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
			rows, err = im.store.AsideRows(ctx, tx, im.batch.ID, state, after, fixRowsAtOnce)
			return err
		})
		if err != nil {
			return err
		}
		for i := range rows {
			if err := yield(&rows[i]); err != nil {
				return err
			}
		}
		if len(rows) < fixRowsAtOnce {
			return nil
		}
		after = placeOf(&rows[len(rows)-1])
	}
}

// FixOrder says which proposals to take over: of one kind, or of all when Key
// is ""; in one column, or in all when Column is "".
type FixOrder struct{ Key, Column string }

func (o FixOrder) takes(key, column string) bool {
	return (o.Key == "" || o.Key == key) && (o.Column == "" || o.Column == column)
}

// AcceptFixes takes over what is proposed. It gives the number of rows it put
// right, and whether there are more: one call puts 2000 right at most. Asked
// again it finds nothing left to do.
func (d *Desk) AcceptFixes(ctx context.Context, of id.ID, order FixOrder) (done int64, more bool, err error) {
	im, err := d.openRows(ctx, of)
	if err != nil {
		return 0, false, err
	}
	defer im.list.Close()
	var places []store.RowPlace
	err = im.eachFix(ctx, func(row *registry.Aside, f fix) error {
		if !order.takes(f.key, im.list.table(row.Sheet).heading(f.column)) {
			return nil
		}
		if len(places) == fixMost {
			return errEnough
		}
		if at := placeOf(row); len(places) == 0 || places[len(places)-1] != at {
			places = append(places, at)
		}
		return nil
	})
	if more = errors.Is(err, errEnough); err != nil && !more {
		return 0, false, err
	}
	for chunk := range slices.Chunk(places, fixHousesAtOne) {
		n, err := im.acceptSome(ctx, order, chunk)
		if done += n; err != nil {
			return done, false, err
		}
	}
	return done, more, nil
}

func (im *importing) acceptSome(ctx context.Context, order FixOrder, places []store.RowPlace) (done int64, err error) {
	var whole map[string][]fix // by household
	m, err := im.mend(ctx, "import.accept", places, func(row *registry.Aside, e *store.RowEdit) (changed bool) {
		taken := map[int]bool{}
		for _, f := range im.fixes(row) {
			if !order.takes(f.key, im.list.table(row.Sheet).heading(f.column)) {
				continue
			}
			if f.whole && f.old != "" && row.Group != "" {
				whole[row.Group] = append(whole[row.Group], f)
			}
			takeFix(e, f)
			taken[f.column] = true
		}
		for _, f := range whole[row.Group] { // what other rows of the household say again
			if !taken[f.column] && f.column < len(row.Cells) && row.Cells[f.column] == f.old {
				takeFix(e, f)
				taken[f.column] = true
			}
		}
		return len(taken) > 0
	}, func() { whole = map[string][]fix{} })
	if err != nil {
		return 0, err
	}
	return int64(m.changed), nil
}

// takeFix puts a proposal into an edit, with what it takes to take it back.
func takeFix(e *store.RowEdit, f fix) {
	taken := store.RowFix{Key: f.key, Mark: f.mark}
	if !f.mark {
		_, taken.Edited = e.Cells[f.column]
		taken.Was, taken.Kind, taken.Now = f.old, f.kind, f.now
		e.Cells[f.column] = f.now
	}
	e.Fixes[f.column] = taken
}

// UndoFixes takes proposals back that were taken over, before the list is
// entered. A cell that a person has changed since stays as it is.
func (d *Desk) UndoFixes(ctx context.Context, of id.ID, order FixOrder) (done int64, err error) {
	im, err := d.openRows(ctx, of)
	if err != nil {
		return 0, err
	}
	defer im.list.Close()
	if im.order.draft.batch.State != registry.Checked {
		return 0, problem.New(problem.Conflict, "import.begun")
	}
	edits, err := im.allEdits(ctx)
	if err != nil {
		return 0, err
	}
	var places []store.RowPlace
	for at, e := range edits {
		for column, f := range e.Fixes {
			if t := im.list.table(at.Sheet); t != nil && order.takes(f.Key, t.heading(column)) {
				places = append(places, at)
				break
			}
		}
	}
	slices.SortFunc(places, func(a, b store.RowPlace) int {
		return cmp.Or(cmp.Compare(a.Sheet, b.Sheet), cmp.Compare(a.Number, b.Number))
	})
	for chunk := range slices.Chunk(places, fixHousesAtOne) {
		m, err := im.mend(ctx, "import.accept_undo", chunk, func(row *registry.Aside, e *store.RowEdit) bool { return im.untake(row, e, order) }, func() {})
		if err != nil {
			return done, err
		}
		done += int64(m.changed)
	}
	return done, nil
}

// untake takes the fixes of an order out of an edit, and out of the row.
func (im *importing) untake(row *registry.Aside, e *store.RowEdit, order FixOrder) (changed bool) {
	for column, f := range e.Fixes {
		if !order.takes(f.Key, im.list.table(row.Sheet).heading(column)) {
			continue
		}
		delete(e.Fixes, column)
		changed = true
		switch {
		case f.Mark || e.Cells[column] != f.Now:
		case f.Edited:
			e.Cells[column] = f.Was
		default: // as it was sent
			delete(e.Cells, column)
			row.Cells[column], row.Kinds[column] = f.Was, f.Kind
		}
	}
	return changed
}
