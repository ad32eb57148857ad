package api

import (
	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/report"
)

// reportKinds are the media types of what a report becomes.
var reportKinds = map[report.Format]string{
	report.PDF: "application/pdf", report.XLSX: workbook, report.CSV: "text/csv; charset=utf-8", report.HTML: "text/html; charset=utf-8",
}

type reportBody struct {
	Format      report.Format    `json:"format" enum:"pdf,xlsx,csv"`
	Campaign    id.ID            `json:"campaign,omitempty"`
	Class       string           `json:"class,omitempty" max:"60"`
	State       campaign.Outcome `json:"state,omitempty" enum:"open,helped,refused,not_eligible,moved,exception"`
	Area        area.Code        `json:"area,omitempty"`
	Unit        string           `json:"unit,omitempty" max:"100" pattern:"^([0-9]{4}\\.)+$" example:"0001."` // path
	Certificate id.ID            `json:"certificate,omitempty"`
	Number      string           `json:"number,omitempty" max:"64"` // of a household
	Clear       bool             `json:"clear,omitempty"`
	Reason      string           `json:"reason,omitempty" max:"100"` // why clear data is needed
	Apart       bool             `json:"apart,omitempty"`            // each village begins on a page of its own
}

// reportFile gives a report as a file. Taking it is on record, with its rows,
// their digest and the reason for clear data.
func (c *call) reportFile(in *struct {
	Report report.Name `path:"report" enum:"roster,coverage,never_helped,unchanged,certificate,household,dibao,users"`
	Body   reportBody
}) (*download, error) {
	b := in.Body
	order := app.ReportOrder{Name: in.Report, Campaign: b.Campaign, Class: b.Class, Outcome: b.State, Area: b.Area, Unit: b.Unit, Certificate: b.Certificate,
		Number: b.Number, Unmask: b.Clear, Reason: b.Reason, Apart: b.Apart, Lang: c.lang}
	return written(string(in.Report)+"."+string(b.Format), reportKinds[b.Format], func(path string) error {
		_, err := c.desk.ExportReport(c.ctx(), order, b.Format, path)
		return err
	})
}
