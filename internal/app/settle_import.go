package app

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
)

const (
	previewRows = 20
	samplesMost = 3
)

// ImportDraft is a list that was sent in, as it was understood so far.
type ImportDraft struct {
	*registry.Batch
	AsOf   day.Date
	Fields []intake.Field // that a column can carry
	Sheets []DraftSheet
	Notes  intake.Findings
	Same   []*registry.Batch // other imports of the same file that the actor sees
}

// DraftSheet is one sheet with what its columns were understood as.
type DraftSheet struct {
	Place       int
	Name        string
	Left        bool // a person leaves it out
	First, Last int  // rows of the heading; 0 when none was found
	Told        bool // a person pointed the heading out
	Top         []DraftRow
	Columns     []DraftColumn
}

// DraftRow is a row of the preview, personal data masked.
type DraftRow struct {
	Number int
	Cells  []string
}

// DraftColumn is a column with some of its values, personal data masked.
type DraftColumn struct {
	intake.Column
	Samples []string
}

// ImportDraft shows how a list that was sent in is understood.
func (d *Desk) ImportDraft(ctx context.Context, of id.ID) (*ImportDraft, error) {
	if err := d.actor.Must(identity.ListImport); err != nil {
		return nil, err
	}
	w, same, err := d.loadDraft(ctx, of)
	if err != nil {
		return nil, err
	}
	detail, err := detailOf(w.batch)
	if err != nil {
		return nil, err
	}
	kind := kindOf(w.batch.Kind)
	view := &ImportDraft{Batch: w.batch, AsOf: detail.AsOf, Fields: kind.catalogue().Fields, Same: same}
	l, err := d.understand(ctx, w, detail)
	if err != nil && problem.As(err).Key != "app.no_table" {
		return nil, err
	}
	if l == nil { // no heading is known: a person points it out
		r, err := d.sent(ctx, w.kept).open()
		if err != nil {
			return nil, err
		}
		l = &officeList{reader: r}
	}
	defer l.Close()
	view.Notes = l.notes
	return view, view.addSheets(l, detail)
}

// loadDraft reads a draft of the actor's own or of the scope.
func (d *Desk) loadDraft(ctx context.Context, of id.ID) (w *draft, same []*registry.Batch, err error) {
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		b, err := d.store.Batch(ctx, tx, of, d.actor.User, d.actor.Scope)
		if err != nil {
			return err
		}
		if b.Upload == "" {
			return problem.New(problem.Conflict, "import.from_disk")
		}
		if w, err = d.openDraft(ctx, tx, b); err != nil {
			return err
		}
		same, err = d.store.SameFile(ctx, tx, b, d.actor.User, d.actor.Scope, 5)
		return err
	})
	return w, same, err
}

// understand opens a draft's list by its kind.
func (d *Desk) understand(ctx context.Context, w *draft, detail batchDetail) (*officeList, error) {
	kind := kindOf(w.batch.Kind)
	wish := listWish{w.batch.Mapping, detail.Leave, detail.Headers, w.edits}
	return openList(d.sent(ctx, w.kept), kind.catalogue(), kind.guess, wish, d.recallFor(ctx, kind))
}

// recallFor finds mappings that were confirmed before for lists of a kind.
func (d *Desk) recallFor(ctx context.Context, kind listKind) recall {
	return func(fingerprint string) (fields map[string]string, err error) {
		err = d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
			fields, err = d.store.Mapping(ctx, tx, kind.name(), fingerprint)
			return err
		})
		return fields, err
	}
}

func (v *ImportDraft) addSheets(l *officeList, detail batchDetail) error {
	for place, name := range l.reader.Sheets() {
		s := DraftSheet{Place: place, Name: personal.HideNumbers(name), Left: slices.Contains(detail.Leave, place)}
		_, s.Told = detail.Headers[place]
		if err := l.reader.Use(name); err != nil {
			return err
		}
		rows, err := l.top()
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		t := l.table(place)
		if t != nil {
			s.First, s.Last = t.header.First, t.header.Last
			for _, c := range t.mapping.Columns {
				s.Columns = append(s.Columns, DraftColumn{c, samples(c, t.sample)})
			}
		}
		for _, row := range rows[:min(len(rows), previewRows)] {
			s.Top = append(s.Top, preview(t, row))
		}
		v.Sheets = append(v.Sheets, s)
	}
	return nil
}

// samples are the first values of a column that differ, masked.
func samples(c intake.Column, rows []sheet.Row) (some []string) {
	for _, row := range rows {
		if c.Index >= len(row.Cells) || len(some) == samplesMost {
			continue
		}
		text := maskedCell(c.Field, row.Cells[c.Index].Plain())
		if text != "" && !slices.Contains(some, text) {
			some = append(some, text)
		}
	}
	return some
}

// preview masks the rows below a heading by what their columns are. Without a
// heading nobody knows: then all digits of numbers go.
func preview(t *table, row sheet.Row) DraftRow {
	r := DraftRow{Number: row.Number}
	for i, cell := range row.Cells {
		field := ""
		if t != nil && row.Number > t.header.Last {
			field = fieldAt(t.mapping, i)
		}
		r.Cells = append(r.Cells, maskedCell(field, cell.Plain()))
	}
	return r
}

func fieldAt(m intake.Mapping, column int) string {
	for _, c := range m.Columns {
		if c.Index == column {
			return c.Field
		}
	}
	return ""
}

// maskedCell is a cell as it is shown to who did not ask for clear text.
func maskedCell(field, text string) string {
	switch field {
	case "name", "head", "contact", "card_holder":
		return intake.Masked(text)
	case "birth":
		return text[:min(len(text), len("2006"))]
	case "address":
		return personal.NewAddress(text).String()
	}
	return intake.Clip(personal.HideNumbers(text))
}

// SettleOrder is what a person settles of a list before it is checked.
type SettleOrder struct {
	Area    area.Code
	Unit    string // name
	AsOf    day.Date
	Mapping map[string]string // heading → field, over the guess
	Leave   []int             // places of sheets that are left out
	Headers map[int][2]int    // rows of the heading by the place of the sheet, over what was found
	Form    string
}

// SettleImport writes down how a list is to be read, and has every row of it
// checked in the background. An earlier check is forgotten; what was put right
// in rows stays. Error: Invalid when the columns cannot mean that.
func (d *Desk) SettleImport(ctx context.Context, of id.ID, order SettleOrder) (j *identity.Job, err error) {
	kind, err := d.mayAsk(identity.ImportCheck)
	if err != nil {
		return nil, err
	}
	w, _, err := d.loadDraft(ctx, of)
	if err != nil {
		return nil, err
	}
	if err := d.settle(ctx, w, order); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
		if j, err = d.enqueue(ctx, tx, kind, JobOrder{Kind: identity.ImportCheck, Args: ImportArgs{of}, Form: order.Form}); err != nil {
			return err
		}
		if err := d.store.SaveDraft(ctx, tx, w.batch); err != nil {
			return err
		}
		if err := d.store.ClearAside(ctx, tx, of); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "import.settle", noun: "import", subject: of, where: place{w.batch.Area, w.batch.Unit}, count: 1})
	})
	return j, err
}

// RereadImport writes down which sheets of a list are read and where their
// headings stand, for its columns to be guessed anew.
func (d *Desk) RereadImport(ctx context.Context, of id.ID, order SettleOrder) error {
	if err := d.actor.Must(identity.ListImport); err != nil {
		return err
	}
	w, _, err := d.loadDraft(ctx, of)
	if err != nil {
		return err
	}
	if order.AsOf.IsZero() {
		order.AsOf = d.clock.Today()
	}
	body, err := json.Marshal(batchDetail{AsOf: order.AsOf, Unit: order.Unit, Leave: order.Leave, Headers: order.Headers})
	if err != nil {
		return err
	}
	b := w.batch
	b.State, b.Checked, b.Detail, b.Mapping = registry.Draft, "", string(body), nil
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := d.store.SaveDraft(ctx, tx, b); err != nil {
			return err
		}
		if err := d.store.ClearAside(ctx, tx, of); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "import.settle", noun: "import", subject: of, where: place{b.Area, b.Unit}, count: 1})
	})
}

// settle puts the order into the draft, if the list can be read by it.
func (d *Desk) settle(ctx context.Context, w *draft, order SettleOrder) error {
	b := w.batch
	if order.AsOf.IsZero() {
		order.AsOf = d.clock.Today()
	}
	detail := batchDetail{AsOf: order.AsOf, Unit: order.Unit, Leave: order.Leave, Headers: order.Headers}
	body, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	scope, ok := d.actor.Scope.Within(order.Area, "")
	if !ok {
		return problem.New(problem.Forbidden, "app.outside_scope")
	}
	b.State, b.Checked, b.Detail, b.Mapping, b.Area = registry.Draft, "", string(body), order.Mapping, commonArea(order.Area, scope)
	im, err := d.openImport(ctx, kindOf(b.Kind), d.orderOf(w, detail), nil)
	if err != nil {
		return err
	}
	defer im.list.Close()
	b.Unit = im.unit
	b.Detail = im.batch.Detail
	for i := range im.list.tables {
		if err := im.kind.reader(im, im.list.tables[i].mapping, im.seen.note).Check(); err != nil {
			return err
		}
	}
	return nil
}

// orderOf is the order of an import that was sent in.
func (d *Desk) orderOf(w *draft, detail batchDetail) ImportOrder {
	return ImportOrder{Area: w.batch.Area, Unit: detail.Unit, Mapping: w.batch.Mapping, AsOf: detail.AsOf, draft: w}
}
