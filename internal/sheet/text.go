package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"songnuan/internal/problem"
)

// text reads a table of comma, tab or semicolon separated values.
type text struct {
	file     Content
	name     string
	size     int64
	limits   Limits
	encoding Encoding
	comma    rune
	returns  bool // lines end in a carriage return alone, as old Macs wrote them
	width    int  // most fields of a record so far

	bytes   *guard // bytes as they lie in the file
	decoded *guard // bytes of the record being read
	csv     *csv.Reader
	cells   []Cell
	row     int // number of the last row
	line    int // line on which the last row ended
}

func openText(file Content, path string, size int64, limits Limits) (*text, error) {
	enc, err := encodingOf(file, size)
	if err != nil {
		return nil, err
	}
	base := filepath.Base(path)
	t := &text{file: file, name: strings.TrimSuffix(base, filepath.Ext(base)), size: size, limits: limits, encoding: enc}
	sample, err := io.ReadAll(io.LimitReader(decode(io.NewSectionReader(file, 0, size), enc), 64<<10))
	if err != nil {
		return nil, problem.Wrap(err, problem.Unreadable, "sheet.damaged")
	}
	t.returns = bytes.ContainsRune(sample, '\r') && !bytes.ContainsRune(sample, '\n')
	if t.returns {
		sample = bytes.ReplaceAll(sample, []byte{'\r'}, []byte{'\n'})
	}
	t.comma = separator(string(sample))
	return t, t.use(t.name)
}

// separator is the mark that stands most often outside quotes in the first
// lines; a comma when there is none, as for a table of one column.
func separator(sample string) rune {
	counts := map[rune]int{}
	quoted, lines := false, 0
	for _, r := range sample {
		switch {
		case r == '"':
			quoted = !quoted
		case r == '\n':
			lines++
		case !quoted && (r == ',' || r == '\t' || r == ';'):
			counts[r]++
		}
		if lines == 50 {
			break
		}
	}
	best := ','
	for _, r := range []rune{'\t', ';'} {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return best
}

func (t *text) sheets() []string { return []string{t.name} }

func (t *text) hidden() []string { return nil }

func (t *text) merged(int) ([]Range, error) { return nil, nil }

func (t *text) progress() (int64, int64) { return t.bytes.done, t.size }

func (t *text) Close() error { return t.file.Close() }

func (t *text) use(name string) error {
	if name != t.name {
		return problem.New(problem.NotFound, "sheet.no_sheet", "name", name)
	}
	t.bytes = newGuard(bufio.NewReaderSize(io.NewSectionReader(t.file, 0, t.size), 64<<10))
	decoded := decode(t.bytes, t.encoding)
	if t.returns {
		decoded = &lineEnds{decoded}
	}
	t.decoded = newGuard(decoded)
	t.csv = csv.NewReader(t.decoded)
	t.csv.Comma = t.comma
	t.csv.FieldsPerRecord = -1
	t.csv.LazyQuotes = true
	t.csv.ReuseRecord = true
	t.row, t.line, t.width = 0, 0, 0
	return nil
}

func (t *text) next() (Row, error) {
	for {
		t.bytes.reset()
		t.decoded.reset()
		record, err := t.csv.Read()
		if err != nil {
			return Row{}, t.fail(err)
		}
		t.count(record)
		if t.row > t.limits.Rows {
			return Row{}, problem.New(problem.TooLarge, "sheet.too_many_rows", "limit", t.limits.Rows)
		}
		row, err := t.take(record)
		if err != nil || len(row.Cells) > 0 {
			return row, err
		}
	}
}

// count finds the row's number: the parser skips blank lines, which Excel
// counts, and a quoted line break makes no new row.
func (t *text) count(record []string) {
	start, _ := t.csv.FieldPos(0)
	t.row += start - t.line
	t.line = start
	for _, field := range record {
		t.line += strings.Count(field, "\n")
	}
}

func (t *text) take(record []string) (Row, error) {
	row := Row{Number: t.row}
	t.cells = t.cells[:0]
	t.width = max(t.width, len(record))
	for i, field := range record {
		if t.swallowed(field) {
			return row, problem.New(problem.Unreadable, "sheet.open_quote", "row", t.row)
		}
		if field != "" && i >= t.limits.Columns {
			return row, problem.New(problem.TooLarge, "sheet.too_many_columns", "row", t.row, "limit", t.limits.Columns)
		}
		if i < t.limits.Columns {
			t.cells = append(t.cells, textCell(unguard(field), t.limits.CellBytes))
		}
	}
	row.Cells = trimEmpty(t.cells)
	return row, nil
}

// swallowed tells whether a field holds whole rows: a quote that was never
// closed took them in, and read as one cell they would be lost.
func (t *text) swallowed(field string) bool {
	const least = 3 // fields of a row; fewer marks may stand in a text
	_, more, broken := strings.Cut(field, "\n")
	if !broken || t.width < least {
		return false
	}
	for line := range strings.SplitSeq(more, "\n") {
		if strings.Count(line, string(t.comma))+1 >= t.width {
			return true
		}
	}
	return false
}

// lineEnds turns each carriage return into a line feed.
type lineEnds struct{ r io.Reader }

func (l *lineEnds) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i := range p[:n] {
		if p[i] == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

func (t *text) fail(err error) error {
	switch {
	case errors.Is(err, io.EOF):
		return io.EOF
	case errors.Is(err, errPieceTooLong):
		return problem.Wrap(err, problem.Unreadable, "sheet.open_quote", "row", t.row+1)
	}
	return problem.Wrap(err, problem.Unreadable, "sheet.damaged")
}

// textCell makes a cell of plain text, cut at the limit on a character's edge.
func textCell(s string, limit int) Cell {
	if s == "" {
		return Cell{}
	}
	cell := Cell{Kind: Text}
	if len(s) > limit {
		s, cell.TooLong = strings.ToValidUTF8(s[:limit], ""), true
	}
	cell.Text, cell.Raw = s, s
	return cell
}

func trimEmpty(cells []Cell) []Cell {
	for len(cells) > 0 && cells[len(cells)-1].Kind == Empty {
		cells = cells[:len(cells)-1]
	}
	return cells
}
