package cli

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/money"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
)

type planBudgetCommand struct {
	Plan  string            `arg:""`
	Param map[string]string `mapsep:"none" placeholder:"K=V"`
	Count map[string]string `mapsep:"none" placeholder:"CLASS=N"`
}

// budgetResult is the JSON of plan budget.
type budgetResult struct {
	Plan        string             `json:"plan"`
	Lines       []app.LineSummary  `json:"lines"`
	Purses      []app.PurseSummary `json:"purses"`
	TotalFen    int64              `json:"total_fen"`
	Stated      []statedShape      `json:"stated"`
	Complete    bool               `json:"complete"`
	Assumptions []app.AssumedParam `json:"assumptions"`
	Findings    []app.FoundSummary `json:"findings"`
}

// statedShape is a figure of the paper against what the lines come to.
type statedShape struct {
	Clause        string       `json:"clause"`
	StatedFen     int64        `json:"stated_fen"`
	ComputedFen   int64        `json:"computed_fen"`
	DifferenceFen int64        `json:"difference_fen"` // computed less stated
	Verdict       plan.Verdict `json:"verdict"`
}

func (c *planBudgetCommand) do(_ context.Context, s *session) error {
	f, err := s.openPlan(c.Plan, c.Param)
	if err != nil {
		return err
	}
	if err := f.priceable(s); err != nil {
		return err
	}
	if plan.HasErrors(f.findings) {
		s.exit = exitInvalid
	}
	counts, err := c.counts(f.plan)
	if err != nil {
		return err
	}
	forecast := f.plan.Forecast(counts)
	result := s.budget(f, forecast)
	return s.show(result, func() { s.budgetForPeople(f.plan, result) })
}

func (c *planBudgetCommand) counts(p *plan.Plan) (plan.Counts, error) {
	counts := plan.Counts{}
	for _, name := range slices.Sorted(maps.Keys(c.Count)) {
		n, err := strconv.ParseInt(c.Count[name], 10, 64)
		if err != nil {
			return nil, problem.Wrap(err, problem.Invalid, "cli.bad_count", "name", name, "value", c.Count[name])
		}
		if err := p.Given(counts, name, n); err != nil {
			return nil, err
		}
	}
	return counts, nil
}

func (s *session) budget(f *planFile, forecast *plan.Forecast) budgetResult {
	summary := app.SummariseForecast(forecast, s.lang)
	result := budgetResult{Plan: f.plan.ID, Lines: summary.Lines, Purses: summary.Purses, TotalFen: summary.TotalFen,
		Stated: []statedShape{}, Complete: summary.Complete, Assumptions: app.SummariseAssumptions(f.plan),
		Findings: app.SummariseFindings(plan.Sort(slices.Concat(f.findings, forecast.Findings)), s.lang)}
	for _, t := range forecast.Stated {
		result.Stated = append(result.Stated, statedShape{t.Clause, int64(t.Stated.Amount), int64(t.Computed.Amount), int64(t.Difference), t.Verdict})
	}
	return result
}

func (s *session) budgetForPeople(p *plan.Plan, result budgetResult) {
	s.line(p.Title)
	s.assumptions(p)
	s.forecastLines(p, result.Lines)
	s.line("")
	s.purses(result.Purses, result.TotalFen)
	if len(result.Stated) > 0 {
		s.line("")
		s.stated(p, result.Stated)
	}
	s.findings(result.Findings)
}

// assumptions says on what the figures rest.
func (s *session) assumptions(p *plan.Plan) {
	for _, a := range p.Assumptions {
		s.say("cli.assumed", "param", a.Param, "value", a.Value, "ask", a.Ask)
	}
}

func (s *session) forecastLines(p *plan.Plan, lines []app.LineSummary) {
	if len(lines) == 0 {
		s.say("cli.no_money")
		return
	}
	names := p.Names()
	var rows [][]string
	for _, l := range lines {
		amount := yuan(l.AmountFen)
		if l.Missing {
			amount = s.text("cli.unknown")
		}
		rows = append(rows, []string{called(names, l.Clause), called(names, "classes."+l.Class), called(names, "purses."+l.Purse), amount, l.Explain})
	}
	s.table([]string{s.text("cli.column.clause"), s.text("cli.column.class"), s.text("cli.column.purse"), s.text("cli.column.yuan"), s.text("cli.column.explain")}, rows, 3)
}

func (s *session) purses(purses []app.PurseSummary, total int64) {
	rows := [][]string{}
	for _, p := range purses {
		name := p.Name
		if name == "" {
			name = p.Purse
		}
		if p.Own {
			name = s.text("cli.outside_total", "name", name)
		}
		rows = append(rows, []string{name, yuan(p.AmountFen)})
	}
	rows = append(rows, []string{s.text("cli.total"), yuan(total)})
	s.table([]string{s.text("cli.column.purse"), s.text("cli.column.yuan")}, rows, 1)
}

func (s *session) stated(p *plan.Plan, stated []statedShape) {
	names := p.Names()
	rows := [][]string{}
	for _, t := range stated {
		rows = append(rows, []string{called(names, t.Clause), yuan(t.StatedFen), yuan(t.ComputedFen), yuan(t.DifferenceFen), s.text("cli.verdict." + string(t.Verdict))})
	}
	s.table([]string{s.text("cli.column.clause"), s.text("cli.column.stated"), s.text("cli.column.computed"), s.text("cli.column.difference"), s.text("cli.column.verdict")}, rows, 1, 2, 3)
}

// findings lists what must be looked at; notes are for plan lint, and open
// parameters stand above the figures.
func (s *session) findings(found []app.FoundSummary) {
	first := true
	for _, f := range found {
		if f.Severity == plan.Note || f.Code == "param_unsettled" {
			continue
		}
		if first {
			s.line("")
			first = false
		}
		if f.Line == 0 {
			s.say("cli.finding_placeless", "severity", s.severity(f.Severity), "message", f.Message)
			continue
		}
		s.say("cli.finding", "severity", s.severity(f.Severity), "line", f.Line, "message", f.Message)
	}
}

// called is what people call a clause, its id when it has no name.
func called(names map[string]string, ref string) string {
	if name := names[ref]; name != "" {
		return name
	}
	_, id, _ := strings.Cut(ref, ".")
	return id
}

func yuan(fen int64) string { return money.Fen(fen).Yuan() }
