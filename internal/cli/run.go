package cli

import (
	"context"
	"path/filepath"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/plan"
)

type runCommand struct {
	Plan       string            `arg:""`
	Households string            `required:"" placeholder:"FILE"`
	Helpers    string            `placeholder:"FILE"`
	Param      map[string]string `mapsep:"none" placeholder:"K=V"`
	AsOf       day.Date          `placeholder:"DATE"`
	Area       string            `placeholder:"CODE"`
	Unit       string            `placeholder:"NAME"`
	Areas      string            `placeholder:"FILE"`
	Standards  string            `placeholder:"FILE"`
	Out        string            `required:"" placeholder:"DIR"`
}

func (c *runCommand) do(ctx context.Context, s *session) error {
	f, err := s.openPlan(c.Plan, c.Param)
	if err != nil {
		return err
	}
	if err := f.runnable(s); err != nil {
		return err
	}
	summary, err := c.run(ctx, s, f)
	if err != nil {
		return err
	}
	return s.show(summary, func() { s.runForPeople(f.plan, summary, c.Out, c.AsOf.IsZero()) })
}

func (c *runCommand) run(ctx context.Context, s *session, f *planFile) (summary *app.Summary, err error) {
	order := app.RunOrder{Plan: f.plan, Text: f.text, Findings: f.findings, Households: c.Households, Helpers: c.Helpers,
		Unit: c.Unit, AsOf: c.AsOf, Out: c.Out, Lang: s.lang}
	if c.Area != "" {
		if order.Area, err = area.Parse(c.Area); err != nil {
			return nil, err
		}
	}
	tell, done := s.progress()
	defer done()
	err = s.throwAway(ctx, func(desk *app.Desk) error {
		if err := c.load(ctx, desk, tell); err != nil {
			return err
		}
		s.boundMemory()
		summary, err = desk.Run(ctx, order, tell)
		return err
	})
	return summary, err
}

// load puts the office's own areas and regional lines over the samples.
func (c *runCommand) load(ctx context.Context, desk *app.Desk, tell func(app.Progress)) error {
	if c.Areas != "" {
		if _, err := desk.ImportAreas(ctx, c.Areas, tell); err != nil {
			return err
		}
	}
	if c.Standards != "" {
		if _, err := desk.ImportStandards(ctx, c.Standards); err != nil {
			return err
		}
	}
	return nil
}

// runForPeople prints what a run came to as tables, and the files it wrote.
func (s *session) runForPeople(p *plan.Plan, r *app.Summary, out string, chosen bool) {
	s.line(p.Title)
	if chosen {
		s.say("cli.run_as_of_chosen", "day", r.AsOf)
	} else {
		s.say("cli.run_as_of", "day", r.AsOf)
	}
	s.assumptions(p)
	s.rowsLine("cli.rows_households", r.Rows.In, r.Rows.Entered, r.Rows.Unchanged, r.Rows.Skipped, r.Rows.Wrong)
	if h := r.HelperRows; h != nil {
		s.rowsLine("cli.rows_helpers", h.In, h.Entered, h.Unchanged, h.Skipped, h.Wrong)
	}
	s.say("cli.run_totals", "households", r.Households, "persons", r.Persons, "helpers", r.Helpers)
	if r.Pairs != nil {
		s.say("cli.run_pairs", "pairs", *r.Pairs, "unpaired", *r.Unpaired)
		for _, reason := range r.PairReasons {
			s.line(reason)
		}
	}
	s.resultTables(p, r)
	s.findings(r.Findings)
	s.line("")
	for _, file := range r.Files {
		s.say("cli.file_written", "path", filepath.Join(out, file))
	}
}

// resultTables prints rosters, money, goods and coverage.
func (s *session) resultTables(p *plan.Plan, r *app.Summary) {
	s.line("")
	s.rosterTable(r.Roster)
	s.line("")
	s.forecastLines(p, r.Forecast.Lines)
	s.line("")
	s.purses(r.Forecast.Purses, r.Forecast.TotalFen)
	s.goods(r.Forecast)
	s.line("")
	s.coverage(r.Coverage)
}

func (s *session) coverage(c app.CoverageSummary) {
	s.say("cli.coverage", "open", c.Open, "helped", c.Helped, "refused", c.Refused, "not_eligible", c.NotEligible, "moved", c.Moved, "exception", c.Exception)
}

func (s *session) rowsLine(key string, in, entered, unchanged, skipped, wrong int64) {
	s.say(key, "in", in, "entered", entered, "unchanged", unchanged, "skipped", skipped, "wrong", wrong)
}

func (s *session) rosterTable(rosters []app.RosterSummary) {
	rows := [][]string{}
	for _, r := range rosters {
		rows = append(rows, append([]string{r.Name}, numbers(r.Entries, r.Households, r.Persons, r.Undecided, r.OverQuota, r.Excluded)...))
	}
	s.table([]string{s.text("cli.column.class"), s.text("cli.column.entries"), s.text("cli.column.households"), s.text("cli.column.persons"),
		s.text("cli.column.undecided"), s.text("cli.column.over_quota"), s.text("cli.column.excluded")}, rows, 1, 2, 3, 4, 5, 6)
}

func numbers(all ...int64) []string {
	texts := make([]string, len(all))
	for i, n := range all {
		texts[i] = strconv.FormatInt(n, 10)
	}
	return texts
}

func (s *session) goods(f app.ForecastSummary) {
	for _, g := range f.Goods {
		s.say("cli.goods", "item", g.Item, "quantity", strconv.FormatFloat(g.Quantity, 'f', -1, 64), "unit", g.Unit)
	}
	if f.VisitsDue > 0 {
		s.say("cli.visits_due", "count", f.VisitsDue)
	}
}
