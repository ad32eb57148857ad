package demo

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"songnuan/internal/area"
	"songnuan/internal/personal"
	"songnuan/internal/term"
)

// table is a household list read back by its headings.
type table struct {
	list List
	at   map[string]int
}

func open(t *testing.T, folder, file string) table {
	t.Helper()
	for _, l := range Examples()[folder] {
		if l.File != file {
			continue
		}
		at := map[string]int{}
		for i, c := range l.Column {
			at[c.Heading] = i
		}
		return table{l, at}
	}
	t.Fatalf("no %s/%s", folder, file)
	return table{}
}

func (t table) cell(row int, headings ...string) string {
	for _, heading := range headings {
		if i, ok := t.at[heading]; ok && t.list.Rows[row][i] != nil {
			return fmt.Sprint(t.list.Rows[row][i])
		}
	}
	return ""
}

func TestGaobuIsWhatThePlanStates(t *testing.T) {
	l := open(t, "gaobu-pairing", "households.xlsx")
	households := map[string]int{}
	for i := range l.list.Rows {
		households[l.cell(i, "低保证编号")]++
	}
	if len(households) != 269 || len(l.list.Rows) != 710 {
		t.Errorf("%d households, %d persons", len(households), len(l.list.Rows))
	}
	if helpers := open(t, "gaobu-pairing", "helpers.xlsx").list.Rows; len(helpers) != 269 {
		t.Errorf("%d helpers", len(helpers))
	}
}

func TestGaobuIsBelowTheLine(t *testing.T) {
	line, ok := area.Line(area.SampleStandards(), "441900129000", "dibao_line", "2026-12-01")
	if !ok {
		t.Fatal("no line for the town")
	}
	l := open(t, "gaobu-pairing", "households.xlsx")
	for i, row := range l.list.Rows {
		income := row[l.at["家庭人均收入（元/月）"]]
		if yuan, said := income.(int); said && int64(yuan)*100 >= int64(line.Amount) {
			t.Errorf("row %d: %d yuan is not below the line", i, yuan)
		}
	}
}

func TestEveryVillageHasOneLiaison(t *testing.T) {
	l := open(t, "gaobu-pairing", "helpers.xlsx")
	liaisons := map[string]int{}
	for i := range l.list.Rows {
		if l.cell(i, "备注") == "村扶贫济困负责人" {
			liaisons[l.cell(i, "联系村居")]++
		}
	}
	for _, v := range Gaobu.Villages {
		if liaisons[v.Name] != 1 {
			t.Errorf("%s has %d liaisons", v.Name, liaisons[v.Name])
		}
	}
}

// TestNumbersAreRightAndNobodys: every number passes its check, agrees with the
// row and lies in the range that belongs to nobody.
func TestNumbersAreRightAndNobodys(t *testing.T) {
	for folder := range Examples() {
		l, seen := open(t, folder, "households.xlsx"), map[string]bool{}
		for i := range l.list.Rows {
			number := l.cell(i, "身份证号")
			if number == "" {
				continue
			}
			id, err := personal.ParseID(number)
			if err != nil || seen[number] || number[14:17] < "960" {
				t.Errorf("%s row %d: %s %v", folder, i, number, err)
			}
			seen[number] = true
			if birth := l.cell(i, "出生日期"); birth != "" && birth != id.Birth() {
				t.Errorf("%s row %d: born %s by the row, %s by the number", folder, i, birth, id.Birth())
			}
			if odd := (number[16]-'0')%2 == 1; odd != (l.cell(i, "性别") == male) {
				t.Errorf("%s row %d: the sex does not go with the number", folder, i)
			}
			if card := l.cell(i, "银行账号", "卡号"); card != "" {
				if c, err := personal.ParseCard(card); err != nil || c.Doubtful() || !strings.HasPrefix(card, "629999") {
					t.Errorf("%s row %d: card %s %v", folder, i, card, err)
				}
			}
			if phone := l.cell(i, "联系电话", "手机"); phone != "" && (len(phone) != 11 || !strings.HasPrefix(phone, "1540000")) {
				t.Errorf("%s row %d: phone %s", folder, i, phone)
			}
		}
	}
}

// TestWordsAreTheOffices: a tidy list holds no word that the dictionaries do
// not know, and no village that the town does not have.
func TestWordsAreTheOffices(t *testing.T) {
	lists := map[string]string{"与户主关系": "relation", "主要致困原因": "cause", "次要致困原因": "cause", "健康状况": "health", "残疾类别": "disability",
		"就学情况": "school", "在读学段": "school", "就业状况": "employment", "工作状态": "employment", "住房情况": "housing", "住房类型": "housing"}
	for folder := range Examples() {
		l := open(t, folder, "households.xlsx")
		for i := range l.list.Rows {
			for heading, list := range lists {
				if text := l.cell(i, heading); text != "" {
					if _, ok := term.Canonical(list, text); !ok {
						t.Errorf("%s: %s is no %s", folder, text, heading)
					}
				}
			}
			for text := range strings.SplitSeq(l.cell(i, "对象类别", "困难类别", "受赠类别", "人员类别"), "、") {
				if _, ok := term.Canonical("category", text); text != "" && !ok {
					t.Errorf("%s: %s is no category", folder, text)
				}
			}
		}
		helpers := open(t, folder, "helpers.xlsx")
		for i := range helpers.list.Rows {
			if kind := helpers.cell(i, "人员类别"); kind == "" {
				t.Errorf("%s: helper %d has no kind", folder, i)
			} else if _, ok := term.Canonical("helper_kind", kind); !ok {
				t.Errorf("%s: %s is no kind of helper", folder, kind)
			}
		}
	}
}

func TestEveryListSaysThatItsPeopleAreInvented(t *testing.T) {
	for folder, lists := range Examples() {
		for _, l := range lists {
			if !strings.Contains(l.Title, Fictional) || !strings.HasPrefix(l.Notes[0], Fictional) {
				t.Errorf("%s/%s does not say so", folder, l.File)
			}
		}
	}
}

func TestTheSameListGivesTheSameBytes(t *testing.T) {
	var first, second bytes.Buffer
	if err := RescueWinter()[0].Write(&first); err != nil {
		t.Fatal(err)
	}
	if err := RescueWinter()[0].Write(&second); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two writings differ")
	}
}

// TestTheFolderIsFresh: examples/ holds what the program makes. Cells are
// compared, since another version of the compressor may give other bytes.
func TestTheFolderIsFresh(t *testing.T) {
	for folder, lists := range Examples() {
		for _, l := range lists {
			path := filepath.Join("../../examples", folder, l.File)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var made bytes.Buffer
			if err := l.Write(&made); err != nil {
				t.Fatal(err)
			}
			if !equalCells(cells(t, data), cells(t, made.Bytes())) {
				t.Errorf("%s is stale: go run ./internal/demo/cmd/examples", path)
			}
		}
	}
}

func equalCells(a, b [][]string) bool { return slices.EqualFunc(a, b, slices.Equal) }

func cells(t *testing.T, data []byte) (all [][]string) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rows...)
	}
	return all
}
