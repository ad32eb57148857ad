package intake

import (
	"strings"

	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sheet"
)

// HeaderRows is how many rows from the top are searched for the heading.
const HeaderRows = 30

// Header is the heading of a table: one row, or two where cells are merged.
type Header struct {
	First, Last int      // row numbers as the sheet shows them
	Headings    []string // by column; 家庭成员/姓名 where two rows make one heading
	rows        []sheet.Row
	titles      []string // what stood alone above the heading
}

// FindHeader looks for the heading among the first rows of a sheet: the row,
// or the pair of rows, with the most cells that are known headings. Merged
// ranges, where the file has them, say how far an upper heading reaches;
// without them it reaches over the empty cells to its right. It refuses a
// sheet in which fewer than two headings are known.
func (c *Catalogue) FindHeader(rows []sheet.Row, merged []sheet.Range) (Header, error) {
	rows = rows[:min(len(rows), HeaderRows)]
	best, hits := Header{}, 1
	for i := range rows {
		single := texts(rows[i])
		if n := c.known(single); n > hits && mostly(n, single) {
			best, hits = header(rows[i:i+1], single), n
			best.titles = titles(rows[:i])
		}
		if i+1 == len(rows) || rows[i+1].Number != rows[i].Number+1 || holdsData(rows[i+1]) {
			continue
		}
		pair := combine(rows[i], rows[i+1], merged)
		if n := c.known(pair); n > hits && n > c.known(texts(rows[i+1])) && mostly(n, pair) {
			best, hits = header(rows[i:i+2], pair), n
			best.titles = titles(rows[:i])
		}
	}
	if hits < 2 {
		return Header{}, problem.New(problem.Invalid, "intake.no_header", "rows", HeaderRows)
	}
	return best, nil
}

// HeaderAt is the heading that a person points out among the first rows of a
// sheet: the row first, or first and last where two stand together.
func (c *Catalogue) HeaderAt(rows []sheet.Row, merged []sheet.Range, first, last int) (Header, error) {
	rows = rows[:min(len(rows), HeaderRows)]
	for i := range rows {
		if rows[i].Number != first {
			continue
		}
		h := header(rows[i:i+1], texts(rows[i]))
		if i+1 < len(rows) && last == first+1 && rows[i+1].Number == last {
			h = header(rows[i:i+2], combine(rows[i], rows[i+1], merged))
		}
		h.titles = titles(rows[:i])
		return h, nil
	}
	return Header{}, problem.New(problem.Invalid, "intake.no_header", "rows", HeaderRows)
}

func header(rows []sheet.Row, headings []string) Header {
	for i, heading := range headings { // a person's row under a merged heading may look like a part of it
		headings[i] = personal.HideNumbers(heading)
	}
	h := Header{First: rows[0].Number, Last: rows[len(rows)-1].Number, Headings: headings}
	for _, row := range rows { // the reader uses the cells again
		h.rows = append(h.rows, sheet.Row{Number: row.Number, Cells: append([]sheet.Cell(nil), row.Cells...)})
	}
	return h
}

func texts(row sheet.Row) []string {
	all := make([]string, len(row.Cells))
	for i, cell := range row.Cells {
		all[i] = oneLine(cell.Text)
	}
	return all
}

// oneLine takes the line breaks and spaces out of a heading, since offices
// stretch 姓 名 to the width of the column.
func oneLine(text string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(text, "\u3000", " ")), "")
}

func titles(rows []sheet.Row) []string {
	var alone []string
	for _, row := range rows {
		for _, text := range texts(row) {
			if text != "" {
				alone = append(alone, text)
			}
		}
	}
	return alone
}

// known counts the distinct fields that the headings name.
func (c *Catalogue) known(headings []string) int {
	seen := map[*Field]bool{}
	for _, heading := range headings {
		if f, _ := c.byHeadingOf(heading); f != nil {
			seen[f] = true
		}
	}
	return len(seen)
}

// mostly: at least a quarter of the filled cells are known headings. A row of
// data can hold 户主 or 低保 but not that many.
func mostly(known int, headings []string) bool {
	filled := 0
	for _, heading := range headings {
		if heading != "" {
			filled++
		}
	}
	return 4*known >= filled
}

// holdsData: a run of six digits is no heading.
func holdsData(row sheet.Row) bool {
	for _, cell := range row.Cells {
		run := 0
		for _, r := range cell.Text {
			if r < '0' || r > '9' {
				run = 0
				continue
			}
			if run++; run == 6 {
				return true
			}
		}
	}
	return false
}

// combine makes one heading of each column of two rows.
func combine(upper, lower sheet.Row, merged []sheet.Range) []string {
	top, bottom := spread(upper, lower, merged), texts(lower)
	for len(top) < len(bottom) {
		top = append(top, "")
	}
	for i := range top {
		below := ""
		if i < len(bottom) {
			below = bottom[i]
		}
		switch {
		case top[i] == "" || top[i] == below:
			top[i] = below
		case below != "":
			top[i] += "/" + below
		}
	}
	return top
}

// spread repeats a heading over the columns it is merged across.
func spread(upper, lower sheet.Row, merged []sheet.Range) []string {
	top, bottom := texts(upper), texts(lower)
	for len(top) < len(bottom) {
		top = append(top, "")
	}
	for _, m := range merged {
		if m.FirstRow != upper.Number || m.FirstColumn >= len(top) {
			continue
		}
		for i := m.FirstColumn + 1; i <= m.LastColumn && i < len(top); i++ {
			top[i] = top[m.FirstColumn]
		}
	}
	if len(merged) > 0 {
		return top
	}
	for i := 1; i < len(top); i++ {
		if top[i] == "" && i < len(bottom) && bottom[i] != "" && bottom[i-1] != "" {
			top[i] = top[i-1]
		}
	}
	return top
}
