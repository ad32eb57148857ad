package app

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
)

// reasonColumn heads the column that is added to rows given back. It is office
// language in every language of the interface: the file is a Chinese list.
const reasonColumn = "退回原因"

// ExportCorrections gives the wrong rows of an import back as a workbook: the
// sheets, headings and cells as they were sent, and a last column with every
// reason and what to do; wrong cells are lit. The corrected file can be imported as it is. The file
// holds clear numbers, the sender's own; giving it out is recorded.
func (d *Desk) ExportCorrections(ctx context.Context, batch id.ID, path string, lang locale.Lang) (rows int64, err error) {
	if err := d.actor.Must(identity.ListImport); err != nil {
		return 0, err
	}
	var b *registry.Batch
	if err := d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		b, err = d.store.Batch(ctx, tx, batch, d.actor.User, d.actor.Scope)
		return err
	}); err != nil {
		return 0, err
	}
	if b.Rows.Wrong == 0 {
		return 0, problem.New(problem.NotFound, "app.nothing_wrong", "batch", batch)
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		return d.record(ctx, tx, act{name: "import.corrections", noun: "import", subject: b.ID, where: place{b.Area, b.Unit}, count: b.Rows.Wrong})
	})
	if err != nil {
		return 0, err
	}
	return d.writeCorrections(ctx, b, path, lang)
}

func (d *Desk) writeCorrections(ctx context.Context, b *registry.Batch, path string, lang locale.Lang) (rows int64, err error) {
	detail, err := detailOf(b)
	if err != nil {
		return 0, err
	}
	book, err := sheet.NewXLSX(path)
	if err != nil {
		return 0, err
	}
	c := &corrections{book: book, detail: detail, lang: lang, at: -1, width: map[int]int{}}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		if err := d.store.EachWrong(ctx, tx, b.ID, c.measure); err != nil {
			return err
		}
		if err := d.store.EachWrong(ctx, tx, b.ID, c.write); err != nil || c.rows > 0 || len(detail.Tables) == 0 {
			return err
		}
		return c.begin(detail.Tables[0].Place) // nothing is wrong: the headings alone say so
	})
	if err != nil {
		book.Abort()
		return 0, err
	}
	return c.rows, book.Close()
}

// corrections is a file of corrections being written.
type corrections struct {
	book   *sheet.Book
	detail batchDetail
	lang   locale.Lang
	width  map[int]int // columns by sheet: rows can be wider than the heading
	at     int         // the sheet in hand
	sheet  *sheet.Sheet
	heads  []string // of the sheet in hand
	values []any
	rows   int64
}

// plainValue is a value without the mark of an earlier finding.
func plainValue(value any) any {
	if marked, ok := value.(sheet.Marked); ok {
		return marked.Value
	}
	return value
}

func (c *corrections) measure(row registry.Aside) error {
	c.width[row.Sheet] = max(c.width[row.Sheet], len(row.Cells))
	return nil
}

func (c *corrections) write(row registry.Aside) error {
	if row.Sheet != c.at {
		if err := c.begin(row.Sheet); err != nil {
			return err
		}
	}
	clear(c.values)
	for i, text := range row.Cells {
		c.values[i] = sent(text, kindAt(row.Kinds, i))
	}
	wrong := wrongOnly(row.Reasons)
	for i := range wrong {
		if at := slices.Index(c.heads, wrong[i].Column); at >= 0 && wrong[i].Column != "" {
			c.values[at] = sheet.Marked{Value: plainValue(c.values[at])}
		}
	}
	c.values[len(c.values)-1] = c.reasons(wrong)
	c.rows++
	return c.sheet.Write(c.values...)
}

// begin opens the sheet of a place with the headings it had.
func (c *corrections) begin(place int) (err error) {
	name, headings := strconv.Itoa(place+1), []string(nil)
	for _, t := range c.detail.Tables {
		if t.Place == place {
			name, headings = t.Sheet, t.Headings
		}
	}
	columns := make([]sheet.Column, max(c.width[place], len(headings)), 1+max(c.width[place], len(headings)))
	for i := range columns {
		columns[i].Width = 14
		if i < len(headings) {
			columns[i] = sheet.Column{Title: headings[i]}
		}
	}
	columns = append(columns, sheet.Column{Title: reasonColumn, Width: 60})
	c.at, c.heads, c.values = place, headings, make([]any, len(columns))
	c.sheet, err = c.book.Sheet(name, columns)
	return err
}

func kindAt(kinds []sheet.Kind, i int) sheet.Kind {
	if i < len(kinds) {
		return kinds[i]
	}
	return sheet.Text
}

// sent is the cell as it was: a number that Excel keeps whole stays a number,
// everything else is text, so that no digit is lost on the way.
func sent(text string, kind sheet.Kind) any {
	const exact = 15 // digits that a number of Excel holds
	if kind != sheet.Number || len(strings.Trim(text, "-.")) > exact {
		return text
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	if x, err := strconv.ParseFloat(text, 64); err == nil && strconv.FormatFloat(x, 'f', -1, 64) == text {
		return x
	}
	return text
}

// wrongOnly leaves the doubts out, which keep no row back.
func wrongOnly(found intake.Findings) (left intake.Findings) {
	for i := range found {
		if found[i].Severity == intake.Wrong {
			left = append(left, found[i])
		}
	}
	return left
}

// reasons puts everything that is wrong with a row into words, one a line.
func (c *corrections) reasons(found intake.Findings) string {
	if len(found) == 0 {
		return locale.Text(c.lang, "app.wrong_with_household", nil)
	}
	var lines []string
	for i := range found {
		line := found[i].Text(c.lang)
		if len(found) > 1 {
			line = strconv.Itoa(i+1) + ". " + line
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
