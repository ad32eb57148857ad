package app

import (
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/intake"
	"songnuan/internal/registry"
	"songnuan/internal/sheet"
)

// lot is one household, or one helper, of a list on its way into the registry:
// the rows it was read from, and what they say.
type lot struct {
	key      uint64 // of its rows
	group    string // the same as the list writes it; may hold a clear number
	rows     []registry.Aside
	findings intake.Findings
	payload  any // what the kind of list makes of it; nil when a finding keeps it out
}

// reading turns the rows of a list into lots, table by table.
type reading struct {
	im      *importing
	known   knower
	give    func(*lot) error
	table   *table
	grouper grouper
	reader  rowReader
	seed    maphash.Seed
	buffer  []registry.Aside // rows of the lot being read
	key64   uint64           // of the row in hand
	keyText string
	first   uint64 // of the rows in the buffer
	group   string
}

// knower tells whether something that only one row may have stands in another
// row of the file: an ID number, a helper.
type knower func(what string, row int) (other int, again bool)

// grouper says to which lot a row belongs.
type grouper interface{ Key(sheet.Row) string }

// rowReader makes records of rows. Add gives the record before when the row
// begins another.
type rowReader interface {
	Check() error
	Add(sheet.Row) *lot
	Flush() *lot
}

func (im *importing) newReading(known knower, give func(*lot) error) (*reading, error) {
	r := &reading{im: im, known: known, give: give, seed: im.seen.seed}
	for i := range im.list.tables {
		if err := im.kind.reader(im, im.list.tables[i].mapping, known).Check(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// key names the lot of a row, for all sheets of the file. single: no other row
// can have the key.
func (r *reading) key(t *table, row sheet.Row) (key uint64, single bool) {
	if r.table != t || r.grouper == nil {
		r.grouper = r.im.kind.grouper(t.mapping)
	}
	text := r.grouper.Key(row)
	r.keyText = strconv.Itoa(t.place) + "|" + text
	r.key64 = maphash.String(r.seed, r.keyText)
	return r.key64, strings.HasPrefix(text, "#")
}

// add takes the next data row, after key was asked for it.
func (r *reading) add(t *table, row sheet.Row) error {
	if r.table != t {
		if err := r.flush(); err != nil {
			return err
		}
		r.table, r.reader = t, r.im.kind.reader(r.im, t.mapping, r.known)
	}
	done := r.reader.Add(row)
	err := r.complete(done)
	if len(r.buffer) == 0 {
		r.first, r.group = r.key64, r.keyText
	}
	r.buffer = append(r.buffer, asideOf(t, row))
	return err
}

// flush gives the last lot of a table.
func (r *reading) flush() error {
	if r.reader == nil {
		return nil
	}
	return r.complete(r.reader.Flush())
}

func (r *reading) complete(done *lot) error {
	if done == nil {
		return nil
	}
	done.rows, done.key, done.group = slices.Clone(r.buffer), r.first, r.group
	r.buffer = r.buffer[:0]
	return r.give(done)
}

// asideOf keeps what the office sent: text, and all digits of numbers.
func asideOf(t *table, row sheet.Row) registry.Aside {
	a := registry.Aside{Sheet: t.place, Number: row.Number}
	a.Cells, a.Kinds = make([]string, len(row.Cells)), make([]sheet.Kind, len(row.Cells))
	for i := range row.Cells {
		a.Cells[i], a.Kinds[i] = row.Cells[i].Plain(), row.Cells[i].Kind
	}
	return a
}

// rowOf is the row that was set aside, for reading it again.
func rowOf(a registry.Aside) sheet.Row {
	row := sheet.Row{Number: a.Number, Cells: make([]sheet.Cell, len(a.Cells))}
	for i, text := range a.Cells {
		row.Cells[i] = sheet.Cell{Text: text, Raw: text, Kind: a.Kinds[i]}
	}
	return row
}
