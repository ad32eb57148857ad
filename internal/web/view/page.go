// Package view holds the pages: typed data in, HTML out. It decides nothing
// and reads nothing; handlers give it what is to be shown, masked.
package view

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"songnuan/internal/day"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

//go:generate go tool -modfile=../../../tools/go.mod templ generate -include-version=false

// Page is what every page shows around its own content.
type Page struct {
	Lang     locale.Lang
	Title    string // of the window and the page
	Sub      string // a line under the title
	Crumbs   []Link // from the menu's group to the page above
	Actions  templ.Component
	Path     string // of the request, without what was asked
	Query    string
	Nav      []NavGroup
	Who      string // name and role of the person signed in
	Org      string // whose office it is
	Campaign *Link  // the campaign under way, nil for none
	Flash    *Flash
	Size     string // "", large, larger
	Contrast bool
	Demo     bool // made-up people: the ribbon says so
	Switch   bool // who looks may become any of them
	CanSeek  bool // the person may search households
	Refresh  int  // seconds after which a page without script loads itself again; 0 is never
	Assets   Assets
	Styles   []string // stylesheets beside the one of every page
}

// Assets tells under which path a file of the program's own is served.
type Assets func(name string) string

// T is the text of a message in the page's language; pairs name its arguments.
func (p Page) T(key string, pairs ...any) string {
	return locale.Text(p.Lang, key, problem.Pairs(pairs...))
}

// LongDay is a day as a notice or letter spells it: 2027年1月5日, in English
// 2027-01-05; "" when unset.
func (p Page) LongDay(d day.Date) string {
	if p.Lang == locale.Chinese || d.IsZero() {
		return d.Chinese()
	}
	return d.String()
}

// Show is the text of a value that knows its languages.
func (p Page) Show(t locale.Texter) string { return t.Text(p.Lang) }

// Say is the text of an error in the page's language.
func (p Page) Say(err error) string { return locale.Error(p.Lang, err) }

// Mode are the classes of the reading modes on the document.
func (p Page) Mode() string {
	classes := []string{}
	if p.Size != "" {
		classes = append(classes, p.Size)
	}
	if p.Contrast {
		classes = append(classes, "contrast")
	}
	return strings.Join(classes, " ")
}

// Here is the path with what was asked, to come back to.
func (p Page) Here() string {
	if p.Query == "" {
		return p.Path
	}
	return p.Path + "?" + p.Query
}

// Link is a text that leads somewhere.
type Link struct {
	Href, Text string
}

// NavGroup is one heading of the menu.
type NavGroup struct {
	Title string
	Items []NavItem
}

// NavItem is one entry of the menu.
type NavItem struct {
	Link
	Here bool
	N    int64 // what waits there, 0 shows nothing
}

// Flash tells once what has just been done.
type Flash struct {
	Text string
	Bad  bool
}

// Form is what was typed and what is wrong with it, by field name.
type Form struct {
	Values url.Values
	Wrong  map[string]string // texts for the reader; "" is for the form as a whole
}

// Value is what stands in a field.
func (f Form) Value(name string) string { return f.Values.Get(name) }

// Has tells whether a field has a value among those chosen.
func (f Form) Has(name, value string) bool {
	return slices.Contains(f.Values[name], value)
}

// Field is one field of a form.
type Field struct {
	Form
	Name     string
	Label    string
	Hint     string
	Kind     string // text (the default), password, date, number, tel, email, file, textarea, code, select
	Options  []Option
	Required bool
	Across   bool // over the whole width of the form
	Complete string
	Accept   string // of a file
	Most     int    // characters
	Multiple bool
	Mode     string // input mode of a phone's keyboard: numeric, decimal
	Focus    bool
	Under    string // tells fields of one name on one page apart
}

// Option is one choice of a select.
type Option struct {
	Value, Text string
}

// ID is the id of the field in the document.
func (f Field) ID() string {
	name := f.Name
	if f.Under != "" {
		name = f.Under + "-" + name
	}
	return "f-" + strings.NewReplacer(".", "-", "[", "-", "]", "").Replace(name)
}

// InputKind is the type attribute of an input.
func (f Field) InputKind() string {
	if f.Kind == "" {
		return "text"
	}
	return f.Kind
}

// describedBy names the texts that belong to the field.
func (f Field) describedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID()+"-hint")
	}
	if f.Wrong[f.Name] != "" {
		ids = append(ids, f.ID()+"-wrong")
	}
	return strings.Join(ids, " ")
}

// Tab is one tab of a page or list.
type Tab struct {
	Link
	Here bool
	N    string // how many, "" when it is not known here
}

// Pager leads through a list by key. Empty links are not shown.
type Pager struct {
	First, Prev, Next string
	Sizes             []Tab // how many a page holds
}

// href makes a safe address of a path made by the program.
func href(path string) templ.SafeURL { return templ.URL(path) }

// With is an address with one parameter set, or taken away when value is "".
func With(path, query, name, value string) string {
	q, err := url.ParseQuery(query)
	if err != nil {
		q = url.Values{}
	}
	q.Del(name)
	if value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
