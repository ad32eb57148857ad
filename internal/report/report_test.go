package report_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/pdf/pdftest"
	"songnuan/internal/report"
	"songnuan/internal/sheet"
)

// paySheet is a roster with two purses.
func paySheet() *report.Form {
	return &report.Form{Definition: report.Definition{Name: "roster", Subtotal: true, Words: "total", Signed: true, Columns: []report.Column{
		{Key: "serial", Kind: report.Serial, Width: 11}, {Key: "number", Kind: report.Text, Width: 22}, {Key: "name", Kind: report.Text, Width: 20, Grow: 1},
		{Key: "village", Kind: report.Text, Width: 24, Grow: 2}, {Key: "persons", Kind: report.Persons, Width: 12, Total: true},
		{Key: "city", Title: "市级慰问金", Kind: report.Money, Width: 24, Total: true}, {Key: "county", Title: "县、镇慰问金", Kind: report.Money, Width: 24, Total: true},
		{Key: "total", Kind: report.Money, Width: 26, Total: true}, {Key: "sign", Kind: report.Sign, Width: 32}}},
		Lang: locale.Chinese, Title: "2027 年元旦春节送温暖慰问金发放表", Under: "重点对象", Filler: "高埗镇社会事务办", AsOf: "2027-01-12",
		Printer: "李审核", Printed: "2027-01-12T02:42:00.000000Z", Ref: "批次 GB-0112", Notes: []string{"标准：市级每户 400 元，县、镇每户 200 元。"}}
}

// line is a row of the pay sheet.
func line(village, number, name string, persons int64, city, county money.Fen) report.Row {
	return report.Row{Group: village, Cells: []any{nil, number, name, village, persons, city, county, city + county, nil}}
}

func rows(all ...report.Row) report.Rows {
	return func(yield func(report.Row, error) bool) {
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}
}

var names = []string{"莫*珍", "周𠮷祥", "林䶮英", "张㛃", "李堃", "莫喆", "王𬭎", "买买提·吐尔逊"}

// some are so many rows in three villages.
func some(n int) report.Rows {
	return func(yield func(report.Row, error) bool) {
		for i := range n {
			village := []string{"冼沙村", "低涌村", "卢溪村"}[i*3/n]
			if !yield(line(village, fmt.Sprintf("GB%05d", i+1), names[i%len(names)], int64(1+i%4), 400_00, 200_00), nil) {
				return
			}
		}
	}
}

func printed(t testing.TB, f *report.Form, r report.Rows) []pdftest.Page {
	t.Helper()
	var file bytes.Buffer
	if _, err := report.Write(f, r, report.NewPrinter(&file, f)); err != nil {
		t.Fatal(err)
	}
	pages, err := pdftest.Read(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func TestPrintedRoster(t *testing.T) {
	for _, n := range []int{45, 269} {
		f := paySheet()
		pages := printed(t, f, some(n))
		for i := range n {
			number, at := fmt.Sprintf("GB%05d", i+1), 0
			for _, page := range pages {
				at += page.Count(number)
			}
			if at != 1 {
				t.Errorf("%d rows: %s stands %d times", n, number, at)
			}
		}
		for i, page := range pages {
			number := []string{fmt.Sprintf("第 %d 页", i+1), fmt.Sprintf("　共 %d 页", len(pages)), "金额合计", "批次 GB-0112　打印人：李审核　2027-01-12 10:42", f.Title}
			for _, want := range number {
				if !page.Has(want) {
					t.Errorf("%d rows: page %d lacks %q: %q", n, i+1, want, page)
				}
			}
		}
		last := pages[len(pages)-1]
		all := money.Fen(n) * 600_00
		for _, want := range []string{fmt.Sprintf("合计（%d 户）", n), all.Yuan(), "合计（大写）：" + all.Capital(), "制表：", "审核：", "标准：市级每户 400 元，县、镇每户 200 元。"} {
			if !last.Has(want) {
				t.Errorf("%d rows: the end lacks %q: %q", n, want, last)
			}
		}
	}
}

// pagesOf lays a form out.
func pagesOf(t testing.TB, f *report.Form, r report.Rows) (*report.Sheets, *report.Sums) {
	t.Helper()
	s := report.NewSheets(f, 0)
	sums, err := report.Write(f, r, s)
	if err != nil {
		t.Fatal(err)
	}
	return s, sums
}

func count(s *report.Sheets, kind report.LineKind) (n int) {
	for _, page := range s.Pages {
		for i := range page.Lines {
			if page.Lines[i].Kind == kind {
				n++
			}
		}
	}
	return n
}

// height of the lines of a page must leave its foot free.
func fits(t testing.TB, s *report.Sheets) {
	t.Helper()
	for _, page := range s.Pages {
		y := s.TableTop(s.Form, page.Number) + s.Head().Height
		for i := range page.Lines {
			y += page.Lines[i].Height
		}
		if y > s.Paper.Height-12 {
			t.Errorf("page %d ends at %.1f of %.1f mm", page.Number, y, s.Paper.Height)
		}
	}
}

func TestEdges(t *testing.T) {
	long := strings.Repeat("家庭主要劳动力因病丧失劳动能力，", 20)[:900] // 300 characters
	village := "内蒙古自治区锡林郭勒盟锡林浩特市巴彦查干街道办事处那达慕社区第十二居民小组"
	full := 1 // rows that just fill a page
	for s, _ := pagesOf(t, paySheet(), some(full)); len(s.Pages) == 1; s, _ = pagesOf(t, paySheet(), some(full)) {
		full++
	}
	for name, c := range map[string]struct {
		rows  report.Rows
		pages int // 0 is any
		lines int
	}{
		"empty":          {rows(), 1, 0},
		"one row":        {some(1), 1, 1},
		"a page, just":   {some(full - 1), 1, full - 1},
		"a row more":     {some(full), 2, full},
		"long cell":      {rows(line("冼沙村", "GB1", long, 2, 400_00, 200_00)), 0, 1},
		"long village":   {rows(line(village, "GB1", "李堃", 2, 400_00, 200_00), line(village, "GB2", "莫喆", 1, 400_00, 0)), 1, 2},
		"endless word":   {rows(line("冼沙村", strings.Repeat("GB12345678", 20), "李堃", 2, 400_00, 200_00)), 0, 1},
		"largest amount": {rows(line("冼沙村", "GB1", "李堃", 2, money.Max-1, 1)), 1, 1},
		"below zero":     {rows(line("冼沙村", "GB1", "李堃", 2, -400_00, 0)), 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := pagesOf(t, paySheet(), c.rows)
			if c.pages > 0 && len(s.Pages) != c.pages {
				t.Errorf("%d pages, want %d", len(s.Pages), c.pages)
			}
			if got := count(s, report.OfRow); got != c.lines {
				t.Errorf("%d lines, want %d", got, c.lines)
			}
			if got := count(s, report.OfTotal); got != 1 {
				t.Errorf("%d totals", got)
			}
			fits(t, s)
			if len(printed(t, paySheet(), c.rows)) != len(s.Pages) {
				t.Error("the document has another number of pages")
			}
		})
	}
	// A cell higher than a page goes on on the next; nothing of it is lost.
	huge := strings.Repeat("长", 4000)
	s, _ := pagesOf(t, paySheet(), rows(line("冼沙村", "GB1", huge, 2, 0, 0)))
	got := 0
	for _, page := range s.Pages {
		for i := range page.Lines {
			for _, cell := range page.Lines[i].Cells {
				got += strings.Count(strings.Join(cell.Lines, ""), "长")
			}
		}
	}
	if fits(t, s); got != 4000 {
		t.Errorf("%d characters of 4000 are on the pages", got)
	}
}

// The sums of all pages come to the total, as do those of all groups, whatever
// the rows are.
func TestSumsOfPagesComeToTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 120).Draw(t, "rows")
		var all []report.Row
		want := report.Sums{By: make([]int64, 9)}
		for range n {
			village := rapid.SampledFrom([]string{"冼沙村", "低涌村", "卢溪村"}).Draw(t, "village")
			name := rapid.SampledFrom([]string{"李堃", strings.Repeat("因病致困，", 30), "莫*珍"}).Draw(t, "name")
			persons, city, county := rapid.Int64Range(0, 12).Draw(t, "persons"), rapid.Int64Range(0, 1e9).Draw(t, "city"), rapid.Int64Range(0, 1e9).Draw(t, "county")
			all = append(all, line(village, "GB", name, persons, money.Fen(city), money.Fen(county)))
			want.Rows++
			want.By[4] += persons
			want.By[5] += city
			want.By[6] += county
			want.By[7] += city + county
		}
		f := paySheet()
		f.Apart = rapid.Bool().Draw(t, "apart")
		s := report.NewSheets(f, 0)
		got, err := report.Write(f, rows(all...), s)
		if err != nil {
			t.Fatal(err)
		}
		if got.Rows != want.Rows || fmt.Sprint(got.By) != fmt.Sprint(want.By) {
			t.Fatalf("the total is %v, want %v", got, want)
		}
		total := sumOf(t, s, report.OfTotal)
		if groups := sumOf(t, s, report.OfSubtotal); groups != total {
			t.Fatalf("groups come to %v, the total is %v", groups, total)
		}
		if pages := sumOf(t, s, report.OfPage); len(s.Pages) > 1 && pages != total {
			t.Fatalf("pages come to %v, the total is %v", pages, total)
		}
		if len(s.Pages) == 1 && count(s, report.OfPage) > 0 {
			t.Fatal("the only page has a sum of its own")
		}
		for i, page := range s.Pages {
			if page.Number != i+1 || page.Last != (i == len(s.Pages)-1) {
				t.Fatalf("page %d is numbered %d, last %v", i+1, page.Number, page.Last)
			}
		}
	})
}

// sumOf adds up the column 金额合计 of the lines of a kind, as it is printed.
func sumOf(t *rapid.T, s *report.Sheets, kind report.LineKind) (sum money.Fen) {
	for _, page := range s.Pages {
		for i := range page.Lines {
			line := &page.Lines[i]
			if line.Kind != kind {
				continue
			}
			for _, cell := range line.Cells {
				if cell.Column == 7 {
					fen, err := money.Parse(cell.Lines[0])
					if err != nil {
						t.Fatal(err)
					}
					sum += fen
				}
			}
		}
	}
	return sum
}

func TestApartBeginsGroupsOnPagesOfTheirOwn(t *testing.T) {
	f := paySheet()
	f.Apart = true
	s, _ := pagesOf(t, f, some(9))
	if len(s.Pages) != 3 {
		t.Fatalf("%d pages for three villages", len(s.Pages))
	}
}

// The paper turns and grows with the columns; no column is lost on a narrow one.
func TestPaper(t *testing.T) {
	wide := func(n int) *report.Form {
		f := paySheet()
		for range n {
			f.Columns = append(f.Columns, report.Column{Key: "goods", Kind: report.Text, Width: 30})
		}
		return f
	}
	few := paySheet()
	few.Columns = few.Columns[:5]
	few.Words = ""
	for name, c := range map[string]struct {
		form *report.Form
		want report.Size
	}{"few": {few, report.Upright}, "middling": {wide(0), report.Across}, "many": {wide(4), report.A3Across}, "too many": {wide(9), report.A3Across}} {
		l := report.LayOut(c.form)
		var sum float64
		for _, w := range l.Widths {
			sum += w
		}
		if l.Size != c.want || sum > l.Paper.Width-23.9 || sum < l.Paper.Width-24.1 {
			t.Errorf("%s: %s, columns %.1f of %.1f mm", name, l.Size, sum, l.Paper.Width)
		}
	}
	if _, err := report.ParseSize("a5"); err == nil {
		t.Error("a5 is taken")
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	for _, format := range report.Formats {
		f := paySheet()
		path := filepath.Join(dir, "list."+string(format))
		file, err := report.Create(path, format, f)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := report.Write(f, rows(line("冼沙村", "=1+1", "李堃", 2, 400_00, 200_00)), file); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	// A workbook has its sums; a text table has rows alone, safe from formulas.
	if got := cells(t, filepath.Join(dir, "list.xlsx")); !strings.Contains(got, "合计（大写）：陆佰元整") || !strings.Contains(got, "冼沙村小计（1 户）") || !strings.Contains(got, "=1+1") {
		t.Error(got)
	}
	if got := cells(t, filepath.Join(dir, "list.csv")); strings.Contains(got, "合计（") || !strings.Contains(got, "=1+1\t李堃\t冼沙村\t2\t400.00\t200.00\t600.00") || strings.Contains(got, "签名") {
		t.Error(got)
	}
	// What is given up leaves nothing behind.
	for _, format := range report.Formats {
		file, err := report.Create(filepath.Join(dir, "gone."+string(format)), format, paySheet())
		if err != nil {
			t.Fatal(err)
		}
		file.Abort()
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*gone*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if hidden, _ := filepath.Glob(filepath.Join(dir, ".*")); len(hidden) > 0 {
		t.Errorf("left behind: %v", hidden)
	}
}

func cells(t *testing.T, path string) string {
	t.Helper()
	r, err := sheet.Open(path, sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := r.Use(r.Sheets()[0]); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range row.Cells {
			all.WriteString(row.Text(i) + "\t")
		}
		all.WriteString("\n")
	}
}

// The page in a browser says what the document says.
func TestPagesInABrowser(t *testing.T) {
	var file bytes.Buffer
	f := paySheet()
	if _, err := report.Write(f, rows(line("冼沙村", "GB1", "<b>李堃</b>", 2, 400_00, 200_00)), report.NewWebPrinter(&file, f)); err != nil {
		t.Fatal(err)
	}
	if _, err := html.Parse(bytes.NewReader(file.Bytes())); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"&lt;b&gt;李堃&lt;/b&gt;", "第 1 页　共 1 页", "合计（大写）：陆佰元整", `class="leaf leaf-a4-landscape"`} {
		if !strings.Contains(file.String(), want) {
			t.Errorf("no %q in the page", want)
		}
	}
	if strings.Contains(file.String(), "style=") {
		t.Error("a style in an attribute: a strict policy refuses it")
	}
}

// A preview ends when it has its pages.
func TestPreviewEndsEarly(t *testing.T) {
	f, read := paySheet(), 0
	s := report.NewSheets(f, 2)
	_, err := report.Write(f, func(yield func(report.Row, error) bool) {
		for i := range 10_000 {
			if read++; !yield(line("冼沙村", fmt.Sprint(i), "李堃", 1, 0, 0), nil) {
				return
			}
		}
	}, s)
	if !errors.Is(err, report.ErrEnough) || len(s.Pages) != 2 || !s.More || read > 100 {
		t.Errorf("%v: %d pages of %d rows, more %v", err, len(s.Pages), read, s.More)
	}
}

func TestWrongRowsAreRefused(t *testing.T) {
	for name, row := range map[string]report.Row{
		"too few":    {Cells: []any{nil, "GB1"}},
		"wrong kind": {Cells: []any{nil, "GB1", "李堃", "冼沙村", "two", nil, nil, nil, nil}},
		"too much":   line("冼沙村", "GB1", "李堃", 1, money.Max, money.Max),
	} {
		f := paySheet()
		if _, err := report.Write(f, rows(row), report.NewSheets(f, 0)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	broken := errors.New("the source broke")
	f := paySheet()
	_, err := report.Write(f, func(yield func(report.Row, error) bool) { yield(report.Row{}, broken) }, report.NewSheets(f, 0))
	if !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

func BenchmarkPDF(b *testing.B) {
	for _, n := range []int{45, 269, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			var size counter
			for b.Loop() {
				f := paySheet()
				size = 0
				if _, err := report.Write(f, some(n), report.NewPrinter(&size, f)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(size), "file-B")
		})
	}
}

type counter int64

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }
