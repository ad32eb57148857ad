package registry

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/intake"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sheet"
	"songnuan/internal/term"
)

// Fault is what was noticed of a form, and at which of its fields: "phone",
// "member.2.id_number", "category.1.from", or "" for the whole.
type Fault struct {
	At string
	intake.Finding
}

// Faults are several.
type Faults []Fault

// Wrong tells whether any of them keeps the household out.
func (f Faults) Wrong() bool {
	return slices.ContainsFunc(f, func(one Fault) bool { return one.Severity == intake.Wrong })
}

// Refuse notes what keeps the household out.
func (f *Faults) Refuse(at, key string, pairs ...any) {
	var found intake.Findings
	found.Add(intake.Wrong, 0, intake.Column{Heading: headingOf(at)}, key, pairs...)
	f.put(Fault{at, found[0]})
}

// RefuseFor is Refuse for what another rule refused already.
func (f *Faults) RefuseFor(at string, why *problem.Error) {
	pairs := make([]any, 0, 2*len(why.Args))
	for name, value := range why.Args {
		pairs = append(pairs, name, value)
	}
	f.Refuse(at, why.Key, pairs...)
}

func (f *Faults) put(one Fault) {
	if !slices.ContainsFunc(*f, func(had Fault) bool { return had.At == one.At && had.Key == one.Key }) {
		*f = append(*f, one)
	}
}

// headingOf is the heading of the field at a place.
func headingOf(place string) string {
	var name string
	switch group, _, _ := strings.Cut(place, "."); group {
	case "category", "cause":
		name = group
	default:
		name = place[strings.LastIndexByte(place, '.')+1:]
	}
	if f := catalogue.Field(name); f != nil {
		return f.Heading
	}
	return name
}

// FormOptions are what reading a form takes besides it.
type FormOptions struct {
	Today day.Date
	Place func(town, village string) Place
	NewID id.Source
}

// formNumber stands for the number of a file that has none yet, so that the
// rows of the form are one household.
const formNumber = "0"

// Read makes a household of a form, by the readers of lists. base is the file as
// it stands, nil for a new one: what a form can't say stays as it is there.
// While a fault is wrong the household is nil.
func (f Form) Read(base *Household, o FormOptions) (*Household, Faults) {
	f = f.resolved(base)
	var faults Faults
	f.Members = slices.DeleteFunc(slices.Clone(f.Members), func(m FormMember) bool { return m.ID == "" && m.Blank() })
	if !f.measured(&faults) {
		return nil, faults
	}
	done := f.counted(base).assemble(o)
	for _, found := range done.Findings {
		if found.Key == "registry.size_missing" { // on a form it says: as many as are listed
			continue
		}
		faults.put(Fault{f.placeOf(&found), found})
	}
	for i, m := range f.Members {
		if m.Fields["name"] == "" {
			faults.Refuse(at("member", i, "name"), "registry.name_missing")
		}
	}
	if len(f.Members) == 0 {
		faults.Refuse("member.1.name", "registry.head_missing")
	}
	h := f.household(base, done.Household, o)
	f.readCategories(h, &faults)
	f.readCauses(h, &faults)
	if faults.Wrong() {
		return nil, faults
	}
	return h, faults
}

// counted leaves numbers of persons that nobody touched to be counted again,
// where they were the listed members before.
func (f Form) counted(base *Household) Form {
	if base == nil {
		return f
	}
	covered := 0
	for i := range base.Members {
		if base.Members[i].Covered {
			covered++
		}
	}
	fields := maps.Clone(f.Fields)
	if base.Size == len(base.Members) && fields["size"] == strconv.Itoa(base.Size) {
		fields["size"] = ""
	}
	if base.Covered == covered && fields["covered"] == strconv.Itoa(base.Covered) {
		fields["covered"] = ""
	}
	f.Fields = fields
	return f
}

func at(group string, i int, field string) string {
	return group + "." + strconv.Itoa(i+1) + "." + field
}

// formMost bounds what a form may hold: persons and terms of one household.
const formMost = 60

// measured refuses texts and lists that are no household's.
func (f Form) measured(faults *Faults) bool {
	if max(len(f.Members), len(f.Categories), len(f.Causes)) > formMost {
		faults.Refuse("", "registry.form_long", "most", formMost)
	}
	check := func(place, text string, longest int) {
		if utf8.RuneCountInString(text) > longest {
			faults.Refuse(place, "intake.text_too_long", "longest", longest)
		}
	}
	for name, text := range f.Fields {
		longest := intake.LongestText
		if name == FormNote {
			longest = intake.LongestRemark
		}
		check(name, text, longest)
	}
	for i, m := range f.Members {
		for name, text := range m.Fields {
			check(at("member", i, name), text, intake.LongestText)
		}
	}
	slices.SortFunc(*faults, func(a, b Fault) int { // maps have no order
		if a.At < b.At {
			return -1
		}
		return 1
	})
	return len(*faults) == 0
}

// assemble reads the form as a list of one household, a row a member.
func (f Form) assemble(o FormOptions) *Result {
	var mapping intake.Mapping
	var columns []string
	for _, name := range slices.Concat(FormFields, FormMemberFields) {
		if name == "unit" || name == FormNote || name == FormConfirmed || slices.Contains(columns, name) {
			continue
		}
		mapping.Columns = append(mapping.Columns, intake.Column{Index: len(columns), Heading: headingOf(name), Field: name, Confidence: 100})
		columns = append(columns, name)
	}
	a := NewAssembler(mapping, Options{Today: o.Today, Place: o.Place})
	for i := range max(len(f.Members), 1) {
		a.Add(f.row(i, columns))
	}
	return a.Flush()
}

// row is the form's i-th member as a row of a list, the first with the
// household's own fields.
func (f Form) row(i int, columns []string) sheet.Row {
	row := sheet.Row{Number: i + 1, Cells: make([]sheet.Cell, len(columns))}
	for c, name := range columns {
		text := ""
		if i < len(f.Members) {
			text = f.Members[i].Fields[name]
		}
		if own, ok := f.Fields[name]; ok && i == 0 {
			text = own
		}
		if name == "number" { // on every row, so that they are one household
			text = cmp.Or(f.Fields[name], formNumber)
		}
		row.Cells[c] = sheet.Cell{Text: text, Raw: text, Kind: sheet.Text}
	}
	return row
}

// placeOf is the place on the form that a finding of the list speaks of.
func (f Form) placeOf(found *intake.Finding) string {
	switch {
	case found.Field == "":
		return ""
	case found.Field == "head" || found.Field == "head_id":
		return "member.1.name"
	case slices.Contains(FormFields, found.Field) && (found.Row == 1 || !slices.Contains(FormMemberFields, found.Field)):
		return found.Field
	}
	return at("member", found.Row-1, found.Field)
}

// household puts what was read over the file as it stands.
func (f Form) household(base, read *Household, o FormOptions) *Household {
	h := *read
	h.Unit, h.ID = f.Fields["unit"], f.Household
	if h.Number == formNumber {
		h.Number = ""
	}
	if base != nil {
		h.ID, h.Closed, h.CloseReason, h.Version, h.Batch = base.ID, base.Closed, base.CloseReason, base.Version, base.Batch
		h.Extra = mergeExtra(base.Extra, read.Extra)
		if h.Opened.IsZero() {
			h.Opened = base.Opened
		}
	}
	if h.ID == "" && o.NewID != nil {
		h.ID = o.NewID()
	}
	if h.Opened.IsZero() {
		h.Opened = o.Today
	}
	h.Extra = withNote(h.Extra, f.Fields[FormNote], o.Today)
	f.settleMembers(&h, base, o)
	return &h
}

// settleMembers brings the ids back, and what a form can't say of a member.
func (f Form) settleMembers(h, base *Household, o FormOptions) {
	order := f.order()
	for i := range h.Members {
		m := &h.Members[i]
		if i >= len(order) {
			break
		}
		typed := &f.Members[order[i]]
		m.ID = typed.ID
		var known *Member
		if base != nil {
			known = base.memberByID(typed.ID)
		}
		switch {
		case known == nil:
			m.ID = ""
		case known.IDNumber.Secret == m.IDNumber.Secret && known.Birth == m.Birth:
			m.IDPending = known.IDPending && typed.Fields[FormConfirmed] == ""
		}
		if m.ID == "" && o.NewID != nil {
			m.ID = o.NewID()
		}
		if i == 0 && known != nil && known.IsHead() {
			if h.Phone == base.Phone {
				m.Phone = known.Phone
			}
			if h.Card == base.Card {
				m.Card = known.Card
			}
		}
	}
}

// order is which member of the form each row became: the head comes first.
func (f Form) order() []int {
	order := make([]int, len(f.Members))
	head := 0
	for i := len(f.Members) - 1; i >= 0; i-- {
		order[i] = i
		if name, _ := term.Canonical(term.Relation, intake.Compact(f.Members[i].Fields["relation"])); name == Head {
			head = i
		}
	}
	if len(order) > 0 {
		copy(order[1:head+1], order[:head])
		order[0] = head
	}
	return order
}

func mergeExtra(old, new map[string]string) map[string]string {
	if len(new) == 0 {
		return old
	}
	all := make(map[string]string, len(old)+len(new))
	for _, some := range []map[string]string{old, new} {
		maps.Copy(all, some)
	}
	return all
}

// withNote adds a note under the remarks, with its day where it follows others.
func withNote(extra map[string]string, note string, today day.Date) map[string]string {
	if note == "" {
		return extra
	}
	if had := extra[remarks]; had != "" {
		note = had + "\n" + today.String() + " " + note
	}
	return mergeExtra(extra, map[string]string{remarks: note})
}

// readCategories takes the categories with their dates, and the wider terms that
// they imply.
func (f Form) readCategories(h *Household, faults *Faults) {
	h.Categories = nil
	order := f.order()
	for i, t := range f.Categories {
		name, from, to, ok := f.readTerm(term.Category, "category", i, t, faults)
		if !ok {
			continue
		}
		member := 0
		if t.Member > 0 {
			if member = slices.Index(order, t.Member-1) + 1; member == 0 {
				faults.Refuse(at("category", i, "member"), "registry.form_member")
				continue
			}
		}
		for _, each := range append([]string{name}, term.Under(term.Category, name)...) {
			h.addCategory(Category{Name: each, Member: member, From: from, To: to})
		}
		if name == "无房户" && h.Housing == "" {
			h.Housing = "无房"
		}
	}
	markMain(h.Categories)
}

func (h *Household) addCategory(c Category) {
	if !slices.ContainsFunc(h.Categories, func(had Category) bool {
		return had.Name == c.Name && had.Member == c.Member && had.From == c.From
	}) {
		h.Categories = append(h.Categories, c)
	}
}

func (f Form) readCauses(h *Household, faults *Faults) {
	h.Causes = nil
	for i, t := range f.Causes {
		name, from, to, ok := f.readTerm(term.Cause, "cause", i, t, faults)
		if ok && !slices.ContainsFunc(h.Causes, func(had Cause) bool { return had.Name == name }) {
			h.Causes = append(h.Causes, Cause{name, len(h.Causes) == 0, from, to})
		}
	}
}

// readTerm reads one line of categories or causes; an empty one says nothing.
func (f Form) readTerm(list, group string, i int, t FormTerm, faults *Faults) (name string, from, to day.Date, ok bool) {
	if t.Name == "" && t.From == "" && t.To == "" {
		return "", from, to, false
	}
	name, known := term.Canonical(list, personal.NormalName(t.Name))
	if !known {
		faults.Refuse(at(group, i, "name"), "registry.category_unknown", "text", intake.Clip(t.Name), "near", orNames(term.Suggest(list, t.Name), list))
	}
	from, fine := readDay(at(group, i, "from"), t.From, faults)
	to, fineTo := readDay(at(group, i, "to"), t.To, faults)
	if fine && fineTo && !to.IsZero() && to.Before(from) {
		faults.Refuse(at(group, i, "to"), "registry.term_backwards", "from", from.String(), "to", to.String())
		fine = false
	}
	return name, from, to, known && fine && fineTo
}

func readDay(place, text string, faults *Faults) (day.Date, bool) {
	if text == "" {
		return day.Date{}, true
	}
	d, _, err := intake.Date(text)
	if err != nil {
		key, pairs := intake.Explain(err)
		faults.Refuse(place, key, pairs...)
	}
	return d, err == nil
}

// AddNote puts a note under the office's own column of remarks, behind what
// stands there.
func (h *Household) AddNote(note string, today day.Date) {
	h.Extra = withNote(h.Extra, note, today)
}

// PlaceOf is the place in the household that Read makes, from 0, of the member
// at a place on the form, from 1; -1 when nothing was typed there.
func (f Form) PlaceOf(at int) int {
	if at < 1 || at > len(f.Members) || f.Members[at-1].ID == "" && f.Members[at-1].Blank() {
		return -1
	}
	for i := range f.Members[:at-1] {
		if f.Members[i].ID == "" && f.Members[i].Blank() {
			at--
		}
	}
	f.Members = slices.DeleteFunc(slices.Clone(f.Members), func(m FormMember) bool { return m.ID == "" && m.Blank() })
	return slices.Index(f.order(), at-1)
}
