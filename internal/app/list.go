package app

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"path/filepath"
	"slices"

	"github.com/emmansun/gmsm/sm3"

	"songnuan/internal/intake"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sheet"
	"songnuan/internal/store"
)

// sampleRows is how many rows under the heading the columns are judged by.
const sampleRows = 200

// officeList is a file as an office sends it: one table on each of its sheets
// that has a heading we know.
type officeList struct {
	reader *sheet.Reader
	name   string // without the folder
	digest string // SM3 of the file
	wish   listWish
	tables []table
	notes  intake.Findings // sheets that were left out
}

// table is one sheet with its heading understood.
type table struct {
	place   int // among the visible sheets, from 0
	sheet   string
	header  intake.Header
	mapping intake.Mapping
	width   int // columns that the office sent; 0 is all there are
	sample  []sheet.Row
}

// listSource is where the bytes of a list lie.
type listSource struct {
	name   string // without the folder
	digest string // SM3
	open   func() (*sheet.Reader, error)
}

// onDisk is a list in a file.
func onDisk(path string) (listSource, error) {
	digest, err := fileDigest(path)
	return listSource{personal.HideNumbers(filepath.Base(path)), digest, func() (*sheet.Reader, error) {
		return sheet.Open(path, sheet.DefaultLimits())
	}}, err
}

// listWish is what a person says about how a list is read, over the guess.
type listWish struct {
	mapping map[string]string
	leave   []int          // places of sheets that are left out
	headers map[int][2]int // first and last row of the heading by the place of the sheet
	edits   map[store.RowPlace]store.RowEdit
}

// openList opens a list and understands its headings. Remembered mappings and
// the one given by a person go over the guess.
func openList(from listSource, catalogue *intake.Catalogue, guess guesser, wish listWish, remembered recall) (_ *officeList, err error) {
	l := &officeList{name: from.name, digest: from.digest, wish: wish}
	if l.reader, err = from.open(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			l.reader.Close()
		}
	}()
	if err := l.understandAll(catalogue, guess, remembered); err != nil {
		return nil, err
	}
	return l, nil
}

// understandAll looks at every visible sheet. A sheet without a known heading
// is left out with a note, unless none has one.
func (l *officeList) understandAll(catalogue *intake.Catalogue, guess guesser, remembered recall) error {
	var first error
	for place, name := range l.reader.Sheets() {
		if slices.Contains(l.wish.leave, place) {
			continue
		}
		t := table{place: place, sheet: name}
		switch err := l.understand(&t, catalogue, guess, remembered); {
		case err == nil:
			l.tables = append(l.tables, t)
		case problem.As(err).Key == "intake.no_header" || errors.Is(err, io.EOF):
			first = errors.Join(first, err)
			l.notes = append(l.notes, intake.Finding{Severity: intake.Warning, Key: "app.sheet_left_out", Args: problem.Pairs("sheet", name)})
		default:
			return err
		}
	}
	for _, name := range l.reader.Hidden() {
		l.notes = append(l.notes, intake.Finding{Severity: intake.Warning, Key: "app.sheet_hidden", Args: problem.Pairs("sheet", name)})
	}
	if len(l.tables) == 0 {
		return problem.Wrap(first, problem.Invalid, "app.no_table", "file", l.name, "rows", intake.HeaderRows)
	}
	return nil
}

// guesser guesses the columns of a kind of list.
type guesser func(intake.Header, []sheet.Row) intake.Mapping

// recall gives the mapping that was confirmed for a set of headings, nil when
// there is none.
type recall func(fingerprint string) (map[string]string, error)

func (l *officeList) understand(t *table, catalogue *intake.Catalogue, guess guesser, remembered recall) error {
	if err := l.reader.Use(t.sheet); err != nil {
		return err
	}
	rows, err := l.top()
	if err != nil {
		return err
	}
	merged, err := l.reader.Merged(intake.HeaderRows)
	if err != nil {
		return err
	}
	if at, told := l.wish.headers[t.place]; told {
		t.header, err = catalogue.HeaderAt(rows, merged, at[0], at[1])
	} else {
		t.header, err = catalogue.FindHeader(rows, merged)
	}
	if err != nil {
		return err
	}
	t.dropReasons()
	for len(rows) > 0 && rows[0].Number <= t.header.Last {
		rows = rows[1:]
	}
	t.sample = rows
	t.mapping = guess(t.header, rows)
	fields, err := remembered(t.header.Fingerprint())
	if err != nil {
		return err
	}
	for _, fields := range []map[string]string{fields, only(l.wish.mapping, t.header)} {
		if t.mapping, err = catalogue.Given(t.mapping, fields); err != nil {
			return err
		}
	}
	return nil
}

// dropReasons leaves out the column that ExportCorrections added, so that a
// corrected file is read as what the office had sent.
func (t *table) dropReasons() {
	if at := slices.Index(t.header.Headings, reasonColumn); at > 0 {
		t.width, t.header.Headings = at, t.header.Headings[:at]
	}
}

// own is the part of a row that the office sent.
func (t *table) own(row sheet.Row) sheet.Row {
	if t.width > 0 && len(row.Cells) > t.width {
		row.Cells = row.Cells[:t.width]
	}
	return row
}

// only keeps the headings that the sheet has: a mapping is given for the whole
// workbook.
func only(given map[string]string, header intake.Header) map[string]string {
	fields := map[string]string{}
	for heading, field := range given {
		for i, own := range header.Headings {
			if own == heading || own == "" && heading == sheet.ColumnName(i) {
				fields[heading] = field
			}
		}
	}
	return fields
}

// top copies the first rows of the sheet in use.
func (l *officeList) top() (rows []sheet.Row, err error) {
	for len(rows) < intake.HeaderRows+sampleRows {
		row, err := l.reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, sheet.Row{Number: row.Number, Cells: append([]sheet.Cell(nil), row.Cells...)})
	}
	if len(rows) == 0 {
		return nil, io.EOF
	}
	return rows, nil
}

// each gives every row below the headings, sheet after sheet, with what it is.
func (l *officeList) each(ctx context.Context, yield func(t *table, row sheet.Row, kind intake.RowKind) error) error {
	for i := range l.tables {
		t := &l.tables[i]
		if err := l.reader.Use(t.sheet); err != nil {
			return err
		}
		screen := intake.NewScreen(t.header)
		for {
			row, err := l.reader.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return err
			}
			if row.Number <= t.header.Last {
				continue
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			row, leave := l.edited(t, t.own(row))
			kind := screen.Kind(row)
			if leave && kind == intake.Data {
				kind = intake.Note // counted, and not read
			}
			if err := yield(t, row, kind); err != nil {
				return err
			}
		}
	}
	return nil
}

// edited is the row with what a person put right in it; leave says that it is
// left out.
func (l *officeList) edited(t *table, row sheet.Row) (_ sheet.Row, leave bool) {
	e, ok := l.wish.edits[store.RowPlace{Sheet: t.place, Number: row.Number}]
	if !ok || len(e.Cells) == 0 {
		return row, e.Leave
	}
	row.Cells = slices.Clone(row.Cells)
	for i, text := range e.Cells {
		row.Cells = withCell(row.Cells, i, text)
	}
	return row, e.Leave
}

// withCell puts a text into a column.
func withCell(cells []sheet.Cell, column int, text string) []sheet.Cell {
	for len(cells) <= column {
		cells = append(cells, sheet.Cell{})
	}
	cells[column] = sheet.Cell{}
	if text != "" {
		cells[column] = sheet.Cell{Text: text, Raw: text, Kind: sheet.Text}
	}
	return cells
}

// names tells whether any sheet has a column of the field.
func (l *officeList) names(field string) bool {
	return slices.ContainsFunc(l.tables, func(t table) bool { return t.mapping.Has(field) })
}

// Close closes the file; a list of kept rows has none open.
func (l *officeList) Close() error {
	if l.reader == nil {
		return nil
	}
	return l.reader.Close()
}

func fileDigest(path string) (string, error) {
	file, err := openPlain(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	h := sm3.New()
	if _, err := io.Copy(h, file); err != nil {
		return "", problem.Wrap(err, problem.Unreadable, "app.no_file", "file", filepath.Base(path))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
