package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	"songnuan/examples"
	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/demo/stage"
	"songnuan/internal/problem"
	"songnuan/plans"
)

type demoCommand struct {
	serveFlags
	Data    string   `placeholder:"DIR" env:"SONGNUAN_DATA"`
	Key     string   `placeholder:"FILE" env:"SONGNUAN_KEY"`
	Today   day.Date `placeholder:"DATE"`
	NoServe bool
	Files   string `placeholder:"DIR"`
}

// do lays a made-up office and serves it: in a folder that goes when the
// program ends, or in one that is kept and gone on from.
func (c *demoCommand) do(ctx context.Context, s *session) error {
	if c.Files != "" {
		return c.runAll(ctx, s)
	}
	if err := c.consistent(); err != nil {
		return err
	}
	if !c.Today.IsZero() {
		s.env.Clock = from(c.Today, s.env.Clock)
	}
	if c.Data == "" {
		return s.throwAwayUnder(ctx, func(desk *app.Desk) error { return c.show(ctx, s, desk, "") })
	}
	flags := databaseFlags{Data: c.Data, Key: c.Key}
	_, config, key, err := flags.prepareAll(ctx)
	if err != nil {
		return err
	}
	return s.desk(ctx, config, key, func(desk *app.Desk) error { return c.show(ctx, s, desk, c.Data) })
}

// from is a clock that says it is half past nine of a day when it starts, and
// goes on from there.
func from(today day.Date, clock day.Clock) day.Clock {
	morning := time.Date(today.Year(), time.Month(today.Month()), today.Day(), 9, 30, 0, 0, day.Beijing)
	by := morning.Sub(clock())
	return func() time.Time { return clock().Add(by) }
}

// show lays the demonstration where there is none yet, and serves it.
func (c *demoCommand) show(ctx context.Context, s *session, desk *app.Desk, folder string) error {
	if err := lay(ctx, s, desk); err != nil {
		return err
	}
	o := &opening{desk: desk, folder: folder, demo: true, logins: s.demoLogins()}
	if c.NoServe {
		return s.show(map[string]any{"data": folder, "logins": o.logins}, func() { s.loginTable(o.logins) })
	}
	return c.serve(ctx, s, o)
}

// lay makes the demonstration, or goes on from one. Where other people's data
// lies it does nothing.
func lay(ctx context.Context, s *session, desk *app.Desk) error {
	_, err := stage.Lay(ctx, desk.App, s.env.Clock())
	if !problem.Is(err, problem.Conflict) {
		return err
	}
	if _, err := desk.Migrate(ctx); err != nil {
		return err
	}
	if made, err := desk.IsDemo(ctx); err != nil || !made {
		return errors.Join(err, problem.New(problem.Conflict, "demo.not_empty"))
	}
	return nil
}

// demoLogins are the accounts to print.
func (s *session) demoLogins() (all []login) {
	for _, l := range stage.Logins {
		place := l.Place
		if place == "" {
			place = s.text("cli.user_everywhere")
		}
		all = append(all, login{l.Account, stage.Password, l.Role.Text(s.lang), place})
	}
	return all
}

// runAll runs every plan over the lists that come with the program, and writes
// what comes of it.
func (c *demoCommand) runAll(ctx context.Context, s *session) error {
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
			s.demoForPeople(f, summary, filepath.Join(c.Files, name))
		}
	}
	return s.show(map[string]any{"runs": summaries}, func() {
		s.line("")
		s.say("cli.demo_done", "count", len(summaries), "folder", c.Files)
	})
}

// run puts the lists of one example into its folder, and the plan's results
// beside them.
func (c *demoCommand) run(ctx context.Context, s *session, name string) (*planFile, *app.Summary, error) {
	out := filepath.Join(c.Files, name)
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
