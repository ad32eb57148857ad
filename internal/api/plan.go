package api

import (
	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/plan"
	"songnuan/plans"
)

// plansPage is a page of the library. The plans that come with the program
// stand on the first.
type plansPage struct {
	Shipped []app.PlanLine `json:"shipped,omitempty"`
	Items   []app.PlanLine `json:"items"` // the office's own, the last changed first
	Next    string         `json:"next,omitempty"`
}

func (c *call) plans(in *struct{ paging }) (*plansPage, error) {
	list, err := c.desk.Plans(c.ctx(), in.After, int(in.Limit))
	if err != nil {
		return nil, err
	}
	c.link(list.Next)
	return &plansPage{list.Shipped, list.Own, list.Next}, nil
}

type planPath struct {
	Plan string `path:"plan" min:"1" max:"64" example:"gaobu-pairing"` // the name of a shipped plan, the id of an own one
}

// planShape is a plan with its text and what the check finds.
type planShape struct {
	app.PlanLine
	Text     string             `json:"text"` // YAML
	SM3      string             `json:"sm3"`
	Origin   string             `json:"origin,omitempty"` // the shipped plan that it was copied from
	Note     string             `json:"note,omitempty"`
	Latest   int64              `json:"latest,omitempty"` // the newest version
	Findings []app.FoundSummary `json:"findings"`
}

func (c *call) shapePlan(v *app.PlanView) *planShape {
	return &planShape{v.PlanLine, string(v.Text), v.Digest, v.Origin, v.Note, v.Latest, app.SummariseFindings(v.Findings, c.lang)}
}

func (c *call) plan(in *struct {
	planPath
	Version int64 `query:"version" min:"1"` // the latest, when it is left out
}) (*planShape, error) {
	v, err := c.desk.PlanOf(c.ctx(), in.Plan, in.Version)
	if err != nil {
		return nil, err
	}
	if v.Version > 0 {
		c.etag(int(v.Version))
	}
	return c.shapePlan(v), nil
}

// revisionShape is one version of an own plan.
type revisionShape struct {
	Version  int64       `json:"version"`
	SM3      string      `json:"sm3"`
	Title    string      `json:"title"`
	Origin   string      `json:"origin,omitempty"`
	Note     string      `json:"note,omitempty"`
	Actor    string      `json:"actor"`
	Recorded day.Instant `json:"recorded"`
}

func (c *call) planVersions(in *planPath) (*page[revisionShape], error) {
	versions, err := c.desk.PlanVersions(c.ctx(), in.Plan, 0, 500)
	if err != nil {
		return nil, err
	}
	return paged(c, versions, "", func(r plan.Revision) revisionShape {
		return revisionShape{r.Version, r.Digest, r.Title, r.Origin, r.Note, r.Actor, r.Recorded}
	}), nil
}

// planBodyMost holds a plan of a megabyte, the library's bound, as JSON writes it.
const planBodyMost = 3 << 20

type planBody struct {
	Text string `json:"text" min:"1" max:"1000000" example:"format: 1\nplan: winter\n"` // YAML, docs/plan-format.md
	Note string `json:"note,omitempty" max:"200"`                                       // what changed
}

func (c *call) planAdd(in *struct{ Body planBody }) (*planShape, error) {
	v, err := c.desk.SavePlan(c.ctx(), app.PlanOrder{Text: []byte(in.Body.Text), Note: in.Body.Note})
	if err != nil {
		return nil, err
	}
	c.created("/plans/%s", v.Ref)
	return c.shapePlan(v), nil
}

func (c *call) planSave(in *struct {
	Plan id.ID `path:"plan"`
	seen
	Body planBody
}) (*planShape, error) {
	v, err := c.desk.SavePlan(c.ctx(), app.PlanOrder{Plan: in.Plan, Seen: int64(in.number()), Text: []byte(in.Body.Text), Note: in.Body.Note})
	if err != nil {
		return nil, err
	}
	c.etag(int(v.Version))
	return c.shapePlan(v), nil
}

func (c *call) planCopy(in *struct {
	planPath
	Body struct {
		Version int64  `json:"version,omitempty" min:"1"` // of an own plan; the latest, when it is left out
		Name    string `json:"name,omitempty" max:"60" example:"gaobu-2028"`
		Title   string `json:"title,omitempty" max:"100"`
	}
}) (*planShape, error) {
	v, err := c.desk.CopyPlan(c.ctx(), app.CopyPlanOrder{Ref: in.Plan, Version: in.Body.Version, Name: in.Body.Name, Title: in.Body.Title})
	if err != nil {
		return nil, err
	}
	c.created("/plans/%s", v.Ref)
	return c.shapePlan(v), nil
}

// lintShape is what the check finds in a text.
type lintShape struct {
	Plan        string             `json:"plan"` // what it calls itself
	Title       string             `json:"title"`
	Sound       bool               `json:"sound"` // no errors
	Findings    []app.FoundSummary `json:"findings"`
	Assumptions []app.AssumedParam `json:"assumptions"`
}

// planLint checks a text without keeping it. It stands by itself: what it
// extends must be one of the plans that come with the program.
func (c *call) planLint(in *struct {
	Body struct {
		Text   string            `json:"text" min:"1" max:"1000000" example:"format: 1\nplan: winter\n"`
		Params map[string]string `json:"params,omitempty"` // answers
	}
}) (*lintShape, error) {
	p, found, err := c.check("plan", []byte(in.Body.Text), in.Body.Params)
	if err != nil {
		return nil, err
	}
	return &lintShape{p.ID, p.Title, !plan.HasErrors(found), app.SummariseFindings(found, c.lang), app.SummariseAssumptions(p)}, nil
}

// planForecastShape is what a plan comes to before there is a campaign.
type planForecastShape struct {
	Basis      string              `json:"basis"` // registry, or the plan's own figures
	AsOf       day.Date            `json:"as_of,omitzero"`
	Households int64               `json:"households"` // open files counted over
	Persons    int64               `json:"persons"`
	Classes    []classShape        `json:"classes"`
	Forecast   app.ForecastSummary `json:"forecast"`
}

type classShape struct {
	Class     string `json:"class"`
	Name      string `json:"name"`
	Entries   int64  `json:"entries"`
	Persons   int64  `json:"persons"`
	Undecided int64  `json:"undecided"`
}

func (c *call) planForecast(in *struct {
	planPath
	Version int64 `query:"version" min:"1"`
}) (*planForecastShape, error) {
	f, err := c.desk.ForecastPlan(c.ctx(), in.Plan, in.Version)
	if err != nil {
		return nil, err
	}
	return &planForecastShape{f.Basis, f.AsOf, f.Households, f.Persons,
		shaped(f.Classes, func(one app.ClassForecast) classShape { return classShape(one) }), app.SummariseForecast(f.Forecast, c.lang)}, nil
}

// check reads a text with answers. What it extends must be a plan that comes
// with the program.
func (c *call) check(name string, text []byte, params map[string]string) (*plan.Plan, []plan.Finding, error) {
	return plan.Check(text, plan.ReadOptions{Name: name + plans.Suffix, Params: params, Open: plans.Open, Calendar: c.desk.Calendar(), Today: c.desk.Today()})
}
