package registry

import (
	"strconv"

	"songnuan/internal/intake"
	"songnuan/internal/sheet"
	"songnuan/internal/term"
)

// Grouper says which household each row of a list belongs to. It takes the
// rows in their order, since a blank cell under a household number belongs to
// the row above. Rows join, in this order of preference, by
//
//	the household number (blank: the row above),
//	the head's ID number (blank: the row above),
//	the head's name within a village, in lists that have member rows,
//	a row whose relation is 户主, which begins a household,
//	a filled sequence number above blank ones (merged cells);
//
// in any other list every row is a household.
type Grouper struct {
	by       field
	column   int // of by
	relation int // -1 when the list has none
	village  int // -1 when the list has none
	name     int // -1 when the list has none
	key      string
	head     string // village and head of the household being read
	headSeen bool   // its row with the relation 户主 has passed
	place    string // text of the village in force
}

// NewGrouper groups rows under the mapping.
func NewGrouper(m intake.Mapping) *Grouper {
	g := &Grouper{relation: index(m, "relation"), village: index(m, "village"), name: index(m, "name")}
	members := g.relation >= 0 || g.name >= 0
	switch {
	case m.Has("number"):
		g.by, g.column = fieldNumber, index(m, "number")
	case m.Has("head_id") && members:
		g.by, g.column = fieldHeadID, index(m, "head_id")
	case m.Has("head") && members:
		g.by, g.column = fieldHead, index(m, "head")
	case g.relation >= 0:
		g.by, g.column = fieldRelation, g.relation
	case m.Has("sequence"):
		g.by, g.column = fieldSequence, index(m, "sequence")
	}
	return g
}

func index(m intake.Mapping, field string) int {
	if column, ok := m.Of(field); ok {
		return column.Index
	}
	return -1
}

// Key names the household of the row. Equal keys that do not stand together
// belong together all the same, unless the key holds a row number (#12), which
// no other row has.
func (g *Grouper) Key(row sheet.Row) string {
	if g.village >= 0 {
		if text, blank := intake.Text(row.Text(g.village)); !blank {
			g.place = text
		}
	}
	text, blank := keyText(row, g.column)
	switch {
	case g.by == fieldNone:
		g.key = rowKey(row)
	case g.by == fieldRelation:
		if g.key == "" || g.isHead(row) {
			g.key = rowKey(row)
		}
	case blank:
		if g.key == "" || g.isHead(row) {
			g.key = rowKey(row)
		}
	case g.by == fieldSequence:
		g.key = rowKey(row)
	case g.by == fieldHead:
		g.headKey(row, text)
	default:
		g.key = text
	}
	return g.key
}

// headKey: the same head's name begins another household when the relation
// says 户主 again, as two heads of one village can share a name.
func (g *Grouper) headKey(row sheet.Row, name string) {
	key, head := g.place+"/"+name, g.isHead(row)
	switch {
	case key != g.head:
		g.key, g.head, g.headSeen = key, key, head
	case head && g.headSeen:
		g.key = key + rowKey(row)
	case head:
		g.headSeen = true
	}
}

func (g *Grouper) isHead(row sheet.Row) bool {
	if g.relation < 0 {
		return false
	}
	text, blank := intake.Text(row.Text(g.relation))
	if blank {
		return false
	}
	name, _ := term.Canonical(term.Relation, text)
	return name == Head
}

// keyText is the cell a household is known by, a number without exponent.
func keyText(row sheet.Row, column int) (text string, blank bool) {
	if column >= len(row.Cells) {
		return "", true
	}
	text, blank = intake.Text(row.Cells[column].Plain())
	return intake.Compact(text), blank
}

func rowKey(row sheet.Row) string { return "#" + strconv.Itoa(row.Number) }
