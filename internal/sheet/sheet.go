// Package sheet reads rows from Excel workbooks (.xlsx) and text tables (CSV,
// tab or semicolon separated) and writes them, streaming both ways. It knows
// cells, not households: which row is the heading and what a column means is
// decided by the caller.
//
// A file is judged by its content, not by its name. Formulas are never
// evaluated, macros never read: a workbook that carries them is refused, as a
// clerk's list has no need of a program.
package sheet

import (
	"io"
	"os"
	"strings"

	"songnuan/internal/problem"
)

// Limits bound what a file from outside may cost. A zero field takes the value
// of DefaultLimits.
type Limits struct {
	FileBytes     int64 // size of a workbook on disk
	TextBytes     int64 // size of a text table on disk; it isn't packed, so it costs no more than it shows
	UnzippedBytes int64 // all parts of a workbook unpacked; at most 4 GiB - 1
	Ratio         int64 // unpacked to packed, applied above 64 MiB unpacked
	Rows          int   // highest row number
	Columns       int   // highest column that holds something
	CellBytes     int   // text of one cell; a longer one is cut and marked
}

// DefaultLimits suit a county's lists on a small machine.
func DefaultLimits() Limits {
	return Limits{
		FileBytes:     200 << 20,
		TextBytes:     2 << 30,
		UnzippedBytes: 2 << 30,
		Ratio:         200,
		Rows:          5_000_000,
		Columns:       1_000,
		CellBytes:     32 << 10, // Excel itself stops at 32,767 characters
	}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	return Limits{
		FileBytes:     or(l.FileBytes, d.FileBytes),
		TextBytes:     or(l.TextBytes, d.TextBytes),
		UnzippedBytes: min(or(l.UnzippedBytes, d.UnzippedBytes), 4<<30-1),
		Ratio:         or(l.Ratio, d.Ratio),
		Rows:          or(l.Rows, d.Rows),
		Columns:       or(l.Columns, d.Columns),
		CellBytes:     or(l.CellBytes, d.CellBytes),
	}
}

func or[T int | int64](value, fallback T) T {
	if value > 0 {
		return value
	}
	return fallback
}

// source is what stands behind a Reader: a workbook or a text table.
type source interface {
	sheets() []string
	hidden() []string
	use(name string) error
	next() (Row, error)
	merged(rows int) ([]Range, error)
	progress() (done, size int64)
	io.Closer
}

// Reader gives the rows of one sheet after another. It is not safe for
// concurrent use.
type Reader struct{ source source }

// Open looks into the file and gets it ready; the first visible sheet is in
// use. Errors: NotFound, Unreadable (no table, or one that must be saved
// differently first) and TooLarge.
func Open(path string, limits Limits) (*Reader, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, problem.Wrap(err, problem.NotFound, "sheet.no_file")
	}
	r, err := openFile(file, path, limits)
	if err != nil {
		_ = file.Close() // nothing was written
	}
	return r, err
}

func openFile(file *os.File, path string, limits Limits) (*Reader, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, problem.Wrap(err, problem.Unreadable, "sheet.damaged")
	}
	if !info.Mode().IsRegular() {
		return nil, problem.New(problem.Unreadable, "sheet.no_file")
	}
	return OpenContent(file, info.Size(), path, limits)
}

// Content is the bytes of a file, wherever they lie.
type Content interface {
	io.ReaderAt
	io.Closer
}

// OpenContent is Open of size bytes that lie elsewhere than on disk, under the
// name that the file had. Closing the reader closes the content; after an error
// it is the caller's.
func OpenContent(content Content, size int64, name string, limits Limits) (*Reader, error) {
	src, err := open(content, size, name, limits.orDefault())
	if err != nil {
		return nil, err
	}
	return &Reader{src}, nil
}

func open(file Content, size int64, path string, limits Limits) (source, error) {
	kind, err := detect(file, size, path)
	if err != nil {
		return nil, err
	}
	limit := limits.TextBytes
	if kind == workbookFile {
		limit = limits.FileBytes
	}
	if size > limit {
		return nil, problem.New(problem.TooLarge, "sheet.file_too_large", "mb", size>>20, "limit", limit>>20)
	}
	if kind == workbookFile {
		return openWorkbook(file, size, limits)
	}
	return openText(file, path, size, limits)
}

// Sheets names the visible sheets in their order; a text table has one, named
// after its file.
func (r *Reader) Sheets() []string { return r.source.sheets() }

// Hidden names the sheets that were left out because the workbook hides them.
func (r *Reader) Hidden() []string { return r.source.hidden() }

// Use goes to the first row of a visible sheet. Error: NotFound.
func (r *Reader) Use(name string) error { return r.source.use(name) }

// Next gives the next row that holds anything, and io.EOF after the last.
// Its cells are valid until the next call. Any error is final for the sheet;
// a cell over the limit is no such error, see Row.Err.
func (r *Reader) Next() (Row, error) { return r.source.next() }

// Merged lists the merged ranges that begin in the first rows of the sheet in
// use, so that a heading over several columns can be spread. It reads the
// sheet to its end without disturbing Next.
func (r *Reader) Merged(rows int) ([]Range, error) { return r.source.merged(rows) }

// Offset is how many bytes of the sheet in use were read, out of Size.
func (r *Reader) Offset() int64 { done, _ := r.source.progress(); return done }

// Size is the number of bytes of the sheet in use, unpacked.
func (r *Reader) Size() int64 { _, size := r.source.progress(); return size }

// Close frees the file and what was unpacked from it.
func (r *Reader) Close() error { return r.source.Close() }

// Row is one row that holds something. Trailing empty cells are left out.
type Row struct {
	Number int // as Excel shows it, from 1
	Cells  []Cell
}

// Text is the shown text of a column counted from 0, "" beyond the last cell.
func (r Row) Text(column int) string {
	if column < 0 || column >= len(r.Cells) {
		return ""
	}
	return r.Cells[column].Text
}

// Err names the first cell that was cut because it is over the limit, nil when
// none was.
func (r Row) Err() error {
	for i, cell := range r.Cells {
		if cell.TooLong {
			return problem.New(problem.TooLarge, "sheet.cell_too_long", "row", r.Number, "column", ColumnName(i))
		}
	}
	return nil
}

// Kind is what a cell holds, and for a Column what is to be written.
type Kind int

// The kinds.
const (
	Empty Kind = iota
	Text
	Number
	Date
	Bool
	Formula // Text is the value stored when the workbook was last calculated
	Error   // Text is Excel's mark, such as #N/A
	Money   // only in a Column: int64 fen, shown in yuan with two decimals
)

// Cell is one cell as stored and as shown.
type Cell struct {
	Text    string // as shown; a date is 2026-01-05, with a time 2026-01-05 13:45:00
	Raw     string // as stored: all digits of a number, the serial of a date
	Kind    Kind
	TooLong bool // Text and Raw were cut at Limits.CellBytes
}

// Plain is the stored number without exponent, 4.4190019491231E+17 as
// 441900194912310000; for other kinds it is Text.
func (c Cell) Plain() string {
	if c.Kind != Number {
		return c.Text
	}
	return plain(c.Raw)
}

// Range is a merged block; rows from 1, columns from 0, both ends included.
type Range struct{ FirstRow, LastRow, FirstColumn, LastColumn int }

// ColumnName is the letter name of a column counted from 0: A, Z, AA.
func ColumnName(column int) string {
	var b strings.Builder
	if column >= 26 {
		b.WriteString(ColumnName(column/26 - 1))
	}
	b.WriteByte(byte('A' + column%26))
	return b.String()
}
