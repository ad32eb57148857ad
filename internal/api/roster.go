package api

import (
	"songnuan/internal/app"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
)

// rosterPreview tells who would come in and who would fall out, were the rosters
// of a campaign under way built anew. Nothing is kept.
func (c *call) rosterPreview(in *campaignPath) (*app.RosterChange, error) {
	return c.desk.PreviewRebuild(c.ctx(), in.Campaign)
}

// rosterAccept builds them anew exactly as the preview of the digest has shown
// it; when it would come out otherwise by now, it is refused with the change as
// it is.
func (c *call) rosterAccept(in *struct {
	campaignPath
	Body struct {
		Digest string `json:"digest" min:"64" max:"64" pattern:"^[0-9a-f]{64}$" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	}
}) (*app.RosterChange, error) {
	change, err := c.desk.AcceptRebuild(c.ctx(), in.Campaign, in.Body.Digest)
	if err != nil && change != nil && problem.Is(err, problem.Conflict) {
		return nil, &refusal{err: err, extra: change}
	}
	return change, err
}

// previewShape is what a draft would come to if it were activated now.
type previewShape struct {
	Unsettled []answerShape       `json:"unsettled"` // questions of the paper that nobody has answered
	Refused   []string            `json:"refused"`   // why it cannot be activated; empty when it can
	Rosters   []app.RosterSummary `json:"rosters"`
	Universe  app.CoverageSummary `json:"universe"`
	Forecast  app.ForecastSummary `json:"forecast"`
	Helpers   int64               `json:"helpers"`  // there are
	Tasks     int64               `json:"tasks"`    // that activation makes
	Schedule  []dueShape          `json:"schedule"` // dates of the plan
	Findings  []app.FoundSummary  `json:"findings"` // the worst first
}

type dueShape struct {
	From   day.Date `json:"from,omitzero"` // the first day it can be done
	When   day.Date `json:"when,omitzero"` // the day itself, or the last day for it
	What   string   `json:"what"`
	Who    string   `json:"who"`
	Clause string   `json:"clause"`
	Class  string   `json:"class,omitempty"`
}

func (c *call) campaignPreview(in *campaignPath) (*previewShape, error) {
	v, err := c.desk.PreviewCampaign(c.ctx(), in.Campaign)
	if err != nil {
		return nil, err
	}
	shape := &previewShape{Unsettled: shaped(v.Unsettled, shapeAnswer), Rosters: v.Rosters, Universe: v.Universe, Forecast: app.SummariseForecast(v.Forecast, c.lang),
		Helpers: v.Helpers, Tasks: v.Tasks, Findings: app.SummariseFindings(v.Noticed, c.lang)}
	for _, why := range v.Refused {
		shape.Refused = append(shape.Refused, why.Text(c.lang))
	}
	shape.Schedule = shaped(v.Schedule, func(d plan.Due) dueShape {
		return dueShape{d.From, d.When, d.What.Text(c.lang), d.Who.Text(c.lang), d.Clause, d.Class}
	})
	return shape, nil
}

// gateShape is how the six things stand that a plan must have.
type gateShape struct {
	Asked  bool             `json:"asked"`            // the plan asks for them
	Before string           `json:"before,omitempty"` // activate, close, or a phase's id: what waits for them
	Checks []gateCheckShape `json:"checks"`
}

type gateCheckShape struct {
	Item   string   `json:"item"`
	Name   string   `json:"name"`
	Met    bool     `json:"met"`
	ByData bool     `json:"by_data"` // shown by figures; else a person must confirm it, or has
	Why    []string `json:"why"`
}

func (c *call) campaignGate(in *campaignPath) (*gateShape, error) {
	gate, err := c.desk.Gate(c.ctx(), in.Campaign)
	if err != nil {
		return nil, err
	}
	return &gateShape{gate.Asked, gate.Before, shaped(gate.Checks, func(g campaign.GateCheck) gateCheckShape {
		return gateCheckShape{string(g.Item), g.Item.Text(c.lang), g.Met, g.ByData, shaped(g.Why, func(r campaign.Remark) string { return r.Text(c.lang) })}
	})}, nil
}
