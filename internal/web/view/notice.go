package view

import (
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/day"
)

// NoticeList is the list of notices, and what waits for one.
type NoticeList struct {
	*app.NoticeList
	Tabs    []Tab
	Form    Form // of the filters
	Kinds   []Option
	MayPost bool
	Pager   Pager
}

// NoticeWaits is what waits for a notice.
type NoticeWaits struct {
	Waits []app.NoticeWait
	Key   string // of the forms
}

// Notice is one notice with its forms.
type Notice struct {
	*app.NoticeView
	Edit   Form // of a draft
	Photo  Form
	Cancel Form
	Take   Form // an objection at the counter
	Public string
	Cases  bool // a row leads to its case
}

// Seen is the version that the page shows.
func (n Notice) Seen() string { return strconv.FormatInt(n.Version, 10) }

// Draft tells whether nothing hangs yet.
func (n Notice) Draft() bool { return n.State == casework.NoticeDraft }

// Base is the address of the notice.
func (n Notice) Base() string { return "/notices/" + string(n.ID) }

// Warns are what the clerk is told of the days.
func (n Notice) Warns(p Page) (all []string) {
	if n.Draft() {
		if n.Span.Moved != "" {
			all = append(all, p.T("web.notice.moved_draft", "plain", n.Span.Plain, "holiday", n.Span.Moved, "until", n.Span.Until))
		}
		for _, year := range n.Span.Missing {
			all = append(all, p.T("web.notice.missing", "year", year))
		}
	} else if n.Moved != "" {
		all = append(all, p.T("web.notice.moved", "holiday", n.Moved, "until", n.Until))
	}
	for _, t := range n.Ties {
		if t.Group {
			all = append(all, p.T("web.notice.tie_group", "village", t.Village, "name", t.Name, "n", t.Count))
			continue
		}
		all = append(all, p.T("web.notice.tie", "village", t.Village, "name", t.Name, "n", t.Count))
	}
	return all
}

// Days says how long it hangs, and how far it is.
func (n Notice) Days(p Page) string { return noticeDays(p, n.Rule.Days, n.Rule.Unit == "working") }

// Passed is how many of the days are over, of Length.
func (n Notice) Passed() string { return strconv.Itoa(max(n.span()-n.Left, 0)) }

// span is the number of days from posting to the last day, both included.
func (n Notice) span() int {
	if n.Until.IsZero() {
		return 0
	}
	return n.Until.Sub(n.Posted) + 1
}

// Length is the number of its days, from posting to the last.
func (n Notice) Length() string { return strconv.Itoa(n.span()) }

// rowsPublic are the rows as the table of a notice takes them.
func rowsPublic(rows []app.NoticeRowView) []app.PublicRow {
	all := make([]app.PublicRow, len(rows))
	for i := range rows {
		all[i] = app.PublicRow{Serial: rows[i].Serial, Cells: rows[i].Cells}
	}
	return all
}

func noticeTone(s casework.NoticeState) string {
	switch s {
	case casework.NoticePosted:
		return "blue"
	case casework.NoticeEnded:
		return "green"
	case casework.NoticeCancelled:
		return "violet"
	}
	return ""
}

func noticeRowTone(s casework.RowState) string {
	switch s {
	case casework.RowPosted:
		return "blue"
	case casework.RowStopped:
		return "red"
	case casework.RowPassed:
		return "green"
	case casework.RowAnew:
		return "amber"
	}
	return "violet"
}

func objectionTone(s casework.ObjectionState, late bool) string {
	switch {
	case late:
		return "red"
	case s == casework.ObjectionOpen:
		return "amber"
	case s == casework.ObjectionUpheld:
		return "violet"
	}
	return "green"
}

// noticeLead is the sentence before the list.
func noticeLead(p Page, posted, until day.Date, days int, working bool) string {
	if until.IsZero() {
		return p.T("poster.lead_draft", "days", noticeDays(p, days, working))
	}
	return p.T("poster.lead", "from", p.LongDay(posted), "until", p.LongDay(until), "days", noticeDays(p, days, working))
}

// noticeTextFields are the fields of what stands around a list.
func noticeTextFields(p Page, f Form) []Field {
	return []Field{
		{Form: f, Name: "title", Label: p.T("web.notice.text.title"), Required: true, Most: 80, Across: true},
		{Form: f, Name: "basis", Kind: "textarea", Label: p.T("web.notice.text.basis"), Required: true, Most: 400, Across: true},
		{Form: f, Name: "office", Label: p.T("web.notice.text.office"), Hint: p.T("web.notice.text.office_hint"), Required: true, Most: 80},
		{Form: f, Name: "phone", Label: p.T("web.notice.text.phone"), Hint: p.T("web.notice.text.phone_hint"), Required: true, Most: 80},
		{Form: f, Name: "address", Label: p.T("web.notice.text.address"), Most: 80},
		{Form: f, Name: "board", Label: p.T("web.notice.text.board"), Hint: p.T("web.notice.text.board_hint"), Most: 80},
	}
}

// takeRows are the rows that an objection can be against.
func takeRows(p Page, n Notice) []Option {
	all := []Option{{Value: "0", Text: p.T("web.public.whole")}}
	for i := range n.Rows {
		r := &n.Rows[i]
		if !r.State.Live() {
			continue
		}
		var text strings.Builder
		text.WriteString(p.T("web.public.row", "n", r.Serial))
		for k, f := range n.Rule.Shown() {
			if f == "name" && k < len(r.Cells) {
				text.WriteString(" " + r.Cells[k])
			}
		}
		all = append(all, Option{Value: strconv.Itoa(r.Serial), Text: text.String()})
	}
	return all
}

// ObjectionList is the inbox.
type ObjectionList struct {
	Lines []app.ObjectionLine
	Tabs  []Tab
	Pager Pager
}

// Objection is one objection with the form of its answer.
type Objection struct {
	*app.ObjectionView
	Form          Form
	Name, Contact string // shown on request
	Shown         bool
}

// Seen is the version that the page shows.
func (o Objection) Seen() string { return strconv.FormatInt(o.Version, 10) }

// cameBy says how an objection came.
func cameBy(p Page, o *casework.Objection) string {
	if o.Public {
		return p.T("web.notice.objection.by_public")
	}
	return p.T("web.notice.objection.by_office")
}

// objectorText is who objected, masked.
func objectorText(p Page, o *casework.Objection) string {
	switch {
	case !o.Named:
		return p.T("web.notice.objection.unnamed")
	case o.Name == "":
		return p.T("web.notice.objection.named")
	}
	return o.Name
}

// lookedNames are the names of who looked into it.
func lookedNames(p Page, all []casework.Person) string {
	var text strings.Builder
	for i, one := range all {
		if i > 0 {
			text.WriteString(p.T("web.gate.comma"))
		}
		text.WriteString(one.Name)
	}
	return text.String()
}

// outcomeText says what an answer brings about.
func outcomeText(p Page, o Objection, upheld bool) string {
	switch {
	case upheld && o.Serial == 0:
		return p.T("web.notice.objection.upheld_whole")
	case upheld:
		return p.T("web.notice.objection.upheld_row")
	case o.Serial == 0:
		return p.T("web.notice.objection.dismissed_whole")
	}
	return p.T("web.notice.objection.dismissed_row")
}

func photoHint(p Page, n Notice) string {
	if n.Rule.Photo {
		return p.T("web.notice.photo_needed")
	}
	return p.T("web.notice.photo_may")
}

func orDash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}
