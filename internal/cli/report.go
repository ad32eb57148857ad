package cli

import (
	"context"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/report"
)

type reportCommand struct {
	databaseFlags
	Report      string `arg:""`
	Campaign    string `placeholder:"ID"`
	Class       string `placeholder:"CLASS"`
	State       string `placeholder:"STATE"`
	Area        string `placeholder:"CODE"`
	Certificate string `placeholder:"ID"`
	Household   string `placeholder:"NUMBER"`
	Out         string `short:"o" required:"" placeholder:"FILE"`
	Format      string `placeholder:"FORMAT"`
	Paper       string `placeholder:"PAPER"`
	Apart       bool
	Unmask      bool
	Reason      string `placeholder:"TEXT"`
}

func (c *reportCommand) do(ctx context.Context, s *session) error {
	order, err := c.order(s)
	if err != nil {
		return err
	}
	format, err := report.FormatOf(c.Format, c.Out)
	if err != nil {
		return err
	}
	return c.writing(ctx, s, func(desk *app.Desk) error {
		done, err := desk.ExportReport(ctx, order, format, c.Out)
		if err != nil {
			return err
		}
		result := map[string]any{"report": order.Name, "ref": done.Ref, "file": c.Out, "format": format, "rows": done.Rows, "sm3": done.Digest, "unmasked": c.Unmask}
		return s.show(result, func() {
			s.say("cli.file_written", "path", c.Out)
			if c.Unmask {
				s.say("cli.unmasked", "count", done.Rows)
			}
		})
	})
}

// order reads the flags.
func (c *reportCommand) order(s *session) (order app.ReportOrder, err error) {
	entry, err := report.Find(c.Report)
	if err != nil {
		return order, err
	}
	order = app.ReportOrder{Name: entry.Name, Class: c.Class, Number: c.Household, Apart: c.Apart, Unmask: c.Unmask, Reason: c.Reason, Lang: s.lang}
	if order.Paper, err = report.ParseSize(c.Paper); err != nil {
		return order, err
	}
	if c.State != "" {
		if order.Outcome, err = campaign.ParseOutcome(c.State); err != nil {
			return order, err
		}
	}
	if c.Area != "" {
		if order.Area, err = area.Parse(c.Area); err != nil {
			return order, err
		}
	}
	if c.Certificate != "" {
		if order.Certificate, err = id.Parse(c.Certificate); err != nil {
			return order, err
		}
	}
	if c.Campaign != "" {
		order.Campaign, err = id.Parse(c.Campaign)
	}
	return order, err
}
