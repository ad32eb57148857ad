package sheet

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzText reads any bytes as a text table: rows ascend, cells are within the
// limit, nothing panics.
func FuzzText(f *testing.F) {
	f.Add("姓名,村\n张三,\"冼\n沙\"\n")
	f.Add("a;b\n\n'=1;\t123\n")
	f.Add("\xff\xfea\x00,\x00")
	f.Add("\"\n,\"\"\"x\r\r\n")
	f.Fuzz(func(t *testing.T, body string) {
		rows, err := readAll(fileOf(t, "a.csv", body), Limits{CellBytes: 64})
		if err != nil && keyOf(err) == "" {
			t.Errorf("foreign error %v", err)
		}
		checkRows(t, rows)
	})
}

// FuzzWorksheet reads any XML as a worksheet.
func FuzzWorksheet(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" s="1"><f>1</f><v>46027</v></c></row></sheetData></worksheet>`, "yyyy-mm-dd;@")
	f.Add(`<worksheet><sheetData><row><c t="inlineStr"><is><t>a_x000D_</t></is></c></row></sheetData></worksheet>`, "#,##0.00_ ;[Red]-0")
	f.Fuzz(func(t *testing.T, sheet, code string) {
		code = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;").Replace(code)
		rows, _ := readAll(workbookOf(t, map[string]string{
			"xl/worksheets/sheet1.xml": sheet,
			"xl/styles.xml":            `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="` + code + `"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
		}), Limits{CellBytes: 64})
		checkRows(t, rows)
	})
}

func checkRows(t *testing.T, rows []Row) {
	last := 0
	for _, row := range rows {
		if row.Number <= last || len(row.Cells) == 0 || row.Cells[len(row.Cells)-1].Kind == Empty {
			t.Fatalf("row %d after %d with %d cells", row.Number, last, len(row.Cells))
		}
		last = row.Number
		for _, cell := range row.Cells {
			if cell.Kind == Text && (len(cell.Text) > 64 || !utf8.ValidString(cell.Text)) {
				t.Fatalf("cell %q", cell.Text)
			}
		}
	}
}
