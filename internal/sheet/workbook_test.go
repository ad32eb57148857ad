package sheet

import (
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const stylesPart = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/><numFmt numFmtId="165" formatCode="0000"/><numFmt numFmtId="166" formatCode="#,##0.00_ "/><numFmt numFmtId="167" formatCode="000-0000-0000"/></numFmts>
<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="1"/><xf numFmtId="9"/><xf numFmtId="20"/><xf numFmtId="167"/><xf numFmtId="49"/></cellXfs></styleSheet>`

func TestCellsAsStoredAndAsShown(t *testing.T) {
	for _, c := range []struct {
		name, xml string
		want      Cell
		plain     string
	}{
		{"ID number typed as a number", `<c r="A1"><v>4.4190019491231E+17</v></c>`, Cell{Text: "4.419E+17", Raw: "4.4190019491231E+17", Kind: Number}, "441900194912310000"},
		{"ID number shown without exponent", `<c r="A1" s="5"><v>4.4190019491231E+17</v></c>`, Cell{Text: "441900194912310016", Raw: "4.4190019491231E+17", Kind: Number}, "441900194912310000"},
		{"household number with zeros", `<c r="A1" s="3"><v>12</v></c>`, Cell{Text: "0012", Raw: "12", Kind: Number}, "12"},
		{"money", `<c r="A1" s="4"><v>1234.5</v></c>`, Cell{Text: "1,234.50", Raw: "1234.5", Kind: Number}, "1234.5"},
		{"share", `<c r="A1" s="6"><v>0.25</v></c>`, Cell{Text: "25%", Raw: "0.25", Kind: Number}, "0.25"},
		{"binary tail", `<c r="A1"><v>0.30000000000000004</v></c>`, Cell{Text: "0.3", Raw: "0.30000000000000004", Kind: Number}, "0.30000000000000004"},
		{"marks between the digits", `<c r="A1" s="8"><v>13800000000</v></c>`, Cell{Text: "13800000000", Raw: "13800000000", Kind: Number}, "13800000000"},
		{"number in a text style", `<c r="A1" s="9"><v>12</v></c>`, Cell{Text: "12", Raw: "12", Kind: Number}, "12"},
		{"date, built-in style", `<c r="A1" s="1"><v>46027</v></c>`, Cell{Text: "2026-01-05", Raw: "46027", Kind: Date}, "2026-01-05"},
		{"date, Chinese style", `<c r="A1" s="2"><v>46027.573</v></c>`, Cell{Text: "2026-01-05 13:45:07", Raw: "46027.573", Kind: Date}, "2026-01-05 13:45:07"},
		{"date out of range", `<c r="A1" s="1"><v>99999999</v></c>`, Cell{Text: "99999999", Raw: "99999999", Kind: Number}, "99999999"},
		{"clock time is a number", `<c r="A1" s="7"><v>0.5</v></c>`, Cell{Text: "0.5", Raw: "0.5", Kind: Number}, "0.5"},
		{"ISO date", `<c r="A1" t="d"><v>2026-01-05T00:00:00</v></c>`, Cell{Text: "2026-01-05", Raw: "2026-01-05T00:00:00", Kind: Date}, "2026-01-05"},
		{"shared string", `<c r="A1" t="s"><v>1</v></c>`, Cell{Text: "张三", Raw: "张三", Kind: Text}, "张三"},
		{"rich text without reading aid", `<c r="A1" t="s"><v>2</v></c>`, Cell{Text: "高埗镇", Raw: "高埗镇", Kind: Text}, "高埗镇"},
		{"inline string", `<c r="A1" t="inlineStr"><is><t>a_x000D_b</t></is></c>`, Cell{Text: "a\rb", Raw: "a\rb", Kind: Text}, "a\rb"},
		{"formula", `<c r="A1"><f>SUM(A2:A3)</f><v>7</v></c>`, Cell{Text: "7", Raw: "7", Kind: Formula}, "7"},
		{"formula with text", `<c r="A1" t="str"><f>A2</f><v>甲</v></c>`, Cell{Text: "甲", Raw: "甲", Kind: Formula}, "甲"},
		{"formula never calculated", `<c r="A1"><f>NOW()</f></c>`, Cell{Kind: Formula}, ""},
		{"error", `<c r="A1" t="e"><v>#N/A</v></c>`, Cell{Text: "#N/A", Raw: "#N/A", Kind: Error}, "#N/A"},
		{"truth", `<c r="A1" t="b"><v>1</v></c>`, Cell{Text: "TRUE", Raw: "1", Kind: Bool}, "TRUE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := workbookOf(t, map[string]string{
				"xl/styles.xml":            stylesPart,
				"xl/sharedStrings.xml":     `<sst><si><t>x</t></si><si><t>张三</t></si><si><r><t>高埗</t></r><r><t>镇</t></r><rPh><t>bù</t></rPh></si></sst>`,
				"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1">` + c.xml + `</row></sheetData></worksheet>`,
			})
			rows, err := readAll(path, Limits{})
			if err != nil || len(rows) != 1 {
				t.Fatalf("%d rows, %v", len(rows), err)
			}
			if diff := cmp.Diff(c.want, rows[0].Cells[0]); diff != "" {
				t.Error(diff)
			}
			if got := rows[0].Cells[0].Plain(); got != c.plain {
				t.Errorf("Plain = %s, want %s", got, c.plain)
			}
		})
	}
}

func TestRowsKeepTheirNumbersAndColumns(t *testing.T) {
	path := sheetOf(t, `<row r="3"><c r="C3"><v>1</v></c><c r="XFD3" s="1"/></row><row/><row><c><v>5</v></c><c><v>6</v></c></row>`)
	rows, err := readAll(path, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2 || rows[0].Number != 3 || rows[1].Number != 5 {
		t.Fatalf("rows %+v", rows)
	}
	if got := texts(rows[0]); !slices.Equal(got, []string{"", "", "1"}) {
		t.Errorf("row 3 = %q", got)
	}
	if got := texts(rows[1]); !slices.Equal(got, []string{"5", "6"}) {
		t.Errorf("row 5 = %q", got)
	}
}

func TestSheetsHiddenAndMerged(t *testing.T) {
	path := workbookOf(t, map[string]string{
		"xl/workbook.xml":          `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="底稿" state="hidden" r:id="r1"/><sheet name="名单" r:id="r2"/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData/></worksheet>`,
		"xl/worksheets/sheet2.xml": `<x:worksheet xmlns:x="y"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref="A1:C2"/><x:mergeCell ref="A90:A91"/></x:mergeCells></x:worksheet>`,
	})
	r := opened(t, path, Limits{})
	if !slices.Equal(r.Sheets(), []string{"名单"}) || !slices.Equal(r.Hidden(), []string{"底稿"}) {
		t.Errorf("visible %v, hidden %v", r.Sheets(), r.Hidden())
	}
	merged, err := r.Merged(20)
	if err != nil || !slices.Equal(merged, []Range{{1, 2, 0, 2}}) {
		t.Errorf("merged %v, %v", merged, err)
	}
	if rows, err := all(r); err != nil || len(rows) != 1 {
		t.Errorf("%d rows after Merged, %v", len(rows), err)
	}
	if _, err := r.Next(); err == nil {
		t.Error("a row after the last")
	}
	if r.Offset() == 0 || r.Offset() > r.Size() {
		t.Errorf("offset %d of %d", r.Offset(), r.Size())
	}
	if err := r.Use("底稿"); keyOf(err) != "sheet.no_sheet" {
		t.Errorf("hidden sheet: %v", err)
	}
}

func TestManySharedStringsGoToDisk(t *testing.T) {
	s := &sharedStrings{}
	defer s.close()
	text := func(i int) string { return string(make([]byte, 300+i%700)) + string(rune('a'+i%26)) }
	const n = 40_000
	for i := range n {
		if err := s.add([]byte(text(i))); err != nil {
			t.Fatal(err)
		}
	}
	if s.file == nil {
		t.Fatal("nothing was moved to disk")
	}
	for _, i := range []int{0, 1, 2, n / 2, n - 1, 7, n - 2} {
		got, ok, err := s.get(strconv.Itoa(i))
		if err != nil || !ok || got != text(i) {
			t.Errorf("string %d: %d bytes, %v, %v", i, len(got), ok, err)
		}
	}
}

func TestColumnNames(t *testing.T) {
	for column, name := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := ColumnName(column); got != name {
			t.Errorf("ColumnName(%d) = %s", column, got)
		}
		if got := columnOf(name + "7"); got != column {
			t.Errorf("columnOf(%s) = %d", name, got)
		}
	}
	if columnOf("XFE1") != -1 || columnOf("1") != -1 {
		t.Error("a column beyond XFD, or none, was read")
	}
}
