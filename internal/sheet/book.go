package sheet

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"songnuan/internal/problem"
)

// Book writes a workbook. It appears under its name only when Close succeeds.
type Book struct {
	path   string
	file   *excelize.File
	sheets int
	open   *Sheet
	looks  looks
}

// looks are the style numbers of the workbook.
type looks struct{ title, heading, text, number, money, date, sumText, sumNumber, sumMoney, marked int }

// NewXLSX begins a workbook.
func NewXLSX(path string) (*Book, error) {
	b := &Book{path: path, file: excelize.NewFile()}
	if err := b.makeLooks(); err != nil {
		return nil, writeFailed(err)
	}
	return b, nil
}

func (b *Book) makeLooks() error {
	line := []excelize.Border{{Type: "left", Style: 1, Color: "808080"}, {Type: "right", Style: 1, Color: "808080"},
		{Type: "top", Style: 1, Color: "808080"}, {Type: "bottom", Style: 1, Color: "808080"}}
	grey := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F2F2F2"}}
	yellow := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFF2CC"}}
	code := func(s string) *string { return &s }
	for _, look := range []struct {
		number *int
		style  excelize.Style
	}{
		{&b.looks.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 16}, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}}},
		{&b.looks.heading, excelize.Style{Font: &excelize.Font{Bold: true}, Border: line, Fill: grey,
			Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}}},
		{&b.looks.text, excelize.Style{NumFmt: 49, Border: line, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}},
		{&b.looks.number, excelize.Style{Border: line}},
		{&b.looks.money, excelize.Style{CustomNumFmt: code("#,##0.00"), Border: line}},
		{&b.looks.date, excelize.Style{CustomNumFmt: code("yyyy-mm-dd"), Border: line}},
		{&b.looks.marked, excelize.Style{NumFmt: 49, Border: line, Fill: yellow, Font: &excelize.Font{Color: "9C0006"}, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}},
		{&b.looks.sumText, excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}, Border: line, Fill: grey, Alignment: &excelize.Alignment{Vertical: "center"}}},
		{&b.looks.sumNumber, excelize.Style{Font: &excelize.Font{Bold: true}, Border: line, Fill: grey}},
		{&b.looks.sumMoney, excelize.Style{CustomNumFmt: code("#,##0.00"), Font: &excelize.Font{Bold: true}, Border: line, Fill: grey}},
	} {
		n, err := b.file.NewStyle(&look.style)
		if err != nil {
			return err
		}
		*look.number = n
	}
	return nil
}

// Sheet is one sheet of a Book being written.
type Sheet struct {
	book    *Book
	stream  *excelize.StreamWriter
	columns []Column
	row     int
	cells   []any
}

// Sheet ends the sheet before and begins a new one: title lines over the whole
// width, then the heading, which stays in view and repeats on every printed
// page (A4 across, page n / m at the foot). Signs that Excel forbids in a
// sheet's name become underscores and a name over 31 characters is cut.
func (b *Book) Sheet(name string, columns []Column, titles ...string) (*Sheet, error) {
	if err := b.endSheet(); err != nil {
		return nil, err
	}
	name = sheetName(name)
	if err := b.addSheet(name); err != nil {
		return nil, writeFailed(err)
	}
	if err := b.setPage(name, len(titles)+1); err != nil {
		return nil, writeFailed(err)
	}
	stream, err := b.file.NewStreamWriter(name)
	if err != nil {
		return nil, writeFailed(err)
	}
	s := &Sheet{book: b, stream: stream, columns: columns, cells: make([]any, len(columns))}
	if err := s.begin(titles); err != nil {
		return nil, writeFailed(err)
	}
	b.open = s
	return s, nil
}

func sheetName(name string) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return '_'
		}
		return r
	}, clean(name)), "'")
	if utf8.RuneCountInString(name) > excelize.MaxSheetNameLength {
		name = string([]rune(name)[:excelize.MaxSheetNameLength])
	}
	return name
}

func (b *Book) addSheet(name string) error {
	b.sheets++
	if b.sheets == 1 {
		return b.file.SetSheetName("Sheet1", name)
	}
	_, err := b.file.NewSheet(name)
	return err
}

func (b *Book) setPage(name string, headingRow int) error {
	landscape, a4, one, many := "landscape", 9, 1, 0
	if err := b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &one, FitToHeight: &many}); err != nil {
		return err
	}
	fit := true
	if err := b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := b.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&C&P / &N"}); err != nil {
		return err
	}
	quoted := "'" + strings.ReplaceAll(name, "'", "''") + "'"
	return b.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: name,
		RefersTo: fmt.Sprintf("%s!$%d:$%d", quoted, headingRow, headingRow),
	})
}

func (s *Sheet) begin(titles []string) error {
	for i, column := range s.columns {
		if err := s.stream.SetColWidth(i+1, i+1, widthOf(column)); err != nil {
			return err
		}
	}
	heading := len(titles) + 1
	err := s.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: heading, TopLeftCell: "A" + strconv.Itoa(heading+1), ActivePane: "bottomLeft"})
	if err != nil {
		return err
	}
	for _, title := range titles {
		if err := s.title(title); err != nil {
			return err
		}
	}
	for i, column := range s.columns {
		s.cells[i] = excelize.Cell{StyleID: s.book.looks.heading, Value: clean(column.Title)}
	}
	return s.put()
}

// widthOf: a Chinese character is as wide as two digits.
func widthOf(c Column) float64 {
	if c.Width > 0 {
		return min(c.Width, excelize.MaxColumnWidth)
	}
	return min(max(float64(2*utf8.RuneCountInString(c.Title)+4), 10), 60)
}

func (s *Sheet) title(text string) error {
	s.row++
	at := "A" + strconv.Itoa(s.row)
	if err := s.stream.SetRow(at, []any{excelize.Cell{StyleID: s.book.looks.title, Value: clean(text)}}); err != nil {
		return err
	}
	if len(s.columns) < 2 {
		return nil
	}
	return s.stream.MergeCell(at, ColumnName(len(s.columns)-1)+strconv.Itoa(s.row))
}

func (s *Sheet) put() error {
	s.row++
	return s.stream.SetRow("A"+strconv.Itoa(s.row), s.cells)
}

// Marked is a value whose cell is lit, for the eye: something is wrong with it.
// A text table, which has no colours, holds the value alone.
type Marked struct{ Value any }

// Write adds a row. TooLarge when the sheet is full; a text table has no end.
func (s *Sheet) Write(values ...any) error { return s.write(values, false) }

// Sum adds a row of sums or a heading within the table, set off by its look.
func (s *Sheet) Sum(values ...any) error { return s.write(values, true) }

func (s *Sheet) write(values []any, sum bool) error {
	if err := checkWidth(s.columns, values); err != nil {
		return err
	}
	if s.row >= excelRows {
		return problem.New(problem.TooLarge, "sheet.full", "limit", excelRows)
	}
	for i := range s.cells {
		s.cells[i] = nil
		if i < len(values) {
			s.cells[i] = s.cell(s.columns[i].Kind, values[i])
		}
		if sum {
			s.cells[i] = s.asSum(s.cells[i])
		}
	}
	return writeFailed(s.put())
}

// cell: a string is always stored as a string, so that =1+1 in a name stays a
// name; only Formula-typed cells are formulas, and none is ever written.
func (s *Sheet) cell(kind Kind, value any) excelize.Cell {
	looks := s.book.looks
	switch v := value.(type) {
	case nil:
		return excelize.Cell{StyleID: looks.text}
	case Marked:
		marked := s.cell(kind, v.Value)
		marked.StyleID = looks.marked
		return marked
	case string:
		if day, err := time.Parse(time.DateOnly, v); kind == Date && err == nil && day.Year() > 1900 {
			return excelize.Cell{StyleID: looks.date, Value: serial(day)}
		}
		return excelize.Cell{StyleID: looks.text, Value: clean(v)}
	case int64:
		if kind == Money {
			return excelize.Cell{StyleID: looks.money, Value: float64(v) / 100}
		}
		return excelize.Cell{StyleID: looks.number, Value: v}
	case int, float64:
		return excelize.Cell{StyleID: looks.number, Value: v}
	}
	return excelize.Cell{StyleID: looks.text, Value: clean(fmt.Sprint(value))}
}

// asSum gives a cell the look of a sum.
func (s *Sheet) asSum(value any) excelize.Cell {
	looks := s.book.looks
	cell, _ := value.(excelize.Cell)
	switch cell.StyleID {
	case looks.money:
		cell.StyleID = looks.sumMoney
	case looks.number:
		cell.StyleID = looks.sumNumber
	default:
		cell.StyleID = looks.sumText
	}
	return cell
}

func serial(day time.Time) int {
	return int(day.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)) / (24 * time.Hour))
}

func (b *Book) endSheet() error {
	if b.open == nil {
		return nil
	}
	err := b.open.stream.Flush()
	b.open = nil
	return writeFailed(err)
}

// Close writes the workbook and gives it its name.
func (b *Book) Close() error {
	defer b.file.Close()
	if err := b.endSheet(); err != nil {
		return err
	}
	out, err := createAtomic(b.path)
	if err != nil {
		return err
	}
	if err := b.file.Write(out); err != nil {
		out.abort()
		return writeFailed(err)
	}
	return out.commit()
}

// Abort drops what was written. It must not follow Close.
func (b *Book) Abort() { b.file.Close() }
