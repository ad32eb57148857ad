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
	if c.File == "" && !c.Samples {
		return missingArgument("<file>", "songnuan import areas")
	}
	return c.writing(ctx, s, func(desk *app.Desk) error {
		load := func() (*app.AreaReport, error) { return desk.ImportAreas(ctx, c.File, tell) }
		if c.Samples {
			load = func() (*app.AreaReport, error) { return desk.LoadSamples(ctx) }
		}
		report, err := load()
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
