package demo

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// Write writes the list as a workbook: title row, line, headings, rows, total,
// foot, and the sheet 说明. The same list gives the same bytes.
func (l List) Write(w io.Writer) (err error) {
	f := excelize.NewFile()
	defer func() {
		if closing := f.Close(); err == nil {
			err = closing
		}
	}()
	b := book{file: f, sheet: l.Sheet}
	b.do(f.SetSheetName("Sheet1", l.Sheet))
	b.styles()
	b.list(l)
	b.notes(l.Notes)
	b.do(f.SetDocProps(&excelize.DocProperties{Creator: "songnuan", Title: l.Title, Description: Fictional, Created: stamp, Modified: stamp}))
	if b.err != nil {
		return b.err
	}
	return f.Write(w)
}

// stamp is the time that every workbook carries, so that its bytes do not
// depend on the hour.
const stamp = "2026-12-01T00:00:00Z"

// book collects the first error of many small steps.
type book struct {
	file                           *excelize.File
	sheet                          string
	title, line, head, cell, total int // styles
	err                            error
}

func (b *book) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *book) style(s *excelize.Style) int {
	id, err := b.file.NewStyle(s)
	b.do(err)
	return id
}

func (b *book) styles() {
	centre := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	thin := make([]excelize.Border, 0, 4)
	for _, side := range []string{"left", "top", "right", "bottom"} {
		thin = append(thin, excelize.Border{Type: side, Color: "000000", Style: 1})
	}
	b.title = b.style(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 18, Family: "宋体"}, Alignment: centre})
	b.line = b.style(&excelize.Style{Font: &excelize.Font{Size: 11, Family: "宋体"}})
	b.head = b.style(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 11, Family: "宋体"}, Alignment: centre, Border: thin})
	b.cell = b.style(&excelize.Style{Font: &excelize.Font{Size: 11, Family: "宋体"}, Alignment: &excelize.Alignment{Vertical: "center"}, Border: thin})
	b.total = b.style(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 11, Family: "宋体"}, Border: thin})
}

func (b *book) list(l List) {
	last := len(l.Column)
	b.row(1, b.title, l.Title)
	b.do(b.file.MergeCell(b.sheet, name(1, 1), name(last, 1)))
	b.do(b.file.SetRowHeight(b.sheet, 1, 32))
	for i, text := range l.Line { // spread over the width
		b.set(1+i*max(1, last/max(1, len(l.Line))), 2, b.line, text)
	}
	for i, c := range l.Column {
		b.set(i+1, 3, b.head, c.Heading)
		column, err := excelize.ColumnNumberToName(i + 1)
		b.do(err)
		b.do(b.file.SetColWidth(b.sheet, column, column, c.Width))
	}
	at := 4
	for _, cells := range l.Rows {
		b.row(at, b.cell, cells...)
		at++
	}
	if l.Total != nil {
		b.row(at, b.total, l.Total...)
		at++
	}
	if l.Foot != "" {
		b.row(at+1, b.line, l.Foot)
	}
	b.do(b.file.SetPanes(b.sheet, &excelize.Panes{Freeze: true, YSplit: 3, TopLeftCell: "A4", ActivePane: "bottomLeft"}))
}

func (b *book) row(at, style int, cells ...any) {
	for i, cell := range cells {
		b.set(i+1, at, style, cell)
	}
}

func (b *book) set(column, row, style int, value any) {
	cell := name(column, row)
	if value != nil {
		b.do(b.file.SetCellValue(b.sheet, cell, value))
	}
	b.do(b.file.SetCellStyle(b.sheet, cell, cell, style))
}

func (b *book) notes(lines []string) {
	_, err := b.file.NewSheet("说明")
	b.do(err)
	b.do(b.file.SetColWidth("说明", "A", "A", 110))
	for i, text := range lines {
		b.do(b.file.SetCellValue("说明", fmt.Sprintf("A%d", i+1), text))
	}
}

func name(column, row int) string {
	cell, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic(err) // columns and rows are counted from 1 above
	}
	return cell
}
