package sheet

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

var listColumns = []Column{{Title: "姓名"}, {Title: "身份证号", Width: 22}, {Title: "人口", Kind: Number}, {Title: "金额（元）", Kind: Money}, {Title: "建档日期", Kind: Date}, {Title: "备注"}}

func TestBookReadsBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.xlsx")
	book, err := NewXLSX(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"名单[1]", "退回"} {
		s, err := book.Sheet(name, listColumns, "慰问名单", "2027 年春节")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Write("=1+1", "44190019491231002X", 3, int64(123456), "2026-01-05", "a\x01b"); err != nil {
			t.Fatal(err)
		}
		if err := s.Write("@x", "", "三", nil, "正月"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the file is there before Close")
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	r := opened(t, path, Limits{})
	if !slices.Equal(r.Sheets(), []string{"名单_1_", "退回"}) {
		t.Errorf("sheets %q", r.Sheets())
	}
	merged, err := r.Merged(5)
	if err != nil || len(merged) != 2 || merged[0] != (Range{1, 1, 0, 5}) {
		t.Errorf("merged %v, %v", merged, err)
	}
	rows, err := all(r)
	if err != nil || len(rows) != 5 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if got := texts(rows[3]); !slices.Equal(got, []string{"=1+1", "44190019491231002X", "3", "1,234.56", "2026-01-05", "ab"}) {
		t.Errorf("row %q", got)
	}
	kinds := []Kind{Text, Text, Number, Number, Date, Text}
	for i, cell := range rows[3].Cells {
		if cell.Kind != kinds[i] {
			t.Errorf("column %d has kind %d", i, cell.Kind)
		}
	}
	if got := texts(rows[4]); !slices.Equal(got, []string{"@x", "", "三", "", "正月"}) {
		t.Errorf("row %q", got)
	}
	checkPage(t, path)
}

// checkPage looks for the print set-up in the parts themselves.
func checkPage(t *testing.T, path string) {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	part := func(name string) string {
		f, err := archive.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		body, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	sheet, book := part("xl/worksheets/sheet1.xml"), part("xl/workbook.xml")
	for _, want := range []string{`orientation="landscape"`, `paperSize="9"`, `&amp;P / &amp;N`, `state="frozen"`, `ySplit="3"`, `fitToPage`} {
		if !strings.Contains(sheet, want) {
			t.Errorf("no %s in the sheet", want)
		}
	}
	if strings.Contains(sheet, "<f>") {
		t.Error("a formula was written")
	}
	if !strings.Contains(book, "_xlnm.Print_Titles") || !strings.Contains(book, "!$3:$3") {
		t.Error("the heading does not repeat in print")
	}
}

func TestCSVReadsBack(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		encoding := rapid.SampledFrom([]Encoding{UTF8, GB18030}).Draw(t, "encoding")
		path := filepath.Join(dir, "list.csv")
		value := rapid.StringMatching(`['=+\-@\t]?([0-9]{0,20}|[a-z,;"]{0,5}|[\x{4e00}-\x{9fa5}\x{20000}-\x{20010}]{0,6})`)
		first, second := "甲"+value.Draw(t, "first"), value.Draw(t, "second")
		c, err := NewCSV(path, encoding, []Column{{Title: "姓名"}, {Title: "备注"}, {Title: "止"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Write(first, second, "止"); err != nil {
			t.Fatal(err)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		rows, err := readAll(path, Limits{})
		if err != nil || len(rows) != 2 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		if got := texts(rows[1]); !slices.Equal(got, []string{first, second, "止"}) {
			t.Fatalf("wrote %q %q, read %q", first, second, got)
		}
	})
}

func TestCSVFieldsAreHarmless(t *testing.T) {
	for _, c := range []struct {
		kind  Kind
		value any
		want  string
	}{
		{Text, "=HYPERLINK(1)", "'=HYPERLINK(1)"},
		{Text, "-5", "'-5"},
		{Text, "441900194912310023", "\t441900194912310023"},
		{Text, "441900", "441900"},
		{Number, -5, "-5"},
		{Number, 1.25, "1.25"},
		{Money, int64(-1234), "-12.34"},
		{Money, int64(-1 << 63), "-92233720368547758.08"},
		{Money, nil, ""},
		{Date, "2026-01-05", "2026-01-05"},
	} {
		if got := field(c.kind, c.value); got != c.want {
			t.Errorf("field(%v) = %q, want %q", c.value, got, c.want)
		}
	}
}

func TestAbortLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	c, err := NewCSV(filepath.Join(dir, "a.csv"), UTF8, listColumns)
	if err != nil {
		t.Fatal(err)
	}
	c.Abort()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("%v left, %v", entries, err)
	}
	if err := c.Write(1, 2, 3, 4, 5, 6, 7); err == nil {
		t.Error("seven values in six columns were taken")
	}
	if _, err := NewCSV(filepath.Join(dir, "none", "a.csv"), UTF8, nil); keyOf(err) != "sheet.cannot_create" {
		t.Errorf("missing folder: %v", err)
	}
}

// A marked cell keeps its value and is lit; in a text table it is the value.
func TestMarkedCellsAreLit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.xlsx")
	book, err := NewXLSX(path)
	if err != nil {
		t.Fatal(err)
	}
	page, err := book.Sheet("名单", listColumns[:3])
	if err != nil {
		t.Fatal(err)
	}
	if err := page.Write("张三", Marked{"44190019000101001"}, Marked{int64(-2)}); err != nil {
		t.Fatal(err)
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for at, want := range map[string]string{"A2": "", "B2": "FFF2CC", "C2": "FFF2CC"} {
		n, err := file.GetCellStyle("名单", at)
		if err != nil {
			t.Fatal(err)
		}
		style, err := file.GetStyle(n)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(style.Fill.Color, ""); got != want {
			t.Errorf("%s has the colour %q, want %q", at, got, want)
		}
	}
	if value, err := file.GetCellValue("名单", "B2"); err != nil || value != "44190019000101001" {
		t.Errorf("the cell holds %q, %v", value, err)
	}
	if got := field(Text, Marked{"=1"}); got != "'=1" {
		t.Errorf("in a text table it is %q", got)
	}
}
