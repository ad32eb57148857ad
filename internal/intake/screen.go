package intake

import (
	"slices"
	"strings"
	"unicode/utf8"

	"songnuan/internal/sheet"
)

// RowKind is what a row below the heading is.
type RowKind int

// The kinds. Only Data is read; the others are counted as skipped.
const (
	Data    RowKind = iota
	Blank           // nothing in it
	Heading         // the heading or the title again, as printed pages repeat it
	Total           // 小计, 合计, 本页合计
	Note            // 填表人, 单位盖章, 注 …
)

// Screen tells data rows from the rest.
type Screen struct{ header Header }

// NewScreen screens the rows below the header.
func NewScreen(header Header) *Screen { return &Screen{header} }

// Kind judges one row. What it does not know for certain is Data, so that a
// doubtful row comes back with a reason and is not lost in silence.
func (s *Screen) Kind(row sheet.Row) RowKind {
	if row.Number <= s.header.Last {
		return Heading
	}
	first, second, filled := "", "", 0
	firstColumn := -1
	for i := range row.Cells {
		text := row.Cells[i].Text
		if text == "" {
			continue
		}
		filled++
		switch filled {
		case 1:
			first, firstColumn = text, i
		case 2:
			second = text
		}
	}
	switch {
	case filled == 0:
		return Blank
	case s.repeats(row, first, firstColumn, filled):
		return Heading
	case isTotal(first) || isTotal(second):
		return Total
	case filled <= 6 && isNote(first):
		return Note
	case filled <= 6 && allBlank(row):
		return Blank
	}
	return Data
}

// repeats: the title alone, or at least half of the cells are the heading's.
func (s *Screen) repeats(row sheet.Row, first string, column, filled int) bool {
	if filled == 1 {
		text := oneLine(first)
		if slices.Contains(s.header.titles, text) {
			return true
		}
	}
	for _, heading := range s.header.rows {
		if column >= len(heading.Cells) || first != heading.Cells[column].Text {
			continue
		}
		same := 0
		for i, cell := range row.Cells {
			if cell.Text != "" && cell.Text == heading.Text(i) {
				same++
			}
		}
		if 2*same >= filled && (same > 1 || filled == 1) {
			return true
		}
	}
	return false
}

// longestTotal is 高埗镇上江城村本页合计 and a little more, in bytes.
const longestTotal = 48

func isTotal(text string) bool {
	if len(text) > longestTotal || !strings.Contains(text, "计") {
		return false
	}
	text = strings.TrimRight(oneLine(text), ":：")
	for _, mark := range []string{"小计", "合计", "总计", "共计", "累计"} {
		if strings.HasSuffix(text, mark) || strings.HasPrefix(text, mark+"(") || strings.HasPrefix(text, mark+"（") {
			return true
		}
	}
	return false
}

var noteBegins = []string{
	"填表", "制表", "审核", "复核", "填报", "单位负责人", "统计负责人", "负责人", "经办", "报出日期", "填报日期", "日期",
	"单位盖章", "盖章", "联系人", "联系电话", "备注", "注", "说明", "主管", "分管领导", "领导签字", "签字", "第", "共", "附",
	"录入人", "建档人", "报送单位", "上报单位", "制单", "单位",
}

// isNote: a note begins with one of the usual words and says more after a
// colon, in brackets, or as a page number.
func isNote(text string) bool {
	if text[0] < utf8.RuneSelf && text[0] != '*' && text[0] != '(' {
		return false
	}
	text = strings.TrimLeft(oneLine(text), "*（(※")
	for _, word := range noteBegins {
		rest, ok := strings.CutPrefix(text, word)
		if !ok {
			continue
		}
		if strings.ContainsAny(rest, ":：") || strings.HasSuffix(text, "盖章)") || strings.HasSuffix(text, "盖章）") || strings.HasSuffix(text, "盖章") {
			return true
		}
		if (word == "第" || word == "共") && strings.HasSuffix(rest, "页") {
			return true
		}
	}
	return false
}

func allBlank(row sheet.Row) bool {
	for i := range row.Cells {
		if _, blank := Text(row.Cells[i].Text); !blank {
			return false
		}
	}
	return true
}
