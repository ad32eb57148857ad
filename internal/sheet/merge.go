package sheet

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"songnuan/internal/problem"
)

// maxMerged bounds the answer: a heading has a few dozen merged cells.
const maxMerged = 10_000

// merged reads the sheet a second time: the list of merged cells stands after
// the rows. The rows are passed over without being parsed.
func (w *workbook) merged(rows int) ([]Range, error) {
	body, err := w.parts[w.paths[w.current]].Open()
	if err != nil {
		return nil, problem.Wrap(err, problem.Unreadable, "sheet.damaged")
	}
	defer body.Close()
	buffered := bufio.NewReaderSize(body, 64<<10)
	if err := skipRows(buffered); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		return nil, problem.Wrap(err, problem.Unreadable, "sheet.damaged")
	}
	return readMerged(newTokens(buffered), rows)
}

// skipRows stops behind the mark that opens </sheetData>, or <sheetData/>.
func skipRows(r *bufio.Reader) error {
	for {
		if _, err := r.ReadSlice('<'); err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return err
		} else if err != nil {
			continue
		}
		head, _ := r.Peek(40)
		tag, _, closed := bytes.Cut(head, []byte(">"))
		if !closed {
			continue
		}
		ends := bytes.HasPrefix(tag, []byte("/")) || bytes.HasSuffix(tag, []byte("/"))
		if ends && bytes.HasSuffix(bytes.TrimRight(tag, "/ "), []byte("sheetData")) {
			_, err := r.Discard(len(tag) + 1)
			return err
		}
	}
}

func readMerged(t *tokens, rows int) ([]Range, error) {
	var found []Range
	for {
		token, err := t.next()
		if errors.Is(err, io.EOF) || len(found) == maxMerged {
			return found, nil
		}
		if err != nil {
			return found, err
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "mergeCell" {
			continue
		}
		if m, ok := parseRange(attribute(e, "ref")); ok && m.FirstRow <= rows {
			found = append(found, m)
		}
	}
}

// parseRange reads A1:C2.
func parseRange(ref string) (Range, bool) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		return Range{}, false
	}
	var m Range
	var ok1, ok2 bool
	m.FirstRow, m.FirstColumn, ok1 = parseRef(from)
	m.LastRow, m.LastColumn, ok2 = parseRef(to)
	return m, ok1 && ok2 && m.FirstRow <= m.LastRow && m.FirstColumn <= m.LastColumn
}

func parseRef(ref string) (row, column int, ok bool) {
	letters := strings.TrimRight(ref, "0123456789")
	row, err := strconv.Atoi(ref[len(letters):])
	column = columnOf(letters)
	return row, column, err == nil && row > 0 && column >= 0
}
