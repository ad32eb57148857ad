package report

import (
	"embed"
	"html/template"
	"io"
	"strings"
)

// StyleFile is the name under which Style is served.
const StyleFile = "leaf.css"

// Style is the stylesheet of printed pages in a browser.
//
//go:embed leaf.css
var Style string

//go:embed leaf.gohtml
var templates embed.FS

var sheets = template.Must(template.New("").Funcs(template.FuncMap{
	"percent": func(part, of float64) float64 { return 100 * part / of },
	"joined":  func(lines []string) string { return strings.Join(lines, "\n") },
}).ParseFS(templates, "leaf.gohtml"))

// Sheets is a sink that gives printed pages as HTML, for a preview or for the
// browser's own print.
type Sheets struct {
	*Pager
	Form  *Form
	Pages []*Page
	Most  int  // pages wanted; 0 is all
	More  bool // there were more
}

// NewSheets collects pages, at most so many.
func NewSheets(f *Form, most int) *Sheets {
	s := &Sheets{Form: f, Most: most}
	s.Pager = NewPager(f, func(p *Page) error {
		if s.More = s.Most > 0 && len(s.Pages) == s.Most; s.More {
			return ErrEnough
		}
		s.Pages = append(s.Pages, p)
		return nil
	})
	return s
}

// ErrEnough ends a report early: the pages wanted are there.
var ErrEnough = enough{}

type enough struct{}

func (enough) Error() string { return "report: enough pages" }

// WriteHTML writes the pages as elements <section class="leaf">.
func (s *Sheets) WriteHTML(to io.Writer) error { return sheets.ExecuteTemplate(to, "pages", s) }

// Count is how many pages the report has, "" while that is not known.
func (s *Sheets) Count() string {
	if s.More {
		return ""
	}
	return s.Form.PageCount(len(s.Pages))
}

// Head is the head of the table on every page.
func (s *Sheets) Head() Line { return s.HeadLine(s.Form) }

// TableWidth is the width of the table in millimetres.
func (s *Sheets) TableWidth() float64 { return s.span(0, len(s.Widths)) }

// FactLines are the facts, one or two a line.
func (s *Sheets) FactLines() (all [][]Fact) {
	for _, line := range s.factLines(s.Form.Facts) {
		all = append(all, line.facts)
	}
	return all
}

// webPrinter is Sheets as a document of its own.
type webPrinter struct {
	*Sheets
	to io.Writer
}

// NewWebPrinter makes an HTML document that prints like the PDF.
func NewWebPrinter(to io.Writer, f *Form) Sink { return &webPrinter{NewSheets(f, 0), to} }

// Total ends the document.
func (w *webPrinter) Total(s *Sums) error {
	if err := w.Sheets.Total(s); err != nil {
		return err
	}
	return sheets.ExecuteTemplate(w.to, "document", map[string]any{"Sheets": w.Sheets, "Style": template.CSS(Style)})
}
