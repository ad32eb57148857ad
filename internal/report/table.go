package report

import (
	"songnuan/internal/day"
	"songnuan/internal/money"
	"songnuan/internal/sheet"
)

// book is a sink that makes a workbook of one sheet, with its sums.
type book struct {
	*sheet.Book
	form  *Form
	sheet *sheet.Sheet
}

func newBook(path string, f *Form) (*book, error) {
	b, err := sheet.NewXLSX(path)
	if err != nil {
		return nil, err
	}
	titles := []string{f.Title}
	for _, line := range []string{f.Under, joined(f.FillerLabel(), f.AsOfLabel(), f.UnitLabel())} {
		if line != "" {
			titles = append(titles, line)
		}
	}
	for _, fact := range f.Facts {
		titles = append(titles, f.text("report.fact", "label", fact.Label, "value", fact.Value))
	}
	s, err := b.Sheet(f.Title, f.tableColumns(true), titles...)
	if err != nil {
		b.Abort()
		return nil, err
	}
	return &book{b, f, s}, nil
}

func joined(parts ...string) (line string) {
	for _, part := range parts {
		if part != "" && line != "" {
			line += "    "
		}
		line += part
	}
	return line
}

// tableColumns are the columns of a workbook or text table; what is to be signed
// is for paper, and a workbook that will be printed.
func (f *Form) tableColumns(signed bool) []sheet.Column {
	var all []sheet.Column
	for i := range f.Columns {
		c := &f.Columns[i]
		column := sheet.Column{Title: f.Head(c), Width: c.width() / 1.9, Kind: sheet.Text}
		switch c.Kind {
		case Number, Persons, Serial:
			column.Kind = sheet.Number
		case Money:
			column.Kind = sheet.Money
		case Date:
			column.Kind = sheet.Date
		case Sign:
			if !signed {
				continue
			}
		}
		all = append(all, column)
	}
	return all
}

// plain puts cells into the types that tables are written with.
func (f *Form) plain(cells []any, signed bool) []any {
	all := make([]any, 0, len(cells))
	for i, value := range cells {
		if f.Columns[i].Kind == Sign && !signed {
			continue
		}
		switch v := value.(type) {
		case money.Fen:
			all = append(all, int64(v))
		case day.Date:
			all = append(all, v.String())
		default:
			all = append(all, v)
		}
	}
	return all
}

func (b *book) Group(name string) error {
	if !b.form.Heading || name == "" {
		return nil
	}
	return b.sheet.Sum(name)
}

func (b *book) Row(cells []any) error { return b.sheet.Write(b.form.plain(cells, true)...) }

func (b *book) Subtotal(name string, s *Sums) error {
	return b.sum(b.form.SubtotalLabel(name, s), s)
}

func (b *book) sum(label string, s *Sums) error {
	cells := make([]any, len(b.form.Columns))
	for i := range b.form.Columns {
		cells[i] = s.Value(&b.form.Columns[i], i)
	}
	if cells[0] == nil {
		cells[0] = label
	}
	return b.sheet.Sum(b.form.plain(cells, true)...)
}

func (b *book) Total(s *Sums) error {
	if !b.form.NoTotal {
		if err := b.sum(b.form.TotalLabel(s), s); err != nil {
			return err
		}
	}
	if words := s.InWords(&b.form.Definition); words != "" {
		if err := b.sheet.Sum(b.form.WordsLabel(words)); err != nil {
			return err
		}
	}
	for _, note := range b.form.Notes {
		if err := b.sheet.Sum(note); err != nil {
			return err
		}
	}
	return nil
}

// textTable is a sink that makes a text table for other programs: rows alone.
type textTable struct {
	*sheet.CSV
	form *Form
}

func newText(path string, f *Form) (*textTable, error) {
	c, err := sheet.NewCSV(path, sheet.UTF8, f.tableColumns(false))
	if err != nil {
		return nil, err
	}
	return &textTable{c, f}, nil
}

func (t *textTable) Group(string) error           { return nil }
func (t *textTable) Row(cells []any) error        { return t.Write(t.form.plain(cells, false)...) }
func (t *textTable) Subtotal(string, *Sums) error { return nil }
func (t *textTable) Total(*Sums) error            { return nil }
