package stage

import (
	"fmt"
	"maps"
	"time"

	"songnuan/examples"
	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/demo"
	"songnuan/internal/id"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/plans"
)

// campaignOf is a plan to be put to work: which day of it today is, and what the
// office has answered.
type campaignOf struct {
	plan    string
	by      string // account; "" is the machine
	area    area.Code
	unit    string
	year    int // of the plan's parameter
	anchor  day.Date
	answers map[string]string
	change  func(text []byte) []byte // what the office wrote into the plan, nil for nothing
}

// spring is the Spring Festival that today's winter leads to: the next one, or
// the last one until a month after it.
func (s *stage) spring() (day.Date, error) {
	today := s.today()
	f, err := day.Festival("春节", today.Year())
	if err == nil && today.After(f.AddDays(30)) {
		f, err = day.Festival("春节", today.Year()+1)
	}
	return f, err
}

// open opens a campaign so many days ago: the plan's text with its dates laid
// around today.
func (s *stage) open(c campaignOf) (id.ID, *plan.Plan, error) {
	text, err := plans.Open(c.plan)
	if err != nil {
		if text, err = examples.Files.ReadFile(c.plan + "/" + c.plan + plans.Suffix); err != nil {
			return "", nil, err
		}
	}
	if !c.anchor.IsZero() && c.anchor != s.today() { // else its own dates are right, and its text stays as shipped
		festival, err := day.Festival("春节", c.anchor.Year())
		if err != nil {
			return "", nil, err
		}
		text = laid(text, c.year, c.anchor, s.today(), festival)
	}
	if c.change != nil {
		text = c.change(text)
	}
	p, err := s.read(c.plan, text, nil)
	if err != nil {
		return "", nil, err
	}
	desk := s.desk(c.by)
	opened, err := desk.OpenCampaign(s.ctx, app.CampaignOrder{Plan: p, Text: text, Area: c.area, Unit: c.unit, AsOf: day.At(s.moment).Date()})
	if err != nil {
		return "", nil, fmt.Errorf("opening %s: %w", c.plan, err)
	}
	for _, a := range opened.Answers {
		value, ok := c.answers[a.Param]
		if !ok {
			continue
		}
		s.pass(3 * time.Minute)
		if err := desk.Settle(s.ctx, opened.ID, a.Param, value); err != nil {
			return "", nil, err
		}
	}
	p, err = s.read(c.plan, text, c.answers)
	return opened.ID, p, err
}

// read reads a plan, which must be without errors.
func (s *stage) read(name string, text []byte, answers map[string]string) (*plan.Plan, error) {
	p, found, err := plan.Check(text, plan.ReadOptions{Name: name + plans.Suffix, Params: answers, Open: plans.Open, Calendar: s.Calendar(), Today: s.today()})
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		if f.Severity == plan.Error {
			return nil, problem.New(problem.Invalid, "demo.plan_has_errors", "plan", name, "line", f.Pos.Line, "code", f.Code)
		}
	}
	return p, nil
}

// assumed answers every parameter as the plan itself takes it for granted.
func (s *stage) assumed(name string, over map[string]string) (map[string]string, error) {
	text, err := plans.Open(name)
	if err != nil {
		return nil, err
	}
	p, err := s.read(name, text, over)
	if err != nil {
		return nil, err
	}
	answers := map[string]string{}
	for _, a := range p.Assumptions {
		answers[a.Param] = a.Value
	}
	maps.Copy(answers, over)
	return answers, nil
}

// gaobu is the campaign under way: opened four weeks ago, active for twelve
// days, recorded by its villages since, certified once on the way.
func (s *stage) gaobu() error {
	spring, err := s.spring()
	if err != nil {
		return err
	}
	year := spring.Year() - 1
	anchor := spring.AddDays(-9)
	if today := s.today(); !today.Before(spring.AddDays(-16)) && today.Before(spring.AddDays(-1)) {
		anchor = today // its own dates are right
	}
	s.on(28, 9, 30)
	answers, err := s.assumed("gaobu-pairing", map[string]string{"year": fmt.Sprint(year)})
	if err != nil {
		return err
	}
	of, p, err := s.open(campaignOf{plan: "gaobu-pairing", by: "zhen", year: year, anchor: anchor, answers: answers})
	if err != nil {
		return err
	}
	s.laid.Gaobu = of
	if err := s.activate("zhen", of, p, 12); err != nil {
		return err
	}
	hands := gaobuHands()
	if err := s.record(of, hands); err != nil {
		return err
	}
	return s.tasks("zhen", of, 12, hands.helpers)
}

// activate builds the rosters and makes a campaign active so many days ago.
func (s *stage) activate(by string, of id.ID, p *plan.Plan, daysAgo int) error {
	s.on(daysAgo+1, 15, 10)
	desk := s.desk(by)
	if _, err := desk.BuildRoster(s.ctx, of, p); err != nil {
		return err
	}
	if err := s.paired(by, of, p); err != nil {
		return err
	}
	s.on(daysAgo, 8, 50)
	if err := s.confirm(by, of); err != nil {
		return err
	}
	return desk.Activate(s.ctx, of)
}

// union is a campaign by unit that has just begun.
func (s *stage) union() error {
	spring, err := s.spring()
	if err != nil {
		return err
	}
	s.on(20, 10, 20)
	answers, err := s.assumed("union-winter", map[string]string{"year": fmt.Sprint(spring.Year())})
	if err != nil {
		return err
	}
	anchor, _ := day.New(spring.Year(), 1, 10)
	delete(answers, "start") // its day moves with the plan
	of, p, err := s.open(campaignOf{plan: "union-winter", by: "gonghui", area: xilinhot, year: spring.Year(), anchor: anchor, answers: answers})
	if err != nil {
		return err
	}
	s.laid.Union = of
	start := s.today().AddDays(-19).String()
	if err := s.by("gonghui").Settle(s.ctx, of, "start", start); err != nil {
		return err
	}
	if err := s.activate("gonghui", of, p, 5); err != nil {
		return err
	}
	people := names(demo.UnionWinter())
	if err := s.record(of, hands{days: 5, share: func(string) int { return 34 }, by: func(string) string { return "gonghui" }, helpers: people}); err != nil {
		return err
	}
	return s.tasks("gonghui", of, 5, people)
}

// couplets is a campaign that was closed: everybody has got theirs.
func (s *stage) couplets() error {
	s.on(27, 14, 0)
	answers, err := s.assumed("couplets", nil)
	if err != nil {
		return err
	}
	anchor, _ := day.New(2018, 2, 28)
	of, p, err := s.open(campaignOf{plan: "couplets", year: 2018, anchor: anchor.AddDays(4), answers: answers})
	if err != nil {
		return err
	}
	s.laid.Couplets = of
	if err := s.activate("", of, p, 20); err != nil {
		return err
	}
	if err := s.record(of, hands{days: 20, stop: 8, share: func(string) int { return 100 }, helpers: names(demo.Couplets())}); err != nil {
		return err
	}
	s.on(4, 16, 30)
	if _, err := s.machine().CloseCampaign(s.ctx, of); err != nil {
		return err
	}
	s.pass(5 * time.Minute)
	_, err = s.machine().Certify(s.ctx, app.CertifyOrder{Campaign: of})
	return err
}

// drafts are campaigns that wait for answers.
func (s *stage) drafts() error {
	spring, err := s.spring()
	if err != nil {
		return err
	}
	s.on(3, 11, 0)
	for _, c := range []campaignOf{
		{plan: "rescue-winter", area: xilinhot, answers: map[string]string{"year": fmt.Sprint(spring.Year())}},
		{plan: "company-winter", area: xilinhot}, {plan: "school-winter", area: "341524100000", unit: "学校"},
	} {
		of, p, err := s.open(c)
		if err != nil {
			return err
		}
		if _, err := s.machine().BuildRoster(s.ctx, of, p); err != nil {
			return err
		}
		s.pass(20 * time.Minute)
	}
	return nil
}

// left are the entries of a campaign that are open, a page after another.
func (s *stage) left(of id.ID) (all []app.EntryLine, err error) {
	for after := ""; ; {
		lines, next, err := s.machine().Entries(s.ctx, of, campaign.Open, app.PageOf{After: after, Limit: 500})
		if err != nil {
			return nil, err
		}
		all = append(all, lines...)
		if next == "" {
			return all, nil
		}
		after = next
	}
}
