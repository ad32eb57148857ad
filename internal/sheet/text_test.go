package sheet

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"songnuan/internal/problem"
)

func TestEncodingsAndSeparators(t *testing.T) {
	encode := func(s string) string {
		out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("姓名,村\r\n张三,冼沙\r\n")
	if err != nil {
		t.Fatal(err)
	}
	late := "name,place\n" + strings.Repeat("abcdefg,hijklmn\n", 40_000)
	for name, body := range map[string]string{
		"utf-8":                  "姓名,村\n张三,冼沙\n",
		"utf-8 with mark":        "\xEF\xBB\xBF姓名,村\n张三,冼沙",
		"gb18030":                encode("姓名,村\r\n张三,冼沙\r\n"),
		"utf-16":                 wide,
		"carriage returns":       "姓名,村\r张三,冼沙\r",
		"tabs":                   "姓名\t村\n张三\t冼沙\n",
		"semicolons":             "姓名;村\n张三;冼沙\n",
		"quotes":                 "\"姓名\",\"村\"\n\"张三\",冼沙\n",
		"separator in quotes":    "\"姓名\",村\n张三,\"冼沙\"\n\"a;b;c;d;e;f\",x\n",
		"gb18030 after 600 KiB":  late + encode("张三,冼沙\n"),
		"trailing empty columns": "姓名,村,,,\n张三,冼沙,,,\n",
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := readAll(fileOf(t, "list.csv", body), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			want := []string{"张三", "冼沙"}
			if !slices.ContainsFunc(rows, func(r Row) bool { return slices.Equal(texts(r), want) }) {
				t.Errorf("no row %q in %d rows", want, len(rows))
			}
		})
	}
}

// A quote that is never closed takes the rows below into one cell; they are not
// lost in silence. A text of several lines is no row.
func TestOpenQuote(t *testing.T) {
	_, err := readAll(fileOf(t, "list.csv", "姓名,村,备注\n张三,冼沙,\"病\n李四,卢溪,无\n王五,卢溪,无\n"), Limits{})
	if problem.As(err).Key != "sheet.open_quote" || problem.As(err).Args["row"] != 2 {
		t.Errorf("%v", err)
	}
	rows, err := readAll(fileOf(t, "list.csv", "姓名,村,备注\n张三,冼沙,\"病,重\n无业\"\n"), Limits{})
	if err != nil || len(rows) != 2 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

func TestRowNumbersAreExcels(t *testing.T) {
	rows, err := readAll(fileOf(t, "a.csv", "\n\n标题\n\n\"两\n行\",x\n末,y\n"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var got []int
	for _, r := range rows {
		got = append(got, r.Number)
	}
	if !slices.Equal(got, []int{3, 5, 6}) {
		t.Errorf("rows %v", got)
	}
}

func TestLongCellIsCutAndReadingGoesOn(t *testing.T) {
	long := strings.Repeat("长", 4<<20)
	for name, path := range map[string]string{
		"csv":    fileOf(t, "a.csv", "姓名,备注\n张三,"+long+"\n李四,好\n"),
		"xlsx":   sheetOf(t, `<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row><row r="2"><c r="B2" t="inlineStr"><is><t>`+long+`</t></is></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>李四</t></is></c></row>`),
		"shared": workbookOf(t, map[string]string{"xl/sharedStrings.xml": `<sst><si><t>` + long + `</t></si><si><t>李四</t></si></sst>`, "xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c><v>1</v></c></row><row r="2"><c r="B2" t="s"><v>0</v></c></row><row r="3"><c r="A3" t="s"><v>1</v></c></row></sheetData></worksheet>`}),
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := readAll(path, Limits{CellBytes: 1000})
			if err != nil || len(rows) != 3 {
				t.Fatalf("%d rows, %v", len(rows), err)
			}
			cell := rows[1].Cells[1]
			if !cell.TooLong || cell.Text != strings.Repeat("长", 333) {
				t.Errorf("cut cell has %d bytes, TooLong %v", len(cell.Text), cell.TooLong)
			}
			if err := rows[1].Err(); keyOf(err) != "sheet.cell_too_long" || !strings.Contains(err.Error(), "column:B row:2") {
				t.Errorf("Err = %v", err)
			}
			if rows[2].Err() != nil || rows[2].Text(0) != "李四" {
				t.Errorf("the row after it: %+v", rows[2])
			}
		})
	}
}
