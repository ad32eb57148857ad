package intake

import (
	"slices"
	"strings"
	"testing"

	"songnuan/internal/problem"
	"songnuan/internal/sheet"
)

// people is a small catalogue for tests.
var people = NewCatalogue([]Field{
	{Name: "sequence", Heading: "序号"},
	{Name: "head", Heading: "户主姓名", Same: []string{"户主"}},
	{Name: "head_id", Heading: "户主身份证号"},
	{Name: "name", Heading: "姓名", Same: []string{"成员姓名"}},
	{Name: "id_number", Heading: "身份证号", Same: []string{"身份证号码"}, Looks: LooksIDNumber},
	{Name: "phone", Heading: "联系电话", Looks: LooksPhone},
	{Name: "category", Heading: "类别", Many: true},
	{Name: "village", Heading: "村居"},
})

// table makes rows of lines; cells are parted by | and an empty line is a row
// that the sheet doesn't hold.
func table(text string) (rows []sheet.Row) {
	for i, line := range strings.Split(strings.TrimPrefix(text, "\n"), "\n") {
		if line == "" {
			continue
		}
		row := sheet.Row{Number: i + 1}
		for cell := range strings.SplitSeq(line, "|") {
			row.Cells = append(row.Cells, sheet.Cell{Text: strings.ReplaceAll(cell, `\n`, "\n"), Kind: sheet.Text})
		}
		rows = append(rows, row)
	}
	return rows
}

func TestFindHeader(t *testing.T) {
	for _, c := range []struct {
		name, table string
		merged      []sheet.Range
		first, last int
		headings    string
	}{
		{"first row", "姓名|身份证号\n甲|1", nil, 1, 1, "姓名 身份证号"},
		{"below titles", "花名册\n单位：某村||日期\n序号|姓 名|身份证\\n号码\n1|甲|2", nil, 3, 3, "序号 姓名 身份证号码"},
		{"stacked, spread over empty cells", "序号|家庭成员||村居\n|姓名|身份证号|\n1|甲|2|丙", nil, 1, 2, "序号 家庭成员/姓名 家庭成员/身份证号 村居"},
		{"stacked, merged ranges", "序号|户主||村居\n|姓名|身份证号|", []sheet.Range{{FirstRow: 1, LastRow: 1, FirstColumn: 1, LastColumn: 2}}, 1, 2,
			"序号 户主/姓名 户主/身份证号 村居"},
		{"data that holds a heading's word", "姓名|户主|类别\n甲|户主|类别丙", nil, 1, 1, "姓名 户主 类别"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, err := people.FindHeader(table(c.table), c.merged)
			if err != nil {
				t.Fatal(err)
			}
			if h.First != c.first || h.Last != c.last || strings.Join(h.Headings, " ") != c.headings {
				t.Errorf("rows %d-%d: %v", h.First, h.Last, h.Headings)
			}
		})
	}
	if _, err := people.FindHeader(table("甲|乙\n丙|丁"), nil); problem.As(err).Key != "intake.no_header" {
		t.Errorf("no heading, got %v", err)
	}
	if _, err := people.FindHeader(nil, nil); problem.CodeOf(err) != problem.Invalid {
		t.Errorf("an empty sheet, got %v", err)
	}
}

func TestGuess(t *testing.T) {
	header := Header{Headings: []string{"户主/姓名", "户主/身份证号", "被慰问户主姓名", "备注2", "联系电话", "类别", "类别(二)", "", "不认识", "村居*"}}
	sample := table(`
甲|2|3|441900195001012017|13800138000|低保|残疾||x|冼沙
乙|2|3|441900195503034021|13800138001|低保|残疾||y|冼沙`)
	m := people.Guess(header, sample)
	var got []string
	for _, c := range m.Columns {
		got = append(got, c.Field)
	}
	want := []string{"head", "head_id", "", "id_number", "phone", "category", "category", Ignore, "", "village"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if m.Columns[3].Reason != "intake.column_content" || m.Columns[2].Reason != "intake.column_taken" {
		t.Errorf("reasons %+v", m.Columns)
	}
}

func TestContentSpeaksAgainstTheHeading(t *testing.T) {
	sample := table("441900195001012017|13800138000\n441900195503034021|13800138001\n441900198007075012|13800138002")
	m := people.Guess(Header{Headings: []string{"联系电话", "身份证号"}}, sample)
	if m.Columns[0].Field != "id_number" || m.Columns[1].Field != "phone" {
		t.Errorf("headings a column off: %+v", m.Columns)
	}
}

func TestGiven(t *testing.T) {
	guess := people.Guess(Header{Headings: []string{"姓名", "户主", "甲"}}, nil)
	m, err := people.Given(guess, map[string]string{"甲": "name", "户 主": Ignore})
	if err != nil {
		t.Fatal(err)
	}
	if m.Columns[2].Field != "name" || m.Columns[0].Field != "" || m.Columns[1].Field != Ignore {
		t.Errorf("%+v", m.Columns)
	}
	again, err := people.Given(guess, m.Fields())
	if err != nil || again.Columns[2].Field != "name" || again.Columns[0].Field != "" {
		t.Errorf("remembered: %+v, %v", again.Columns, err)
	}
	for key, fields := range map[string]map[string]string{
		"intake.no_heading":  {"乙": "name"},
		"intake.no_field":    {"甲": "nonsense"},
		"intake.field_twice": {"甲": "name", "姓名": "name"},
	} {
		if _, err := people.Given(guess, fields); err == nil || problem.As(err).Key != key {
			t.Errorf("want %s, got %v", key, err)
		}
	}
}

func TestFingerprint(t *testing.T) {
	a := Header{Headings: []string{"姓名", "身份证号"}}
	b := Header{Headings: []string{"姓 名*", "身份证号："}, First: 3}
	c := Header{Headings: []string{"身份证号", "姓名"}}
	if a.Fingerprint() != b.Fingerprint() || a.Fingerprint() == c.Fingerprint() {
		t.Error("the same headings in the same order are one form")
	}
}

func TestScreen(t *testing.T) {
	rows := table("高埗镇花名册\n序号|姓名|村居")
	h, err := people.FindHeader(rows, nil)
	if err != nil {
		t.Fatal(err)
	}
	screen := NewScreen(h)
	for _, c := range []struct {
		row  string
		want RowKind
	}{
		{"1|甲|冼沙村", Data},
		{"|甲", Data},
		{"冼沙村", Data},
		{"序号|姓名|村居", Heading},
		{"高埗镇花名册", Heading},
		{"合计||3", Total},
		{"|小 计|3", Total},
		{"冼沙村小计||3", Total},
		{"本页合计：||3", Total},
		{"合计（大写）||叁", Total},
		{"填表人：甲||审核人：乙", Note},
		{"单位（盖章）", Note},
		{"注：本表一式三份", Note},
		{"备注: 无", Note},
		{"第 1 页", Note},
		{"||", Blank},
		{"/|-|无", Blank},
	} {
		row := table(c.row)[0]
		row.Number = 9
		if got := screen.Kind(row); got != c.want {
			t.Errorf("%s: got %d, want %d", c.row, got, c.want)
		}
	}
}
