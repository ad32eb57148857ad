package registry

import (
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/intake"
	"songnuan/internal/personal"
	"songnuan/internal/sheet"
)

// Options are what an Assembler must know besides the list.
type Options struct {
	Today    day.Date  // ages and dates are judged by it
	Area     area.Code // where the households live when the list names no village; "" refuses them
	UnitPath string    // the unit they belong to when the list names none

	// Place finds a village by what the list writes. It is asked once for each
	// distinct text.
	Place func(town, village string) Place
	// Unit finds a unit by its name; nil keeps the name as an extra.
	Unit func(name string) (path string, ok bool)
	// Seen remembers an ID number with the row it stands in, and tells the row of
	// another household of the file that has it already; nil never tells.
	Seen func(number personal.ID, row int) (other int, seen bool)
	// NewID makes the ids of households and members; nil leaves them empty.
	NewID id.Source
}

// Place is what a village's name in a list was found to mean.
type Place = intake.Place

// Result is one household of a list with all that was noticed. When any
// finding is Wrong no row of it may enter: a household is entered whole or not
// at all.
type Result struct {
	Key       string // of its rows, see Grouper.Key
	Household *Household
	Rows      []int // row numbers
	Findings  intake.Findings
}

// Wrong tells whether the household stays out.
func (r *Result) Wrong() bool { return r.Findings.Wrong() }

// Assembler turns the data rows of a list into households. It takes rows in
// their order, keeps one household in memory, and gives it when the next one
// begins. Rows of one household that do not stand together come out as two
// results with one key; who needs them joined sorts the rows by key first.
// It is not safe for concurrent use.
type Assembler struct {
	options Options
	columns []column
	byField [fieldExtra + 1]int // index into columns + 1 of the first column of a field
	keys    *Grouper
	members bool // the list has rows of members, not one row a household

	places     *intake.Places
	categories map[string][]string // texts that the dictionary did not know as a whole
	first      []string            // by column, the text that the household took
	current    *Result
	lines      []line
	lastRow    int    // of the household before
	lastPlace  string // village of the household before, as written
}

// column is a mapped column of the sheet.
type column struct {
	intake.Column
	field field
	yuan  int64 // that one unit of a money column is
}

// line is what one row says of one member, with what is needed for checks only.
type line struct {
	row        int
	member     Member
	age        int // as written; -1 is not written
	writtenSex string
	written    day.Date // birth as written
	precision  day.Precision
	categories []Category
	covered    int  // as written: 1 yes, 0 no, -1 nothing
	person     bool // the row says who somebody is, not only what the household has
}

// NewAssembler reads rows under the mapping.
func NewAssembler(m intake.Mapping, options Options) *Assembler {
	a := &Assembler{
		options:    options,
		keys:       NewGrouper(m),
		members:    m.Has("name") && (m.Has("relation") || m.Has("head") || m.Has("number")) || m.Has("relation"),
		places:     intake.NewPlaces(options.Place),
		categories: map[string][]string{},
	}
	for _, c := range m.Columns {
		if c.Field == intake.Ignore {
			continue
		}
		f := fieldExtra
		if c.Field != "" {
			f = byName[c.Field]
		}
		a.columns = append(a.columns, column{c, f, intake.Yuan(c.Heading)})
		if a.byField[f] == 0 {
			a.byField[f] = len(a.columns)
		}
	}
	a.first = make([]string, len(a.columns))
	return a
}

// Check says what the list lacks before any row is read: a household needs the
// name of its head, and a village unless Options.Area is set.
func (a *Assembler) Check() error {
	if !a.has(fieldHead) && !a.has(fieldName) {
		return missing(fieldHead)
	}
	if !a.has(fieldVillage) && a.options.Area == "" {
		return missing(fieldVillage)
	}
	return nil
}

func (a *Assembler) has(f field) bool { return a.byField[f] > 0 }

// at is the column of a field for findings; without heading when the list has
// none.
func (a *Assembler) at(f field) intake.Column {
	if i := a.byField[f]; i > 0 {
		return a.columns[i-1].Column
	}
	return intake.Column{}
}

// Add takes the next data row. When it begins a household, the one before it
// is complete and comes back; else the result is nil.
func (a *Assembler) Add(row sheet.Row) *Result {
	var done *Result
	key := a.keys.Key(row)
	if a.current == nil || a.current.Key != key {
		done = a.Flush()
		a.begin(key)
	}
	a.read(row)
	return done
}

// Flush gives the last household, nil when there is none.
func (a *Assembler) Flush() *Result {
	if a.current == nil {
		return nil
	}
	done := a.current
	a.finish()
	a.lastRow = done.Rows[len(done.Rows)-1]
	a.current = nil
	return done
}

func (a *Assembler) begin(key string) {
	a.current = &Result{Key: key, Household: &Household{Unit: a.options.UnitPath, Area: a.options.Area}}
	if a.options.NewID != nil {
		a.current.Household.ID = a.options.NewID()
	}
	clear(a.first)
	a.lines = a.lines[:0]
}

// read takes one row: what it says of the household, and one member.
func (a *Assembler) read(row sheet.Row) {
	r := a.current
	r.Rows = append(r.Rows, row.Number)
	l := line{row: row.Number, age: -1, covered: -1}
	for i := range a.columns {
		c := &a.columns[i]
		if c.Index >= len(row.Cells) {
			continue
		}
		cell := &row.Cells[c.Index]
		if cell.Text == "" {
			continue
		}
		text, blank := intake.Text(cell.Text)
		if fault := intake.Fault(*cell, text, c.field.strict()); fault != "" {
			r.Findings.Add(intake.Wrong, row.Number, c.Column, fault)
			continue
		}
		if cell.Kind == sheet.Number {
			text = a.number(cell, text, c)
			if fault := c.field.rounded(text); fault != "" {
				r.Findings.Add(intake.Wrong, row.Number, c.Column, fault)
				continue
			}
		}
		a.take(c, i, text, blank, &l)
	}
	a.lines = append(a.lines, l)
}

// number is the text of a number cell: all its digits where the shown form
// would lose them.
func (a *Assembler) number(cell *sheet.Cell, text string, c *column) string {
	switch c.field {
	case fieldIDNumber, fieldHeadID, fieldCard, fieldPhone, fieldNumber, fieldDisabilityCard,
		fieldIncome, fieldIncomeMonth, fieldPerHeadMonth, fieldPerHeadYear, fieldMemberIncome, fieldMemberIncomeMonth:
		return cell.Plain()
	}
	return text
}

// rounded is the message for a number cell of more than 15 digits, which Excel
// has rounded even where the check digit happens to fit; "" for none.
func (f field) rounded(text string) string {
	const kept = 15
	switch {
	case len(text) <= kept:
		return ""
	case f == fieldIDNumber || f == fieldHeadID:
		return "personal.id_ruined"
	case f == fieldCard:
		return "personal.card_ruined"
	}
	return ""
}

// take gives a cell to its field. A household's field may stand in every row;
// the text it took first is kept, another text is a finding.
func (a *Assembler) take(c *column, i int, text string, blank bool, l *line) {
	if blank && !c.field.meansNone() {
		return
	}
	if c.field.ofMember() {
		l.person = l.person || c.field <= fieldIDNumber
		a.readMember(c, text, l)
		return
	}
	switch a.first[i] {
	case text:
	case "":
		a.first[i] = text
		a.readHousehold(c, text, l.row)
	default:
		a.differs(c, a.first[i], text, l.row)
	}
}

// meansNone: 无 says something here: no house, no disability, no work.
func (f field) meansNone() bool { return f == fieldHousing }

func (a *Assembler) differs(c *column, first, text string, row int) {
	switch c.field {
	case fieldNumber, fieldSequence, fieldHeadID:
		return
	case fieldVillage, fieldSize, fieldCovered, fieldHead:
		a.current.Findings.Add(intake.Wrong, row, c.Column, "registry.differs", "first", intake.Clip(first), "text", intake.Clip(text))
		return
	}
	a.current.Findings.Add(intake.Warning, row, c.Column, "registry.differs_kept", "first", intake.Clip(first), "text", intake.Clip(text))
}
