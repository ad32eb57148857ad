package view

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"songnuan/internal/report"
)

// ReportList is every report that the person may look at.
type ReportList struct {
	Campaigns []ReportCampaign
	Lists     []Link // of the registry
}

// ReportCampaign is a campaign with its reports.
type ReportCampaign struct {
	Title, Place, State, AsOf string
	Entries                   int64
	Rosters                   []Link
	Certificates              []Link
	Coverage                  string
	Broken                    string // why the plan cannot be read, "" when it can
}

// Report is one report with what it can be narrowed to.
type Report struct {
	Name      string
	Sheets    *report.Sheets
	Filters   Form
	Classes   []Option
	States    []Option
	Places    []Option
	Hidden    []Option // name and value of what a form carries along
	Print     string
	MayTake   bool
	MayUnmask bool
	Unmask    Form // what was refused
}

// Asks tells whether the report has anything to choose.
func (r Report) Asks() bool { return r.Name != string(report.OfCertificate) }

// papers are the choices of paper.
func papers(p Page) []Option {
	return []Option{{"", p.T("web.report.paper.auto")}, {string(report.Upright), p.T("web.report.paper.a4")},
		{string(report.Across), p.T("web.report.paper.a4_landscape")}, {string(report.A3Across), p.T("web.report.paper.a3_landscape")}}
}

// Leaves are the printed pages, as package report lays them out.
func Leaves(s *report.Sheets) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		if _, err := io.WriteString(w, `<div class="leaves" tabindex="0">`); err != nil {
			return err
		}
		if err := s.WriteHTML(w); err != nil {
			return err
		}
		_, err := io.WriteString(w, `</div>`)
		return err
	})
}
