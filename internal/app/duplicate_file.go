package app

import (
	"context"
	"strconv"

	"songnuan/internal/intake"
	"songnuan/internal/likeness"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sheet"
)

// ListedPair is two rows of a list that may be about one person. Names are in
// the clear: who shows them masks them.
type ListedPair struct {
	A, B    ListedPerson // A stands first
	Score   int          // 50..100
	Verdict likeness.Verdict
	Reasons []likeness.Reason
}

// ListedPerson is a person in a row of a list.
type ListedPerson struct {
	Sheet string
	Row   int // as the sheet shows it, from 1
	Name  string
}

// ListedDuplicates is what looking through a list came to.
type ListedDuplicates struct {
	Sheets  int // that were read
	Rows    int // that say who somebody is
	Skipped int // headings, totals and notes in between, and rows that name nobody
	Notes   intake.Findings
	Pairs   []ListedPair // in the order of the list
	Large   int64        // groups of look-alikes that were too large to hold each against each
}

// FindListed looks in a list for persons who stand in it twice. It takes no
// database: the file is read as an import reads it, but rows that an import
// would send back are looked at too, since a mistyped number is just what makes
// a second file. mapping goes over what is guessed of the columns. problem.Invalid
// for a list in which nobody stands.
func FindListed(ctx context.Context, path string, mapping map[string]string, tell func(Progress)) (*ListedDuplicates, error) {
	if tell == nil {
		tell = func(Progress) {}
	}
	from, err := onDisk(path)
	if err != nil {
		return nil, err
	}
	none := func(string) (map[string]string, error) { return nil, nil }
	l, err := openList(from, registry.Catalogue(), registry.Guess, listWish{mapping: mapping}, none)
	if err != nil {
		return nil, err
	}
	defer l.Close()
	r := &listed{list: l, pool: likeness.NewPool(), out: &ListedDuplicates{Sheets: len(l.tables), Notes: l.notes}}
	if err := r.read(ctx, tell); err != nil {
		return nil, err
	}
	if r.out.Rows == 0 {
		return nil, problem.New(problem.Invalid, "app.nobody_listed", "file", l.name)
	}
	found, err := r.pool.Find(ctx, func(done, of int) { tell(Progress{Stage: "compare", Done: int64(done), Size: int64(of)}) })
	if err != nil {
		return nil, err
	}
	r.out.Large = found.Large
	r.out.Pairs = make([]ListedPair, len(found.Pairs))
	for i, p := range found.Pairs {
		r.out.Pairs[i] = ListedPair{r.person(p.A), r.person(p.B), p.Score, p.Verdict, p.Reasons}
	}
	return r.out, nil
}

// listed reads a list into a pool.
type listed struct {
	list  *officeList
	pool  *likeness.Pool
	out   *ListedDuplicates
	at    []rowAt // by place in the pool
	table *table
	cells columnsOf
	keys  *registry.Grouper
	group string
	first likeness.Texts // of the household in hand
	size  int            // rows of it so far
}

type rowAt struct {
	table *table
	row   int32
}

func (r *listed) person(at int) ListedPerson {
	return ListedPerson{Sheet: r.at[at].table.sheet, Row: int(r.at[at].row), Name: r.pool.Name(at)}
}

func (r *listed) read(ctx context.Context, tell func(Progress)) error {
	seen := int64(0)
	return r.list.each(ctx, func(t *table, row sheet.Row, kind intake.RowKind) error {
		if seen++; seen%tellEvery == 0 {
			tell(Progress{Stage: "read", Rows: seen, Done: r.list.reader.Offset(), Size: r.list.reader.Size()})
		}
		switch kind {
		case intake.Blank:
		case intake.Data:
			r.add(t, row)
		default:
			r.out.Skipped++
		}
		return nil
	})
}

// mostMembers is from how many rows on a key is no household's: a list whose
// column of numbers is empty gives one key to all rows.
const mostMembers = 40

func (r *listed) add(t *table, row sheet.Row) {
	if r.table != t {
		r.table, r.cells, r.keys, r.group = t, columnsIn(t.mapping), registry.NewGrouper(t.mapping), ""
	}
	texts := r.cells.texts(row)
	key := strconv.Itoa(t.place) + "|" + r.keys.Key(row)
	if key != r.group {
		r.group, r.first, r.size = key, texts, 0
	}
	if r.size++; r.cells.grouped && r.size <= mostMembers {
		texts.Household = key
		inherit(&texts, &r.first)
	}
	person := texts.Person()
	if person.Name == "" && person.Number.IsZero() {
		r.out.Skipped++
		return
	}
	r.out.Rows++
	r.pool.Add(&person)
	r.at = append(r.at, rowAt{t, int32(row.Number)})
}

// inherit gives a member what stands in the first row of his household only.
func inherit(texts, first *likeness.Texts) {
	for _, cell := range []struct{ own, head *string }{
		{&texts.Village, &first.Village}, {&texts.Address, &first.Address}, {&texts.Phone, &first.Phone}, {&texts.Head, &first.Head},
	} {
		if *cell.own == "" {
			*cell.own = *cell.head
		}
	}
}

// columnsOf are the columns of a table that say who somebody is; -1 is none.
type columnsOf struct {
	name, head, number, headNumber, birth, sex, village, group, address, phone, card, closed int

	grouped bool // the list says which rows are one household
}

func columnsIn(m intake.Mapping) columnsOf {
	at := func(field string) int {
		if c, ok := m.Of(field); ok {
			return c.Index
		}
		return -1
	}
	return columnsOf{name: at("name"), head: at("head"), number: at("id_number"), headNumber: at("head_id"), birth: at("birth"), sex: at("sex"),
		village: at("village"), group: at("group"), address: at("address"), phone: at("phone"), card: at("card"), closed: at("closed"),
		grouped: m.Has("relation") || m.Has("number") || m.Has("name") && (m.Has("head") || m.Has("head_id"))}
}

func (c *columnsOf) texts(row sheet.Row) likeness.Texts {
	cell := func(index int) string {
		if index < 0 || index >= len(row.Cells) || row.Cells[index].Kind == sheet.Error {
			return ""
		}
		return row.Cells[index].Plain() // all digits of a number
	}
	shown := func(index int) string { // a day as it is shown
		if index < 0 || index >= len(row.Cells) || row.Cells[index].Kind == sheet.Error {
			return ""
		}
		return row.Cells[index].Text
	}
	return likeness.Texts{Name: cell(c.name), Head: cell(c.head), Number: cell(c.number), HeadNumber: cell(c.headNumber), Birth: shown(c.birth),
		Sex: cell(c.sex), Village: cell(c.village), Address: cell(c.group) + cell(c.address), Phone: cell(c.phone), Card: cell(c.card),
		Closed: cell(c.closed) != ""}
}
