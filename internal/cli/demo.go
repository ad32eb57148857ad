package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"songnuan/examples"
	"songnuan/internal/app"
	"songnuan/internal/problem"
	"songnuan/plans"
)

type demoCommand struct {
	Out string `default:"demo" placeholder:"DIR"`
}

// do runs every plan over the lists that come with the program.
func (c *demoCommand) do(ctx context.Context, s *session) error {
	summaries := []*app.Summary{}
	for i, name := range examples.Tidy() {
		f, summary, err := c.run(ctx, s, name)
		if err != nil {
			return err
		}
		summaries = append(summaries, summary)
		if !s.asJSON {
			if i > 0 {
				s.line("")
			}
			s.demoForPeople(f, summary, filepath.Join(c.Out, name))
		}
	}
	return s.show(map[string]any{"runs": summaries}, func() {
		s.line("")
		s.say("cli.demo_done", "count", len(summaries), "folder", c.Out)
	})
}

// run puts the lists of one example into its folder, and the plan's results
// beside them.
func (c *demoCommand) run(ctx context.Context, s *session, name string) (*planFile, *app.Summary, error) {
	out := filepath.Join(c.Out, name)
	plan, err := s.unpack(name, out)
	if err != nil {
		return nil, nil, err
	}
	f, err := s.openPlan(plan, nil)
	if err != nil {
		return nil, nil, err
	}
	if err := f.runnable(s); err != nil {
		return nil, nil, err
	}
	one := runCommand{Households: filepath.Join(out, examples.Households), Out: out}
	if helpers := filepath.Join(out, examples.Helpers); exists(helpers) {
		one.Helpers = helpers
	}
	summary, err := one.run(ctx, s, f)
	return f, summary, err
}

// unpack writes the files of an example and gives the plan it is for: one that
// lies with it, else the shipped one of its name.
func (s *session) unpack(name, out string) (plan string, err error) {
	entries, err := fs.ReadDir(examples.Files, name)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(out, 0o700); err != nil {
		return "", problem.Wrap(err, problem.Invalid, "app.no_folder", "folder", out)
	}
	for _, entry := range entries {
		data, err := examples.Files.ReadFile(path.Join(name, entry.Name()))
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(out, entry.Name()), data, 0o600); err != nil {
			return "", problem.Wrap(err, problem.Invalid, "app.no_folder", "folder", out)
		}
	}
	if own := filepath.Join(out, name+plans.Suffix); exists(own) {
		return own, nil
	}
	return name, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

func (s *session) demoForPeople(f *planFile, r *app.Summary, out string) {
	s.say("cli.demo_title", "title", f.plan.Title, "day", r.AsOf)
	s.rowsLine("cli.rows_households", r.Rows.In, r.Rows.Entered, r.Rows.Unchanged, r.Rows.Skipped, r.Rows.Wrong)
	s.say("cli.run_totals", "households", r.Households, "persons", r.Persons, "helpers", r.Helpers)
	s.line("")
	s.rosterTable(r.Roster)
	s.line("")
	s.purses(r.Forecast.Purses, r.Forecast.TotalFen)
	s.goods(r.Forecast)
	s.coverage(r.Coverage)
	for _, file := range r.Files {
		s.say("cli.file_written", "path", filepath.Join(out, file))
	}
}
