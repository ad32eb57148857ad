package cli

import (
	"context"

	"songnuan/internal/app"
	"songnuan/internal/id"
)

type exportCommands struct {
	Roster exportRosterCommand `cmd:""`
}

type exportRosterCommand struct {
	databaseFlags
	Campaign string   `required:"" placeholder:"ID"`
	Out      string   `required:"" placeholder:"FILE"`
	Class    []string `placeholder:"CLASS"`
	Unmask   bool
}

func (c *exportRosterCommand) do(ctx context.Context, s *session) error {
	of, err := id.Parse(c.Campaign)
	if err != nil {
		return err
	}
	tell, done := s.progress()
	defer done()
	return c.writing(ctx, s, func(desk *app.Desk) error {
		f, _, err := s.planOf(ctx, desk, of)
		if err != nil {
			return err
		}
		entries, err := desk.ExportRoster(ctx, app.RosterOrder{Campaign: of, Plan: f.plan, Path: c.Out, Classes: c.Class, Unmask: c.Unmask, Lang: s.lang}, tell)
		if err != nil {
			return err
		}
		done()
		result := map[string]any{"campaign": of, "file": c.Out, "unmasked": c.Unmask, "entries": entries}
		return s.show(result, func() {
			s.say("cli.file_written", "path", c.Out)
			if c.Unmask {
				s.say("cli.unmasked", "count", entries)
			}
		})
	})
}
