package registry

import (
	"strings"
	"testing"

	"songnuan/internal/intake"
	"songnuan/internal/locale"
	"songnuan/internal/sheet"
)

// FuzzCells puts any text into any cell of two rows. Nothing may crash, what
// enters must keep the invariants of a household, every finding must have a
// message, and rows must come out as they went in.
func FuzzCells(f *testing.F) {
	f.Add("1|冼沙村|李大山|户主|男|1950-01-01|77|"+li+"|2|1|500|12000|低保、残疾|因病|自有|C级|健康|肢体二级||小学|务农|13800138000|6217001234567890123|2020-01-01||", 7, true)
	f.Add("\x00|=A1|#REF!|４４１９|1e9|-1|||||", 2, false)
	f.Add("|||||", 0, true)
	var m intake.Mapping
	for i, e := range fields {
		m.Columns = append(m.Columns, intake.Column{Index: i, Heading: e.Heading, Field: e.Name})
	}
	f.Fuzz(func(t *testing.T, text string, shift int, number bool) {
		cells := strings.Split(text, "|")
		if len(cells) > 200 || shift < 0 || shift > len(m.Columns) {
			return
		}
		a := NewAssembler(m, Options{Today: today(), Place: place})
		var results []*Result
		for n := range 2 {
			row := sheet.Row{Number: n + 2, Cells: make([]sheet.Cell, shift*n)}
			for _, cell := range cells {
				kind := sheet.Text
				if number {
					kind = sheet.Number
				}
				row.Cells = append(row.Cells, sheet.Cell{Text: cell, Raw: cell, Kind: kind})
			}
			if r := a.Add(row); r != nil {
				results = append(results, r)
			}
		}
		results = append(results, a.Flush())
		rows := 0
		for _, r := range results {
			rows += len(r.Rows)
			checkResult(t, r)
		}
		if rows != 2 {
			t.Fatalf("%d rows came out", rows)
		}
	})
}

func checkResult(t *testing.T, r *Result) {
	t.Helper()
	for _, finding := range r.Findings {
		if !locale.Has(locale.Chinese, finding.Key) {
			t.Errorf("no message for %s", finding.Key)
		}
	}
	h := r.Household
	if r.Wrong() {
		return
	}
	if h.Head == "" || h.Area == "" || h.Size < 1 || h.Covered < 0 || h.Covered > h.Size || len(h.Members) > h.Size {
		t.Errorf("entered: head %q, area %q, %d covered of %d, %d members", h.Head, h.Area, h.Covered, h.Size, len(h.Members))
	}
	heads := 0
	for i := range h.Members {
		if h.Members[i].Seq != i+1 || h.Members[i].Name == "" {
			t.Errorf("member %d has the number %d", i+1, h.Members[i].Seq)
		}
		if h.Members[i].IsHead() {
			heads++
		}
	}
	if heads > 1 {
		t.Errorf("%d heads", heads)
	}
	for _, c := range h.Categories {
		if c.Member > len(h.Members) {
			t.Errorf("a category of member %d", c.Member)
		}
	}
}
