package sheet

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf16"

	"songnuan/internal/problem"
)

type fileKind int

const (
	textFile fileKind = iota
	workbookFile
)

// headBytes is enough for every mark looked for; the directory of an OLE
// container may lie anywhere and is searched for apart.
const headBytes = 4096

// detect tells a workbook from a text table by content, and refuses what only
// looks like either with the way to save it properly.
func detect(file io.ReaderAt, size int64, path string) (fileKind, error) {
	head := make([]byte, headBytes)
	n, err := file.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return 0, problem.Wrap(err, problem.Unreadable, "sheet.damaged")
	}
	head = head[:n]
	ext := strings.ToLower(filepath.Ext(path))
	switch {
	case size == 0 || len(bytes.TrimSpace(head)) == 0:
		return 0, problem.New(problem.Unreadable, "sheet.empty_file")
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return 0, refuseOLE(file, size)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		if ext == ".xlsm" || ext == ".xltm" || ext == ".xlam" {
			return 0, problem.New(problem.Unreadable, "sheet.macros")
		}
		return workbookFile, nil
	case bytes.HasPrefix(head, []byte("%PDF")):
		return 0, problem.New(problem.Unreadable, "sheet.pdf")
	case isMarkup(head):
		return 0, problem.New(problem.Unreadable, "sheet.markup")
	case ext == ".xlsx" || ext == ".xls" || ext == ".et" || isBinary(head):
		return 0, problem.New(problem.Unreadable, "sheet.not_table")
	}
	return textFile, nil
}

// isMarkup knows the web pages and XML files that office programs of many
// offices save under the name .xls.
func isMarkup(head []byte) bool {
	start := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, bomUTF8), " \t\r\n"))
	for _, mark := range []string{"<html", "<!doctype", "<table", "<?xml", "<head", "<meta", "mime-version:", "{\\rtf"} {
		if bytes.HasPrefix(start, []byte(mark)) {
			return true
		}
	}
	return false
}

// isBinary: a zero byte belongs to no text except UTF-16, which needs its mark.
func isBinary(head []byte) bool {
	if bytes.HasPrefix(head, bomUTF16LE) || bytes.HasPrefix(head, bomUTF16BE) {
		return false
	}
	return bytes.IndexByte(head, 0) >= 0
}

// refuseOLE tells an encrypted workbook, whose container holds a stream named
// EncryptedPackage, from the formats of before 2007 (.xls, .et).
func refuseOLE(file io.ReaderAt, size int64) error {
	found, err := contains(io.NewSectionReader(file, 0, size), utf16LE("EncryptedPackage"))
	if err != nil {
		return problem.Wrap(err, problem.Unreadable, "sheet.damaged")
	}
	if found {
		return problem.New(problem.Unreadable, "sheet.encrypted")
	}
	return problem.New(problem.Unreadable, "sheet.old_format")
}

func utf16LE(s string) []byte {
	var b []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		b = append(b, byte(unit), byte(unit>>8))
	}
	return b
}

// contains searches a stream in one buffer of fixed size.
func contains(r io.Reader, mark []byte) (bool, error) {
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := r.Read(buf[kept:])
		window := buf[:kept+n]
		if bytes.Contains(window, mark) {
			return true, nil
		}
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		kept = copy(buf, window[max(0, len(window)-len(mark)+1):])
	}
}
