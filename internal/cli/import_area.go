package cli

import (
	"context"

	"songnuan/internal/app"
)

type importAreasCommand struct {
	databaseFlags
	File    string `arg:"" optional:""`
	Samples bool
}

func (c *importAreasCommand) do(ctx context.Context, s *session) error {
	tell, done := s.progress()
	defer done()
	return c.writing(ctx, s, func(desk *app.Desk) (err error) {
		report := &app.AreaReport{}
		switch {
		case c.Samples:
			report, err = desk.LoadSamples(ctx)
		case c.File == "":
			return missingArgument("<file>", "songnuan import areas")
		default:
			report, err = desk.ImportAreas(ctx, c.File, tell)
		}
		if err != nil {
			return err
		}
		done()
		return s.areas(report)
	})
}

type importStandardsCommand struct {
	databaseFlags
	File string `arg:""`
}

func (c *importStandardsCommand) do(ctx context.Context, s *session) error {
	return c.writing(ctx, s, func(desk *app.Desk) error {
		report, err := desk.ImportStandards(ctx, c.File)
		if err != nil {
			return err
		}
		return s.areas(report)
	})
}

func (s *session) areas(report *app.AreaReport) error {
	return s.show(report, func() {
		s.say("cli.areas_loaded", "areas", report.Areas, "changed", report.Changed, "standards", report.Standards)
	})
}
