package cli

import (
	"context"
	"path/filepath"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
)

type campaignCommands struct {
	Open        campaignOpenCommand        `cmd:""`
	Settle      campaignSettleCommand      `cmd:""`
	Activate    campaignActivateCommand    `cmd:""`
	Roster      campaignRosterCommand      `cmd:""`
	Show        campaignShowCommand        `cmd:""`
	Outcome     campaignOutcomeCommand     `cmd:""`
	Entry       campaignEntryCommand       `cmd:""`
	Entries     campaignEntriesCommand     `cmd:""`
	Board       campaignBoardCommand       `cmd:""`
	Tasks       campaignTasksCommand       `cmd:""`
	Task        campaignTaskCommand        `cmd:""`
	Survey      campaignSurveyCommand      `cmd:""`
	Gate        campaignGateCommand        `cmd:""`
	Close       campaignCloseCommand       `cmd:""`
	Certificate campaignCertificateCommand `cmd:""`
}

type campaignOpenCommand struct {
	databaseFlags
	Plan  string            `arg:""`
	Param map[string]string `mapsep:"none" placeholder:"K=V"`
	Area  string            `placeholder:"CODE"`
	Unit  string            `placeholder:"NAME"`
	AsOf  day.Date          `placeholder:"DATE"`
}

func (c *campaignOpenCommand) do(ctx context.Context, s *session) error {
	return c.writing(ctx, s, func(desk *app.Desk) error {
		order, err := c.order(s)
		if err != nil {
			return err
		}
		opened, err := desk.OpenCampaign(ctx, order)
		if err != nil {
			return err
		}
		return s.campaign(opened, nil, nil)
	})
}

// order reads the plan, with the holidays of the database that is open.
func (c *campaignOpenCommand) order(s *session) (order app.CampaignOrder, err error) {
	f, err := s.openPlan(c.Plan, c.Param)
	if err != nil {
		return order, err
	}
	if err := f.runnable(s); err != nil {
		return order, err
	}
	order = app.CampaignOrder{Plan: f.plan, Text: f.text, Unit: c.Unit, AsOf: c.AsOf}
	if order.AsOf.IsZero() {
		order.AsOf = app.DayOf(f.plan, s.env.Clock.Today())
	}
	if c.Area != "" {
		order.Area, err = area.Parse(c.Area)
	}
	return order, err
}

type campaignSettleCommand struct {
	databaseFlags
	Campaign string   `arg:""`
	Answers  []string `arg:"" name:"answers"`
}

func (c *campaignSettleCommand) do(ctx context.Context, s *session) error {
	answers := map[string]string{}
	for _, answer := range c.Answers {
		param, value, ok := strings.Cut(answer, "=")
		if !ok {
			return problem.New(usage, "cli.bad_answer", "answer", answer)
		}
		answers[param] = value
	}
	return c.on(ctx, s, c.Campaign, func(desk *app.Desk, of id.ID) error { return desk.SettleAll(ctx, of, answers) })
}

type campaignActivateCommand struct {
	databaseFlags
	Campaign string `arg:""`
}

func (c *campaignActivateCommand) do(ctx context.Context, s *session) error {
	return c.on(ctx, s, c.Campaign, func(desk *app.Desk, of id.ID) error { return desk.Activate(ctx, of) })
}

type campaignShowCommand struct {
	databaseFlags
	Campaign string `arg:""`
}

func (c *campaignShowCommand) do(ctx context.Context, s *session) error {
	of, err := id.Parse(c.Campaign)
	if err != nil {
		return err
	}
	return c.with(ctx, s, func(desk *app.Desk) error { return s.showCampaign(ctx, desk, of) })
}

// on does something to a campaign and shows it as it is then.
func (f *databaseFlags) on(ctx context.Context, s *session, campaign string, do func(*app.Desk, id.ID) error) error {
	of, err := id.Parse(campaign)
	if err != nil {
		return err
	}
	return f.writing(ctx, s, func(desk *app.Desk) error {
		if err := do(desk, of); err != nil {
			return err
		}
		return s.showCampaign(ctx, desk, of)
	})
}

// showCampaign shows a campaign with its rosters and coverage.
func (s *session) showCampaign(ctx context.Context, desk *app.Desk, of id.ID) error {
	read, view, err := s.planOf(ctx, desk, of)
	if err != nil {
		return err
	}
	rosters, err := desk.CampaignRosters(ctx, view.Campaign, read.plan)
	if err != nil {
		return err
	}
	return s.campaign(view.Campaign, rosters, &view.Coverage)
}

// planOf reads the plan of a campaign as it was opened, with the answers given
// since, and with what it extends as it was kept with the campaign.
func (s *session) planOf(ctx context.Context, desk *app.Desk, of id.ID) (*planFile, *app.CampaignView, error) {
	read, err := desk.CampaignPlan(ctx, of)
	if err != nil {
		return nil, nil, err
	}
	return &planFile{name: read.CampaignView.Plan, text: read.Text, plan: read.Plan, findings: read.Findings}, read.CampaignView, nil
}

type campaignRosterCommand struct {
	databaseFlags
	Campaign string `arg:""`
	Out      string `placeholder:"DIR"`
	Accept   bool
}

func (c *campaignRosterCommand) do(ctx context.Context, s *session) error {
	of, err := id.Parse(c.Campaign)
	if err != nil {
		return err
	}
	tell, done := s.progress()
	defer done()
	return c.writing(ctx, s, func(desk *app.Desk) error {
		f, view, err := s.planOf(ctx, desk, of)
		if err != nil {
			return err
		}
		if view.State == campaign.Active && view.Coverage != (app.CoverageSummary{}) && !c.Accept {
			change, err := desk.RebuildRoster(ctx, of, f.plan, false)
			if err != nil {
				return err
			}
			return s.show(map[string]any{"change": change}, func() { s.change(change) })
		}
		built, err := desk.BuildCampaign(ctx, app.BuildOrder{Campaign: of, Plan: f.plan, Findings: f.findings, Out: c.Out, Lang: s.lang}, tell)
		if err != nil {
			return err
		}
		done()
		return s.show(built, func() { s.builtForPeople(f.plan, built, c.Out) })
	})
}

func (s *session) builtForPeople(p *plan.Plan, r *app.Summary, out string) {
	s.line(p.Title)
	s.say("cli.run_as_of", "day", r.AsOf)
	s.assumptions(p)
	s.say("cli.run_totals", "households", r.Households, "persons", r.Persons, "helpers", r.Helpers)
	s.resultTables(p, r)
	if r.Change != nil && !r.Change.None() {
		s.change(r.Change)
	}
	for _, file := range r.Files {
		s.say("cli.file_written", "path", filepath.Join(out, file))
	}
}

// campaignShape is the JSON of a campaign.
type campaignShape struct {
	Campaign id.ID                `json:"campaign"`
	Plan     string               `json:"plan"`
	Title    string               `json:"title"`
	State    campaign.State       `json:"state"`
	Area     area.Code            `json:"area,omitempty"`
	Unit     string               `json:"unit,omitempty"`
	AsOf     string               `json:"as_of"`
	Answers  []answerShape        `json:"answers"`
	Roster   []app.RosterSummary  `json:"roster,omitempty"`
	Coverage *app.CoverageSummary `json:"coverage,omitempty"`
}

// answerShape is a parameter with its answer, and the question and sentence
// that it settles.
type answerShape struct {
	Param   string `json:"param"`
	Value   string `json:"value"`
	Assumed bool   `json:"assumed"` // nobody has answered yet
	Ask     string `json:"ask"`
	Source  string `json:"source"`
	Actor   string `json:"actor"`
}

func (s *session) campaign(c *campaign.Campaign, rosters []app.RosterSummary, coverage *app.CoverageSummary) error {
	shape := campaignShape{Campaign: c.ID, Plan: c.Plan, Title: c.Title, State: c.State, Area: c.Area, Unit: c.Unit, AsOf: c.AsOf.String(),
		Answers: []answerShape{}, Roster: rosters, Coverage: coverage}
	for _, a := range c.Answers {
		shape.Answers = append(shape.Answers, answerShape{a.Param, a.Value, a.Assumed, a.Ask, a.Source, a.Actor})
	}
	return s.show(shape, func() { s.campaignForPeople(&shape) })
}

func (s *session) campaignForPeople(c *campaignShape) {
	s.line(c.Title)
	s.say("cli.campaign", "campaign", c.Campaign, "state", s.text("cli.state."+string(c.State)), "day", c.AsOf)
	for _, a := range c.Answers {
		if a.Assumed {
			s.say("cli.assumed", "param", a.Param, "value", a.Value, "ask", a.Ask)
			continue
		}
		s.say("cli.answered", "param", a.Param, "value", a.Value, "actor", a.Actor)
	}
	if len(c.Roster) > 0 {
		s.rosterTable(c.Roster)
	}
	if c.Coverage != nil {
		s.coverage(*c.Coverage)
	}
}
