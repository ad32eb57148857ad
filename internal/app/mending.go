package app

import (
	"context"
	"maps"

	"songnuan/internal/intake"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// mending is some households of a list being put right.
type mending struct {
	*importing
	tx      *sqldb.Tx
	batch   *registry.Batch
	shared  *sharing
	groups  [][]registry.Aside // the rows of each household, with what was put right in them
	rows    []registry.Aside   // as they were
	next    []registry.Aside   // as they are now; those that have entered are gone
	changed int                // rows
	celled  map[string]bool    // households of which a cell was changed, by their group
	entered int                // rows
}

func (m *mending) load(ctx context.Context, places []store.RowPlace) (err error) {
	if m.batch, err = m.store.Batch(ctx, m.tx, m.importing.batch.ID, m.actor.User, m.actor.Scope); err != nil {
		return err
	}
	if m.batch.State != registry.Checked && m.batch.State != registry.Entered {
		return problem.New(problem.Conflict, "import.being_entered")
	}
	if m.shared, err = m.sharing(ctx, m.tx); err != nil {
		return err
	}
	for _, at := range places {
		if err := m.add(ctx, at); err != nil {
			return err
		}
	}
	return nil
}

// add takes the household of a row in, unless it is among them.
func (m *mending) add(ctx context.Context, at store.RowPlace) error {
	if m.rowAt(m.rows, at) != nil {
		return nil
	}
	rows, err := m.store.AsideWith(ctx, m.tx, m.batch.ID, at)
	if err != nil {
		return err
	}
	m.recallLikes(rows)
	for i := range rows {
		e, err := m.store.Edit(ctx, m.tx, m.batch.ID, placeOf(&rows[i]))
		if err != nil {
			return err
		}
		m.order.draft.edits[placeOf(&rows[i])] = e
	}
	m.rows = append(m.rows, rows...)
	m.groups = append(m.groups, append([]registry.Aside(nil), rows...))
	return nil
}

func (*mending) rowAt(rows []registry.Aside, at store.RowPlace) *registry.Aside {
	for i := range rows {
		if placeOf(&rows[i]) == at {
			return &rows[i]
		}
	}
	return nil
}

// change writes the changed edits, and puts them into the rows. Households
// that shared an ID number with one of them are looked at again with them.
func (m *mending) change(ctx context.Context, change func(*registry.Aside, *store.RowEdit) bool) error {
	for n := 0; n < len(m.groups); n++ {
		for i := range m.groups[n] {
			row := &m.groups[n][i]
			at := placeOf(row)
			e := m.order.draft.edits[at]
			e.Cells, e.Fixes = cloned(e.Cells), cloned(e.Fixes)
			if !change(row, &e) {
				continue
			}
			if !maps.Equal(e.Cells, m.order.draft.edits[at].Cells) {
				m.cell(row.Group)
			}
			e.Actor = m.actor.Name
			if err := m.store.PutEdit(ctx, m.tx, m.batch.ID, at, e); err != nil {
				return err
			}
			m.changed++
			e.Version++
			m.order.draft.edits[at] = e
			m.put(row, e)
			others := m.shared.with(row)
			m.shared.put(m.importing, row)
			for _, other := range others {
				if err := m.add(ctx, other); err != nil && !problem.Is(err, problem.NotFound) {
					return err
				}
			}
		}
	}
	return nil
}

func (m *mending) cell(group string) {
	if m.celled == nil {
		m.celled = map[string]bool{}
	}
	m.celled[group] = true
}

func cloned[V any](of map[int]V) map[int]V {
	if of == nil {
		return map[int]V{}
	}
	return maps.Clone(of)
}

// put puts the cells of an edit into a row.
func (m *mending) put(row *registry.Aside, e store.RowEdit) {
	cells := rowOf(*row)
	for column, text := range e.Cells {
		cells.Cells = withCell(cells.Cells, column, text)
	}
	edited := asideOf(&table{place: row.Sheet}, cells)
	row.Cells, row.Kinds = edited.Cells, edited.Kinds
}

// deal checks the households again, or enters them.
func (m *mending) deal(ctx context.Context) error {
	if m.changed == 0 {
		m.next = m.rows
		return nil
	}
	if err := m.store.DropRows(ctx, m.tx, m.batch.ID, m.rows); err != nil {
		return err
	}
	var lots []*lot
	for _, rows := range m.groups {
		if m.leaves(rows) {
			if m.batch.State == registry.Entered {
				return problem.New(problem.Conflict, "import.begun")
			}
			for i := range rows {
				rows[i].State, rows[i].Reasons = registry.Left, nil
			}
			m.next = append(m.next, rows...)
			continue
		}
		read, err := m.reread(rows)
		if err != nil {
			return err
		}
		lots = append(lots, read...)
	}
	err := m.lookAgain(ctx, lots)
	if err == nil {
		err = m.rule(ctx, lots)
	}
	if err == nil {
		err = m.store.AddAside(ctx, m.tx, m.batch.ID, m.next)
	}
	return err
}

func (m *mending) leaves(rows []registry.Aside) bool {
	for i := range rows {
		if m.edit(rows[i].Sheet, rows[i].Number).Leave {
			return true
		}
	}
	return false
}

// rule judges the households, or enters them into an import that has ended.
func (m *mending) rule(ctx context.Context, lots []*lot) error {
	if m.batch.State == registry.Checked {
		rulings, err := m.kind.judge(ctx, m.tx, m.importing, lots)
		for i := range rulings {
			m.next = append(m.next, m.marked(lots[i], &rulings[i])...)
		}
		return err
	}
	verdicts, err := m.kind.enter(ctx, m.tx, m.importing, lots)
	if err != nil {
		return err
	}
	for i, l := range lots {
		n := int64(len(l.rows))
		switch verdicts[i].state {
		case wrong:
			m.next = append(m.next, m.bad(l, verdicts[i])...)
			continue
		case entered:
			m.batch.Rows.Entered += n
		case unchanged:
			m.batch.Rows.Unchanged += n
		}
		m.batch.Rows.Wrong -= n
		m.entered += len(l.rows)
	}
	return m.store.SaveBatch(ctx, m.tx, m.batch)
}

// reread reads the kept rows of a household as the stream reads them. A row
// whose household number was put right may leave the others.
func (im *importing) reread(rows []registry.Aside) (lots []*lot, err error) {
	return im.rereadWith(im.seen.tell, rows)
}

func (m *mending) reread(rows []registry.Aside) ([]*lot, error) {
	return m.rereadWith(m.shared.tell, rows)
}

func (im *importing) rereadWith(known knower, rows []registry.Aside) (lots []*lot, err error) {
	reading, err := im.newReading(known, func(l *lot) error {
		im.kind.prepare(im, l)
		lots = append(lots, l)
		return nil
	})
	if err != nil {
		return nil, err
	}
	above := map[int]registry.Aside{}
	for i := range rows {
		t := im.list.table(rows[i].Sheet)
		if t == nil {
			return nil, problem.New(problem.Conflict, "import.not_checked")
		}
		above[rows[i].Number] = rows[i]
		cells := t.withAbove(&rows[i])
		reading.key(t, cells)
		if err := reading.add(t, cells); err != nil {
			return nil, err
		}
	}
	if err := reading.flush(); err != nil {
		return nil, err
	}
	for _, l := range lots { // as they were kept, with their household and without what the reader was told
		for i := range l.rows {
			l.rows[i] = above[l.rows[i].Number]
			l.rows[i].State, l.rows[i].Reasons = "", nil
		}
		im.tellAbove(l)
	}
	return lots, nil
}

// tellAbove notes again that a blank village was read from the row above.
func (im *importing) tellAbove(l *lot) {
	row := &l.rows[0]
	c, ok := im.list.table(row.Sheet).mapping.Of("village")
	if ok && row.Above != "" && rowOf(*row).Text(c.Index) == "" {
		l.findings.Add(intake.Warning, row.Number, c, villageAbove, "name", row.Above)
	}
}

// withAbove is the row with the village of the row above in its blank cell,
// since that row is not read with it.
func (t *table) withAbove(row *registry.Aside) sheet.Row {
	cells := rowOf(*row)
	if c, ok := t.mapping.Of("village"); ok && row.Above != "" && cells.Text(c.Index) == "" {
		cells.Cells = withCell(cells.Cells, c.Index, row.Above)
	}
	return cells
}

func (m *mending) stateOf(at store.RowPlace) registry.AsideState {
	if row := m.rowAt(m.next, at); row != nil {
		return row.State
	}
	return ""
}
