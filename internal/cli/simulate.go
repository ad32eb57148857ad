package cli

import (
	"context"
	"path/filepath"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/area"
)

// simulateCommand runs a plan over lists with a made-up year of its helpers'
// duties, and tells who fell short.
type simulateCommand struct {
	Plan       string            `arg:""`
	Households string            `required:"" placeholder:"FILE"`
	Helpers    string            `required:"" placeholder:"FILE"`
	Param      map[string]string `mapsep:"none" placeholder:"K=V"`
	Area       string            `placeholder:"CODE"`
	Seed       uint64            `default:"1" placeholder:"N"`
	Out        string            `required:"" placeholder:"DIR"`
}

// simulateShown is how many helpers who fell short are told of on the screen; the
// workbook has them all.
const simulateShown = 20

func (c *simulateCommand) do(ctx context.Context, s *session) error {
	f, err := s.openPlan(c.Plan, c.Param)
	if err != nil {
		return err
	}
	if err := f.runnable(s); err != nil {
		return err
	}
	order := app.SimulateOrder{Seed: c.Seed, RunOrder: app.RunOrder{Plan: f.plan, Text: f.text, Findings: f.findings, Households: c.Households, Helpers: c.Helpers, Out: c.Out, Lang: s.lang}}
	if c.Area != "" {
		if order.Area, err = area.Parse(c.Area); err != nil {
			return err
		}
	}
	var done *app.Simulation
	tell, end := s.progress()
	err = s.throwAway(ctx, func(desk *app.Desk) error {
		done, err = desk.Simulate(ctx, order, tell)
		return err
	})
	end()
	if err != nil {
		return err
	}
	return s.show(done, func() { c.forPeople(s, f.plan.Title, done) })
}

func (c *simulateCommand) forPeople(s *session, title string, y *app.Simulation) {
	s.line(title)
	s.say("cli.simulate_made_up", "from", y.From, "to", y.To, "seed", y.Seed, "acts", y.Acts)
	s.say("cli.simulate_total", "helpers", len(y.Helpers), "owed", y.Owed, "met", y.Met, "short", y.Short)
	s.line("")
	for i := range y.Windows {
		w := &y.Windows[i]
		s.say("cli.simulate_window", "duty", w.Name, "part", w.Part, "until", w.Span.To, "met", w.Met, "owed", w.Owed, "open", w.Open())
	}
	s.line("")
	for i := range y.Helpers {
		h := &y.Helpers[i]
		if i == simulateShown || !h.Short() {
			break
		}
		s.say("cli.simulate_helper", "name", h.Name, "met", h.Met, "owed", h.Owed, "missed", strings.Join(h.Missed, "、"))
	}
	if y.Short > simulateShown {
		s.say("cli.simulate_more", "n", y.Short-simulateShown)
	}
	for _, file := range y.Run.Files {
		s.say("cli.file_written", "path", filepath.Join(c.Out, file))
	}
}
