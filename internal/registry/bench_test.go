package registry

import (
	"fmt"
	"testing"

	"songnuan/internal/intake"
	"songnuan/internal/personal"
	"songnuan/internal/sheet"
)

// numberFor is a made-up ID number with a right check digit.
func numberFor(n, born int, sex personal.Sex) string {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	text := fmt.Sprintf("441900%04d%02d%02d%03d", born, 1+n/7%12, 1+n/500%28, 2*(n%500)+int(sex)%2)
	sum := 0
	for i, w := range weights {
		sum += int(text[i]-'0') * w
	}
	return text + "10X98765432"[sum%11:sum%11+1]
}

// cleanList is a list as a tidy office sends it: 13 columns, households of
// 1 to 4 members, the household's columns filled in every row.
func cleanList(households int) (intake.Mapping, []sheet.Row) {
	headings := []string{"户编号", "村居", "户主姓名", "姓名", "与户主关系", "性别", "身份证号", "家庭人口", "保障人口", "人均月收入", "对象类别", "主要致困原因", "联系电话"}
	header := intake.Header{Last: 1, Headings: headings}
	relations := []string{"户主", "妻", "子", "女"}
	var rows []sheet.Row
	for i := range households {
		size := 1 + i%4
		head := fmt.Sprintf("李%c%c", rune(0x4e00+i%5000), rune(0x5000+i%3000))
		for j := range size {
			name := head
			if j > 0 {
				name = fmt.Sprintf("李%c%c", rune(0x6000+i%4000), rune(0x4e00+j))
			}
			born := 1945 + i%20 + 20*(j/2)
			cells := []string{fmt.Sprintf("G%06d", i), "冼沙村", head, name, relations[j], []string{"男", "女"}[j%2], numberFor(i, born, personal.Sex(1+j%2)), fmt.Sprint(size), fmt.Sprint(size),
				"512.50", "低保对象", "因病", ""}
			if j == 0 {
				cells[12] = fmt.Sprintf("138%08d", i)
			}
			row := sheet.Row{Number: len(rows) + 2}
			for _, text := range cells {
				row.Cells = append(row.Cells, sheet.Cell{Text: text, Raw: text, Kind: sheet.Text})
			}
			rows = append(rows, row)
		}
	}
	return Guess(header, rows[:20]), rows
}

// BenchmarkAssemble reads and checks a clean list; rows/s is the figure.
func BenchmarkAssemble(b *testing.B) {
	mapping, rows := cleanList(4_000)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		seen := make(map[personal.Secret]int, len(rows))
		a := NewAssembler(mapping, Options{Today: today(), Place: place, Seen: func(number personal.ID, row int) (int, bool) {
			other, ok := seen[number.Secret]
			seen[number.Secret] = row
			return other, ok
		}})
		screen := intake.NewScreen(intake.Header{Last: 1})
		for _, row := range rows {
			if screen.Kind(row) != intake.Data {
				b.Fatal("not a row of data")
			}
			if r := a.Add(row); r != nil && len(r.Findings) > 0 {
				b.Fatal(keys(r))
			}
		}
		a.Flush()
		n += len(rows)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
}
