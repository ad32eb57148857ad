package app

import (
	"fmt"
	"strings"

	"songnuan/internal/intake"
	"songnuan/internal/personal"
	"songnuan/internal/registry"
	"songnuan/internal/sheet"
)

// fix is what a cell may be put right to, for a person to take over.
type fix struct {
	key      string // of the finding
	column   int    // from 0
	old, now string // in the clear
	kind     sheet.Kind
	mark     bool // the reader puts it right itself: the cell stays as it is
	whole    bool // every row of the household that says the same says it wrongly
}

// proposer says what a finding's cell may be put right to; "" when nobody but
// the office can know.
type proposer func(c *fixCell) (now string, ok bool)

// fixCell is a cell with what was found in it.
type fixCell struct {
	row   *registry.Aside
	table *table
	found *intake.Finding
	old   string
	kind  sheet.Kind
}

// proposers are the findings that say what their cell may mean. A number with a
// wrong check digit is not among them: whoever guessed it would guess a person.
var proposers = map[string]struct {
	propose     proposer
	mark, whole bool
}{
	"registry.village_near":       {propose: nearWord, whole: true},
	"registry.category_unknown":   {propose: nearWord, whole: true},
	"registry.relation_unknown":   {propose: nearWord, whole: true},
	"registry.term_unknown":       {propose: nearWord, whole: true},
	"pairing.kind_unknown":        {propose: nearWord},
	"registry.village_corrected":  {propose: argument("name"), whole: true},
	"pairing.area_corrected":      {propose: argument("name")},
	villageAbove:                  {propose: argument("name")},
	"registry.sex_differs":        {propose: argument("sex")},
	"registry.age_differs":        {propose: argument("age")},
	"registry.size_missing":       {propose: argument("size")},
	"registry.size_below_members": {propose: argument("listed"), whole: true},
	"registry.birth_differs":      {propose: birthOfNumber},
	"registry.id_converted":       {propose: eighteen, mark: true},
	"intake.cell_formula":         {propose: storedValue},
}

// fixes are what the cells of a row may be put right to, one a cell.
func (im *importing) fixes(row *registry.Aside) (some []fix) {
	t := im.list.table(row.Sheet)
	seen := map[int]bool{}
	for i := range row.Reasons {
		f := &row.Reasons[i]
		p, known := proposers[f.Key]
		column := t.column(f)
		if !known || column < 0 || f.Row != row.Number || seen[column] {
			continue
		}
		c := &fixCell{row: row, table: t, found: f, kind: kindAt(row.Kinds, column)}
		if column < len(row.Cells) {
			c.old = row.Cells[column]
		}
		if now, ok := p.propose(c); ok {
			seen[column] = true
			some = append(some, fix{key: f.Key, column: column, old: c.old, now: now, kind: c.kind, mark: p.mark, whole: p.whole})
		}
	}
	return some
}

// Proposals are the words that a finding says a cell may mean.
func Proposals(f intake.Finding) []string {
	near, _ := f.Args["near"].(string)
	if near == "" {
		return nil
	}
	return strings.Split(near, "、")
}

// nearWord puts the one word in that the text can mean. Of a cell that lists
// several things the others stay.
func nearWord(c *fixCell) (string, bool) {
	words := Proposals(*c.found)
	text, _ := c.found.Args["text"].(string)
	if len(words) != 1 || text == "" {
		return "", false
	}
	whole, _ := intake.Text(c.old)
	switch {
	case intake.Compact(whole) == intake.Compact(text):
		return words[0], true
	case strings.Count(whole, text) == 1:
		return strings.Replace(whole, text, words[0], 1), true
	}
	return "", false
}

func argument(name string) proposer {
	return func(c *fixCell) (string, bool) {
		value, ok := c.found.Args[name]
		if !ok || fmt.Sprint(value) == "" {
			return "", false
		}
		return fmt.Sprint(value), true
	}
}

// eighteen is a number of 15 digits as it has been written since 1999
// (GB 11643). It stays to be confirmed against the card.
func eighteen(c *fixCell) (string, bool) {
	number, ok := numberIn(c.old)
	return number.Clear(), ok && number.Converted()
}

// birthOfNumber is the date in the row's ID number, which has a check digit.
func birthOfNumber(c *fixCell) (string, bool) {
	for _, column := range c.table.idColumns() {
		if column < len(c.row.Cells) {
			if number, ok := numberIn(c.row.Cells[column]); ok {
				return number.Birth(), true
			}
		}
	}
	return "", false
}

func numberIn(cell string) (personal.ID, bool) {
	text, _ := intake.Text(cell)
	number, err := personal.ParseID(intake.Compact(text))
	return number, err == nil
}

// storedValue is what a formula came to when the file was saved.
func storedValue(c *fixCell) (string, bool) {
	text, blank := intake.Text(c.old)
	return text, c.kind == sheet.Formula && !blank && !strings.HasPrefix(text, "=")
}
