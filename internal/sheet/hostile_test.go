package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func bomb(t *testing.T, part string, size int64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bomb.xlsx")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	archive := zip.NewWriter(file)
	for name, body := range minimal {
		addPart(t, archive, name, strings.NewReader(body))
	}
	addPart(t, archive, part, io.LimitReader(zeros{}, size))
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBombsAreRefusedFromTheirDirectory(t *testing.T) {
	for part, key := range map[string]string{"xl/worksheets/sheet1.xml": "sheet.bomb", "xl/sharedStrings.xml": "sheet.bomb", "xl/media/image1.png": "sheet.bomb"} {
		if _, err := Open(bomb(t, part, 128<<20), Limits{}); keyOf(err) != key {
			t.Errorf("%s: %v", part, err)
		}
	}
	path := bomb(t, "xl/worksheets/sheet1.xml", 20<<20)
	if _, err := Open(path, Limits{UnzippedBytes: 10 << 20}); keyOf(err) != "sheet.unzipped_too_large" {
		t.Errorf("over the unpacked limit: %v", err)
	}
}

// TestLyingSizes: the directory declares one byte for a part that holds far more.
func TestLyingSizes(t *testing.T) {
	for _, part := range []string{"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"} {
		body := `<worksheet><sheetData>` + strings.Repeat(`<row><c><v>1</v></c></row>`, 50_000) + `</sheetData></worksheet>`
		path := workbookOf(t, map[string]string{"xl/worksheets/sheet1.xml": body, part: body})
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		understate(t, data, part)
		lying := fileOf(t, "lying.xlsx", string(data))
		if rows, err := readAll(lying, Limits{}); keyOf(err) != "sheet.damaged" {
			t.Errorf("%s: %d rows, %v", part, len(rows), err)
		}
	}
}

// understate sets the unpacked size of a part in the central directory to 30.
func understate(t *testing.T, data []byte, part string) {
	t.Helper()
	for at := 0; ; {
		i := bytes.Index(data[at:], []byte("PK\x01\x02"))
		if i < 0 {
			t.Fatalf("no entry %s", part)
		}
		at += i
		if bytes.HasPrefix(data[at+46:], []byte(part)) {
			binary.LittleEndian.PutUint32(data[at+24:], 30)
			return
		}
		at += 4
	}
}

func TestHostileXML(t *testing.T) {
	entity := `<!DOCTYPE x [<!ENTITY a "` + strings.Repeat("ha", 100) + `"><!ENTITY b "&a;&a;&a;&a;">]>`
	for name, c := range map[string]struct {
		sheet, key string
		rows       int
	}{
		"entities":            {entity + `<worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>`, "sheet.damaged", 0},
		"unknown entity":      {`<worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>`, "sheet.damaged", 0},
		"vast dimension":      {`<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`, "", 1},
		"row beyond the grid": {`<worksheet><sheetData><row r="1000000000"><c><v>1</v></c></row></sheetData></worksheet>`, "sheet.too_many_rows", 0},
		"row goes back":       {`<worksheet><sheetData><row r="2"><c><v>1</v></c></row><row r="2"><c><v>1</v></c></row></sheetData></worksheet>`, "sheet.damaged", 1},
		"column beyond":       {`<worksheet><sheetData><row r="1"><c r="ALM1"><v>1</v></c></row></sheetData></worksheet>`, "sheet.too_many_columns", 0},
		"string out of range": {`<worksheet><sheetData><row r="1"><c t="s"><v>9</v></c></row></sheetData></worksheet>`, "sheet.damaged", 0},
		"cut off":             {`<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c`, "sheet.damaged", 1},
		"cut between rows":    {`<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>`, "sheet.damaged", 1},
		"empty":               {`<worksheet><sheetData/></worksheet>`, "", 0},
		"endless attribute":   {`<worksheet><sheetData><row r="` + strings.Repeat("1", maxPiece+1<<20) + `"/></sheetData></worksheet>`, "sheet.bomb", 0},
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := readAll(workbookOf(t, map[string]string{"xl/worksheets/sheet1.xml": c.sheet}), Limits{Ratio: 1 << 40})
			if keyOf(err) != c.key || len(rows) != c.rows {
				t.Errorf("%d rows, %s; want %d, %s", len(rows), keyOf(err), c.rows, c.key)
			}
		})
	}
}

func TestWhatIsNoTableIsRefusedWithItsRemedy(t *testing.T) {
	ole := "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 70_000)
	for name, c := range map[string]struct{ file, body, key string }{
		"empty":             {"a.xlsx", "", "sheet.empty_file"},
		"blank":             {"a.csv", " \r\n\r\n", "sheet.empty_file"},
		"old Excel":         {"a.xls", ole + "W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00", "sheet.old_format"},
		"encrypted":         {"a.xlsx", ole + string(utf16LE("EncryptedPackage")), "sheet.encrypted"},
		"web page as Excel": {"a.xls", "\r\n<html xmlns:o=\"urn\"><table>", "sheet.markup"},
		"XML as Excel":      {"a.xls", "\xEF\xBB\xBF<?xml version=\"1.0\"?>", "sheet.markup"},
		"PDF":               {"a.xlsx", "%PDF-1.7", "sheet.pdf"},
		"text as Excel":     {"a.xlsx", "姓名,村", "sheet.not_table"},
		"picture":           {"a.csv", "\x89PNG\r\n\x1a\n\x00\x00", "sheet.not_table"},
		"utf-16, no mark":   {"a.csv", string(utf16LE("name,place")), "sheet.not_table"},
		"noise":             {"a.csv", strings.Repeat("\xff\x01\xfe\x80", 300), "sheet.encoding_unknown"},
		"zip cut off":       {"a.xlsx", "PK\x03\x04abcdef", "sheet.damaged"},
		"macro name":        {"a.xlsm", "PK\x03\x04abcdef", "sheet.macros"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Open(fileOf(t, c.file, c.body), Limits{}); keyOf(err) != c.key {
				t.Errorf("%v, want %s", err, c.key)
			}
		})
	}
	for part, key := range map[string]string{"xl/vbaProject.bin": "sheet.macros", "xl/workbook.bin": "sheet.old_format"} {
		if _, err := Open(workbookOf(t, map[string]string{part: "x"}), Limits{}); keyOf(err) != key {
			t.Errorf("%s: %v", part, err)
		}
	}
	if _, err := Open(t.TempDir(), Limits{}); keyOf(err) != "sheet.no_file" {
		t.Errorf("folder: %v", err)
	}
}

func TestLimitsOfText(t *testing.T) {
	if _, err := readAll(fileOf(t, "a.csv", "a,b,c\n"), Limits{Columns: 2}); keyOf(err) != "sheet.too_many_columns" {
		t.Errorf("columns: %v", err)
	}
	if rows, err := readAll(fileOf(t, "a.csv", "a\nb\nc\n"), Limits{Rows: 2}); keyOf(err) != "sheet.too_many_rows" || len(rows) != 2 {
		t.Errorf("rows: %d, %v", len(rows), err)
	}
	if _, err := Open(fileOf(t, "a.csv", "abcdef"), Limits{TextBytes: 5}); keyOf(err) != "sheet.file_too_large" {
		t.Errorf("bytes: %v", err)
	}
	body := "a\n\"" + strings.Repeat("never closed\n", maxPiece/12)
	if _, err := readAll(fileOf(t, "a.csv", body), Limits{}); keyOf(err) != "sheet.open_quote" {
		t.Errorf("open quote: %v", err)
	}
}

// TestDirectoryOfManyEntriesIsRefused: a directory may go on as long as the file.
func TestDirectoryOfManyEntriesIsRefused(t *testing.T) {
	var body bytes.Buffer
	archive := zip.NewWriter(&body)
	for range 150_000 {
		if _, err := archive.CreateHeader(&zip.FileHeader{Name: "x"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(fileOf(t, "a.xlsx", body.String()), Limits{}); keyOf(err) != "sheet.damaged" {
		t.Errorf("%v", err)
	}
}

// TestMemoryStaysFlat reads lists of different length and compares what lives
// afterwards while the reader is still open.
func TestMemoryStaysFlat(t *testing.T) {
	for name, make := range map[string]func(rows int) string{
		"csv":  func(rows int) string { return writtenCSV(t, rows) },
		"xlsx": func(rows int) string { return writtenXLSX(t, rows) },
	} {
		t.Run(name, func(t *testing.T) {
			small, large := living(t, make(1_000)), living(t, make(30_000))
			if large > small+4<<20 {
				t.Errorf("%d bytes live after 30,000 rows, %d after 1,000", large, small)
			}
		})
	}
}

func living(t *testing.T, path string) uint64 {
	r := opened(t, path, Limits{})
	for {
		if _, err := r.Next(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	runtime.KeepAlive(r)
	return m.HeapAlloc
}
