package sheet

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"songnuan/internal/problem"
)

// excelRows is the height of Excel's own grid.
const excelRows = 1_048_576

// rows streams one worksheet. Its declared dimension is not trusted: rows and
// cells count only when they are there.
type rows struct {
	book *workbook
	body io.ReadCloser
	size int64
	xml  *tokens

	cells []Cell
	last  int  // number of the last row
	done  bool // behind the last row
}

func newRows(w *workbook, body io.ReadCloser, size int64) *rows {
	return &rows{book: w, body: body, size: size, xml: newTokens(body)}
}

func (r *rows) next() (Row, error) {
	for !r.done {
		token, err := r.xml.next()
		if err != nil {
			return Row{}, cutOff(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Local != "row" {
				continue
			}
			row, err := r.row(e)
			if err != nil || len(row.Cells) > 0 {
				return row, cutOff(err)
			}
		case xml.EndElement:
			r.done = e.Name.Local == "sheetData"
		}
	}
	return Row{}, io.EOF
}

// cutOff: a worksheet that stops before </sheetData> has lost rows.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return problem.Wrap(io.ErrUnexpectedEOF, problem.Unreadable, "sheet.damaged")
	}
	return err
}

func (r *rows) row(start xml.StartElement) (Row, error) {
	number := r.last + 1
	if s := attribute(start, "r"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n <= r.last {
			return Row{}, problem.Wrap(err, problem.Unreadable, "sheet.damaged")
		}
		number = n
	}
	if limit := min(r.book.limits.Rows, excelRows); number > limit {
		return Row{}, problem.New(problem.TooLarge, "sheet.too_many_rows", "limit", limit)
	}
	r.last = number
	r.cells = r.cells[:0]
	for {
		token, err := r.xml.next()
		if err != nil {
			return Row{}, err
		}
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Local == "c" {
				if err := r.cell(e); err != nil {
					return Row{}, err
				}
			}
		case xml.EndElement:
			if e.Name.Local == "row" {
				return Row{Number: number, Cells: trimEmpty(r.cells)}, nil
			}
		}
	}
}

// cell reads one cell into its column. Styled but empty cells far to the right
// are common and don't count.
func (r *rows) cell(start xml.StartElement) error {
	column := len(r.cells)
	if ref := attribute(start, "r"); ref != "" {
		if column = columnOf(ref); column < 0 {
			return problem.New(problem.Unreadable, "sheet.damaged")
		}
	}
	stored, err := r.stored(start)
	if err != nil {
		return err
	}
	cell, err := r.book.cell(stored)
	if err != nil || cell.Kind == Empty {
		return err
	}
	if column >= r.book.limits.Columns {
		return problem.New(problem.TooLarge, "sheet.too_many_columns", "row", r.last, "limit", r.book.limits.Columns)
	}
	for len(r.cells) <= column {
		r.cells = append(r.cells, Cell{})
	}
	r.cells[column] = cell
	return nil
}

// storedCell is a cell as the file has it.
type storedCell struct {
	kind, style string // attributes t and s
	value       string // of v, or the inline text
	formula     bool
}

func (r *rows) stored(start xml.StartElement) (storedCell, error) {
	cell := storedCell{kind: attribute(start, "t"), style: attribute(start, "s")}
	limit := r.book.limits.CellBytes + 1
	var value []byte
	var inline collector
	inValue := false
	for {
		token, err := r.xml.next()
		if err != nil {
			return cell, err
		}
		inline.take(token, limit)
		switch e := token.(type) {
		case xml.StartElement:
			inValue = e.Name.Local == "v"
			cell.formula = cell.formula || e.Name.Local == "f"
		case xml.CharData:
			if inValue {
				value = appendLimited(value, e, limit)
			}
		case xml.EndElement:
			inValue = false
			if e.Name.Local == "c" {
				cell.value = string(value)
				if cell.kind == "inlineStr" {
					cell.value = string(inline.text)
				}
				return cell, nil
			}
		}
	}
}

// columnOf reads the letters of a reference such as AB12; -1 when it has none
// or goes beyond Excel's own XFD.
func columnOf(ref string) int {
	column := 0
	for i := 0; i < len(ref) && i < 4; i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		column = column*26 + int(c-'A') + 1
	}
	if column > 16_384 {
		return -1
	}
	return column - 1
}

// cell decides what the stored cell is.
func (w *workbook) cell(stored storedCell) (Cell, error) {
	cell, err := w.typed(stored)
	if err == nil && stored.formula {
		cell.Kind = Formula
	}
	return cell, err
}

func (w *workbook) typed(stored storedCell) (Cell, error) {
	limit := w.limits.CellBytes
	switch stored.kind {
	case "s":
		text, ok, err := w.strings.get(stored.value)
		if err != nil || !ok && stored.value != "" {
			return Cell{}, problem.Wrap(err, problem.Unreadable, "sheet.damaged")
		}
		return textCell(text, limit), nil
	case "str":
		return textCell(string(unescape([]byte(stored.value))), limit), nil
	case "inlineStr":
		return textCell(stored.value, limit), nil
	case "e":
		return Cell{Text: stored.value, Raw: stored.value, Kind: Error}, nil
	case "b":
		return Cell{Text: strings.ToUpper(strconv.FormatBool(truth(stored.value))), Raw: stored.value, Kind: Bool}, nil
	case "d":
		text := strings.TrimSuffix(strings.Replace(stored.value, "T", " ", 1), " 00:00:00")
		return Cell{Text: text, Raw: stored.value, Kind: Date}, nil
	}
	return w.number(strings.TrimSpace(stored.value), stored.style), nil
}
