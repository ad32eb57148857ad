package pairing

import (
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/intake"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sheet"
	"songnuan/internal/term"
)

// Options are what a List must know besides the sheet.
type Options struct {
	Area     area.Code // of helpers whom the list links with no village
	UnitPath string    // of helpers whose unit is none of the known ones
	Opened   day.Date  // from when they help, where the list doesn't say
	// Place finds a village by its name or its 12-digit code.
	Place func(town, village string) intake.Place
	// Unit finds a unit by its name; nil knows none.
	Unit func(name string) (path string, ok bool)
	// Seen remembers a helper's Key with his row, and tells the earlier row that
	// has it; nil never tells.
	Seen  func(key string, row int) (first int, seen bool)
	NewID id.Source // nil leaves ids empty
}

// Result is one helper of a list with what was noticed. When any finding is
// Wrong the row does not enter.
type Result struct {
	Helper   *Helper
	Row      int
	Findings intake.Findings
}

// Wrong tells whether the row stays out.
func (r *Result) Wrong() bool { return r.Findings.Wrong() }

// List turns the data rows of a helper list into helpers, one a row. It is not
// safe for concurrent use.
type List struct {
	options Options
	columns []intake.Column
	places  *intake.Places
	above   map[string]string // organisation and village of the row above, for merged cells
}

// NewList reads rows under the mapping.
func NewList(m intake.Mapping, options Options) *List {
	l := &List{options: options, places: intake.NewPlaces(options.Place), above: map[string]string{}}
	for _, c := range m.Columns {
		if c.Field != "" && c.Field != intake.Ignore {
			l.columns = append(l.columns, c)
		}
	}
	return l
}

// Check says what the list lacks before any row is read: a helper needs a
// name.
func (l *List) Check() error {
	if _, ok := l.column(fieldName); !ok {
		return problem.New(problem.Invalid, "pairing.no_column", "heading", "姓名")
	}
	return nil
}

func (l *List) column(field string) (intake.Column, bool) {
	return intake.Mapping{Columns: l.columns}.Of(field)
}

// Read takes one data row.
func (l *List) Read(row sheet.Row) *Result {
	r := &Result{Row: row.Number, Helper: &Helper{Area: l.options.Area, Unit: l.options.UnitPath, Opened: l.options.Opened, Capacity: 1}}
	if l.options.NewID != nil {
		r.Helper.ID = l.options.NewID()
	}
	town := ""
	for _, c := range l.columns {
		text := l.text(r, c, row)
		if c.Field == fieldTown {
			town = text
		}
		if text != "" {
			l.take(r, c, town, text)
		}
	}
	l.check(r)
	return r
}

// text is the clean cell. An empty organisation or village is that of the row
// above: pairing ledgers merge them.
func (l *List) text(r *Result, c intake.Column, row sheet.Row) string {
	if c.Index >= len(row.Cells) {
		return l.above[c.Field]
	}
	cell := row.Cells[c.Index]
	text, blank := intake.Text(cell.Text)
	if blank && text == "" {
		return l.above[c.Field]
	}
	if fault := intake.Fault(cell, text, c.Field == fieldID); fault != "" {
		r.Findings.Add(intake.Wrong, row.Number, c, fault)
		return ""
	}
	if blank {
		text = ""
	} else if cell.Kind == sheet.Number && (c.Field == fieldID || c.Field == fieldPhone) {
		text = cell.Plain()
	}
	if c.Field == fieldOrg || c.Field == fieldVillage {
		l.above[c.Field] = text
	}
	return text
}

func (l *List) take(r *Result, c intake.Column, town, text string) {
	h := r.Helper
	switch c.Field {
	case fieldNumber:
		h.Number = intake.Compact(text)
	case fieldName:
		name, fault := intake.Name(text)
		if fault != "" {
			r.Findings.Add(intake.Wrong, r.Row, c, fault, "longest", intake.LongestName)
		}
		h.Name = name
	case fieldOrg:
		h.Organisation = short(r, c, text)
		if l.options.Unit != nil {
			if path, ok := l.options.Unit(text); ok {
				h.Unit = path
			}
		}
	case fieldPost:
		h.Post = short(r, c, text)
	case fieldSkills:
		h.Skills = short(r, c, text)
	case fieldKind:
		takeKind(r, c, text)
	case fieldVillage:
		l.takeVillage(r, c, town, text)
	case fieldCapacity:
		takeCapacity(r, c, text)
	default:
		takeNumber(r, c, text)
	}
}

// takeNumber takes phone, ID number and date.
func takeNumber(r *Result, c intake.Column, text string) {
	h := r.Helper
	var err error
	severity := intake.Wrong
	switch c.Field {
	case fieldPhone:
		h.Phone, err = personal.ParsePhone(text)
		severity = intake.Warning
	case fieldID:
		h.IDNumber, err = personal.ParseID(text)
	case fieldOpened:
		h.Opened, _, err = intake.Date(text)
		severity = intake.Warning
	}
	if err != nil {
		key, pairs := intake.Explain(err)
		r.Findings.Add(severity, r.Row, c, key, pairs...)
	}
}

func short(r *Result, c intake.Column, text string) string {
	if len(text) > intake.LongestText && len([]rune(text)) > intake.LongestText {
		r.Findings.Add(intake.Wrong, r.Row, c, "intake.text_too_long", "longest", intake.LongestText)
		return ""
	}
	return text
}

func takeKind(r *Result, c intake.Column, text string) {
	kind, ok := term.Canonical(term.HelperKind, text)
	if !ok {
		near := term.Suggest(term.HelperKind, text)
		if len(near) == 0 {
			near = term.Names(term.HelperKind)
		}
		r.Findings.Add(intake.Warning, r.Row, c, "pairing.kind_unknown", "text", intake.Clip(text), "near", strings.Join(near, "、"))
	}
	r.Helper.Kind = kind
}

// takeVillage links the helper with a village. One who can't be placed still
// helps: he is the whole town's.
func (l *List) takeVillage(r *Result, c intake.Column, town, text string) {
	place := l.places.Find(town, text)
	switch {
	case place.Code == "":
		r.Findings.Add(intake.Warning, r.Row, c, "pairing.area_unknown", "text", intake.Clip(text))
		return
	case place.Corrected:
		r.Findings.Add(intake.Warning, r.Row, c, "pairing.area_corrected", "text", intake.Clip(text), "name", place.Name)
	}
	r.Helper.Area = place.Code
}

func takeCapacity(r *Result, c intake.Column, text string) {
	n, ok := intake.Count(text)
	if !ok || n < 1 {
		r.Findings.Add(intake.Wrong, r.Row, c, "pairing.capacity_unreadable", "text", intake.Clip(text), "most", MaxCapacity)
		return
	}
	r.Helper.Capacity = n
}

// check looks at the helper as a whole.
func (l *List) check(r *Result) {
	h := r.Helper
	name, _ := l.column(fieldName)
	if h.Name == "" {
		r.Findings.Add(intake.Wrong, r.Row, name, "pairing.name_missing")
		return
	}
	if phone, has := l.column(fieldPhone); has && h.Phone.IsZero() && !found(r, phone) {
		r.Findings.Add(intake.Warning, r.Row, phone, "pairing.phone_missing")
	}
	if org, has := l.column(fieldOrg); has && h.Organisation == "" && !found(r, org) {
		r.Findings.Add(intake.Warning, r.Row, org, "pairing.no_unit")
	}
	if l.options.Seen == nil {
		return
	}
	if first, seen := l.options.Seen(h.Key(), r.Row); seen {
		r.Findings.Add(intake.Wrong, r.Row, name, "pairing.twice", "name", intake.Masked(h.Name), "first", first)
	}
}

// found tells whether something was said of the column already.
func found(r *Result, c intake.Column) bool {
	for i := range r.Findings {
		if r.Findings[i].Field == c.Field {
			return true
		}
	}
	return false
}
