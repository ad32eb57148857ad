package sheet

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"songnuan/internal/problem"
)

// minimal are the parts of the smallest workbook with one sheet.
var minimal = map[string]string{
	"[Content_Types].xml":        `<Types/>`,
	"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/worksheet" Target="/xl/worksheets/sheet2.xml"/></Relationships>`,
	"xl/workbook.xml":            `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="名单" sheetId="1" r:id="r1"/></sheets></workbook>`,
}

// workbookOf writes a workbook of the given parts over the minimal ones.
func workbookOf(t testing.TB, parts map[string]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "book.xlsx")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	archive := zip.NewWriter(file)
	for name, body := range minimal {
		if _, ok := parts[name]; !ok {
			addPart(t, archive, name, strings.NewReader(body))
		}
	}
	for name, body := range parts {
		addPart(t, archive, name, strings.NewReader(body))
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func addPart(t testing.TB, archive *zip.Writer, name string, body io.Reader) {
	t.Helper()
	w, err := archive.Create(name)
	if err == nil {
		_, err = io.Copy(w, body)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func sheetOf(t testing.TB, data string) string {
	return workbookOf(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData>` + data + `</sheetData></worksheet>`})
}

func fileOf(t testing.TB, name, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func opened(t testing.TB, path string, limits Limits) *Reader {
	t.Helper()
	r, err := Open(path, limits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// all reads the sheet in use; the cells are copied.
func all(r *Reader) ([]Row, error) {
	var rows []Row
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		row.Cells = append([]Cell(nil), row.Cells...)
		rows = append(rows, row)
	}
}

// readAll opens and reads; an error of either shows.
func readAll(path string, limits Limits) ([]Row, error) {
	r, err := Open(path, limits)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return all(r)
}

func texts(row Row) []string {
	var out []string
	for _, cell := range row.Cells {
		out = append(out, cell.Text)
	}
	return out
}

func keyOf(err error) string {
	if e, ok := errors.AsType[*problem.Error](err); ok {
		return e.Key
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
