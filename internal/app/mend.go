package app

import (
	"context"
	"maps"
	"strings"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// cellMost is how long a corrected cell may be, in bytes: what a sheet holds.
const cellMost = 32 << 10

// MendRow puts cells of a row right, by column from 0, and feeds the rows of
// its household, and only those, through the same reader again. Before the list
// is entered the row is checked anew; of a list that was entered, the household
// enters into the same import when nothing is wrong any more. The file that was
// sent in stays as it came.
//
// It gives the state of the row afterwards; "" when it has entered.
func (d *Desk) MendRow(ctx context.Context, of id.ID, at store.RowPlace, cells map[int]string) (registry.AsideState, error) {
	for column, text := range cells {
		if column < 0 || column >= sheet.DefaultLimits().Columns || len(text) > cellMost {
			return "", problem.New(problem.Invalid, "intake.text_too_long", "column", sheet.ColumnName(max(column, 0)), "longest", cellMost/3)
		}
	}
	return d.mend(ctx, of, at, "import.mend", func(row *registry.Aside, e *store.RowEdit) {
		if row.Sheet != at.Sheet || row.Number != at.Number {
			return
		}
		if e.Cells == nil {
			e.Cells = map[int]string{}
		}
		for column, text := range cells {
			if column >= len(row.Cells) || row.Cells[column] != text { // what was not touched stays as it was sent
				e.Cells[column] = strings.TrimSpace(text)
			}
		}
	})
}

// LeaveRow leaves the household of a row out of an import, or takes it in
// again.
func (d *Desk) LeaveRow(ctx context.Context, of id.ID, at store.RowPlace, leave bool) (registry.AsideState, error) {
	return d.mend(ctx, of, at, "import.leave", func(_ *registry.Aside, e *store.RowEdit) { e.Leave = leave })
}

// mend changes the edits of the rows of a household, and deals with it anew.
func (d *Desk) mend(ctx context.Context, of id.ID, at store.RowPlace, name string, change func(*registry.Aside, *store.RowEdit)) (state registry.AsideState, err error) {
	im, err := d.openSent(ctx, of, nil)
	if err != nil {
		return "", err
	}
	defer im.list.Close()
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		m := &mending{importing: im, tx: tx}
		if err := m.load(ctx, at); err != nil {
			return err
		}
		if err := m.edit(ctx, change); err != nil {
			return err
		}
		if err := m.deal(ctx); err != nil {
			return err
		}
		state = m.stateOf(at)
		return d.record(ctx, tx, act{name: name, noun: "import", subject: of, where: place{m.batch.Area, m.batch.Unit}, count: int64(len(m.rows)),
			detail: map[string]any{"sheet": at.Sheet, "row": at.Number, "entered": m.entered}})
	})
	return state, err
}

// mending is one household of a list being put right.
type mending struct {
	*importing
	tx      *sqldb.Tx
	batch   *registry.Batch
	rows    []registry.Aside // as they were
	next    []registry.Aside // as they are now; none when they have entered
	left    bool
	entered bool
}

func (m *mending) load(ctx context.Context, at store.RowPlace) (err error) {
	if m.batch, err = m.store.Batch(ctx, m.tx, m.importing.batch.ID, m.actor.User, m.actor.Scope); err != nil {
		return err
	}
	if m.batch.State != registry.Checked && m.batch.State != registry.Entered {
		return problem.New(problem.Conflict, "import.being_entered")
	}
	m.rows, err = m.store.AsideWith(ctx, m.tx, m.batch.ID, at)
	return err
}

// edit writes the changed edits, and puts them into the rows.
func (m *mending) edit(ctx context.Context, change func(*registry.Aside, *store.RowEdit)) error {
	edits, err := m.store.Edits(ctx, m.tx, m.batch.ID)
	if err != nil {
		return err
	}
	m.next = append([]registry.Aside(nil), m.rows...)
	for i := range m.next {
		row := &m.next[i]
		at := store.RowPlace{Sheet: row.Sheet, Number: row.Number}
		e := edits[at]
		e.Cells = maps.Clone(e.Cells)
		change(row, &e)
		if err := m.store.PutEdit(ctx, m.tx, m.batch.ID, at, e); err != nil {
			return err
		}
		m.left = m.left || e.Leave
		cells := rowOf(*row)
		for column, text := range e.Cells {
			cells.Cells = withCell(cells.Cells, column, text)
		}
		t := m.list.table(row.Sheet)
		if t == nil {
			return problem.New(problem.Conflict, "import.not_checked")
		}
		*row = registry.Aside{Sheet: row.Sheet, Number: row.Number, Group: row.Group}
		edited := asideOf(t, cells)
		row.Cells, row.Kinds = edited.Cells, edited.Kinds
	}
	return nil
}

// deal checks the household again, or enters it.
func (m *mending) deal(ctx context.Context) error {
	if err := m.store.DropRows(ctx, m.tx, m.batch.ID, m.rows); err != nil {
		return err
	}
	switch {
	case m.left && m.batch.State == registry.Entered:
		return problem.New(problem.Conflict, "import.begun")
	case m.left:
		for i := range m.next {
			m.next[i].State = registry.Left
		}
	default:
		if err := m.again(ctx); err != nil {
			return err
		}
	}
	return m.store.AddAside(ctx, m.tx, m.batch.ID, m.next)
}

// again reads the household by the same reader and rules on it.
func (m *mending) again(ctx context.Context) error {
	lots, err := m.reread(m.next)
	if err != nil {
		return err
	}
	if m.batch.State == registry.Checked {
		rulings, err := m.kind.judge(ctx, m.tx, m.importing, lots)
		if err != nil {
			return err
		}
		m.next = nil
		for i, l := range lots {
			m.next = append(m.next, m.marked(l, &rulings[i])...)
		}
		return nil
	}
	verdicts, err := m.kind.enter(ctx, m.tx, m.importing, lots)
	if err != nil {
		return err
	}
	m.next = nil
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
		m.entered = true
	}
	return m.store.SaveBatch(ctx, m.tx, m.batch)
}

// reread reads rows set aside as the stream reads them. A row whose household
// number was put right may leave the others.
func (im *importing) reread(rows []registry.Aside) (lots []*lot, err error) {
	reading, err := im.newReading(im.seen.tell, func(l *lot) error {
		im.kind.prepare(im, l)
		lots = append(lots, l)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		t, cells := im.list.table(row.Sheet), rowOf(row)
		if t == nil {
			return nil, problem.New(problem.Conflict, "import.not_checked")
		}
		reading.key(t, cells)
		if err := reading.add(t, cells); err != nil {
			return nil, err
		}
	}
	err = reading.flush()
	return lots, err
}

func (m *mending) stateOf(at store.RowPlace) registry.AsideState {
	for i := range m.next {
		if m.next[i].Sheet == at.Sheet && m.next[i].Number == at.Number {
			return m.next[i].State
		}
	}
	return ""
}

// proposalsAtOnce bounds the rows that AcceptProposals puts right in one go.
const proposalsAtOnce = 500

// AcceptProposals puts the one word in place wherever the reader refused a cell
// and there is only one that it can mean. It gives how many rows it put right;
// what takes more than a word stays for a person.
func (d *Desk) AcceptProposals(ctx context.Context, of id.ID) (mended int64, err error) {
	if err := d.actor.Must(identity.ListImport); err != nil {
		return 0, err
	}
	for after := (store.RowPlace{}); ; {
		var rows []registry.Aside
		err := d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
			if _, err := d.store.Batch(ctx, tx, of, d.actor.User, d.actor.Scope); err != nil {
				return err
			}
			rows, err = d.store.AsideRows(ctx, tx, of, registry.Wrong, after, proposalsAtOnce)
			return err
		})
		if err != nil || len(rows) == 0 {
			return mended, err
		}
		for i := range rows {
			after = store.RowPlace{Sheet: rows[i].Sheet, Number: rows[i].Number}
			cells, err := d.proposedFor(ctx, of, &rows[i])
			if err != nil {
				return mended, err
			}
			if len(cells) == 0 {
				continue
			}
			if _, err := d.MendRow(ctx, of, after, cells); err != nil {
				return mended, err
			}
			mended++
		}
	}
}

// proposedFor gives the cells that the findings of a row say a single word for.
func (d *Desk) proposedFor(ctx context.Context, of id.ID, row *registry.Aside) (cells map[int]string, err error) {
	t := &ImportTable{}
	for _, f := range row.Reasons {
		words := Proposals(f)
		if len(words) != 1 || f.Column == "" {
			continue
		}
		if t.Headings == nil {
			err := d.store.Read(ctx, func(tx *sqldb.Tx) error {
				b, err := d.store.Batch(ctx, tx, of, d.actor.User, d.actor.Scope)
				if err == nil {
					_, err = t.headings(b)
				}
				return err
			})
			if err != nil {
				return nil, err
			}
			cells = map[int]string{}
		}
		for i, heading := range t.Headings[row.Sheet] {
			if heading == f.Column {
				cells[i] = words[0]
				break
			}
		}
	}
	return cells, nil
}
