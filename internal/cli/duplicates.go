package cli

import (
	"context"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/intake"
	"songnuan/internal/likeness"
	"songnuan/internal/locale"
)

// duplicatesCommand looks for persons who stand in a list twice, without a
// database.
type duplicatesCommand struct {
	Households string            `required:"" placeholder:"FILE"`
	Map        map[string]string `mapsep:"none" placeholder:"HEADING=FIELD"`
	Clear      bool
}

// pairShape is one pair in JSON. Rows are as Excel shows them; of a workbook
// with more than one list the sheets are named too.
type pairShape struct {
	RowA    int              `json:"row_a"`
	RowB    int              `json:"row_b"`
	SheetA  string           `json:"sheet_a,omitempty"`
	SheetB  string           `json:"sheet_b,omitempty"`
	PersonA string           `json:"person_a"` // masked, unless asked for
	PersonB string           `json:"person_b"`
	Score   int              `json:"score"`
	Verdict likeness.Verdict `json:"verdict"`
	Reasons []string         `json:"reasons"`
}

// duplicatesShape is the JSON of the command.
type duplicatesShape struct {
	Pairs   []pairShape              `json:"pairs"`
	Counts  map[likeness.Verdict]int `json:"counts"`
	Rows    int                      `json:"rows"`
	Skipped int                      `json:"skipped"`
	Large   int64                    `json:"large_groups"` // of which only neighbours were compared
	Notes   []noteShape              `json:"notes"`
}

func (c *duplicatesCommand) do(ctx context.Context, s *session) error {
	for heading, field := range c.Map {
		if field == "-" {
			c.Map[heading] = intake.Ignore
		}
	}
	tell, done := s.progress()
	defer done()
	found, err := app.FindListed(ctx, c.Households, c.Map, tell)
	if err != nil {
		return err
	}
	done()
	shape := s.duplicates(found, c.Clear)
	return s.show(shape, func() { s.duplicatesForPeople(shape) })
}

func (s *session) duplicates(found *app.ListedDuplicates, clear bool) *duplicatesShape {
	shape := &duplicatesShape{Pairs: make([]pairShape, len(found.Pairs)), Rows: found.Rows, Skipped: found.Skipped, Large: found.Large, Notes: s.notes(found.Notes),
		Counts: map[likeness.Verdict]int{likeness.Same: 0, likeness.Likely: 0, likeness.Possible: 0}}
	name := intake.Masked
	if clear {
		name = func(text string) string { return text }
	}
	for i := range found.Pairs {
		p := &found.Pairs[i]
		one := pairShape{RowA: p.A.Row, RowB: p.B.Row, PersonA: name(p.A.Name), PersonB: name(p.B.Name), Score: p.Score, Verdict: p.Verdict,
			Reasons: make([]string, len(p.Reasons))}
		if found.Sheets > 1 {
			one.SheetA, one.SheetB = p.A.Sheet, p.B.Sheet
		}
		for j, r := range p.Reasons {
			one.Reasons[j] = locale.Text(s.lang, r.Key, r.Args)
		}
		shape.Pairs[i] = one
		shape.Counts[p.Verdict]++
	}
	return shape
}

// pairsShown is how many pairs people are shown; JSON has all.
const pairsShown = 200

func (s *session) duplicatesForPeople(d *duplicatesShape) {
	for _, n := range d.Notes {
		s.line(n.Message)
	}
	if len(d.Pairs) == 0 {
		s.say("cli.duplicates_none", "rows", d.Rows)
		return
	}
	rows := [][]string{}
	for i := range d.Pairs[:min(len(d.Pairs), pairsShown)] {
		p := &d.Pairs[i]
		rows = append(rows, []string{at(p.SheetA, p.RowA), p.PersonA, at(p.SheetB, p.RowB), p.PersonB,
			locale.Text(s.lang, "likeness.verdict."+string(p.Verdict), nil), strconv.Itoa(p.Score), strings.Join(p.Reasons, s.text("cli.duplicates_and"))})
	}
	s.table([]string{s.text("cli.column.row"), s.text("cli.column.name"), s.text("cli.column.row"), s.text("cli.column.name"),
		s.text("cli.column.likeness"), s.text("cli.column.score"), s.text("cli.column.why")}, rows, 5)
	s.line("")
	if more := len(d.Pairs) - pairsShown; more > 0 {
		s.say("cli.duplicates_more", "count", more)
	}
	if d.Large > 0 {
		s.say("cli.duplicates_large", "count", d.Large)
	}
	s.say("cli.duplicates_counts", "rows", d.Rows, "pairs", len(d.Pairs), "same", d.Counts[likeness.Same], "likely", d.Counts[likeness.Likely], "possible", d.Counts[likeness.Possible])
}

// at is a row, with its sheet where there are several.
func at(sheet string, row int) string {
	if sheet == "" {
		return strconv.Itoa(row)
	}
	return sheet + "!" + strconv.Itoa(row)
}
