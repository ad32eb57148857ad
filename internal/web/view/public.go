package view

import (
	"net/url"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/casework"
)

// PublicPage is a page for strangers: no menu, no script, no cookie. Size and
// language travel in the address.
type PublicPage struct {
	Page
	Gone bool // the page says that something is no more
}

// To is an address of the public page that keeps size and language.
func (p PublicPage) To(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	for name, value := range p.Kept() {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// Kept is what every link and form carries on.
func (p PublicPage) Kept() map[string]string {
	kept := map[string]string{}
	if p.Size != "" {
		kept["size"] = p.Size
	}
	if p.Lang == "en" {
		kept["lang"] = "en"
	}
	return kept
}

// Again is the same page in another size or language.
func (p PublicPage) Again(name, value string) string { return With(p.Path, p.Query, name, value) }

// Mode are the classes of the document.
func (p PublicPage) Mode() string {
	if p.Size == "" {
		return "public"
	}
	return "public " + p.Size
}

// PublicList is the list of what hangs.
type PublicList struct {
	*app.PublicList
	Form Form // village, from
}

// Options are the villages to choose from.
func (l PublicList) Options(p PublicPage) []Option {
	all := []Option{{Text: p.T("web.public.every_village")}}
	for _, v := range l.Villages {
		all = append(all, Option{Value: string(v.Code), Text: v.Name})
	}
	return all
}

// PublicObject is the form of an objection.
type PublicObject struct {
	*app.PublicNotice
	Form Form
	Rows []Option // to choose from
}

// noticeCell is a cell of a notice in the reader's language.
func noticeCell(p Page, field, value string) string {
	switch {
	case field == "kin" && value != "":
		return p.T("poster.yes")
	case field == "kin":
		return p.T("poster.no")
	case value == "":
		return "—"
	}
	return value
}

// cellClass sets figures flush right.
func cellClass(field string) string {
	switch field {
	case "persons", "size", "income", "amount", "standard":
		return "num"
	case "serial":
		return "center"
	case "village", "category":
		return "fold"
	}
	return ""
}

// noticeDays says for how long a notice hangs.
func noticeDays(p Page, n int, working bool) string {
	if working {
		return p.T("poster.days_working", "n", n)
	}
	return p.T("poster.days_calendar", "n", n)
}

// limitText says within how many days an answer is due.
func limitText(p Page, l casework.Limit) string {
	switch {
	case l.IsZero():
		return ""
	case l.Working():
		return p.T("poster.days_working", "n", l.Days)
	}
	return p.T("poster.days_calendar", "n", l.Days)
}

func serialText(p Page, serial int) string {
	if serial == 0 {
		return p.T("web.public.whole")
	}
	return p.T("web.public.row", "n", strconv.Itoa(serial))
}
