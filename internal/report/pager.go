package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"songnuan/internal/pdf"
)

// Pager is a sink that lays lines out on pages and gives each page away as soon
// as it is full. No row is split between pages, unless it is higher than a page.
type Pager struct {
	Layout
	form *Form
	give func(*Page) error
	page *Page
	used float64       // height of the lines on the page
	head float64       // height of the table's head
	sum  float64       // height of the line 本页小计, 0 where nothing is summed
	lost map[rune]bool // characters that no font has
}

// NewPager begins the first page.
func NewPager(f *Form, give func(*Page) error) *Pager {
	p := &Pager{Layout: LayOut(f), form: f, give: give, page: &Page{Number: 1}, lost: map[rune]bool{}}
	p.head = p.HeadLine(f).Height
	if p.sums() {
		p.sum = p.pageLine(&Sums{Rows: 100, By: make([]int64, len(f.Columns))}).Height
	}
	return p
}

// HeadLine is the head of the table, which stands on every page.
func (l *Layout) HeadLine(f *Form) Line {
	line := Line{Kind: OfGroup, Height: rowHeight + 1}
	for i := range f.Columns {
		cell := l.cell(f, i, 1, f.Head(&f.Columns[i]))
		cell.Right, cell.Centre = false, true
		line.Cells = append(line.Cells, cell)
	}
	line.Height = max(line.Height, f.height(line.Cells))
	return line
}

// room is the height for lines on the page at hand, less what the sum of the
// page takes.
func (p *Pager) room() float64 {
	return p.Paper.Height - bottomMargin - p.TableTop(p.form, p.page.Number) - p.head - p.sum
}

// sums tells whether pages are summed.
func (p *Pager) sums() bool {
	for i := range p.form.Columns {
		if p.form.Columns[i].Total {
			return true
		}
	}
	return false
}

func (p *Pager) pageLine(s *Sums) Line { return p.sumLine(p.form, OfPage, p.form.PageLabel(s), s) }

// TableTop is how far from the upper edge the table of a page begins.
func (l *Layout) TableTop(f *Form, page int) float64 {
	top := float64(topMargin + headHeight)
	if page > 1 {
		return top
	}
	top += titleHeight
	if f.Under != "" {
		top += underHeight
	}
	for _, line := range l.factLines(f.Facts) {
		top += factLineHeight(line)
	}
	return top
}

// Group begins a group.
func (p *Pager) Group(name string) error {
	if p.form.Apart && len(p.page.Lines) > 0 {
		if err := p.turn(); err != nil {
			return err
		}
	}
	if !p.form.Heading || name == "" {
		return nil
	}
	line := p.wholeLine(p.form, OfGroup, name)
	if p.used+line.Height+signedHeight > p.room() { // never the last line of a page
		if err := p.turn(); err != nil {
			return err
		}
	}
	return p.add(line)
}

// Row lays one row.
func (p *Pager) Row(cells []any) error {
	line := Line{Kind: OfRow, sums: NewSums(&p.form.Definition)}
	if err := line.sums.Add(&p.form.Definition, cells); err != nil {
		return err
	}
	for i, value := range cells {
		p.look(value)
		line.Cells = append(line.Cells, p.cell(p.form, i, 1, value))
	}
	line.Height = p.form.height(line.Cells)
	return p.add(line)
}

// Subtotal lays the sum of a group.
func (p *Pager) Subtotal(name string, s *Sums) error {
	line := p.sumLine(p.form, OfSubtotal, p.form.SubtotalLabel(name, s), s)
	if p.used+line.Height > p.room() && len(p.page.Lines) > 1 {
		if err := p.turnWithLast(); err != nil { // no sum without a row of its group above it
			return err
		}
	}
	return p.add(line)
}

// add puts a line on the page, or on the next one when it does not fit.
func (p *Pager) add(line Line) error {
	if p.used+line.Height > p.room() && len(p.page.Lines) > 0 {
		if err := p.turn(); err != nil {
			return err
		}
	}
	for line.Height > p.room() {
		var rest Line
		line, rest = p.form.split(line, p.room())
		p.page.Lines = append(p.page.Lines, line)
		if err := p.turn(); err != nil {
			return err
		}
		line = rest
	}
	p.page.Lines = append(p.page.Lines, line)
	p.used += line.Height
	return nil
}

// split cuts a line that is higher than a page. The row counts on the page where
// it begins.
func (f *Form) split(line Line, room float64) (head, rest Line) {
	fits := max(int((room-padHeight)/lineHeight(bodySize)), 1)
	head, rest = Line{Kind: line.Kind, Height: room, sums: line.sums}, Line{Kind: line.Kind}
	for _, cell := range line.Cells {
		upper, lower := cell, cell
		at := min(fits, len(cell.Lines))
		upper.Lines, lower.Lines = cell.Lines[:at], cell.Lines[at:]
		head.Cells, rest.Cells = append(head.Cells, upper), append(rest.Cells, lower)
	}
	rest.Height = f.height(rest.Cells)
	return head, rest
}

// turn gives the page away, with its sum, and begins the next.
func (p *Pager) turn() error {
	if err := p.sumPage(); err != nil {
		return err
	}
	full := p.page
	p.page, p.used = &Page{Number: full.Number + 1}, 0
	return p.give(full)
}

func (p *Pager) sumPage() error {
	if !p.sums() {
		return nil
	}
	s := NewSums(&p.form.Definition)
	for i := range p.page.Lines {
		if err := s.add(p.page.Lines[i].sums); err != nil {
			return err
		}
	}
	if s.Rows > 0 {
		p.page.Lines = append(p.page.Lines, p.pageLine(s))
	}
	return nil
}

// Total ends the report: the sum of the last page where there are several, the
// total in figures and in words, notes, and places to sign. They stay together.
func (p *Pager) Total(s *Sums) error {
	var end []Line
	if !p.form.NoTotal {
		end = append(end, p.sumLine(p.form, OfTotal, p.form.TotalLabel(s), s))
	}
	if words := s.InWords(&p.form.Definition); words != "" {
		end = append(end, p.wholeLine(p.form, OfWords, p.form.WordsLabel(words)))
	}
	notes := p.notes()
	high := float64(len(notes)) * noteHeight
	for i := range end {
		high += end[i].Height
	}
	signs := p.form.SignLabels()
	if len(signs) > 0 {
		high += signHeight
	}
	if p.used+high > p.room() && len(p.page.Lines) > 1 {
		if err := p.turnWithLast(); err != nil {
			return err
		}
	}
	if p.page.Number > 1 {
		if err := p.sumPage(); err != nil {
			return err
		}
	}
	p.page.Lines = append(p.page.Lines, end...)
	p.page.Notes, p.page.Signs, p.page.Last = notes, signs, true
	return p.give(p.page)
}

// turnWithLast takes the last line along, so that no total stands alone.
func (p *Pager) turnWithLast() error {
	at := len(p.page.Lines) - 1
	for at > 1 && p.page.Lines[at].Kind != OfRow {
		at--
	}
	along := p.page.Lines[at:]
	p.page.Lines = p.page.Lines[:at:at]
	if err := p.turn(); err != nil {
		return err
	}
	for _, line := range along {
		if err := p.add(line); err != nil {
			return err
		}
	}
	return nil
}

// look remembers characters that no font has.
func (p *Pager) look(value any) {
	text, _ := value.(string)
	for _, r := range text {
		if r > 0x7F && !pdf.Has(r) {
			p.lost[r] = true
		}
	}
}

// notes are wrapped to the width of the table. Characters that stand as boxes
// are told at the end.
func (p *Pager) notes() (lines []string) {
	notes := p.form.Notes
	for _, fact := range p.form.Facts {
		p.look(fact.Value)
	}
	if len(p.lost) > 0 {
		var codes []string
		for _, r := range slices.Sorted(maps.Keys(p.lost)) {
			codes = append(codes, fmt.Sprintf("%c U+%04X", r, r))
		}
		notes = append(slices.Clone(notes), p.form.text("report.no_glyph", "characters", strings.Join(codes, "  ")))
	}
	for _, note := range notes {
		lines = append(lines, wrap(note, noteSize, p.Paper.Width-2*side)...)
	}
	return lines
}

func (s *Sums) add(other *Sums) error {
	if other == nil {
		return nil
	}
	s.Rows += other.Rows
	for i := range s.By {
		s.By[i] += other.By[i]
	}
	return nil
}
